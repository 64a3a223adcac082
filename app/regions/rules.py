"""Comparing fairly: confidence intervals, ties, ranks. Pure.

Small numbers are shown and not ranked (FEWEST). That is no k-anonymity: counts of records name
nobody, and a county agrees to each item that is shown.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import compress, repeat
from math import sqrt
from operator import add, sub
from statistics import median
from typing import Any, NamedTuple

from app.i18n import _
from app.regions.columns import Column

FEWEST = 5  # of what a share or an average is taken of: below, it is shown and not ranked
Z = 1.96  # 95 %

Sums = Mapping[str, int]
ByMeasure = Mapping[str, Mapping[int, int]]  # measure → county → how many


class Value(NamedTuple):
    """`number`: a share as a fraction; None: nothing to divide by. `low`, `high`: its 95 %
    interval, where it has one. `ranks`: there is enough to be ranked.
    """

    n: int
    over: int | None
    number: float | None
    low: float | None = None
    high: float | None = None
    ranks: bool = True


NOTHING = Value(0, None, None, ranks=False)


def of(sums: Sums, signed: Sequence[str]) -> int:
    found = 0
    for each in signed:
        found += -sums.get(each[1:], 0) if each[0] == "-" else sums.get(each, 0)
    return found


def value(indicator: Any, sums: Sums, quarters: int) -> Value:
    """`indicator`: of dictionary.py."""
    return valued(
        indicator,
        of(sums, indicator.counted),
        of(sums, indicator.over),
        sums.get(indicator.squares, 0),
        quarters,
    )


def valued(indicator: Any, n: int, over: int, squares: int, quarters: int) -> Value:
    if not indicator.over:
        return Value(n, None, float(n))
    if indicator.quarters:
        over *= quarters
    if over <= 0:
        return Value(n, over, None, ranks=False)
    match indicator.way:
        case "share":
            part = min(max(n, 0), over)
            low, high = wilson(part, over)
            return Value(n, over, part / over, low, high, over >= FEWEST)
        case "rate":
            low, high = poisson(n)
            scale = indicator.times / over
            return Value(n, over, n * scale, low * scale, high * scale)
        case _ if indicator.squares:
            low, high = around_mean(n, over, squares)
            return Value(n, over, n / over, low, high, over >= FEWEST)
    return Value(n, over, n / over)


def totals(sums: ByMeasure, signed: Sequence[str], counties: Collection[int]) -> list[int]:
    """As `of`, of each of the counties."""
    found = [0] * len(counties)
    for each in signed:
        known = sums.get(each.removeprefix("-"), {})
        if isinstance(known, Column):
            column = known.of(counties)
        else:
            column = list(map(known.get, counties, repeat(0)))
        if len(signed) == 1 and each[0] != "-":
            return column
        found = list(map(sub if each[0] == "-" else add, found, column))
    return found


def values(
    indicator: Any, sums: ByMeasure, counties: Collection[int], quarters: int
) -> dict[int, Value]:
    squares = (indicator.squares,) if indicator.squares else ()
    parts = (indicator.counted, indicator.over, squares)
    columns = [totals(sums, signed, counties) for signed in parts]
    return {
        county: valued(indicator, n, over, square, quarters)
        for county, n, over, square in zip(counties, *columns, strict=True)
    }


class Numbers(NamedTuple):
    """`known`: of all that have one; `ranked`: of those that have enough for a rank."""

    known: list[float]
    ranked: list[float]


def numbers(
    indicator: Any,
    sums: ByMeasure,
    counties: Collection[int],
    quarters: int,
    *,
    at_work: bool = False,
) -> Numbers:
    """What `values` says, without intervals: many times quicker, for medians and charts. `at_work`:
    only of whom there is anything.
    """
    if not indicator.over:
        if at_work:
            there = set().union(*(sums.get(each, ()) for each in indicator.measures))
            counties = [each for each in counties if each in there]
        known = list(map(float, totals(sums, indicator.counted, counties)))
        return Numbers(known, known)
    counted = totals(sums, indicator.counted, counties)
    over = totals(sums, indicator.over, counties)  # of whom there is nothing, it is none
    times = quarters if indicator.quarters else 1
    if indicator.way == "share":
        known = [
            (n / (of * times) if n < of * times else 1.0) if n > 0 else 0.0
            for n, of in zip(counted, over, strict=True)
            if of > 0
        ]
    else:
        scale = (indicator.times if indicator.way == "rate" else 1) / times
        known = [n * scale / of for n, of in zip(counted, over, strict=True) if of > 0]
        if not indicator.squares:
            return Numbers(known, known)
    least = -(-FEWEST // times)
    if min(over, default=0) >= least:
        return Numbers(known, known)
    enough = [of >= least for of in over if of > 0]
    return Numbers(known, list(compress(known, enough)))


def lit(
    indicator: Any,
    sums: ByMeasure,
    counties: Collection[int],
    quarters: int,
    middle: float | None,
) -> list[tuple[float | None, str]]:
    """Of each county its number and its light, as `values` and `light` say; of an interval that end
    alone is worked out which lies towards the middle.
    """
    counted = totals(sums, indicator.counted, counties)
    if not indicator.over:
        return [(float(n), "") for n in counted]
    over = totals(sums, indicator.over, counties)
    squares = totals(sums, (indicator.squares,), counties) if indicator.squares else repeat(0)
    times = quarters if indicator.quarters else 1
    way, scale = indicator.way, indicator.times
    sign = indicator.better if middle is not None else 0
    above, below = (GREEN, RED) if sign > 0 else (RED, GREEN)
    noise = Z * Z * middle * (1 - middle) if middle is not None else 0.0
    found: list[tuple[float | None, str]] = []
    for n, each, square in zip(counted, over, squares, strict=False):
        of = each * times
        if of <= 0:
            found.append((None, ""))
            continue
        if way == "share":
            number = (min(of, n)) / of if n > 0 else 0.0
        elif way == "rate":
            number = n * (scale / of)
        else:
            number = n / of
        if not sign or middle is None or (way != "rate" and of < FEWEST):
            found.append((number, ""))
            continue
        gap = number - middle
        if way == "share":
            sure = gap * gap * of > noise  # where Wilson's interval ends
        elif way == "rate":
            end = fewest_of(n) if gap > 0 else most_of(n)
            sure = (end * (scale / of) - middle) * gap > 0
        elif indicator.squares:
            end = around_mean(n, of, square)[gap <= 0]
            sure = (end - middle) * gap > 0
        else:
            found.append((number, ""))
            continue
        found.append((number, (above if gap > 0 else below) if sure else YELLOW))
    return found


def wilson(successes: int, total: int) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927): holds for few and for extreme shares too."""
    share, z2 = successes / total, Z * Z
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z * sqrt(share * (1 - share) / total + z2 / (4 * total * total)) / (1 + z2 / total)
    return (middle - half if successes else 0.0), (middle + half if successes < total else 1.0)


def poisson(events: int) -> tuple[float, float]:
    """Of a count (Byar's approximation; Breslow & Day 1987): few events may be chance."""
    return fewest_of(events), most_of(events)


def fewest_of(events: int) -> float:
    n = max(events, 0)
    return max(n * (1 - 1 / (9 * n) - Z / (3 * sqrt(n))) ** 3, 0.0) if n else 0.0


def most_of(events: int) -> float:
    more = max(events, 0) + 1
    return more * (1 - 1 / (9 * more) + Z / (3 * sqrt(more))) ** 3


def around_mean(total: int, n: int, squares: int) -> tuple[float, float]:
    """Of an average, by its standard error. One alone says nothing: from zero to twice as much."""
    mean = total / n
    if n < 2:
        return 0.0, 2 * mean
    half = Z * sqrt(max(squares - n * mean * mean, 0.0) / (n - 1) / n)
    return max(mean - half, 0.0), mean + half


def surely_above(one: Value, other: Value) -> bool:
    """More than chance would make it. From both intervals (MOVER: Zou & Donner 2008; for shares
    Newcombe 1998); of plain numbers any difference counts.
    """
    if one.number is None or other.number is None:
        return False
    difference = one.number - other.number
    if one.low is None or other.high is None:
        return difference > 0
    return difference > sqrt((one.number - one.low) ** 2 + (other.high - other.number) ** 2)


def order_of(found: Value, better: int) -> tuple[bool, float]:
    """Best first, by the worse end of the interval, so that one quick success does not lead; what
    has too little comes last.
    """
    if not found.ranks or found.number is None:
        return True, -(found.number or 0.0)
    if better < 0:
        return False, found.high if found.high is not None else found.number
    return False, -(found.low if found.low is not None else found.number)


def places(ordered: Sequence[Value], better: int) -> list[int | None]:
    """Ranks of values that stand in order. Who is not surely behind the first of those before
    shares that one's place: ranks within noise are ties.
    """
    found: list[int | None] = []
    leader: Value | None = None
    rank: int | None = None
    for place, each in enumerate(ordered, start=1):
        if not each.ranks or each.number is None:
            found.append(None)
            continue
        behind = leader is None or (
            surely_above(each, leader) if better < 0 else surely_above(leader, each)
        )
        if behind:
            leader, rank = each, place
        found.append(rank)
    return found


def ranked(values: Mapping[int, Value], better: int) -> dict[int, int | None]:
    """Best first, each with the rank that places() gives it."""
    keyed = sorted((*order_of(each, better), county) for county, each in values.items())
    order = [county for _last, _end, county in keyed]
    ranks = places([values[county] for county in order], better)
    return dict(zip(order, ranks, strict=True))


GREEN, RED, YELLOW = "green", "red", "yellow"
LIGHTS = {GREEN: _("好于中位数"), RED: _("差于中位数"), YELLOW: _("相当")}


def light(found: Value, middle: float | None, better: int) -> str:
    """Against the region's median: surely better, surely worse, or within noise. "": it says
    nothing.
    """
    if middle is None or found.number is None or not found.ranks or not better:
        return ""
    if found.low is None or found.high is None:
        return ""
    if found.low > middle:
        return GREEN if better > 0 else RED
    if found.high < middle:
        return RED if better > 0 else GREEN
    return YELLOW


def ranked_of(values: Collection[Value]) -> list[float]:
    return [each.number for each in values if each.ranks and each.number is not None]


def middle(known: Sequence[float]) -> float | None:
    return median(known) if known else None


def middle_of(values: Collection[Value]) -> float | None:
    """The median of what can be ranked."""
    return middle(ranked_of(values))


def spread_of(values: Collection[Value]) -> tuple[float, float, float] | None:
    return spread(ranked_of(values))


def spread(numbers: Sequence[float]) -> tuple[float, float, float] | None:
    """The quartiles, by linear interpolation; None: too few."""
    known = sorted(numbers)
    if len(known) < 2:
        return None

    def at(share: float) -> float:
        place = share * (len(known) - 1)
        low = int(place)
        high = min(low + 1, len(known) - 1)
        return known[low] + (known[high] - known[low]) * (place - low)

    return at(0.25), at(0.5), at(0.75)


class Bin(NamedTuple):
    low: float
    high: float
    n: int


FAR_OUT = 3.0  # quartile ranges beyond a quartile: Tukey, Exploratory Data Analysis, 1977


def fences(numbers: Sequence[float]) -> tuple[float, float]:
    """The least and the most of those that are not far out. What is drawn ends there, so that one
    outlier presses nobody flat. `numbers`: at least one. Where the middle half is one number, all.
    """
    least, top = min(numbers), max(numbers)
    quartiles = spread(numbers)
    if quartiles is None or quartiles[0] == quartiles[2]:
        return least, top
    reach = FAR_OUT * (quartiles[2] - quartiles[0])
    within = [each for each in numbers if quartiles[0] - reach <= each <= quartiles[2] + reach]
    return min(within), max(within)


def bins(numbers: Sequence[float], most: int = 10) -> list[Bin]:
    """How many lie where: equal parts between the fences. The first and the last reach on to what
    lies beyond.
    """
    if not numbers:
        return []
    least, top = fences(numbers)
    if least == top:
        return [Bin(least, top, len(numbers))]
    width = (top - least) / most
    counts = [0] * most
    for each in numbers:
        counts[max(min(int((each - least) / width), most - 1), 0)] += 1
    edges = [least + place * width for place in range(most + 1)]
    edges[0], edges[-1] = min(numbers), max(numbers)
    return [Bin(low, high, n) for low, high, n in zip(edges, edges[1:], counts, strict=False)]


# GB/T 2260: the last two digits of a county's code.
COHORTS = {"district": _("市辖区"), "county": _("县、旗"), "city": _("县级市")}
SIZES = {"small": _("30 万人以下"), "medium": _("30–60 万人"), "large": _("60 万人以上")}
FIRST_COUNTY, FIRST_CITY = 21, 81


def cohort_of(code: int) -> str:
    last = code % 100
    if last < FIRST_COUNTY:
        return "district"
    return "city" if last >= FIRST_CITY else "county"


def size_of(people: int) -> str:
    """ "": not known."""
    if people <= 0:
        return ""
    if people < 300_000:
        return "small"
    return "medium" if people <= 600_000 else "large"
