"""Several at the same moment: one of them moves the matter, the others are told; nothing twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from app.access.roles import Role
from app.access.sessions import cookie_name
from app.db import county_tx, current_realm, rows
from tests import given
from tests.conftest import Browser, browser

pytestmark = pytest.mark.anyio

PASS = {"version": "0", "decision": "pass", "opinion": "可以", "ticked": ["small", "unfit"]}


@pytest.fixture
async def three(county: int) -> AsyncIterator[list[Browser]]:
    """Three of a township's people."""
    async with AsyncExitStack() as stack:
        found = [await stack.enter_async_context(browser(f"/c{county}")) for _n in range(3)]
        for client in found:
            await given.signed_in(client, Role.TOWNSHIP)
        yield found


async def counted(table: str, column: str) -> list[Any]:
    async with county_tx(readonly=True):
        found = await rows(
            f'SELECT "{column}" FROM "{table}" WHERE "{table}"."county" = $1 ORDER BY 1'  # noqa: S608
        )
    return [each[column] for each in found]


async def test_three_reviewers(three: list[Browser]) -> None:
    topic = await given.a_topic(await given.a_station())
    sent = await asyncio.gather(
        *(each.post(f"/topics/{topic}/review", data=PASS) for each in three)
    )
    assert sorted(each.status_code for each in sent) == [303, 409, 409]
    assert await counted("passage", "decision") == ["pass"]
    assert await counted("topic", "ring") == [2]


async def test_one_form_sent_three_times(three: list[Browser]) -> None:
    topic = await given.a_topic(await given.a_station())
    form = PASS | {"form_token": three[0].form_token()}
    path = f"/topics/{topic}/review"
    sent = await asyncio.gather(*(three[0].post(path, data=form) for _n in range(3)))
    assert [each.status_code for each in sent] == [303, 303, 303]
    assert await counted("passage", "decision") == ["pass"]
    assert await counted("ledger", "kind") == ["topic.step"]


async def test_three_matters_of_one_form(client: Browser) -> None:
    await given.a_station()
    [code] = await counted("station", "code")
    form = {
        "station": code, "title": "村口路灯坏了", "story": "三个月了", "category": "hard",
        "name": "李大爷", "form_token": client.form_token(),
    }  # fmt: skip
    sent = await asyncio.gather(*(client.post("/raise", data=form) for _n in range(3)))
    assert [each.status_code for each in sent] == [303, 303, 303]
    assert len(await counted("topic", "id")) == 1


async def test_three_who_say_it_was_not_solved(three: list[Browser]) -> None:
    topic = await given.a_topic(await given.a_station(), follow_code="ABC234DEF")
    form = {"version": "0", "decision": "settle", "opinion": "当天换了灯泡"}
    assert (await three[0].post(f"/topics/{topic}/review", data=form)).status_code == 303
    three[0].cookies.delete(cookie_name(f"/c{current_realm.get()}"))  # it was their own work
    for each in three:
        given.follows(each, "ABC234DEF")
    rating = {"version": "1", "solved": "false", "stars": "1", "comment": "还是不亮"}
    sent = await asyncio.gather(*(each.post("/follow/rating", data=rating) for each in three))
    assert sorted(each.status_code for each in sent) == [303, 409, 409]
    assert await counted("rating", "stars") == [1]
    async with county_tx(readonly=True):
        standing = await rows(
            'SELECT "kind", sum("quantity") AS n FROM "ledger" WHERE "ledger"."county" = $1'
            " AND \"kind\" IN ('topic.solved', 'topic.settled') GROUP BY 1"
        )
    assert [each["n"] for each in standing] == [0, 0]


async def test_two_matters_are_never_merged_into_each_other(three: list[Browser]) -> None:
    for _n in range(5):
        station = await given.a_station()
        one, other = [await given.a_topic(station) for _both in range(2)]
        form = {"version": "0", "decision": "merge", "opinion": "同一件事"}
        sent = await asyncio.gather(
            three[0].post(f"/topics/{one}/review", data=form | {"into": str(other)}),
            three[1].post(f"/topics/{other}/review", data=form | {"into": str(one)}),
        )
        assert sorted(each.status_code for each in sent) in ([303, 409], [303, 422])
    assert (await counted("topic", "stage")).count("merged") == 5
