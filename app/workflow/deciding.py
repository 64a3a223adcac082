"""Screening and approval of a topic: a level's review, and the Party committee's decision."""

from dataclasses import dataclass
from typing import Any

from app.access.roles import Account, Act, may
from app.charter.model import Charter, RingKind
from app.charter.stages import ENDED_STAGES, Decision
from app.choosing.asking import number_chosen
from app.choosing.kinds import What
from app.dates import today
from app.db import tx, value
from app.i18n import _
from app.refusal import Refused, gathered, refuse_all
from app.topics import rules, transitions
from app.topics.assignee import in_turn
from app.topics.rules import Facts, Move
from app.topics.tables import LoadedTopic
from app.web.forms.decided import check_one, yes_or_no
from app.web.frame import Done
from app.web.requests import AnyRequest, user_of
from app.workflow.topic_page import moved_on, step


@dataclass
class ReviewForm:
    """`passing`: by the button that lets it through, and not by a choice."""

    version: int
    decision: Decision | None = None
    passing: str = ""
    opinion: str = ""
    reason: str = ""
    into: str = ""
    title: str = ""
    category: str = ""
    on_theme: str = ""
    ticked: frozenset[str] = frozenset()


@dataclass
class ApprovalForm:
    version: int
    approved: str = ""
    passing: str = ""
    opinion: str = ""
    document: str = ""


@step("/review", may(Act.MOVE_TOPIC))
async def review(request: AnyRequest, form: ReviewForm, topic_id: int) -> Done:
    me = user_of(request)
    topic, charter, role = await in_turn(topic_id, me, form.version, {RingKind.REVIEW})
    if form.passing:
        check_one(form.passing, form.decision not in {None, Decision.PASS}, "decision")
        form.decision = Decision.PASS
    if form.decision is None:
        raise Refused(_("请选一个决定。"), "decision")
    other, unfound = None, list[Refused]()
    if form.decision is Decision.MERGE:
        other, unfound = await number_chosen(What.MERGEABLE, me, form.into, "into", topic_id)
    refuse_all([*unfound, *rules.check_ticked(charter.topics.admission, form.ticked)])
    wrong = list[Refused]()
    with gathered(wrong):
        category = rules.category_after(
            topic["category"], form.category, charter.categories, form.decision
        )
    with gathered(wrong):
        move = decide(topic, charter, form, form.decision, into=other)
    refuse_all(wrong)
    into = await other_topic(topic, other) if form.decision is Decision.MERGE else None
    await amend(topic, charter, form, category)
    await transitions.move(
        topic,
        move,
        account=me,
        role=role,
        kind="review",
        decision=form.decision,
        opinion=form.opinion,
        facts=facts_of(form),
        reason=form.reason if form.decision is Decision.DECLINE else "",
        merged_into=into,
    )
    if form.decision is Decision.SETTLE:
        await tell(topic_id, form.opinion, me)
    return moved_on(topic_id, _("决定已记录。"))


def facts_of(form: ReviewForm) -> dict[str, Any]:
    facts: dict[str, Any] = {"ticked": sorted(form.ticked)} if form.ticked else {}
    return facts | ({"reason": form.reason} if form.decision is Decision.DECLINE else {})


def decide(
    topic: LoadedTopic,
    charter: Charter,
    form: ReviewForm,
    decision: Decision,
    *,
    into: int | None,
) -> Move:
    return rules.review(
        charter.rings,
        topic["ring"],
        decision,
        facts=Facts(
            opinion=form.opinion, admission=rules.unmet(charter.topics.admission, form.ticked)
        ),
        reason=form.reason,
        reasons=charter.decline_reasons,
        into=into,
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


OTHER = f"""
    SELECT "id" FROM "topic"
    WHERE "topic"."county" = $1 AND "station" = $2 AND "id" <> $3 AND "id" = $4
      AND "stage" NOT IN {ENDED_STAGES}
    FOR UPDATE
"""  # noqa: S608


async def other_topic(topic: LoadedTopic, into: int | None) -> int:
    """One that the form offered. Locked, so that two are never merged into each other."""
    found = await value(OTHER, topic["station"], topic["id"], into)
    if found is None:
        raise Refused(_("请选并入哪个%(topic)s。"), "into")
    return int(found)


async def amend(topic: LoadedTopic, charter: Charter, form: ReviewForm, category: str) -> None:
    """A reviewer who lets a topic in says what it is about; who lets it pass may word its title."""
    changes: dict[str, Any] = {"category": category} if category != topic["category"] else {}
    if form.decision is Decision.PASS:
        themed = charter.topics.theme is not None
        changes["on_theme"] = themed and form.on_theme == "true"
        if form.title.strip():
            refuse_all(rules.check_raising(form.title, "-", "", ()))
            changes["title"] = form.title.strip()
    if changes:
        await transitions.change(topic, changes)


@step("/approval", may(Act.MOVE_TOPIC))
async def approval(request: AnyRequest, form: ApprovalForm, topic_id: int) -> Done:
    me = user_of(request)
    topic, charter, role = await in_turn(topic_id, me, form.version, {RingKind.APPROVE})
    facts = Facts(opinion=form.opinion, document=form.document)
    approved, wrong = False, list[Refused]()
    with gathered(wrong):
        approved = yes_or_no(form.passing, form.approved, "approved", _("请选批准还是不批准。"))
    with gathered(wrong):
        move = rules.approve(charter.rings, topic["ring"], approved=approved, facts=facts)
    refuse_all(wrong)
    await transitions.move(
        topic,
        move,
        account=me,
        role=role,
        kind="approve",
        decision="approved" if approved else "not_approved",
        opinion=form.opinion,
        facts={"document": form.document} if form.document else None,
    )
    return moved_on(topic_id, _("审批结果已记录。"))


handlers = [review, approval]
