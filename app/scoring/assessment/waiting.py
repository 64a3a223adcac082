"""What subjects claimed and waits to be verified: for whom, and what nobody is left for."""

from datetime import date
from typing import NotRequired, TypedDict

from app.access.holding import (
    APPOINTED,
    WHO,
    ToMark,
    marked_by,
    nobody_marks,
    somebody,
    to_mark,
)
from app.access.parties import own_mark, own_sheet
from app.access.roles import MAY, Account, Act
from app.charter import store
from app.charter.scoring import SUBJECTS
from app.dates import today
from app.db import rows, value
from app.scoring.assessment.rules import Stage

CLAIMED = f"""
    "assessment"."stage" IN ('{Stage.ASSESSING}', '{Stage.VERIFYING}')
      AND "assessment"."withdrawn_at" IS NULL
      AND "mark"."claimed" IS NOT NULL AND "mark"."verified" IS NULL
"""
WAITING = f"""
    SELECT "assessment"."id", "assessment"."sheet", "assessment"."begins",
           {to_mark(own_mark, [APPOINTED])}
    FROM "assessment" JOIN "mark"
      ON "mark"."county" = $1 AND "mark"."assessment" = "assessment"."id"
    WHERE "assessment"."county" = $1 AND {CLAIMED}
    GROUP BY 1, 2, 3 ORDER BY 1
"""  # noqa: S608
# Which they are, of one assessment.
LISTS = {
    key: f"""
        SELECT "mark"."subject", "mark"."indicator" FROM "assessment" JOIN "mark"
          ON "mark"."county" = $1 AND "mark"."assessment" = "assessment"."id"
        WHERE "assessment"."county" = $1 AND "assessment"."id" = :assessment AND {CLAIMED}
          AND {which}
    """  # noqa: S608
    for key, which in marked_by(own_mark, [APPOINTED]).items()
}
NOBODY = f"""
    SELECT coalesce(bool_or({nobody_marks(own_mark, [APPOINTED])}), false)
    FROM "assessment" JOIN "mark"
      ON "mark"."county" = $1 AND "mark"."assessment" = "assessment"."id"
    WHERE "assessment"."county" = $1 AND "assessment"."id" = $2 AND "mark"."subject" = $3
      AND {CLAIMED}
"""  # noqa: S608


NOBODY_APPROVES = {
    kind: f"SELECT NOT {somebody(MAY[Act.APPROVE], own_sheet(WHO, kind, '$2'), [APPOINTED])}"
    for kind in SUBJECTS
}
OWN_SHEET = {kind: f"SELECT {own_sheet('$2::bigint', kind, '$3')}" for kind in SUBJECTS}


# The days of the notice are over, and every appeal is answered.
TO_APPROVE = f"""
    SELECT "assessment"."id", "sheet", "charter", "begins", "notice_until" FROM "assessment"
    WHERE "assessment"."county" = $1 AND "stage" = '{Stage.NOTICE}' AND "withdrawn_at" IS NULL
      AND "notice_until" < $2 AND NOT EXISTS (
        SELECT FROM "appeal" WHERE "appeal"."county" = $1
          AND "appeal"."assessment" = "assessment"."id" AND "answered_at" IS NULL)
    ORDER BY "notice_until", "assessment"."id"
"""  # noqa: S608
# Of assessments with their kinds of subject: whether it is one's own, and whether nobody is left.
APPROVERS = " UNION ALL ".join(
    f"""SELECT one.id, {own_sheet("$2::bigint", kind, "one.id")} AS own, NOT {others} AS nobody
        FROM unnest($3::bigint[], $4::text[]) AS one (id, kind)
        WHERE one.kind = '{kind}'"""  # noqa: S608  (our own words)
    for kind in SUBJECTS
    for others in [somebody(MAY[Act.APPROVE], own_sheet(WHO, kind, "one.id"), [APPOINTED])]
)


class ToApprove(TypedDict):
    """`nobody`: all who approve are parties to it, or there is none: the office sees to it."""

    id: int
    sheet: str
    charter: int
    begins: date
    notice_until: date
    nobody: NotRequired[bool]


class Claimed(ToMark):
    """How many, of one assessment."""

    id: int
    sheet: str
    begins: date


async def claimed(me: Account) -> list[Claimed]:
    if not me.may(Act.MARK):
        return []
    found = await rows(WAITING, me=me.id, first=me.comes_first(Act.MARK), of=Claimed)
    return [each for each in found if each["mine"] or each["nobody"]]


async def to_approve(me: Account) -> list[ToApprove]:
    """On the desk of whoever approves and is no party to it; where nobody is left, the office's."""
    approves = me.may(Act.APPROVE)
    if not (approves or me.may(Act.ASSESS)):
        return []
    found = await rows(TO_APPROVE, today(), of=ToApprove)
    if not found:
        return []
    charters = await store.versions({each["charter"] for each in found})
    kinds = [
        next(one.subject for one in sheets if one.key == each["sheet"])
        for each in found
        for sheets in [charters[each["charter"]].scoring.sheets]
    ]
    asked = await rows(APPROVERS, me.id, [each["id"] for each in found], kinds)
    by_id = {each["id"]: each for each in asked}
    return [
        {**each, "nobody": by_id[each["id"]]["nobody"]}
        for each in found
        if (approves and not by_id[each["id"]]["own"])
        or (by_id[each["id"]]["nobody"] and me.may(Act.ASSESS))
    ]


async def marks_for(me: Account, assessment: int, whom: str) -> set[tuple[str, str]]:
    """Subject and indicator of those that the figure `whom` counts."""
    if not me.may(Act.MARK) or whom not in LISTS:
        return set()
    first = me.comes_first(Act.MARK)
    found = await rows(LISTS[whom], me=me.id, first=first, assessment=assessment)
    return {(each["subject"], each["indicator"]) for each in found}


async def nobody_approves(kind: str, assessment: int) -> bool:
    """`kind`: of the sheet's subjects."""
    sql = NOBODY_APPROVES[kind]
    return bool(await value(sql, *([assessment] if "$2" in sql else [])))


async def spoke_on(me: Account, kind: str, assessment: int) -> bool:
    """Whether they spoke within the period for anyone on its sheet; where that is asked at all."""
    sql = OWN_SHEET[kind]
    return "$3" in sql and bool(await value(sql, me.id, assessment))


async def nobody_verifies(assessment: int, subject: str) -> bool:
    return bool(await value(NOBODY, assessment, subject))
