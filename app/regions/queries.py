"""What a region may see of its counties, loaded as the role that sees no more. `$1` is the region.
Its counties are a range of codes, in the policies too: how many others there are costs nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from operator import sub
from typing import NamedTuple

from app.db import rows
from app.ledger.series import PLACE_OF, STANDING, number_of
from app.regions import rules
from app.regions.dictionary import Indicator
from app.regions.quarters import quarter_after, quarters_between
from app.regions.rules import ByMeasure, Value, cohort_of, size_of

# A county's name; where another county of the region has the same, with its prefecture's.
CALLED = """county.name || coalesce((
        SELECT '（' || "above".name || '）' FROM division AS "above"
        WHERE "above".code = (county.id / 100)::text AND EXISTS (
            SELECT FROM division AS twin
            WHERE twin.level = 'county' AND twin.name = county.name
              AND twin.code <> county.id::text AND twin.code >= app.first_county()::text
              AND twin.code <= app.last_county()::text)), '')"""
COUNTIES = f"""/* app_region */
    SELECT county.id, county.slug, {CALLED} AS name, "all".items FROM (
        SELECT "county", array_agg("item") AS items FROM "share" WHERE "region" = $1 GROUP BY 1
    ) AS "all" JOIN county ON county.id = "all"."county" ORDER BY 1
"""  # noqa: S608  (of this file's own words)
# Of each measure that is asked for, at the end of so many quarters: one line for all counties.
SERIES = """/* app_region */
    SELECT "asked".measure, array_agg("county") AS counties, {ends}
    FROM (SELECT "county", "item", "began", "sums", array_length("sums", 2) AS "length"
          FROM "county_series" WHERE $1::int IS NOT NULL) AS "all"
    JOIN unnest($2::text[], $3::text[], $4::int[]) AS "asked" (item, measure, place) USING (item)
    GROUP BY 1
"""
END = 'array_agg("sums"["asked".place][least("length", ($5::int[])[{n}] - "began" + 1)]) AS "{n}"'


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
        return number_of(self.last) - number_of(self.first) + 1

    @property
    def before(self) -> date:
        """Where the time of the same length before it begins."""
        return quarter_after(self.first, -self.quarters)


@dataclass
class Loaded:
    """Sums of the time by measure and county, and of the time before."""

    time: Time
    counties: list[County]  # those that are looked at
    joined: int = 0  # all that share anything
    sums: dict[str, dict[int, int]] = field(default_factory=dict)
    sums_before: dict[str, dict[int, int]] = field(default_factory=dict)
    trend: dict[date, ByMeasure] = field(default_factory=dict)  # by quarter
    found: dict[frozenset[str], list[int]] = field(default_factory=dict)  # of sharing()

    def values(
        self, indicator: Indicator, counties: Collection[int] | None = None
    ) -> dict[int, Value]:
        """Of those that share what it needs; or of `counties` among them."""
        sharing = self.sharing(indicator)
        if counties is not None:
            sharing = [each for each in sharing if each in counties]
        return rules.values(indicator, self.sums, sharing, self.time.quarters)

    def numbers(self, indicator: Indicator) -> rules.Numbers:
        """As `values`, of all of them, without their intervals."""
        return rules.numbers(indicator, self.sums, self.sharing(indicator), self.time.quarters)

    def before(self, indicator: Indicator, counties: Collection[int]) -> dict[int, Value]:
        """Stocks as they are now: what stood then is not asked for here."""
        return rules.values(indicator, self.sums_before, counties, self.time.quarters)

    def whole(self, indicator: Indicator) -> Value:
        """All of them together."""
        sums = added(self.sums, indicator.measures, self.sharing(indicator))
        return rules.value(indicator, sums, self.time.quarters)

    def funnel(self, steps: Collection[str]) -> dict[str, int]:
        """Of all who share it together."""
        return added(
            self.sums, steps, [each.id for each in self.counties if "results" in each.items]
        )

    def sharing(self, indicator: Indicator) -> list[int]:
        """Looked for once for each set of items."""
        items = indicator.items
        if items not in self.found:
            self.found[items] = [each.id for each in self.counties if items <= each.items]
        return self.found[items]

    def keep(self, counties: list[County]) -> None:
        """These alone are looked at from now on."""
        self.counties, self.found = counties, {}

    def n(self, measure: str, county: int) -> int:
        return self.sums.get(measure, {}).get(county, 0)


def added(sums: ByMeasure, measures: Collection[str], counties: Collection[int]) -> dict[str, int]:
    """Pure."""
    return {each: sum(rules.totals(sums, (each,), counties)) for each in measures}


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


class Series(NamedTuple):
    """Of one measure: the counties, and of each quarter's end one number for each of them. None: it
    was not known yet.
    """

    counties: list[int]
    ends: list[list[int | None]]


@cache
def series_sql(ends: int) -> str:
    return SERIES.format(ends=", ".join(END.format(n=n) for n in range(1, ends + 1)))


async def series(measures: Collection[str], ends: Sequence[int]) -> dict[str, Series]:
    """One query, whatever the number of counties, quarters and measures. `ends`: quarters by their
    numbers (number_of).
    """
    asked = sorted(set(measures))
    items, places = zip(*(PLACE_OF[each] for each in asked), strict=True)
    found = await rows(series_sql(len(ends)), list(items), asked, list(places), list(ends))
    return {
        each["measure"]: Series(each["counties"], [each[str(n)] for n in range(1, len(ends) + 1)])
        for each in found
    }


def between(measure: str, found: Series, begins: int, ends: int) -> dict[int, int]:
    """What there was from the end of one quarter to the end of another, as places among those that
    were asked for; of what stands, what stood in the end. Only where there was something. Pure.
    """
    if measure in STANDING:
        stood = zip(found.counties, found.ends[ends], strict=True)
        return {county: n for county, n in stood if n is not None}
    first = [n or 0 for n in found.ends[begins]]
    last = [n or 0 for n in found.ends[ends]]
    each = zip(found.counties, map(sub, last, first), strict=True)
    return {county: n for county, n in each if n}


async def load(
    time: Time,
    known: list[County],
    measures: Collection[str],
    before: Collection[str] = (),
    since: date | None = None,
) -> Loaded:
    """`before`: those of which the time before is wanted, too, and each quarter from `since` on:
    all that is asked of them is asked at once.
    """
    ends = [number_of(time.before) - 1, number_of(time.first) - 1, number_of(time.last)]
    found = Loaded(time, known, len(known))
    for measure, each in (await series({*measures, "people"} - {*before}, ends[1:])).items():
        found.sums[measure] = between(measure, each, 0, 1)
    if before:
        quarters = quarters_between(since, time.last) if since else []
        asked = await series(before, ends + ends_of(quarters))
        for measure, each in asked.items():
            found.sums[measure] = between(measure, each, 1, 2)
            standing = measure in STANDING
            found.sums_before[measure] = between(measure, each, 0, 2 if standing else 1)
        found.trend = each_quarter(asked, quarters, len(ends))
    return found


async def by_quarter(indicator: Indicator, first: date, last: date) -> dict[date, ByMeasure]:
    """Each quarter by itself. Stocks stand until they are other."""
    quarters = quarters_between(first, last)
    return each_quarter(await series(indicator.measures, ends_of(quarters)), quarters)


def ends_of(quarters: Sequence[date]) -> list[int]:
    """Of that before the first, and of each. Pure."""
    return [number_of(quarters[0]) - 1, *map(number_of, quarters)] if quarters else []


def each_quarter(
    found: Mapping[str, Series], quarters: Sequence[date], begins: int = 0
) -> dict[date, ByMeasure]:
    """`begins`: the place of their first end. Pure."""
    return {
        quarter: {
            measure: between(measure, each, place, place + 1) for measure, each in found.items()
        }
        for place, quarter in enumerate(quarters, begins)
    }


def at_work(sums: ByMeasure) -> set[int]:
    """Of whom there is anything. Pure."""
    return set().union(*sums.values())
