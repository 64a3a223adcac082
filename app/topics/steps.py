"""The steps at a topic's rings: review, approval, and the rings that are simply left when done."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Template

from app.accounts.roles import Account, Act, Role, may, signed_in
from app.charter.model import Charter, RingKind
from app.consultations.circle import lacking_groups
from app.dates import today
from app.db import county_tx, tx, value
from app.refusal import Refused, refuse_all
from app.topics import moving, rules
from app.topics.loading import everything
from app.topics.rules import Decision, Facts, Move, Stage
from app.topics.tables import Topic
from app.web import AnyRequest, form_post, id_in, is_htmx, number_in, once, seen_before, to, user_of
from app.words import _

LEFT_WHEN_DONE = frozenset(
    {RingKind.COMPOSE, RingKind.RESEARCH, RingKind.LOOK_BACK, RingKind.PUBLISH}
)


@dataclass
class ReviewForm:
    decision: Decision
    version: int
    once: str = ""
    opinion: str = ""
    reason: str = ""
    into: str = ""
    title: str = ""
    category: str = ""
    on_theme: str = ""


@dataclass
class ApprovalForm:
    approved: str
    version: int
    once: str = ""
    opinion: str = ""
    document: str = ""


@dataclass
class PassageForm:
    version: int
    once: str = ""
    opinion: str = ""
    report: str = ""
    visits: str = ""


@dataclass
class ResubmissionForm:
    version: int
    title: str
    story: str = ""
    once: str = ""


@dataclass
class WithdrawalForm:
    version: int
    reason: str = ""
    once: str = ""


async def shown(request: AnyRequest, topic_id: int) -> Response[Any] | Template:
    """After a step: HTMX gets the topic anew, a plain form goes to its page."""
    if not is_htmx(request):
        return to(request, f"/topics/{topic_id}")
    async with county_tx(readonly=True):
        context = await everything(topic_id, request.user)
    return Template("topics/_topic.html", context=context | {"once": once()})


async def in_turn(
    topic_id: int, account: Account, version: int, kinds: Collection[RingKind]
) -> tuple[dict[str, Any], Charter, str]:
    """The locked topic, its charter, and the role in which this account may act on it now."""
    topic = await moving.load(topic_id, lock=True)
    charter = await moving.charter_of(topic)
    held = account.at(set(Role), topic["lineage"])
    if not moving.visible(topic, account):
        await moving.load(-1)  # as if it were not there
    moving.check_fresh(topic, version)
    ring = charter.rings[topic["ring"]]
    rules.check_turn(ring, topic["stage"], kinds, held)
    return topic, charter, next(str(role) for role in held if role in ring.by)


@form_post("/{topic_id:int}/review", guards=[may(Act.MOVE_TOPIC)])
async def review(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[ReviewForm]
) -> Any:
    me = user_of(request)
    ticked = frozenset((await request.form()).getall("ticked", []))
    async with county_tx():
        if not await seen_before(data.once):
            topic, charter, role = await in_turn(topic_id, me, data.version, {RingKind.REVIEW})
            move = decide(topic, charter, data, me, ticked)
            into = await other_topic(topic, data.into) if data.decision is Decision.MERGE else None
            await amend(topic, charter, data)
            await moving.move(
                topic,
                move,
                account=me,
                role=role,
                kind="review",
                decision=data.decision,
                opinion=data.opinion,
                facts={"ticked": sorted(ticked)} if ticked else None,
                reason=data.reason if data.decision is Decision.DECLINE else "",
                merged_into=into,
            )
            if data.decision is Decision.SETTLE:
                await tell(topic_id, data.opinion, me)
    return await shown(request, topic_id)


def decide(
    topic: dict[str, Any], charter: Charter, data: ReviewForm, me: Account, ticked: frozenset[str]
) -> Move:
    admission = charter.topics.admission
    return rules.review(
        charter.rings,
        topic["ring"],
        data.decision,
        facts=Facts(
            opinion=data.opinion,
            ticked=ticked,
            admission=frozenset(item.key for item in [*admission.fit, *admission.unfit]),
        ),
        reason=data.reason,
        reasons=charter.decline_reasons,
        into=id_in(data.into),
        own=topic["raiser"] == me.id,
    )


async def tell(topic_id: int, text: str, account: Account) -> None:
    """How it was settled is the answer, to be rated like any other."""
    await tx().connection.execute(
        'INSERT INTO "answer" ("county", "topic", "text", "account", "happened_on")'
        " VALUES ($1, $2, $3, $4, $5)",
        tx().county,
        topic_id,
        text.strip(),
        account.id,
        today(),
    )


OTHER = """
    SELECT "id" FROM "topic"
    WHERE "topic"."county" = $1 AND "station" = $2 AND "id" <> $3 AND "id" = $4
      AND "stage" NOT IN ('closed', 'declined', 'merged', 'settled', 'referred', 'withdrawn')
    FOR UPDATE
"""


async def other_topic(topic: dict[str, Any], into: str) -> int:
    """One that the form offered. Locked, so that two are never merged into each other."""
    found = await value(OTHER, topic["station"], topic["id"], id_in(into))
    if found is None:
        raise Refused(_("请选并入哪个议题。"), "into")
    return int(found)


async def amend(topic: dict[str, Any], charter: Charter, data: ReviewForm) -> None:
    """A reviewer who lets a topic pass may word its title, and say what it belongs to."""
    if data.decision is not Decision.PASS:
        return
    changes: dict[Any, Any] = {"on_theme": data.on_theme == "true"}
    if data.title.strip():
        refuse_all(
            rules.check_raising(data.title, "-", topic["category"], [topic["category"]], "-")
        )
        changes["title"] = data.title.strip()
    if data.category in charter.categories:
        changes["category"] = data.category
    await Topic.update(changes).where(Topic.id == topic["id"])
    topic |= changes


@form_post("/{topic_id:int}/approval", guards=[may(Act.MOVE_TOPIC)])
async def approval(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[ApprovalForm]
) -> Any:
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            topic, charter, role = await in_turn(topic_id, me, data.version, {RingKind.APPROVE})
            approved = data.approved == "true"
            facts = Facts(opinion=data.opinion, document=data.document)
            await moving.move(
                topic,
                rules.approve(charter.rings, topic["ring"], approved=approved, facts=facts),
                account=me,
                role=role,
                kind="approve",
                decision="approved" if approved else "not_approved",
                opinion=data.opinion,
                facts={"document": data.document} if data.document else None,
            )
    return await shown(request, topic_id)


@form_post("/{topic_id:int}/passage", guards=[may(Act.MOVE_TOPIC)])
async def passage(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[PassageForm]
) -> Any:
    """Composed, researched, looked back, published: the ring is left when nothing is missing."""
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            topic, charter, role = await in_turn(topic_id, me, data.version, LEFT_WHEN_DONE)
            ring = charter.rings[topic["ring"]]
            facts = Facts(
                opinion=data.opinion,
                report=data.report,
                visits=number_in(data.visits),
                lacking=await lacking_groups(topic_id, charter),
                photos=await photos(topic_id),
                satisfaction=await satisfaction(topic_id),
            )
            await moving.move(
                topic,
                rules.leave(charter.rings, topic["ring"], facts),
                account=me,
                role=role,
                kind=ring.kind,
                decision="done",
                opinion=data.report or data.opinion,
                facts={"visits": facts.visits} if facts.visits else None,
            )
    return await shown(request, topic_id)


async def photos(topic_id: int) -> int:
    return int(
        await value(
            'SELECT count(*) FROM "photo" WHERE "photo"."county" = $1 AND "topic" = $2'
            ' AND "state" = \'ready\' AND "removed_at" IS NULL',
            topic_id,
        )
    )


async def satisfaction(topic_id: int) -> int | None:
    """Per cent of ratings with 4 or 5 stars; None: nobody rated."""
    found = await value(
        'SELECT round(avg(("stars" >= 4)::int) * 100) FROM "rating"'
        ' WHERE "rating"."county" = $1 AND "topic" = $2',
        topic_id,
    )
    return None if found is None else int(found)


@form_post("/{topic_id:int}/resubmission", guards=[signed_in])
async def resubmission(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[ResubmissionForm]
) -> Any:
    """What was returned is completed and sent in again, by who raised it or its station."""
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            topic = await moving.load(topic_id, lock=True)
            charter = await moving.charter_of(topic)
            held = me.at(set(Role), topic["lineage"])
            if topic["raiser"] != me.id and not set(held) & set(charter.rings[0].by):
                await moving.load(-1)
            moving.check_fresh(topic, data.version)
            await resubmit(topic, charter, data.title, data.story, account=me)
    return await shown(request, topic_id)


async def resubmit(
    topic: dict[str, Any], charter: Charter, title: str, story: str, *, account: Account | None
) -> None:
    if topic["stage"] != Stage.RAISED or topic["ring"] != 0:
        raise Refused(_("这件事没有被退回，不用补充。"))
    refuse_all(rules.check_raising(title, story, topic["category"], [topic["category"]], "-"))
    changes: dict[Any, Any] = {"title": title.strip()}
    await Topic.update(changes).where(Topic.id == topic["id"])
    topic |= changes
    await moving.move(
        topic,
        rules.raised(charter.rings),
        account=account,
        role=topic["origin"],
        kind="propose",
        decision="resubmitted",
        opinion=story,
    )


@form_post("/{topic_id:int}/withdrawal", guards=[signed_in])
async def withdrawal(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[WithdrawalForm]
) -> Any:
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            topic = await moving.load(topic_id, lock=True)
            if topic["raiser"] != me.id:
                await moving.load(-1)
            moving.check_fresh(topic, data.version)
            await withdraw(topic, data.reason, account=me)
    return await shown(request, topic_id)


async def withdraw(topic: dict[str, Any], reason: str, *, account: Account | None) -> None:
    await moving.move(
        topic,
        rules.withdrawn(topic["ring"], topic["stage"], reason),
        account=account,
        role=topic["origin"],
        kind="propose",
        decision="withdrawn",
        opinion=reason,
    )


handlers = [review, approval, passage, resubmission, withdrawal]
