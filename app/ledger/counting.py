"""Counts by months for scores, and by quarters for comparing counties: made anew from the ledger,
some dirty months at a time, so that no transaction is long.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from app.bulk import moved
from app.dates import today
from app.db import county_tx, rows, tx
from app.ledger.quarters import count_quarters
from app.ledger.sealing import alone, seal_some

MOST = 5000  # entries whose months are counted in one go

WAITING = """
    SELECT "month", (SELECT count(*) FROM "ledger" WHERE "ledger"."county" = $1
                       AND "happened_on" >= "month"
                       AND "happened_on" < ("month" + interval '1 month')::date) AS entries
    FROM (SELECT DISTINCT "month" FROM "dirty" WHERE "dirty"."county" = $1) AS "wet"
    ORDER BY "month" DESC
"""
CLEAN = 'DELETE FROM "dirty" WHERE "dirty"."county" = $1 AND "month" = ANY($2::date[])'
FORGET = """
    DELETE FROM "tally" WHERE "tally"."county" = $1 AND "month" = ANY($2::date[])
      AND "whose" IN ('station', 'member', 'department')
"""
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
NOT_DONE = "INSERT INTO jobs.due (county) VALUES ($1)"


def next_months(waiting: Sequence[tuple[date, int]], most: int = MOST) -> list[date]:
    """How many of them, from the first, have no more than `most` entries together; at least one.
    Pure.
    """
    chosen: list[date] = []
    sum_ = 0
    for month, entries in waiting:
        sum_ += entries
        if chosen and sum_ > most:
            break
        chosen.append(month)
    return chosen


async def recount_some(day: date | None = None) -> bool:
    """Within a transaction, `alone`: the latest months first. A mark that is set meanwhile stays
    for the next time. `day`: what is taken for today. → are there more?
    """
    waiting = [(each["month"], each["entries"]) for each in await rows(WAITING)]
    months = next_months(waiting)
    if months:
        bound = tx()
        for each in (CLEAN, FORGET, TALLY):
            await bound.connection.execute(each, bound.county, months)
        await count_quarters(sorted(months), day or today())
        moved(sum(entries for _month, entries in waiting[: len(months)]))
    return len(months) < len(waiting)


async def recount_dirty(day: date | None = None) -> None:
    """Within a transaction, `alone`: all of them."""
    while await recount_some(day):
        pass


async def recount() -> None:
    more = True
    while more:
        async with county_tx():
            more = await alone() and await recount_some()


Before = Callable[[], Awaitable[object]]


async def keep_some(*before: Before) -> bool:
    """After postings: seals and recounts some of the county that is bound. The note that it is due
    goes first: what is posted from here on leaves a new one. `before`: what other features still
    post. → is there more, for a transaction of its own? Others' counties come first.
    """
    async with county_tx():
        if not await alone():
            return False
        await tx().connection.execute(DONE, tx().county)
        for each in before:
            await each()
        left = [await seal_some(), await recount_some()]
        if any(left):
            await tx().connection.execute(NOT_DONE, tx().county)
    return any(left)


async def keep(*before: Before) -> None:
    """All of it."""
    while await keep_some(*before):
        pass
