"""What departments owed comes to its end: done, or its day passed. Posted once, on whichever of the
two came first, so that in any period of what came to its end some was on time and some was not.
"""

from datetime import date

from app.dates import today
from app.db import county_tx, tx
from app.ledger import Kind, take_back
from app.ledger.posting import mark_dirty
from app.ledger.sealing import alone

# Locked: of the job and of somebody who says at this moment that it is done, the second sees what
# the first has posted.
FALL_DUE = """
    INSERT INTO "ledger" ("county", "kind", "happened_on", "station", "topic", "commitment",
        "level", "station_kind", "category")
    SELECT $1, 'commitment.due', least("due_on", $2), "topic"."station", "topic"."id",
        "commitment"."id", "station"."level", "station"."kind", "topic"."category"
    FROM "commitment"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "commitment"."topic"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "commitment"."county" = $1
      AND ("commitment"."id" = $3 OR $3 IS NULL AND "done_on" IS NULL AND "due_on" < $2)
      AND NOT EXISTS (
          SELECT FROM "ledger" AS "posted" WHERE "posted"."county" = $1
            AND "posted"."topic" = "commitment"."topic" AND "posted"."kind" = 'commitment.due'
            AND "posted"."commitment" = "commitment"."id" AND "posted"."reverses" IS NULL
            AND NOT EXISTS (SELECT FROM "ledger" AS "back" WHERE "back"."county" = $1
                            AND "back"."reverses" = "posted"."id"))
    ORDER BY "commitment"."id" LIMIT 1000 FOR UPDATE OF "commitment"
    RETURNING "happened_on"
"""


async def fall_due(commitment: int | None = None) -> None:
    """Within the caller's transaction: this one, which is done; else all whose day has passed."""
    bound = tx()
    posted = await bound.connection.fetch(FALL_DUE, bound.county, today(), commitment)
    if posted:
        await mark_dirty([each["happened_on"] for each in posted])


async def fall_due_all() -> None:
    """From time to time, of the county that is bound. Of two workers at once one does it."""
    async with county_tx():
        if await alone():
            await fall_due()


async def not_yet(commitment: int, due_on: date, actor: int) -> None:
    """It was not done after all, and its day has not passed."""
    if today() <= due_on:
        await take_back(Kind.COMMITMENT_DUE, commitment=commitment, actor=actor)
