"""Appeals in the days of the public notice, and their answers with the effect."""

from dataclasses import dataclass
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Template

from app import ledger
from app.access.holding import ANSWERED_BY_ANYBODY
from app.access.own import Record, check_other, own
from app.access.roles import Account, Act, may
from app.choosing.asking import chosen, offer
from app.choosing.kinds import What
from app.dates import now, today
from app.db import county_tx, execute, row, value
from app.i18n import _
from app.ledger import Entry, Kind
from app.refusal import Overtaken, Refused, gathered, refuse_all
from app.scoring.assessment import rules, settling
from app.scoring.assessment.marking import VERIFY
from app.scoring.assessment.rules import Stage
from app.scoring.headings import Heading, heading_of
from app.scoring.pages import shown
from app.scoring.points.methods import Facts
from app.scoring.results import assessment_of, counted
from app.scoring.rights import judges_own, own_subjects
from app.scoring.tables import ROOT, Appeal, LoadedAssessment
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, user_of

HERE = "/assessments"


@get("/{assessment_id:int}/appeals/{subject:str}", guards=[may(Act.CLAIM)])
async def appeal_form(
    request: AnyRequest, assessment_id: FromPath[int], subject: FromPath[str]
) -> Template:
    async with county_tx(readonly=True):
        head = await own_heading(user_of(request), await assessment_of(assessment_id), subject)
        found = await counted(head)
        indicators = await offer(
            What.INDICATOR, user_of(request), within_of(assessment_id, subject)
        )
    context = shown(found, subject=subject, indicators=indicators)
    return Template("scoring/appeal.html", context=context)


def within_of(assessment: int, subject: str) -> str:
    return f"{assessment}/{subject}"


async def own_heading(me: Account, assessment: LoadedAssessment, subject: str) -> Heading:
    head = await heading_of(assessment)
    if subject not in await own_subjects(me, head.sheet):
        raise PermissionDeniedException(_("只有本单位的人能申诉。"))
    return head


@dataclass
class AppealForm:
    indicator: str = ""
    text: str = ""


@change(
    "/{assessment_id:int}/appeals/{subject:str}",
    may(Act.CLAIM),
    page="/assessments/{assessment_id}/appeals/{subject}",
)
async def appeal(request: AnyRequest, form: AppealForm, assessment_id: int, subject: str) -> Done:
    me = user_of(request)
    assessment = await assessment_of(assessment_id, lock=True)
    head = await own_heading(me, assessment, subject)
    stage, until, wrong = assessment["stage"], assessment["notice_until"], list[Refused]()
    with gathered(wrong):
        text = rules.check_appeal(stage, until, today(), form.text)
    indicator, unfound = await chosen(
        What.INDICATOR, me, form.indicator, "indicator", within_of(assessment_id, subject)
    )
    wrong += unfound
    if indicator is None and not unfound:
        wrong.append(Refused(_("请选一项指标。"), "indicator"))
    refuse_all(wrong)
    score = (await counted(head)).of(subject)
    await Appeal.insert(
        Appeal(
            assessment=assessment_id,
            subject=subject,
            indicator=indicator,
            text=text,
            account=me.id,
            person=me.name,
            points_before=score.points_of(indicator or ""),
            total_before=score.total,
            rank_before=score.rank,
        )
    )
    return Done(f"{HERE}/{assessment_id}", sentence(_("申诉已提交，答复后在这里看结果。")))


NOBODY_ANSWERS = f"""
    SELECT NOT {ANSWERED_BY_ANYBODY} FROM "appeal"
    WHERE "appeal"."county" = $1 AND "appeal"."id" = $2
"""  # noqa: S608
ONE_APPEAL = """
    SELECT * FROM "appeal" WHERE "appeal"."county" = $1 AND "id" = $2 AND "assessment" = $3
"""

MARKED = """
    SELECT "verifiers", "verified_by" FROM "mark" WHERE "mark"."county" = $1
      AND "assessment" = $2 AND "subject" = $3 AND "indicator" = $4
"""


@get("/{assessment_id:int}/answers/{appeal_id:int}", guards=[may(Act.ANSWER_APPEAL)])
async def answer_form(
    request: AnyRequest, assessment_id: FromPath[int], appeal_id: FromPath[int]
) -> Template:
    me = user_of(request)
    async with county_tx(readonly=True):
        assessment = await assessment_of(assessment_id)
        one = await appeal_of(assessment_id, appeal_id)
        head = await heading_of(assessment)
        found = await counted(head)
        answers = not own(me, await record_of(me, head, one))
        nobody = await value(NOBODY_ANSWERS, appeal_id)
    part = next(
        each for each in found.of(one["subject"]).parts if each.indicator.key == one["indicator"]
    )
    context = shown(found, one=one, part=part, answers=answers, nobody=nobody)
    context["retracts"] = assessment["stage"] == Stage.NOTICE and one["retracted_at"] is None
    return Template("scoring/answer.html", context=context)


async def appeal_of(assessment_id: int, appeal_id: int) -> Any:
    one = await row(ONE_APPEAL, appeal_id, assessment_id)
    if one is None:
        raise NotFoundException(_("没有这件申诉。"))
    return one


async def record_of(me: Account, head: Heading, one: Any) -> Record:
    """Whose an appeal is, as `own_appeal` (app/access/parties.py) says in SQL: who verified the
    mark does not answer either. A county's own sheet is every office account's: there who appealed
    does not answer, others do.
    """
    mark = await row(MARKED, one["assessment"], one["subject"], one["indicator"])
    verifiers = rules.verifiers(mark, me.id, me.name)
    speaks = head.sheet.subject != "county" and await judges_own(
        me, head.sheet, one["subject"], one["assessment"]
    )
    return Record(authors=[one["account"], *verifiers], spoken_for=speaks)


@dataclass
class AnswerForm:
    upheld: str = ""
    mark: str = ""
    text: str = ""


@change(
    "/{assessment_id:int}/answers/{appeal_id:int}",
    may(Act.ANSWER_APPEAL),
    page="/assessments/{assessment_id}/answers/{appeal_id}",
)
async def answer(request: AnyRequest, form: AnswerForm, assessment_id: int, appeal_id: int) -> Done:
    """Upheld: a manual mark as typed, or the records as they are today; the effect is kept."""
    me = user_of(request)
    assessment = await assessment_of(assessment_id, lock=True)
    one = await appeal_of(assessment_id, appeal_id)
    rules.check_stage(assessment["stage"], [Stage.NOTICE])
    if one["answered_at"] is not None:
        raise Overtaken(_("这件申诉已经答复过了。"))
    head, wrong, given = await heading_of(assessment), list[Refused](), {}
    check_other(me, await record_of(me, head, one))
    with gathered(wrong):
        text = rules.check_text(form.text)
    if form.upheld not in ("true", "false"):
        wrong.append(Refused(_("请选成立还是不成立。"), "upheld"))
    upheld, indicator = form.upheld == "true", one["indicator"]
    if upheld and indicator in {each.key for each in rules.marks_of(head.sheet)}:
        with gathered(wrong):
            given[indicator] = rules.check_given(head.sheet, indicator, form.mark)
    refuse_all(wrong)
    for key, mark in given.items():  # one at most
        await execute(
            VERIFY,
            assessment=assessment_id,
            subject=one["subject"],
            indicator=key,
            mark=mark,
            reason=text,
            who=me.name,
            account=None,
        )
    found = await counted(head)
    if upheld:
        await execute(settling.REMEMBER, appeal_id)
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
            Appeal.points_after: score.points_of(indicator),
            Appeal.total_after: score.total,
            Appeal.rank_after: score.rank,
        }
    ).where(Appeal.id == appeal_id)
    root: int = await value(ROOT)
    entry = Entry(
        kind=Kind.APPEAL_ANSWERED,
        station=root,
        actor=me.id,
        result="upheld" if upheld else "not_upheld",
        attributes={"appeal": appeal_id},
    )
    await ledger.post(entry)
    return Done(f"{HERE}/{assessment_id}", sentence(_("申诉已答复。")))


handlers = [appeal_form, appeal, answer_form, answer]
