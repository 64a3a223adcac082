"""Which county is next; and one county's work in another's time."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.dates import now
from app.db import bound_to
from app.publishing import turns as turning
from app.publishing.known import read_known
from app.publishing.marked import Marked, Noted, noted
from app.publishing.places import Folder
from app.publishing.turns import Turns
from tests import given
from tests.isolation.test_routes import CANARY, a_full_county
from tests.publishing.files import nowhere
from tests.publishing.test_updating import AT_ONCE, Ran, all_done, as_if_anew, ran

pytestmark = pytest.mark.anyio
assert ran  # a fixture


def told(county: int, *, first: bool = False) -> Noted:
    return Noted(county=county, first=first)


def test_what_is_to_be_seen_no_longer_goes_before_all_else() -> None:
    marked = Marked(600)
    marked.note([told(1), told(2), told(3, first=True), told(2, first=True)], 0)
    assert [marked.next(1) for _ in range(5)] == [3, 2, 1, None, None]


def test_a_county_is_looked_at_again_when_its_figures_are_due() -> None:
    marked = Marked(600)
    marked.note([told(7)], 100)
    assert [marked.next(100), marked.next(699)] == [7, None]
    marked.note([told(7)], 699)  # others changed while the first waited
    assert [marked.next(699), marked.next(699)] == [7, None]
    assert [marked.next(700), marked.next(701)] == [7, None]
    assert [marked.next(1299), marked.next(1300), marked.next(9999)] == [None, 7, None]


async def test_a_change_notes_its_county_and_is_told_of_once(county: int, ran: Ran) -> None:
    station = await given.a_station()
    await noted()
    topic = await given.a_topic(station, published_at=now())
    assert [each["first"] for each in await noted() if each["county"] == county] == [False]
    assert [each for each in await noted() if each["county"] == county] == []
    await ran('UPDATE "topic" SET "published_at" = NULL WHERE "county" = $1 AND "id" = $2', topic)
    assert [each["first"] for each in await noted() if each["county"] == county] == [True]


async def test_what_is_taken_down_does_not_wait_until_all_pages_are_made_anew(
    people: dict[str, AsyncClient],
    county: int,
    ran: Ran,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids, slug, where = await a_full_county(people), f"c{county}", Folder(tmp_path / "files")
    await all_done(where)
    old, station = int(ids["topic_id"]), int(ids["station_id"])
    new = await given.a_topic(station, title=f"{CANARY}新水渠", published_at=now())
    third = await given.a_topic(station, title="桥面", published_at=now())
    names = [f"{slug}/topics/{each}/index.html" for each in (old, new, third)]
    of_old, of_new, _third = map(where.path, names)
    await ran("INSERT INTO publish_mark VALUES ($1, DEFAULT, 'county', 0, true)")
    monkeypatch.setattr(turning, "SLICE", 5)
    turns = Turns(where, AT_ONCE)
    while not (turns.run and turns.run.files.keys() >= {*names}):
        assert await turns.publish_some()
    under_way = turns.run
    await under_way.put_fresh()
    assert of_new.is_file()
    assert of_old.is_file()
    for each in (old, new):
        await ran(
            'UPDATE "topic" SET "published_at" = NULL, "taken_down_at" = now()'
            ' WHERE "county" = $1 AND "id" = $2',
            each,
        )
    with bound_to(county):
        await turns.publish_some()
    assert turns.run is under_way
    assert names[-1] in under_way.new
    assert {*under_way.new} <= (await read_known(where, slug)).stray  # killed now, they are known
    assert [of_old.exists(), of_new.exists()] == [False, False]
    assert nowhere(where.root, slug) == set()
    shown = [p for p in where.root.rglob("*.html") if f"{CANARY}路灯" in p.read_text()]
    assert shown == []
    while await turns.publish_some():
        pass
    assert turns.run is None
    assert await as_if_anew(where, slug, tmp_path) == {}
    assert nowhere(where.root, slug) == set()
    there = {
        str(path.relative_to(where.root)).removesuffix(".gz")
        for path in (where.root / slug).rglob("*")
        if path.is_file() and path.name not in {"manifest.json", "manifest.json.gz", "links.json"}
    }
    assert there == (await read_known(where, slug)).files.keys()


async def test_one_county_at_a_time_is_made_anew_and_others_wait_for_it(
    county: int, other_county: int, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turning, "SLICE", 1)
    turns = Turns(Folder(tmp_path), AT_ONCE)
    assert await turns.publish_some()
    assert turns.next_whole() == county
    with bound_to(other_county):
        assert not await turns.publish_some()
    assert (turns.next_whole(), [*turns.waiting]) == (county, [other_county])
    while await turns.publish_some():
        pass
    assert turns.next_whole() == other_county
