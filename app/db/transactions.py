"""A tenant's transaction: the only way to a county's rows, which row-level security holds."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from typing import Any, Literal, Self, cast

from asyncpg import InterfaceError, PostgresError
from asyncpg.exceptions import CannotConnectNowError
from piccolo.engine.postgres import PostgresTransaction

from app.away import BROKEN
from app.config import settings
from app.db.engine import AGAIN, DB, LONGEST_WAIT, bulkhead, refusing
from app.db.hearing import Hearing, bare
from app.shares import Shares

current_realm: ContextVar[int | None] = ContextVar("current_realm", default=None)


class Ahead:
    """Of a page: the transaction in which it was found out who asks. The page reads in it, too.
    `heard`: by whoever shows the page again (app/web/again.py).
    """

    transaction: "CountyTransaction | None" = None
    heard: Hearing | None = None

    async def end(self) -> None:
        """Nobody took it, or somebody needs another: a request never holds two connections."""
        begun, self.transaction = self.transaction, None
        if begun is not None:
            await begun.end()

    def hear(self, hearing: Hearing) -> None:
        """From now on, of the transaction that is left to the page."""
        if self.transaction is not None:
            self.heard = self.transaction.connection = hearing

    def another(self) -> None:
        """What is read in another transaction nobody hears."""
        if self.heard is not None:
            self.heard.reads_only = False


ahead: ContextVar[Ahead | None] = ContextVar("ahead", default=None)


class NoCountyError(RuntimeError):
    """A county's rows were asked for where no county is bound: a mistake in the program."""


# A request's limits are those of the program's role (infra/roles.sql). Set-up, imports and jobs,
# which nobody waits for, have these: enough for a machine that is busy with other things.
BULK = (
    f"SET LOCAL statement_timeout = '{settings.bulk_seconds * 1000:.0f}ms';"
    " SET LOCAL lock_timeout = '60s'; SET LOCAL idle_in_transaction_session_timeout = '600s'"
)
in_bulk: ContextVar[bool] = ContextVar("in_bulk", default=False)


@contextmanager
def bulk_limits() -> Iterator[None]:
    """Of all transactions that begin within, in tasks that are started within too."""
    token = in_bulk.set(True)
    try:
        yield
    finally:
        in_bulk.reset(token)


class CountyTransaction(PostgresTransaction):
    """Piccolo's transaction, bound to one county, that always gives its connection back."""

    __slots__ = ("bulk", "county", "left_to", "pool", "readonly", "share")

    def __init__(self, county: int, *, readonly: bool, left_to: Ahead | None = None) -> None:
        super().__init__(DB, allow_nested=False)
        self.county, self.readonly, self.left_to = county, readonly, left_to
        self.bulk, self.pool = in_bulk.get(), cast("Any", DB.pool)
        self.share: tuple[Shares | None, int] = bulkhead.shares, county

    async def __aenter__(self) -> Self:
        if (before := ahead.get()) is not None:
            begun = before.transaction
            goes_on = begun is not None and self.goes_on(begun)
            if not goes_on:
                before.another()
            if begun is not None and (goes_on or self.follows(begun)):
                before.transaction = None
                self.share, self.pool, self.connection = begun.share, begun.pool, begun.connection
                if not goes_on:
                    await self.begin_behind()
                self.context = self.engine.current_transaction.set(self)
                return self
            await before.end()
        self.share = bulkhead.shares, self.county
        if self.share[0] and not self.share[0].takes(self.county):
            async with asyncio.timeout(LONGEST_WAIT):
                await self.share[0].enter(self.county)
        try:
            await self.connect()
        except BaseException:
            self.leave()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def connect(self) -> None:
        """A connection that broke while nobody used it costs nothing but another: nothing was asked
        yet. A server that says it is just starting is waited for.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST_WAIT
        async with asyncio.timeout_at(until):
            while True:
                try:
                    with refusing():
                        self.connection = await self.pool.acquire()
                except CannotConnectNowError:
                    if loop.time() + AGAIN > until:
                        raise
                    await asyncio.sleep(AGAIN)
                    continue
                try:
                    await self.begin()
                except BROKEN:
                    await self.give_back(broken=True)
                except BaseException:
                    await self.give_back(broken=True)
                    raise
                else:
                    return

    def goes_on(self, begun: "CountyTransaction") -> bool:
        """What was begun is what this one would begin, but for what was read in it."""
        asked = type(self), self.county, self.readonly, self.bulk
        return asked == (type(begun), begun.county, begun.readonly, begun.bulk)

    def follows(self, begun: "CountyTransaction") -> bool:
        """Another one of the same realm, behind one that has nothing to keep."""
        return begun.readonly and (self.county, self.pool) == (begun.county, begun.pool)

    async def begin_behind(self) -> None:
        """On its connection: one round trip ends the one and begins the other."""
        self.connection = bare(self.connection)
        try:
            await self.connection.execute(f"COMMIT; {self.beginning()}")
        except BaseException:
            await self.give_back(broken=True)
            self.leave()
            raise

    async def __aexit__(self, kind: object, error: object, traceback: object) -> Literal[False]:
        self.engine.current_transaction.reset(self.context)
        if self.left_to is not None and error is None:
            self.left_to.transaction = self
            return False
        return await self.end(error)

    async def end(self, error: object = None) -> Literal[False]:
        self.connection = bare(self.connection)
        given_up = isinstance(error, BaseException) and not isinstance(error, Exception)
        try:
            if not given_up:  # else nobody waits any more, not even for a ROLLBACK
                await (self.rollback() if error else self.commit())
        except BaseException:
            given_up = True
            raise
        finally:
            await self.give_back(broken=given_up)
            self.leave()
        return False

    def leave(self) -> None:
        shares, county = self.share
        if shares:
            shares.leave(county)

    async def move_to(self, county: int) -> None:
        """Sign-up's approval alone needs it: the operator's row and the new county's, as one."""
        self.county = county
        await self.connection.execute(f"SET LOCAL app.county = '{county:d}'")

    async def begin(self) -> None:
        await self.connection.execute(self.beginning())

    async def keep_and_begin(self) -> None:
        """What was done is kept; for whoever comes right after, another one begins: one round trip
        for both. Nothing that went wrong before may have been caught.
        """
        await self.connection.execute(f"COMMIT; {self.beginning()}")

    def beginning(self) -> str:
        return self.begins_with(f"SET LOCAL app.county = '{self.county:d}'")

    def begins_with(self, *and_then: str) -> str:
        # One round trip for all. SET LOCAL, since Citus hands set_config() to no other node.
        # What is only read is of one instant, so that a figure equals the list beside it.
        how = "ISOLATION LEVEL REPEATABLE READ READ ONLY" if self.readonly else "READ WRITE"
        limits = [BULK] if self.bulk else []
        return "; ".join([f"BEGIN {how}", *limits, *and_then])

    async def commit(self) -> None:
        if await self.connection.execute("COMMIT") != "COMMIT":
            # An SQL error was caught and ignored; PostgreSQL answers such a COMMIT with ROLLBACK.
            raise RuntimeError("The transaction was rolled back, not committed.")

    async def rollback(self) -> None:
        # What goes wrong here would hide what went wrong before.
        with suppress(InterfaceError, PostgresError, TimeoutError):
            await self.connection.execute("ROLLBACK", timeout=LONGEST_WAIT)

    async def give_back(self, *, broken: bool = False) -> None:
        """In an unknown state nobody else may get it."""
        with suppress(InterfaceError):  # a dead connection has left the pool by itself
            if broken or self.connection.is_in_transaction():
                self.connection.terminate()
        await self.pool.release(self.connection)


class RegionTransaction(CountyTransaction):
    """Reads as the role that sees what counties share with the region bound, and no more."""

    def beginning(self) -> str:
        # The planner takes a region's counties for few. It would sort the whole arrays of all of
        # them by measure, on disk, where a hash of their numbers is enough. Its policies say which
        # rows are its own, not the values asked for: a plan is made once, for planning so many of
        # them takes longer than what they look for, and the more so the larger the platform.
        return self.begins_with(
            "SET LOCAL ROLE app_region",
            f"SET LOCAL app.region = '{self.county:d}'",
            "SET LOCAL enable_sort = off",
            "SET LOCAL plan_cache_mode = force_generic_plan",
        )


def region_tx(*, readonly: bool = False, left_to: Ahead | None = None) -> RegionTransaction:
    """`left_to`: as of county_tx()."""
    region = current_realm.get()
    if region is None:
        raise NoCountyError("No region is bound.")
    return RegionTransaction(region, readonly=readonly, left_to=left_to)


@asynccontextmanager
async def as_region(region: int | None = None) -> AsyncIterator[None]:
    """Within the county_tx() of a region's number: its forms are remembered by the program, and
    what is done in here is done as in region_tx(). `region`: within the county_tx() of a county of
    it; `$1` stays the county.
    """
    bound = tx()
    await bound.connection.execute(
        f"SET LOCAL ROLE app_region; SET LOCAL app.region = '{region or bound.county:d}'"
    )
    yield  # after an error the role ends with the transaction
    await bound.connection.execute("RESET ROLE")


def county_tx(*, readonly: bool = False, left_to: Ahead | None = None) -> CountyTransaction:
    """`left_to`: it stays open for the page's own (app/web/request_context.py)."""
    county = current_realm.get()
    if county is None:
        raise NoCountyError("No county is bound.")
    return CountyTransaction(county, readonly=readonly, left_to=left_to)


@contextmanager
def bound_to(county: int) -> Iterator[None]:
    """For what no request has bound: jobs, commands, tests."""
    token = current_realm.set(county)
    try:
        yield
    finally:
        current_realm.reset(token)


def tx() -> CountyTransaction:
    transaction = DB.current_transaction.get()
    if not isinstance(transaction, CountyTransaction):
        raise NoCountyError("No county_tx() is open.")
    return transaction


def county_in_tx() -> int:
    """Queries ask the open transaction, so that their filter and the row policy never differ."""
    return tx().county
