"""What a region may see of its counties, loaded as the role that sees no more."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from app.db import row, rows
from app.regions.dictionary import STANDING, Indicator
from app.regions.quarters import quarter_after, quarters_between
from app.regions.rules import Value, cohort_of, size_of, value

# `$1` is the region here.
STATE = """/* app_region */
    SELECT count(*) AS n, coalesce(sum("agreed"), 0)::bigint AS agreed,
           coalesce(sum("changed"), 0)::bigint AS changed
    FROM "share" WHERE "region" = $1
"""
# A county's name; where another county of the region has the same, with its prefecture's.
CALLED = """county.name || coalesce((
        SELECT '（' || "above".name || '）' FROM division AS "above"
        WHERE "above".code = (county.id / 100)::text AND EXISTS (
            SELECT FROM division AS twin
            WHERE twin.level = 'county' AND twin.name = county.name
              AND twin.code <> county.id::text AND twin.code >= $1::int::text
              AND twin.code < ($1 + 1)::text)), '')"""
COUNTIES = f"""/* app_region */
    SELECT county.id, county.slug, {CALLED} AS name, array_agg("item") AS items
    FROM "share" JOIN county ON county.id = "share"."county"
    WHERE "region" = $1 GROUP BY county.id ORDER BY 1
"""  # noqa: S608  (of this file's own words)
SUMS = """/* app_region */
    SELECT "county", "measure", sum("n") FILTER (WHERE "quarter" >= $3)::bigint AS n,
           sum("n") FILTER (WHERE "quarter" < $3)::bigint AS before
    FROM "county_count" WHERE $1::int IS NOT NULL AND "measure" = ANY($5::text[])
      AND "quarter" <= $4
      AND ("quarter" >= $3 OR ("quarter" >= $2 AND "measure" = ANY($6::text[]))) GROUP BY 1, 2
"""
# Of what stands: the last that is known by then. A county that fell silent keeps what it had.
STOCKS = """/* app_region */
    SELECT DISTINCT ON ("county", "measure") "county", "measure", "n" FROM "county_count"
    WHERE $1::int IS NOT NULL AND "measure" = ANY($3::text[]) AND "quarter" <= $2
    ORDER BY "county", "measure", "quarter" DESC
"""
BY_QUARTER = """/* app_region */
    SELECT "county", "quarter", "measure", "n" FROM "county_count"
    WHERE $1::int IS NOT NULL AND "measure" = ANY($2::text[])
      AND ("quarter" BETWEEN $3 AND $4 OR ("quarter" < $3 AND "measure" = ANY($5::text[])))
    ORDER BY "quarter"
"""


class County(NamedTuple):
    id: int
    slug: str
    name: str
    items: frozenset[str]

    def shares(self, indicator: Indicator) -> bool:
        return indicator.items <= self.items


class Time(NamedTuple):
    """First days of the first and the last quarter."""

    first: date
    last: date

    @property
    def quarters(self) -> int:
        return len(quarters_between(self.first, self.last))

    @property
    def before(self) -> date:
        """Where the time of the same length before it begins."""
        return quarter_after(self.first, -self.quarters)


@dataclass
class Loaded:
    """Sums of the time by county and measure, and of the time before."""

    time: Time
    counties: list[County]  # those that are looked at
    joined: int = 0  # all that share anything
    sums: dict[int, dict[str, int]] = field(default_factory=dict)
    sums_before: dict[int, dict[str, int]] = field(default_factory=dict)

    def values(self, indicator: Indicator) -> dict[int, Value]:
        """Of those that share what it needs."""
        quarters = self.time.quarters
        return {
            each.id: value(indicator, self.sums.get(each.id, {}), quarters)
            for each in self.counties
            if each.shares(indicator)
        }

    def before(self, indicator: Indicator, county: int) -> Value:
        """Stocks as they are now: what stood then is not asked for here."""
        return value(indicator, self.sums_before.get(county, {}), self.time.quarters)

    def whole(self, indicator: Indicator) -> Value:
        """All of them together."""
        return value(indicator, added(self.sums, self.sharing(indicator)), self.time.quarters)

    def funnel(self) -> dict[str, int]:
        """Of all who share it together."""
        return added(self.sums, [each.id for each in self.counties if "results" in each.items])

    def sharing(self, indicator: Indicator) -> list[int]:
        return [each.id for each in self.counties if each.shares(indicator)]


def added(sums: Mapping[int, Mapping[str, int]], counties: Collection[int]) -> dict[str, int]:
    """Pure."""
    found: dict[str, int] = {}
    for county in counties:
        for measure, n in sums.get(county, {}).items():
            found[measure] = found.get(measure, 0) + n
    return found


class State(NamedTuple):
    shared: int
    agreed: int
    changed: int


async def state() -> State:
    """How many items are shared, which (as a sum of numbers that each agreement takes anew), and in
    which state their counts are (likewise): no two states are alike.
    """
    found = await row(STATE)
    return State(found["n"], found["agreed"], found["changed"])


async def counties() -> list[County]:
    """That share anything."""
    return [
        County(each["id"], each["slug"], each["name"], frozenset(each["items"]))
        for each in await rows(COUNTIES)
    ]


def within(
    found: Sequence[County], cohort: str, size: str, people: Mapping[int, int], prefecture: str
) -> list[County]:
    """Those alike: by what they are, by their people, under one prefecture. "": all. Pure."""
    return [
        each
        for each in found
        if cohort in ("", cohort_of(each.id))
        and size in ("", size_of(people.get(each.id, 0)))
        and str(each.id).startswith(prefecture)
    ]


async def load(
    time: Time, known: list[County], measures: Collection[str], before: Collection[str] = ()
) -> Loaded:
    """Two queries, whatever the number of counties, quarters and measures. `before`: those of which
    the time before is wanted, too.
    """
    flows = sorted(set(measures) - STANDING)
    stocks = sorted((set(measures) & STANDING) | {"people"})
    found = Loaded(time, known, len(known))
    for each in await rows(SUMS, time.before, time.first, time.last, flows, list(before)):
        if each["n"] is not None:
            found.sums.setdefault(each["county"], {})[each["measure"]] = each["n"]
        if each["before"] is not None:
            found.sums_before.setdefault(each["county"], {})[each["measure"]] = each["before"]
    for each in await rows(STOCKS, time.last, stocks):
        found.sums.setdefault(each["county"], {})[each["measure"]] = each["n"]
        found.sums_before.setdefault(each["county"], {})[each["measure"]] = each["n"]
    return found


Reading = Callable[[Mapping[str, int]], dict[str, int]]


async def by_quarter(
    indicator: Indicator,
    first: date,
    last: date,
    told: Reading = dict,
) -> dict[date, dict[int, Value]]:
    """Each quarter by itself. Stocks stand until they are other. `told`: what is read of a county's
    sums.
    """
    stocks = [each for each in indicator.measures if each in STANDING]
    found = await rows(BY_QUARTER, list(indicator.measures), first, last, stocks)
    return valued(indicator, quarters_between(first, last), found, told)


def valued(
    indicator: Indicator, quarters: Sequence[date], found: Collection[Any], told: Reading = dict
) -> dict[date, dict[int, Value]]:
    """Pure. `found`: in the order of the quarters."""
    apart: dict[date, dict[int, dict[str, int]]] = {}
    for each in found:
        own = apart.setdefault(each["quarter"], {}).setdefault(each["county"], {})
        own[each["measure"]] = each["n"]
    standing: dict[int, dict[str, int]] = {}
    empty: dict[int, dict[str, int]] = {}

    def remember(quarter: date) -> None:
        for county, sums in apart.get(quarter, empty).items():
            kept = {name: n for name, n in sums.items() if name in STANDING}
            if kept:
                standing.setdefault(county, {}).update(kept)

    for quarter in sorted(each for each in apart if each < quarters[0]):
        remember(quarter)
    result: dict[date, dict[int, Value]] = {}
    for quarter in quarters:
        remember(quarter)
        sums = apart.get(quarter, empty)
        result[quarter] = {
            county: value(indicator, told({**standing.get(county, {}), **sums.get(county, {})}), 1)
            for county in {*standing, *sums}
        }
    return result
