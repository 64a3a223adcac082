"""One county and another: what the base class adds, and what the database refuses on its own."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient
from piccolo.query.methods.delete import DeletionError
from piccolo.query.methods.update import UpdateError

from app.access.tables import Session
from app.db import NoCountyError, county_tx, current_realm
from app.processes.postgres import Server
from app.tenancy.tables import CountyTable
from app.topics.tables import Topic
from tests.given import a_member, a_station, a_topic

INSERT = """
    INSERT INTO station (county, kind, level, name, division, lineage, opened_on, code)
    VALUES ({}, 'village', 'village', '河湾村', '1', '{{}}', '2021-01-01', 'CODE')
"""

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("county")]


@pytest.fixture
async def program(server: Server, database: str, county: int) -> AsyncIterator[Any]:
    """Bare SQL in the program's role, bound to the test's county."""
    connection = await asyncpg.connect(server.url(database, "app_rw"))
    await connection.execute(f"SET app.county = '{county}'")
    yield connection
    await connection.close()


async def test_an_unknown_county_is_not_found(client: AsyncClient) -> None:
    for path in ("/nowhere/topics", "/topics"):
        assert (await client.get(f"http://test{path}")).status_code == 404


async def test_the_county_is_the_first_part_only(client: AsyncClient, county: int) -> None:
    for path in (f"/c{county}/topics", "/operator", "/signup"):
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("table", CountyTable.__subclasses__())
async def test_outside_a_county_tx_there_is_no_query(table: type[CountyTable]) -> None:
    for query in (table.select, table.objects, table.count, table.exists):
        with pytest.raises(NoCountyError):
            query()
    with pytest.raises(NoCountyError):
        await table.delete(force=True)


async def test_no_county_no_transaction() -> None:
    current_realm.set(None)
    with pytest.raises(NoCountyError):
        county_tx()


async def test_another_county_finds_and_changes_nothing(county: int, other_county: int) -> None:
    topic = await a_topic(await a_station())
    current_realm.set(other_county)
    async with county_tx():
        assert await Topic.count() == 0
        assert await Topic.objects().get(Topic.id == topic) is None
        await Topic.update({Topic.stage: "declined"}).where(Topic.id == topic)
    current_realm.set(county)
    async with county_tx():
        assert await Topic.exists().where(Topic.id == topic, Topic.stage == "screening")


async def test_the_county_is_no_condition_for_update_and_delete() -> None:
    async with county_tx():
        with pytest.raises(UpdateError):
            await Topic.update({Topic.stage: "declined"})
        with pytest.raises(DeletionError):
            await Session.delete()


async def test_piccolo_joins_no_two_tables() -> None:
    """It would join by id alone, whosever the rows are."""
    async with county_tx(readonly=True):
        with pytest.raises(TypeError, match="SQL text"):
            await Topic.select(Topic.id, Topic.station.name)
        with pytest.raises(TypeError, match="SQL text"):
            await Topic.select(Topic.id).where(Topic.station.name == "河湾村")
        with pytest.raises(TypeError, match="SQL text"):
            await Topic.objects(Topic.station)
        assert await Topic.select(Topic.id, Topic.station) == []


async def test_unbound_the_database_shows_and_takes_nothing(program: Any) -> None:
    await a_station()
    assert await program.fetchval("SELECT count(*) FROM station") == 1
    await program.execute("RESET app.county")
    assert await program.fetchval("SELECT count(*) FROM station") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await program.execute(INSERT.format(1))


async def test_bound_the_database_takes_nothing_for_another(
    program: Any, other_county: int
) -> None:
    await a_station()
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await program.execute(INSERT.format(other_county))
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        await program.execute("UPDATE station SET county = $1", other_county)


async def test_a_row_cannot_point_into_another_county(other_county: int) -> None:
    theirs = await a_station()
    current_realm.set(other_county)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with county_tx():
            await a_member(station=theirs)


async def test_whoever_is_bound_enters_no_other_county_s_registry(
    program: Any, other_county: int
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await program.execute("INSERT INTO county VALUES (999999, 'ours', '我们县', now())")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        await program.execute("UPDATE county SET slug = 'x' WHERE id = $1", other_county)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        await program.execute("DELETE FROM county WHERE id = $1", other_county)
