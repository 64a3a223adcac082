"""Security headers on every answer, and the origin check that refuses other sites' forms (CSRF)."""

import logging
import re
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Receive, Send

from app.away import BACK_IN
from app.config import settings
from app.db import is_away
from app.web import deadline
from app.web.complaints import complain

log = logging.getLogger("app")

STORE = (
    f"{urlsplit(settings.s3_endpoint).scheme}://{urlsplit(settings.s3_endpoint).netloc}"
    if settings.s3_endpoint
    else ""
)
CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        f"connect-src 'self' {STORE}".rstrip(),
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "manifest-src 'self'",
    ]
)
HEADERS = {
    b"content-security-policy": CSP.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(self), geolocation=(), microphone=()",
    b"cache-control": b"private, no-store",
}
if settings.secure:
    HEADERS[b"strict-transport-security"] = b"max-age=31536000; includeSubDomains"

PLAIN = {"content-type": "text/plain; charset=utf-8"}


AWAY = ASGIResponse(
    body=f"系统正在恢复，请过 {BACK_IN} 秒再试。".encode(),
    status_code=503,
    headers=PLAIN | {"retry-after": str(BACK_IN)},
)
CRASHED = ASGIResponse(
    body="系统出了错，已经记录下来。请稍后再试。".encode(), status_code=500, headers=PLAIN
)


class Broken(Exception):
    """An answer that broke off. What broke it is told by then; the server ends the connection."""


class SecurityHeaders:
    def __init__(self, inside: ASGIApp) -> None:
        self.inside = inside

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.inside(scope, receive, send)
            return
        scope["request_id"] = token_hex(8)
        scope["client"] = (address_of(scope), 0)
        extra = HEADERS | {b"x-request-id": scope["request_id"].encode()}

        comes = has_body(scope)
        begun, all_came = False, not comes

        async def noting() -> Any:
            nonlocal all_came
            message: Any = await receive()
            all_came = not message.get("more_body", False)
            return message

        async def with_headers(message: Any) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                set_already = {name.lower() for name, _ in headers}
                headers += [item for item in extra.items() if item[0] not in set_already]
                if not all_came and b"connection" not in set_already:
                    headers.append((b"connection", b"close"))  # else the rest would be waited for
                message["headers"] = headers
            await send(message)

        if not known_host(scope) or not scope["path"].startswith("/"):  # "*", of OPTIONS
            nobody = ASGIResponse(
                body="这里没有这个网站。".encode(), status_code=421, headers=PLAIN
            )
            await nobody(scope, receive, with_headers)
            return
        if from_elsewhere(scope):
            refusal = ASGIResponse(body="跨站请求已拒绝。".encode(), status_code=403, headers=PLAIN)
            await refusal(scope, receive, with_headers)
            return
        scope["until"] = deadline.from_now()
        try:
            await self.inside(scope, noting if comes else receive, with_headers)
        except Exception as wrong:  # noqa: BLE001  (the server would write all of it each time)
            complain(log, scope, [])
            if begun:
                raise Broken from None
            await (AWAY if is_away(wrong) else CRASHED)(scope, receive, with_headers)
        finally:
            # Errors hold what they met until they are collected: not a connection that has to end.
            receive = send = over


async def over(*_message: Any) -> Any:
    """In place of a connection whose request is answered."""
    return {"type": "http.disconnect"}


def has_body(scope: Any) -> bool:
    lengths = [text for name, text in scope["headers"] if name == b"content-length"]
    chunked = any(name == b"transfer-encoding" for name, _text in scope["headers"])
    return chunked or lengths not in ([], [b"0"])


def address_of(scope: Any) -> str:
    """Where a request comes from. A proxy of ours says it at the end of X-Forwarded-For; what
    stands before that, and what others say, anybody may have written.
    """
    peer = scope["client"][0] if scope.get("client") else ""
    if peer in settings.trusted_proxies:
        said = dict(scope["headers"]).get(b"x-forwarded-for")
        if said is not None:
            with suppress(ValueError):
                return plain(said.decode("latin-1").rpartition(",")[2].strip())
    with suppress(ValueError):
        return plain(peer)
    return str(peer)


# Some proxies write the port behind it, which differs with each connection.
WITH_PORT = re.compile(r"\[(?P<six>[^\[\]]+)\](?::\d{1,5})?|(?P<four>[\d.]+):\d{1,5}", re.ASCII)


@lru_cache(1024)
def plain(address: str) -> str:
    """All of IPv4 is one network of IPv6, where a socket takes both. Raises ValueError."""
    ported = WITH_PORT.fullmatch(address)
    found = ip_address((ported["six"] or ported["four"]) if ported else address)
    return str(getattr(found, "ipv4_mapped", None) or found)


LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def hosts() -> frozenset[str]:
    """By what names browsers reach us: BASE_URL's, and HOSTS. One's own machine has several."""
    return hosts_of(settings.base_url, settings.hosts)


@lru_cache(8)
def hosts_of(base_url: str, more: frozenset[str]) -> frozenset[str]:
    own = (urlsplit(base_url).hostname or "").lower()
    return more | {own} | (LOOPBACK if own in LOOPBACK else frozenset())


def known_host(scope: Any) -> bool:
    """Links, cookies and caches of another name are not ours. Whoever watches over the program asks
    /healthz by any.
    """
    sent = [text for name, text in scope["headers"] if name == b"host"]
    if scope["path"] == "/healthz":
        return True
    if len(sent) != 1:
        return False
    return hostname(sent[0]) in hosts()


@lru_cache(256)
def hostname(sent: bytes) -> str | None:
    """Without its port; None: there is none in it, or something else beside it."""
    try:
        found = urlsplit(f"//{sent.decode('ascii')}")
        port = found.port
    except ValueError:
        return None
    rest = found.netloc.lower().removesuffix(f":{port}").strip("[]")
    return found.hostname if rest == found.hostname and found.netloc == sent.decode() else None


def from_elsewhere(scope: Any) -> bool:
    """A change asked for by another site's page. Browsers say so themselves: Sec-Fetch-Site, and
    older ones Origin. Programs send neither, and carry no cookies of a person.
    """
    if scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return False
    headers = dict(scope["headers"])
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site not in {b"same-origin", b"none"}
    origin = headers.get(b"origin")
    return origin is not None and origin.partition(b"://")[2] != headers.get(b"host")
