"""What a field for choosing asks while somebody types: one address for each kind."""

from typing import Any

from litestar import Router, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery
from litestar.response import Template
from litestar.types import ControllerRouterHandler

from app.access.roles import may
from app.choosing.asking import search
from app.choosing.days import said_of_day
from app.choosing.kinds import What
from app.db import county_tx, region_tx
from app.web.requests import AnyRequest

REGIONS = {What.COUNTY}


def page_of(what: What, transaction: Any) -> HTTPRouteHandler:
    act = what.about.act

    async def choices(
        request: AnyRequest, q: FromQuery[str] = "", within: FromQuery[str] = ""
    ) -> Template:
        async with transaction(readonly=True):
            found, more = await search(what, request.user, q, within)
        return Template("choosing/choices.html", context={"found": found, "more": more})

    return get(f"/{what}", guards=[may(act)] if act else [])(choices)


def router(handlers: list[ControllerRouterHandler]) -> Router:
    return Router("/choose", route_handlers=handlers)


inside = router([said_of_day, *(page_of(each, county_tx) for each in What if each not in REGIONS)])
in_regions = router([page_of(what, region_tx) for what in What if what in REGIONS])
