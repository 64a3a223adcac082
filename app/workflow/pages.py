"""The list of topics, and the topic's page: how far it has come, and what happened on the way."""

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.visibility import visible
from app.db import county_tx
from app.topics.queries import newest
from app.web.requests import AnyRequest, charter_of
from app.workflow import (
    answering,
    carrying_out,
    deciding,
    reaching,
    referring,
    reporting,
    returning,
    steps,
    veiling,
)
from app.workflow.topic_page import everything


@get("/")
async def index(
    request: AnyRequest,
    *,
    before: FromQuery[int | None] = None,
    shown: FromQuery[str] = "",
    category: FromQuery[str] = "",
    station: FromQuery[int | None] = None,
    q: FromQuery[str] = "",
) -> Template:
    async with county_tx(readonly=True):
        listed = await newest(
            request.user,
            before=before,
            shown=shown,
            category=category,
            station=station,
            words=q,
        )
    context = {**listed, "categories": charter_of(request).topics.categories}
    return Template("topics/index.html", context=context)


@get("/{topic_id:int}")
async def topic_page(request: AnyRequest, topic_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        context = await everything(topic_id, request.user)
    if not visible(context["topic"], request.user):
        raise NotFoundException
    return Template("topics/show.html", context=context)


router = Router(
    "/topics",
    route_handlers=[
        index,
        topic_page,
        *deciding.handlers,
        *steps.handlers,
        *reporting.handlers,
        *referring.handlers,
        *carrying_out.handlers,
        *answering.handlers,
        *returning.handlers,
        *veiling.handlers,
        *reaching.handlers,
    ],
)
