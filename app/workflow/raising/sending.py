"""A matter is sent: from whoever raises it, or from a clerk who raises it for somebody."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from litestar.exceptions import NotAuthorizedException

from app import ledger
from app.charter.model import Charter
from app.dates import today
from app.db import row
from app.evidence import enclosing
from app.i18n import _
from app.ledger import Kind
from app.refusal import Refused, refuse_all
from app.text import canonical_phone, compact
from app.topics import rules
from app.topics.codes import new_code
from app.topics.entries import about
from app.topics.hands import instead, judged
from app.topics.tables import Topic
from app.veiling.asking import check_meant
from app.web.forms.fields import id_in
from app.web.frame import Done, anybody, change, sentence
from app.web.requests import AnyRequest, charter_of
from app.workflow.followed.following import follow_cookie
from app.workflow.raising.brought import check_brought
from app.workflow.raising.photos import LARGEST, photos_kept, sparing
from app.workflow.raising.placed import place_sent
from app.workflow.raising.somebody import keeps

STATION = """
    SELECT "id", "name", "level", "code", "lineage" FROM "station"
    WHERE "station"."county" = $1 AND "closed_on" IS NULL AND {which} = $2
"""
STATION_BY_CODE, STATION_BY_ID = STATION.format(which='"code"'), STATION.format(which='"id"')


@dataclass
class RaiseForm:
    station: str = ""
    title: str = ""
    story: str = ""
    spot: str = ""
    category: str = ""
    name: str = ""
    phone: str = ""
    meant: str = ""
    held: str = field(default="", repr=False)
    drop: frozenset[str] = frozenset()
    brought: str = ""
    slip: str = ""
    latitude: str = ""
    longitude: str = ""
    accuracy: str = ""


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
    signed="brought",
)
async def raise_topic(request: AnyRequest, form: RaiseForm) -> Done:
    charter, account = charter_of(request), request.user
    scope: Any = request.scope
    if form.brought and account is None:  # and nothing was kept: they signed out
        raise NotAuthorizedException(_("请先登录。"))
    at = await row(STATION_BY_CODE, compact(form.station))
    wrong = rules.check_raising(form.title, form.story, form.category, charter.categories)
    if at is None:
        wrong.insert(0, Refused(_("请选在哪里提出。"), "station"))
    phone = canonical_phone(form.phone)
    if form.phone.strip() and phone is None:
        wrong.append(Refused(_("电话号码不对；也可以不填。"), "phone"))
    helping = at is not None and keeps(account, at["lineage"])
    place, unplaced = place_sent(form.latitude, form.longitude, form.accuracy)
    wrong += unplaced
    wrong += check_brought(form.brought, form.slip, form.name, keeps=helping)
    refuse_all([*wrong, *check_meant(form.meant, form.title, form.story, form.spot)])
    roles = account.roles if account and not form.brought else frozenset()
    origin = rules.origin(charter.rings[0], roles)
    actor = account.id if account else None
    form.phone = phone or ""
    raiser = None if form.brought else actor
    topic = new_topic(
        charter, scope["charter_id"], at["id"], origin, form, today(), raiser, level=at["level"]
    )
    topic.brought_by = actor if form.brought else None
    if place:
        topic.latitude, topic.longitude = place
    await Topic.insert(topic)
    await enclosing.take_out(form.held, [n for each in form.drop if (n := id_in(each))])
    await enclosing.send(form.held, topic.id)
    await ledger.post(about(vars(topic), Kind.TOPIC_RAISED, actor=actor, role=origin))
    if form.brought:
        return Done(f"/topics/{topic.id}/receipt", sentence(_("已登记。请把查询码交给提出的人。")))
    return Done("/follow", kept=topic.follow_code)  # the page says what was done, and what comes


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
        spot=data.spot.strip(),
        category=data.category,
        origin=origin,
        raiser_name=data.name.strip(),
        raiser_phone=data.phone.strip(),
        raiser=raiser,
        brought=data.brought,
        slip=data.slip.strip(),
        follow_code=new_code(),
        raised_on=day,
        stage=str(to_ring.stage),
        ring=to_ring.ring,
        ring_since=day,
        held_by=rules.holders(charter.rings, to_ring),
        instead=instead(charter.rings, to_ring.ring, level),
        judged=judged(charter.rings, to_ring),
    )


handlers = [raise_topic]
