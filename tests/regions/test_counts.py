"""A region's counts, kept by the worker, are at any instant what its counties' own rows say."""

from array import array
from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient

from app.db import bound_to, county_tx, current_realm, execute, region_tx, rows
from app.ledger.measures import ITEM_OF
from app.ledger.series import PLACE_OF, STANDING, number_of, write_series
from app.regions import queries
from app.regions.counting import count_some
from app.regions.counts import UNKNOWN, packed, series, unpacked
from app.regions.dictionary import ITEMS
from app.regions.membership.sharing import AGREE
from tests import given
from tests.conftest import statements
from tests.regions.given_region import a_county_at_work, agreed

pytestmark = pytest.mark.anyio
REGION = 6598  # of no other test
ONE, TWO, THREE = 659801, 659802, 659803
FIRST, LAST = date(2025, 7, 1), date(2026, 4, 1)
ENDS = [number_of(FIRST) - 1, number_of(FIRST), number_of(LAST) - 1, number_of(LAST) + 9]
MEASURES = ["consultations", "citizens", "stations", "people"]
PUT = """
    INSERT INTO "county_count" ("county", "quarter", "item", "measure", "n")
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT ("county", "measure", "quarter") DO UPDATE SET "n" = excluded."n"
"""
END = """
    UPDATE "share" SET "ended_at" = now(), "ended_by" = '李', "changed" = nextval('app.change')
    WHERE "share"."county" = $1 AND "item" = $2 AND "ended_at" IS NULL
"""
SHARED = 'SELECT "county", "item" FROM share WHERE region = $1 AND ended_at IS NULL'
COUNTED = "SELECT county, quarter, measure, n FROM county_count WHERE county = ANY($1::int[])"


async def come(*numbers: int) -> None:
    for number in numbers:
        with bound_to(number):
            async with county_tx():
                await given.a_county(number)


async def county(number: int, counts: dict[tuple[str, date], int], *items: str) -> None:
    with bound_to(number):
        async with county_tx():
            for (measure, quarter), n in counts.items():
                await execute(PUT, quarter, ITEM_OF[measure], measure, n)
            await write_series(LAST)
            await execute(AGREE, REGION, list(items), "李")


async def told() -> dict[str, Any]:
    """As the region's pages read it."""
    with bound_to(REGION):
        async with region_tx(readonly=True):
            known = await queries.counties()
            return await series(known.everyone, known.sharing, dict.fromkeys(MEASURES, ENDS))


async def recount(raw: Any) -> dict[str, Any]:
    """In plain Python, from the counts by quarters and the shares as they are."""
    shares = {(each["county"], each["item"]) for each in await raw.fetch(SHARED, REGION)}
    found = await raw.fetch(COUNTED, [ONE, TWO, THREE])
    result = {}
    for measure in MEASURES:
        item = PLACE_OF[measure][0]
        counties = sorted(county for county, of in shares if of == item)
        ends = []
        for end in ENDS:
            line: list[int | None] = []
            for one in counties:
                own = sorted(
                    (each["quarter"], each["n"])
                    for each in found
                    if each["county"] == one
                    and each["measure"] == measure
                    and number_of(each["quarter"]) <= end
                )
                if measure in STANDING:
                    line.append(own[-1][1] if own else None)
                else:
                    line.append(sum(n for _quarter, n in own))
            ends.append(line)
        result[measure] = (counties, ends)
    return result


async def same(raw: Any) -> dict[str, Any]:
    expected = await recount(raw)
    found = await told()
    assert {
        measure: (each.counties, [list(line) for line in each.ends])
        for measure, each in found.items()
    } == expected
    return expected


async def worked() -> int:
    """The worker's turn. → how many rows of the region's it wrote or left."""
    with bound_to(REGION):
        assert not await count_some()
        async with county_tx():
            return len(
                await rows('SELECT 1 FROM "region_count" WHERE "region_count"."county" = $1')
            )


async def test_at_any_instant_what_the_counties_say(superuser: Any, pool: None) -> None:
    """Not yet taken up, taken up, changed since, with a newcomer whose number is lower and whose
    quarters are earlier, after an end, and after another agreement.
    """
    assert pool is None
    await come(ONE, TWO, THREE)
    await county(TWO, {("consultations", FIRST): 5, ("consultations", LAST): 2,
                       ("stations", LAST): 3}, "activity", "coverage")  # fmt: skip
    await county(THREE, {("consultations", LAST): 11, ("citizens", LAST): 90}, *ITEMS)
    expected = await same(superuser)
    assert expected["consultations"] == ([TWO, THREE], [[0, 0], [5, 0], [5, 0], [7, 11]])
    assert expected["stations"][1] == [[None, None], [None, None], [None, None], [3, None]]
    assert await worked() > 0
    assert await same(superuser) == expected
    await county(TWO, {("consultations", FIRST): 6}, "people")  # also agrees to one more
    assert (await same(superuser))["consultations"][1][1] == [6, 0]
    await county(
        ONE, {("people", date(2024, 1, 1)): 300, ("citizens", date(2024, 1, 1)): 4}, *ITEMS
    )
    expected = await same(superuser)
    assert expected["people"] == ([ONE, THREE], [[300, None]] * 4)
    await worked()
    assert await same(superuser) == expected
    with bound_to(THREE):
        async with county_tx():
            await execute(END, "people")
    assert THREE not in (await same(superuser))["citizens"][0]
    await county(THREE, {("citizens", LAST): 91}, "people")
    assert (await same(superuser))["citizens"] == (
        [ONE, TWO, THREE],
        [[4, 0, 0]] * 3 + [[4, 0, 91]],
    )
    await worked()
    await same(superuser)


async def test_a_county_without_an_entry_costs_nothing_more(superuser: Any, pool: None) -> None:
    """The first of a region, and one that comes to others: once the worker took them up."""
    assert pool is None
    await come(659811, 659812)
    await county(659811, {}, *ITEMS)
    await worked()
    assert await asks(REGION) == 1
    await county(659812, {("consultations", LAST): 4}, *ITEMS)
    await worked()
    assert await asks(REGION) == 1
    found = await told()
    place = found["consultations"].counties.index(659811)
    assert [line[place] for line in found["consultations"].ends] == [0, 0, 0, 0]
    assert [line[place] for line in found["stations"].ends] == [None] * 4
    assert found["consultations"].ends[3][place + 1] == 4
    await county(659811, {("consultations", LAST): 9}, "people")
    await worked()
    assert (await told())["consultations"].ends[3][place] == 9
    await come(659701)
    with bound_to(659701):
        async with county_tx():
            await execute(AGREE, 6597, [*ITEMS], "李")
    with bound_to(6597):
        assert not await count_some()
    assert await asks(6597) == 1
    with bound_to(659701):
        async with county_tx():
            await execute(PUT, LAST, ITEM_OF["consultations"], "consultations", 2)
            await write_series(LAST)
    with bound_to(6597):
        assert not await count_some()
    first = "SELECT first FROM region_counted WHERE county = 6597"
    assert await superuser.fetchval(first) == number_of(LAST)  # and not the year 0


async def asks(region: int) -> int:
    """How many statements the counts of its pages take."""
    with bound_to(region):
        async with region_tx(readonly=True):
            known = await queries.counties()
            statements.clear()
            await series(known.everyone, known.sharing, dict.fromkeys(MEASURES, ENDS))
            return len(statements)


async def test_a_county_that_ends_takes_its_numbers_out_at_once(
    client: AsyncClient, superuser: Any
) -> None:
    """Also from what the worker kept, before its next turn, in the same transaction."""
    own = current_realm.get() or 0
    region = own // 10000
    await a_county_at_work(client)
    await agreed(client, region, *ITEMS)
    with bound_to(region):
        while await count_some():
            pass
    kept = """
        SELECT measure, n, array_position(counties, $2) - 1 AS place
        FROM region_count JOIN region_counted USING (county)
        WHERE county = $1 AND measure IN ('consultations', 'ratings')
    """

    async def numbers() -> dict[str, int]:
        found = await superuser.fetch(kept, region, own)
        return {each["measure"]: sum(unpacked(each["n"])[each["place"] :][:1]) for each in found}

    assert await numbers() == {"consultations": 7, "ratings": 6}
    await agreed(client, region, "satisfaction")
    assert await numbers() == {"consultations": 0, "ratings": 6}


def test_numbers_are_packed_the_lowest_byte_first() -> None:
    assert packed([1, -2]) == b"\x01" + bytes(7) + b"\xfe" + b"\xff" * 7
    assert unpacked(packed([UNKNOWN, 7])) == array("q", [-(2**63), 7])
