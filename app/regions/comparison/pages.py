"""The comparison of a region's counties: a table by one indicator, how it lies and moves."""

from collections.abc import Callable
from typing import Any

from litestar import get
from litestar.response import Template
from markupsafe import Markup

from app.access.roles import Act, may
from app.dates import today
from app.db import current_realm, region_tx
from app.i18n import _, translated
from app.regions import quarters, queries
from app.regions.comparison.address import PAGE, Chosen, chosen, quarters_to_choose
from app.regions.comparison.cache import kept, looked, now, prefectures
from app.regions.dictionary import DICTIONARY, FUNNEL, GROUPS, Indicator
from app.regions.quarters import QUARTERS, quarter_after, written
from app.regions.queries import Loaded
from app.regions.rules import (
    COHORTS,
    FEWEST,
    LIGHTS,
    NOTHING,
    SIZES,
    Value,
    bins,
    light,
    middle_of,
    order_of,
    places,
    spread_of,
)
from app.regions.wording import said
from app.web.requests import AnyRequest, is_htmx
from app.web.templates import environment


@get("/compare", guards=[may(Act.COMPARE)])
async def compare(request: AnyRequest) -> Template:
    asked = chosen(request.query_params)
    state = await now()
    part = await kept(state, ("compare", asked), lambda: drawn(asked))
    await looked(state, request.user.name, translated(_("各县比较：%(what)s"), what=title(asked)))
    if is_htmx(request):
        return Template("regions/_part.html", context={"part": part})
    return Template(
        "regions/compare.html",
        context={"part": part, **await to_choose(asked)},
    )


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
        "prefectures": await prefectures(),
        "said": said,
    }


async def drawn(asked: Chosen) -> Markup:
    """The table and charts; from the cache while nothing in them has changed."""
    async with region_tx(readonly=True):
        found = await loaded(asked)
        first = quarter_after(asked.time.last, 1 - QUARTERS)
        trend = await queries.by_quarter(asked.indicator, first, asked.time.last)
    page = slice(asked.start, asked.start + PAGE)
    context = table(found, asked, page) | charts(found, asked, trend)
    context |= {"realm": f"/regions/{current_realm.get()}", "fewest": FEWEST}
    context["times"] = f"from={written(asked.time.first)}&to={written(asked.time.last)}"
    return Markup(environment.get_template("regions/_compared.html").render(context))  # noqa: S704


async def loaded(asked: Chosen) -> Loaded:
    """Within the caller's transaction. Of the counties that are alike, as far as that is asked."""
    measures = {name for each in asked.indicators for name in each.measures} | set(FUNNEL)
    found = await queries.load(
        asked.time, await queries.counties(), measures, before=asked.indicator.measures
    )
    people = {county: sums.get("people", 0) for county, sums in found.sums.items()}
    found.counties = queries.within(
        found.counties, asked.cohort, asked.size, people, asked.prefecture
    )
    return found


WHOLE = slice(None)


def table(found: Loaded, asked: Chosen, page: slice = WHOLE) -> dict[str, Any]:
    """Pure. Best first by the chosen indicator; who does not share it comes last, without it."""
    by = Column(asked.indicator, found.values(asked.indicator))
    others = [each for each in asked.indicators if each.key != asked.by]
    columns = [by, *(Column(each, found.values(each)) for each in others)]
    better = asked.indicator.better
    order = sorted(
        found.counties,
        key=lambda each: (each.id not in by.values, *order_of(by.of(each.id), better), each.id),
    )
    ranks = places([by.of(each.id) for each in order], better)
    rows = [
        {
            "county": each,
            "rank": rank,
            "cells": [column.cell(each.id) | {"by": column is by} for column in columns],
            "change": change(found, asked.indicator, each.id, by.of(each.id)),
        }
        for each, rank in list(zip(order, ranks, strict=True))[page]
    ]
    return {
        "asked": asked,
        "columns": columns,
        "rows": rows,
        "compared": len(by.values),
        "counties": len(order),
        "more": page.stop if page.stop is not None and page.stop < len(order) else None,
        "joined": found.joined,
        "middle": by.middle,
        "whole": found.whole(asked.indicator),
        "figure": figure,
        "LIGHTS": LIGHTS,
        "written": written,
        "said": said,
    }


class Column:
    """One indicator of all counties: what its cells need."""

    def __init__(self, indicator: Indicator, values: dict[int, Value]) -> None:
        self.indicator, self.values = indicator, values
        self.middle = middle_of(values.values())
        self.most = max((each.number or 0 for each in values.values()), default=0) or 1

    def of(self, county: int) -> Value:
        return self.values.get(county, NOTHING)

    def cell(self, county: int) -> dict[str, Any]:
        own = self.of(county)
        return {
            "value": own,
            "shared": county in self.values,
            "text": figure(self.indicator, own.number),
            "bar": round(100 * max(own.number or 0, 0) / self.most, 1),
            "light": light(own, self.middle, self.indicator.better),
            "indicator": self.indicator,
        }


def change(found: Loaded, indicator: Indicator, county: int, now: Value) -> str:
    """Since the time before of the same length: up, down or ""."""
    then = found.before(indicator, county)
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


def charts(found: Loaded, asked: Chosen, trend: dict[Any, dict[int, Value]]) -> dict[str, Any]:
    """Pure. Each is drawn from a table that stands behind it."""
    indicator = asked.indicator
    values = found.values(indicator)
    alike = set(values)
    ranked = [each.number for each in values.values() if each.ranks and each.number is not None]
    series = []
    for quarter, each in trend.items():
        own = [value for county, value in each.items() if county in alike]
        series.append((quarter, spread_of(own)))
    whole = found.funnel()
    return {
        "bins": bins(ranked),
        "trend": [(quarter, spread) for quarter, spread in series if spread],
        "funnel": [(FUNNEL[step], whole.get(step, 0)) for step in FUNNEL],
        "scaled": scale(indicator),
    }


def scale(indicator: Indicator) -> Callable[[float], float]:
    """For charts: per cent as such."""
    times = 100 if indicator.way == "share" else 1
    return lambda number: round(number * times, 2)


handlers: list[Any] = [compare]
