"""A region on the wall of a room: its headlines large, and which counties lead in each."""

from typing import NamedTuple

from litestar import get
from litestar.response import Template

from app.access.roles import Act, may
from app.dates import now as clock
from app.dates import today
from app.db import current_realm
from app.i18n import _, translated
from app.regions.comparison.address import last_four
from app.regions.comparison.around import Around
from app.regions.comparison.cache import Query, kept, looked, now, part
from app.regions.comparison.cells import figure
from app.regions.comparison.headlines import HEADLINES, loaded_today
from app.regions.comparison.pages import in_order
from app.regions.dictionary import BY_KEY, Indicator
from app.regions.quarters import span
from app.regions.queries import County, Loaded
from app.regions.rules import Value, middle
from app.regions.wording import said
from app.web.requests import AnyRequest
from app.web.templates import engine

FIRST = 5  # counties of each headline: more is not read from the back of a room


@get("/wall", guards=[may(Act.COMPARE)], wall=True)
async def wall(request: AnyRequest) -> Template:
    about = f"wall?day={today()}"
    state = await now(about)
    shown = await kept(state, about)
    await looked(state, request.user.name, translated(_("大屏")))
    return Around("regions/wall.html", shown)


class Board(NamedTuple):
    """`leading`: rank, county and value of those that have a rank."""

    indicator: Indicator
    whole: Value
    middle: float | None
    sharing: int
    leading: list[tuple[int, County, Value]]


@part("wall")
async def drawn(_query: Query) -> str:
    found = await loaded_today()
    time = last_four(today())
    return engine.get_template("regions/_wall.html").render(
        boards=[board(found, BY_KEY[key]) for key in HEADLINES],
        joined=found.joined,
        figure=figure,
        said=said,
        times=span(time.first, time.last),
        realm=f"/regions/{current_realm.get()}",
        at=clock(),
    )


def board(found: Loaded, indicator: Indicator) -> Board:
    """Pure."""
    by, order, ranks = in_order(found, indicator)
    ranked = [
        (rank, each, by[each.id])
        for each, rank in zip(order, ranks, strict=True)
        if rank is not None
    ]
    of_all = middle(found.numbers(indicator).ranked)
    return Board(
        indicator, found.whole(indicator), of_all, len(found.sharing(indicator)), ranked[:FIRST]
    )


handlers = [wall]
