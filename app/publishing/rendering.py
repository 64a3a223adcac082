"""An address as the program shows it to a stranger, without a server between."""

import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from app.config import settings
from app.db import bulk_limits, connection_pool
from app.db.engine import LIMITS, SERVED
from app.main import app
from app.web.application import settle
from app.web.forms.tokens import FIELD

AT_ONCE = 4  # while one is rendered, the database reads for another
CONNECTIONS = AT_ONCE + 1 + 1  # what renders, what looks, and its sign
AS_OF = "\u2063as-of\u2063"  # where a page says as of when it is

# A form's token is for one browser, and each another: of a file there would be no end of changes.
TOKEN = re.compile(rb'(name="%s" value=")[^"]*' % FIELD.encode())


class Rendered(NamedTuple):
    """`body`: without the time, which is put in when it is written."""

    status: int
    kind: str
    body: bytes

    @property
    def page(self) -> bool:
        return self.kind.startswith("text/html")

    @property
    def picture(self) -> bool:
        """Named by its hash: it never changes."""
        return self.kind.startswith("image/")

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    def at(self, moment: datetime) -> bytes:
        return self.body.replace(AS_OF.encode(), f"{moment:%Y-%m-%d %H:%M}".encode())


@asynccontextmanager
async def rendering_pool(most: int = AT_ONCE + 1) -> AsyncIterator[None]:
    """As a web worker's, for whom nobody waits."""
    settle()
    limits = LIMITS | SERVED
    async with connection_pool(
        max_size=most, max_inactive_connection_lifetime=300, server_settings=limits
    ):
        with bulk_limits():
            yield


async def render(path: str, *, stands_in: bool = False) -> Rendered:
    """`path`: unquoted, with the county's slug. `stands_in`: shown at whatever address."""
    host = urlsplit(settings.base_url).netloc
    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": urlsplit(settings.base_url).scheme,
        "path": path,
        "raw_path": quote(path).encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", host.encode()), (b"accept-language", b"zh-CN")],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", settings.port),
        "state": {},
        "as_of": AS_OF,
        **({"stands_in": True} if stands_in else {}),
    }
    status, headers, parts = 0, dict[bytes, bytes](), list[bytes]()

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            headers.update(message["headers"])
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    body = TOKEN.sub(rb"\1", b"".join(parts))
    return Rendered(status, headers.get(b"content-type", b"").decode(), body)
