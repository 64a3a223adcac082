"""What goes wrong in a request, in the log: nobody outside can fill it. What is theirs costs no
line, what is ours one short line; where it went wrong is told once an hour for each place, and not
what the error says: that may be what somebody typed.
"""

import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

from asyncpg.exceptions import DataError
from litestar.exceptions import ClientException, HTTPException, InternalServerException
from litestar.types.protocols import Logger

from app.away import untold
from app.db import is_away
from app.refusal import Refused

HUNG_UP = "client disconnected prematurely"  # as Litestar says it
AGAIN = 3600.0
STILL_AWAY = 60.0
LONGEST = 100  # of what a stranger wrote
# Nothing is told of these (see `complain`): for most of them no traceback is even put into words.
THEIRS: set[int | type[Exception]] = {*range(400, 500), Refused, *Refused.__subclasses__()}

clock: Callable[[], float] = time.monotonic
told: dict[str, float] = {}  # a place in the program → when its traceback was written


def complain(logger: Logger, scope: Any, _lines: list[str]) -> None:
    error = sys.exc_info()[1]
    if error is None or is_theirs(error):
        return
    if is_away(error):
        note_away(logger, error)
        return
    logger.error(
        "%s at %s (%s): %s %s",
        type(error).__name__,
        place := place_of(error),
        scope.get("request_id", "-"),
        scope.get("method", "-"),
        short(scope.get("path", "")),
        exc_info=untold(error) if is_new(f"{type(error).__name__} {place}") else None,
    )


def is_theirs(error: BaseException) -> bool:
    """Refused, or an address or form that is none; or they hung up while they were sending."""
    if isinstance(error, InternalServerException) and error.detail == HUNG_UP:
        return True
    status = error.status_code if isinstance(error, HTTPException) else 500
    return isinstance(error, Refused | ClientException | DataError) or status < 500


def place_of(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "-"


def note_away(logger: Logger, error: BaseException) -> None:
    """Nobody mends it in the program: a line a minute, however many ask meanwhile."""
    if is_new("away", STILL_AWAY):
        logger.error("The database, or the store, is away: %s", type(error).__name__)


def is_new(what: str, again: float = AGAIN) -> bool:
    if clock() - told.get(what, -again) < again:
        return False
    told[what] = clock()
    return True


def short(text: str) -> str:
    """On one line, whatever is in it."""
    shown = ascii(text[:LONGEST])
    return shown if len(shown) <= 2 * LONGEST else f"{shown[: 2 * LONGEST]}…"
