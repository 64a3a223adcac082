"""What subjects claimed and waits to be verified: for whom, and what nobody is left for."""

from datetime import date

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
from app.charter.scoring import SUBJECTS
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
    kind: f"SELECT NOT {somebody(MAY[Act.APPROVE], own_sheet(WHO, kind), [APPOINTED])}"
    for kind in SUBJECTS
}


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


async def marks_for(me: Account, assessment: int, whom: str) -> set[tuple[str, str]]:
    """Subject and indicator of those that the figure `whom` counts."""
    if not me.may(Act.MARK) or whom not in LISTS:
        return set()
    first = me.comes_first(Act.MARK)
    found = await rows(LISTS[whom], me=me.id, first=first, assessment=assessment)
    return {(each["subject"], each["indicator"]) for each in found}


async def nobody_approves(kind: str) -> bool:
    """`kind`: of the sheet's subjects."""
    return bool(await value(NOBODY_APPROVES[kind]))


async def nobody_verifies(assessment: int, subject: str) -> bool:
    return bool(await value(NOBODY, assessment, subject))
