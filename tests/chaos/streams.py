"""Who asks all the while, and the ledger of what was confirmed to them."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from secrets import token_hex
from urllib.parse import quote, urlencode

PATIENCE = 20.0  # seconds; a program that keeps its word never comes near it
PAUSE = 0.05
BROWSER = token_hex(8)

Asked = Callable[[], Awaitable[int]]


async def asked(
    port: int,
    path: str,
    method: str = "GET",
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    pace: int = 0,
) -> tuple[int, dict[str, str], bytes]:
    """Status 0: refused, or broken off before an answer; -1: none came. `pace`: bytes a second."""
    writer = None
    try:
        async with asyncio.timeout(PATIENCE + (len(body) / pace if pace else 0)):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            lines = {"host": f"127.0.0.1:{port}", "connection": "close", **(headers or {})}
            if body or method != "GET":
                lines["content-length"] = str(len(body))
            head = "".join(f"{name}: {text}\r\n" for name, text in lines.items())
            writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode())
            for at in range(0, len(body), step := pace or len(body) or 1):
                writer.write(body[at : at + step])
                await writer.drain()
                await asyncio.sleep(1 if pace else 0)
            said = await reader.read()
    except TimeoutError:
        return -1, {}, b""
    except OSError:
        return 0, {}, b""
    finally:
        if writer is not None:
            writer.close()
    start, _, content = said.partition(b"\r\n\r\n")
    first, *more = start.decode("latin-1").split("\r\n")
    if not first.startswith("HTTP/1.1 "):
        return 0, {}, b""
    named = [each.partition(":") for each in more]
    found = {name.lower(): text.strip() for name, _, text in named}
    return int(first.split()[1]), found, content


@dataclass
class Stream:
    """One after the other. `refused`: the longest time from the first no to the next yes, and when
    it began (`at`).
    """

    name: str
    good: frozenset[int]
    statuses: Counter[int] = field(default_factory=Counter)
    longest: float = 0.0
    refused: float = 0.0
    at: float = 0.0
    began: float = 0.0
    since: float | None = None
    wordless: int = 0  # 503 without Retry-After
    after: float = 0.0  # when it last went well
    last_no: float = 0.0  # and when not

    async def run(self, ask: Callable[[], Awaitable[tuple[int, dict[str, str]]]]) -> None:
        while True:
            began = time.monotonic()
            status, headers = await ask()
            now = time.monotonic()
            self.statuses[status] += 1
            took = getattr(ask, "took", now - began)  # of what else is asked too, our part
            self.longest = max(self.longest, took)
            if status == 503 and "retry-after" not in headers:
                self.wordless += 1
            if status in self.good:
                if self.since is not None and now - self.since > self.refused:
                    self.refused, self.at = now - self.since, self.since - self.began
                self.since, self.after = None, now
            else:
                self.last_no = now
                self.since = self.since or began
            await asyncio.sleep(PAUSE)

    def begin(self) -> None:
        self.statuses, self.longest, self.refused, self.wordless = Counter(), 0.0, 0.0, 0
        self.began, self.at, self.last_no = time.monotonic(), 0.0, 0.0


class Writer:
    """Raises matters; what was not confirmed is sent again under its token until it is."""

    def __init__(self, port: int, county: str, station: str, category: str) -> None:
        self.port, self.county = port, county
        self.station, self.category = station, category
        self.confirmed: list[str] = []
        self.tried: list[str] = []
        self.open: tuple[str, str] | None = None
        self.name = token_hex(3)

    async def __call__(self) -> tuple[int, dict[str, str]]:
        from app.web.forms import tokens  # noqa: PLC0415  (the settings are the house's by now)

        if self.open is None:
            tokens.browser.set(tokens.Browser(BROWSER))
            title = f"路灯不亮{self.name}{len(self.tried)}"
            self.tried.append(title)
            self.open = title, tokens.form_token()
        title, token = self.open
        fields = {
            "station": self.station, "title": title, "story": "村口的路灯坏了，晚上看不见路。",
            "category": self.category, "name": "李明", "meant": "yes", "form_token": token,
        }  # fmt: skip
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "cookie": f"{tokens.NAME}={BROWSER}",
            "x-forwarded-for": f"10.9.{len(self.tried) // 250 % 250}.{len(self.tried) % 250}",
        }
        path, body = f"/{self.county}/raise", urlencode(fields).encode()
        status, found, said = await asked(self.port, path, "POST", body, headers)
        if status == 303:
            self.confirmed.append(title)
            self.open = None
        elif status in {422, 429, 403}:
            raise RuntimeError(f"{status}: {said.decode()[-2000:]}")
        return status, found


def page(port: int, path: str) -> Callable[[], Awaitable[tuple[int, dict[str, str]]]]:
    async def ask() -> tuple[int, dict[str, str]]:
        status, headers, _said = await asked(port, quote(path))
        return status, headers

    return ask


async def ended(tasks: list[asyncio.Task[None]]) -> None:
    for each in tasks:
        each.cancel()
    for each in tasks:
        with suppress(asyncio.CancelledError):
            await each
