"""What is met when the database, the store or a disk is not there, and how it is said: a failure
that goes on costs the log one line, not one each second.
"""

import errno
import logging
import time
from collections.abc import Callable

from asyncpg import InterfaceError, InternalClientError, PostgresConnectionError
from asyncpg.exceptions import (
    AdminShutdownError,
    CannotConnectNowError,
    CrashShutdownError,
    DiskFullError,
    InsufficientResourcesError,
    LockNotAvailableError,
    OperatorInterventionError,
    QueryCanceledError,
)

from app.refusal import Refused

BACK_IN = 5  # seconds, as Retry-After tells programs; pages say it in words
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


def broke_off(what: str, error: BaseException) -> str:
    """One sentence for whoever started it, and what to do. Pure."""
    return f"{what} broke off: {why(error)}. Start again: it goes on where it stopped."


OUTSIDE = (*AWAY, OperatorInterventionError, OSError)


def is_outside(error: BaseException) -> bool:
    """It does not lie in the program, which nobody waits for here. Pure."""
    if isinstance(error, BaseExceptionGroup):
        return all(map(is_outside, error.exceptions))
    return isinstance(error, OUTSIDE)


def why(error: BaseException) -> str:
    """In words, where it lies outside the program; else with what it says, which is for whoever
    started it and not for a log. Pure.
    """
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    match error:
        case QueryCanceledError() | LockNotAvailableError() | TimeoutError():
            return "the database took too long (is the machine busy, or BULK_SECONDS short?)"
        case DiskFullError() | OSError(errno=errno.ENOSPC):
            return "the disk is full"
        case _ if is_outside(error):
            return f"the database or the disk went away ({type(error).__name__})"
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}".rstrip(": .")


class Untold(Exception):
    """In the place of an error whose traceback is written: what it says may be what somebody typed,
    or the row that the database refused.
    """


def untold(error: BaseException) -> Untold:
    """Of what kind it is and where it came from, those before it included."""
    names = ("sqlstate", "table_name", "column_name", "constraint_name")
    known = [text for name in names if isinstance(text := getattr(error, name, None), str)]
    found = Untold(" ".join([type(error).__name__, *known])).with_traceback(error.__traceback__)
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    found.__cause__ = untold(before) if before is not None else None
    return found


class Complaints:
    """Of a program's parts. Each failure is said once, until it is another one, or an hour later;
    what lies outside the program, or what a rule refuses, in one line; its own mistakes with where
    they were made.
    """

    AGAIN = 3600.0

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.told: dict[str, tuple[str, float]] = {}

    def failed(self, log: logging.Logger, what: str, error: BaseException) -> None:
        if self.is_new(what, words := why(error)):
            mine = None if is_outside(error) or isinstance(error, Refused) else untold(error)
            log.error("%s failed: %s. It is tried again.", what, mine or words, exc_info=mine)

    def is_new(self, what: str, words: str) -> bool:
        before, at = self.told.get(what, ("", -self.AGAIN))
        if words == before and self.clock() - at < self.AGAIN:
            return False
        self.told[what] = words, self.clock()
        return True

    def went_well(self, log: logging.Logger, what: str) -> None:
        if self.told.pop(what, None):
            log.info("%s: all is well again.", what)


complaints = Complaints()


class Once(logging.Filter):
    """For what libraries write: as above, and no traceback of what lies outside the program."""

    def __init__(self, said: Complaints) -> None:
        super().__init__()
        self.said = said

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if record.levelno < logging.WARNING or record.name.startswith("app."):
            return True
        words = why(error) if error else ""
        if error and is_outside(error):
            record.msg, record.args = f"{record.getMessage()}: {words}", ()
            record.exc_info = record.exc_text = None
        elif error:
            bare = untold(error)
            record.exc_info = (Untold, bare, bare.__traceback__)
        place = f"{record.name} {record.pathname}:{record.lineno}"
        return self.said.is_new(place, words or record.getMessage())
