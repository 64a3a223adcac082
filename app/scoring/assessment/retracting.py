"""An answer to an appeal that was wrong goes back with a reason, until the scores are approved: it
stays where it was given, what it changed is undone, and the appeal waits once more.
"""

from dataclasses import dataclass
from typing import Any

from app import ledger
from app.access.own import check_other
from app.access.roles import Act, may
from app.audit import Noted, note
from app.dates import now
from app.db import execute, value
from app.i18n import _
from app.ledger import Kind
from app.scoring.assessment import rules, settling
from app.scoring.assessment.appealing import HERE, appeal_of, record_of
from app.scoring.assessment.marking import VERIFY
from app.scoring.counts import snapshot
from app.scoring.headings import heading_of
from app.scoring.results import assessment_of
from app.scoring.tables import Appeal
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, user_of

LATER = """
    SELECT EXISTS (SELECT FROM "appeal" WHERE "appeal"."county" = $1 AND "assessment" = $2
        AND "subject" = $3 AND "upheld" AND "retracted_at" IS NULL AND "answered_at" > $4)
"""
WAITS_ANEW = """
    INSERT INTO "appeal" ("county", "assessment", "subject", "indicator", "text", "account",
        "person", "raised_at", "points_before", "total_before", "rank_before")
    SELECT $1, "assessment", "subject", "indicator", "text", "account", "person", "raised_at",
        "points_before", "total_before", "rank_before"
    FROM "appeal" WHERE "appeal"."county" = $1 AND "id" = $2
"""


@dataclass
class RetractionForm:
    reason: str = ""


@change(
    "/{assessment_id:int}/answers/{appeal_id:int}/retraction",
    may(Act.ANSWER_APPEAL),
    page="/assessments/{assessment_id}/answers/{appeal_id}",
)
async def retraction(
    request: AnyRequest, form: RetractionForm, assessment_id: int, appeal_id: int
) -> Done:
    me = user_of(request)
    assessment = await assessment_of(assessment_id, lock=True)
    one = await appeal_of(assessment_id, appeal_id)
    head = await heading_of(assessment)
    check_other(me, await record_of(me, head, one))
    about = assessment_id, one["subject"], one["answered_at"]
    later = one["upheld"] and await value(LATER, *about)
    reason = rules.check_retraction(assessment["stage"], one, form.reason, later=bool(later))
    if one["facts_before"] is not None:
        facts = snapshot.read(one["facts_before"])
        await settling.as_before(assessment, one["subject"], facts, one["entries_before"])
        if one["indicator"] in {each.key for each in rules.marks_of(head.sheet)}:
            await execute(
                VERIFY,
                assessment=assessment_id,
                subject=one["subject"],
                indicator=one["indicator"],
                mark=facts.given.get(one["indicator"]),
                reason=reason,
                who=me.name,
                account=None,
            )
    changes: dict[Any, Any] = {
        Appeal.retracted_at: now(),
        Appeal.retracted_by: me.name,
        Appeal.retracted_reason: reason,
    }
    await Appeal.update(changes).where(Appeal.id == appeal_id)
    await execute(WAITS_ANEW, appeal_id)
    mine = {"appeal": appeal_id}
    await ledger.take_back(Kind.APPEAL_ANSWERED, attributes=mine, reason=reason, actor=me.id)
    await note(Noted.TAKEN_DOWN, f"{HERE}/{assessment_id}", after={"reason": reason})
    return Done(f"{HERE}/{assessment_id}", sentence(_("答复已撤回，申诉等待重新答复。")))


handlers = [retraction]
