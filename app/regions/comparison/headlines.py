"""A region in a glance: a few indicators, all its counties together."""

from markupsafe import Markup

from app.dates import today
from app.db import current_realm
from app.regions import queries
from app.regions.comparison.address import last_four
from app.regions.comparison.cache import Query, kept, now, part, reading
from app.regions.comparison.cells import figure
from app.regions.dictionary import BY_KEY
from app.regions.quarters import span
from app.regions.wording import said
from app.web.templates import engine

HEADLINES = ("consultations", "per-station", "townships", "adopted", "overdue", "satisfied")


@part("headlines")
async def headlines(_query: Query) -> str:
    """Of the last year, all counties together."""
    found, time = await loaded_today(), last_four(today())
    indicators = [BY_KEY[key] for key in HEADLINES]
    return engine.get_template("regions/_headlines.html").render(
        realm=f"/regions/{current_realm.get()}",
        headlines=[(each, found.whole(each), found.sharing(each)) for each in indicators],
        figure=figure,
        said=said,
        times=span(time.first, time.last),
    )


async def loaded_today() -> queries.Loaded:
    """What the headlines of the last year are made of."""
    measures = {name for key in HEADLINES for name in BY_KEY[key].measures}
    async with reading():
        return await queries.load(last_four(today()), await queries.counties(), measures)


async def of_today() -> Markup:
    """As they are kept, or made."""
    about = f"headlines?day={today()}"
    return Markup((await kept(await now(about), about)).decode())  # noqa: S704  (our template)
