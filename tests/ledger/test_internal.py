"""Who came to what is not public is in no figure of strangers, from the moment on in which it is so
and no longer: whatever is counted just then.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import copy_context
from datetime import date
from typing import Any

import pytest

from app import ledger
from app.dates import now
from app.db import county_tx, value
from app.ledger import Entry, Kind, internal
from app.ledger.counting import keep, keep_anew
from app.ledger.figures import counts
from app.ledger.folding import fold_some
from app.ledger.internal import SOME, turned_some
from app.ledger.sealing import alone, seal
from app.topics.tables import Topic
from tests import given

pytestmark = pytest.mark.anyio

DAY = date(2025, 5, 6)
CITIZENS = [Kind.ATTENDANCE_CITIZEN]
TURNED = 'SELECT count(*) FROM "turned" WHERE "turned"."county" = $1'


async def told(*, public: bool = True) -> dict[int, int]:
    """By year."""
    async with county_tx(readonly=True):
        found = await counts([""], CITIZENS, public=public)
    return {each["since"].year: each["n"] for each in found if each["n"]}


async def came(station: int, topic: int, n: int, day: date = DAY) -> None:
    async with county_tx():
        await ledger.post(
            Entry(kind=Kind.ATTENDANCE_CITIZEN, station=station, happened_on=day, topic=topic,
                  quantity=n)
        )  # fmt: skip


async def show(topic: int, *, public: bool) -> None:
    async with county_tx():
        at = now() if public else None
        await Topic.update({Topic.published_at: at}).where(Topic.id == topic)


async def a_sitting(n: int, *, public: bool) -> int:
    station = await given.a_station()
    topic = await given.a_topic(station, published_at=now() if public else None)
    await came(station, topic, n)
    return topic


async def nothing() -> None:
    pass


@pytest.mark.parametrize("counted", [nothing, seal, keep, keep_anew])
async def test_from_the_moment_on_in_which_it_turns(
    county: int, counted: Callable[[], Awaitable[None]]
) -> None:
    assert county
    await a_sitting(10, public=True)
    topic = await a_sitting(6, public=False)
    await counted()
    assert (await told(), await told(public=False)) == ({2025: 10}, {2025: 16})
    for public, n in ((True, 16), (False, 10), (True, 16), (True, 16), (False, 10)):
        await show(topic, public=public)
        assert await told() == {2025: n}
        await counted()
        assert await told() == {2025: n}
    await show(topic, public=True)
    await show(topic, public=False)  # twice between two countings
    assert await told() == {2025: 10}
    await keep()
    assert (await told(), await told(public=False)) == ({2025: 10}, {2025: 16})


async def test_what_comes_to_it_later_is_as_it_is_then(county: int) -> None:
    assert county
    topic = await a_sitting(6, public=False)
    async with county_tx(readonly=True):
        station: Any = await value('SELECT "station" FROM "topic" WHERE "topic"."county" = $1')
    await keep()
    await came(station, topic, 7)
    assert await told() == {}
    await show(topic, public=True)
    assert await told() == {2025: 13}
    await keep()
    await came(station, topic, 8)
    assert await told() == {2025: 21}
    await show(topic, public=False)
    assert await told() == {}
    await keep()
    assert await told() == {}


async def test_a_sitting_that_is_no_longer_filed_tells_of_no_year(county: int) -> None:
    """It is taken back in another year: of that nobody is told either that some came."""
    assert county
    topic = await a_sitting(6, public=False)
    async with county_tx():
        await ledger.take_back(Kind.ATTENDANCE_CITIZEN, topic=topic, happened_on=date(2026, 2, 3))
    for _counted in range(2):
        assert await told() == {}
        assert await told(public=False) == {2025: 6, 2026: -6}
        await keep()


@pytest.mark.parametrize("public", [True, False])
async def test_what_turns_while_it_is_counted(
    county: int, public: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is seen by the statement that counts, and its mark is not; one turns after that."""
    assert county
    early, late = [await a_sitting(n, public=not public) for n in (6, 7)]
    context = copy_context()

    async def beside(work: Coroutine[Any, Any, Any]) -> Any:
        return await asyncio.create_task(work, context=context.copy())

    async def marks_first(*most: int) -> list[int]:
        found = await turned_some(*most)
        await beside(show(early, public=public))
        return found

    await seal()
    monkeypatch.setattr(internal, "turned_some", marks_first)
    async with county_tx():
        assert await alone()
        await fold_some()
        await beside(show(late, public=public))
        assert await beside(told()) == ({2025: 13} if public else {})
    monkeypatch.undo()
    for _counted in range(2):
        assert await told() == ({2025: 13} if public else {})
        await keep()
    for topic in (early, late):
        await show(topic, public=not public)
    for _counted in range(2):
        assert await told() == ({} if public else {2025: 13})
        await keep()


async def test_what_turned_is_counted_some_at_a_time(county: int) -> None:
    assert (county > 0, SOME) == (True, 200)
    station = await given.a_station()
    topics = [await given.a_topic(station) for _n in range(5)]
    for topic in topics:
        await came(station, topic, 6)
        await show(topic, public=False)
    await keep()
    for topic in topics:
        await show(topic, public=True)
    async with county_tx():
        assert await alone()
        done = await turned_some(2)
        assert done == topics[:2]
        left = await value(TURNED)
    assert left == 3
