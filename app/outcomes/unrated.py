"""An answer that whoever raised the matter has not rated in time waits for those who answer there:
they go on from it. Until then it waits for the raiser alone, and is on nobody's desk.
"""

from datetime import date
from typing import TypedDict

from app.charter import store
from app.charter.model import RingKind
from app.dates import today
from app.db import execute, rows
from app.ledger.sealing import by_one
from app.lights import since

UNDER = """
    SELECT DISTINCT "charter", "ring" FROM "topic"
    WHERE "topic"."county" = $1 AND "stage" = 'answered' AND "held_by" = '{}'
"""
HAND_OVER = """
    UPDATE "topic" SET "held_by" = :roles
    WHERE "topic"."county" = $1 AND "stage" = 'answered' AND "held_by" = '{}'
      AND "charter" = :charter AND "ring" = :ring AND "ring_since" <= :late
"""


class Under(TypedDict):
    charter: int
    ring: int


async def hand_over(day: date | None = None) -> None:
    """Within the caller's transaction: all whose limit has passed. It may be rated all the same."""
    under = await rows(UNDER, of=Under)
    charters = await store.versions({each["charter"] for each in under})
    for each in under:  # as many as a county had rules for it that are still in use
        ring = charters[each["charter"]].rings[each["ring"]]
        roles = [role for role in ring.by if role != "citizen"]
        if ring.kind is RingKind.RATE and roles:
            late = since(ring.days or 0, day or today()).late
            await execute(HAND_OVER, roles=roles, late=late, **each)


hand_over_all = by_one(hand_over)
