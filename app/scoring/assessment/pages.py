"""The way of a sheet, step by step: who opens it, brings it forward, approves, locks."""

from dataclasses import dataclass
from datetime import timedelta

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app import ledger
from app.access.holding import FOR_WHOM
from app.access.own import OTHERS
from app.access.roles import Act, may
from app.dates import in_words, now, today
from app.db import county_tx, rows, value
from app.i18n import _
from app.ledger import Entry, Kind
from app.refusal import Refused
from app.scoring.assessment import appealing, marking, retracting, rules, settling, undoing, waiting
from app.scoring.assessment.marking import MARKS, verified_of
from app.scoring.assessment.moving import HERE, forward, moved
from app.scoring.assessment.rules import Stage
from app.scoring.counts.effective_rules import in_force
from app.scoring.headings import heading_of, names_of
from app.scoring.pages import shown
from app.scoring.periods import period_of
from app.scoring.results import assessment_of, counted, of_assessment
from app.scoring.rights import check_seen, own_subjects, sees
from app.scoring.tables import NOT_WITHDRAWN, ROOT, Assessment
from app.scoring.telling import WHY, untold
from app.web.forms.fields import day_in, number_in, start_asked, word_asked
from app.web.frame import Done, Fields, change, sentence
from app.web.requests import AnyRequest, user_of

PAGE = 50
OPEN = """
    INSERT INTO "assessment" ("county", "sheet", "charter", "begins", "ends", "opened_by")
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING "id"
"""
OPENED = f"""
    SELECT "id" FROM "assessment"
    WHERE "assessment"."county" = $1 AND "sheet" = $2 AND "begins" = $3 AND {NOT_WITHDRAWN}
"""  # noqa: S608
# The ledger's entries have a place: an assessment's is the county's topmost station.
APPEALS = """
    SELECT * FROM "appeal" WHERE "appeal"."county" = $1 AND "assessment" = $2
      AND ($3::bigint IS NULL OR "id" < $3) AND ($4::text[] IS NULL OR "subject" = ANY($4))
    ORDER BY "id" DESC LIMIT 51
"""
UNANSWERED = """
    SELECT count(*) FROM "appeal" WHERE "appeal"."county" = $1 AND "assessment" = $2
      AND "answered_at" IS NULL
"""


@dataclass
class OpeningForm:
    sheet: str = ""
    on: str = ""


@change("/", may(Act.ASSESS), page="/scores/{sheet}?on={on}")
async def begin(request: AnyRequest, form: OpeningForm) -> Done:
    day = day_in(form.on) or today()
    found = await in_force(form.sheet, day)
    if found is None:
        raise NotFoundException(_("没有这张考核表，或者那时还没有。"))
    period = period_of(found.sheet.period, day, found.year_begins)
    rules.check_opening(period.begins, today())
    me = user_of(request)
    # Of two who open it at once the second is led to what the first has opened.
    made = await value(OPEN, form.sheet, found.version, period.begins, period.ends, me.name)
    if made is not None and (root := await value(ROOT)) is not None:
        about = {"assessment": made}
        entry = Entry(kind=Kind.ASSESSMENT_OPENED, station=root, actor=me.id, attributes=about)
        await ledger.post(entry)
    opened = await value(OPENED, form.sheet, period.begins)
    return Done(f"{HERE}/{opened}", sentence(_("考核已经开始，各单位可以自评。")))


@get("/{assessment_id:int}", guards=[may(Act.CLAIM)])
async def assessment_page(
    request: AnyRequest,
    assessment_id: FromPath[int],
    start: FromQuery[int] = 0,
    only: FromQuery[str] = "",
    before: FromQuery[int | None] = None,
) -> Template:
    """What was done, by whom; what comes next; whose marks are lacking; appeals with answers."""
    me, first = user_of(request), start_asked(start)
    only = word_asked(only, FOR_WHOM if me.may(Act.MARK) else ())
    async with county_tx(readonly=True):
        head = await heading_of(await assessment_of(assessment_id))
        own = await own_subjects(me, head.sheet)
        sees_all = await sees(me, head)
        kept_back = await untold(me, head)
        names = await names_of(head)
        if not sees_all and not own & names.keys():
            await check_seen(me, head)
        waits = await waiting.marks_for(me, assessment_id, only)
        listed = [subject for subject in names if sees_all or subject in own]
        if only:
            awaited = {subject for subject, _indicator in waits}
            gone = sorted(awaited - names.keys())  # no subjects by now, and still waited for
            listed = [*(each for each in names if each in awaited), *gone]
        page = listed[first : first + PAGE]
        told = [each for each in page if each not in kept_back]
        found = await counted(head, page)
        found.names = names
        marks = await rows(MARKS, assessment_id, None)
        appeals = await rows(APPEALS, assessment_id, before, None if sees_all else sorted(own))
        unanswered = await value(UNANSWERED, assessment_id)
        nobody = found.stage == Stage.NOTICE and await waiting.nobody_approves(
            head.sheet.subject, assessment_id
        )
    given = verified_of(marks)
    context = shown(
        found,
        page=told,
        untold=kept_back,
        WHY_UNTOLD=WHY,
        more=first + PAGE if len(listed) > first + PAGE else None,
        marked=rules.marks_of(found.sheet),
        given=given,
        claimed={(each["subject"], each["indicator"]): each["claimed"] for each in marks},
        lacking=rules.lacking(found.sheet, names, given),
        appeals=appeals[:PAGE],
        older=appeals[PAGE - 1]["id"] if len(appeals) > PAGE else None,
        unanswered=unanswered,
        sees_all=sees_all,
        own=own,
        waits=waits,
        only=only,
        FOR_WHOM=FOR_WHOM,
        nobody_verifies=nobody,
        ready=found.opened["notice_until"] is not None and today() > found.opened["notice_until"],
        order=list(rules.NAMES)[1:],
        undoes=undoing.undoes(found.stage, found.sheet),
    )
    return Template("scoring/assessment.html", context=context)


@forward("/verification", Act.ASSESS)
async def verification(request: AnyRequest, form: Fields, assessment_id: int) -> Done:  # noqa: ARG001
    """From here on nobody changes what they claimed."""
    assessment = await assessment_of(assessment_id, lock=True)
    rules.check_stage(assessment["stage"], [Stage.ASSESSING])
    said = sentence(_("自评结束，开始核验。"))
    return await moved(assessment_id, {Assessment.stage: Stage.VERIFYING}, said)


@dataclass
class NoticeForm:
    days: str = ""


@forward("/notice", Act.ASSESS)
async def notice(request: AnyRequest, form: NoticeForm, assessment_id: int) -> Done:  # noqa: ARG001
    days = number_in(form.days)
    assessment = await assessment_of(assessment_id, lock=True)
    rules.check_stage(assessment["stage"], [Stage.VERIFYING])
    found = await of_assessment(assessment)
    given = verified_of(await rows(MARKS, assessment_id, None))
    closes = min(found.within.closes, found.period.ends + timedelta(days=366))
    last = found.period.ends if found.sheet.closing_days is None else closes
    rules.check_notice(today(), last, days, rules.lacking(found.sheet, found.names, given))
    await settling.keep(found)
    until = today() + timedelta(days=days)
    changes = {
        Assessment.stage: Stage.NOTICE,
        Assessment.notice_until: until,
        Assessment.noticed_at: now(),
    }
    said = sentence(_("已公示，到 %(day)s 为止。"), day=in_words(until))
    return await moved(assessment_id, changes, said)


@forward("/approval", Act.APPROVE)
async def approval(request: AnyRequest, form: Fields, assessment_id: int) -> Done:  # noqa: ARG001
    """Of two at once the second is told that it is approved already."""
    assessment = await assessment_of(assessment_id, lock=True)
    unanswered = await value(UNANSWERED, assessment_id)
    me, head = user_of(request), await heading_of(assessment)
    if await undoing.is_party(me, head.sheet, assessment_id):
        raise Refused(OTHERS)
    rules.check_approval(assessment["stage"], assessment["notice_until"], today(), unanswered)
    changes = {
        Assessment.stage: Stage.APPROVED,
        Assessment.approved_by: user_of(request).name,
        Assessment.approved_at: now(),
    }
    return await moved(assessment_id, changes, sentence(_("已审定。")))


@forward("/locking", Act.ASSESS)
async def locking(request: AnyRequest, form: Fields, assessment_id: int) -> Done:  # noqa: ARG001
    assessment = await assessment_of(assessment_id, lock=True)
    rules.check_stage(assessment["stage"], [Stage.APPROVED])
    found = await of_assessment(assessment)
    if not found.same:
        raise Refused(_("照存档重算，结果和存档不同，不能锁定。请联系管理人员。"))
    changes = {
        Assessment.stage: Stage.LOCKED,
        Assessment.locked_by: user_of(request).name,
        Assessment.locked_at: now(),
    }
    return await moved(assessment_id, changes, sentence(_("已锁定，谁也不能再改。")))


router = Router(
    HERE,
    route_handlers=[
        begin, assessment_page, verification, notice, approval, locking,
        *marking.handlers,
        *appealing.handlers,
        *retracting.handlers,
        *undoing.handlers,
    ],
)  # fmt: skip
