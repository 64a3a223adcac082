"""Connections: a pool for those who take turns, and one of its own for who must not wait."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from weakref import WeakSet

import asyncpg
from litestar import Litestar

from app.away import BROKEN
from app.config import settings
from app.db.engine import (
    DB,
    LIMITS,
    LONGEST_ROW,
    LONGEST_WAIT,
    MOST,
    PLANS,
    SERVED,
    SHARE,
    bulkhead,
    refusing,
)
from app.shares import Shares

T = TypeVar("T")
BESIDE: WeakSet["Own"] = WeakSet()


@asynccontextmanager
async def connection_pool(shares: Shares | None = None, **options: Any) -> AsyncIterator[None]:
    """Connects when it is asked for a connection: a database that is away stops no start. What is
    connected stays so. `shares`: what each county may have of it.
    """
    usual = {
        "min_size": 0, "max_size": MOST, "max_inactive_connection_lifetime": 0,
        "timeout": LONGEST_WAIT, "server_settings": LIMITS | PLANS,
        # However long, and however many: to plan a desk takes longer than all else that it asks,
        # and the lists alone ask more than the hundred that asyncpg would keep.
        "max_cacheable_statement_size": 0, "statement_cache_size": 1000,
    }  # fmt: skip
    await DB.start_connection_pool(**{**usual, "reset": leave_as_it_is, **options})
    before = bulkhead.shares, bulkhead.dsn
    bulkhead.shares, bulkhead.dsn = shares, options.get("dsn", settings.database_url)
    try:
        yield
    finally:
        bulkhead.shares, bulkhead.dsn = before
        for own in BESIDE:  # an event loop with open connections may wait for ever to be closed
            own.end()
        await DB.close_connection_pool()


@asynccontextmanager
async def served_pool(_: Litestar) -> AsyncIterator[None]:
    """A web worker's."""
    async with connection_pool(Shares(SHARE, LONGEST_ROW), server_settings=LIMITS | SERVED):
        yield


class Own:
    """One connection beside the pool, for who must not wait behind those that use it. One asks at a
    time.
    """

    def __init__(self) -> None:
        self.connection: Any = None
        self.dsn = ""
        BESIDE.add(self)

    async def asked(self, question: Callable[[Any], Awaitable[T]], seconds: float) -> T:
        """Raises what AWAY says. One that broke unnoticed is made anew, once."""
        async with asyncio.timeout(seconds):
            known = self.is_there()
            try:
                return await self.once(question)
            except BROKEN:
                if not known:
                    raise
                return await self.once(question)

    async def once(self, question: Callable[[Any], Awaitable[T]]) -> T:
        if not self.is_there():
            self.end()
            self.dsn = bulkhead.dsn
            with refusing():
                self.connection = await asyncpg.connect(self.dsn, server_settings=LIMITS)
        try:
            return await question(self.connection)
        except BaseException:
            self.end()
            raise

    def is_there(self) -> bool:
        known = self.connection is not None and not self.connection.is_closed()
        return known and self.dsn == bulkhead.dsn

    def end(self) -> None:
        if self.connection is not None:
            self.connection.terminate()
        self.connection = None


async def leave_as_it_is(_: object) -> None:
    """asyncpg would reset the session: a round trip more, for settings that nothing here makes."""
