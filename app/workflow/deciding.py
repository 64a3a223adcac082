"""What is decided about a topic: a level's review, and the Party committee's approval."""

from dataclasses import dataclass
from typing import Any

from litestar.params import FromPath, URLEncodedBody

from app.access.roles import Account, Act, may
from app.charter.model import Charter, RingKind
from app.charter.stages import Decision
from app.dates import today
from app.db import county_tx, tx, value
from app.i18n import _
from app.refusal import Refused, refuse_all
from app.topics import rules, transitions
from app.topics.rules import Facts, Move
from app.topics.tables import Topic
from app.topics.turns import in_turn
from app.web.fields import id_in
from app.web.idempotency import seen_before
from app.web.requests import AnyRequest, form_post, user_of
from app.workflow.topic_page import shown


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
            await transitions.move(
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
            await transitions.move(
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


handlers = [review, approval]
