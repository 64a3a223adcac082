"""The way of a sheet, step by step: who opens it, claims, verifies, appeals, approves, locks."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from litestar import Router, get
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from app.accounts.roles import Account, Act, may
from app.dates import now, today
from app.db import county_tx, row, rows, value
from app.evidence.loading import photos_of
from app.refusal import Refused, refuse_all
from app.scoring import life, settling
from app.scoring.life import Stage
from app.scoring.loading import Standing, assessment_of, in_force, of_assessment
from app.scoring.methods import Facts
from app.scoring.pages import shown
from app.scoring.periods import period_of
from app.scoring.rights import check_seen, own_subjects
from app.scoring.tables import Appeal, Assessment, Mark
from app.web import AnyRequest, day_in, form_post, number_in, once, seen_before, to, user_of
from app.words import _

HERE = "/assessments"
PAGE = 50
OPEN = """
    INSERT INTO "assessment" ("county", "sheet", "charter", "begins", "ends", "opened_by")
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING "id"
"""
MARKS = """
    SELECT "id", "subject", "indicator", "claimed", "claim", "claimed_by", "claimed_at", "verified",
           "reason", "verified_by", "verified_at"
    FROM "mark" WHERE "mark"."county" = $1 AND "assessment" = $2
      AND ($3::text IS NULL OR "subject" = $3)
"""
CLAIM = """
    INSERT INTO "mark" ("county", "assessment", "subject", "indicator", "claimed", "claim",
        "claimed_by", "claimed_at")
    VALUES ($1, $2, $3, $4, $5, $6, $7, now())
    ON CONFLICT ("county", "assessment", "subject", "indicator") DO UPDATE
    SET "claimed" = excluded."claimed", "claim" = excluded."claim",
        "claimed_by" = excluded."claimed_by", "claimed_at" = excluded."claimed_at"
"""
VERIFY = """
    INSERT INTO "mark" ("county", "assessment", "subject", "indicator", "verified", "reason",
        "verified_by", "verified_at")
    VALUES ($1, $2, $3, $4, $5, $6, $7, now())
    ON CONFLICT ("county", "assessment", "subject", "indicator") DO UPDATE
    SET "verified" = excluded."verified", "reason" = excluded."reason",
        "verified_by" = excluded."verified_by", "verified_at" = excluded."verified_at"
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
        life.check_opening(period.begins, today())
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
        marked=life.marks_of(found.sheet),
        given=given,
        claimed={(each["subject"], each["indicator"]): each["claimed"] for each in marks},
        lacking=life.lacking(found.sheet, found.names, given),
        appeals=appeals[:PAGE],
        older=appeals[PAGE - 1]["id"] if len(appeals) > PAGE else None,
        unanswered=unanswered,
        sees_all=sees_all,
        own=own,
        ready=found.assessment["notice_until"] is not None
        and today() > found.assessment["notice_until"],
        order=list(life.NAMES)[1:],
    )
    return Template("scoring/assessment.html", context=context)


def verified_of(marks: list[Any]) -> dict[str, dict[str, Decimal]]:
    found: dict[str, dict[str, Decimal]] = {}
    for each in marks:
        if each["verified"] is not None:
            found.setdefault(each["subject"], {})[each["indicator"]] = each["verified"]
    return found


@form_post("/{assessment_id:int}/verification", guards=[may(Act.ASSESS)])
async def verification(request: AnyRequest, assessment_id: FromPath[int]) -> Any:
    """From here on nobody changes what they claimed."""
    async with county_tx():
        assessment = await assessment_of(assessment_id, lock=True)
        life.check_stage(assessment["stage"], [Stage.ASSESSING])
        await moved(assessment_id, {Assessment.stage: Stage.VERIFYING})
    return to(request, f"{HERE}/{assessment_id}")


@form_post("/{assessment_id:int}/notice", guards=[may(Act.ASSESS)])
async def notice(request: AnyRequest, assessment_id: FromPath[int]) -> Any:
    form = await request.form()
    days = number_in(str(form.get("days", "")))
    async with county_tx():
        assessment = await assessment_of(assessment_id, lock=True)
        life.check_stage(assessment["stage"], [Stage.VERIFYING])
        found = await of_assessment(assessment)
        given = verified_of(await rows(MARKS, assessment_id, None))
        closes = min(found.within.closes, found.period.ends + timedelta(days=366))
        last = found.period.ends if found.sheet.closing_days is None else closes
        life.check_notice(today(), last, days, life.lacking(found.sheet, found.names, given))
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
        life.check_approval(assessment["stage"], assessment["notice_until"], today(), unanswered)
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
        life.check_stage(assessment["stage"], [Stage.APPROVED])
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


@get("/marks/{mark_id:int}", guards=[may(Act.CLAIM)])
async def of_mark(request: AnyRequest, mark_id: FromPath[int]) -> Redirect:
    """Where a photo of evidence leads back to."""
    async with county_tx(readonly=True):
        found = await Mark.select(Mark.assessment, Mark.subject).where(Mark.id == mark_id).first()
    if found is None:
        raise NotFoundException
    realm = request.scope["realm_path"]  # type: ignore[typeddict-item]
    return Redirect(f"{realm}{HERE}/{found['assessment']}/marks/{found['subject']}")


@get("/{assessment_id:int}/marks/{subject:str}", guards=[may(Act.CLAIM)])
async def marks(
    request: AnyRequest, assessment_id: FromPath[int], subject: FromPath[str]
) -> Template:
    me = user_of(request)
    async with county_tx(readonly=True):
        found, own = await for_marks(me, await assessment_of(assessment_id), subject)
        given = {each["indicator"]: each for each in await rows(MARKS, assessment_id, subject)}
        photos = await photos_of("mark", [each["id"] for each in given.values()])
    context = shown(
        found,
        subject=subject,
        score=found.of(subject),
        marked=life.marks_of(found.sheet),
        given=given,
        photos=photos,
        claims=own and found.stage == Stage.ASSESSING,
        verifies=me.may(Act.MARK) and found.stage in (Stage.ASSESSING, Stage.VERIFYING),
        once=once(),
    )
    return Template("scoring/marks.html", context=context)


async def for_marks(me: Account, assessment: Any, subject: str) -> tuple[Standing, bool]:
    found = await of_assessment(assessment)
    await check_seen(me, found, subject)
    found.of(subject)
    return found, subject in await own_subjects(me, found.sheet)


@form_post("/{assessment_id:int}/marks/{subject:str}", guards=[may(Act.CLAIM)])
async def give(request: AnyRequest, assessment_id: FromPath[int], subject: FromPath[str]) -> Any:
    """`do`: claim or verify; `mark.<indicator>`, `why.<indicator>`. What is empty stays as it is;
    nobody verifies what they claimed themselves.
    """
    me, form = user_of(request), dict((await request.form()).items())
    verifying = form.get("do") == "verify"
    if verifying and not me.may(Act.MARK):
        raise PermissionDeniedException(_("您的身份不能办理此事。"))
    async with county_tx():
        assessment = await assessment_of(assessment_id, lock=True)
        stages = [Stage.ASSESSING, Stage.VERIFYING] if verifying else [Stage.ASSESSING]
        life.check_stage(assessment["stage"], stages)
        found, own = await for_marks(me, assessment, subject)
        if not verifying and not own:
            raise PermissionDeniedException(_("只有本单位的人能自评。"))
        before = {each["indicator"]: each for each in await rows(MARKS, assessment_id, subject)}
        refusals: list[Refused] = []
        typed = []
        for each in life.marks_of(found.sheet):
            text, why = str(form.get(f"mark.{each.key}", "")), str(form.get(f"why.{each.key}", ""))
            if not text.strip():
                continue
            try:
                if verifying:
                    life.check_other(each, before.get(each.key), me.name)
                life.check_unchanged(
                    each, before.get(each.key), form.get(f"was.{each.key}"), verifying=verifying
                )
                mark, reason = life.check_given(found.sheet, each.key, text), life.check_text(why)
                typed.append((each.key, mark, reason))
            except Refused as refusal:
                field = "mark" if refusal.field != "text" else "why"
                refusals.append(Refused(refusal.text, f"{field}.{each.key}", **refusal.values))
        refuse_all(refusals)
        for key, mark, reason in typed:  # of one sheet's few manual items
            sql = VERIFY if verifying else CLAIM
            await value(sql, assessment_id, subject, key, mark, reason, me.name)
    return to(request, f"{HERE}/{assessment_id}/marks/{subject}")


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
        text = life.check_appeal(
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
        life.check_stage(assessment["stage"], [Stage.NOTICE])
        one = await row(ONE_APPEAL, appeal_id, assessment_id)
        if one is None:
            raise NotFoundException(_("没有这件申诉。"))
        if one["answered_at"] is not None:
            raise Refused(_("这件申诉已经答复过了。"))
        if one["person"] == me.name and one["account"] == me.id:
            raise Refused(_("自己的申诉请别人答复。"))
        text = life.check_text(str(form.get("text", "")))
        if form.get("upheld") not in ("true", "false"):
            raise Refused(_("请选成立还是不成立。"), "upheld")
        upheld = form.get("upheld") == "true"
        found = await of_assessment(assessment)
        if upheld:
            given: dict[str, Decimal] = {}
            if one["indicator"] in {each.key for each in life.marks_of(found.sheet)}:
                mark = life.check_given(found.sheet, one["indicator"], str(form.get("mark", "")))
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


router = Router(
    HERE,
    route_handlers=[
        begin, show, verification, notice, approval, locking, of_mark, marks, give, appeal_form,
        appeal, answer_form, answer,
    ],
)  # fmt: skip
