"""The comparison of a region's counties: a table by one indicator, how it lies and moves."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from litestar import get
from litestar.response import Template

from app.access.roles import Act, may
from app.dates import today
from app.db import current_realm
from app.i18n import _, translated
from app.regions import quarters, queries
from app.regions.comparison.address import PAGE, Chosen, chosen, quarters_to_choose
from app.regions.comparison.around import Around
from app.regions.comparison.cache import Query, kept, looked, now, part, parts_of_it, reading
from app.regions.comparison.cells import Column, Row, drawn_rows, figure
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
    shown = await kept(state, about)
    await looked(state, request.user.name, translated(_("各县比较：%(what)s"), what=title(asked)))
    if is_htmx(request):
        return Around("regions/_part.html", shown)
    return Around("regions/compare.html", shown, await to_choose(asked))


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
    async with reading():
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
