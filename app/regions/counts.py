"""What a region's counties counted up to the ends of quarters, as its pages read it: of each
measure and quarter one row, with a number for each county in its place. `$1` is the region.

The worker adds what is noted (counting.py). Of whom something is noted, or who has no place yet,
the county's own row says it (app/ledger/series.py), so that figures are never behind.
"""

import sys
from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter, sub
from typing import Any, NamedTuple

from app.db import row, rows
from app.ledger.series import PLACE_OF, STANDING
from app.regions.columns import Column

UNKNOWN = -(2**63)  # of what stands, before it was first counted
HEAD = """/* app_region */
    SELECT "counties", "first", "last",
           ARRAY(SELECT DISTINCT county FROM jobs.uncounted WHERE region = $1) AS waiting
    FROM "region_counted" WHERE "county" = $1
"""
# The head, and behind it what is asked for, at the last quarter that there is for those after it.
COUNTS = """/* app_region */
    SELECT NULL AS "measure", NULL::int AS "quarter", NULL::bytea AS "n", "head".*
    FROM ({head}) AS "head"
    UNION ALL
    SELECT "measure", "quarter", "n", NULL, NULL, NULL, NULL FROM (
        SELECT DISTINCT "pair".measure, least("pair".quarter, "last") AS quarter
        FROM "region_counted" JOIN unnest($2::text[], $3::int[]) AS "pair" (measure, quarter)
             ON "pair".quarter >= "first" WHERE "county" = $1) AS "asked"
    JOIN "region_count" USING ("measure", "quarter") WHERE "county" = $1
""".format(head=HEAD.partition("*/")[2])  # noqa: S608  (of this file's own words)
# Of each measure that is asked for, at the end of so many quarters: one line for all counties.
SERIES = """/* app_region */
    SELECT "asked".measure, array_agg("county") AS counties, {ends}
    FROM (SELECT "county", "item", "began", "sums", array_length("sums", 2) AS "length"
          FROM "county_series" WHERE $1::int IS NOT NULL {whose}) AS "all"
    JOIN unnest($2::text[], $3::text[], $4::int[]) AS "asked" (item, measure, place) USING (item)
    GROUP BY 1
"""
END = 'array_agg("sums"["asked".place][least("length", ($5::int[])[{n}] - "began" + 1)]) AS "{n}"'
THEIRS = 'AND "county" = ANY($6::int[])'


class Series(NamedTuple):
    """Of one measure: the counties, and of each quarter's end one number for each of them. None, of
    what stands: it was not known yet.
    """

    counties: list[int]
    ends: Sequence[Sequence[Any]]


def between(measure: str, found: Series, begins: int, ends: int) -> Column:
    """What there was from the end of one quarter to the end of another, as places among those that
    were asked for; of what stands, what stood in the end. Pure.
    """
    last = found.ends[ends]
    if measure in STANDING:
        return Column(found.counties, list(last), stands=True)
    return Column(found.counties, list(map(sub, last, found.ends[begins])), stands=False)


def packed(numbers: Iterable[int]) -> bytes:
    found = array("q", numbers)
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()


def unpacked(n: bytes) -> "array[int]":
    found = array("q")
    found.frombytes(n)
    if sys.byteorder == "big":
        found.byteswap()
    return found


@cache
def series_sql(ends: int, whose: str = "") -> str:
    said = ", ".join(END.format(n=n) for n in range(1, ends + 1))
    return SERIES.format(ends=said, whose=whose)


class Head(NamedTuple):
    """Which county's place is which; the quarters that there are; of whom something is noted."""

    counties: list[int]
    first: int
    last: int
    waiting: frozenset[int]


async def head() -> Head:
    return told_by(await row(HEAD))


def told_by(found: Mapping[str, Any] | None) -> Head:
    """None: nothing was counted yet. Pure."""
    if found is None:
        return Head([], 0, -1, frozenset())
    return Head(found["counties"], found["first"], found["last"], frozenset(found["waiting"]))


Asked = Mapping[str, Sequence[int]]
Counts = dict[tuple[str, int], Any]  # by measure and quarter


async def series(
    everyone: list[int], sharing: Callable[[frozenset[str]], list[int]], asked: Asked
) -> dict[str, Series]:
    """`sharing`: which counties share some items; `asked`: of which measure, the ends of which
    quarters by their numbers (number_of). Two queries at most, whatever the numbers of these.
    """
    begun, kept = await counts(asked)
    late = {*everyone} - {*begun.counties} if everyone != begun.counties else set()
    late |= begun.waiting
    told = await told_themselves(asked, sorted(late), alone=not kept) if late else {}
    items = {PLACE_OF[measure][0] for measure in asked}
    theirs = {item: sharing(frozenset({item})) for item in items}
    pick = {item: picking(begun.counties, counties) for item, counties in theirs.items()}
    found = {}
    for measure, ends in asked.items():
        item, _place = PLACE_OF[measure]
        counties = theirs[item]
        nothing = UNKNOWN if measure in STANDING else 0
        lines: list[Sequence[int | None]] = []
        for end in ends:
            line = kept.get((measure, min(end, begun.last)), ())
            line = pick[item](padded(line, begun.counties, counties, nothing))
            if measure in STANDING and UNKNOWN in line:
                line = [None if n == UNKNOWN else n for n in line]
            if late:
                own = told.get((measure, end), {})
                line = corrected(counties, line, late, own, measure)
            lines.append(line)
        found[measure] = Series(counties, lines)
    return found


def padded(
    line: Sequence[int], order: list[int], counties: list[int], nothing: int
) -> "array[int]":
    """As long as all of them are, and with one more place if some have none in it. Pure."""
    places = len(order) + (counties != order)
    found = line if isinstance(line, array) else array("q", line)
    lacking = places - len(found)
    return found + array("q", (nothing,)) * lacking if lacking > 0 else found


def picking(order: list[int], counties: list[int]) -> Callable[[Sequence[int]], Sequence[int]]:
    """From numbers in one order those of `counties`, in theirs. Pure."""
    if counties == order:
        return lambda line: line
    place = {county: place for place, county in enumerate(order)}
    places = [place.get(county, len(order)) for county in counties]
    if len(places) < 2:
        return lambda line: [line[each] for each in places]
    return itemgetter(*places)


def corrected(
    counties: list[int],
    line: Sequence[int | None],
    late: Collection[int],
    own: Mapping[int, int | None],
    measure: str,
) -> list[int | None]:
    """Pure. What the late ones say themselves in the place of what is kept."""
    nothing = None if measure in STANDING else 0
    return [
        n if county not in late else nothing if (said := own.get(county)) is None else said
        for county, n in zip(counties, line, strict=True)
    ]


async def counts(asked: Asked) -> tuple[Head, Counts]:
    measures = [measure for measure, ends in asked.items() for _end in ends]
    found = await rows(COUNTS, measures, [end for ends in asked.values() for end in ends])
    lines = {
        (each["measure"], each["quarter"]): unpacked(each["n"])
        for each in found
        if each["measure"] is not None
    }
    return told_by(next((each for each in found if each["measure"] is None), None)), lines


async def told_themselves(asked: Asked, counties: list[int], *, alone: bool) -> Counts:
    """From the counties' own rows. `alone`: of all of them, without naming them."""
    ends = sorted({end for each in asked.values() for end in each})
    measures = sorted(asked)
    items, places = zip(*(PLACE_OF[each] for each in measures), strict=True)
    given = [list(items), measures, list(places), ends]
    sql = series_sql(len(ends), "" if alone else THEIRS)
    found = await rows(sql, *given, *([] if alone else [counties]))
    return {
        (each["measure"], end): dict(zip(each["counties"], each[str(n)], strict=True))
        for each in found
        for n, end in enumerate(ends, start=1)
    }
