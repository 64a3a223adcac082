"""A region in a glance: a few indicators, all its counties together."""

from markupsafe import Markup

from app.dates import today
from app.db import current_realm, region_tx
from app.regions import queries
from app.regions.comparison.address import last_four
from app.regions.comparison.cache import Query, kept, now, part
from app.regions.comparison.pages import figure
from app.regions.dictionary import BY_KEY
from app.regions.quarters import span
from app.regions.wording import said
from app.web.templates import engine

HEADLINES = ("consultations", "per-station", "townships", "adopted", "overdue", "satisfied")


@part("headlines")
async def headlines(_query: Query) -> str:
    """Of the last year, all counties together."""
    time = last_four(today())
    indicators = [BY_KEY[key] for key in HEADLINES]
    measures = {name for each in indicators for name in each.measures}
    async with region_tx(readonly=True):
        found = await queries.load(time, await queries.counties(), measures)
    return engine.get_template("regions/_headlines.html").render(
        realm=f"/regions/{current_realm.get()}",
        headlines=[(each, found.whole(each), found.sharing(each)) for each in indicators],
        figure=figure,
        said=said,
        times=span(time.first, time.last),
    )


async def of_today() -> Markup:
    """As they are kept, or made."""
    about = f"headlines?day={today()}"
    return Markup(await kept(await now(about), about))  # noqa: S704  (our template)
