"""The comparison of a region's counties: a table by one indicator, how it lies and moves."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from litestar import get
from litestar.response import Template
from markupsafe import Markup, escape

from app.access.roles import Act, may
from app.dates import today
from app.db import current_realm, region_tx
from app.i18n import _, translated
from app.regions import quarters, queries, rules
from app.regions.comparison.address import PAGE, Chosen, chosen, quarters_to_choose
from app.regions.comparison.cache import Query, kept, looked, now, part, parts_of_it
from app.regions.dictionary import DICTIONARY, FUNNEL, GROUPS, Indicator
from app.regions.quarters import QUARTERS, quarter_after, written
from app.regions.queries import Counties, County, Loaded
from app.regions.rules import (
    COHORTS,
    FEWEST,
    LIGHTS,
    NOTHING,
    SIZES,
    Value,
    bins,
    light,
    middle,
    numbers,
    order_of,
    places,
    spread,
)
from app.regions.wording import said
from app.tenancy.numbers import NATION
from app.web.requests import AnyRequest, is_htmx
from app.web.templates import engine


@get("/compare", guards=[may(Act.COMPARE)])
async def compare(request: AnyRequest) -> Template:
    asked = chosen(request.query_params)
    about = f"compare?{asked.address()}"
    state = await now(about)
    shown = Markup(await kept(state, about))  # noqa: S704  (of our own template)
    await looked(state, request.user.name, translated(_("各县比较：%(what)s"), what=title(asked)))
    if is_htmx(request):
        return Template("regions/_part.html", context={"part": shown})
    return Template("regions/compare.html", context={"part": shown, **await to_choose(asked)})


def title(asked: Chosen) -> str:
    return f"{said(asked.indicator.name)} {quarters.span(asked.time.first, asked.time.last)}"


async def to_choose(asked: Chosen) -> dict[str, Any]:
    return {
        "asked": asked,
        "dictionary": DICTIONARY,
        "groups": GROUPS,
        "quarters": quarters_to_choose(today()),
        "written": written,
        "said_quarter": quarters.in_words,
        "cohorts": COHORTS,
        "sizes": SIZES,
        "parts": await parts_of_it(),
        "national": current_realm.get() == NATION,
        "said": said,
    }


@part("compare")
async def drawn(query: Query) -> str:
    """The table and charts."""
    asked = chosen(query)
    async with region_tx(readonly=True):
        since = quarter_after(asked.time.last, 1 - QUARTERS)
        found = await loaded(asked, await queries.counties(), since)
    page = slice(asked.start, asked.start + PAGE)
    context = table(found, asked, page) | charts(found, asked)
    context |= {"realm": f"/regions/{current_realm.get()}", "fewest": FEWEST}
    context["times"] = f"from={written(asked.time.first)}&to={written(asked.time.last)}"
    return engine.get_template("regions/_compared.html").render(context)


async def loaded(asked: Chosen, known: Counties, since: date | None = None) -> Loaded:
    """Within the caller's transaction. Of the counties that are alike, as far as that is asked.
    `since`: each quarter from it on, too.
    """
    measures = {name for each in asked.indicators for name in each.measures} | set(FUNNEL)
    found = await queries.load(asked.time, known, measures, asked.indicator.measures, since)
    if asked.cohort or asked.size or asked.prefecture:
        people = found.sums.get("people", {})
        alike = asked.cohort, asked.size, people, asked.prefecture
        found.counties = queries.within(known, *alike)
    return found


WHOLE = slice(None)


class Row(NamedTuple):
    county: County
    rank: int | None


def table(found: Loaded, asked: Chosen, page: slice = WHOLE) -> dict[str, Any]:
    """Pure. Best first by the chosen indicator; who does not share it comes last, without it. What
    else is shown is valued for the page's counties only.
    """
    by, order, ranks = in_order(found, asked.indicator)
    rows = list(map(Row, order[page], ranks[page]))
    columns = [
        Column(found, each)
        for each in sorted(asked.indicators, key=lambda one: one.key != asked.by)
    ]
    return {
        "asked": asked,
        "columns": columns,
        "rows": rows,
        "drawn": partial(drawn_rows, found, rows, by, columns),
        "compared": len(by),
        "counties": len(order),
        "more": page.stop if page.stop is not None and page.stop < len(order) else None,
        "joined": found.joined,
        "middle": columns[0].middle,
        "whole": found.whole(asked.indicator),
        "figure": figure,
        "LIGHTS": LIGHTS,
        "said_quarter": quarters.in_words,
        "said": said,
    }


def in_order(
    found: Loaded, indicator: Indicator
) -> tuple[dict[int, Value], list[County], list[int | None]]:
    """Each county's value, the counties, best first, and their ranks. Pure."""
    by, better = found.values(indicator), indicator.better
    order = sorted(
        found.counties,
        key=lambda each: (each.id not in by, *order_of(by.get(each.id, NOTHING), better), each.id),
    )
    return by, order, places([by.get(each.id, NOTHING) for each in order], better)


class Column:
    """One indicator, and what all counties' numbers say of it."""

    def __init__(self, found: Loaded, indicator: Indicator) -> None:
        self.indicator = indicator
        known = found.numbers(indicator)
        self.middle = middle(known.ranked)
        self.most = (rules.fences(known.known)[1] if known.known else 0) or 1


class Drawn(NamedTuple):
    """HTML with places for what it shows: numbers and words of our own, names as they are escaped.
    A template's row would take ten times as long, and there are thousands of cells.
    """

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
    indicator, cells = column.indicator, []
    before = found.before(indicator, counties)
    for county in counties:
        own = by.get(county)
        if own is None:
            cells.append(look.first_not_shared)
            continue
        small = [] if own.over is None else [f"{own.n:,}/{own.over:,}"]
        if own.low is not None:
            small.append(f"{figure(indicator, own.low)}–{figure(indicator, own.high)}")
        if not own.ranks and own.number is not None:
            small.append(look.too_few)
        if changed := change(own, before[county]):
            small.append(look.changes[changed])
        cells.append(
            look.first
            % (
                "" if own.number is None else own.number,
                figure(indicator, own.number),
                look.marks[light(own, column.middle, indicator.better)],
                bar(own.number, column.most),
                " · ".join(small),
            )
        )
    return cells


def others(found: Loaded, counties: list[int], column: Column, look: Drawn) -> list[str]:
    indicator, most, marks = column.indicator, column.most, look.marks
    quarters, middle, way = found.time.quarters, column.middle, written_as(indicator)
    start, after, length, end = (look.cell % ("\0", "\0", "\0")).split("\0")
    nothing = f"{start}{figure(indicator, None)}{after}{length}{bar(None, most)}{end}"
    times = 100 / most
    # As `figure` and `bar` say, in one go: thousands of calls would take longer than all else.
    cells = [
        nothing
        if number is None
        else f"{start}{format(number, way)}{after}{marks[lit]}{length}"
        f"{100 if number >= most else int(times * number + 0.5) if number > 0 else 0}{end}"
        for number, lit in rules.lit(indicator, found.sums, counties, quarters, middle)
    ]
    sharing = found.sharing(indicator)
    if len(sharing) == len(found.counties):
        return cells
    own = {*sharing}
    return [
        cell if county in own else look.not_shared
        for county, cell in zip(counties, cells, strict=True)
    ]


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


def charts(found: Loaded, asked: Chosen) -> dict[str, Any]:
    """Pure. Each is drawn from a table that stands behind it."""
    indicator = asked.indicator
    alike = found.sharing(indicator)
    series = []
    for quarter, sums in found.trend.items():
        series.append((quarter, spread(numbers(indicator, sums, alike, 1, at_work=True).ranked)))
    whole = found.funnel(FUNNEL)
    return {
        "bins": bins(found.numbers(indicator).ranked),
        "trend": [(quarter, each) for quarter, each in series if each],
        "funnel": [(FUNNEL[step], whole[step]) for step in FUNNEL],
        "scaled": scale(indicator),
    }


def scale(indicator: Indicator) -> Callable[[float], float]:
    """For charts: per cent as such."""
    times = 100 if indicator.way == "share" else 1
    return lambda number: round(number * times, 2)


handlers: list[Any] = [compare]
