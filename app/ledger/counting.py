"""After postings: what is new is sealed and counted, a batch at a time, so that no transaction is
long. Nothing is counted twice, and nothing made anew.
"""

from collections.abc import Awaitable, Callable
from datetime import date

from app.dates import today
from app.db import county_tx, tx
from app.ledger.folding import begin_anew, fold_anew_some, fold_some
from app.ledger.posting import note_due
from app.ledger.quarters import count_quarters
from app.ledger.sealing import alone, seal_some
from app.processes.postgres import StartError
from app.tenancy.realms import is_county

DONE = "DELETE FROM jobs.due WHERE county = $1"
Before = Callable[[], Awaitable[object]]


async def count_some(day: date | None = None) -> bool:
    """Within a transaction, `alone`. `day`: what is taken for today. → is there more? Regions and
    the operator have a log that is sealed, and nothing to count.
    """
    sealed_full = await seal_some()
    if not is_county(tx().county):
        return sealed_full
    folded_full = await fold_some()
    if more := sealed_full or folded_full:
        return more
    await count_quarters(day or today())
    return await fold_anew_some()


async def count_all(day: date | None = None) -> None:
    """Within a transaction, `alone`."""
    while await count_some(day):
        pass


async def keep_some(*before: Before) -> bool:
    """Seals and counts some of the county that is bound. The note that it is due goes first: what
    is posted from here on leaves a new one. `before`: what other features still post. → is there
    more, for a transaction of its own? Others' counties come first.
    """
    async with county_tx():
        if not await alone():
            return False
        await tx().connection.execute(DONE, tx().county)
        for each in before:
            await each()
        if more := await count_some():
            await note_due()  # what is left is done with the next turn
    return more


async def keep(*before: Before) -> None:
    """All of it."""
    while await keep_some(*before):
        pass


async def keep_anew() -> None:
    """All that is kept of the county that is bound, once more from its first entry on. Pages and
    regions read meanwhile what was kept before.
    """
    async with county_tx():
        if not await alone():
            raise StartError("The worker is counting this county just now. Try again.")
        await note_due()  # broken off, the worker goes on
        await begin_anew()
    await keep()
