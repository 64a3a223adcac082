"""What waits on my desk: each kind by a statement of its own, within the caller's transaction."""

from datetime import date, timedelta
from typing import Any, NotRequired, TypedDict

from app.access.holding import (
    ANSWERED_BY_ANYBODY,
    ANSWERED_BY_OTHERS,
    SILENT,
    VERIFIED_BY_OTHERS,
    spoken_for,
)
from app.access.parties import own_appeal, own_commitment, rates_own
from app.access.roles import MAY, Account, Act, Role
from app.db import rows
from app.outcomes.queries import Owing
from app.outcomes.tables import REOPENED, STANDS
from app.portal.desk.held import mine

PAGE = 50
SOON = timedelta(days=30)

# `mine` in them: as in held.py. Each is read as far as `limited` says.

OWED = f"""
    SELECT "commitment"."id", "commitment"."topic", "commitment"."task", "commitment"."due_on",
           "commitment"."department", "commitment"."done_on", "topic"."title",
           "department"."name" AS department_name,
           EXISTS (SELECT FROM "passage"
                   WHERE "passage"."county" = $1 AND "passage"."topic" = "commitment"."topic"
                     AND {REOPENED}
                     AND "passage"."id" < "commitment"."id") AS again
    FROM "commitment"
    JOIN "department" ON "department"."county" = $1
     AND "department"."id" = "commitment"."department"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "commitment"."topic"
    WHERE "commitment"."county" = $1 AND "commitment"."done_on" IS NULL
      AND "commitment"."department" = ANY($2::bigint[]) AND {STANDS}
    ORDER BY "commitment"."due_on", "commitment"."id"
"""  # noqa: S608

# What is asked of a department at a sitting, and nobody has answered there (`to_answer` in
# app/consultations/rules.py). Those that are still to be filed are few.
ASKED = f"""
    SELECT "consultation"."id", "consultation"."topic", "consultation"."title" AS sitting,
           "consultation"."held_on", "topic"."title", count(*) AS n,
           bool_and("participant"."department" <> ALL($2::bigint[])) AS unspoken
    FROM "consultation"
    JOIN "participant" ON "participant"."county" = $1
     AND "participant"."consultation" = "consultation"."id"
     AND ("participant"."department" = ANY($2::bigint[])
          OR $3 AND "participant"."department" IS NOT NULL
             AND NOT {spoken_for('"participant"."department"')})
    JOIN "statement" ON "statement"."county" = $1 AND "statement"."asks" = "participant"."id"
     AND "statement"."struck_at" IS NULL
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "consultation"."topic"
    WHERE "consultation"."county" = $1 AND "consultation"."state" = 'planned'
      AND NOT EXISTS (SELECT FROM "statement" AS "reply" WHERE "reply"."county" = $1
          AND "reply"."consultation" = "consultation"."id"
          AND "reply"."answers" = "statement"."id" AND "reply"."struck_at" IS NULL)
    GROUP BY "consultation"."id", "consultation"."topic", "consultation"."title",
             "consultation"."held_on", "topic"."title"
    ORDER BY "consultation"."held_on", "consultation"."id"
"""  # noqa: S608

TO_VERIFY = f"""
    WITH mine (role, station) AS (SELECT * FROM unnest($2::text[], $3::bigint[]))
    SELECT "commitment"."id", "commitment"."topic", "commitment"."task", "commitment"."due_on",
           "commitment"."department", "commitment"."done_on", "topic"."title",
           "department"."name" AS department_name,
           false AS again
    FROM "commitment"
    JOIN "department" ON "department"."county" = $1
     AND "department"."id" = "commitment"."department"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "commitment"."topic"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "commitment"."county" = $1
      AND "commitment"."done_on" IS NOT NULL AND "commitment"."verified_on" IS NULL
      AND EXISTS (SELECT FROM mine WHERE mine.role = ANY($4::text[])
                  AND (mine.station IS NULL OR mine.station = ANY("station"."lineage"))
                  AND (mine.role <> 'leadership' OR NOT {VERIFIED_BY_OTHERS}))
      AND NOT {own_commitment("$5")}
      AND {STANDS}
    ORDER BY "commitment"."done_on", "commitment"."id"
"""  # noqa: S608

SITTINGS = """
    WITH mine (role, station) AS (SELECT * FROM unnest(:roles::text[], :stations::bigint[]))
    SELECT "consultation"."id", "consultation"."title", "consultation"."held_on",
           "consultation"."begins", "consultation"."place", "consultation"."form",
           "station"."name" AS station_name,
           "participant"."state" AS my_state, kept.keeps
    FROM "consultation"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "consultation"."station"
    LEFT JOIN "participant" ON "participant"."county" = $1
     AND "participant"."consultation" = "consultation"."id"
     AND ("participant"."member" = :member) IS TRUE  -- of these sittings, not all of a member's
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM mine WHERE mine.role = ANY(:keepers::text[])
                       AND (mine.station IS NULL OR mine.station = ANY("station"."lineage")))
            AS keeps) AS kept
    WHERE "consultation"."county" = $1 AND "consultation"."state" = 'planned'
      AND "consultation"."held_on" <= :until
      AND ("participant"."id" IS NOT NULL OR kept.keeps)
    ORDER BY "consultation"."held_on", "consultation"."id"
"""

# Of scores, in the days of the public notice: they are approved when all are answered. The office
# also sees those that nobody may answer.
APPEALS = f"""
    SELECT "appeal"."id", "appeal"."assessment", "appeal"."text", "appeal"."raised_at",
           "assessment"."sheet", by_.nobody
    FROM "appeal"
    CROSS JOIN LATERAL (SELECT NOT {ANSWERED_BY_ANYBODY} AS nobody,
        NOT {own_appeal(":me")} AND (:first OR NOT {ANSWERED_BY_OTHERS}) AS mine) AS by_
    JOIN "assessment" ON "assessment"."county" = $1 AND "assessment"."id" = "appeal"."assessment"
    WHERE "appeal"."county" = $1 AND "appeal"."answered_at" IS NULL
      AND "assessment"."withdrawn_at" IS NULL
      AND (by_.mine OR by_.nobody AND :first)
    ORDER BY "appeal"."id"
"""  # noqa: S608

# What waits for who raised it: more words; or a rating (as `to_rate` in app/outcomes/rules.py),
# unless they carried it out themselves. Each by an index of its own (migration 0037).
RAISED = f"""
    SELECT "id", "title", "stage", "ring" FROM "topic"
    WHERE "topic"."county" = $1 AND "raiser" = $2 AND "stage" = 'raised' AND "ring" = 0
    UNION ALL
    SELECT "id", "title", "stage", "ring" FROM "topic"
    WHERE "topic"."county" = $1 AND "raiser" = $2 AND "unrated"
      AND "stage" IN ('answered', 'closed', 'settled') AND NOT {rates_own("$2")}
    ORDER BY "id"
"""  # noqa: S608


class OwedOne(Owing):
    """`title`: the topic's. `again`: what was done before has not solved it. `unspoken`: nobody has
    an account that speaks for the department, so that it is the office's.
    """

    id: int
    topic: int
    department: int
    task: str
    department_name: str
    title: str
    again: bool
    unspoken: NotRequired[bool]


class AskedAt(TypedDict):
    """A sitting. `title`: the topic's. `n`: how much is to be answered there. `unspoken`: of
    departments alone that nobody speaks for.
    """

    id: int
    topic: int
    sitting: str
    held_on: date
    title: str
    n: int
    unspoken: bool


KEEPS_SITTINGS = [str(role) for role in MAY[Act.CONSULT] - {Role.OFFICE}]
VERIFIES = [str(role) for role in MAY[Act.VERIFY]]


def limited(sql: str, most: int | None) -> str:
    """How many are read stands in the statement: of a value the planner would not know that few
    are, and sort them all. None: all of them.
    """
    return sql if most is None else f"{sql} LIMIT {most:d}"


def is_office(me: Account) -> bool:
    return any(grant.role is Role.OFFICE and grant.station is None for grant in me.grants)


async def owed_by(me: Account, most: int | None = None) -> list[OwedOne]:
    """And, for the county's office, what departments owe that nobody speaks for."""
    silent = [each["id"] for each in await rows(SILENT)] if is_office(me) else []
    if not (me.departments or silent):
        return []
    found = await rows(limited(OWED, most), [*me.departments, *silent], of=OwedOne)
    return [{**each, "unspoken": each["department"] in silent} for each in found]


async def asked_of(me: Account, most: int | None = None) -> list[AskedAt]:
    """And, for the county's office, what departments are asked that nobody speaks for."""
    if not (me.departments or is_office(me)):
        return []
    return await rows(limited(ASKED, most), me.departments, is_office(me), of=AskedAt)


async def to_verify_by(me: Account, most: int | None = None) -> list[OwedOne]:
    if not me.may(Act.VERIFY):
        return []
    return await rows(limited(TO_VERIFY, most), *mine(me), VERIFIES, me.id, of=OwedOne)


async def appeals_for(me: Account, most: int) -> list[Any]:
    if not me.may(Act.ANSWER_APPEAL):
        return []
    first = me.comes_first(Act.ANSWER_APPEAL)
    return await rows(limited(APPEALS, most), me=me.id, first=first)


async def sittings_of(me: Account, until: date) -> list[Any]:
    if not (me.member or me.may(Act.CONSULT)):
        return []
    roles, stations = mine(me)
    return await rows(
        SITTINGS,
        roles=roles,
        stations=stations,
        member=me.member,
        until=until,
        keepers=KEEPS_SITTINGS,
    )


async def raised_by(me: Account, most: int | None = None) -> list[Any]:
    return await rows(limited(RAISED, most), me.id)
