"""Following a matter by its code, without an account: how far it is, and the last word on it."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template

from app import evidence
from app.access.cookies import cookie, cookie_key
from app.access.sealed import seal, unseal
from app.consultations.masking import veiled
from app.consultations.rounds import hidden_in, rounds_of
from app.db import county_tx, rows, value
from app.i18n import _, translated
from app.outcomes.queries import outcomes_of
from app.text import compact
from app.topics import transitions
from app.topics.queries import with_ring
from app.web.idempotency import once, seen_before
from app.web.rate_limit import limited
from app.web.requests import AnyRequest, to
from app.workflow.rating import RatingForm, rate
from app.workflow.returning import resubmit, withdraw
from app.workflow.topic_page import PASSAGES, marks, merged, readable

PURPOSE = "a matter that is followed"
DAY = 86400


@dataclass
class FollowForm:
    code: str = ""


def prefix(request: AnyRequest) -> str:
    return str(request.scope["realm_path"])  # type: ignore[typeddict-item]


def cookie_name(request: AnyRequest) -> str:
    return f"followed-{prefix(request).strip('/')}"


def follow_cookie(request: AnyRequest, code: str) -> Cookie:
    """The code opens what its owner told us, so it stands in no address and no log; and sealed,
    so that nobody tries codes as cookies.
    """
    return cookie(cookie_name(request), seal(PURPOSE, {"code": code}, seconds=DAY), seconds=DAY)


def followed_code(request: AnyRequest) -> str:
    found = unseal(PURPOSE, request.cookies.get(cookie_key(cookie_name(request)), ""))
    return str(found["code"]) if found else ""


@post("/follow", status_code=200)
async def find(request: AnyRequest, data: URLEncodedBody[FollowForm]) -> Response[Any] | Template:
    async with county_tx():
        await limited(request, "follow")
        found = await topic_behind(compact(data.code))
    if found is None:
        wrong = translated(_("没有这个查询码，请核对后再输。"))
        return Template(
            "topics/follow.html", context={"code": data.code, "wrong": wrong}, status_code=422
        )
    answer = Redirect(f"{prefix(request)}/follow", status_code=303)
    answer.cookies.append(follow_cookie(request, compact(data.code)))
    return answer


async def topic_behind(code: str) -> Any:
    return await value(
        'SELECT "id" FROM "topic" WHERE "topic"."county" = $1 AND "follow_code" = $2', code
    )


@get("/follow")
async def follow(request: AnyRequest) -> Template:
    code = followed_code(request)
    async with county_tx(readonly=True):
        topic_id = await topic_behind(code) if code else None
        if topic_id is None:
            return Template("topics/follow.html", context={"code": "", "wrong": ""})
        context = await followed(topic_id)
    return Template("topics/followed.html", context=context | {"once": once()})


async def followed(topic_id: int) -> dict[str, Any]:
    """The topic as whoever raised it sees it: all that was decided, and who has it now."""
    topic = await transitions.load(topic_id)
    charter = await transitions.charter_of(topic)
    found = [dict(each) | {"facts": {}, "person": None} for each in await rows(PASSAGES, topic_id)]
    rounds = [each for each in await rounds_of(topic_id) if each["state"] == "filed"]
    hidden = await hidden_in(topic_id, charter)
    for each in rounds:
        each["title"] = veiled(each["title"], hidden)
    return {
        "topic": with_ring(topic, charter),
        "flow": charter,
        "ring": charter.rings[topic["ring"]],
        "marks": marks(topic, charter),
        "passages": [readable(each, held=[], mine=True, hidden=hidden) for each in found],
        "rounds": rounds,
        "rounds_by": {each["id"]: each for each in rounds},
        "photos": await evidence.photos_of("consultation", [each["id"] for each in rounds]),
        "merged": await merged(topic),
        "held": [],
        **await outcomes_of(topic_id),
    }


@dataclass
class FollowerForm:
    version: int = -1
    once: str = ""
    title: str = ""
    story: str = ""
    reason: str = ""


async def behind_cookie(request: AnyRequest) -> dict[str, Any]:
    topic_id = await topic_behind(followed_code(request))
    return await transitions.load(topic_id or -1, lock=True)


@post("/follow/rating", status_code=200)
async def rating(request: AnyRequest, data: URLEncodedBody[RatingForm]) -> Response[Any]:
    async with county_tx():
        if not await seen_before(data.once):
            await rate(await behind_cookie(request), data, account=None)
    return to(request, "/follow")


@post("/follow/resubmission", status_code=200)
async def resubmission(request: AnyRequest, data: URLEncodedBody[FollowerForm]) -> Response[Any]:
    async with county_tx():
        if not await seen_before(data.once):
            topic = await behind_cookie(request)
            transitions.check_fresh(topic, data.version)
            charter = await transitions.charter_of(topic)
            await resubmit(topic, charter, data.title, data.story, account=None)
    return to(request, "/follow")


@post("/follow/withdrawal", status_code=200)
async def withdrawal(request: AnyRequest, data: URLEncodedBody[FollowerForm]) -> Response[Any]:
    async with county_tx():
        if not await seen_before(data.once):
            topic = await behind_cookie(request)
            transitions.check_fresh(topic, data.version)
            await withdraw(topic, data.reason, account=None)
    return to(request, "/follow")


@post("/follow/end", status_code=200)
async def end(request: AnyRequest) -> Response[Any]:
    """On a shared phone: the code is forgotten."""
    answer = to(request, "/follow")
    answer.set_cookie(cookie(cookie_name(request), "", seconds=0))
    return answer


router = Router("/", route_handlers=[find, follow, rating, resubmission, withdrawal, end])
