"""Counts by months for scores, and by quarters for comparing counties: made anew from the ledger,
month by dirty month.
"""

from collections.abc import Awaitable, Callable
from datetime import date

from app.dates import today
from app.db import county_tx, rows, tx
from app.ledger.quarters import count_quarters
from app.ledger.sealing import alone, seal_some

CLEAN = """DELETE FROM "dirty" WHERE "dirty"."county" = $1 RETURNING "month" """
FORGET = """DELETE FROM "tally" WHERE "tally"."county" = $1 AND "month" = ANY($2::date[])"""
TALLY = """
    INSERT INTO "tally" ("county", "month", "whose", "subject", "known_on", "kind", "category",
        "form", "result", "role", "n", "records")
    SELECT $1, "wet"."month", "whose", "subject", "known_on", "kind", "category", "form", "result",
        "role", sum("n"), sum(sign("n"))
    FROM unnest($2::date[]) AS "wet" ("month")
    JOIN "counted" ON "counted"."county" = $1 AND "counts_on" >= "wet"."month"
      AND "counts_on" < ("wet"."month" + interval '1 month')::date
    GROUP BY "wet"."month", "whose", "subject", "known_on", "kind", "category", "form", "result",
        "role"
"""
DONE = "DELETE FROM jobs.due WHERE county = $1"


async def recount_dirty(day: date | None = None) -> None:
    """Within a transaction, `alone`. A mark that is set meanwhile stays for the next time. `day`:
    what is taken for today.
    """
    months = {each["month"] for each in await rows(CLEAN)}
    if months:
        bound = tx()
        await bound.connection.execute(FORGET, bound.county, list(months))
        await bound.connection.execute(TALLY, bound.county, list(months))
        await count_quarters(sorted(months), day or today())


async def recount() -> None:
    async with county_tx():
        if await alone():
            await recount_dirty()


async def keep(*before: Callable[[], Awaitable[object]]) -> None:
    """After postings: seals and recounts the county that is bound. The note that it is due goes
    first: what is posted from here on leaves a new one. `before`: what other features still post.
    """
    async with county_tx():
        if not await alone():
            return
        await tx().connection.execute(DONE, tx().county)
        for each in before:
            await each()
        while await seal_some():
            pass
        await recount_dirty()
