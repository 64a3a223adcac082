"""Whatever goes wrong in a transaction, nothing is half kept and its connection comes back."""

import anyio
import asyncpg
import pytest
from piccolo.engine.exceptions import TransactionError

from app import ledger
from app.db import Ahead, ahead, county_tx, region_tx, value
from app.ledger.tables import Ledger
from app.people.tables import Department
from tests.conftest import statements
from tests.given import a_department, a_station

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("county")]

MORE_THAN_THE_POOL_HOLDS = range(3)


async def test_a_change_and_its_entry_are_lost_together() -> None:
    station = await a_station()
    with pytest.raises(ZeroDivisionError):
        async with county_tx():
            await a_department("住建局")
            await ledger.post(ledger.Entry(kind=ledger.Kind.TOPIC_STEP, station=station))
            raise ZeroDivisionError
    async with county_tx(readonly=True):
        assert (await Department.count(), await Ledger.count()) == (0, 0)


async def test_reading_refuses_to_write() -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with county_tx(readonly=True):
            await a_department("住建局")


async def test_there_is_no_transaction_within_another() -> None:
    async with county_tx():
        with pytest.raises(TransactionError):
            county_tx()


async def test_a_swallowed_error_comes_up_at_the_end() -> None:
    with pytest.raises(RuntimeError, match="rolled back"):
        async with county_tx():
            await a_department("民政局")
            with pytest.raises(asyncpg.NotNullViolationError):
                await Department.insert(Department(name=None))


async def test_the_pool_survives_errors_cancellations_and_dead_connections() -> None:
    for _ in MORE_THAN_THE_POOL_HOLDS:
        with pytest.raises(asyncpg.NotNullViolationError):
            async with county_tx():
                await Department.insert(Department(name=None))
        with anyio.move_on_after(0.05):
            async with county_tx():
                await Department.raw("SELECT pg_sleep(9)")
        with pytest.raises(asyncpg.PostgresError):
            async with county_tx():
                await Department.raw("SELECT pg_terminate_backend(pg_backend_pid())")
    with anyio.fail_after(5):
        await a_station()


async def test_one_behind_another_begins_in_the_round_trip_that_ends_it(county: int) -> None:
    """As a region's page: found out who asks as the program, read as the region's role; what comes
    after is the program's again, and what is written is kept.
    """
    page = Ahead()
    token = ahead.set(page)
    try:
        async with county_tx(readonly=True, left_to=page) as first:
            statements.clear()
        async with region_tx(readonly=True, left_to=page) as second:
            assert second.connection is first.connection
            assert await value("SELECT current_user::text || $1::int") == f"app_region{county}"
        async with county_tx() as third:
            assert third.connection is first.connection
            assert await value("SELECT current_user::text || $1::int") == f"app_rw{county}"
            await a_department("住建局")
        begins = [each.split(" ISOLATION")[0] for each in statements if "BEGIN" in each]
        assert [each.split(" READ")[0] for each in begins[-2:]] == ["COMMIT; BEGIN"] * 2
        async with county_tx(left_to=page):
            await a_department("水利局")
        async with county_tx(readonly=True):  # that it is kept was looked at first
            assert await Department.count() == 2
        assert not any("COMMIT; BEGIN" in each for each in statements[-3:])
    finally:
        await page.end()
        ahead.reset(token)


async def test_a_connection_that_breaks_between_two_comes_back_to_nobody() -> None:
    page = Ahead()
    token = ahead.set(page)
    try:
        async with county_tx(readonly=True, left_to=page) as first:
            first.connection.terminate()
        with pytest.raises(asyncpg.InterfaceError):
            async with county_tx():
                pass
        for _each in MORE_THAN_THE_POOL_HOLDS:
            async with county_tx(readonly=True):
                assert await Department.count() == 0
    finally:
        await page.end()
        ahead.reset(token)
