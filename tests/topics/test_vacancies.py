"""A page of vacancies at a time is all of them, as they are found by looking at each station."""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from app.access.holding import APPOINTED
from app.access.roles import Role
from app.charter.model import Ring
from app.charter.presets import presets
from app.db import county_tx, execute, rows
from app.topics import hands
from app.topics.vacancies import vacancies
from tests import given

pytestmark = pytest.mark.anyio

ROLES = (Role.CONVENER, Role.TOWNSHIP, Role.COMMITTEE, Role.PARTY, Role.MEMBER)
PLACES = """
    SELECT "id", "level", "lineage" FROM "station"
    WHERE "station"."county" = $1 AND "closed_on" IS NULL ORDER BY "division", "by_pinyin", "id"
"""
HELD = f'SELECT "appointment"."role", "appointment"."station" {APPOINTED}'
CLOSED = """
    UPDATE "account" SET "disabled_at" = now() WHERE "account"."county" = $1 AND "id" = $2
"""


async def by_looking_at_each(rings: Sequence[Ring]) -> list[Any]:
    held = await rows(HELD)
    return [
        (each["id"], roles, named)
        for each in await rows(PLACES)
        for roles, named in hands.unheld(
            rings,
            each["level"],
            {one["role"] for one in held if one["station"] in {None, *each["lineage"]}},
        )
    ]


async def by_pages(rings: Sequence[Ring]) -> tuple[list[Any], set[int]]:
    found: list[Any] = []
    totals: set[int] = set()
    after = 0
    while True:
        one = await vacancies(rings, after)
        stations = [each["station"] for each in one.page]
        assert len({*stations}) == len(stations)  # none twice: on this page,
        assert not {*stations} & {place for place, *_rest in found}  # or on two
        found += [(each["station"], *lack) for each in one.page for lack in each["lacks"]]
        totals.add(one.total)
        if one.further is None:
            counted = Counter((tuple(roles), tuple(names)) for _place, roles, names in found)
            assert {(roles, names): n for roles, names, n in one.kinds} == counted
            return found, totals
        assert len(stations) == 50
        assert one.further == stations[-1]
        after = one.further


async def test_pages_are_all_that_looking_at_each_station_finds(county: int) -> None:
    assert county
    chance = Random(7)  # noqa: S311
    everything = [given.charter().rings, *(each.rings for each in presets().values())]
    for town in range(12):
        top = await given.a_station(f"镇 {town}")
        parent = {"id": top, "lineage": [top]}
        below = [
            await given.a_station(f"{town} 之 {n}", level=level, parent=parent)
            for n, level in enumerate(("village", "village", "unit", "area"))
        ]
        for station in (top, *below):
            if chance.random() < 0.5:
                await given.an_account(*chance.sample(ROLES, 2), station=station)
    # Whose account is closed holds nothing; neither does whose appointment has ended.
    gone = await given.an_account(*ROLES)
    async with county_tx():
        await execute(CLOSED, gone)
    for everywhere in ((), (Role.COMMITTEE,), (Role.OFFICE, Role.LEADERSHIP)):
        if everywhere:
            await given.an_account(*everywhere)
        async with county_tx(readonly=True):
            for rings in everything:
                whole = await by_looking_at_each(rings)
                assert await by_pages(rings) == (whole, {len(whole)})
