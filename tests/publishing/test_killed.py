"""kill -9: a publisher that the kernel ends anywhere leaves what is whole, and the next run
completes. Where test_updating.py has it break off as it writes, here it is a process, and ends
between any two things that it does, with nothing after it.
"""

import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.dates import now
from app.evidence.store.s3 import S3
from app.processes.postgres import Server
from app.publishing.addresses import file_of, is_published, links, within
from app.publishing.known import read_known
from app.publishing.places import Bucket, Folder, Place
from app.publishing.running import publish
from tests import given
from tests.processes import line_of, running
from tests.program import ROOT
from tests.seaweed import KEY, SECRET, seaweed_in

pytestmark = pytest.mark.anyio
PLACES = 20
PUBLIC = "public"
KILLED = -9

Run = Callable[[int], int]


@contextmanager
def publisher(server: Server, database: str, county: int, **more: str) -> Iterator[Run]:
    """→ a run that is killed at the nth thing it does, and how it ended."""
    its = {"DATABASE_URL": server.url(database, "app_rw"), "PYTHONPATH": str(ROOT)}
    environment = os.environ | its | more
    command = [sys.executable, str(Path(__file__).with_name("killable.py"))]
    with running(command, env=environment, stdin=-1, stdout=-1) as process:

        def run(nth: int) -> int:
            assert process.stdin is not None
            process.stdin.write(f"{county} {nth}\n".encode())
            process.stdin.flush()
            return int(line_of(process))

        yield run


async def nowhere(where: Place, slug: str) -> set[tuple[str, str]]:
    """Where a reader would meet nothing who follows links from the front page; and what the
    manifest names that is not there.
    """
    known = (await read_known(where, slug)).files
    found = {("manifest", name) for name in known if await where.get(name) is None}
    seen, waiting = {f"/{slug}"}, [f"/{slug}"]
    while waiting:
        path = waiting.pop()
        page = await where.get(file_of(path, page=True))
        for to in within(slug, links(page.decode())) if page else ():
            if not is_published(to.removeprefix(f"/{slug}").rstrip("/") or "/") or to in seen:
                continue
            seen.add(to)
            waiting.append(to)
            names = [file_of(to, page=each) for each in (True, False)]
            if not any([await where.get(each) is not None for each in names]):
                found.add((path, to))
    return found


async def something_changes(nth: int, topic: int, station: int, superuser: Any) -> None:
    """One more matter; and one goes, or comes back."""
    await given.a_topic(station, title=f"第{nth}件", published_at=now())
    await superuser.execute(
        'UPDATE "topic" SET "published_at" = CASE WHEN "published_at" IS NULL THEN now() END'
        ' WHERE "id" = $1',
        topic,
    )


async def hashes(where: Place, slug: str) -> dict[str, str]:
    return {name: each.hash for name, each in (await read_known(where, slug)).files.items()}


async def killed(
    run: Run, places: range, where: Place, slug: str, change: Callable[[int], Awaitable[None]]
) -> int:
    """→ how often; before each of them something changes, and after each the set is whole."""
    times = 0
    for nth in places:
        await change(nth)
        ended = run(nth)
        assert ended in {KILLED, 0}, nth
        times += ended == KILLED
        assert await nowhere(where, slug) == set(), nth
    return times


async def as_if_never(where: Place, slug: str, other: Folder) -> None:
    await publish(slug, other)
    assert await hashes(where, slug) == await hashes(other, slug)
    assert await nowhere(where, slug) == set()


async def begun(superuser: Any) -> Callable[[int], Awaitable[None]]:
    """A small county, and what changes in it."""
    station = await given.a_station("村议事点", kind="village", level="village")
    topic = await given.a_topic(station, title="路灯坏了", published_at=now())
    return partial(something_changes, topic=topic, station=station, superuser=superuser)


async def test_killed_at_twenty_places_of_a_run_the_set_is_whole(
    county: int, server: Server, database: str, superuser: Any, tmp_path: Path
) -> None:
    slug, where, change = f"c{county}", Folder(tmp_path / "files"), await begun(superuser)
    with publisher(server, database, county, PUBLISH_TO=str(where.root)) as run:
        # from nothing: begun, in the middle of what is new, and the front page not there yet
        assert await killed(run, range(1, 200, 40), where, slug, change) == 5
        assert run(0) == 0
        # of what changed: each kind of thing that it does, and between any two
        assert await killed(run, range(3, 93, 6), where, slug, change) == PLACES - 5
        assert run(0) == 0
    await as_if_never(where, slug, Folder(tmp_path / "anew"))
    there = {
        str(path.relative_to(where.root)).removesuffix(".gz")
        for path in (where.root / slug).rglob("*")
        if path.is_file()
    }
    known = await hashes(where, slug)
    assert there - {f"{slug}/links.json", f"{slug}/manifest.json"} == known.keys()


async def test_in_a_bucket_it_is_the_same(
    county: int, server: Server, database: str, superuser: Any, tmp_path: Path
) -> None:
    slug, change = f"c{county}", await begun(superuser)
    with seaweed_in(tmp_path) as endpoint:
        store = S3(
            endpoint, PUBLIC, key=KEY, secret=SECRET, region="us-east-1", origin="http://test"
        )
        await store.call("create_bucket")
        where = Bucket(store)
        s3 = {"S3_ENDPOINT": endpoint, "S3_KEY": KEY, "S3_SECRET": SECRET}
        to = {"PUBLISH_TO": f"s3://{PUBLIC}", **s3}
        with publisher(server, database, county, **to) as run:
            assert await killed(run, range(40, 41), where, slug, change) == 1
            assert run(0) == 0
            assert await killed(run, range(4, 24, 10), where, slug, change) == 2
            assert run(0) == 0
        await as_if_never(where, slug, Folder(tmp_path / "anew"))
