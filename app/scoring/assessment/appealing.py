"""Appeals in the days of the public notice, and their answers with the effect."""

from decimal import Decimal
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Template

from app.access.roles import Act, may
from app.dates import now, today
from app.db import county_tx, row, value
from app.i18n import _
from app.refusal import Refused
from app.scoring.assessment import rules, settling
from app.scoring.assessment.marking import VERIFY
from app.scoring.assessment.rules import Stage
from app.scoring.pages import shown
from app.scoring.points.methods import Facts
from app.scoring.results import assessment_of, of_assessment
from app.scoring.rights import own_subjects
from app.scoring.tables import Appeal
from app.web.idempotency import once, seen_before
from app.web.requests import AnyRequest, form_post, to, user_of

HERE = "/assessments"


@get("/{assessment_id:int}/appeals/{subject:str}", guards=[may(Act.CLAIM)])
async def appeal_form(
    request: AnyRequest, assessment_id: FromPath[int], subject: FromPath[str]
) -> Template:
    me = user_of(request)
    async with county_tx(readonly=True):
        found = await of_assessment(await assessment_of(assessment_id))
        score = found.of(subject)
        if subject not in await own_subjects(me, found.sheet):
            raise PermissionDeniedException(_("只有本单位的人能申诉。"))
    return Template(
        "scoring/appeal.html", context=shown(found, subject=subject, score=score, once=once())
    )


@form_post("/{assessment_id:int}/appeals/{subject:str}", guards=[may(Act.CLAIM)])
async def appeal(request: AnyRequest, assessment_id: FromPath[int], subject: FromPath[str]) -> Any:
    me, form = user_of(request), await request.form()
    here = f"{HERE}/{assessment_id}"
    async with county_tx():
        if await seen_before(str(form.get("once", "")), here):
            return to(request, here)
        assessment = await assessment_of(assessment_id, lock=True)
        text = rules.check_appeal(
            assessment["stage"], assessment["notice_until"], today(), str(form.get("text", ""))
        )
        found = await of_assessment(assessment)
        score = found.of(subject)
        if subject not in await own_subjects(me, found.sheet):
            raise PermissionDeniedException(_("只有本单位的人能申诉。"))
        indicator = str(form.get("indicator", ""))
        if indicator not in {each.indicator.key for each in score.parts}:
            raise Refused(_("请选一项指标。"), "indicator")
        await Appeal.insert(
            Appeal(
                assessment=assessment_id,
                subject=subject,
                indicator=indicator,
                text=text,
                account=me.id,
                person=me.name,
                points_before=score.points_of(indicator),
                total_before=score.total,
                rank_before=score.rank,
            )
        )
    return to(request, here)


ONE_APPEAL = """
    SELECT * FROM "appeal" WHERE "appeal"."county" = $1 AND "id" = $2 AND "assessment" = $3
"""


@get("/{assessment_id:int}/answers/{appeal_id:int}", guards=[may(Act.ASSESS)])
async def answer_form(assessment_id: FromPath[int], appeal_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        found = await of_assessment(await assessment_of(assessment_id))
        one = await row(ONE_APPEAL, appeal_id, assessment_id)
        if one is None:
            raise NotFoundException(_("没有这件申诉。"))
    part = next(
        each for each in found.of(one["subject"]).parts if each.indicator.key == one["indicator"]
    )
    return Template("scoring/answer.html", context=shown(found, one=one, part=part))


@form_post("/{assessment_id:int}/answers/{appeal_id:int}", guards=[may(Act.ASSESS)])
async def answer(
    request: AnyRequest, assessment_id: FromPath[int], appeal_id: FromPath[int]
) -> Any:
    """Upheld: a manual mark as typed, or the records as they are today; the effect is kept."""
    me, form = user_of(request), await request.form()
    async with county_tx():
        assessment = await assessment_of(assessment_id, lock=True)
        rules.check_stage(assessment["stage"], [Stage.NOTICE])
        one = await row(ONE_APPEAL, appeal_id, assessment_id)
        if one is None:
            raise NotFoundException(_("没有这件申诉。"))
        if one["answered_at"] is not None:
            raise Refused(_("这件申诉已经答复过了。"))
        if one["person"] == me.name and one["account"] == me.id:
            raise Refused(_("自己的申诉请别人答复。"))
        text = rules.check_text(str(form.get("text", "")))
        if form.get("upheld") not in ("true", "false"):
            raise Refused(_("请选成立还是不成立。"), "upheld")
        upheld = form.get("upheld") == "true"
        found = await of_assessment(assessment)
        if upheld:
            given: dict[str, Decimal] = {}
            if one["indicator"] in {each.key for each in rules.marks_of(found.sheet)}:
                mark = rules.check_given(found.sheet, one["indicator"], str(form.get("mark", "")))
                given[one["indicator"]] = mark
                await value(
                    VERIFY, assessment_id, one["subject"], one["indicator"], mark, text, me.name
                )
            kept = found.facts.get(one["subject"], Facts()).given
            found = await settling.anew(
                assessment, one["subject"], marks={**kept, **given}, until=today()
            )
        score = found.of(one["subject"])
        await Appeal.update(
            {
                Appeal.upheld: upheld,
                Appeal.answer: text,
                Appeal.answered_by: me.name,
                Appeal.answered_at: now(),
                Appeal.points_after: score.points_of(one["indicator"]),
                Appeal.total_after: score.total,
                Appeal.rank_after: score.rank,
            }
        ).where(Appeal.id == appeal_id)
    return to(request, f"{HERE}/{assessment_id}")


handlers = [appeal_form, appeal, answer_form, answer]
