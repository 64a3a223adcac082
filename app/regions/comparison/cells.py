"""The table of the comparison as HTML. Pure. A template's row would take ten times as long, and
there are thousands of cells.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import escape

from app.regions import rules
from app.regions.dictionary import Indicator
from app.regions.queries import County, Loaded
from app.regions.rules import Value, light, middle
from app.regions.wording import said


class Row(NamedTuple):
    county: County
    rank: int | None


class Column:
    """One indicator, and what all counties' numbers say of it."""

    def __init__(self, found: Loaded, indicator: Indicator) -> None:
        self.indicator = indicator
        self.called = str(escape(said(indicator.name)))  # by itself, as a card on a phone
        known = found.numbers(indicator)
        self.middle = middle(known.ranked)
        self.most = (rules.fences(known.known)[1] if known.known else 0) or 1


class Drawn(NamedTuple):
    """HTML with places for what it shows: numbers and words of our own, and escaped names."""

    row: str
    cell: str
    first: str  # of the column that is sorted by
    marks: Mapping[str, str]
    not_shared: str
    first_not_shared: str
    too_few: str
    changes: Mapping[str, str]


def drawn_rows(
    found: Loaded, rows: list[Row], by: Mapping[int, Value], columns: list[Column], **html: Any
) -> str:
    """`html`: as Drawn has it. Pure."""
    look = Drawn(**html)
    counties = [each.county.id for each in rows]
    cells = [firsts(found, counties, by, columns[0], look)]
    cells += [others(found, counties, each, look) for each in columns[1:]]
    heads = ((each.rank or "—", each.county.id, escape(each.county.name)) for each in rows)
    return "".join(
        [
            look.row % (*head, "".join(own))
            for head, own in zip(heads, zip(*cells, strict=True), strict=True)
        ]
    )


def firsts(
    found: Loaded, counties: list[int], by: Mapping[int, Value], column: Column, look: Drawn
) -> list[str]:
    indicator, way, cells = column.indicator, written_as(column.indicator), []
    parts = (look.first % (column.called, *("\0",) * 5)).split("\0")
    start, shown, marked, length, small, end = parts
    before = found.before(indicator, counties)
    for county in counties:
        own = by.get(county)
        if own is None:
            cells.append(look.first_not_shared % column.called)
            continue
        n, over, number, low, high, ranks = own
        beneath = [] if over is None else [f"{n:,}/{over:,}"]
        if low is not None and high is not None:
            beneath.append(f"{format(low, way)}–{format(high, way)}")
        if not ranks and number is not None:
            beneath.append(look.too_few)
        if changed := change(own, before[county]):
            beneath.append(look.changes[changed])
        cells.append(
            f"{start}{'' if number is None else number}{shown}{figure(indicator, number)}{marked}"
            f"{look.marks[light(own, column.middle, indicator.better)]}{length}"
            f"{bar(number, column.most)}{small}{' · '.join(beneath)}{end}"
        )
    return cells


def others(found: Loaded, counties: list[int], column: Column, look: Drawn) -> list[str]:
    indicator, most = column.indicator, column.most
    quarters, middle, way = found.time.quarters, column.middle, written_as(indicator)
    start, ends = endings(look.cell, column.called, tuple(look.marks.items()))
    nothing = f"{start}{figure(indicator, None)}{ends[''][0]}"
    times = 100 / most
    # As `figure` and `bar` say, in one go: thousands of calls would take longer than all else.
    cells = [
        nothing
        if number is None
        else f"{start}{format(number, way)}"
        f"{ends[lit][100 if number >= most else int(times * number + 0.5) if number > 0 else 0]}"
        for number, lit in rules.lit(indicator, found.sums, counties, quarters, middle)
    ]
    sharing = found.sharing(indicator)
    if len(sharing) == len(found.counties):
        return cells
    own, not_shared = {*sharing}, look.not_shared % column.called
    return [
        cell if county in own else not_shared for county, cell in zip(counties, cells, strict=True)
    ]


@lru_cache(128)  # of each indicator in each language
def endings(
    cell: str, called: str, marks: tuple[tuple[str, str], ...]
) -> tuple[str, dict[str, list[str]]]:
    """What stands before its number; and behind it, by its light and its bar. Pure."""
    start, after, length, end = (cell % (called, "\0", "\0", "\0")).split("\0")
    return start, {
        lit: [f"{after}{mark}{length}{each}{end}" for each in range(101)] for lit, mark in marks
    }


def bar(number: float | None, most: float) -> int:
    """Its length, per cent: full for what lies beyond the fences, too."""
    if number is None or number <= 0:
        return 0
    return min(int(100 / most * number + 0.5), 100)


def change(now: Value, then: Value) -> str:
    """Since the time before of the same length: up, down or ""."""
    if now.number is None or then.number is None or not then.ranks or not now.ranks:
        return ""
    if now.number == then.number:
        return ""
    return "up" if now.number > then.number else "down"


def figure(indicator: Indicator, number: float | None) -> str:
    """As people read it: 85.3%, 1,234, 1.42."""
    return "—" if number is None else format(number, written_as(indicator))


WAYS = {"share": ".1%", "number": ",.0f", "rate": ".2f"}


def written_as(indicator: Indicator) -> str:
    """As `format` is told."""
    return WAYS.get(indicator.way, ".1f")
