"""What goes by the clock, and cannot come back, waits while ours is another than the database's."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from app.db import DB
from app.preflight.clocks import of_clock

Duty = Callable[[asyncio.Event], Coroutine[Any, Any, None]]


class WrongClockError(RuntimeError):
    """Ours, or the database's: nobody here knows which."""


async def check_clock() -> None:
    pool: Any = DB.pool
    for each in of_clock(await pool.fetchval("SELECT clock_timestamp()"), "database"):
        raise WrongClockError(each.text)


def by_the_clock(duty: Duty) -> Duty:
    """What deletes what had its time, or says that a day has passed: asked before each turn."""

    @wraps(duty)
    async def checked(stop: asyncio.Event) -> None:
        await check_clock()
        await duty(stop)

    return checked
