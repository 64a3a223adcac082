"""The outcome: reported upward, and adopted or not, with the reason."""

from dataclasses import dataclass
from typing import Any

from app import ledger
from app.access.roles import Act, may
from app.charter.model import RingKind
from app.dates import today
from app.i18n import _
from app.ledger import Kind
from app.outcomes import entries, rules
from app.outcomes.tables import Outcome
from app.refusal import refuse_all
from app.topics import rules as topic_rules
from app.topics import transitions
from app.topics.assignee import in_turn
from app.web.forms.decided import yes_or_no
from app.web.frame import Done
from app.web.requests import AnyRequest, user_of
from app.workflow.topic_page import moved_on, step


@dataclass
class OutcomeForm:
    version: int
    kind: str = ""
    text: str = ""
    reported_to: str = ""


@dataclass
class AdoptionForm:
    version: int
    adopted: str = ""
    passing: str = ""
    reason: str = ""


@step("/outcomes", may(Act.MOVE_TOPIC))
async def report(request: AnyRequest, form: OutcomeForm, topic_id: int) -> Done:
    me = user_of(request)
    topic, charter, role = await in_turn(topic_id, me, form.version, {RingKind.REPORT})
    refuse_all(rules.check_outcome(form.kind, charter.outcome_kinds, form.text, form.reported_to))
    outcome = Outcome(
        topic=topic_id,
        kind=form.kind,
        text=form.text.strip(),
        reported_to=form.reported_to.strip(),
        reported_on=today(),
    )
    await Outcome.insert(outcome)
    # Reported before, and sent back by whoever approves: it counts once.
    await ledger.take_back(Kind.OUTCOME_REPORTED, topic=topic_id, actor=me.id)
    await ledger.post(entries.reported(topic, form.kind, actor=me.id))
    await transitions.move(
        topic,
        topic_rules.leave(charter.rings, topic["ring"], topic_rules.Facts(opinion="-")),
        account=me,
        role=role,
        kind="report",
        decision="reported",
        opinion=form.text,
        facts={"outcome": outcome.id, "to": outcome.reported_to, "kind": form.kind},
    )
    return moved_on(topic_id, _("已报送。"))


@step("/adoption", may(Act.MOVE_TOPIC))
async def adoption(request: AnyRequest, form: AdoptionForm, topic_id: int) -> Done:
    me = user_of(request)
    topic, charter, role = await in_turn(topic_id, me, form.version, {RingKind.ADOPT})
    yes = yes_or_no(form.passing, form.adopted, "adopted", _("请选是否采纳。"))
    to = topic_rules.adopted(charter.rings, topic["ring"], adopted=yes, reason=form.reason)
    changes: dict[Any, Any] = {
        "adopted": yes,
        "reason": form.reason.strip(),
        "decided_on": today(),
    }
    await Outcome.update(changes).where(Outcome.topic == topic_id, Outcome.adopted.is_null())
    await ledger.post(entries.decided(topic, adopted=yes, actor=me.id))
    await transitions.move(
        topic,
        to,
        account=me,
        role=role,
        kind="adopt",
        decision="adopted" if yes else "not_adopted",
        opinion=form.reason,
    )
    return moved_on(topic_id, _("采纳结果已记录。"))


handlers = [report, adoption]
