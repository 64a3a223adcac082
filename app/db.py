"""The database: one engine, and the county's transaction, the only way to a county's rows."""

import asyncio
import errno
import re
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Literal, Self, TypeVar, overload

import asyncpg
from asyncpg import (
    InterfaceError,
    InternalClientError,
    PostgresConnectionError,
    PostgresError,
)
from asyncpg.exceptions import (
    AdminShutdownError,
    CannotConnectNowError,
    CrashShutdownError,
    InsufficientResourcesError,
    LockNotAvailableError,
    QueryCanceledError,
)
from litestar import Litestar
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from app.bulk import batches
from app.config import settings
from app.shares import Shares

# How long a request waits for its turn, for a connection, for a lock and for a statement, whatever
# its role says (infra/roles.sql); then the page says that it has to be tried again. All of it has
# one deadline besides (app/web/deadline.py).
LONGEST_WAIT = 5.0  # seconds
MOST, SHARE = 10, 4  # connections of a web worker, and a county's among them
LONGEST_ROW = 200  # of a county's transactions that wait for theirs
AGAIN = 0.1  # until a server is asked again that is just starting
LARGEST_ID = 2**63 - 1  # a larger number is no id, and PostgreSQL would stumble over it
LIMITS = {"statement_timeout": "8s", "lock_timeout": "4s"}
# The planner takes every county for a two-hundredth of its table (0003_statistics.sql); where it is
# all of it, a bitmap of all its rows and a sort looked cheaper than the first page of an index.
PLANS = {"enable_bitmapscan": "off"}
T = TypeVar("T")
Row = TypeVar("Row", bound=Mapping[str, object])  # a TypedDict

current_realm: ContextVar[int | None] = ContextVar("current_realm", default=None)


class Ahead:
    """Of a page: the transaction in which it was found out who asks. The page reads in it, too."""

    transaction: "CountyTransaction | None" = None

    async def end(self) -> None:
        """Nobody took it, or somebody needs another: a request never holds two connections."""
        begun, self.transaction = self.transaction, None
        if begun is not None:
            await begun.end()


ahead: ContextVar[Ahead | None] = ContextVar("ahead", default=None)


# A connection that is of no use any more.
BROKEN = (
    InterfaceError,
    InternalClientError,  # it broke while something was being asked
    PostgresConnectionError,
    AdminShutdownError,
    CrashShutdownError,
    ConnectionError,
)
# What a request meets when the database (or the store) is not there, has no room for it, or took
# too long: it may come again.
AWAY = (
    *BROKEN,
    CannotConnectNowError,
    InsufficientResourcesError,  # its disk is full, or it has no connection left
    LockNotAvailableError,  # waited for longer than its limit
    QueryCanceledError,  # ran longer than its limit, or somebody ended it
    TimeoutError,
)
NO_ROOM = frozenset({
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.ENFILE, errno.EMFILE,
})  # fmt: skip


def is_away(error: BaseException) -> bool:
    """Also of a disk of ours that takes nothing more, and where several tasks met it at once."""
    if isinstance(error, BaseExceptionGroup):
        return all(map(is_away, error.exceptions))
    return isinstance(error, AWAY) or (isinstance(error, OSError) and error.errno in NO_ROOM)


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


class Engine(PostgresEngine):
    async def check_version(self) -> None:
        """Piccolo would connect here, while modules are still being imported."""


DB = Engine(config={"dsn": settings.database_url})


class Bulkhead:
    """Of a web worker's connections each county has its share. None: of whoever works alone."""

    shares: Shares | None = None
    dsn = settings.database_url


bulkhead = Bulkhead()


@contextmanager
def refusing() -> Iterator[None]:
    """A server that is not there leaves no socket's file."""
    try:
        yield
    except FileNotFoundError as error:
        raise ConnectionRefusedError(str(error)) from error


class CountyTransaction(PostgresTransaction):
    """Piccolo's transaction, bound to one county, that always gives its connection back."""

    __slots__ = ("county", "left_to", "pool", "readonly", "share")

    def __init__(self, county: int, *, readonly: bool, left_to: Ahead | None = None) -> None:
        super().__init__(DB, allow_nested=False)
        self.county, self.readonly, self.left_to = county, readonly, left_to
        self.pool: Any = DB.pool
        self.share: tuple[Shares | None, int] = bulkhead.shares, county

    async def __aenter__(self) -> Self:
        if (before := ahead.get()) is not None and before.transaction is not None:
            if self.goes_on(before.transaction):
                begun, before.transaction = before.transaction, None
                self.share, self.pool, self.connection = begun.share, begun.pool, begun.connection
                self.context = self.engine.current_transaction.set(self)
                return self
            await before.end()
        self.share = bulkhead.shares, self.county
        if self.share[0]:
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
        until = asyncio.get_running_loop().time() + LONGEST_WAIT
        while True:
            try:
                async with asyncio.timeout_at(until):
                    with refusing():
                        self.connection = await self.pool.acquire()
            except CannotConnectNowError:
                if asyncio.get_running_loop().time() + AGAIN > until:
                    raise
                await asyncio.sleep(AGAIN)
                continue
            try:
                async with asyncio.timeout_at(until):
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
        asked = type(self), self.county, self.readonly, in_bulk.get()
        return asked == (type(begun), begun.county, begun.readonly, False)

    async def __aexit__(self, kind: object, error: object, traceback: object) -> Literal[False]:
        self.engine.current_transaction.reset(self.context)
        if self.left_to is not None and error is None:
            self.left_to.transaction = self
            return False
        return await self.end(error)

    async def end(self, error: object = None) -> Literal[False]:
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
        await self.begin_with(f"SET LOCAL app.county = '{self.county:d}'")

    async def begin_with(self, *and_then: str) -> None:
        # One round trip for all. SET LOCAL, since Citus hands set_config() to no other node.
        # What is only read is of one instant, so that a figure equals the list beside it.
        how = "ISOLATION LEVEL REPEATABLE READ READ ONLY" if self.readonly else "READ WRITE"
        limits = [BULK] if in_bulk.get() else []
        await self.connection.execute("; ".join([f"BEGIN {how}", *limits, *and_then]))

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

    async def begin(self) -> None:
        await self.begin_with(
            "SET LOCAL ROLE app_region", f"SET LOCAL app.region = '{self.county:d}'"
        )


def region_tx(*, readonly: bool = False) -> RegionTransaction:
    region = current_realm.get()
    if region is None:
        raise NoCountyError("No region is bound.")
    return RegionTransaction(region, readonly=readonly)


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


NAME = re.compile(r"(?<!:):([a-z]\w*)")  # :name, but not ::type


@lru_cache(1024)
def numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """The statement with `$2`, `$3` … in place of its `:names`, and the names in that order."""
    names = tuple(dict.fromkeys(NAME.findall(sql)))
    if "of" in names:
        raise TypeError("A value called `of` would be taken for the rows' type.")
    if names and re.search(r"\$(?!1\b)\d", sql):
        raise TypeError("A statement has either names or numbers.")
    places = {name: f"${number}" for number, name in enumerate(names, 2)}
    return NAME.sub(lambda found: places[found[1]], sql), names


def placed(sql: str, values: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[Any, ...]:
    """What the connection is given: the text, the county, the other values in their places. A
    reader's (app/access/visibility.py) may be more than the statement asks.
    """
    text, names = numbered(sql) if named else (sql, ())
    if not named.keys() >= set(names) or (named and values):
        raise TypeError(f"Values for {sorted(named)}, where the statement has {sorted(names)}.")
    return text, tx().county, *values, *(named[name] for name in names)


@overload
async def rows(sql: str, *values: Any, of: type[Row], **named: Any) -> list[Row]: ...
@overload
async def rows(sql: str, *values: Any, **named: Any) -> list[Any]: ...
async def rows(sql: str, *values: Any, of: type[Any] | None = None, **named: Any) -> list[Any]:
    """asyncpg records of one statement within the open transaction. `$1` is always the county,
    so that no SQL forgets it; `values` are `$2`, `$3` … More than six are `named`: `:topic`.
    `of`: a TypedDict of exactly the columns; then they are its dicts.
    """
    found = await tx().connection.fetch(*placed(sql, values, named))
    return list(found) if of is None else typed(found, of)


@overload
async def row(sql: str, *values: Any, of: type[Row], **named: Any) -> Row | None: ...
@overload
async def row(sql: str, *values: Any, **named: Any) -> Any: ...
async def row(sql: str, *values: Any, of: type[Any] | None = None, **named: Any) -> Any:
    """The first record, or None. As `rows`."""
    found = await tx().connection.fetchrow(*placed(sql, values, named))
    return found if of is None or found is None else typed([found], of)[0]


def typed(records: Sequence[Mapping[str, Any]], of: type[Row]) -> list[Row]:
    """What is NotRequired in `of` may be missing: it is put in later."""
    asked: Any = of
    if records:
        columns = set(records[0].keys())
        wrong = (asked.__required_keys__ - columns) | (columns - asked.__annotations__.keys())
        if wrong:
            differ = ", ".join(sorted(wrong))
            raise TypeError(f"{asked.__name__} and its statement differ: {differ}.")
    return [asked(each) for each in records]


async def value(sql: str, *values: Any, **named: Any) -> Any:
    """The first column of the first record, or None. As `rows`."""
    return await tx().connection.fetchval(*placed(sql, values, named))


async def execute(sql: str, *values: Any, **named: Any) -> None:
    """For what returns nothing. As `rows`."""
    await tx().connection.execute(*placed(sql, values, named))


async def execute_many(sql: str, each: Iterable[Mapping[str, Any]]) -> None:
    """One statement with names, once for each."""
    text, names = numbered(sql)
    county = tx().county
    values = [(county, *(one[name] for name in names)) for one in each]
    await tx().connection.executemany(text, values)


async def in_batches(items: Sequence[T], size: int) -> AsyncIterator[Sequence[T]]:
    """As `batches` (app/bulk.py), within the open transaction, for what is written into tables that
    may have been empty. A connection keeps the plans by which it checks foreign keys; made for an
    empty table they read all of a county for each row. So none outlives its batch.
    """
    for part in batches(items, size):
        yield part
        if len(part) == size:
            await tx().connection.execute("DISCARD PLANS")


@asynccontextmanager
async def connection_pool(shares: Shares | None = None, **options: Any) -> AsyncIterator[None]:
    """Connects when it is asked for a connection: a database that is away stops no start. What is
    connected stays so. `shares`: what each county may have of it.
    """
    usual = {
        "min_size": 0, "max_size": MOST, "max_inactive_connection_lifetime": 0,
        "timeout": LONGEST_WAIT, "server_settings": LIMITS | PLANS,
    }  # fmt: skip
    await DB.start_connection_pool(**{**usual, "reset": leave_as_it_is, **options})
    before = bulkhead.shares, bulkhead.dsn
    bulkhead.shares, bulkhead.dsn = shares, options.get("dsn", settings.database_url)
    try:
        yield
    finally:
        bulkhead.shares, bulkhead.dsn = before
        await DB.close_connection_pool()


@asynccontextmanager
async def served_pool(_: Litestar) -> AsyncIterator[None]:
    """A web worker's."""
    async with connection_pool(Shares(SHARE, LONGEST_ROW)):
        yield


class Own:
    """One connection beside the pool, for who must not wait behind those that use it. One asks at a
    time.
    """

    def __init__(self) -> None:
        self.connection: Any = None
        self.dsn = ""

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
