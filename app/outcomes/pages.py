"""From the outcome to the answer: report, adoption, commitments, answer, rating."""

from dataclasses import dataclass
from typing import Any

from litestar.params import FromPath, URLEncodedBody

from app import ledger
from app.accounts.roles import Account, Act, Role, may, signed_in
from app.charter.model import Charter, RingKind
from app.dates import deadline, today
from app.db import county_tx, row, value
from app.ledger import Kind
from app.outcomes import rules
from app.outcomes.rating import RatingForm, rate
from app.outcomes.tables import Answer, Commitment, Outcome
from app.refusal import Refused, refuse_all
from app.topics import moving
from app.topics import rules as topic_rules
from app.topics.rules import Move, Stage
from app.topics.steps import in_turn, shown
from app.web import AnyRequest, day_in, form_post, id_in, seen_before, user_of
from app.words import _


@dataclass
class OutcomeForm:
    version: int
    kind: str = ""
    text: str = ""
    reported_to: str = ""
    once: str = ""


@dataclass
class AdoptionForm:
    version: int
    adopted: str = ""
    reason: str = ""
    once: str = ""


@dataclass
class CommitmentForm:
    version: int
    department: str = ""
    new_department: str = ""
    task: str = ""
    due_on: str = ""
    once: str = ""


@dataclass
class StepForm:
    version: int
    text: str = ""
    once: str = ""


@form_post("/{topic_id:int}/outcomes", guards=[may(Act.MOVE_TOPIC)])
async def report(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[OutcomeForm]
) -> Any:
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            topic, charter, role = await in_turn(topic_id, me, data.version, {RingKind.REPORT})
            refuse_all(
                rules.check_outcome(data.kind, charter.outcome_kinds, data.text, data.reported_to)
            )
            outcome = Outcome(
                topic=topic_id,
                kind=data.kind,
                text=data.text.strip(),
                reported_to=data.reported_to.strip(),
                reported_on=today(),
            )
            await Outcome.insert(outcome)
            # Reported before, and sent back by whoever approves: it counts once.
            await ledger.take_back(Kind.OUTCOME_REPORTED, topic=topic_id, actor=me.id)
            await ledger.post(
                ledger.Entry(
                    kind=Kind.OUTCOME_REPORTED,
                    station=topic["station"],
                    topic=topic_id,
                    actor=me.id,
                    category=topic["category"],
                    result=data.kind,
                )
            )
            await moving.move(
                topic,
                topic_rules.leave(charter.rings, topic["ring"], topic_rules.Facts(opinion="-")),
                account=me,
                role=role,
                kind="report",
                decision="reported",
                opinion=data.text,
                facts={"outcome": outcome.id, "to": outcome.reported_to, "kind": data.kind},
            )
    return await shown(request, topic_id)


@form_post("/{topic_id:int}/adoption", guards=[may(Act.MOVE_TOPIC)])
async def adoption(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[AdoptionForm]
) -> Any:
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            topic, charter, role = await in_turn(topic_id, me, data.version, {RingKind.ADOPT})
            if data.adopted not in {"true", "false"}:
                raise Refused(_("请选是否采纳。"), "adopted")
            yes = data.adopted == "true"
            to = topic_rules.adopted(charter.rings, topic["ring"], adopted=yes, reason=data.reason)
            changes: dict[Any, Any] = {
                "adopted": yes,
                "reason": data.reason.strip(),
                "decided_on": today(),
            }
            await Outcome.update(changes).where(
                Outcome.topic == topic_id, Outcome.adopted.is_null()
            )
            await ledger.post(
                ledger.Entry(
                    kind=Kind.OUTCOME_ADOPTED if yes else Kind.OUTCOME_NOT_ADOPTED,
                    station=topic["station"],
                    topic=topic_id,
                    actor=me.id,
                    category=topic["category"],
                )
            )
            await moving.move(
                topic,
                to,
                account=me,
                role=role,
                kind="adopt",
                decision="adopted" if yes else "not_adopted",
                opinion=data.reason,
            )
    return await shown(request, topic_id)


@form_post("/{topic_id:int}/commitments", guards=[may(Act.COMMIT)])
async def commit(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[CommitmentForm]
) -> Any:
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            topic, _charter, _role = await in_turn(topic_id, me, data.version, {RingKind.CARRY_OUT})
            due = day_in(data.due_on)
            wrong = rules.check_commitment(data.task, due, today())
            department = await department_named(data.department)
            if department is None:
                wrong.append(Refused(_("请选承办单位。"), "department"))
            refuse_all(wrong)
            made = Commitment(
                topic=topic_id, department=department, task=data.task.strip(), due_on=due
            )
            await Commitment.insert(made)
            await ledger.post(
                ledger.Entry(
                    kind=Kind.COMMITMENT_MADE,
                    station=topic["station"],
                    topic=topic_id,
                    commitment=made.id,
                    actor=me.id,
                    category=topic["category"],
                )
            )
    return await shown(request, topic_id)


async def department_named(text: str) -> int | None:
    found = await value(
        'SELECT "id" FROM "department" WHERE "department"."county" = $1 AND "id" = $2', id_in(text)
    )
    return None if found is None else int(found)


OPEN = """
    SELECT count(*) AS total, count(*) FILTER (WHERE "verified_on" IS NULL) AS open
    FROM "commitment" WHERE "commitment"."county" = $1 AND "topic" = $2
"""


@form_post("/{topic_id:int}/carried-out", guards=[may(Act.MOVE_TOPIC)])
async def carried_out(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[StepForm]
) -> Any:
    """All commitments are kept: on to the next ring."""
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            topic, charter, role = await in_turn(topic_id, me, data.version, {RingKind.CARRY_OUT})
            commitments = await row(OPEN, topic_id)
            await moving.move(
                topic,
                topic_rules.carried_out(
                    charter.rings, topic["ring"], commitments["open"], commitments["total"]
                ),
                account=me,
                role=role,
                kind="carry_out",
                decision="done",
                opinion=data.text,
            )
    return await shown(request, topic_id)


@form_post("/{topic_id:int}/answers", guards=[may(Act.ANSWER)])
async def answer(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[StepForm]
) -> Any:
    """What whoever raised the matter is told. Counts as solved if all that was promised is kept."""
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            topic, charter, role = await to_answer(topic_id, me, data.version)
            move = topic_rules.answered(charter.rings, topic["ring"], topic["stage"], data.text)
            await Answer.insert(
                Answer(topic=topic_id, text=data.text.strip(), account=me.id, happened_on=today())
            )
            commitments = await row(OPEN, topic_id)
            topic["all_verified"] = bool(commitments["total"]) and not commitments["open"]
            await moving.move(
                topic,
                move,
                account=me,
                role=role,
                kind="rate",
                decision="answered",
                opinion=data.text,
            )
    return await shown(request, topic_id)


async def to_answer(
    topic_id: int, account: Account, version: int
) -> tuple[dict[str, Any], Charter, str]:
    """The locked topic and the role in which this account answers. What was referred stands at
    another ring, and is answered by who would have answered it at its end.
    """
    topic = await moving.load(topic_id, lock=True)
    if topic["stage"] != Stage.REFERRED:
        return await in_turn(topic_id, account, version, {RingKind.RATE})
    if not moving.visible(topic, account):
        await moving.load(-1)
    moving.check_fresh(topic, version)
    held = account.at(set(Role), topic["lineage"])
    role = next((str(role) for role in held if role in topic["held_by"]), None)
    if role is None:
        raise Refused(_("答复不由您办理，或者已经答复过。"))
    return topic, await moving.charter_of(topic), role


@form_post("/{topic_id:int}/lapse", guards=[may(Act.ANSWER)])
async def lapse(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[StepForm]
) -> Any:
    """The answer was not rated within the ring's limit: on, and the timeline says so."""
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            topic, charter, role = await in_turn(topic_id, me, data.version, {RingKind.RATE})
            ring = charter.rings[topic["ring"]]
            topic_rules.check_lapse(
                topic["stage"], deadline(topic["ring_since"], ring.days or 0), today()
            )
            following = topic_rules.onward(charter.rings, topic["ring"])
            await moving.move(
                topic,
                Move(following.stage, following.ring),
                account=me,
                role=role,
                kind="rate",
                decision="lapsed",
            )
    return await shown(request, topic_id)


@form_post("/{topic_id:int}/rating", guards=[signed_in])
async def rating(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[RatingForm]
) -> Any:
    """By whoever raised it, signed in. Without an account: /follow."""
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            topic = await moving.load(topic_id, lock=True)
            if topic["raiser"] != me.id:
                await moving.load(-1)
            await rate(topic, data, account=me)
    return await shown(request, topic_id)


handlers = [report, adoption, commit, carried_out, answer, lapse, rating]
