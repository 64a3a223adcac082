"""Marks that nobody can count: claimed with evidence, verified by somebody else."""

from decimal import Decimal
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.roles import Account, Act, may
from app.db import county_tx, rows, value
from app.evidence.queries import photos_of
from app.i18n import _
from app.refusal import Refused, refuse_all
from app.scoring.assessment import rules
from app.scoring.assessment.rules import Stage
from app.scoring.pages import shown
from app.scoring.results import Standing, assessment_of, of_assessment
from app.scoring.rights import check_seen, own_subjects
from app.scoring.tables import Mark
from app.web.idempotency import once
from app.web.requests import AnyRequest, form_post, to, user_of

HERE = "/assessments"
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


def verified_of(marks: list[Any]) -> dict[str, dict[str, Decimal]]:
    found: dict[str, dict[str, Decimal]] = {}
    for each in marks:
        if each["verified"] is not None:
            found.setdefault(each["subject"], {})[each["indicator"]] = each["verified"]
    return found


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
        marked=rules.marks_of(found.sheet),
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
        open_at = [Stage.ASSESSING, Stage.VERIFYING] if verifying else [Stage.ASSESSING]
        rules.check_stage(assessment["stage"], open_at)
        found, own = await for_marks(me, assessment, subject)
        if not verifying and not own:
            raise PermissionDeniedException(_("只有本单位的人能自评。"))
        before = {each["indicator"]: each for each in await rows(MARKS, assessment_id, subject)}
        refusals: list[Refused] = []
        typed = []
        for each in rules.marks_of(found.sheet):
            text, why = str(form.get(f"mark.{each.key}", "")), str(form.get(f"why.{each.key}", ""))
            if not text.strip():
                continue
            try:
                if verifying:
                    rules.check_other(each, before.get(each.key), me.name)
                rules.check_unchanged(
                    each, before.get(each.key), form.get(f"was.{each.key}"), verifying=verifying
                )
                mark, reason = (
                    rules.check_given(found.sheet, each.key, text),
                    rules.check_text(why),
                )
                typed.append((each.key, mark, reason))
            except Refused as refusal:
                field = "mark" if refusal.field != "text" else "why"
                refusals.append(Refused(refusal.text, f"{field}.{each.key}", **refusal.values))
        refuse_all(refusals)
        for key, mark, reason in typed:  # of one sheet's few manual items
            sql = VERIFY if verifying else CLAIM
            await value(sql, assessment_id, subject, key, mark, reason, me.name)
    return to(request, f"{HERE}/{assessment_id}/marks/{subject}")


handlers = [of_mark, marks, give]
