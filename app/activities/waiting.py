"""What was reported and waits to be verified: for whom, and what nobody is left for."""

from app.access.holding import APPOINTED, ToMark, marked_by, nobody_marks, to_mark
from app.access.parties import own_activity
from app.access.roles import Account, Act
from app.db import row, value

FIGURES = f"""
    SELECT {to_mark(own_activity, [APPOINTED])}
    FROM "activity"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "activity"."station"
    WHERE "activity"."county" = $1 AND "activity"."state" = 'reported'
"""  # noqa: S608
# What the figures count, as a list: conditions of its rows.
LISTS = {
    key: f'"activity"."state" = \'reported\' AND {found}'
    for key, found in marked_by(own_activity, [APPOINTED]).items()
}
NOBODY = f"""
    SELECT {nobody_marks(own_activity, [APPOINTED])} FROM "activity"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "activity"."station"
    WHERE "activity"."county" = $1 AND "activity"."id" = $2
"""  # noqa: S608


async def figures(me: Account) -> ToMark:
    if me.may(Act.MARK):
        first = me.comes_first(Act.MARK)
        if found := await row(FIGURES, me=me.id, first=first, of=ToMark):
            return found
    return ToMark(mine=0, nobody=0)


async def nobody_verifies(activity: int) -> bool:
    return bool(await value(NOBODY, activity))
