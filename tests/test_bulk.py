"""Bulk work: its limits, its batches, its progress, and what is said when it breaks off."""

import asyncio
import io
import os
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest

from app import ledger
from app.bulk import Meter, batches, moved, watched
from app.db import DB, bound_to, bulk_limits, county_tx, leave_as_it_is, region_tx, value
from app.ledger import Entry, Kind
from app.migrate import create
from app.processes.postgres import Server
from app.worker import periodic
from tests import given
from tests.conftest import statements

STATEMENT = "SELECT current_setting('statement_timeout') WHERE $1::int IS NOT NULL"
IDLE = "SELECT current_setting('idle_in_transaction_session_timeout') WHERE $1::int IS NOT NULL"


@pytest.mark.anyio
async def test_limits_of_requests_and_of_bulk_work(county: int) -> None:
    async def limits() -> tuple[str, str]:
        async with county_tx():
            return await value(STATEMENT), await value(IDLE)
        raise AssertionError

    assert await limits() == ("8s", "15s")
    with bulk_limits():
        assert await limits() == ("10min", "10min")
        assert await asyncio.create_task(limits()) == ("10min", "10min")
        with bound_to(county // 100):
            async with region_tx():
                assert await value("/* app_region */" + STATEMENT) == "10min"
    assert await limits() == ("8s", "15s")


def test_batches_move_the_progress() -> None:
    heard: list[int] = []
    moved(7)  # nobody watches
    with watched(heard.append):
        assert [list(each) for each in batches([1, 2, 3, 4, 5], 2)] == [[1, 2], [3, 4], [5]]
        moved()
    moved(7)
    assert heard == [2, 2, 1, 1]


@pytest.mark.anyio
async def test_entries_are_posted_500_at_a_time(county: int) -> None:
    assert county
    station = await given.a_station()
    heard: list[int] = []
    async with county_tx():
        with watched(heard.append):
            await ledger.post(*[Entry(kind=Kind.PHOTO_ADDED, station=station)] * 1203)
        statements.clear()
        assert await value('SELECT count(*) FROM "ledger" WHERE "ledger"."county" = $1') == 1203
    assert heard == [500, 500, 203]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("out", [io.StringIO(), Terminal()], ids=["log", "terminal"])
def test_it_is_said_how_far_it_is_at_least_every_two_seconds(out: io.StringIO) -> None:
    clock = [0.0]
    meter = Meter("Filling", out, lambda: clock[0])
    for second in (0.5, 0.9, 1.6, 2.0, 3.5):
        clock[0] = second
        meter(1000)
    meter.note("One is there.")
    clock[0] = 4.0
    meter.end(well=True)
    lines = out.getvalue().replace("\r\x1b[K", "\n").split("\n")
    said = ["Filling ...", "Filling ... 3,000", "Filling ... 5,000", "One is there."]
    assert [each.strip() for each in lines if each] == [
        *said, "Filling ... 5,000", "Filling ... 4.0 s",
    ]  # fmt: skip


@pytest.fixture
async def empty(server: Server, anyio_backend: str) -> AsyncIterator[str]:  # noqa: ARG001
    """A database without the national list; the pool of this test is on it."""
    await create("empty", server)
    before, DB.pool = DB.pool, None
    dsn = server.url("empty", "app_rw")
    await DB.start_connection_pool(dsn=dsn, min_size=1, max_size=2, reset=leave_as_it_is)
    yield "empty"
    await DB.close_connection_pool()
    DB.pool = before


LAST = 'SELECT max("sealed_at") FROM "seal" WHERE "seal"."county" = $1'


@pytest.mark.anyio
async def test_by_turns_a_little_of_each_county(empty: str) -> None:
    """Nobody waits until a county that has much to do is done."""
    assert empty
    large, small = 230101, 230102
    for county, entries in ((large, 4001), (small, 1)):
        with bound_to(county):
            async with county_tx():
                await given.a_county(county)
            station = await given.a_station()
            async with county_tx():
                await ledger.post(*[Entry(kind=Kind.PHOTO_ADDED, station=station)] * entries)
    assert sorted(await periodic.due()) == [large, small]
    await periodic.keep_ledgers(asyncio.Event())
    assert await periodic.due() == []
    done = {}
    for county in (large, small):
        with bound_to(county):
            async with county_tx(readonly=True):
                done[county] = await value(LAST)
    assert done[small] < done[large]


def test_a_set_up_that_breaks_off_says_one_sentence(server: Server, empty: str) -> None:
    """No traceback, and where it was stands in a file."""
    url = server.url(empty, "app_rw")
    gone = {"DATABASE_URL": url, "OWNER_DATABASE_URL": "postgresql://app_owner@/empty?host=/none"}
    done = subprocess.run(
        [sys.executable, "-m", "app.setup"],
        check=False,
        capture_output=True,
        env=os.environ | gone,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stdout.startswith("The set-up broke off: the database or the disk went away (")
    assert done.stdout.count("\n") == 0
    assert "Traceback" not in done.stderr
    assert (
        "Traceback" in (__import__("pathlib").Path(os.environ["DATA"]) / "set-up.log").read_text()
    )
