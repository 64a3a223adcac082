"""What waits on my desk: each kind by a statement of its own, within the caller's transaction."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NotRequired, TypedDict

from app.access.holding import (
    ANSWERED_BY_ANYBODY,
    ANSWERED_BY_OTHERS,
    HANDS,
    SILENT,
    VERIFIED_BY_OTHERS,
)
from app.access.parties import own_appeal, own_commitment, own_topic, rates_own, there_is
from app.access.roles import MAY, Account, Act, Role
from app.charter import store
from app.db import rows
from app.outcomes.queries import Owing
from app.outcomes.tables import REOPENED, STANDS
from app.portal.under_way import OLDEST
from app.stations.queries import under
from app.topics.hands import may_hold
from app.topics.tables import AtRing
from app.web.forms.fields import place_asked

PAGE = 50
SOON = timedelta(days=30)

# `mine` in them: a row per role I hold, with the station it is limited to (null: everywhere). Each
# is read as far as `limited` says.

# Whether it may be mine is asked first of what is written in the row: then whose it is in fact.
PERHAPS_MINE = '("topic"."held_by" && :roles::text[] OR "topic"."instead" && :roles::text[])'
BEHIND = '("topic"."ring_since", "topic"."id") > (:day::date, :topic::bigint)'
HELD = """SELECT "topic".* FROM "topic" WHERE "topic"."county" = $1 AND "topic"."held_by" <> '{}'"""
# Of whoever has a role for the whole county, at the rings that may be theirs; of others, at their
# stations. So nobody reads what waits for others.
PLACES = {
    True: """unnest(:charters_at::bigint[], :rings_at::int[], :stages_at::text[])
        AS "at" (charter, ring, stage)""",
    False: f"""{under(":stations")} AS "at" (station)""",
}
AT_PLACE = {
    True: """"topic"."charter" = "at".charter AND "topic"."ring" = "at".ring
        AND "topic"."stage" = "at".stage AND "topic"."held_by" && :roles::text[]""",
    False: f'"topic"."station" = "at".station AND {PERHAPS_MINE}',
}
# Few are taken by the review of another level.
INSTEAD = f"""{HELD} AND "topic"."instead" <> '{{}}' AND "topic"."instead" && :roles::text[]
    AND NOT "topic"."held_by" && :roles::text[] AND {BEHIND}"""
# To the office and leadership falls what nobody else may take, of what waits longest.
FALLS = f"""SELECT "topic".* FROM ({HELD} ORDER BY "ring_since", "id" LIMIT {OLDEST}) AS "topic"
    WHERE :falls AND NOT {PERHAPS_MINE} AND {BEHIND}"""  # noqa: S608
IS_MINE = there_is(
    """FROM mine WHERE mine.role = ANY(hands.roles)
        AND (mine.station IS NULL OR mine.station = ANY("station"."lineage"))"""
)
ORDER = 'ORDER BY "ring_since", "id"'


def mine_of(waits: str, most: int) -> str:
    """SQL: of what waits so, the first that are mine in fact. Pure."""
    return f"""
        SELECT "topic"."id", "topic"."title", "topic"."stage", "topic"."ring",
               "topic"."ring_since", "topic"."charter", "topic"."category", "topic"."raised_on",
               "topic"."nudged_on", "topic"."held_by", hands.vacant, hands.own,
               "station"."name" AS station_name
        FROM ({waits} {ORDER} OFFSET 0) AS "topic" CROSS JOIN LATERAL (
            SELECT "station"."name", "station"."lineage", "station"."held" FROM "station"
            WHERE "station"."county" = $1 AND "station"."id" = "topic"."station" OFFSET 0
        ) AS "station"
        {HANDS}
        WHERE NOT {own_topic(":me")} AND {IS_MINE}
        ORDER BY "topic"."ring_since", "topic"."id" LIMIT {most}
    """  # noqa: S608


@lru_cache(64)
def topics(most: int, *, everywhere: bool, which: str = "true") -> str:
    """SQL: from each place no more than are asked for. `which`: of "topic". Pure."""
    waits = f"{HELD} AND {AT_PLACE[everywhere]} AND {BEHIND} AND {which}"
    others = [FALLS, INSTEAD] if everywhere else [FALLS]
    found = [
        f"""SELECT "found".* FROM {PLACES[everywhere]}
            CROSS JOIN LATERAL ({mine_of(waits, most)}) AS "found\"""",  # noqa: S608
        *(f"({mine_of(f'{each} AND {which}', most)})" for each in others),
    ]
    return f"""
        WITH mine (role, station) AS (SELECT * FROM unnest(:roles::text[], :stations::bigint[]))
        SELECT * FROM ({" UNION ALL ".join(found)}) AS "all_of" {ORDER} LIMIT {most}
    """  # noqa: S608


# From one ring and stage at which something waits to the next, by their index.
WAITED_AT = """
    WITH RECURSIVE "at" (charter, ring, stage) AS (
        (SELECT "charter", "ring", "stage" FROM "topic"
         WHERE "topic"."county" = $1 AND "topic"."held_by" <> '{}' ORDER BY 1, 2, 3 LIMIT 1)
        UNION ALL
        SELECT "next".* FROM "at" CROSS JOIN LATERAL (
            SELECT "topic"."charter", "topic"."ring", "topic"."stage" FROM "topic"
            WHERE "topic"."county" = $1 AND "topic"."held_by" <> '{}'
              AND ("topic"."charter", "topic"."ring", "topic"."stage")
                > ("at".charter, "at".ring, "at".stage)
            ORDER BY 1, 2, 3 LIMIT 1) AS "next")
    SELECT charter, ring, stage FROM "at"
"""


class WaitedAt(TypedDict):
    charter: int
    ring: int
    stage: str


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
ASKED = """
    SELECT "consultation"."id", "consultation"."topic", "consultation"."title" AS sitting,
           "consultation"."held_on", "topic"."title", count(*) AS n
    FROM "consultation"
    JOIN "participant" ON "participant"."county" = $1
     AND "participant"."consultation" = "consultation"."id"
     AND "participant"."department" = ANY($2::bigint[])
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
"""

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
     AND "participant"."consultation" = "consultation"."id" AND "participant"."member" = :member
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


class HeldTopic(AtRing):
    id: int
    title: str
    charter: int
    raised_on: date
    nudged_on: date | None
    held_by: list[str]
    vacant: bool
    own: bool
    station_name: str


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
    """A sitting. `title`: the topic's. `n`: how much is to be answered there."""

    id: int
    topic: int
    sitting: str
    held_on: date
    title: str
    n: int


KEEPS_SITTINGS = [str(role) for role in MAY[Act.CONSULT] - {Role.OFFICE}]
VERIFIES = [str(role) for role in MAY[Act.VERIFY]]


def limited(sql: str, most: int | None) -> str:
    """How many are read stands in the statement: of a value the planner would not know that few
    are, and sort them all. None: all of them.
    """
    return sql if most is None else f"{sql} LIMIT {most:d}"


class Asking(TypedDict):
    """Values of `topics`."""

    roles: list[str]
    stations: list[int | None]
    charters_at: NotRequired[list[int]]
    rings_at: NotRequired[list[int]]
    stages_at: NotRequired[list[str]]
    falls: bool
    day: date
    topic: int
    me: int


def everywhere(me: Account) -> bool:
    return any(grant.station is None for grant in me.grants)


async def asking(me: Account, after: str = "") -> Asking:
    roles, stations = mine(me)
    day, topic = place_asked(after) or (date.min, 0)
    asked: Asking = {
        "roles": roles,
        "stations": stations,
        "falls": not {Role.OFFICE, Role.LEADERSHIP}.isdisjoint(grant.role for grant in me.grants),
        "day": day,
        "topic": topic,
        "me": me.id,
    }
    if everywhere(me):
        found = await rows(WAITED_AT, of=WaitedAt)
        charters = await store.versions({each["charter"] for each in found})
        at = [
            each
            for each in found
            if not may_hold(
                charters[each["charter"]].rings, each["ring"], each["stage"]
            ).isdisjoint(roles)
        ]
        asked["charters_at"] = [each["charter"] for each in at]
        asked["rings_at"] = [each["ring"] for each in at]
        asked["stages_at"] = [each["stage"] for each in at]
    return asked


async def topics_of(me: Account, after: str, most: int) -> list[HeldTopic]:
    sql = topics(most, everywhere=everywhere(me))
    return await rows(sql, of=HeldTopic, **(await asking(me, after)))


async def owed_by(me: Account, most: int | None = None) -> list[OwedOne]:
    """And, for the county's office, what departments owe that nobody speaks for."""
    office = any(grant.role is Role.OFFICE and grant.station is None for grant in me.grants)
    silent = [each["id"] for each in await rows(SILENT)] if office else []
    if not (me.departments or silent):
        return []
    found = await rows(limited(OWED, most), [*me.departments, *silent], of=OwedOne)
    return [{**each, "unspoken": each["department"] in silent} for each in found]


async def asked_of(me: Account, most: int | None = None) -> list[AskedAt]:
    return await rows(limited(ASKED, most), me.departments, of=AskedAt) if me.departments else []


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


def mine(me: Account) -> tuple[list[str], list[int | None]]:
    return [str(grant.role) for grant in me.grants], [grant.station for grant in me.grants]
