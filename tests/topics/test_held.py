"""What is kept of a station about the roles that are held there is what a look at each finds,
whatever changed it.
"""

import asyncio
from typing import Any

import pytest

from app.access.holding import APPOINTED
from app.access.roles import Role
from app.db import county_tx, execute, rows
from tests import given
from tests.accounts.test_invitations import WAITS

pytestmark = pytest.mark.anyio

STATIONS = """
    SELECT "id", "lineage", "held", "held_as" FROM "station" WHERE "station"."county" = $1
"""
HELD = f'SELECT "appointment"."role", "appointment"."station" {APPOINTED}'
ENDED = """
    UPDATE "appointment" SET "ended_at" = now()
    WHERE "appointment"."county" = $1 AND "account" = $2
"""
CLOSED = 'UPDATE "account" SET "disabled_at" = {} WHERE "account"."county" = $1 AND "id" = $2'
MOVED = 'UPDATE "station" SET "lineage" = $3 WHERE "station"."county" = $1 AND "id" = $2'
PROVIDERS = 'UPDATE "provider" SET "enabled" = $2 WHERE "provider"."county" = $1'


async def kept() -> dict[int, set[str]]:
    """Of each station, when it is right."""
    async with county_tx(readonly=True):
        found, held = await rows(STATIONS), await rows(HELD)
    right = {
        each["id"]: sorted(
            {one["role"] for one in held if one["station"] in {None, *each["lineage"]}}
        )
        for each in found
    }
    assert {each["id"]: each["held"] for each in found} == right
    assert {each["id"]: each["held_as"] for each in found} == {
        station: ",".join(roles) for station, roles in right.items()
    }
    return {station: set(roles) for station, roles in right.items()}


async def change(sql: str, *values: Any) -> None:
    async with county_tx():
        await execute(sql, *values)


async def test_each_change_of_who_holds_a_role_is_kept_at_its_stations(county: int) -> None:
    assert county
    town, other = await given.a_station("甲镇"), await given.a_station("乙镇")
    below = await given.a_station("甲村", level="village", parent={"id": town, "lineage": [town]})
    assert await kept() == {town: set(), other: set(), below: set()}
    one = await given.an_account(Role.TOWNSHIP, station=town)
    assert await kept() == {town: {"township"}, other: set(), below: {"township"}}
    two = await given.an_account(Role.TOWNSHIP, Role.CONVENER, station=below)
    office = await given.an_account(Role.OFFICE)
    every = {"office", "township"}
    all_of = {town: every, other: {"office"}, below: every | {"convener"}}
    assert await kept() == all_of
    await change(ENDED, one)
    assert await kept() == all_of | {town: {"office"}}
    await change(CLOSED.format("now()"), two)
    assert await kept() == {town: {"office"}, other: {"office"}, below: {"office"}}
    await change(CLOSED.format("NULL"), two)
    assert await kept() == all_of | {town: {"office"}}
    await change(PROVIDERS, False)
    assert await kept() == {town: set(), other: set(), below: set()}
    await change(PROVIDERS, True)
    assert await kept() == all_of | {town: {"office"}}
    late = await given.a_station(
        "丙组", level="unit", parent={"id": below, "lineage": [town, below]}
    )
    assert (await kept())[late] == every | {"convener"}
    await change(MOVED, late, [other, late])
    assert (await kept())[late] == {"office"}
    await change(ENDED, office)
    assert (await kept())[other] == set()


async def test_of_two_who_end_the_last_of_a_role_the_second_finds_it_gone(
    county: int, superuser: Any
) -> None:
    assert county
    town = await given.a_station()
    both = [await given.an_account(Role.TOWNSHIP, station=town) for _ in range(2)]
    begun = asyncio.Event()

    async def end(account: int, *, first: bool) -> None:
        async with asyncio.timeout(60), county_tx():
            if not first:
                await begun.wait()
            await execute(ENDED, account)
            if first:
                begun.set()
                while not await superuser.fetchval(WAITS):  # noqa: ASYNC110 -- of the database
                    await asyncio.sleep(0.01)  # not committed: the other waits for it

    await asyncio.gather(end(both[0], first=True), end(both[1], first=False))
    assert await kept() == {town: set()}


CHANGED = """
    SELECT attname::text FROM pg_attribute
    WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
      AND has_column_privilege('app_rw', attrelid, attnum, 'UPDATE')
"""
REMOVED = "SELECT has_table_privilege('app_rw', $1::regclass, 'DELETE')"
# What decides who holds what, and of it what the program may change: each has its trigger.
DECIDES = {
    "appointment": ({"county", "account", "role", "station", "ended_at"}, {"ended_at"}),
    "account": ({"county", "provider", "disabled_at"}, {"provider", "disabled_at"}),
    "provider": ({"county", "enabled"}, {"enabled"}),
    "station": ({"county", "lineage"}, {"lineage"}),
}


@pytest.mark.parametrize("table", DECIDES)
async def test_the_program_changes_nothing_of_it_that_no_trigger_sees(
    superuser: Any, table: str
) -> None:
    decides, seen = DECIDES[table]
    changed = {each["attname"] for each in await superuser.fetch(CHANGED, table)}
    assert changed & decides == seen
    assert not await superuser.fetchval(REMOVED, table)
