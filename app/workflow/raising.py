"""Raising a matter: anybody, without an account, from the station's wall."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from litestar import Response, Router, get, post
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from app import ledger
from app.access.roles import Account
from app.charter.model import Charter
from app.dates import today
from app.db import county_tx, row, rows
from app.i18n import _, translated
from app.ledger import Kind
from app.refusal import Refused, RefusedAll, refuse_all
from app.text import canonical_phone, compact
from app.text.limits import too_long
from app.text.search import search_pattern
from app.topics import rules
from app.topics.codes import new_code
from app.topics.entries import about
from app.topics.tables import Topic
from app.web.idempotency import once, remember, seen_before
from app.web.rate_limit import limited
from app.web.requests import AnyRequest, charter_of
from app.workflow.following import follow_cookie, prefix


@dataclass
class RaiseForm:
    station: str = ""
    title: str = ""
    story: str = ""
    category: str = ""
    name: str = ""
    phone: str = ""
    once: str = ""


@dataclass
class Raised:
    """What the page shows when it is opened, or again when something was wrong."""

    values: RaiseForm
    wrong: dict[str, str] = field(default_factory=dict)


STATION_BY_CODE = """
    SELECT "id", "name" FROM "station"
    WHERE "station"."county" = $1 AND "code" = $2 AND "closed_on" IS NULL
"""
STATIONS = """
    SELECT "station"."code", "station"."name", "above"."name" AS above
    FROM "station" LEFT JOIN "station" AS "above"
      ON "above"."county" = $1 AND "above"."id" = "station"."parent"
    WHERE "station"."county" = $1 AND "station"."closed_on" IS NULL
      AND ($2 = '' OR "station"."name" ~* $2 OR "above"."name" ~* $2)
    ORDER BY array_length("station"."lineage", 1), "station"."name" LIMIT 60
"""


@get("/raise")
async def raising(
    request: AnyRequest, station: FromQuery[str] = "", q: FromQuery[str] = ""
) -> Template:
    """From a station's wall the address names it; else it is looked for by name first."""
    return await raise_page(request, Raised(RaiseForm(station=station, once=once())), q)


async def raise_page(request: AnyRequest, form: Raised, q: str = "", status: int = 200) -> Template:
    async with county_tx(readonly=True):
        context = await raise_context(charter_of(request), form, q)
    return Template("topics/raise.html", context=context, status_code=status)


async def raise_context(charter: Charter, form: Raised, q: str = "") -> dict[str, Any]:
    """What topics/raise.html needs. In the caller's transaction."""
    at = await row(STATION_BY_CODE, compact(form.values.station))
    stations = [] if at else await rows(STATIONS, search_pattern(q))
    return {
        "at": at,
        "stations": stations,
        "q": q,
        "values": asdict(form.values),
        "wrong": form.wrong,
        "categories": charter.topics.categories,
        "proposers": charter.rings[0].by,
    }


@post("/raise", status_code=200)
async def raise_topic(
    request: AnyRequest, data: URLEncodedBody[RaiseForm]
) -> Response[Any] | Template:
    try:
        code = await raised(request, data)
    except Refused as error:
        each = error.refusals if isinstance(error, RefusedAll) else [error]
        wrong = {one.field or "": translated(one.text, **one.values) for one in each}
        return await raise_page(request, Raised(data, wrong), status=422)
    answer = Redirect(f"{prefix(request)}/follow", status_code=303)
    answer.cookies.append(follow_cookie(request, code))
    return answer


async def raised(request: AnyRequest, data: RaiseForm) -> str:
    """→ the follow-up code"""
    charter = charter_of(request)
    account: Account | None = request.user
    scope: Any = request.scope
    async with county_tx():
        if seen := await seen_before(data.once):
            return seen
        if account is None:
            await limited(request, "raise")
        at = await row(STATION_BY_CODE, compact(data.station))
        wrong = rules.check_raising(
            data.title, data.story, data.category, charter.categories, data.name
        )
        if at is None:
            wrong.insert(0, Refused(_("请选在哪里提出。"), "station"))
        phone = canonical_phone(data.phone)
        if data.phone.strip() and phone is None:
            wrong.append(Refused(_("电话号码不对；也可以不填。"), "phone"))
        named = {each.field for each in wrong}
        wrong += [
            each for each in too_long("/raise", asdict(data).items()) if each.field not in named
        ]
        refuse_all(wrong)
        origin = rules.origin(charter.rings[0], account.roles if account else frozenset())
        actor = account.id if account else None
        data.phone = phone or ""
        topic = new_topic(charter, scope["charter_id"], at["id"], origin, data, today(), actor)
        await Topic.insert(topic)
        await ledger.post(about(topic.to_dict(), Kind.TOPIC_RAISED, actor=actor, role=origin))
        await remember(data.once, topic.follow_code)
    return str(topic.follow_code)


def new_topic(  # noqa: PLR0917
    charter: Charter,
    charter_id: int,
    station: int,
    origin: str,
    data: RaiseForm,
    day: date,
    raiser: int | None = None,
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
    )


router = Router("/", route_handlers=[raising, raise_topic])
