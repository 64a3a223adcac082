"""The list of topics, and the topic's page: how far it has come, and what happened on the way."""

import re
from collections.abc import Iterable

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.visibility import visible
from app.charter.rings import LAPSED_FORM, RingKind
from app.config import ROOT, settings
from app.consultations.pages import routers as others
from app.dates import months_since
from app.db import county_tx
from app.topics.briefing.cards import card_of
from app.topics.queries import newest
from app.web.forms.fields import month_asked, word_asked
from app.web.requests import AnyRequest, charter_of, realm_of
from app.workflow import (
    alone,
    answering,
    carrying_out,
    deciding,
    reaching,
    referring,
    reporting,
    returning,
    steps,
    taking_back,
    veiling,
)
from app.workflow.raising import allowing
from app.workflow.topic_page import everything


@get("/", again="everybody")
async def index(
    request: AnyRequest,
    *,
    before: FromQuery[int | None] = None,
    shown: FromQuery[str] = "",
    category: FromQuery[str] = "",
    station: FromQuery[int | None] = None,
    q: FromQuery[str] = "",
    month: FromQuery[str] = "",
) -> Template:
    within = month_asked(month)
    async with county_tx(readonly=True):
        listed = await newest(
            request.user,
            before=before,
            shown=shown,
            category=category,
            station=station,
            words=q,
            month=within,
        )
    categories = charter_of(request).topics.categories
    if not listed["topics"] and before is None and not within:
        word_asked(category, {each.key for each in categories})  # one of before may have its own
    context = {**listed, "categories": categories, "months": months_since(listed["first"])}
    return Template("topics/index.html", context=context)


@get("/{topic_id:int}", again="strangers")
async def topic_page(request: AnyRequest, topic_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        context = await everything(topic_id, request.user)
    if not visible(context["topic"], request.user):
        raise NotFoundException
    if request.user is None:  # whoever is signed in may read names in it that a card never says
        file = card_of(request, context["topic"], context["flow"]).file
        context["card"] = f"{realm_of(request)}/topics/{topic_id}/card/{file}"
    return Template("topics/show.html", context={**context, "site": settings.base_url})


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
        *taking_back.handlers,
        *alone.handlers,
        *reaching.handlers,
        *allowing.handlers,
    ],
)


def unanswered(forms: Iterable[str]) -> set[str]:
    """Addresses on the topic's page to which forms of rings are sent, and nobody takes them.
    FileNotFoundError: there is no such form.
    """
    texts = [(ROOT / "templates" / form).read_text("utf-8") for form in forms]
    sent = {each for text in texts for each in re.findall(r"'/topics/%d(/[\w-]+)'", text)}
    routes = [route for each in [router, *others] for route in each.routes]
    taken = {route.path.removeprefix(ON_TOPIC) for route in routes}
    return sent - taken


ON_TOPIC = "/topics/{topic_id:int}"
if lost := unanswered({LAPSED_FORM, *(kind.about.form for kind in RingKind)}):
    raise TypeError(f"No step takes what is sent to {lost}")
