"""The outcome: reported upward, and adopted or not, with the reason."""

from dataclasses import dataclass
from typing import Any

from litestar.params import FromPath, URLEncodedBody

from app import ledger
from app.access.roles import Act, may
from app.charter.model import RingKind
from app.dates import today
from app.db import county_tx
from app.i18n import _
from app.ledger import Kind
from app.outcomes import entries, rules
from app.outcomes.tables import Outcome
from app.refusal import Refused, refuse_all
from app.topics import rules as topic_rules
from app.topics import transitions
from app.topics.turns import in_turn
from app.web.idempotency import seen_before
from app.web.requests import AnyRequest, form_post, user_of
from app.workflow.topic_page import shown


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
            await ledger.post(entries.reported(topic, data.kind, actor=me.id))
            await transitions.move(
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
            await ledger.post(entries.decided(topic, adopted=yes, actor=me.id))
            await transitions.move(
                topic,
                to,
                account=me,
                role=role,
                kind="adopt",
                decision="adopted" if yes else "not_adopted",
                opinion=data.reason,
            )
    return await shown(request, topic_id)


handlers = [report, adoption]
