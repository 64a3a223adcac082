"""What of it is due when, and what others have now: bounded figures and the lists that they open,
from the same conditions. Within the caller's transaction.
"""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from typing import TypedDict

from app.access.holding import HANDS
from app.access.parties import own_topic
from app.access.roles import Account
from app.access.visibility import reader, visible_topic
from app.charter import store
from app.charter.stages import ENDED_STAGES
from app.dates import today
from app.db import rows, value
from app.lights import since
from app.portal import under_way
from app.portal.desk.held import (
    IS_MINE,
    ORDER,
    HeldTopic,
    Ways,
    asking,
    due,
    mine,
    topics,
    ways_of,
)
from app.portal.under_way import Waiting, counted, told
from app.portal.unheld import AFTER, AT_STATION
from app.veiling.queries import as_read
from app.web.forms.fields import place_asked

MOST = 500  # no figure is counted further
STEPS = 1_000  # of mine, the last: what they led to is looked through


@cache
def first(ways: Ways) -> str:
    """SQL: as many as are counted, and when each is due. Pure."""
    late, today_ = due("late", '"waiting"'), due("today", '"waiting"')
    return f"""
        SELECT "waiting".*, {late} AS late, {today_} AS today
        FROM ({topics(MOST + 1, ways)}) AS "waiting" {ORDER}
    """  # noqa: S608


# Under way, and not waiting for me: what I raised, and where I took one of my last steps.
WAITS_FOR_RAISER = """("topic"."stage" = 'raised' AND "topic"."ring" = 0
    OR "topic"."unrated" AND "topic"."stage" IN ('answered', 'closed', 'settled'))"""
WITH_OTHERS = f"""
    WITH mine (role, station) AS (SELECT * FROM unnest(:roles::text[], :stations::bigint[])),
    "steps" AS MATERIALIZED (
        SELECT "passage"."topic" FROM "passage"
        WHERE "passage"."county" = $1 AND "passage"."account" = :me AND "passage"."ring" >= 0
        ORDER BY "passage"."id" DESC LIMIT {STEPS}),
    "theirs" AS MATERIALIZED (
        SELECT "topic"."id", "topic"."ring_since" FROM "topic"
        {AT_STATION}
        {HANDS}
        WHERE "topic"."county" = $1 AND "topic"."id" = ANY(ARRAY(
            SELECT "steps"."topic" FROM "steps" UNION
            SELECT "raised"."id" FROM "topic" AS "raised"
            WHERE "raised"."county" = $1 AND "raised"."raiser" = :me
              AND "raised"."stage" NOT IN {ENDED_STAGES}))
          AND "topic"."stage" NOT IN {ENDED_STAGES} AND {visible_topic()}
          AND NOT ({IS_MINE} AND NOT {own_topic(":me")})
          AND NOT coalesce("topic"."raiser" = :me AND {WAITS_FOR_RAISER}, false))
"""  # noqa: S608
ANY_OF_THEIRS = 'SELECT FROM "theirs"'
HOW_MANY = f"{WITH_OTHERS} SELECT {counted(ANY_OF_THEIRS)}"
OTHERS = under_way.listing(WITH_OTHERS, f'SELECT "id" FROM "theirs" WHERE true {AFTER}')  # noqa: S608


class Limits(TypedDict):
    """By ring that has a limit: since when what stands there is overdue today, and tomorrow."""

    charters: list[int]
    rings: list[int]
    late: list[date]
    tomorrow: list[date]


class Counts(TypedDict):
    all: int
    late: int
    today: int


async def limits() -> Limits:
    terms = await under_way.terms()
    charters = await store.versions(set(terms["charters"]))
    at = zip(terms["charters"], terms["rings"], strict=True)
    days = [charters[charter].rings[ring].days or 0 for charter, ring in at]
    tomorrow = today() + timedelta(days=1)
    return {
        "charters": terms["charters"],
        "rings": terms["rings"],
        "late": terms["late"],
        "tomorrow": [since(each, tomorrow).late for each in days],
    }


async def topics_due(me: Account, when: str, after: str, most: int) -> list[HeldTopic]:
    sql = topics(most, ways_of(me), when)
    return await rows(sql, of=HeldTopic, **(await asking(me, after)), **(await limits()))


async def first_of(me: Account) -> list[HeldTopic]:
    """For a list and for the figures above it."""
    sql = first(ways_of(me))
    return await rows(sql, of=HeldTopic, **(await asking(me)), **(await limits()))


def counts(found: Collection[HeldTopic]) -> Counts:
    """Pure. Of `first_of`."""
    late, due_today = (sum(each[when] for each in found) for when in ("late", "today"))
    return Counts(all=len(found), late=late, today=due_today)


async def with_others(me: Account, after: str) -> list[Waiting]:
    """One more than a page, what waits longest first."""
    day, topic = place_asked(after) or (date.min, 0)
    roles, stations = mine(me)
    found = await rows(
        OTHERS, of=Waiting, roles=roles, stations=stations, day=day, topic=topic, **reader(me)
    )
    return await as_read(me, found, "title", topic="id")


async def how_many_with_others(me: Account) -> str:
    roles, stations = mine(me)
    return told(int(await value(HOW_MANY, roles=roles, stations=stations, **reader(me))))
