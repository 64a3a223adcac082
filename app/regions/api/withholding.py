"""Which figures about persons programs are not told: of few, or such as tell of few by difference.
Others are told in steps. Matters are told, however few. What a region's people see on its pages is
not touched.
"""

from collections.abc import Collection
from datetime import date
from typing import TypedDict

from app.db import rows
from app.ledger.few import few, seams, stepped
from app.ledger.measures import PERSONS, PERSONS_NOW
from app.regions.quarters import quarter_after, quarters_between
from app.regions.queries import Time
from app.regions.rules import ByMeasure, of

COUNTED = """/* app_region */
    SELECT "county", "quarter", "measure", "n" FROM "county_count"
    WHERE $1::int IS NOT NULL AND "measure" = ANY($2::text[]) AND "quarter" <= $3
"""
# Counts of people. What is worked out of ratings is a mean or a share, of quarters that are over;
# matters of such a quarter may be rated still.
STEPPED = frozenset(
    {
        "citizens", "departments", "member_attendances", "members_attending", "way_rated",
        *PERSONS_NOW,
    }
)  # fmt: skip
ABOUT_PERSONS = frozenset(PERSONS) | frozenset(PERSONS_NOW)


class Counted(TypedDict):
    county: int
    quarter: date
    measure: str
    n: int


class Persons:
    """Of all counties, from their first count on. `now`: the quarter that is not over yet: what
    grows from day to day would tell by difference.
    """

    def __init__(self, found: Collection[Counted], now: date) -> None:
        self.now = now
        self.counts: dict[int, dict[date, dict[str, int]]] = {}
        for each in found:
            own = self.counts.setdefault(each["county"], {}).setdefault(each["quarter"], {})
            own[each["measure"]] = each["n"]
        self.found: dict[tuple[int, str], set[date]] = {}

    def hidden(self, county: int, time: Time) -> set[str]:
        """The measures that are not told of this time."""
        found = {each for each in PERSONS if not self.spans(county, each, time)}
        by_quarter = self.counts.get(county, {})
        stand: dict[str, int] = {}
        for quarter in sorted(each for each in by_quarter if each <= time.last):
            stand |= {each: n for each, n in by_quarter[quarter].items() if each in PERSONS_NOW}
        told: list[int] = []
        for each in PERSONS_NOW:
            n = stand.get(each, 0)
            if few(n) or any(few(whole - n) for whole in told):
                found.add(each)
            else:
                told.append(n)
        came = sum(
            own.get("members_attending", 0)
            for quarter, own in by_quarter.items()
            if time.first <= quarter <= time.last
        )
        if few(stand.get("members", 0) * time.quarters - came):
            found.add("members_attending")
        return found

    def spans(self, county: int, measure: str, time: Time) -> bool:
        """Whether the time begins and ends where no difference is few."""
        key = (county, measure)
        if key not in self.found:
            self.found[key] = self.seams(county, measure)
        begins, ends = time.first, quarter_after(time.last, 1)
        first = min(self.counts.get(county, {}), default=self.now)
        return (begins <= first or begins in self.found[key]) and (
            ends <= first or ends in self.found[key]
        )

    def seams(self, county: int, measure: str) -> set[date]:
        by_quarter = self.counts.get(county, {})
        quarters = quarters_between(min(by_quarter, default=self.now), self.now)
        series = [
            [of(by_quarter.get(quarter, {}), figure) for figure in PERSONS[measure]]
            for quarter in quarters[:-1]
        ]
        return {quarters[place] for place in seams(series)}


def in_steps(sums: ByMeasure) -> dict[str, dict[int, int]]:
    """Pure."""
    return {
        measure: {county: stepped(n) if measure in STEPPED else n for county, n in each.items()}
        for measure, each in sums.items()
    }


async def persons(measures: Collection[str], now: date) -> Persons:
    """Within the region's transaction. `measures`: those that are asked for."""
    asked = sorted(ABOUT_PERSONS) if ABOUT_PERSONS & set(measures) else []
    return Persons(await rows(COUNTED, asked, now, of=Counted) if asked else [], now)
