"""Raising a matter: anybody, without an account, from the station's wall."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from litestar import Router, get
from litestar.params import FromQuery
from litestar.response import Template

from app import ledger
from app.charter.model import Charter
from app.choosing.asking import Asked, number_chosen
from app.choosing.kinds import What
from app.dates import today
from app.db import county_tx, row
from app.evidence import enclosing
from app.i18n import _
from app.ledger import Kind
from app.refusal import Refused, refuse_all
from app.stations.choosing import open_stations
from app.text import canonical_phone, compact
from app.text.search import search_pattern
from app.topics import rules
from app.topics.codes import new_code
from app.topics.entries import about
from app.topics.hands import instead, judged
from app.topics.tables import Topic
from app.veiling.asking import check_meant, found_in, in_words
from app.web.forms.fields import id_in
from app.web.frame import Done, anybody, change, sentence
from app.web.requests import AnyRequest, charter_of
from app.workflow.following import follow_cookie
from app.workflow.raising import joining, photos
from app.workflow.raising.photos import LARGEST, photos_kept, sparing


@dataclass
class RaiseForm:
    station: str = ""
    title: str = ""
    story: str = ""
    category: str = ""
    name: str = ""
    phone: str = ""
    meant: str = ""
    held: str = field(default="", repr=False)
    drop: frozenset[str] = frozenset()


STATION_BY_CODE = """
    SELECT "id", "name", "level", "code" FROM "station"
    WHERE "station"."county" = $1 AND "closed_on" IS NULL AND "id" = coalesce($3::bigint, (
        SELECT "id" FROM "station" WHERE "station"."county" = $1 AND "code" = $2))
"""
OFFERED = 60


@get("/raise")
async def raising(
    request: AnyRequest,
    station: FromQuery[str] = "",
    q: FromQuery[str] = "",
    held: FromQuery[str] = "",
) -> Template:
    """From a station's wall the address names it; else it is looked for by name first. `held`:
    whose photos are here already, of a form that was refused; no browser's address carries it.
    """
    async with county_tx(readonly=True):
        context = await raise_context(charter_of(request), station, q)
        context["photos"] = await enclosing.held(held) if held else []
    context["held"] = held or enclosing.new_secret()
    return Template("topics/raise.html", context=context)


async def raise_context(charter: Charter, station: str, q: str = "") -> dict[str, Any]:
    """What topics/raise.html needs. In the caller's transaction."""
    at = await row(STATION_BY_CODE, compact(station), None)
    pattern = search_pattern(q)
    asked = Asked(None, named=pattern, noted=pattern, words=q, most=OFFERED + 1)
    stations = [] if at else await open_stations(asked)
    if at is None and len(stations) <= 1:  # the only one that is called so, or one by its label
        only, _wrong = await number_chosen(What.STATION, None, q, "q")
        at = await row(STATION_BY_CODE, "", only)
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
        "alike": [],
        "nearby": await joining.nearby(at["code"]) if at else [],
    }


@change(
    "/raise",
    anybody,
    sparing,
    page="/raise?station={station}&held={held}",
    cookie=follow_cookie,
    quota="raise",
    largest=LARGEST,
    files="photo",
    before=photos_kept,
)
async def raise_topic(request: AnyRequest, form: RaiseForm) -> Done:
    charter, account = charter_of(request), request.user
    scope: Any = request.scope
    at = await row(STATION_BY_CODE, compact(form.station), None)
    wrong = rules.check_raising(form.title, form.story, form.category, charter.categories)
    if at is None:
        wrong.insert(0, Refused(_("请选在哪里提出。"), "station"))
    phone = canonical_phone(form.phone)
    if form.phone.strip() and phone is None:
        wrong.append(Refused(_("电话号码不对；也可以不填。"), "phone"))
    refuse_all([*wrong, *check_meant(form.meant, form.title, form.story)])
    origin = rules.origin(charter.rings[0], account.roles if account else frozenset())
    actor = account.id if account else None
    form.phone = phone or ""
    topic = new_topic(
        charter, scope["charter_id"], at["id"], origin, form, today(), actor, level=at["level"]
    )
    await Topic.insert(topic)
    await enclosing.take_out(form.held, [n for each in form.drop if (n := id_in(each))])
    await enclosing.send(form.held, topic.id)
    await ledger.post(about(vars(topic), Kind.TOPIC_RAISED, actor=actor, role=origin))
    return Done(
        "/follow",
        sentence(_("已收到。请记下查询码，凭它随时查看办到哪一步。")),
        topic.follow_code,
    )


@dataclass
class WrittenForm:
    """Of any form in which a matter is told."""

    station: str = ""
    title: str = ""
    story: str = ""
    meant: str = ""


@change("/raise/look", anybody, page="/raise?station={station}", repeats=True)
async def look(_request: AnyRequest, form: WrittenForm) -> Template:
    """While it is being written: what of it leads to somebody, before it is sent."""
    asked = in_words(found_in(form.title, form.story))
    return Template("topics/_asked.html", context={"asked": asked, "meant": form.meant})


def new_topic(  # noqa: PLR0917
    charter: Charter,
    charter_id: int,
    station: int,
    origin: str,
    data: RaiseForm,
    day: date,
    raiser: int | None = None,
    *,
    level: str = "",
) -> Topic:
    """A matter that was just raised: it waits at the ring after `propose`."""
    to_ring = rules.raised(charter.rings)
    return Topic(
        station=station,
        charter=charter_id,
        title=data.title.strip(),
        story=data.story.strip(),
        category=data.category,
        origin=origin,
        raiser_name=data.name.strip(),
        raiser_phone=data.phone.strip(),
        raiser=raiser,
        follow_code=new_code(),
        raised_on=day,
        stage=str(to_ring.stage),
        ring=to_ring.ring,
        ring_since=day,
        held_by=rules.holders(charter.rings, to_ring),
        instead=instead(charter.rings, to_ring.ring, level),
        judged=judged(charter.rings, to_ring),
    )


router = Router(
    "/", route_handlers=[raising, raise_topic, look, *photos.handlers, *joining.handlers]
)
