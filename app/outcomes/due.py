"""When a commitment falls due: it is done, or its day has passed and it is overdue. Posted once, on
the earlier of the two, so that in any period the share on time is of all that fell due.
"""

from datetime import date

from app.dates import today
from app.db import rows
from app.ledger import Entry, Kind, post, take_back
from app.ledger.sealing import by_one
from app.outcomes.tables import STANDS

# Locked: of the job and of somebody who says at this moment that it is done, the second sees what
# the first has posted.
DUE = f"""
    SELECT least("due_on", $2) AS day, "topic"."station", "topic"."id" AS topic,
        "commitment"."id" AS commitment, "topic"."category"
    FROM "commitment"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "commitment"."topic"
    WHERE "commitment"."county" = $1
      AND ("commitment"."id" = $3 OR $3 IS NULL AND "done_on" IS NULL AND "due_on" < $2)
      AND {STANDS}
      AND NOT EXISTS (
          SELECT FROM "ledger" AS "posted" WHERE "posted"."county" = $1
            AND "posted"."topic" = "commitment"."topic" AND "posted"."kind" = 'commitment.due'
            AND "posted"."commitment" = "commitment"."id" AND "posted"."reverses" IS NULL
            AND NOT EXISTS (SELECT FROM "ledger" AS "back" WHERE "back"."county" = $1
                            AND "back"."reverses" = "posted"."id"))
    ORDER BY "commitment"."id" LIMIT 1000 FOR UPDATE OF "commitment"
"""  # noqa: S608


async def fall_due(commitment: int | None = None) -> None:
    """Within the caller's transaction: this one, which is done; else all whose day has passed."""
    found = await rows(DUE, today(), commitment)
    await post(
        *(
            Entry(
                kind=Kind.COMMITMENT_DUE,
                station=each["station"],
                happened_on=each["day"],
                topic=each["topic"],
                commitment=each["commitment"],
                category=each["category"],
            )
            for each in found
        )
    )


fall_due_all = by_one(fall_due)


async def not_yet(commitment: int, due_on: date, actor: int) -> None:
    """It was not done after all, and its day has not passed."""
    if today() <= due_on:
        await take_back(Kind.COMMITMENT_DUE, commitment=commitment, actor=actor)
