"""What goes by the clock, and cannot come back, waits while ours is another than the database's or
the store's.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from app.db import DB
from app.evidence.store.chosen import store
from app.preflight.clocks import of_clock
from app.preflight.findings import Finding

Duty = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
SECONDS = 10.0  # for the store to answer


class WrongClockError(RuntimeError):
    """Ours, the database's or the store's: nobody here knows which."""


async def check_clock() -> None:
    pool: Any = DB.pool
    found = of_clock(await pool.fetchval("SELECT clock_timestamp()"), "database")
    for each in [*found, *await of_store()]:
        raise WrongClockError(each.text)


async def of_store() -> list[Finding]:
    """Where ours and the database's are one machine's, both may be wrong and agree. A store that is
    away stops nothing that is not its own.
    """
    try:
        async with asyncio.timeout(SECONDS):
            there = await store().clock()
    except (OSError, ValueError):
        return []
    return of_clock(there, "store") if there else []


def by_the_clock(duty: Duty) -> Duty:
    """What deletes what had its time, or says that a day has passed: asked before each turn."""

    @wraps(duty)
    async def checked(stop: asyncio.Event) -> None:
        await check_clock()
        await duty(stop)

    return checked
