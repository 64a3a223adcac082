"""A commitment that was withdrawn by mistake is owed again: all that was reported of it stands,
every figure has it back, and the ledger keeps why.
"""

from datetime import timedelta
from typing import Any

import pytest

from app.access.roles import Role
from app.access.tables import Appointment
from app.dates import today
from app.db import county_tx, execute, rows
from app.outcomes import rules
from app.outcomes.due import fall_due_all
from app.refusal import Refused
from tests import given
from tests.conftest import Browser
from tests.ledger.reasons import reasons
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

SUMS = """
    SELECT "kind", sum("quantity")::int AS n FROM "ledger"
    WHERE "ledger"."county" = $1 AND "kind" LIKE 'commitment.%' GROUP BY "kind" ORDER BY "kind"
"""


async def sums() -> dict[str, int]:
    async with county_tx(readonly=True):
        return {each["kind"].partition(".")[2]: each["n"] for each in await rows(SUMS)}


async def a_promise(client: Browser) -> tuple[str, int]:
    """Made, reported done and verified. → its path, its department"""
    station = await given.a_station()
    topic = await given.a_topic(station, ring="落实")
    async with county_tx():
        owing = await given.a_department("住建局")
    await given.signed_in(client, Role.OFFICE)
    due = str(today() + timedelta(days=30))
    form = {"version": "0", "department": "住建局", "task": "装十二盏路灯", "due_on": due}
    sent = await client.post(f"/topics/{topic}/commitments", data=form)
    assert sent.status_code == 303, sent.text
    async with county_tx(readonly=True):
        (made,) = await rows('SELECT "id" FROM "commitment" WHERE "commitment"."county" = $1')
    path = f"/commitments/{made['id']}"
    await given.signed_in(client, Role.DEPARTMENT, department=owing)
    await client.post(f"{path}/completion", data={"text": "都已装好"})
    await given.signed_in(client, Role.OFFICE)
    assert (await client.post(f"{path}/verification", data={"accepted": "true"})).is_redirect
    return path, owing


async def test_it_is_owed_again_and_counted_again(client: Browser) -> None:
    path, owing = await a_promise(client)
    before = await sums()
    assert before == {"made": 1, "due": 1, "done": 1, "done_on_time": 1, "verified": 1}
    for why, back in (("写错了", "没有写错"), ("又写错", "还是没有")):
        assert (await client.post(f"{path}/withdrawal", data={"reason": why})).is_redirect
        assert set((await sums()).values()) == {0}
        page = Page(await client.get(path))
        assert len(page.all('button[formaction$="/taking-up"]')) == 1
        assert refused(await client.post(f"{path}/taking-up", data={"reason": " "})) == [
            "请写明恢复的缘由。"
        ]
        assert (await client.post(f"{path}/taking-up", data={"reason": back})).is_redirect
        assert await sums() == before
        page = Page(await client.get(path))
        assert f"曾经撤回，当时写的缘由：{why} 恢复的缘由：{back}" in page.one("#commitment").text
        assert "办好了，已经核验。" in page.one("#commitment").text
        assert not page.all('button[formaction$="/taking-up"]')
        assert (await reasons())[-5:] == [back] * 5
    assert refused(await client.post(f"{path}/taking-up", data={"reason": "再来"})) == [
        "这一件没有撤回。"
    ]
    await given.signed_in(client, Role.DEPARTMENT, department=owing)
    assert "装十二盏路灯" in (await client.get(path)).text


@pytest.mark.parametrize("behind", ["-3 days", "3 days"])
async def test_it_is_so_a_second_time_by_whatever_clock(
    client: Browser, superuser: Any, behind: str
) -> None:
    """The first withdrawal by one that was ahead, or the second by one that was behind."""
    path, _owing = await a_promise(client)
    for moved in (True, False):
        before = await sums()
        assert (await client.post(f"{path}/withdrawal", data={"reason": "写错了"})).is_redirect
        async with superuser.transaction():
            await superuser.execute("SET LOCAL session_replication_role = replica")
            if moved:
                wrong = f"""UPDATE ledger SET recorded_at = recorded_at - interval '{behind}'
                    WHERE kind LIKE 'commitment.%' AND reverses IS NOT NULL"""  # noqa: S608
                await superuser.execute(wrong)
        assert (await client.post(f"{path}/taking-up", data={"reason": "没有"})).is_redirect
        assert await sums() == before
        if moved:  # the second time less was said of it
            back = await client.post(f"{path}/verification/withdrawal", data={"reason": "没修好"})
            assert back.is_redirect


async def test_whose_day_passed_meanwhile_fell_due(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _owing = await a_promise(client)
    await client.post(f"{path}/verification/withdrawal", data={"reason": "没好"})
    await given.signed_in(client, Role.TOWNSHIP, Role.OFFICE)
    sent = await client.post(f"{path}/verification", data={"accepted": "false", "note": "两盏不亮"})
    assert sent.is_redirect
    assert (await sums())["due"] == 0
    await client.post(f"{path}/withdrawal", data={"reason": "写错了"})
    late = today() + timedelta(days=31)
    for module in ("due", "reinstating"):
        monkeypatch.setattr(f"app.outcomes.{module}.today", lambda: late)
    await fall_due_all()
    assert (await sums())["due"] == 0
    await client.post(f"{path}/taking-up", data={"reason": "没有写错"})
    found = await sums()
    assert (found["made"], found["due"], found["done"], found["verified"]) == (1, 1, 0, 0)
    await fall_due_all()
    assert (await sums())["due"] == 1


async def test_by_whoever_may_set_it_and_does_not_owe_it(client: Browser) -> None:
    path, owing = await a_promise(client)
    await client.post(f"{path}/withdrawal", data={"reason": "写错了"})
    await given.signed_in(client, Role.DEPARTMENT, department=owing)
    assert (await client.post(f"{path}/taking-up", data={"reason": "点错"})).status_code == 403
    me = await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        await Appointment.insert(
            Appointment(account=me, role=str(Role.DEPARTMENT), department=owing)
        )
    assert not Page(await client.get(path)).all('form[action$="/taking-up"]')
    assert refused(await client.post(f"{path}/taking-up", data={"reason": "点错"}))
    await given.signed_in(client, Role.CONVENER, station=await given.a_station("别处"))
    assert (await client.post(f"{path}/taking-up", data={"reason": "点错"})).status_code == 404
    assert set((await sums()).values()) == {0}


@pytest.mark.parametrize(("stage", "on"), [("carrying_out", 1), ("answered", 1), ("closed", 0)])
async def test_not_once_the_matter_went_on(client: Browser, stage: str, on: int) -> None:
    """Its stage is still the same at the rings that follow, until it is answered."""
    path, _owing = await a_promise(client)
    await client.post(f"{path}/withdrawal", data={"reason": "写错了"})
    async with county_tx():
        went = 'UPDATE "topic" SET "stage" = $2, "ring" = "ring" + $3 WHERE "topic"."county" = $1'
        await execute(went, stage, on)
    await given.signed_in(client, Role.OFFICE)
    assert not Page(await client.get(path)).all('[formaction$="/taking-up"]')
    sent: Any = await client.post(f"{path}/taking-up", data={"reason": "点错"})
    assert refused(sent) == ["这件事已经办到后面，请先由办公室把它退回到落实这一步。"]


def test_it_takes_a_withdrawn_one_and_a_reason() -> None:
    assert rules.check_taking_up(" 点错了 ", withdrawn=True, under_way=True) == "点错了"
    for reason, withdrawn, under_way in (
        ("", True, True),
        ("点", False, True),
        ("点", True, False),
    ):
        with pytest.raises(Refused):
            rules.check_taking_up(reason, withdrawn=withdrawn, under_way=under_way)
