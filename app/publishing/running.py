"""A county's files, made anew: what its pages lead to, from its front page on. Only what changed is
written, and in an order in which no page leads to what is not there: first what is new, then what
changed, the front page last of these, then the manifest, then what is gone is removed. Names are
told of before they are touched, so that what a run leaves that broke off is nobody's for long.
"""

import asyncio
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from app.config import settings
from app.dates import CHINA
from app.db import bound_to, county_tx
from app.publishing.addresses import file_of, is_published, links, within
from app.publishing.known import (
    Known,
    all_is_done,
    announce,
    name_of,
    path_of,
    reached,
    read_known,
    write_known,
)
from app.publishing.one_writer import Writer
from app.publishing.places import Entry, Place, place
from app.publishing.rendering import AT_ONCE, Rendered, render
from app.publishing.tables import PublishMark
from app.tenancy.realms import county_called
from app.tenancy.tables import County
from app.web.static_files import files as static_files

ALL = -1
FOR_EVER, ANEW = "public, max-age=31536000, immutable", "public, max-age=60"
NOT_THERE = "404.html"
BATCH = 100  # new files that are told of at once, before they are written
FIRST = asyncio.FIRST_COMPLETED
PATIENCE = 1, 5, 20  # seconds after each failure


class Written(NamedTuple):
    """How many files there are, and what was done; `lost`: linked to, and not there; `paths`: of
    all that is not as it was.
    """

    files: int
    new: int
    changed: int
    removed: int
    lost: list[str]
    paths: list[str]


class Spooled(NamedTuple):
    file: Path
    kind: str
    cache: str


writer = Writer()


class NotRendered(Exception):
    """The program failed over a page. What is published of it stays as it is, unless it may tell
    what is to be seen no longer: `done` then, of the others.
    """

    done: Written | None = None


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
    """One pass over one county: `paths`, and what they lead to that is not in `seen`."""

    def __init__(self, slug: str, where: Place, before: Known, spool: Path) -> None:
        self.slug, self.where, self.before, self.spool = slug, where, before, spool
        self.home = f"/{slug}"
        self.seen, self.waiting = {self.home}, deque([self.home])
        self.files: dict[str, Entry] = {}
        self.links: dict[str, list[str]] = {}
        self.fresh: dict[str, Spooled] = {}
        self.changed: dict[str, Spooled] = {}
        self.lost: list[str] = []
        self.announced, self.beside = set(before.stray), frozenset[str]()
        self.new: list[str] = []
        self.spooled = 0
        self.putting = asyncio.Lock()

    async def crawl(self, most: int = ALL) -> None:
        """At most so many of them."""
        under_way: set[asyncio.Task[None]] = set()
        try:
            while under_way or (self.waiting and most):
                while self.waiting and most and len(under_way) < AT_ONCE:
                    most -= 1
                    under_way.add(asyncio.create_task(self.take(self.waiting.popleft())))
                done, under_way = await asyncio.wait(under_way, return_when=FIRST)
                for each in done:
                    each.result()
        finally:
            for each in under_way:
                each.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def take(self, path: str) -> None:
        shown = await rendered(path)
        if shown.status != 200:
            self.lost.append(path)
            return
        if shown.page:
            self.follow(path, shown.body.decode())
        await self.keep(file_of(path, page=shown.page), shown, last=path == self.home)

    def follow(self, page: str, text: str) -> None:
        found = sorted({each.rstrip("/") for each in within(self.slug, links(text))})
        self.links[page] = [
            path for path in found if is_published(path.removeprefix(self.home) or "/")
        ]
        for path in self.links[page]:
            if path not in self.seen:
                self.seen.add(path)
                self.waiting.append(path)

    async def keep(self, name: str, shown: Rendered, *, last: bool = False) -> None:
        before, now = self.before.files.get(name), datetime.now(UTC)
        if before and before.hash == shown.hash:
            self.files[name] = before
            return
        self.files[name] = Entry(shown.hash, f"{now:%Y-%m-%dT%H:%M:%SZ}")
        file, self.spooled = self.spool / str(self.spooled), self.spooled + 1
        kept = Spooled(file, shown.kind, FOR_EVER if shown.picture else ANEW)
        file.write_bytes(shown.at(now.astimezone(CHINA)))
        if before or last:
            self.changed[name] = kept
            return
        self.fresh[name] = kept
        if len(self.fresh) >= BATCH:
            await self.put_fresh()

    async def put_fresh(self) -> None:
        async with self.putting:
            fresh, self.fresh = self.fresh, {}
            if fresh:
                await self.announce(fresh)
            for name, kept in fresh.items():
                await self.put(name, kept)
                self.new.append(name)

    async def put(self, name: str, kept: Spooled) -> None:
        body = kept.file.read_bytes()
        await self.where.put(name, body, kept.kind, kept.cache)
        kept.file.unlink()

    async def announce(self, names: Iterable[str]) -> None:
        self.announced |= {*names}
        await announce(self.where, self.slug, self.announced | self.beside)

    def left(self) -> set[str]:
        """What no page leads to any more is no longer among the files."""
        there = reached(self.home, self.links)
        nothing = f"{self.slug}/{NOT_THERE}"
        self.files = {
            name: each
            for name, each in self.files.items()
            if name == nothing or path_of(name) in there
        }
        self.links = {page: to for page, to in self.links.items() if page in there}
        return (self.before.files.keys() | self.announced) - self.files.keys()

    async def anew(self, paths: set[str]) -> None:
        """While it is under way something is to be seen no longer, and was made so in what is
        published: it is neither what it was looked at as, nor what lies there for it already.
        """
        self.before = await read_known(self.where, self.slug)
        paths = self.seen.intersection(paths) - {*self.waiting}
        for path in sorted(paths):
            beside = {to for to in self.links.pop(path, ()) if name_of(to, self.files, page=False)}
            for each in {path, *(beside & self.seen)} - {*self.waiting}:
                await self.forget(each)
                self.waiting.append(each)

    async def forget(self, path: str) -> None:
        if name := name_of(path, self.files):
            del self.files[name]
            self.changed.pop(name, None)
            if self.fresh.pop(name, None) is None and name in self.new:
                self.new.remove(name)
                await self.where.remove(name)

    async def complete(self) -> Written:
        """Of all pages."""
        await self.keep(f"{self.slug}/{NOT_THERE}", await render(f"{self.home}/-/nothing"))
        return await self.settle()

    async def settle(self) -> Written:
        await self.put_fresh()
        changed, gone = list(self.changed), sorted(self.left())
        if changed or gone or self.new or self.before.links is None or self.before.stray:
            await self.finish(gone)
        paths = [path_of(each) for each in (*gone, *self.new, *changed)]
        done = len(self.new), len(changed), len(gone)
        return Written(len(self.files), *done, sorted(self.lost), paths)

    async def finish(self, gone: list[str]) -> None:
        """The manifest comes before what is removed: it never names what is not there."""
        await self.announce([*self.changed, *gone])
        front = file_of(self.home, page=True)
        for name in sorted(self.changed, key=lambda each: each == front):
            await self.put(name, self.changed[name])
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        await write_known(self.where, self.slug, self.files, self.links, now)
        for name in gone:
            await self.where.remove(name)
        if self.beside:
            await announce(self.where, self.slug, self.beside)
        else:
            await all_is_done(self.where, self.slug)


async def publish(slug: str, where: Place) -> Written:
    """Killed anywhere it is begun anew by the next, which finds what is written already."""
    before = await read_known(where, slug)
    with tempfile.TemporaryDirectory() as spool:
        run = Run(slug, where, before, Path(spool))
        await run.crawl()
        return await run.complete()


async def publish_all(slug: str = "") -> AsyncIterator[str]:
    """A line for each county, one after the other. Where a publisher is at work it is asked to make
    them anew. Raises LookupError for one that is not there.
    """
    if not settings.publish_to:
        raise LookupError("PUBLISH_TO names no folder and no bucket.")
    if slug and not await county_called(slug):
        raise LookupError(f"There is no county {slug!r}.")
    of_all = await County.select(County.slug).order_by(County.slug)
    slugs = [slug] if slug else [each["slug"] for each in of_all]
    where = place(settings.publish_to)
    if not await writer.is_us():
        for one in slugs:
            await ask_anew(one)
            yield f"{one}: is made anew by the publisher that is at work"
        return
    await publish_static(where)
    for one in slugs:
        done = await publish(one, where)
        yield (
            f"{one}: {done.files} files, {done.new} new, {done.changed} changed,"
            f" {done.removed} removed"
        )
        for path in done.lost:
            yield f"{one}: not there, though a page leads to it: {path}"


async def ask_anew(slug: str) -> None:
    with bound_to(await county_called(slug) or 0):
        async with county_tx():
            await PublishMark.insert(PublishMark(kind="county", record=0, first=False))


async def publish_static(where: Place) -> None:
    """What all counties' pages need: before them."""
    for name, each in static_files().items():
        await where.put(f"static/{name}", each.body, each.kind, FOR_EVER)
    robots = await render("/robots.txt")
    await where.put("robots.txt", robots.body, robots.kind, ANEW)
