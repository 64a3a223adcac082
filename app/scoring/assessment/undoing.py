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
from app.access.own import OTHERS, Record, own
from app.access.roles import Account, Act, may
from app.audit import Noted, note
from app.charter.sheets import Sheet
from app.dates import now
from app.db import county_tx
from app.i18n import _
from app.ledger import Kind
from app.refusal import Refused
from app.scoring.assessment import rules
from app.scoring.assessment.moving import HERE, forward, moved
from app.scoring.assessment.rules import Stage
from app.scoring.assessment.waiting import spoke_on
from app.scoring.headings import heading_of
from app.scoring.results import assessment_of
from app.scoring.rights import own_subjects
from app.scoring.tables import Assessment, LoadedAssessment
from app.web.frame import Done, sentence
from app.web.requests import AnyRequest, user_of


@dataclass
class WithdrawalForm:
    reason: str = ""


def undoes(stage: str, sheet: Sheet) -> Act:
    """Who takes an assessment back, or takes it up again: the office, until it is approved; then
    who approves, and of the county's own sheet from the beginning, for that is the office's.
    """
    approved = stage in {Stage.APPROVED, Stage.LOCKED} or sheet.subject == "county"
    return Act.APPROVE if approved else Act.ASSESS


async def is_party(me: Account, sheet: Sheet, assessment: int) -> bool:
    """Whether a score of this sheet is one's own: then others approve and undo it."""
    speaks = await own_subjects(me, sheet) or await spoke_on(me, sheet.subject, assessment)
    return own(me, Record(spoken_for=bool(speaks)))


async def undoing(request: AnyRequest, assessment_id: int, *, back: bool) -> Template:
    me = user_of(request)
    async with county_tx(readonly=True):
        assessment = await assessment_of(assessment_id)
        head = await heading_of(assessment)
        party = await is_party(me, head.sheet, assessment_id)
    if assessment["withdrawn_at"] or not (party or me.may(undoes(assessment["stage"], head.sheet))):
        raise NotFoundException
    if back and assessment["stage"] != Stage.VERIFYING:
        raise NotFoundException
    context = {"assessment": assessment, "sheet": head.sheet, "back": back, "party": party}
    context["OTHERS"] = OTHERS
    return Template("scoring/undoing.html", context=context)


@get("/{assessment_id:int}/withdrawal", guards=[may(Act.SCORE)])
async def withdrawing(request: AnyRequest, assessment_id: FromPath[int]) -> Template:
    return await undoing(request, assessment_id, back=False)


@get("/{assessment_id:int}/taking-up", guards=[may(Act.SCORE)])
async def taking_up(request: AnyRequest, assessment_id: FromPath[int]) -> Template:
    return await undoing(request, assessment_id, back=True)


async def check_undoing(me: Account, assessment: LoadedAssessment) -> None:
    """Neither of them is anybody's in their own cause."""
    sheet = (await heading_of(assessment)).sheet
    if await is_party(me, sheet, assessment["id"]):
        raise Refused(OTHERS)
    if not me.may(undoes(assessment["stage"], sheet)):
        raise PermissionDeniedException(_("您的账号无权办理，请换有权限的账号登录。"))


@forward("/taking-up", Act.SCORE, alone=True)
async def take_up(request: AnyRequest, form: WithdrawalForm, assessment_id: int) -> Done:
    """Verification was begun by mistake: they claim again. What is verified by now stays."""
    assessment = await assessment_of(assessment_id, lock=True)
    await check_undoing(user_of(request), assessment)
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
    await check_undoing(me, assessment)
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
