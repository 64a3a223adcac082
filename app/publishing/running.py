"""A county's files, made anew: what its pages lead to, from its front page on. Only what changed is
written, and in an order in which no page leads to what is not there: first what is new, then what
changed, the front page last of these, then what is gone is removed, and the manifest says so.
"""

import asyncio
import tempfile
from collections import deque
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from app.config import settings
from app.dates import CHINA
from app.publishing.addresses import file_of, is_published, links, within
from app.publishing.places import Entry, Place, place, read_manifest, write_manifest
from app.publishing.rendering import Rendered, render
from app.tenancy.middleware import ENGLISH
from app.tenancy.realms import county_called
from app.tenancy.tables import County
from app.web.static_files import files as static_files

AT_ONCE = 4  # while one is rendered, the database reads for another
FOR_EVER, ANEW = "public, max-age=31536000, immutable", "public, max-age=60"
BESIDE = {"404.html": "/-/nothing", "away.html": "/away"}  # shown by who serves the files
PATIENCE = 1, 5, 20  # seconds after each failure


class Written(NamedTuple):
    """How many files there are, and what was done; `lost`: linked to, and not there."""

    files: int
    new: int
    changed: int
    removed: int
    lost: list[str]


class NotRendered(Exception):
    """The program failed over a page. What is published of it stays as it is."""


async def rendered(path: str) -> Rendered:
    """What is not found, or is not a stranger's, is gone; what the program could not say just now
    is asked again.
    """
    for seconds in PATIENCE:
        shown = await render(path)
        if shown.status < 500:
            return shown
        await asyncio.sleep(seconds)
    raise NotRendered(path)


class Run:
    """One pass over one county."""

    def __init__(self, slug: str, where: Place, before: dict[str, Entry], spool: Path) -> None:
        self.slug, self.where, self.before, self.spool = slug, where, before, spool
        self.home = f"/{slug}"
        self.seen, self.waiting = {self.home}, deque([self.home])
        self.files: dict[str, Entry] = {}
        self.changed: dict[str, tuple[Path, str, str]] = {}
        self.lost: list[str] = []
        self.new = 0

    async def crawl(self) -> None:
        under_way: set[asyncio.Task[None]] = set()
        while self.waiting or under_way:
            while self.waiting and len(under_way) < AT_ONCE:
                under_way.add(asyncio.create_task(self.take(self.waiting.popleft())))
            done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                each.result()

    async def take(self, path: str) -> None:
        shown = await rendered(path)
        if shown.status != 200:
            self.lost.append(path)
            return
        if shown.page:
            self.follow(shown.body.decode())
        await self.keep(file_of(path, page=shown.page), shown, last=path == self.home)

    def follow(self, page: str) -> None:
        for each in sorted(within(self.slug, links(page))):
            path = each.rstrip("/")
            if path not in self.seen and is_published(path.removeprefix(self.home) or "/"):
                self.seen.add(path)
                self.waiting.append(path)

    async def keep(self, name: str, shown: Rendered, *, last: bool = False) -> None:
        before, now = self.before.get(name), datetime.now(UTC)
        if before and before.hash == shown.hash:
            self.files[name] = before
            return
        self.files[name] = Entry(shown.hash, f"{now:%Y-%m-%dT%H:%M:%SZ}")
        body, cache = shown.at(now.astimezone(CHINA)), ANEW if shown.page else FOR_EVER
        if before or last:
            file = self.spool / str(len(self.changed))
            self.changed[name] = file, shown.kind, cache  # at once: another counts them meanwhile
            await asyncio.to_thread(file.write_bytes, body)
        else:
            await self.where.put(name, body, shown.kind, cache)
            self.new += 1

    async def settle(self) -> list[str]:
        """→ what was removed"""
        front = file_of(self.home, page=True)
        for name in sorted(self.changed, key=lambda each: each == front):
            file, kind, cache = self.changed[name]
            await self.where.put(name, await asyncio.to_thread(file.read_bytes), kind, cache)
        gone = sorted(self.before.keys() - self.files.keys())
        for name in gone:
            await self.where.remove(name)
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        await write_manifest(self.where, self.slug, self.files, now)
        return gone


async def publish(slug: str, where: Place) -> Written:
    """Killed anywhere it is begun anew by the next, which finds what is written already."""
    before = await read_manifest(where, slug)
    with tempfile.TemporaryDirectory() as spool:
        run = Run(slug, where, before, Path(spool))
        await run.crawl()
        for home in (slug, f"{slug}/{ENGLISH}"):
            for name, path in BESIDE.items():
                await run.keep(f"{home}/{name}", await render(f"/{home}{path}"))
        gone = await run.settle()
    return Written(len(run.files), run.new, len(run.changed), len(gone), sorted(run.lost))


async def publish_all(slug: str = "") -> AsyncIterator[str]:
    """A line for each county, one after the other. Raises LookupError for one that is not there."""
    if not settings.publish_to:
        raise LookupError("PUBLISH_TO names no folder and no bucket.")
    if slug and not await county_called(slug):
        raise LookupError(f"There is no county {slug!r}.")
    of_all = await County.select(County.slug).order_by(County.slug)
    where = place(settings.publish_to)
    await publish_static(where)
    for one in [slug] if slug else [each["slug"] for each in of_all]:
        done = await publish(one, where)
        yield (
            f"{one}: {done.files} files, {done.new} new, {done.changed} changed,"
            f" {done.removed} removed"
        )
        for path in done.lost:
            yield f"{one}: not there, though a page leads to it: {path}"


async def publish_static(where: Place) -> None:
    """What all counties' pages need: before them."""
    for name, each in static_files().items():
        for path in (f"static/{name}", f"static/{each.version}/{name}"):  # of older pages, too
            await where.put(path, each.body, each.kind, FOR_EVER)
