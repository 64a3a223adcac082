"""The first county's first import into a database that was empty: what was planned for empty tables
does not stay until the end.
"""

from typing import Any

import pytest

from app import ledger
from app.db import bound_to, county_tx, tx
from app.ledger import Entry, Kind
from app.migrate import create
from app.processes.postgres import Server
from tests import given
from tests.history.databases import program_on

pytestmark = pytest.mark.anyio

COUNTY, ENTRIES = 220101, 3000
READ = """
    SELECT coalesce(idx_tup_fetch, 0) + seq_tup_read FROM pg_stat_xact_user_tables
    WHERE relname = 'ledger'
"""


@pytest.fixture
async def first(server: Server, database: str) -> Any:  # noqa: ARG001  (its roles are there)
    await create("first", server)
    async with program_on(server.url("first", "app_rw")):
        with bound_to(COUNTY):
            async with county_tx():
                await given.a_county(COUNTY)
            yield


async def test_foreign_keys_are_checked_by_plans_of_today(first: None) -> None:  # noqa: ARG001
    """Each reversal looks for the one entry that it takes back, not for it among all."""
    station = await given.a_station()
    async with county_tx():
        for _ in range(
            8
        ):  # a plan stays from the sixth time on, here while there is next to nothing
            await ledger.post(Entry(kind=Kind.STATION_OPENED, station=station))
            await ledger.take_back(Kind.STATION_OPENED, station=station)
        await ledger.post(*[Entry(kind=Kind.PHOTO_ADDED, station=station)] * ENTRIES)
        before = await tx().connection.fetchval(READ)
        await ledger.take_back(Kind.PHOTO_ADDED, station=station)
        read = await tx().connection.fetchval(READ) - before
    assert ENTRIES <= read < 20 * ENTRIES
