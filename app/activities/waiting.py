"""What was reported and waits to be verified: for whom, and what nobody is left for."""

from typing import TypedDict

from app.access.holding import APPOINTED, WHO, somebody
from app.access.parties import own_activity
from app.access.roles import LAST, MAY, Account, Act
from app.db import row, value

OTHERS = somebody(MAY[Act.MARK] - LAST, own_activity(WHO), [APPOINTED])
ANYBODY = somebody(MAY[Act.MARK], own_activity(WHO), [APPOINTED])
FIGURES = f"""
    SELECT count(*) FILTER (WHERE NOT {own_activity(":me")} AND (:first OR NOT {OTHERS})) AS mine,
           count(*) FILTER (WHERE NOT {ANYBODY}) AS nobody
    FROM "activity"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "activity"."station"
    WHERE "activity"."county" = $1 AND "activity"."state" = 'reported'
"""  # noqa: S608
NOBODY = f"""
    SELECT NOT {ANYBODY} FROM "activity"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "activity"."station"
    WHERE "activity"."county" = $1 AND "activity"."id" = $2
"""  # noqa: S608


class Figures(TypedDict):
    """`mine`: that wait for whoever asks; `nobody`: that nobody may verify."""

    mine: int
    nobody: int


async def figures(me: Account) -> Figures:
    if me.may(Act.MARK):
        first = me.comes_first(Act.MARK)
        if found := await row(FIGURES, me=me.id, first=first, of=Figures):
            return found
    return Figures(mine=0, nobody=0)


async def nobody_verifies(activity: int) -> bool:
    return bool(await value(NOBODY, activity))
