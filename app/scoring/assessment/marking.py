"""Marks that nobody can count: claimed with evidence, verified by somebody else."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.own import Record, own
from app.access.roles import Account, Act, may
from app.charter.sheets import Sheet
from app.db import county_tx, execute, rows
from app.evidence.queries import photos_of
from app.i18n import _
from app.refusal import Refused, gathered, refuse_all
from app.scoring.assessment import rules, waiting
from app.scoring.assessment.rules import Stage
from app.scoring.headings import Heading, heading_of
from app.scoring.pages import shown
from app.scoring.results import assessment_of, counted
from app.scoring.rights import check_subject, judges_own, own_subjects
from app.scoring.tables import LoadedAssessment, Mark
from app.scoring.telling import check_told
from app.web.frame import Done, Fields, change, sentence
from app.web.requests import AnyRequest, realm_of, user_of

HERE = "/assessments"
MARKS = """
    SELECT "id", "subject", "indicator", "claimed", "claim", "claimed_by", "claimed_at",
           "claimed_account", "claimants", "verified", "reason", "verified_by", "verified_at"
    FROM "mark" WHERE "mark"."county" = $1 AND "assessment" = $2
      AND ($3::text IS NULL OR "subject" = $3)
"""
CLAIM = """
    INSERT INTO "mark" ("county", "assessment", "subject", "indicator", "claimed", "claim",
        "claimed_by", "claimed_account", "claimants", "claimed_at")
    VALUES ($1, :assessment, :subject, :indicator, :mark, :reason, :who, :account,
        ARRAY[:account::bigint], now())
    ON CONFLICT ("county", "assessment", "subject", "indicator") DO UPDATE
    SET "claimed" = excluded."claimed", "claim" = excluded."claim",
        "claimed_by" = excluded."claimed_by", "claimed_at" = excluded."claimed_at",
        "claimed_account" = excluded."claimed_account",
        "claimants" = array_remove("mark"."claimants", :account) || excluded."claimants"
"""
# `account`: None, where an appeal is answered: whoever does so has not verified it.
VERIFY = """
    INSERT INTO "mark" ("county", "assessment", "subject", "indicator", "verified", "reason",
        "verified_by", "verifiers", "verified_at")
    VALUES ($1, :assessment, :subject, :indicator, :mark, :reason, :who,
        array_remove(ARRAY[:account::bigint], NULL), now())
    ON CONFLICT ("county", "assessment", "subject", "indicator") DO UPDATE
    SET "verified" = excluded."verified", "reason" = excluded."reason",
        "verified_by" = excluded."verified_by", "verified_at" = excluded."verified_at",
        "verifiers" = array_remove("mark"."verifiers", :account) || excluded."verifiers"
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
    return Redirect(f"{realm_of(request)}{HERE}/{found['assessment']}/marks/{found['subject']}")


@get("/{assessment_id:int}/marks/{subject:str}", guards=[may(Act.CLAIM)])
async def marks(
    request: AnyRequest, assessment_id: FromPath[int], subject: FromPath[str]
) -> Template:
    me = user_of(request)
    async with county_tx(readonly=True):
        head, speaks = await for_marks(me, await assessment_of(assessment_id), subject)
        party = await judges_own(me, head.sheet, subject, assessment_id)
        found = await counted(head)
        given = {each["indicator"]: each for each in await rows(MARKS, assessment_id, subject)}
        photos = await photos_of(me, "mark", [each["id"] for each in given.values()])
        nobody = await waiting.nobody_verifies(assessment_id, subject)
    context = shown(
        found,
        subject=subject,
        score=found.of(subject),
        marked=rules.marks_of(found.sheet),
        given=given,
        photos=photos,
        nobody_verifies=nobody,
        claims=speaks and found.stage == Stage.ASSESSING,
        verifies=me.may(Act.MARK)
        and not party
        and found.stage in (Stage.ASSESSING, Stage.VERIFYING),
    )
    return Template("scoring/marks.html", context=context)


async def for_marks(
    me: Account, assessment: LoadedAssessment, subject: str
) -> tuple[Heading, bool]:
    """Which sheet, and whether the subject is one's own. Nothing is counted yet. The total less
    the marks would tell a stranger what telling.py keeps back.
    """
    head = await heading_of(assessment)
    await check_subject(me, head, subject)
    await check_told(me, head, subject)
    return head, subject in await own_subjects(me, head.sheet)


@change(
    "/{assessment_id:int}/marks/{subject:str}",
    may(Act.CLAIM),
    page="/assessments/{assessment_id}/marks/{subject}",
)
async def give(request: AnyRequest, form: Fields, assessment_id: int, subject: str) -> Done:
    """`do`: claim or verify; `mark.<indicator>`, `why.<indicator>`. What is empty stays as it is;
    nobody verifies what they claimed themselves.
    """
    me, verifying = user_of(request), form.get("do") == "verify"
    if verifying and not me.may(Act.MARK):
        raise PermissionDeniedException(_("您的账号无权办理，请换有权限的账号登录。"))
    assessment = await assessment_of(assessment_id, lock=True)
    head, speaks = await for_marks(me, assessment, subject)
    if not verifying and not speaks:
        raise PermissionDeniedException(_("只有本单位的人能自评。"))
    open_at = [Stage.ASSESSING, Stage.VERIFYING] if verifying else [Stage.ASSESSING]
    rules.check_stage(assessment["stage"], open_at)
    before = {each["indicator"]: each for each in await rows(MARKS, assessment_id, subject)}
    party = verifying and await judges_own(me, head.sheet, subject, assessment_id)
    typed = read(head.sheet, form, before, me if verifying else None, speaks_for=party)
    for key, mark, reason in typed:  # of one sheet's few manual items
        sql = VERIFY if verifying else CLAIM
        await execute(
            sql,
            assessment=assessment_id,
            subject=subject,
            indicator=key,
            mark=mark,
            reason=reason,
            who=me.name,
            account=me.id,
        )
    said = _("已核定。") if verifying else _("自评已存下。")
    return Done(f"{HERE}/{assessment_id}/marks/{subject}", sentence(said))


def read(
    sheet: Sheet,
    form: Fields,
    before: Mapping[str, Any],
    verifier: Account | None,
    *,
    speaks_for: bool = False,
) -> list[tuple[str, Decimal, str]]:
    """Pure. (indicator, mark, reason) of what was filled in; `verifier`: who verifies, None: it is
    claimed; `speaks_for`: they speak for the subject, or did. Raises all that is wrong at once.
    """
    refusals: list[Refused] = []
    typed = []
    for each in rules.marks_of(sheet):
        text, why = form.get(f"mark.{each.key}"), form.get(f"why.{each.key}")
        if not text.strip():
            continue
        stood, was = before.get(each.key), f"was.{each.key}"
        seen = form.get(was) if was in form else None
        rules.check_unchanged(each, stood, seen, verifying=verifier is not None)
        wrong: list[Refused] = []
        with gathered(wrong):
            if verifier is not None:
                authors = rules.claimants(stood, verifier.id, verifier.name)
                record = Record(authors=authors, spoken_for=speaks_for)
                rules.check_other(each, own=own(verifier, record))
        with gathered(wrong):
            mark = rules.check_given(sheet, each.key, text)
        with gathered(wrong):
            reason = rules.check_text(why)
        if not wrong:
            typed.append((each.key, mark, reason))
        refusals += [
            Refused(
                one.text, f"{'why' if one.field == 'text' else 'mark'}.{each.key}", **one.values
            )
            for one in wrong
        ]
    refuse_all(refusals)
    return typed


handlers = [of_mark, marks, give]
