"""What the ledger's reversals say of why."""

from app.db import county_tx, rows

TOLD = """
    SELECT "reason"."text" FROM "ledger"
    JOIN "reason" ON "reason"."county" = $1
     AND "reason"."id" = ("ledger"."attributes"->>'reason')::bigint
    WHERE "ledger"."county" = $1 ORDER BY "ledger"."id"
"""


async def reasons() -> list[str]:
    """Of all entries that have one, in their order."""
    async with county_tx(readonly=True):
        return [each["text"] for each in await rows(TOLD)]
