"""A number or an address in a story is asked about before it is kept (and veiled before strangers:
tests/isolation/test_planted.py).
"""

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import county_tx, value
from tests import given
from tests.conftest import Browser
from tests.page import Page
from tests.topics.test_raising import MATTER, code_of

pytestmark = pytest.mark.anyio

STORY = "电话13912345678，就在3号楼2单元门口。"


async def kept() -> int:
    async with county_tx(readonly=True):
        return int(await value('SELECT count(*) FROM "topic" WHERE "topic"."county" = $1'))


async def test_it_is_asked_once_and_nothing_is_lost(client: AsyncClient) -> None:
    form = MATTER | {"station": await code_of(await given.a_station()), "story": STORY}
    asked = await client.post("/raise", data=form)
    page = Page(asked)
    assert (asked.status_code, list(page.wrong), page.typed("story")) == (422, ["meant"], [STORY])
    assert await kept() == 0
    sent = await client.post("/raise", data=form | {"meant": "yes"})
    assert (sent.status_code, await kept()) == (303, 1)


async def test_while_it_is_written(client: AsyncClient) -> None:
    shown = Page(await client.post("/raise/look", data={"story": STORY}))
    assert shown.texts("li") == [
        "文中有手机号“13912345678”：公开时会遮住，经办人看得到。",
        "文中有门牌住址“3号楼2单元”：公开时会照写出来。",
    ]
    assert Page(await client.post("/raise/look", data={"story": "路灯坏了3个月"})).texts("li") == []


async def test_whoever_reviews_it_is_told(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station(), story=STORY)
    await given.signed_in(client, Role.TOWNSHIP)
    page = Page(await client.get(f"/topics/{topic}"))
    assert page.texts("#written li")[1] == "文中有门牌住址“3号楼2单元”：公开时会照写出来。"


async def test_what_is_returned_is_asked_about_too(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station(), follow_code="ABC234DEF", ring="提出")
    given.follows(client, "ABC234DEF")
    form = {"version": 0, "title": "村口路灯", "story": STORY}
    asked = await client.post("/follow/resubmission", data=form)
    assert (asked.status_code, list(Page(asked).wrong)) == (422, ["meant"])
    sent = await client.post("/follow/resubmission", data=form | {"meant": "yes"})
    assert sent.status_code == 303, topic
