"""HEAD: as GET, without what stands in the answer. Here for all addresses at once."""

from typing import Any

from litestar.types import ASGIApp, Receive, Send


class HeadAsGet:
    def __init__(self, inside: ASGIApp) -> None:
        self.inside = inside

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.inside(scope, receive, send)
            return

        async def without_body(message: Any) -> None:
            if "body" in message:
                message["body"] = b""
            await send(message)

        scope["method"] = "GET"
        await self.inside(scope, receive, without_body)
