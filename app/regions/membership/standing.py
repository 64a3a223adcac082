"""Where a county stands among those of its province and its prefecture. Made by the worker as the
region's role, one row for each county and indicator; a county reads its own rows and no others.
"""

from datetime import date
from functools import partial
from typing import Any

from litestar import Router, get
from litestar.response import Template

from app.access.roles import Act, may
from app.dates import today
from app.db import DB, bound_to, county_tx, execute, region_tx, rows
from app.jobs.queue import job
from app.regions import quarters, queries
from app.regions.comparison.address import last_four
from app.regions.comparison.pages import figure
from app.regions.dictionary import DICTIONARY
from app.regions.membership.sharing import above_by_name
from app.regions.quarters import written
from app.regions.queries import Loaded
from app.regions.rules import LIGHTS, light, middle_of, ranked, spread_of
from app.regions.wording import said
from app.web.requests import AnyRequest, charter_of

FORGET = """/* app_region */
    DELETE FROM "standing" WHERE "region" = $1
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
COLUMNS = (  # of `lines`
    "counties", "indicators", "numbers", "middles", "lows", "highs", "lights", "ranks", "among",
)  # fmt: skip
OWN = """
    SELECT "region", "indicator", "first", "last", "number", "middle", "low", "high", "light",
           "rank", "among", "made_at"
    FROM "standing" WHERE "standing"."county" = $1
"""
DUE = "DELETE FROM jobs.due_region RETURNING region"


@job("place")
async def place(region: int) -> None:
    """All counties of this region that share something, over the last year."""
    with bound_to(region):
        async with region_tx():
            known = await queries.counties()
            measures = {name for each in DICTIONARY for name in each.measures}
            found = await queries.load(last_four(today()), known, measures)
            placed = lines(found)
            await execute(FORGET)
            if placed:
                columns = map(list, zip(*placed, strict=True))
                time = {"first": found.time.first, "last": found.time.last}
                await execute(PLACE, **time, **dict(zip(COLUMNS, columns, strict=True)))


def lines(found: Loaded) -> list[tuple[Any, ...]]:
    """Pure. county, indicator, number, median, quartiles, light, rank, among how many."""
    result: list[tuple[Any, ...]] = []
    for indicator in DICTIONARY:
        values = found.values(indicator)
        middle, spread = middle_of(values.values()), spread_of(values.values())
        low, high = (spread[0], spread[2]) if spread else (None, None)
        among = sum(each.ranks for each in values.values())
        result += [
            (
                county,
                indicator.key,
                values[county].number,
                middle,
                low,
                high,
                light(values[county], middle, indicator.better),
                rank,
                among,
            )
            for county, rank in ranked(values, indicator.better).items()
        ]
    return result


async def place_due() -> None:
    """Every region whose counts were made anew since."""
    pool: Any = DB.pool
    for region in {each["region"] for each in await pool.fetch(DUE)}:
        await place(region)


@get("/", guards=[may(Act.CHARTER)])
async def standing_page(request: AnyRequest) -> Template:
    async with county_tx(readonly=True):
        above = await above_by_name()
        found = await rows(OWN)
    by_region = {
        code: {each["indicator"]: each for each in found if each["region"] == code}
        for code in above
    }
    times: dict[int, tuple[date, date]] = {
        each["region"]: (each["first"], each["last"]) for each in found
    }
    context = {
        "above": above,
        "by_region": by_region,
        "times": times,
        "dictionary": DICTIONARY,
        "figure": figure,
        "LIGHTS": LIGHTS,
        "written": written,
        "said_quarter": quarters.in_words,
        "said": partial(said, names=charter_of(request).names),
    }
    return Template("regions/standing.html", context=context)


router = Router("/sharing/standing", route_handlers=[standing_page])
