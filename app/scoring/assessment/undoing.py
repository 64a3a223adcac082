"""What was done by mistake with an assessment: verification that was begun too early goes back, and
the whole is withdrawn. Each on a page of its own.
"""

from dataclasses import dataclass
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Template

from app import ledger
from app.access.own import Record, check_other
from app.access.roles import Act, may
from app.audit import Noted, note
from app.dates import now
from app.db import county_tx
from app.i18n import _
from app.ledger import Kind
from app.refusal import Refused
from app.scoring.assessment import rules
from app.scoring.assessment.moving import HERE, forward, moved
from app.scoring.assessment.rules import Stage
from app.scoring.headings import heading_of
from app.scoring.results import assessment_of
from app.scoring.rights import own_subjects
from app.scoring.tables import Assessment
from app.web.frame import Done, sentence
from app.web.requests import AnyRequest, user_of


@dataclass
class WithdrawalForm:
    reason: str = ""


def withdraws(stage: str) -> Act:
    """Who takes an assessment back: the office, until it is approved; then who approves."""
    return Act.APPROVE if stage in {Stage.APPROVED, Stage.LOCKED} else Act.ASSESS


@get("/{assessment_id:int}/withdrawal", guards=[may(Act.SCORE)])
async def withdrawing(request: AnyRequest, assessment_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        assessment = await assessment_of(assessment_id)
        head = await heading_of(assessment)
    if assessment["withdrawn_at"] or not user_of(request).may(withdraws(assessment["stage"])):
        raise NotFoundException
    context = {"assessment": assessment, "sheet": head.sheet, "back": False}
    return Template("scoring/undoing.html", context=context)


@get("/{assessment_id:int}/taking-up", guards=[may(Act.ASSESS)])
async def taking_up(request: AnyRequest, assessment_id: FromPath[int]) -> Template:  # noqa: ARG001
    async with county_tx(readonly=True):
        assessment = await assessment_of(assessment_id)
        head = await heading_of(assessment)
    if assessment["withdrawn_at"] or assessment["stage"] != Stage.VERIFYING:
        raise NotFoundException
    context = {"assessment": assessment, "sheet": head.sheet, "back": True}
    return Template("scoring/undoing.html", context=context)


@forward("/taking-up", Act.ASSESS, alone=True)
async def take_up(request: AnyRequest, form: WithdrawalForm, assessment_id: int) -> Done:  # noqa: ARG001
    """Verification was begun by mistake: they claim again. What is verified by now stays."""
    assessment = await assessment_of(assessment_id, lock=True)
    rules.check_stage(assessment["stage"], [Stage.VERIFYING])
    reason = form.reason.strip()
    if not reason:
        raise Refused(_("请写明退回自评的缘由。"), "reason")
    await note(Noted.PUT_BACK, f"{HERE}/{assessment_id}", after={"reason": reason})
    said = sentence(_("已退回自评，各单位可以接着改。"))
    return await moved(assessment_id, {Assessment.stage: Stage.ASSESSING}, said)


@forward("/withdrawal", Act.SCORE, alone=True)
async def withdrawal(request: AnyRequest, form: WithdrawalForm, assessment_id: int) -> Done:
    """It was opened under a wrong rule, or went wrong on its way. What is there stays, and counts
    no more: scores run on, by the rules that are in force.
    """
    me = user_of(request)
    assessment = await assessment_of(assessment_id, lock=True)
    if not me.may(withdraws(assessment["stage"])):
        raise PermissionDeniedException(_("您的账号无权办理，请换有权限的账号登录。"))
    if assessment["stage"] in {Stage.APPROVED, Stage.LOCKED}:
        head = await heading_of(assessment)
        check_other(me, Record(spoken_for=bool(await own_subjects(me, head.sheet))))
    reason = form.reason.strip()
    if not reason:
        raise Refused(_("请写明撤回的缘由。"), "reason")
    changes: dict[Any, Any] = {
        Assessment.withdrawn_at: now(),
        Assessment.withdrawn_by: me.name,
        Assessment.withdrawn_reason: reason,
    }
    about = {"assessment": assessment_id}
    await ledger.take_back(Kind.ASSESSMENT_OPENED, attributes=about, reason=reason, actor=me.id)
    await note(Noted.TAKEN_DOWN, f"{HERE}/{assessment_id}", after={"reason": reason})
    return await moved(assessment_id, changes, sentence(_("已撤回，这一期可以重新开始。")))


handlers = [withdrawing, taking_up, take_up, withdrawal]
