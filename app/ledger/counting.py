"""Counts by month, for comparing counties: made anew from the ledger, month by dirty month."""

from app.db import county_tx, rows, tx
from app.ledger.sealing import alone, seal_some

CLEAN = """DELETE FROM "dirty" WHERE "dirty"."county" = $1 RETURNING "month" """
FORGET = """
    DELETE FROM "month_count" WHERE "month_count"."county" = $1 AND "month" = ANY($2::date[])
"""
COUNT = """
    INSERT INTO "month_count" ("county", "month", "station", "kind", "level", "station_kind",
        "category", "form", "result", "role", "entries", "quantity")
    SELECT $1, date_trunc('month', "happened_on")::date AS month, "station", "kind", "level",
        "station_kind", "category", "form", "result", "role", count(*), sum("quantity")
    FROM "ledger" WHERE "ledger"."county" = $1
      AND date_trunc('month', "happened_on")::date = ANY($2::date[])
    GROUP BY month, "station", "kind", "level", "station_kind", "category", "form", "result", "role"
"""
DONE = "DELETE FROM jobs.due WHERE county = $1"


async def recount_dirty() -> None:
    """Within a transaction, `alone`. A mark that is set meanwhile stays for the next time."""
    months = {each["month"] for each in await rows(CLEAN)}
    if months:
        bound = tx()
        await bound.connection.execute(FORGET, bound.county, list(months))
        await bound.connection.execute(COUNT, bound.county, list(months))


async def recount() -> None:
    async with county_tx():
        if await alone():
            await recount_dirty()


async def keep() -> None:
    """After postings: seals and recounts the county that is bound. The note that it is due goes
    first: what is posted from here on leaves a new one.
    """
    async with county_tx():
        if not await alone():
            return
        await tx().connection.execute(DONE, tx().county)
        while await seal_some():
            pass
        await recount_dirty()
