"""Whatever goes wrong in a transaction, nothing is half kept and its connection comes back."""

import anyio
import asyncpg
import pytest
from piccolo.engine.exceptions import TransactionError

from app import ledger
from app.db import county_tx
from app.ledger.tables import Ledger
from app.people.tables import Department
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
