"""The way of a sheet, step by step: who opens it, brings it forward, approves, locks."""

from datetime import timedelta
from typing import Any

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.roles import Act, may
from app.dates import now, today
from app.db import county_tx, rows, value
from app.i18n import _
from app.refusal import Refused
from app.scoring.assessment import appealing, marking, rules, settling
from app.scoring.assessment.marking import MARKS, verified_of
from app.scoring.assessment.rules import Stage
from app.scoring.counts.effective_rules import in_force
from app.scoring.pages import shown
from app.scoring.periods import period_of
from app.scoring.results import assessment_of, of_assessment
from app.scoring.rights import check_seen, own_subjects
from app.scoring.tables import Assessment
from app.web.fields import day_in, number_in
from app.web.requests import AnyRequest, form_post, to, user_of

HERE = "/assessments"
PAGE = 50
OPEN = """
    INSERT INTO "assessment" ("county", "sheet", "charter", "begins", "ends", "opened_by")
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING "id"
"""
APPEALS = """
    SELECT * FROM "appeal" WHERE "appeal"."county" = $1 AND "assessment" = $2
      AND ($3::bigint IS NULL OR "id" < $3) ORDER BY "id" DESC LIMIT 51
"""
UNANSWERED = """
    SELECT count(*) FROM "appeal" WHERE "appeal"."county" = $1 AND "assessment" = $2
      AND "answered_at" IS NULL
"""


@form_post("/", guards=[may(Act.ASSESS)])
async def begin(request: AnyRequest) -> Any:
    form = await request.form()
    key, day = str(form.get("sheet", "")), day_in(str(form.get("on", ""))) or today()
    async with county_tx():
        found = await in_force(key, day)
        if found is None:
            raise NotFoundException(_("没有这张考核表，或者那时还没有。"))
        period = period_of(found.sheet.period, day, found.year_begins)
        rules.check_opening(period.begins, today())
        me = user_of(request).name
        # Of two who open it at once the second is led to what the first has opened.
        await value(OPEN, key, found.version, period.begins, period.ends, me)
        opened = await value(
            'SELECT "id" FROM "assessment" WHERE "assessment"."county" = $1'
            ' AND "sheet" = $2 AND "begins" = $3',
            key,
            period.begins,
        )
    return to(request, f"{HERE}/{opened}")


@get("/{assessment_id:int}", guards=[may(Act.CLAIM)])
async def show(
    request: AnyRequest,
    assessment_id: FromPath[int],
    start: FromQuery[int] = 0,
    before: FromQuery[int | None] = None,
) -> Template:
    """What was done, by whom; what comes next; whose marks are lacking; appeals with answers."""
    me, first = user_of(request), max(start, 0)
    async with county_tx(readonly=True):
        found = await of_assessment(await assessment_of(assessment_id))
        own = await own_subjects(me, found.sheet)
        marks = await rows(MARKS, assessment_id, None)
        appeals = await rows(APPEALS, assessment_id, before)
        unanswered = await value(UNANSWERED, assessment_id)
    sees_all = found.settled or me.may(Act.SCORE)
    if not sees_all and not own & set(found.names):
        await check_seen(me, found)
    listed = [subject for subject in found.names if sees_all or subject in own]
    given = verified_of(marks)
    context = shown(
        found,
        page=listed[first : first + PAGE],
        more=first + PAGE if len(listed) > first + PAGE else None,
        marked=rules.marks_of(found.sheet),
        given=given,
        claimed={(each["subject"], each["indicator"]): each["claimed"] for each in marks},
        lacking=rules.lacking(found.sheet, found.names, given),
        appeals=appeals[:PAGE],
        older=appeals[PAGE - 1]["id"] if len(appeals) > PAGE else None,
        unanswered=unanswered,
        sees_all=sees_all,
        own=own,
        ready=found.assessment["notice_until"] is not None
        and today() > found.assessment["notice_until"],
        order=list(rules.NAMES)[1:],
    )
    return Template("scoring/assessment.html", context=context)


@form_post("/{assessment_id:int}/verification", guards=[may(Act.ASSESS)])
async def verification(request: AnyRequest, assessment_id: FromPath[int]) -> Any:
    """From here on nobody changes what they claimed."""
    async with county_tx():
        assessment = await assessment_of(assessment_id, lock=True)
        rules.check_stage(assessment["stage"], [Stage.ASSESSING])
        await moved(assessment_id, {Assessment.stage: Stage.VERIFYING})
    return to(request, f"{HERE}/{assessment_id}")


@form_post("/{assessment_id:int}/notice", guards=[may(Act.ASSESS)])
async def notice(request: AnyRequest, assessment_id: FromPath[int]) -> Any:
    form = await request.form()
    days = number_in(str(form.get("days", "")))
    async with county_tx():
        assessment = await assessment_of(assessment_id, lock=True)
        rules.check_stage(assessment["stage"], [Stage.VERIFYING])
        found = await of_assessment(assessment)
        given = verified_of(await rows(MARKS, assessment_id, None))
        closes = min(found.within.closes, found.period.ends + timedelta(days=366))
        last = found.period.ends if found.sheet.closing_days is None else closes
        rules.check_notice(today(), last, days, rules.lacking(found.sheet, found.names, given))
        await settling.keep(found)
        await moved(
            assessment_id,
            {
                Assessment.stage: Stage.NOTICE,
                Assessment.notice_until: today() + timedelta(days=days),
                Assessment.noticed_at: now(),
            },
        )
    return to(request, f"{HERE}/{assessment_id}")


@form_post("/{assessment_id:int}/approval", guards=[may(Act.APPROVE)])
async def approval(request: AnyRequest, assessment_id: FromPath[int]) -> Any:
    """Of two at once the second is told that it is approved already."""
    async with county_tx():
        assessment = await assessment_of(assessment_id, lock=True)
        unanswered = await value(UNANSWERED, assessment_id)
        rules.check_approval(assessment["stage"], assessment["notice_until"], today(), unanswered)
        await moved(
            assessment_id,
            {
                Assessment.stage: Stage.APPROVED,
                Assessment.approved_by: user_of(request).name,
                Assessment.approved_at: now(),
            },
        )
    return to(request, f"{HERE}/{assessment_id}")


@form_post("/{assessment_id:int}/locking", guards=[may(Act.ASSESS)])
async def locking(request: AnyRequest, assessment_id: FromPath[int]) -> Any:
    async with county_tx():
        assessment = await assessment_of(assessment_id, lock=True)
        rules.check_stage(assessment["stage"], [Stage.APPROVED])
        found = await of_assessment(assessment)
        if not found.same:
            raise Refused(_("照存档重算，结果和存档不同，不能锁定。请联系管理人员。"))
        await moved(
            assessment_id,
            {
                Assessment.stage: Stage.LOCKED,
                Assessment.locked_by: user_of(request).name,
                Assessment.locked_at: now(),
            },
        )
    return to(request, f"{HERE}/{assessment_id}")


async def moved(assessment_id: int, changes: dict[Any, Any]) -> None:
    await Assessment.update(changes).where(Assessment.id == assessment_id)


router = Router(
    HERE,
    route_handlers=[
        begin, show, verification, notice, approval, locking, *marking.handlers,
        *appealing.handlers,
    ],
)  # fmt: skip
