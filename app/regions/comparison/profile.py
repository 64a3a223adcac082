"""One county beside its region: every indicator against the median, and the county's own words."""

from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app.access.roles import Act, may
from app.charter.presets import summary
from app.charter.store import read
from app.dates import today
from app.db import region_tx, row
from app.i18n import _, translated
from app.regions import quarters, queries
from app.regions.comparison.address import Chosen, chosen, quarters_to_choose
from app.regions.comparison.cache import kept, looked, now
from app.regions.comparison.pages import figure, scale
from app.regions.dictionary import DICTIONARY, FUNNEL, GROUPS, OPENS, Indicator
from app.regions.quarters import QUARTERS, quarter_after, written
from app.regions.queries import Loaded
from app.regions.rules import LIGHTS, NOTHING, Value, light, middle_of, ranked, spread_of
from app.regions.wording import said
from app.web.requests import AnyRequest

RULES = """/* app_region */
    SELECT "document", "number" FROM "published_charter"
    WHERE $1::int IS NOT NULL AND "county" = $2
"""


@get("/counties/{county_id:int}", guards=[may(Act.COMPARE)])
async def profile_page(request: AnyRequest, county_id: FromPath[int]) -> Template:
    asked = chosen(request.query_params)
    state = await now()
    context = await kept(state, ("profile", county_id, asked), lambda: described(county_id, asked))
    await looked(state, request.user.name, translated(_("县情对照")), county_id)
    return Template("regions/profile.html", context=context)


async def described(county_id: int, asked: Chosen) -> dict[str, Any]:
    """404: it shares nothing, or is no county of this region."""
    indicator = asked.indicator
    measures = {name for each in DICTIONARY for name in each.measures} | set(FUNNEL)
    async with region_tx(readonly=True):
        found = await queries.load(asked.time, await queries.counties(), measures)
        own = next((each for each in found.counties if each.id == county_id), None)
        if own is None:
            raise NotFoundException(_("没有这个县，或者它没有共享。"))
        first = quarter_after(asked.time.last, 1 - QUARTERS)
        trend = await queries.by_quarter(indicator, first, asked.time.last)
        rules = await row(RULES, county_id)
    return {
        "asked": asked,
        "county": own,
        "groups": [
            (GROUPS[group], [line(found, each, own) for each in DICTIONARY if each.group == group])
            for group in GROUPS
        ],
        "indicator": indicator,
        "dictionary": DICTIONARY,
        "group_names": GROUPS,
        "trend": beside(trend, indicator, county_id) if own.shares(indicator) else [],
        "funnel": funnel(found, own),
        "summary": summary(read(rules["document"])) if rules else None,
        "figure": figure,
        "LIGHTS": LIGHTS,
        "written": written,
        "said_quarter": quarters.in_words,
        "quarters": quarters_to_choose(today()),
        "said": said,
    }


def line(found: Loaded, indicator: Indicator, own: queries.County) -> dict[str, Any]:
    """Pure. Where it stands among those that share this too."""
    values = found.values(indicator)
    shared = own.id in values
    value = values.get(own.id, NOTHING)
    middle, spread = middle_of(values.values()), spread_of(values.values())
    return {
        "indicator": indicator,
        "value": value,
        "shared": shared,
        "middle": middle,
        "light": light(value, middle, indicator.better),
        "rank": ranked(values, indicator.better)[own.id] if shared else None,
        "among": sum(each.ranks for each in values.values()),
        "drawn": drawn(value, spread, values.values()),
        "opens": [figure_of(indicator.counted), figure_of(indicator.over)],
    }


def figure_of(signed: tuple[str, ...]) -> str | None:
    """Of the county's public numbers: the one that opens into the records."""
    return next((OPENS[each] for each in signed if each in OPENS), None)


def drawn(value: Value, spread: Any, values: Any) -> dict[str, float] | None:
    """Where a bar from the least to the most has the middle half, the median and this county: in
    per cent of its length.
    """
    known: list[float] = [each.number for each in values if each.ranks and each.number is not None]
    if spread is None or value.number is None:
        return None
    least, most = min([*known, value.number]), max([*known, value.number])
    if least == most:
        return None

    def at(number: float) -> float:
        return round(100 * (number - least) / (most - least), 1)

    low, middle, high = spread
    return {
        "low": at(low),
        "wide": round(at(high) - at(low), 1),
        "middle": at(middle),
        "own": at(value.number),
    }


def beside(trend: Any, indicator: Indicator, county: int) -> list[tuple[Any, Any, Any]]:
    """Quarter by quarter: the county, and the median of all; in the chart's units and in words."""
    scaled, found = scale(indicator), []
    for quarter, values in trend.items():
        own, middle = values.get(county, NOTHING).number, middle_of(values.values())
        if own is not None or middle is not None:
            found.append((quarter, point(own, scaled, indicator), point(middle, scaled, indicator)))
    return found


def point(number: float | None, scaled: Any, indicator: Indicator) -> tuple[Any, str]:
    return ("" if number is None else scaled(number)), figure(indicator, number)


def funnel(found: Loaded, own: queries.County) -> list[tuple[str, int, float | None, float | None]]:
    """Step, how many of its own, what part of those raised, and the region's part."""
    if "results" not in own.items:
        return []
    mine, whole = found.sums.get(own.id, {}), found.funnel()
    started, all_started = mine.get("way_raised", 0), whole.get("way_raised", 0)
    return [
        (
            called,
            mine.get(step, 0),
            100 * mine.get(step, 0) / started if started else None,
            100 * whole.get(step, 0) / all_started if all_started else None,
        )
        for step, called in FUNNEL.items()
    ]


handlers: list[Any] = [profile_page]
