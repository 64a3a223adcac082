"""Following a matter by its code, without an account: how far it is, and the last word on it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypedDict

from litestar import get
from litestar.datastructures import Cookie
from litestar.params import FromQuery
from litestar.response import Template

from app.access.cookies import cookie, cookie_key
from app.access.sealed import seal, unseal
from app.charter.stages import Stage
from app.dates import today
from app.db import county_tx, rows, value
from app.i18n import _
from app.outcomes.queries import outcomes_of
from app.persons import own, wishes
from app.refusal import Refused
from app.text import compact
from app.topics import transitions
from app.topics.briefing.passages import passages_of
from app.topics.standing import Said, standing
from app.topics.tables import LoadedTopic
from app.veiling.queries import hidden_of
from app.web.forms.fields import id_in
from app.web.frame import Done, Fields, anybody, change, sentence
from app.web.requests import AnyRequest, realm_of
from app.workflow import joined
from app.workflow.rating.back import RatingBackForm, take_back
from app.workflow.rating.giving import RatingForm, rate
from app.workflow.returning import ResubmissionForm, resubmit, withdraw_or_not
from app.workflow.topic_page import everything

PURPOSE = "matters that are followed"
KEPT = 400 * 86400  # until they are let be forgotten: no browser keeps a cookie longer
MOST = 10  # codes on one device; the oldest goes


MATTERS = """
    SELECT "topic"."title", "follow_code", "stage", "unrated", "raised_on",
           "station"."name" AS station_name
    FROM "topic" JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "topic"."county" = $1 AND "follow_code" = ANY($2::text[]) ORDER BY "topic"."id" DESC
"""


class Followed(TypedDict):
    """`raised_on`, `station_name`: of what was raised here; what was joined has none of them."""

    title: str
    follow_code: str
    told: bool
    stands: Said
    raised_on: date | None
    station_name: str


@dataclass
class FollowForm:
    code: str = ""


def cookie_name(request: AnyRequest) -> str:
    return f"followed-{realm_of(request).strip('/')}"


class Codes(NamedTuple):
    """On this device, the latest first. `open`: the one whose matter is shown; empty: none is.
    `dropped`: the oldest, which has just gone for another; it is said once more.
    """

    all: list[str]
    open: str = ""
    dropped: str = ""


def codes_of(request: AnyRequest) -> Codes:
    found = unseal(PURPOSE, request.cookies.get(cookie_key(cookie_name(request)), ""))
    return Codes(**found) if found else Codes([])


def kept(request: AnyRequest, codes: Codes) -> Cookie:
    """A code opens what its owner told us, so it stands in no address and no log; and sealed, so
    that nobody tries codes as cookies.
    """
    sealed = seal(PURPOSE, codes._asdict(), seconds=KEPT) if codes.all else ""
    return cookie(cookie_name(request), sealed, seconds=KEPT)


def follow_cookie(request: AnyRequest, code: str) -> Cookie:
    others = [each for each in codes_of(request).all if each != code]
    held = [code, *others]
    return kept(request, Codes(held[:MOST], code, "".join(held[MOST : MOST + 1])))


@change("/follow", anybody, page="/follow", cookie=follow_cookie, quota="follow")
async def find(request: AnyRequest, form: FollowForm) -> Done:  # noqa: ARG001
    code = compact(form.code)
    if await topic_behind(code) is None and await joined.behind(code) is None:
        raise Refused(_("没有这个查询码，请核对后再输。"), "code")
    return Done("/follow", kept=code)


async def topic_behind(code: str) -> Any:
    return await value(
        'SELECT "id" FROM "topic" WHERE "topic"."county" = $1 AND "follow_code" = $2', code
    )


CODE_OF = """
    SELECT "follow_code" FROM "topic" WHERE "topic"."county" = $1 AND "id" = $2
      AND "follow_code" = ANY($3::text[])
"""


async def code_meant(request: AnyRequest, of: str) -> str:
    """`of`: the matter that stood on the page, for another may have been opened on this device
    since; of a page that does not say, the open one. Empty: its code is held no more.
    """
    codes = codes_of(request)
    return (await value(CODE_OF, id_in(of) or 0, codes.all) or "") if of else codes.open


@get("/follow")
async def follow(request: AnyRequest, of: FromQuery[str] = "") -> Template:
    codes = codes_of(request)
    async with county_tx(readonly=True):
        code = await code_meant(request, of)
        topic_id = await topic_behind(code) if code else None
        others = await matters_of([each for each in codes.all if each != code])
        if topic_id is None:
            gone = bool(of) and not code
            return await followed_otherwise(code, others, gone=gone, dropped=codes.dropped)
        context = await everything(topic_id, None, by_code=True)
        context |= own.context_of(request, await wishes.of_matter(topic_id))
    topic = context["topic"]
    fresh = topic["raised_on"] == today() and not context["passages"]
    asks = context["to_rate"] or (topic["stage"] == Stage.RAISED and topic["ring"] == 0)
    context |= {"others": others, "fresh": fresh, "asks": asks}
    context |= {"dropped": codes.dropped, "most": MOST}
    return Template("topics/followed.html", context=context)


async def followed_otherwise(
    code: str, others: list[Followed], *, gone: bool, dropped: str
) -> Template:
    """What somebody joined, or nothing. `gone`: the one that was asked for is held here no more. In
    the caller's transaction.
    """
    topic_id = await joined.behind(code) if code else None
    context: dict[str, Any] = {"others": others, "dropped": dropped, "most": MOST}
    if topic_id is None:
        return Template("topics/follow.html", context=context | {"gone": gone})
    found = await joined.followed([code])
    context |= {"topic": None, "code": code}
    if found:
        told = joined.is_told(found[0]["stage"])
        came = await outcomes_of(topic_id, await hidden_of(None, topic_id)) if told else None
        context |= {
            "topic": {**found[0], "id": topic_id},
            "told": told,
            "answers": came["answers"] if came else [],
            "met": joined.met((await joined.counts([topic_id])).get(topic_id, 0)),
        }
    return Template("topics/joined.html", context=context)


async def matters_of(codes: list[str]) -> list[Followed]:
    """What was raised, and what was joined: each with how it stands."""
    mine = [
        Followed(
            title=each["title"],
            follow_code=each["follow_code"],
            told=joined.is_told(each["stage"]),
            stands=standing(each["stage"], mine=each["unrated"] or each["stage"] == Stage.RAISED),
            raised_on=each["raised_on"],
            station_name=each["station_name"],
        )
        for each in await rows(MATTERS, codes)
    ]
    return mine + [
        Followed(
            title=each["title"],
            follow_code=each["follow_code"],
            told=joined.is_told(each["stage"]),
            stands=standing(each["stage"]),
            raised_on=None,
            station_name="",
        )
        for each in await joined.followed(codes)
    ]


@dataclass
class FollowerForm:
    version: int = -1
    title: str = ""
    story: str = ""
    meant: str = ""
    reason: str = ""
    act: str = ""
    of: str = ""


@dataclass
class FollowedRatingForm(RatingForm):
    of: str = ""


@dataclass
class FollowedRatingBackForm(RatingBackForm):
    of: str = ""


# Refused, a form comes back on the page of its own matter.
HERE = "/follow?of={of}"
ALONE = "/follow/{act}?of={{of}}"  # on a page of its own (app/workflow/followed/alone.py)
NOT_HELD = _("这台设备上已没有这件事的查询码，什么也没有提交。请重新输入查询码。")


async def behind_cookie(request: AnyRequest, of: str) -> LoadedTopic:
    code = await code_meant(request, of)
    if of and not code:
        raise Refused(NOT_HELD)
    return await transitions.load((await topic_behind(code)) or 0, lock=True)


def on_it(topic: LoadedTopic, said: str) -> Done:
    """Its own matter is the open one again."""
    return Done("/follow", sentence(said), kept=topic["follow_code"])


@change("/follow/rating", anybody, page=HERE, cookie=follow_cookie)
async def rating(request: AnyRequest, form: FollowedRatingForm) -> Done:
    topic = await behind_cookie(request, form.of)
    await rate(topic, form, account=None, asking=request.user)
    return on_it(topic, _("评价已收到，谢谢。"))


RATING_BACK = ALONE.format(act="rating/withdrawal")


@change("/follow/rating/withdrawal", anybody, page=RATING_BACK, cookie=follow_cookie)
async def rating_back(request: AnyRequest, form: FollowedRatingBackForm) -> Done:
    topic = await behind_cookie(request, form.of)
    await take_back(topic, await passages_of(topic["id"]), form, account=None)
    return on_it(topic, _("评价已收回，请您重新评。"))


@change("/follow/resubmission", anybody, page=HERE, cookie=follow_cookie)
async def resubmission(request: AnyRequest, form: FollowerForm) -> Done:
    topic = await behind_cookie(request, form.of)
    transitions.check_fresh(topic, form.version)
    charter = await transitions.charter_of(topic)
    written = ResubmissionForm(form.version, form.title, form.story, form.meant)
    await resubmit(topic, charter, written, account=None)
    return on_it(topic, _("已补充，重新送审。"))


@change("/follow/withdrawal", anybody, page=ALONE.format(act="withdrawal"), cookie=follow_cookie)
async def withdrawal(request: AnyRequest, form: FollowerForm) -> Done:
    topic = await behind_cookie(request, form.of)
    transitions.check_fresh(topic, form.version)
    return on_it(topic, await withdraw_or_not(topic, form.act, form.reason, account=None))


OPEN, ALL, SHUT = "open", "all", "shut"


def forgotten(request: AnyRequest, which: str) -> Cookie:
    """`which`: OPEN the matter that is shown, ALL, or one code; SHUT: none, but none is shown."""
    codes = codes_of(request)
    if which == SHUT:
        return kept(request, Codes(codes.all))
    gone = {OPEN: [codes.open], ALL: codes.all}.get(which, [which])
    left = [each for each in codes.all if each not in gone]
    return kept(request, Codes(left, codes.open if codes.open in left else ""))


@change("/follow/end", anybody, page="/follow", cookie=forgotten)
async def end(request: AnyRequest, form: Fields) -> Done:  # noqa: ARG001
    """On a shared phone a code is forgotten, or all of them."""
    which = form.get("which") or OPEN
    if which == SHUT:
        return Done("/follow", kept=which)
    return Done("/follow", sentence(_("查询码已从这台设备上清除。")), kept=which)


handlers = [find, follow, rating, rating_back, resubmission, withdrawal, end]
