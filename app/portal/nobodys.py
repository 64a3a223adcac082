"""What nobody may take, beyond the oldest that pages look at themselves: where a county has more,
the worker looks through all of it, a batch at a time, and keeps what it found.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple, TypedDict

from app.access.holding import SILENT
from app.bulk import moved
from app.dates import now
from app.db import county_in_tx, county_tx, execute, row
from app.portal.unheld import AT_STATION, OLDEST, UNTAKEN_OF
from app.tenancy.tables import County

BATCH = 500
EVERY = timedelta(minutes=10)  # from the beginning of a county's round to the next
OPEN = '"commitment"."county" = $1 AND "commitment"."withdrawn_on" IS NULL'
# What is looked through, each by its index; and of what its topics are asked.
KINDS = {
    "judged": """SELECT "ring_since" AS day, "id", "id" AS topic FROM "topic"
        WHERE "topic"."county" = $1 AND "held_by" <> '{}' AND "judged" <> ''""",
    "unverified": f"""SELECT "done_on" AS day, "id", "topic" FROM "commitment"
        WHERE {OPEN} AND "done_on" IS NOT NULL AND "verified_on" IS NULL""",  # noqa: S608
    "unowed": f"""SELECT "due_on" AS day, "commitment"."id", "topic" FROM ({SILENT}) AS "silent"
        JOIN "commitment" ON {OPEN} AND "commitment"."department" = "silent"."id"
         AND "done_on" IS NULL""",  # noqa: S608
}
BEGIN = "SELECT now() AS at, {} AS more".format(
    " OR ".join(f"EXISTS (SELECT FROM ({each}) AS one OFFSET {OLDEST})" for each in KINDS.values())
)


def look(kind: str) -> str:
    """SQL: one batch of it, from where the one before ended. Pure."""
    return f"""
        WITH looked AS MATERIALIZED (
            SELECT * FROM ({KINDS[kind]}) AS one WHERE (day, id) > (:day::date, :id::bigint)
            ORDER BY day, id LIMIT {BATCH}),
        found AS MATERIALIZED (
            SELECT "topic"."id", "topic"."ring_since"
            FROM (SELECT DISTINCT topic FROM looked) AS one
            CROSS JOIN LATERAL (SELECT * FROM "topic" WHERE "topic"."county" = $1
                AND "topic"."id" = one.topic LIMIT 1) AS "topic"
            {AT_STATION}
            WHERE {UNTAKEN_OF[kind]}),
        kept AS (
            INSERT INTO "nobodys" ("county", "topic", "ring_since")
            SELECT $1, "id", "ring_since" FROM found
            ON CONFLICT ("county", "topic")
            DO UPDATE SET "ring_since" = excluded."ring_since", "at" = excluded."at")
        SELECT day, id, (SELECT count(*) FROM looked) AS n, now() AS at
        FROM looked ORDER BY day DESC, id DESC LIMIT 1
    """  # noqa: S608


LOOK = {kind: look(kind) for kind in KINDS}
GONE = 'DELETE FROM "nobodys" WHERE "nobodys"."county" = $1 AND "at" < $2'


class Begins(TypedDict):
    """`more`: of some kind, than pages look at."""

    at: datetime
    more: bool


class Ended(TypedDict):
    """Where a batch ended. `at`: by the database's clock, as what is kept."""

    day: date
    id: int
    n: int
    at: datetime


class At(NamedTuple):
    """How far a round is."""

    kinds: tuple[str, ...] = tuple(KINDS)  # still to be looked through
    day: date = date.min
    id: int = 0


# Of this process: whoever starts anew begins anew.
begun: dict[int, datetime] = {}
rounds: dict[int, tuple[datetime, At]] = {}


async def due() -> list[int]:
    """Outside of any county's transaction."""
    since = now() - EVERY
    found = [each["id"] for each in await County.select(County.id)]
    return [each for each in found if each in rounds or begun.get(each, since) <= since]


async def look_some() -> bool:
    """One batch of the county that is bound, in a transaction of its own. → is there more? What was
    kept before and not found again goes at the end of a round.
    """
    async with county_tx():
        county = county_in_tx()
        if county not in rounds:
            begun[county] = now()
            begins = await row(BEGIN, of=Begins)
            if begins is None or not begins["more"]:
                await execute(GONE, begins and begins["at"])
                return False
            rounds[county] = begins["at"], At()
        since, at = rounds[county]
        kind, *others = at.kinds
        found = await row(LOOK[kind], of=Ended, day=at.day, id=at.id)
        if found and found["n"] == BATCH:
            rounds[county] = since, At(at.kinds, found["day"], found["id"])
        elif others:
            rounds[county] = since, At(tuple(others))
        else:
            await execute(GONE, since)
            del rounds[county]
    moved(found["n"] if found else 0)
    return county in rounds
