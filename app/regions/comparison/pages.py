"""The comparison of a region's counties: a table by one indicator, how it lies and moves."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from litestar import get
from litestar.response import Template
from markupsafe import Markup

from app.access.roles import Act, may
from app.dates import today
from app.db import current_realm, region_tx
from app.i18n import _, translated
from app.regions import quarters, queries
from app.regions.comparison.address import PAGE, Chosen, chosen, quarters_to_choose
from app.regions.comparison.cache import Query, kept, looked, now, part, parts_of_it
from app.regions.dictionary import DICTIONARY, FUNNEL, GROUPS, Indicator
from app.regions.quarters import QUARTERS, quarter_after, written
from app.regions.queries import County, Loaded
from app.regions.rules import (
    COHORTS,
    FEWEST,
    LIGHTS,
    NOTHING,
    SIZES,
    Numbers,
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
        found = await loaded(asked, quarter_after(asked.time.last, 1 - QUARTERS))
    page = slice(asked.start, asked.start + PAGE)
    context = table(found, asked, page) | charts(found, asked)
    context |= {"realm": f"/regions/{current_realm.get()}", "fewest": FEWEST, "zip": zip}
    context["times"] = f"from={written(asked.time.first)}&to={written(asked.time.last)}"
    return engine.get_template("regions/_compared.html").render(context)


async def loaded(asked: Chosen, since: date | None = None) -> Loaded:
    """Within the caller's transaction. Of the counties that are alike, as far as that is asked.
    `since`: each quarter from it on, too.
    """
    measures = {name for each in asked.indicators for name in each.measures} | set(FUNNEL)
    found = await queries.load(
        asked.time, await queries.counties(), measures, asked.indicator.measures, since
    )
    people = found.sums.get("people", {})
    found.keep(queries.within(found.counties, asked.cohort, asked.size, people, asked.prefecture))
    return found


WHOLE = slice(None)


class Row(NamedTuple):
    """`values`: one for each column; None: not shared."""

    county: County
    rank: int | None
    values: list[Value | None]
    change: str


def table(found: Loaded, asked: Chosen, page: slice = WHOLE) -> dict[str, Any]:
    """Pure. Best first by the chosen indicator; who does not share it comes last, without it. What
    else is shown is valued for the page's counties only.
    """
    by = found.values(asked.indicator)
    better = asked.indicator.better
    order = sorted(
        found.counties,
        key=lambda each: (each.id not in by, *order_of(by.get(each.id, NOTHING), better), each.id),
    )
    ranks = places([by.get(each.id, NOTHING) for each in order], better)
    shown = order[page]
    counties = {each.id for each in shown}
    others = [each for each in asked.indicators if each.key != asked.by]
    columns = [
        Column(asked.indicator, by, found.numbers(asked.indicator)),
        *(Column(each, found.values(each, counties), found.numbers(each)) for each in others),
    ]
    before = found.before(asked.indicator, counties)
    rows = [
        Row(
            each,
            rank,
            [column.values.get(each.id) for column in columns],
            change(by.get(each.id, NOTHING), before[each.id]),
        )
        for each, rank in zip(shown, ranks[page], strict=True)
    ]
    return {
        "asked": asked,
        "columns": columns,
        "rows": rows,
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


class Column:
    """One indicator: its values in the rows, and what all counties' numbers say of them."""

    def __init__(self, indicator: Indicator, values: dict[int, Value], known: Numbers) -> None:
        self.indicator, self.values = indicator, values
        self.middle = middle(known.ranked)
        self.most = max(known.known, default=0) or 1

    def cell(self, value: Value) -> tuple[Any, str, str, float]:
        """As a program reads the number, as people do, its light, the length of its bar: all that a
        cell holds, and none of it needs to be escaped.
        """
        number = value.number
        return (
            "" if number is None else number,
            figure(self.indicator, number),
            light(value, self.middle, self.indicator.better),
            round(100 * max(number or 0, 0) / self.most, 1),
        )


def change(now: Value, then: Value) -> str:
    """Since the time before of the same length: up, down or ""."""
    if now.number is None or then.number is None or not then.ranks or not now.ranks:
        return ""
    if now.number == then.number:
        return ""
    return "up" if now.number > then.number else "down"


def figure(indicator: Indicator, number: float | None) -> str:
    """As people read it: 85.3%, 1,234, 1.42."""
    if number is None:
        return "—"
    match indicator.way:
        case "share":
            return f"{100 * number:.1f}%"
        case "number":
            return f"{number:,.0f}"
        case "rate":
            return f"{number:.2f}"
    return f"{number:.1f}"


def charts(found: Loaded, asked: Chosen) -> dict[str, Any]:
    """Pure. Each is drawn from a table that stands behind it."""
    indicator = asked.indicator
    alike = found.sharing(indicator)
    series = []
    for quarter, sums in found.trend.items():
        there = queries.at_work(sums)
        own = [county for county in alike if county in there]
        series.append((quarter, spread(numbers(indicator, sums, own, 1).ranked)))
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
