import asyncio
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from app import ledger
from app.dates import now
from app.db import bound_to, county_tx, rows, value
from app.ledger import Entry, Kind
from app.ledger.counting import keep
from app.ledger.sealing import Bad, seal, verify, verify_all
from app.worker import periodic
from tests import given

pytestmark = pytest.mark.anyio

DAYS = [date(2025, 11, 30), date(2025, 12, 1), date(2026, 1, 31), date(2026, 2, 1)]
KINDS = [Kind.CONSULTATION_FILED, Kind.ATTENDANCE_CITIZEN, Kind.PHOTO_ADDED]


async def post(*entries: Entry) -> None:
    async with county_tx():
        await ledger.post(*entries)


async def posted() -> list[Any]:
    async with county_tx(readonly=True):
        return await rows('SELECT * FROM "ledger" WHERE "ledger"."county" = $1 ORDER BY "id"')


async def count(table: str) -> int:
    async with county_tx(readonly=True):
        return int(await value(f'SELECT count(*) FROM "{table}" WHERE "{table}"."county" = $1'))  # noqa: S608


async def test_an_entry_takes_level_and_kind_from_its_station(county: int) -> None:
    station = await given.a_station()
    await post(Entry(kind=Kind.TOPIC_RAISED, station=station, attributes={"photo": 1}))
    (entry,) = await posted()
    assert (entry["level"], entry["station_kind"]) == ("township", "town")
    assert await count("unsealed") == 1
    assert county in await periodic.due()


async def test_a_station_of_another_county_is_refused(county: int, other_county: int) -> None:  # noqa: ARG001
    with bound_to(other_county):
        station = await given.a_station()
    with pytest.raises(LookupError):
        await post(Entry(kind=Kind.TOPIC_RAISED, station=station))
    assert await posted() == []


@pytest.mark.parametrize("table", ["ledger", "seal"])
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET county = county", "DELETE FROM {}", "TRUNCATE {}"]
)
async def test_what_is_posted_stays_as_it_is(
    county: int, server: Any, database: str, owner: Any, table: str, change: str
) -> None:
    await post(Entry(kind=Kind.TOPIC_RAISED, station=await given.a_station()))
    await seal()
    statement = change.format(table)
    program = await asyncpg.connect(server.url(database, "app_rw"))
    try:
        await program.execute(f"SET app.county = '{county}'")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await program.execute(statement)
    finally:
        await program.close()
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await owner.execute(
            f"SET app.county = '{county}'; {statement} {'CASCADE' * (change[0] == 'T')}"
        )


async def test_taken_back_twice_is_taken_back_once(county: int) -> None:  # noqa: ARG001
    station = await given.a_station()
    await post(Entry(kind=Kind.STATION_OPENED, station=station, quantity=1))

    async def take_back() -> None:
        async with county_tx():
            await ledger.take_back(Kind.STATION_OPENED, station=station)

    await asyncio.gather(take_back(), take_back())
    await take_back()
    assert [entry["quantity"] for entry in await posted()] == [1, -1]


async def test_posted_again_after_it_was_taken_back(county: int) -> None:  # noqa: ARG001
    station = await given.a_station()
    for _ in range(2):
        await post(Entry(kind=Kind.STATION_OPENED, station=station))
        async with county_tx():
            await ledger.take_back(Kind.STATION_OPENED, station=station)
    assert [entry["quantity"] for entry in await posted()] == [1, -1, 1, -1]


async def test_what_does_not_stand_leaves_nothing_to_count(county: int) -> None:
    station = await given.a_station()
    await keep()
    async with county_tx():
        await ledger.take_back(Kind.STATION_OPENED, station=station)
    assert await count("unsealed") == 0
    assert county not in await periodic.due()


async def test_a_sealed_ledger_holds(county: int) -> None:
    station = await given.a_station()
    await post(*[Entry(kind=Kind.PHOTO_ADDED, station=station) for _ in range(2500)])
    await seal()
    assert await count("seal") == 2500
    assert await verify(county) is None
    await post(Entry(kind=Kind.PHOTO_ADDED, station=station))
    await seal()
    await seal()
    assert await count("seal") == 2501
    assert await verify_all(f"c{county}") == []


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE ledger SET quantity = 40 WHERE county = $1 AND id = $2",
        "UPDATE ledger SET happened_on = '2020-01-01' WHERE county = $1 AND id = $2",
        "DELETE FROM ledger WHERE county = $1 AND id = $2",
        "UPDATE seal SET hash = 'forged' WHERE county = $1 AND entry = $2",
    ],
)
async def test_tampering_names_the_first_bad_entry(
    county: int, superuser: Any, tampering: str
) -> None:
    station = await given.a_station()
    await post(*[Entry(kind=Kind.PHOTO_ADDED, station=station) for _ in range(9)])
    await seal()
    entry = (await posted())[4]["id"]
    # Whoever administers the server can do this; nobody can do it unseen.
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(tampering, county, entry)
    assert await verify_all(f"c{county}") == [Bad(f"c{county}", entry, 5)]


async def test_an_entry_slipped_in_later_is_named(county: int, superuser: Any) -> None:
    station = await given.a_station()
    await post(Entry(kind=Kind.PHOTO_ADDED, station=station))
    await seal()
    await superuser.execute("SET session_replication_role = replica")  # no trigger notes it
    await superuser.execute(
        "INSERT INTO ledger (county, id, kind, happened_on, station)"
        " VALUES ($1, 7, 'x', now(), $2)",
        county,
        station,
    )
    await seal()
    assert await verify(county) == Bad("", 7, None)


async def test_what_commits_later_with_a_lower_id_is_sealed_later(county: int) -> None:
    station = await given.a_station()
    early, late = (
        Entry(kind=Kind.TOPIC_RAISED, station=station),
        Entry(kind=Kind.PHOTO_ADDED, station=station),
    )
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with county_tx():
            await ledger.post(early)
            begun.set()
            async with asyncio.timeout(60):
                await go_on.wait()

    writer = asyncio.create_task(slow())
    async with asyncio.timeout(60):
        await begun.wait()
    await post(late)
    await seal()
    assert await count("seal") == 1
    go_on.set()
    await writer
    await seal()
    async with county_tx(readonly=True):
        order = await rows(
            'SELECT "kind" FROM "seal" JOIN "ledger" ON "ledger"."county" = $1'
            ' AND "ledger"."id" = "seal"."entry" WHERE "seal"."county" = $1 ORDER BY "position"'
        )
    assert [each["kind"] for each in order] == [late.kind, early.kind]
    assert await verify(county) is None


@pytest.mark.parametrize("days", [-3, 3])
async def test_a_wrong_clock_keeps_no_honest_entry_out(county: int, days: int) -> None:
    """Ids and times follow the clock of whoever wrote them; the chain follows the sealing."""
    station, off = await given.a_station(), timedelta(days=days)
    async with county_tx():
        clock = await value("SELECT app.new_id() WHERE app.county() = $1")
    wrong = Entry(
        kind=Kind.PHOTO_ADDED,
        station=station,
        id=clock + int(off.total_seconds()) * 1_000_000 * 4096,
        recorded_at=now() + off,
    )
    await post(wrong)
    await seal()
    for _ in range(2):
        await post(Entry(kind=Kind.PHOTO_ADDED, station=station))
        await seal()
    assert (await count("seal"), await count("unsealed")) == (3, 0)
    assert await verify(county) is None


async def test_a_county_that_is_not_there_does_not_verify(county: int) -> None:
    """Nor one whose name is empty, as of a variable that nobody set. Offices have an audit log."""
    for wrong in ("yanjang", "", f" c{county}", f"C{county}", str(county), "regions/99", "--all"):
        with pytest.raises(LookupError, match=f"no county '{wrong}'"):
            await verify_all(wrong)
    for right in (f"c{county}", "operator", "regions/156"):
        assert await verify_all(right) == []


async def test_sealing_beside_writers_and_another_sealer(county: int) -> None:
    station = await given.a_station()

    async def write() -> None:
        for _ in range(20):
            await post(*[Entry(kind=Kind.PHOTO_ADDED, station=station)] * 3)

    async def keep_on() -> None:
        for _ in range(15):
            await keep()

    await asyncio.gather(write(), write(), keep_on(), keep_on())
    await keep()
    assert await count("seal") == 120
    assert await verify(county) is None
    assert county not in await periodic.due()


async def test_the_worker_keeps_only_counties_that_are_due(county: int, other_county: int) -> None:
    station = await given.a_station()
    assert {county, other_county} <= {*await periodic.due()}  # their rules are new
    await periodic.keep_ledgers(asyncio.Event())
    assert {county, other_county}.isdisjoint(await periodic.due())
    await post(Entry(kind=Kind.PHOTO_ADDED, station=station))
    due = await periodic.due()
    assert county in due
    assert other_county not in due
    await periodic.keep_ledgers(asyncio.Event())
    assert county not in await periodic.due()
    assert await count("seal") == 1
    assert await count("county_count") > 0
