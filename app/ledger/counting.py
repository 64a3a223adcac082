"""Counts by month, for comparing counties and for scores: made anew from the ledger, month by dirty
month.
"""

from app.db import county_tx, rows, tx
from app.ledger.sealing import alone, seal_some

CLEAN = """DELETE FROM "dirty" WHERE "dirty"."county" = $1 RETURNING "month" """
FORGET = """
    WITH tallied AS (
        DELETE FROM "tally" WHERE "tally"."county" = $1 AND "month" = ANY($2::date[])),
    compared AS (
        DELETE FROM "county_count"
        WHERE "county_count"."county" = $1 AND "month" = ANY($2::date[]))
    DELETE FROM "month_count" WHERE "month_count"."county" = $1 AND "month" = ANY($2::date[])
"""
COUNT = """
    INSERT INTO "month_count" ("county", "month", "station", "kind", "level", "station_kind",
        "category", "form", "result", "role", "entries", "quantity")
    SELECT $1, "wet"."month", "station", "kind", "level",
        "station_kind", "category", "form", "result", "role", count(*), sum("quantity")
    FROM unnest($2::date[]) AS "wet" ("month")
    JOIN "ledger" ON "ledger"."county" = $1 AND "happened_on" >= "wet"."month"
      AND "happened_on" < ("wet"."month" + interval '1 month')::date
    GROUP BY "wet"."month", "station", "kind", "level", "station_kind", "category", "form",
        "result", "role"
"""
TALLY = """
    INSERT INTO "tally" ("county", "month", "whose", "subject", "known_on", "kind", "category",
        "form", "result", "role", "n")
    SELECT $1, "wet"."month", "whose", "subject", "known_on", "kind", "category", "form", "result",
        "role", sum("n")
    FROM unnest($2::date[]) AS "wet" ("month")
    JOIN "counted" ON "counted"."county" = $1 AND "counts_on" >= "wet"."month"
      AND "counts_on" < ("wet"."month" + interval '1 month')::date
    GROUP BY "wet"."month", "whose", "subject", "known_on", "kind", "category", "form", "result",
        "role"
"""
COMPARED = """
    INSERT INTO "county_count" ("county", "month", "kind", "level", "category", "form", "result",
        "entries", "quantity")
    SELECT $1, "month", "kind", "level", "category", "form", "result", sum("entries"),
        sum("quantity")
    FROM "month_count" WHERE "month_count"."county" = $1 AND "month" = ANY($2::date[])
    GROUP BY "month", "kind", "level", "category", "form", "result"
"""
DONE = "DELETE FROM jobs.due WHERE county = $1"


async def recount_dirty() -> None:
    """Within a transaction, `alone`. A mark that is set meanwhile stays for the next time."""
    months = {each["month"] for each in await rows(CLEAN)}
    if months:
        bound = tx()
        await bound.connection.execute(FORGET, bound.county, list(months))
        await bound.connection.execute(COUNT, bound.county, list(months))
        await bound.connection.execute(COMPARED, bound.county, list(months))
        await bound.connection.execute(TALLY, bound.county, list(months))


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
