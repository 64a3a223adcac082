"""What a region may see of its counties, loaded as the role that sees no more. `$1` is the region.
Its counties are a range of codes, in the policies too: how many others there are costs nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from math import inf
from time import monotonic
from typing import NamedTuple

from app.db import current_realm, rows
from app.divisions.rules import spoken
from app.ledger.series import STANDING, number_of
from app.regions import rules
from app.regions.counts import Series, between, series
from app.regions.dictionary import Indicator
from app.regions.quarters import quarter_after, quarters_between
from app.regions.rules import ByMeasure, Value, cohort_of, size_of

# A county's name; where another county of the region has the same, with its prefecture's.
CALLED = f"""county.name || coalesce((
        SELECT '（' || {spoken("above")} || '）' FROM division AS "above"
        WHERE "above".code = (county.id / 100)::text AND EXISTS (
            SELECT FROM division AS twin
            WHERE twin.level = 'county' AND twin.name = county.name
              AND twin.code <> county.id::text AND twin.code >= app.first_county()::text
              AND twin.code <= app.last_county()::text)), '')"""  # noqa: S608
SHARING = """/* app_region */
    SELECT "item", array_agg("county") AS counties FROM "share" WHERE "region" = $1 GROUP BY 1
"""
NAMED = f"""/* app_region */
    SELECT county.id, county.slug, {CALLED} AS name FROM county
    WHERE county.id = ANY($2::int[]) AND $1::int IS NOT NULL
"""  # noqa: S608  (of this file's own words)


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
    counties: "Counties"  # those that are looked at
    joined: int = 0  # all that share anything
    sums: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    sums_before: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    trend: dict[date, ByMeasure] = field(default_factory=dict)  # by quarter
    in_order: dict[str, rules.Numbers] = field(default_factory=dict)  # by indicator

    def values(
        self, indicator: Indicator, counties: Collection[int] | None = None
    ) -> dict[int, Value]:
        """Of those that share what it needs; or of `counties` among them."""
        sharing = self.sharing(indicator)
        if counties is not None:
            sharing = [each for each in sharing if each in counties]
        return rules.values(indicator, self.sums, sharing, self.time.quarters)

    def numbers(self, indicator: Indicator) -> rules.Numbers:
        """As `values`, of all of them, without their intervals, the least first: medians, fences
        and charts each want an order, and what is in order is put in order at once.
        """
        if indicator.key not in self.in_order:
            found = rules.numbers(indicator, self.sums, self.sharing(indicator), self.time.quarters)
            known = sorted(found.known)
            ranked = known if found.ranked is found.known else sorted(found.ranked)
            self.in_order[indicator.key] = rules.Numbers(known, ranked)
        return self.in_order[indicator.key]

    def before(self, indicator: Indicator, counties: Collection[int]) -> dict[int, Value]:
        """Stocks as they are now: what stood then is not asked for here."""
        return rules.values(indicator, self.sums_before, counties, self.time.quarters)

    def whole(self, indicator: Indicator) -> Value:
        """All of them together."""
        sums = added(self.sums, indicator.measures, self.sharing(indicator))
        return rules.value(indicator, sums, self.time.quarters)

    def funnel(self, steps: Collection[str]) -> dict[str, int]:
        """Of all who share it together."""
        return added(self.sums, steps, self.counties.sharing(frozenset({"results"})))

    def sharing(self, indicator: Indicator) -> list[int]:
        return self.counties.sharing(indicator.items)

    def n(self, measure: str, county: int) -> int:
        return self.sums.get(measure, {}).get(county, 0)


def added(sums: ByMeasure, measures: Collection[str], counties: Collection[int]) -> dict[str, int]:
    """Pure."""
    return {each: sum(rules.totals(sums, (each,), counties)) for each in measures}


class Counties(list[County]):
    """In the order of their numbers. Who shares what is looked for once for each set of items, and
    found as the same list if it is all of them: sums over all take the short way (rules.totals).
    """

    @cached_property
    def everyone(self) -> list[int]:
        return [each.id for each in self]

    @cached_property
    def found(self) -> dict[frozenset[str], list[int]]:
        return {}

    def sharing(self, items: frozenset[str]) -> list[int]:
        if items not in self.found:
            own = [each.id for each in self if items <= each.items]
            self.found[items] = self.everyone if len(own) == len(self) else own
        return self.found[items]


async def counties() -> Counties:
    """That share anything."""
    by_item = {each["item"]: each["counties"] for each in await rows(SHARING)}
    everyone = sorted({*chain(*by_item.values())})
    called = await names(everyone)
    whole = frozenset(by_item)
    if all(len(own) == len(everyone) for own in by_item.values()):
        return Counties(County(each, *called[each], whole) for each in everyone)
    sets = [(item, frozenset(own)) for item, own in by_item.items()]
    return Counties(
        County(each, *called[each], frozenset(item for item, own in sets if each in own))
        for each in everyone
    )


Names = dict[int, tuple[str, str]]
named: dict[int | None, tuple[float, Names]] = {}  # by region, and when they were read
NAMES_KEPT = 60  # seconds, as long as the pages are: one of the same name may have joined


async def names(counties: Collection[int]) -> Names:
    """Their slugs, and how they are called in the region."""
    region = current_realm.get()
    read_at, known = named.get(region, (-inf, Names()))
    if monotonic() - read_at > NAMES_KEPT or not known.keys() >= set(counties):
        known = {
            each["id"]: (each["slug"], each["name"]) for each in await rows(NAMED, list(counties))
        }
        named[region] = monotonic(), known
    return known


def within(
    found: Sequence[County], cohort: str, size: str, people: Mapping[int, int], prefecture: str
) -> Counties:
    """Those alike: by what they are, by their people, under one prefecture. "": all. Pure."""
    return Counties(
        each
        for each in found
        if cohort in ("", cohort_of(each.id))
        and size in ("", size_of(people.get(each.id, 0)))
        and str(each.id).startswith(prefecture)
    )


async def load(
    time: Time,
    known: Counties,
    measures: Collection[str],
    before: Collection[str] = (),
    since: date | None = None,
) -> Loaded:
    """`before`: those of which the time before is wanted, too, and each quarter from `since` on:
    all that is asked of them is asked at once.
    """
    ends = [number_of(time.before) - 1, number_of(time.first) - 1, number_of(time.last)]
    quarters = quarters_between(since, time.last) if since else []
    asked = dict.fromkeys({*measures, "people"} - {*before}, ends[1:])
    asked |= dict.fromkeys(before, ends + ends_of(quarters))
    own = await series(known.everyone, known.sharing, asked)
    compared = {measure: own[measure] for measure in before}
    return Loaded(
        time,
        known,
        len(known),
        {
            measure: between(measure, each, *((1, 2) if measure in before else (0, 1)))
            for measure, each in own.items()
        },
        {
            measure: between(measure, each, 0, 2 if measure in STANDING else 1)
            for measure, each in compared.items()
        },
        each_quarter(compared, quarters, len(ends)),
    )


async def by_quarter(
    known: Counties, indicator: Indicator, first: date, last: date
) -> dict[date, ByMeasure]:
    """Each quarter by itself. Stocks stand until they are other."""
    quarters = quarters_between(first, last)
    asked = dict.fromkeys(indicator.measures, ends_of(quarters))
    return each_quarter(await series(known.everyone, known.sharing, asked), quarters)


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
