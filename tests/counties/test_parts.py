"""The parts that no page asks: /healthz and the operator's page say how the worker found them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.config import settings
from app.counties import operating
from app.dates import now
from app.evidence.store import owner
from app.evidence.store.chosen import store
from app.jobs import pulse
from app.web import health
from app.web.health import parts_of
from app.worker.signing import give_sign
from tests import given
from tests.conftest import Browser
from tests.page import Page

pytestmark = pytest.mark.anyio
NEVER: Any = None  # a test's `stop`


@pytest.fixture
async def failed(superuser: Any) -> int:
    """A job that failed four times; no other is there. → its id"""
    await superuser.execute("DELETE FROM jobs.pgqueuer")
    await superuser.execute("DELETE FROM jobs.pulse")
    insert = """
        INSERT INTO jobs.pgqueuer (priority, status, entrypoint, attempts)
        VALUES (0, 'failed', 'test.failed', 4) RETURNING id
    """
    return int(await superuser.fetchval(insert))


def test_after_ninety_seconds_the_worker_is_taken_for_gone() -> None:
    at = now()
    sign: Any = {"at": at - timedelta(seconds=90)}
    assert not pulse.is_silent(sign, at)
    assert pulse.is_silent(sign, at + timedelta(seconds=1))
    assert pulse.is_silent(None, at)


async def test_health_says_what_the_worker_found_and_stays_good(
    operator: AsyncClient, failed: int, superuser: Any
) -> None:
    assert failed
    answer = await operator.get("/healthz")
    assert (answer.status_code, answer.json()["parts"]) == (200, {"worker": "silent"})
    await give_sign(NEVER)
    await pulse.sealed()
    parts = (await operator.get("/healthz")).json()["parts"]
    assert parts.pop("disk_mb") > 0
    assert parts == {
        "worker": "ok", "worker_seconds": 0, "queued": 0, "oldest_seconds": None, "held": 1,
        "sealed_seconds": 0, "store": "ok", "deleting": "ok",
    }  # fmt: skip
    await superuser.execute("UPDATE jobs.pulse SET at = at - interval '10 minutes', store = 'Gone'")
    later = await operator.get("/healthz")
    assert later.status_code == 200
    assert (later.json()["parts"]["worker"], later.json()["parts"]["store"]) == ("silent", "Gone")


async def test_what_failed_is_tried_again_by_the_operator(
    operator: Browser, failed: int, superuser: Any
) -> None:
    await give_sign(NEVER)
    page = Page(await operator.get("/operator"))
    assert page.texts("#held li")[0].startswith("test.failed")
    assert page.all("#parts .notice") == []
    assert (await operator.post("/operator/jobs/retrial")).headers["location"] == "/operator"
    found = await superuser.fetchrow("SELECT status::text, attempts FROM jobs.pgqueuer")
    assert tuple(found) == ("queued", 0), failed
    again = await operator.post("/operator/jobs/retrial")
    assert Page(again).refusals == ["没有停下的后台任务。"]
    await superuser.execute("UPDATE jobs.pulse SET at = at - interval '2 minutes'")
    page = Page(await operator.get("/operator"))
    assert "后台程序没有动静" in page.one("#parts .notice").text
    assert page.all("#held") == []


async def test_nobody_else_tries_again(client: Browser, outside: Browser, failed: int) -> None:
    assert failed
    await given.signed_in(client, Role.OFFICE)
    assert (await outside.post("/operator/jobs/retrial")).status_code == 401


async def test_a_store_that_is_another_deployments_is_told_of(
    operator: Browser, outside: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    """The other one's name is told the operator, and nobody who merely asks."""
    await give_sign(NEVER)
    assert Page(await operator.get("/operator")).all("#bearer") == []
    ours = (await owner.standing()).we
    other = ours._replace(origin="https://elsewhere.example")
    await store().put(owner.MARK, owner.written(other), "application/json")
    try:
        await give_sign(NEVER)
        await give_sign(NEVER)
    finally:
        await store().put(owner.MARK, owner.written(ours), "application/json")
    told = Page(await operator.get("/operator")).one("#bearer").text
    assert "https://elsewhere.example (database test at" in told
    assert "不删除任何字节" in told
    health = await outside.get("/healthz")
    assert (health.status_code, health.json()["parts"]["deleting"]) == (200, "held")
    assert "elsewhere" not in health.text
    assert caplog.text.count("bears the mark of https://elsewhere.example") == 1
    await give_sign(NEVER)
    assert (await outside.get("/healthz")).json()["parts"]["deleting"] == "ok"


def test_whose_an_absent_store_is_nobody_knows() -> None:
    sign: Any = {"at": now(), "queued": 0, "oldest_at": None, "held": 0, "sealed_at": None}
    sign |= {"publisher_at": None, "publisher": "", "published_at": None}
    found: pulse.Pulse = sign | {"store": "StoreAway", "bearer": None, "disk_mb": 1}
    assert parts_of(found)["deleting"] == "unknown"


async def test_the_publisher_is_told_of_where_there_is_one(
    operator: Browser, outside: Browser, superuser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It decides nothing: the program is well without it."""

    async def told() -> tuple[int, Any, Any]:
        answer = await outside.get("/healthz")
        parts = answer.json()["parts"]
        return answer.status_code, parts.get("publisher"), parts.get("published_seconds")

    await superuser.execute("DELETE FROM jobs.pulse")
    await give_sign(NEVER)
    assert await told() == (200, None, None)
    assert Page(await operator.get("/operator")).all("#publisher") == []
    for each in (health, operating):
        monkeypatch.setattr(each, "settings", replace(settings, publish_to="/srv/public"))
    assert await told() == (200, "silent", None)
    assert "没有动静" in Page(await operator.get("/operator")).one("#publisher").text
    await pulse.of_publisher("StoreAway")
    assert await told() == (200, "StoreAway", None)
    page = Page(await operator.get("/operator")).one("#publisher").text
    assert "写不成 StoreAway 还没有全部写好过一次" in page
    await pulse.of_publisher("")
    await pulse.published()
    assert await told() == (200, "ok", 0)
    assert "最近一次全部写好" in Page(await operator.get("/operator")).one("#publisher").text
    await superuser.execute("UPDATE jobs.pulse SET publisher_at = now() - interval '91 seconds'")
    assert await told() == (200, "silent", 0)
