"""A county's office nominates what was closed, in texts for publication; it may always withdraw."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.roles import Act, may
from app.audit import Noted, note
from app.cases import material, rules
from app.cases.tables import Nomination
from app.dates import now, today
from app.db import county_in_tx, county_tx, row, rows
from app.i18n import _
from app.ledger import Entry, Kind, post, take_back
from app.refusal import Overtaken, Refused, refuse_all
from app.regions.membership.above import above_by_name, to_share_with
from app.veiling.rules import veiled
from app.web.forms.fields import id_in
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, user_of

HERE = "/cases/nominations"
PAGE = 50
# What became of it, from the last decisions; published: as long as it is.
NOMINATIONS = """
    SELECT "nomination".*, "topic"."title" AS topic_title, "topic"."station",
           ARRAY(SELECT "region" FROM "published_case" WHERE "published_case"."county" = $1
                 AND "published_case"."nomination" = "nomination"."id"
                 AND "published_case"."withdrawn_at" IS NULL) AS published,
           (SELECT "kind" FROM "choice" WHERE "choice"."county" = $1
              AND "choice"."nomination" = "nomination"."id"
            ORDER BY "choice"."id" DESC LIMIT 1) AS last
    FROM "nomination"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "nomination"."topic"
    WHERE "nomination"."county" = $1
"""
LIST = f"""{NOMINATIONS} AND ($2::bigint IS NULL OR "nomination"."id" < $2)
    ORDER BY "nomination"."id" DESC LIMIT {PAGE + 1}
"""
ONE = f'{NOMINATIONS} AND "nomination"."id" = $2'
LOCKED = f"{ONE} FOR UPDATE OF nomination"
CHOICES = """
    SELECT "region", "kind", "reason", "person", "at" FROM "choice"
    WHERE "choice"."county" = $1 AND "nomination" = $2 ORDER BY "id" DESC
"""


@get("/nominations", guards=[may(Act.NOMINATE)])
async def index(before: FromQuery[int | None] = None) -> Template:
    async with county_tx(readonly=True):
        found = await rows(LIST, before)
        called = await above_by_name()
    context = {
        "nominations": found[:PAGE],
        "older": found[PAGE - 1]["id"] if len(found) > PAGE else None,
        "called": called,
        "stands": rules.STANDS,
    }
    return Template("cases/nominations.html", context=context)


@get("/nominations/new", guards=[may(Act.NOMINATE)])
async def new(topic: FromQuery[int]) -> Template:
    """The texts are there already, from what is public: to be put into order, not to be typed."""
    async with county_tx(readonly=True):
        about = await material.about(topic)
        context = {
            "topic": about.topic,
            "texts": rules.proposed(*about.public_texts),
            "photos": about.photos,
            "called": await to_share_with(),
            "shares": await material.shares(),
            "already": await material.nominated_to(topic),
            "longest": rules.LONGEST,
            "most_photos": rules.MOST_PHOTOS,
        }
    return Template("cases/new.html", context=context)


@dataclass
class NominationForm:
    topic: str = ""
    region: str = ""
    onward: str = ""
    title: str = ""
    matter: str = ""
    talk: str = ""
    result: str = ""
    photo: list[str] = field(default_factory=list)

    def texts(self) -> rules.Texts:
        typed = (self.title, self.matter, self.talk, self.result)
        return rules.Texts(*map(in_lines, typed))


@change("/nominations", may(Act.NOMINATE), page="/cases/nominations/new?topic={topic}")
async def nominate(request: AnyRequest, form: NominationForm) -> Done:
    me, region, texts = user_of(request), id_in(form.region), form.texts()
    chosen = [id_in(each) or 0 for each in form.photo]
    about = await material.about(id_in(form.topic), lock=True)
    found = about.topic
    refusals = rules.check_nominated(
        found["stage"],
        published=found["published_at"] is not None,
        region=region,
        county=county_in_tx(),
        shares=await material.shares(),
        already=await material.nominated_to(found["id"]),
    )
    refusals += rules.check_texts(texts)
    refusals += rules.check_photos(chosen, [each["id"] for each in about.photos])
    refuse_all(refusals)
    # It leaves the county: what was typed is veiled before it is kept.
    kept = rules.Texts(*(veiled(each, about.hidden or {}) for each in texts))
    one = Nomination(
        topic=found["id"],
        region=region,
        onward=rules.level_of(region or 0) == "prefecture" and form.onward == "true",
        photos=chosen,
        nominated_by=me.name,
        **kept._asdict(),
    )
    await Nomination.insert(one)
    await post(entry_of(one, found, me.id, today()))
    return Done(f"{HERE}/{one.id}", sentence(_("已推荐，随时可以撤回。")))


def entry_of(one: Nomination, topic: Any, actor: int, day: date) -> Entry:
    """Pure. `topic`: id, station, category."""
    return Entry(
        kind=Kind.CASE_NOMINATED,
        station=topic["station"],
        topic=topic["id"],
        category=topic["category"],
        result=rules.level_of(one.region),
        actor=actor,
        happened_on=day,
        attributes={"nomination": one.id},
    )


def in_lines(text: str) -> str:
    """As it was typed, with one kind of line end: browsers count those as one character."""
    return text.strip()


@get("/nominations/{nomination_id:int}", guards=[may(Act.NOMINATE)])
async def nomination_page(nomination_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        found = await seen(nomination_id)
        context = {
            "nomination": found,
            "choices": await rows(CHOICES, nomination_id),
            "called": await above_by_name(),
            "shares": await material.shares(),
            "kinds": rules.KINDS,
            "stands": rules.STANDS,
        }
    return Template("cases/nomination.html", context=context)


async def seen(nomination_id: int, *, lock: bool = False) -> Any:
    found = await row(LOCKED if lock else ONE, nomination_id)
    if found is None:
        raise NotFoundException(_("没有这个页面，或者它不对您公开。"))
    return found


@dataclass
class WithdrawalForm:
    reason: str = ""


@change(
    "/nominations/{nomination_id:int}/withdrawal",
    may(Act.NOMINATE),
    page="/cases/nominations/{nomination_id}",
)
async def withdrawal(request: AnyRequest, form: WithdrawalForm, nomination_id: int) -> Done:
    """Gone from the region, and from all counties' pages, with this transaction: the database sees
    to the latter (its policies).
    """
    me, found = user_of(request), await seen(nomination_id, lock=True)
    if found["withdrawn_at"] is not None:
        raise Overtaken(_("已经撤回了，什么都没有改。"))
    reason = form.reason.strip()
    if not reason:
        raise Refused(_("请写明撤回的缘由。"), "reason")
    await Nomination.update(
        {Nomination.withdrawn_at: now(), Nomination.withdrawn_by: me.name}
    ).where(Nomination.id == nomination_id)
    await take_back(
        Kind.CASE_NOMINATED,
        Kind.CASE_CHOSEN,
        topic=found["topic"],
        attributes={"nomination": nomination_id},
        reason=reason,
        actor=me.id,
    )
    await note(Noted.TAKEN_DOWN, f"{HERE}/{nomination_id}", after={"reason": reason})
    return Done(f"{HERE}/{nomination_id}", sentence(_("已撤回，上级政协和各县都不再看得到。")))


handlers = [index, new, nominate, nomination_page, withdrawal]
