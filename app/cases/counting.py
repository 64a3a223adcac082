"""What regions chose, taken into the county's own ledger by its job: no region writes there. What a
region declines after it had chosen it is taken back.
"""

from typing import Any

from app.cases.rules import level_of
from app.db import rows
from app.ledger import Entry, Kind, post, take_back

# A no that came before a yes which is counted already takes nothing back.
COUNTED = """
    WITH "now_counted" AS (
        UPDATE "choice" SET "counted_at" = now()
        WHERE "choice"."county" = $1 AND "counted_at" IS NULL AND "kind" IN ('chosen', 'declined')
        RETURNING "id", "kind", "nomination", "region", "reason", "at")
    SELECT "now_counted"."kind", "now_counted"."nomination", "now_counted"."region",
           "now_counted"."reason",
           ("now_counted"."at" AT TIME ZONE 'Asia/Shanghai')::date AS day,
           "nomination"."topic", "topic"."station", "topic"."category"
    FROM "now_counted"
    JOIN "nomination" ON "nomination"."county" = $1
     AND "nomination"."id" = "now_counted"."nomination"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "nomination"."topic"
    WHERE "nomination"."withdrawn_at" IS NULL
      AND NOT ("now_counted"."kind" = 'declined' AND EXISTS (
        SELECT FROM "choice" AS "later" WHERE "later"."county" = $1
          AND "later"."nomination" = "now_counted"."nomination"
          AND "later"."region" = "now_counted"."region" AND "later"."kind" = 'chosen'
          AND "later"."counted_at" IS NOT NULL AND "later"."id" > "now_counted"."id"))
    ORDER BY "now_counted"."id"
    FOR SHARE OF "nomination"
"""


async def count_chosen() -> None:
    """Within the transaction of the ledger's own job (app/worker/periodic.py)."""
    for each in await rows(COUNTED):  # what regions decided within the minute: few
        await (counted if each["kind"] == "chosen" else declined)(each)


async def counted(choice: Any) -> None:
    await post(
        Entry(
            kind=Kind.CASE_CHOSEN,
            station=choice["station"],
            topic=choice["topic"],
            category=choice["category"],
            happened_on=choice["day"],
            result=level_of(choice["region"]),
            attributes={"nomination": choice["nomination"]},
        )
    )


async def declined(choice: Any) -> None:
    await take_back(
        Kind.CASE_CHOSEN,
        topic=choice["topic"],
        result=level_of(choice["region"]),
        attributes={"nomination": choice["nomination"]},
        reason=choice["reason"],
    )
