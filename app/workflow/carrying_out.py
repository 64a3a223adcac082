"""What is promised at a topic's ring, and that all of it was kept."""

from dataclasses import dataclass

from app import ledger
from app.access.roles import Act, may
from app.charter.model import RingKind
from app.choosing.asking import number_chosen
from app.choosing.kinds import What
from app.dates import today
from app.db import row
from app.i18n import _
from app.outcomes import entries, rules
from app.outcomes.tables import REOPENED, STANDS, Commitment, since
from app.people.taking_over import follow
from app.refusal import Refused, refuse_all
from app.topics import rules as topic_rules
from app.topics import transitions
from app.topics.assignee import in_turn
from app.web.forms.fields import day_in
from app.web.frame import Done
from app.web.requests import AnyRequest, user_of
from app.workflow.topic_page import moved_on, step

# What counts is what was promised, or taken up again, since the matter was last reopened: old
# promises that were kept have not solved it.
OPEN = f"""
    WITH "last" AS (
        SELECT coalesce(max("passage"."id"), 0) AS step FROM "passage"
        WHERE "passage"."county" = $1 AND "passage"."topic" = $2 AND {REOPENED})
    SELECT count(*) AS total, count(*) FILTER (WHERE "verified_on" IS NULL) AS open
    FROM "commitment" CROSS JOIN "last"
    WHERE "commitment"."county" = $1 AND "topic" = $2 AND {STANDS} AND {since('"last".step')}
"""  # noqa: S608


@dataclass
class CommitmentForm:
    version: int
    department: str = ""
    new_department: str = ""
    task: str = ""
    due_on: str = ""


@dataclass
class StepForm:
    version: int
    text: str = ""


@step("/commitments", may(Act.MOVE_TOPIC), one=True)
async def commit(request: AnyRequest, form: CommitmentForm, topic_id: int) -> Done:
    me = user_of(request)
    topic, _charter, _role = await in_turn(topic_id, me, form.version, {RingKind.CARRY_OUT})
    due = day_in(form.due_on)
    wrong = rules.check_commitment(form.task, due, today())
    department, unfound = await number_chosen(What.DEPARTMENT, me, form.department, "department")
    wrong += unfound
    if department is None and not unfound:
        wrong.append(Refused(_("请选由哪个单位办。"), "department"))
    refuse_all(wrong)
    made = Commitment(topic=topic_id, department=department, task=form.task.strip(), due_on=due)
    await Commitment.insert(made)
    await follow(topic_id)  # where it has just ended
    await ledger.post(entries.promised(topic, made.to_dict(), actor=me.id))
    return moved_on(topic_id, _("已写入，%(department)s的工作台上可以看到。"))


@step("/carried-out", may(Act.MOVE_TOPIC), one=True)
async def carried_out(request: AnyRequest, form: StepForm, topic_id: int) -> Done:
    """All commitments are kept: on to the next ring."""
    me = user_of(request)
    topic, charter, role = await in_turn(topic_id, me, form.version, {RingKind.CARRY_OUT})
    commitments = await row(OPEN, topic_id)
    await transitions.move(
        topic,
        topic_rules.carried_out(
            charter.rings, topic["ring"], commitments["open"], commitments["total"]
        ),
        account=me,
        role=role,
        kind="carry_out",
        decision="done",
        opinion=form.text,
    )
    return moved_on(topic_id, _("这一环已完成。"))


handlers = [commit, carried_out]
