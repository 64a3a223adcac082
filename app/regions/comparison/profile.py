"""One county beside its region: every indicator against the median, and the county's own words."""

from datetime import date
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app.access.roles import Act, may
from app.charter.presets import summary
from app.charter.store import read
from app.dates import today
from app.db import current_realm, region_tx, row
from app.i18n import _, translated
from app.regions import quarters, queries, rules
from app.regions.comparison.address import chosen, quarters_to_choose
from app.regions.comparison.around import Around
from app.regions.comparison.cache import Query, kept, looked, now, part, reading
from app.regions.comparison.cells import figure
from app.regions.comparison.pages import scale
from app.regions.dictionary import DICTIONARY, FUNNEL, GROUPS, OPENS, Indicator
from app.regions.quarters import QUARTERS, quarter_after, written
from app.regions.queries import Loaded
from app.regions.rules import (
    LIGHTS,
    NOTHING,
    ByMeasure,
    Value,
    light,
    middle_of,
    ranked,
    ranked_of,
)
from app.regions.wording import said
from app.web.forms.fields import id_in
from app.web.requests import AnyRequest
from app.web.templates import engine

ONE = f"""/* app_region */
    SELECT county.id, county.slug, {queries.CALLED} AS name FROM county
    WHERE county.id = $2
      AND EXISTS (SELECT FROM "share" WHERE "share"."county" = county.id AND "region" = $1)
"""  # noqa: S608  (of this file's own words)
RULES = """/* app_region */
    SELECT "document", "number" FROM "published_charter"
    WHERE $1::int IS NOT NULL AND "county" = $2
"""


@get("/counties/{county_id:int}", guards=[may(Act.COMPARE)])
async def profile_page(request: AnyRequest, county_id: FromPath[int]) -> Template:
    """404: it shares nothing, or is no county of this region."""
    asked = chosen(request.query_params)
    about = f"profile?county={county_id}&{asked.address()}"
    async with region_tx(readonly=True):
        own = await row(ONE, county_id) if county_id < 10**6 else None
        if own is None:
            raise NotFoundException(_("没有这个县，或者它没有共享。"))
        published = await row(RULES, county_id)
    state = await now(about)
    shown = await kept(state, about)
    context = {
        "asked": asked,
        "county": own,
        "summary": summary(read(published["document"])) if published else None,
        "dictionary": DICTIONARY,
        "written": written,
        "said_quarter": quarters.in_words,
        "quarters": quarters_to_choose(today()),
        "said": said,
    }
    await looked(state, request.user.name, translated(_("县情对照")), county_id)
    return Around("regions/profile.html", shown, context)


@part("profile")
async def described(query: Query) -> str:
    """ "": it has just ended its shares."""
    asked, county_id = chosen(query), id_in(query["county"])
    indicator = asked.indicator
    measures = {name for each in DICTIONARY for name in each.measures} | set(FUNNEL)
    async with reading():
        counties = await queries.counties()
        found = await queries.load(asked.time, counties, measures)
        own = next((each for each in found.counties if each.id == county_id), None)
        if own is None:
            return ""
        first = quarter_after(asked.time.last, 1 - QUARTERS)
        trend = await queries.by_quarter(counties, indicator, first, asked.time.last)
    return engine.get_template("regions/_profiled.html").render(
        asked=asked,
        county=own,
        realm=f"/regions/{current_realm.get()}",
        groups=[
            (GROUPS[group], [line(found, each, own) for each in DICTIONARY if each.group == group])
            for group in GROUPS
        ],
        indicator=indicator,
        trend=beside(trend, indicator, own.id) if own.shares(indicator) else [],
        funnel=funnel(found, own),
        figure=figure,
        LIGHTS=LIGHTS,
        said_quarter=quarters.in_words,
        said=said,
    )


def line(found: Loaded, indicator: Indicator, own: queries.County) -> dict[str, Any]:
    """Pure. Where it stands among those that share this too."""
    values = found.values(indicator)
    shared = own.id in values
    value = values.get(own.id, NOTHING)
    known = ranked_of(values.values())
    middle = middle_of(values.values())
    return {
        "indicator": indicator,
        "value": value,
        "shared": shared,
        "middle": middle,
        "light": light(value, middle, indicator.better),
        "rank": ranked(values, indicator.better)[own.id] if shared else None,
        "among": sum(each.ranks for each in values.values()),
        "drawn": drawn(value, known),
        "opens": [figure_of(indicator.counted), figure_of(indicator.over)],
    }


def figure_of(signed: tuple[str, ...]) -> str | None:
    """Of the county's public numbers: the one that opens into the records."""
    return next((OPENS[each] for each in signed if each in OPENS), None)


def drawn(value: Value, known: list[float]) -> dict[str, float] | None:
    """Where a bar between the fences has the middle half, the median and this county: in per cent
    of its length; a county beyond stands at its end. `known`: of all that can be ranked.
    """
    spread = rules.spread(known)
    if spread is None or value.number is None:
        return None
    least, most = rules.fences(known)
    if least == most:
        return None

    def at(number: float) -> float:
        return min(max(round(100 * (number - least) / (most - least), 1), 0.0), 100.0)

    low, middle, high = spread
    return {
        "low": at(low),
        "wide": round(at(high) - at(low), 1),
        "middle": at(middle),
        "own": at(value.number),
    }


def beside(
    trend: dict[date, ByMeasure], indicator: Indicator, county: int
) -> list[tuple[Any, Any, Any]]:
    """Quarter by quarter: the county, and the median of all; in the chart's units and in words."""
    scaled, found = scale(indicator), []
    for quarter, sums in trend.items():
        there = queries.at_work(sums)
        own = rules.values(indicator, sums, [county], 1)[county].number if county in there else None
        middle = rules.middle(rules.numbers(indicator, sums, there, 1).ranked)
        if own is not None or middle is not None:
            found.append((quarter, point(own, scaled, indicator), point(middle, scaled, indicator)))
    return found


def point(number: float | None, scaled: Any, indicator: Indicator) -> tuple[Any, str]:
    return ("" if number is None else scaled(number)), figure(indicator, number)


def funnel(found: Loaded, own: queries.County) -> list[tuple[str, int, float | None, float | None]]:
    """Step, how many of its own, what part of those raised, and the region's part."""
    if "results" not in own.items:
        return []
    whole = found.funnel(FUNNEL)
    started, all_started = found.n("way_raised", own.id), whole["way_raised"]
    return [
        (
            called,
            found.n(step, own.id),
            100 * found.n(step, own.id) / started if started else None,
            100 * whole[step] / all_started if all_started else None,
        )
        for step, called in FUNNEL.items()
    ]


handlers: list[Any] = [profile_page]
