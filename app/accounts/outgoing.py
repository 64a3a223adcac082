"""Requests to addresses that a county's office wrote down. They must not reach our own network."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import cache
from ipaddress import ip_address
from typing import Any

import httpx2

from app.accounts.demo_idp import issuer as demo_issuer
from app.config import settings

LONGEST = 512 * 1024
SECONDS = 4.0  # for one question; a sign-in waits for two of them (app/web/deadline.py: LONGEST)


class OutgoingRefused(Exception):
    """The address may not be asked, or its answer is not one we take."""


def trusted(url: httpx2.URL) -> tuple[bool, bool]:
    """(may lie on a private address, may be plain http), because the operator said so.

    PRIVATE_ISSUERS lists hosts (`id.county.lan`, https only) or origins (`http://10.1.2.3:8080`).
    """
    origin = f"{url.scheme}://{url.netloc.decode()}"
    if origin in settings.private_issuers:
        return True, True
    if settings.demo and str(url).startswith(demo_issuer() + "/"):
        return True, True
    return url.host in settings.private_issuers, False


def check_address(address: object) -> None:
    try:
        url = httpx2.URL(str(address))
    except httpx2.InvalidURL as wrong:
        raise OutgoingRefused("not an address") from wrong
    if not url.host or url.userinfo:
        raise OutgoingRefused("not an address")
    if url.scheme != "https" and not (url.scheme == "http" and trusted(url)[1]):
        raise OutgoingRefused("https only")


def address_fits(address: str) -> bool:
    try:
        check_address(address)
    except OutgoingRefused:
        return False
    return True


class Guarded(httpx2.AsyncBaseTransport):
    """Connects to the very address that was checked, so that a name cannot change in between."""

    def __init__(self) -> None:
        self.inner = httpx2.AsyncHTTPTransport(verify=certificates())

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        check_address(request.url)
        asked = request.url
        request.headers["accept-encoding"] = "identity"
        request.extensions = {**request.extensions, "sni_hostname": asked.host}
        response = await self.first_answer(request, await resolved(asked))
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise OutgoingRefused("compressed answer")
        response.stream = Short(response.stream)
        return response

    async def first_answer(self, request: httpx2.Request, addresses: list[str]) -> httpx2.Response:
        asked = request.url
        for address in addresses[:-1]:
            request.url = asked.copy_with(host=address)
            with suppress(httpx2.ConnectError, httpx2.ConnectTimeout):
                return await self.inner.handle_async_request(request)
        request.url = asked.copy_with(host=addresses[-1])
        return await self.inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self.inner.aclose()


class Short(httpx2.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self.stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        length = 0
        async for part in self.stream:
            length += len(part)
            if length > LONGEST:
                raise OutgoingRefused("answer too long")
            yield part

    async def aclose(self) -> None:
        await self.stream.aclose()


@cache
def certificates() -> ssl.SSLContext:
    return ssl.create_default_context()  # reading them takes longer than a sign-in


async def resolved(url: httpx2.URL) -> list[str]:
    port = url.port or {"https": 443}.get(url.scheme, 80)
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(url.host, port, type=1)
    except OSError as wrong:
        raise httpx2.ConnectError("no such host") from wrong
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not trusted(url)[0] and not all(public(address) for address in addresses):
        raise OutgoingRefused("private address")
    return addresses


def public(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or ip
    return mapped.is_global and not mapped.is_multicast


def options() -> dict[str, Any]:
    """For an httpx2 client: no redirects, no proxies or passwords from the environment."""
    return {
        "transport": Guarded(),
        "trust_env": False,
        "follow_redirects": False,
        "timeout": httpx2.Timeout(SECONDS, connect=SECONDS / 2),
    }


async def fetched(address: str) -> Any:
    """JSON from there. OutgoingRefused, httpx2.HTTPError, ValueError or TimeoutError if not."""
    async with asyncio.timeout(SECONDS), httpx2.AsyncClient(**options()) as client:
        response = await client.get(address, headers={"accept": "application/json"})
        response.raise_for_status()
        return response.json()
