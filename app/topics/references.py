"""What was referred to the Party committee and government falls due: it is replied to, or the limit
of its ring has passed. Posted once, on the earlier of the two, as commitments are.
"""

from datetime import date
from typing import TypedDict

from app.charter import store
from app.charter.model import RingKind
from app.dates import deadline, today
from app.db import rows, value
from app.ledger import Entry, Kind, post
from app.ledger.sealing import by_one
from app.lights import since

UNDER = """
    SELECT DISTINCT "charter", "ring" FROM "topic"
    WHERE "topic"."county" = $1 AND "stage" = 'referring'
"""
# What fell due stands, and is not posted again.
FELL_DUE = """
    EXISTS (SELECT FROM "ledger" AS "posted" WHERE "posted"."county" = $1
            AND "posted"."topic" = "topic"."id" AND "posted"."kind" = 'reference.due'
            AND "posted"."reverses" IS NULL
            AND NOT EXISTS (SELECT FROM "ledger" AS "back" WHERE "back"."county" = $1
                            AND "back"."reverses" = "posted"."id"))
"""
# Locked: of the job and of who replies at this moment the second sees what the first posted.
LATE = f"""
    SELECT "topic"."id", "topic"."station", "topic"."category", "topic"."ring_since", term.days
    FROM "topic"
    JOIN unnest(:charters::bigint[], :rings::int[], :late::date[], :days::int[])
        AS term (charter, ring, late, days)
      ON term.charter = "topic"."charter" AND term.ring = "topic"."ring"
     AND "topic"."ring_since" <= term.late
    WHERE "topic"."county" = $1 AND "topic"."stage" = 'referring' AND NOT {FELL_DUE}
    ORDER BY "topic"."id" LIMIT 1000 FOR UPDATE OF "topic"
"""  # noqa: S608
ONE = f'SELECT {FELL_DUE} FROM "topic" WHERE "topic"."county" = $1 AND "topic"."id" = $2'  # noqa: S608


class Under(TypedDict):
    charter: int
    ring: int


class Terms(TypedDict):
    charters: list[int]
    rings: list[int]
    late: list[date]
    days: list[int]


class LateOne(TypedDict):
    id: int
    station: int
    category: str
    ring_since: date
    days: int


async def fell_due(topic: int) -> bool:
    return bool(await value(ONE, topic))


async def fall_due() -> None:
    """Within the caller's transaction: all whose limit has passed."""
    found = await rows(LATE, of=LateOne, **(await terms()))
    await post(
        *(
            Entry(
                kind=Kind.REFERENCE_DUE,
                station=each["station"],
                happened_on=deadline(each["ring_since"], each["days"]),
                topic=each["id"],
                category=each["category"],
            )
            for each in found
        )
    )


async def terms() -> Terms:
    under = await rows(UNDER, of=Under)
    charters = await store.versions({each["charter"] for each in under})
    found = Terms(charters=[], rings=[], late=[], days=[])
    for each in under:
        ring = charters[each["charter"]].rings[each["ring"]]
        if ring.kind is RingKind.REPLY and ring.days is not None:
            found["charters"].append(each["charter"])
            found["rings"].append(each["ring"])
            found["late"].append(since(ring.days, today()).late)
            found["days"].append(ring.days)
    return found


fall_due_all = by_one(fall_due)
