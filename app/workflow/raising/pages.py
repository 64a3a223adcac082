"""The page on which anybody raises a matter, without an account, from the station's wall."""

from dataclasses import dataclass
from typing import Any

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from litestar.response import Template

from app.charter.model import Charter
from app.choosing.asking import Asked, number_chosen
from app.choosing.kinds import What
from app.db import county_tx, row
from app.evidence import enclosing
from app.stations.choosing import open_stations
from app.stations.placing import ASKS, any_placed
from app.stations.queries import find, level_of_tree
from app.text import compact
from app.text.search import search_pattern
from app.veiling.asking import found_in, in_words
from app.web.frame import anybody, change
from app.web.requests import AnyRequest, charter_of
from app.workflow.raising import joining, near, photos, sending, shown_back, somebody
from app.workflow.raising.brought import WAYS
from app.workflow.raising.sending import STATION_BY_CODE, STATION_BY_ID
from app.workflow.raising.somebody import keeps

OFFERED = 60


@get("/raise")
async def raising(  # noqa: PLR0917
    request: AnyRequest,
    station: FromQuery[str] = "",
    q: FromQuery[str] = "",
    held: FromQuery[str] = "",
    under: FromQuery[int | None] = None,
    after: FromQuery[int | None] = None,
) -> Template:
    """From a station's wall the address names it; else it is looked for by name first. `held`:
    whose photos are here already, of a form that was refused; no browser's address carries it.
    """
    if held and not enclosing.SECRET.fullmatch(held):
        raise NotFoundException
    async with county_tx(readonly=True):
        context = await raise_context(charter_of(request), station, q)
        if context["at"] is None:
            context |= await towns(under, after) if not q else {}
            if under is after is None and not q:
                context["own"] = await somebody.own_stations(request.user)
            context["placed"] = await any_placed()
        context["photos"] = shown_back.shown_back(await enclosing.held(held)) if held else []
        context["keeps"] = context["at"] is not None and keeps(
            request.user, context["at"]["lineage"]
        )
    context["held"] = held or enclosing.new_secret()
    return Template("topics/raise.html", context=context, headers=ASKS)


async def towns(under: int | None, after: int | None) -> dict[str, Any]:
    """Town by town, and in a town its villages."""
    above = await find(under) if under is not None else None
    level, next_after = await level_of_tree(under, "", after)
    return {"above": above, "level": level, "next_after": next_after}


async def raise_context(charter: Charter, station: str, q: str = "") -> dict[str, Any]:
    """What topics/raise.html needs. In the caller's transaction."""
    at = await row(STATION_BY_CODE, compact(station)) if station else None
    pattern = search_pattern(q)
    asked = Asked(None, named=pattern, noted=pattern, words=q, most=OFFERED + 1)
    stations = [] if at else await open_stations(asked)
    if at is None and len(stations) <= 1:  # the only one that is called so, or one by its label
        only, _wrong = await number_chosen(What.STATION, None, q, "q")
        at = await row(STATION_BY_ID, only) if only else None
    return {
        "at": at,
        "stations": stations[:OFFERED],
        "more": len(stations) > OFFERED,
        "q": q,
        "station": at["code"] if at else station,
        "categories": charter.topics.categories,
        "proposers": charter.rings[0].by,
        "photos": [],
        "held": "",
        "keeps": False,
        "ways": WAYS,
        "alike": [],
        "placed": False,
        "above": None,
        "level": [],
        "next_after": None,
        "own": [],
        "nearby": await joining.nearby(at["code"]) if at else [],
    }


@dataclass
class WrittenForm:
    """Of any form in which a matter is told."""

    station: str = ""
    title: str = ""
    story: str = ""
    spot: str = ""
    meant: str = ""


@change("/raise/look", anybody, page="/raise?station={station}", repeats=True)
async def look(_request: AnyRequest, form: WrittenForm) -> Template:
    """While it is being written: what of it leads to somebody, before it is sent."""
    asked = in_words(found_in(form.title, form.story, form.spot))
    return Template("topics/_asked.html", context={"asked": asked, "meant": form.meant})


handlers = [raising, look, *sending.handlers, *joining.handlers, *near.handlers]
held = [*photos.handlers, *shown_back.handlers]
router = Router("/", route_handlers=[*handlers, *held, *somebody.handlers])
