"""The timeout of a request: nobody waits for ever: not a reader for us, and not we for what a
sender sends.

Whatever a request waits for (a turn, connections, statements, the store, a provider) has limits of
its own; together they have this one. What its sender takes to send does not count.
"""

import asyncio
from typing import Any

from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

LONGEST = 9.0  # seconds until an answer begins, or its next piece
SILENT = 15.0  # seconds without a byte
SLOWEST = 1024  # bytes a second, of what a sender sends, once it has had SILENT seconds
PIECE_TAKEN = 120.0  # seconds in which a reader takes a piece of an answer


class TooSlow(HTTPException):
    """A sender stopped in the middle, or might as well have."""

    status_code = 408

    def __init__(self) -> None:
        super().__init__(headers={"connection": "close"})


def from_now() -> float:
    return asyncio.get_running_loop().time() + LONGEST


def patience(came: int, waited: float) -> float:
    """Seconds that the next byte may take, after so many bytes in so many seconds of waiting for
    them. Pure.
    """
    return max(0.0, min(SILENT, SILENT + came / SLOWEST - waited))


class Deadline(ASGIMiddleware):
    """The first one: TimeoutError becomes a page in words (app/web/errors.py)."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        bag: Any = scope
        loop = asyncio.get_running_loop()
        until = bag.get("until") or from_now()  # none: a page that is made within a request
        came, waited, all_came = 0, 0.0, False
        limit = asyncio.timeout_at(until)

        async def receives() -> Any:
            nonlocal came, waited, all_came, until
            if all_came:  # what is waited for is that the sender goes away
                return await receive()
            began = loop.time()
            limit.reschedule(None)
            try:
                async with asyncio.timeout(patience(came, waited)):
                    message: Any = await receive()
            except TimeoutError:
                raise TooSlow from None
            finally:
                took = loop.time() - began
                waited, until = waited + took, until + took
                limit.reschedule(until)
            came += len(message.get("body", b""))
            all_came = not message.get("more_body", False)
            return message

        async def sends(message: Any) -> None:
            if message["type"] == "http.response.start":  # goes with the first piece
                await send(message)
                return
            limit.reschedule(loop.time() + PIECE_TAKEN)
            await send(message)
            if message.get("more_body"):
                limit.reschedule(from_now())

        async with limit:
            await next_app(scope, receives, sends)
