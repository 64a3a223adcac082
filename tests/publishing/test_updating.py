"""What changed is made anew, and is then as if all had been."""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.config import settings
from app.dates import now, today
from app.db import county_tx
from app.portal.desk import published
from app.publishing import purging, running
from app.publishing.known import read_known
from app.publishing.marks import following
from app.publishing.places import Folder
from app.publishing.rendering import Rendered, render
from app.publishing.running import NotRendered, publish
from app.publishing.turns import Turns
from tests import given
from tests.conftest import Browser
from tests.isolation.test_routes import CANARY, a_full_county
from tests.page import Page
from tests.publishing.files import nowhere

pytestmark = pytest.mark.anyio
AT_ONCE = timedelta()


class Broken(Folder):
    """Ends as a process that is killed: at the nth of what it does, and nothing after it."""

    def __init__(self, root: Path, at: int = 0) -> None:
        super().__init__(root)
        self.at, self.done = at, list[str]()

    def count(self, name: str) -> None:
        self.done.append(name)
        if self.at and len(self.done) >= self.at:
            raise KilledError

    async def put(self, name: str, body: bytes, kind: str, cache: str) -> None:
        self.count(name)
        await super().put(name, body, kind, cache)

    async def remove(self, name: str) -> None:
        self.count(f"-{name}")
        await super().remove(name)


class KilledError(Exception):
    pass


async def hashes(where: Folder, slug: str) -> dict[str, str]:
    return {name: each.hash for name, each in (await read_known(where, slug)).files.items()}


async def all_done(where: Folder) -> None:
    turns = Turns(where, AT_ONCE)
    while await turns.publish_some():
        pass


async def as_if_anew(where: Folder, slug: str, tmp_path: Path) -> dict[str, tuple[str, str]]:
    """What differs from all of it made anew: what it is, what it would be."""
    other = Folder(tmp_path / "anew")
    await publish(slug, other)
    is_now, would_be = await hashes(where, slug), await hashes(other, slug)
    assert {each for each in is_now if not where.path(each).is_file()} == set()
    return {
        name: (is_now.get(name, ""), would_be.get(name, ""))
        for name in is_now.keys() | would_be.keys()
        if is_now.get(name) != would_be.get(name)
    }


Ran = Callable[..., Awaitable[object]]


@pytest.fixture
def ran(superuser: Any, county: int) -> Ran:
    """A statement of the county's, which is `$1`."""
    return partial(changed_by, superuser, county)


async def changed_by(superuser: Any, county: int, statement: str, *values: Any) -> None:
    await superuser.execute(statement, county, *values)


async def changes(topic: int, station: int, ran: Ran) -> list[Callable[[], Awaitable[object]]]:
    """Each kind of them, one after the other."""

    async def raised() -> None:
        await given.a_topic(station, title="新路灯", published_at=now())

    async def raised_before() -> None:
        new = await given.a_topic(station, title="旧水渠", published_at=now())
        await ran(
            'UPDATE "topic" SET "raised_on" = "raised_on" - 70 WHERE "county" = $1 AND "id" = $2',
            new,
        )

    async def named() -> None:
        await ran(
            'UPDATE "topic" SET "title" = $3 WHERE "county" = $1 AND "id" = $2', topic, "改了名"
        )

    async def moved() -> None:
        await ran(
            'UPDATE "station" SET "address" = $3 WHERE "county" = $1 AND "id" = $2', station, "巷口"
        )

    return [raised, raised_before, named, moved]


async def test_it_is_as_if_all_had_been_made_anew(
    people: dict[str, AsyncClient],
    county: int,
    ran: Ran,
    tmp_path: Path,
) -> None:
    ids, slug, where = await a_full_county(people), f"c{county}", Broken(tmp_path / "files")
    await all_done(where)
    for n, change in enumerate(await changes(int(ids["topic_id"]), int(ids["station_id"]), ran)):
        await change()
        where.done.clear()
        await all_done(where)
        assert where.done, change.__name__
        if n % 2:  # of two changes, each in a run of its own
            assert await as_if_anew(where, slug, tmp_path) == {}, change.__name__
    assert await Turns(where, AT_ONCE).publish_some() is False
    async with county_tx(readonly=True):
        assert await following(now()) == []
    # taken down: gone within one run, and before what else changed
    await given.a_topic(int(ids["station_id"]), title="别的", published_at=now())
    await ran(
        'UPDATE "topic" SET "published_at" = NULL, "taken_down_at" = now()'
        ' WHERE "county" = $1 AND "id" = $2',
        int(ids["topic_id"]),
    )
    await Turns(where, AT_ONCE).publish_some()
    async with county_tx(readonly=True):
        assert {each["first"] for each in await following(now())} == {False}
    assert not where.path(f"{slug}/topics/{ids['topic_id']}/index.html").exists()
    left = [p for p in where.root.rglob("index.html") if f"{CANARY}路灯" in p.read_text()]
    assert left == []
    await all_done(where)
    assert await as_if_anew(where, slug, tmp_path) == {}
    assert nowhere(where.root, slug) == set()


async def test_what_is_taken_down_is_gone_though_the_program_fails_over_a_page(
    people: dict[str, AsyncClient],
    county: int,
    ran: Ran,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What may tell of it goes with it until it can be made; what does not stays as it was."""
    ids, slug, where = await a_full_county(people), f"c{county}", Broken(tmp_path / "files")
    await all_done(where)
    topic = where.path(f"{slug}/topics/{ids['topic_id']}/index.html")
    assert topic.exists()
    station = f"/{slug}/stations/{ids['station_id']}"
    english = station.replace(slug, f"{slug}/en")
    # The last says nothing of it.
    fails = {station, english, f"/{slug}/consultations", f"/{slug}/charter"}

    async def failing(path: str, **more: Any) -> Rendered:
        return Rendered(500, "text/html", b"") if path in fails else await render(path, **more)

    monkeypatch.setattr(running, "render", failing)
    monkeypatch.setattr(running, "PATIENCE", (0,))
    await ran(
        'UPDATE "topic" SET "published_at" = NULL, "taken_down_at" = now()'
        ' WHERE "county" = $1 AND "id" = $2',
        int(ids["topic_id"]),
    )
    for _each in range(2):
        with pytest.raises(NotRendered):
            await Turns(where, AT_ONCE).publish_some()
        assert not topic.exists()
        assert not where.path(f"{station[1:]}/index.html").exists()
        assert not where.path(f"{english[1:]}/index.html").exists()
        assert where.path(f"{slug}/charter/index.html").exists()
        left = [p for p in where.root.rglob("index.html") if f"{CANARY}路灯" in p.read_text()]
        assert left == []
    fails.clear()
    await all_done(where)
    assert await as_if_anew(where, slug, tmp_path) == {}


async def test_killed_anywhere_no_page_leads_to_nothing_and_the_next_run_completes(
    county: int,
    ran: Ran,
    tmp_path: Path,
) -> None:
    slug, where = f"c{county}", Broken(tmp_path / "files")
    station = await given.a_station()
    topic = await given.a_topic(station, title="第零件", published_at=now())
    await all_done(where)
    down = True
    for at in range(1, 21):
        await given.a_topic(station, title=f"第{at}件", published_at=now())
        await ran(
            f'UPDATE "topic" SET "published_at" = {"NULL" if down else "now()"}'  # noqa: S608
            ' WHERE "county" = $1 AND "id" = $2',
            topic,
        )
        down = not down
        where.at, where.done = at, []
        with pytest.raises(KilledError):
            for _each in range(50):
                await Turns(where).publish_some()  # figures wait, and come at the end
            raise KilledError  # it had less to do
        assert nowhere(where.root, slug) == set(), at
        where.at = 0
        if at == 10:
            await all_done(where)
    await all_done(where)
    assert await as_if_anew(where, slug, tmp_path) == {}
    there = {
        str(path.relative_to(where.root)).removesuffix(".gz")
        for path in (where.root / slug).rglob("*")
        if path.is_file() and path.name not in {"manifest.json", "manifest.json.gz"}
    }
    assert there - {f"{slug}/links.json"} == (await hashes(where, slug)).keys()


async def test_a_day_turns_lights(
    people: dict[str, AsyncClient],
    county: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await a_full_county(people)
    slug, where = f"c{county}", Broken(tmp_path / "files")
    station = await given.a_station("灯村", kind="village", level="village")
    topic = await given.a_topic(station, ring="镇街初筛", published_at=now())
    first = date(today().year + 1, 1, 4)
    turn_to(first, monkeypatch)
    await all_done(where)
    page = where.path(f"{slug}/topics/{topic}/index.html")
    before = page.read_text()
    turn_to(first + timedelta(days=2), monkeypatch)
    where.done.clear()
    await all_done(where)
    assert page.read_text() != before
    assert await as_if_anew(where, slug, tmp_path) == {}


def turn_to(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, module in [*sys.modules.items()]:
        if name.startswith("app.") and hasattr(module, "today"):
            monkeypatch.setattr(module, "today", lambda: day)


async def test_what_is_told_of_and_not_heard_is_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(
        purging, "settings", type("Named", (), {"publish_purge": "http://127.0.0.1:9/purge"})
    )
    purging.purge(["/c1"])
    await asyncio.gather(*purging.under_way)
    assert len(caplog.records) == 1
    assert "PUBLISH_PURGE" in caplog.text
    assert "Traceback" not in caplog.text


async def test_the_office_sees_as_of_when_and_what_failed(
    client: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await given.signed_in(client, Role.OFFICE)
    assert "公开页面" not in Page(await client.get("/desk")).text  # nothing is published here
    monkeypatch.setattr(published, "settings", replace(settings, publish_to="somewhere"))
    assert "公开页面还没有生成" in Page(await client.get("/desk")).text
    where = Broken(tmp_path)
    await all_done(where)
    station = await given.a_station()
    await given.a_topic(station, published_at=now())
    where.at = 1
    where.done.clear()
    with pytest.raises(KilledError):
        await Turns(where, AT_ONCE).publish_some()
    shown = Page(await client.get("/desk")).text
    assert "公开页面截至" in shown
    assert re.search(r"还有 [1-9]\d* 处变动待更新", shown)
    assert "没有写成，会再试：KilledError" in shown
    where.at = 0
    await all_done(where)
    shown = Page(await client.get("/desk")).text
    assert "待更新" not in shown
    assert "没有写成" not in shown
