"""What a request meets when the database, the store or a disk is not there."""

import errno

from asyncpg import InterfaceError, InternalClientError, PostgresConnectionError
from asyncpg.exceptions import (
    AdminShutdownError,
    CannotConnectNowError,
    CrashShutdownError,
    InsufficientResourcesError,
    LockNotAvailableError,
    QueryCanceledError,
)

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
