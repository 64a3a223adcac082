"""Where counties stand among those of their province and their prefecture: made by the worker as
the region's role, one row for each county and indicator. What may be told of others: telling.py.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypedDict

from app.dates import today
from app.db import DB, as_region, bound_to, execute, region_tx, rows
from app.jobs.queue import job
from app.ledger.series import PLACES
from app.regions import queries
from app.regions.comparison.address import last_four
from app.regions.counts import packed
from app.regions.dictionary import DICTIONARY
from app.regions.membership.telling import Told, ranks_of, tell
from app.regions.queries import Loaded
from app.regions.rules import light
from app.tenancy.numbers import NATION

# Told once a quarter, one region of a province after the other, and not while a county decides.
TURN = """/* app_region */
    SELECT pg_advisory_xact_lock(1117, $2) WHERE $1::int IS NOT NULL
"""
BESIDE = """/* app_region */
    SELECT pg_advisory_xact_lock_shared(1117, $2) WHERE $1::int IS NOT NULL
"""
BEFORE = """/* app_region */
    SELECT "county", "indicator", "last", "counties", "middle", "low", "high", "among" FROM "told"
    WHERE $1::int IS NOT NULL
"""
FORGET = """/* app_region */
    DELETE FROM "standing" WHERE "region" = $1 AND "last" <> $2
"""
TELL = """/* app_region */
    INSERT INTO "told" ("county", "indicator", "last", "counties", "middle", "low", "high", "among")
    VALUES ($1, :indicator, :last, :counties, :middle, :low, :high, :among)
"""
PLACE = """/* app_region */
    INSERT INTO "standing" ("county", "region", "indicator", "first", "last", "number", "middle",
        "low", "high", "light", "rank", "among")
    SELECT one.county, $1, one.indicator, :first, :last, one.number, one.middle, one.low, one.high,
           one.light, one.rank, one.among
    FROM unnest(:counties::int[], :indicators::text[], :numbers::float8[],
        :middles::float8[], :lows::float8[], :highs::float8[], :lights::text[], :ranks::int[],
        :among::int[])
        AS one (county, indicator, number, middle, low, high, light, rank, among)
    ON CONFLICT DO NOTHING
"""
# Of a county that ends its share: what its figure is in is told to nobody any more.
RECALL = """/* app_region */
    WITH gone AS (
        UPDATE "told" SET "middle" = NULL, "low" = NULL, "high" = NULL
        WHERE "county" = :region AND "indicator" = ANY(:indicators::text[]) AND $1 = ANY("counties")
        RETURNING "indicator")
    DELETE FROM "standing" WHERE "region" = :region AND (
        "indicator" IN (SELECT "indicator" FROM gone)
        OR "county" = $1 AND "indicator" = ANY(:indicators::text[]))
"""
# And its numbers in the region's counts (app/regions/counts.py).
TAKE_OUT = """/* app_region */
    UPDATE "region_count" SET "n" = overlay("n" PLACING :nothing::bytea FROM 8 * own.place - 7)
    FROM (SELECT array_position("counties", $1) AS place FROM "region_counted"
          WHERE "county" = :region) AS own
    WHERE "county" = :region AND "measure" = ANY(:measures::text[])
      AND length("n") >= 8 * own.place
"""
COLUMNS = (  # of `lines`
    "counties", "indicators", "numbers", "middles", "lows", "highs", "lights", "ranks", "among",
)  # fmt: skip


class ToldRow(TypedDict):
    """`county`: the region, or one akin."""

    county: int
    indicator: str
    last: date
    counties: list[int]
    middle: float | None
    low: float | None
    high: float | None
    among: int


DUE = "DELETE FROM jobs.due_region RETURNING region"


SETTLING = timedelta(days=15)  # of a quarter: until then its records may still come


def turn_of(region: int) -> int:
    """A province and its prefectures have one turn: their counties are the same."""
    return region if region < 100 or region == NATION else region // 100


async def in_turn(region: int) -> None:
    """Within a transaction; until it ends. Provinces beside each other, the nation alone: all
    counties are its.
    """
    if region != NATION:
        await execute(BESIDE, NATION)
    await execute(TURN, turn_of(region))


@job("place")
async def place(region: int) -> None:
    """All counties of this region that share something, over the last year of settled quarters."""
    with bound_to(region):
        async with region_tx():
            await in_turn(region)
            time = last_four(today() - SETTLING)
            measures = {name for each in DICTIONARY for name in each.measures}
            found = await queries.load(time, await queries.counties(), measures)
            fresh, placed = lines(found, region, await rows(BEFORE, of=ToldRow))
            await execute(FORGET, time.last)
            for indicator, told in fresh.items():
                rest = told._asdict() | {"counties": sorted(told.counties)}
                await execute(TELL, indicator=indicator, last=time.last, **rest)
            if placed:
                columns = map(list, zip(*placed, strict=True))
                times = {"first": time.first, "last": time.last}
                await execute(PLACE, **times, **dict(zip(COLUMNS, columns, strict=True)))


async def recall(region: int, items: Collection[str]) -> None:
    """Within the county's transaction, which ends its share of these items: at once."""
    indicators = [each.key for each in DICTIONARY if each.items & set(items)]
    measures = [each for item in items for each in PLACES[item]]
    async with as_region(region):
        await execute(RECALL, region=region, indicators=indicators)
        await execute(TAKE_OUT, region=region, measures=measures, nothing=packed([0]))


Line = tuple[Any, ...]


def lines(
    found: Loaded, region: int, before: Sequence[ToldRow]
) -> tuple[dict[str, Told], list[Line]]:
    """Pure. What is told for the first time in this quarter, by indicator; and of all who share:
    county, indicator, number, median, quartiles, light, rank, among how many. A rank is given once
    only: who comes later, or again, or waits (telling.py) has none.
    """
    fresh: dict[str, Told] = {}
    result: list[Line] = []
    for indicator in DICTIONARY:
        values = found.values(indicator)
        known = [each for each in before if each["indicator"] == indicator.key]
        now = [
            each for each in known if (each["county"], each["last"]) == (region, found.time.last)
        ]
        ranks: Mapping[int, int | None] = {}
        if now:
            told = again(now[0])
        elif told := tell(values, [frozenset(each["counties"]) for each in known]):
            fresh[indicator.key] = told
            ranks = ranks_of(told, values, indicator.better)
        if told is None:
            continue
        result += [
            (
                county,
                indicator.key,
                own.number,
                told.middle,
                told.low,
                told.high,
                light(own, told.middle, indicator.better),
                ranks.get(county),
                told.among,
            )
            for county, own in values.items()
        ]
    return fresh, result


def again(row: ToldRow) -> Told | None:
    """As it was told; None: recalled."""
    middle, low, high = row["middle"], row["low"], row["high"]
    if middle is None or low is None or high is None:
        return None
    return Told(frozenset(row["counties"]), middle, low, high, row["among"])


async def place_due() -> None:
    """Every region whose counts were made anew since."""
    pool: Any = DB.pool
    for region in {each["region"] for each in await pool.fetch(DUE)}:
        await place(region)
