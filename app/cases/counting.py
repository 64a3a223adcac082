"""What regions chose, taken into the county's own ledger by its job: no region writes there."""

from app.cases.rules import level_of
from app.db import rows
from app.ledger import Entry, Kind, post

COUNTED = """
    WITH "now_counted" AS (
        UPDATE "choice" SET "counted_at" = now()
        WHERE "choice"."county" = $1 AND "counted_at" IS NULL AND "kind" = 'chosen'
        RETURNING "nomination", "region", "at")
    SELECT "now_counted"."nomination", "now_counted"."region",
           ("now_counted"."at" AT TIME ZONE 'Asia/Shanghai')::date AS day,
           "nomination"."topic", "topic"."station", "topic"."category"
    FROM "now_counted"
    JOIN "nomination" ON "nomination"."county" = $1
     AND "nomination"."id" = "now_counted"."nomination"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "nomination"."topic"
    WHERE "nomination"."withdrawn_at" IS NULL
    FOR SHARE OF "nomination"
"""


async def count_chosen() -> None:
    """Within the transaction of the ledger's own job (app/worker/periodic.py)."""
    found = await rows(COUNTED)
    await post(
        *(
            Entry(
                kind=Kind.CASE_CHOSEN,
                station=each["station"],
                topic=each["topic"],
                category=each["category"],
                happened_on=each["day"],
                result=level_of(each["region"]),
                attributes={"nomination": each["nomination"]},
            )
            for each in found
        )
    )
