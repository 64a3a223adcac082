"""No duty of the worker waits for another: each has one connection, and takes no second one while
it holds it. Nor does one that fails end or delay any other.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from app.db import DB, connection_pool, county_tx, current_realm, execute
from app.evidence.store import owner
from app.evidence.store.directory import Directory
from app.migrate import migrate
from app.processes.postgres import Server
from app.worker import periodic
from app.worker.clock import Duty
from tests import given
from tests.conftest import signed_in_as_all
from tests.history.databases import an_empty_database, program_on
from tests.isolation.test_routes import a_full_county
from tests.regions.given_region import staff_of

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("pool")]
COUNTY, PROVINCE = 330421, 33
SHARED = """
    INSERT INTO "share" ("county", "region", "item", "agreed_by") VALUES ($1, :region, :item, 'a')
"""


@pytest.fixture(scope="module")
async def at_work(server: Server, database: str, anyio_backend: str) -> str:  # noqa: ARG001
    """A county in which everything has happened, and its province, in a database of their own.
    → its address
    """
    name = await an_empty_database(server)
    await migrate(server.url(name, "app_owner"))
    url = server.url(name, "app_rw")
    async with program_on(url), AsyncExitStack() as stack:
        token = current_realm.set(COUNTY)
        async with county_tx():
            await given.a_county(COUNTY)
        await a_full_county(await signed_in_as_all(stack, COUNTY))
        async with county_tx():
            await execute(SHARED, region=PROVINCE, item="activity")
        current_realm.reset(token)
        province = await stack.enter_async_context(staff_of(PROVINCE))
        assert (await province.get("/compare")).status_code == 200  # so that it is made again
    return url


@asynccontextmanager
async def one_connection(url: str) -> AsyncIterator[None]:
    before, DB.pool = DB.pool, None
    try:
        async with connection_pool(dsn=url, min_size=1, max_size=1, timeout=0.5):
            yield
    finally:
        DB.pool = before


@pytest.mark.parametrize("duty", periodic.DUTIES, ids=lambda duty: duty.__name__)
async def test_it_does_with_one_connection(
    duty: Duty,
    at_work: str,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever took another one while it held this would wait for itself."""
    folder = Directory(tmp_path, "secret")  # the tests' bears the mark of their other database
    monkeypatch.setattr(owner, "store", lambda: folder)
    with caplog.at_level(logging.WARNING):
        async with one_connection(at_work), asyncio.timeout(120):
            await duty(asyncio.Event())
    assert [each.getMessage() for each in caplog.records] == []


async def test_one_that_fails_is_tried_again_and_ends_no_other() -> None:
    stop, done = asyncio.Event(), []

    async def fails(_stop: asyncio.Event) -> None:
        done.append("fails")
        raise RuntimeError

    async def goes_on(_stop: asyncio.Event) -> None:
        done.append("goes on")
        if min(done.count("fails"), done.count("goes on")) > 2:
            stop.set()

    async with asyncio.timeout(60):
        await periodic.keep_house(stop, {fails: 0.001, goes_on: 0.001})


async def test_what_a_duty_took_for_one_county_it_gives_back(at_work: str) -> None:
    """Also where it fails in the middle: with the one connection the next county is served."""
    done: list[int] = []

    async def part() -> None:
        async with county_tx():
            done.append(current_realm.get() or 0)
            if len(done) == 1:
                raise RuntimeError

    async with one_connection(at_work), asyncio.timeout(60):
        await periodic.for_each([COUNTY, COUNTY + 1], part, asyncio.Event())
    assert done == [COUNTY, COUNTY + 1]
