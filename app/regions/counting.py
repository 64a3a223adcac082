"""The worker adds to a region's counts what is noted (jobs.uncounted): of counties that are, all
that they share, each number into its place. What did not change is not written.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from app.bulk import moved
from app.db import DB, as_region, county_in_tx, county_tx, execute, rows
from app.ledger.series import PLACES, STANDING
from app.regions.counts import UNKNOWN, Head, head, packed, unpacked
from app.regions.membership.placing import in_turn

BATCH = 500  # counties at a time
DUE = "SELECT DISTINCT region FROM jobs.uncounted"
NOTED = """
    WITH "some" AS (SELECT DISTINCT county FROM jobs.uncounted WHERE region = $1
                    ORDER BY 1 LIMIT $2)
    DELETE FROM jobs.uncounted WHERE region = $1 AND county IN (SELECT county FROM "some")
    RETURNING county
"""
TOLD = """/* app_region */
    SELECT "county", "item", "began", "sums" FROM "county_series"
    WHERE $1::int IS NOT NULL AND "county" = ANY($2::int[])
"""
COUNTED = """
    SELECT "measure", "quarter", "n" FROM "region_count"
    WHERE "region_count"."county" = $1 AND "measure" = ANY($2::text[])
"""
HEADED = """
    INSERT INTO "region_counted" ("county", "counties", "first", "last") VALUES ($1, $2, $3, $4)
    ON CONFLICT ("county") DO UPDATE SET "counties" = excluded."counties",
        "first" = excluded."first", "last" = excluded."last"
"""
KEEP = """
    INSERT INTO "region_count" ("county", "measure", "quarter", "n")
    SELECT $1, * FROM unnest($2::text[], $3::int[], $4::bytea[])
    ON CONFLICT ("county", "measure", "quarter") DO UPDATE SET "n" = excluded."n"
"""


class Told(NamedTuple):
    """A county's row of one item (app/ledger/series.py)."""

    county: int
    began: int
    sums: Sequence[Sequence[int | None]]

    def at(self, place: int, quarter: int) -> int | None:
        line = self.sums[place]
        return line[min(quarter - self.began, len(line) - 1)] if quarter >= self.began else None


async def count_some() -> bool:
    """Of the region that is bound. → is there more? No county of it decides meanwhile."""
    async with county_tx():
        region = county_in_tx()
        await in_turn(region)
        noted = sorted({each["county"] for each in await rows(NOTED, BATCH)})
        if not noted:
            return False
        async with as_region(region):
            begun = await head()
            told = await rows(TOLD, noted)
        by_item: dict[str, list[Told]] = {}
        for each in told:
            by_item.setdefault(each["item"], []).append(
                Told(each["county"], each["began"], each["sums"])
            )
        now = grown(begun, noted, [one for item in by_item.values() for one in item])
        await execute(HEADED, now.counties, now.first, now.last)
        for item, measures in PLACES.items():
            if item in by_item:
                await add(begun, now, measures, by_item[item])
        moved(len(noted))
    return len(noted) == BATCH


def grown(begun: Head, noted: Sequence[int], told: Sequence[Told]) -> Head:
    """With places for those who come, and quarters for what they tell. Who has nothing to tell yet
    has a place as well, or each page would ask it anew. Pure.
    """
    known = {*begun.counties}
    counties = [*begun.counties, *(each for each in noted if each not in known)]
    if not told:
        return begun._replace(counties=counties)
    first = min(each.began for each in told)
    last = max(each.began + len(each.sums[0]) - 1 for each in told)
    if begun.first <= begun.last:
        first, last = min(first, begun.first), max(last, begun.last)
    return Head(counties, first, last, begun.waiting)


async def add(begun: Head, now: Head, measures: Sequence[str], told: Sequence[Told]) -> None:
    """One item's."""
    found = await rows(COUNTED, list(measures))
    before = {(each["measure"], each["quarter"]): each["n"] for each in found}
    written = [
        (measure, quarter, n)
        for measure, quarter, n in lines(begun, now, measures, told, before)
        if before.get((measure, quarter)) != n
    ]
    if written:
        await execute(KEEP, *map(list, zip(*written, strict=True)))


def lines(
    begun: Head,
    now: Head,
    measures: Sequence[str],
    told: Sequence[Told],
    before: Mapping[tuple[str, int], bytes],
) -> Iterator[tuple[str, int, bytes]]:
    """Of each measure and quarter what is to be kept. In a quarter that nobody had before, all that
    stood at the end of the last one. Pure.
    """
    place_of: dict[int, int] = {county: place for place, county in enumerate(now.counties)}
    places = [place_of[each.county] for each in told]
    for place, measure in enumerate(measures):
        nothing = UNKNOWN if measure in STANDING else 0
        empty = array("q", (nothing,)) * len(now.counties)
        for quarter in range(now.first, now.last + 1):
            kept: Any = (
                before.get((measure, min(quarter, begun.last))) if quarter >= begun.first else None
            )
            own = unpacked(kept) if kept is not None else array("q")
            own = own + empty[len(own) :]
            for county, each in zip(places, told, strict=True):
                n = each.at(place, quarter)
                own[county] = nothing if n is None else n
            yield measure, quarter, packed(own)


async def due() -> list[int]:
    pool: Any = DB.pool
    return [each["region"] for each in await pool.fetch(DUE)]
