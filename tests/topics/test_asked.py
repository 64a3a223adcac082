"""A number or an address in a story is asked about before it is kept (and veiled before strangers:
tests/isolation/test_planted.py).
"""

import html

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.dates import now
from app.db import county_tx, value
from app.persons.amending import amending
from app.persons.erasing import erase_raisers
from app.topics.tables import Topic
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


SPLIT = {"title": "路灯坏了找老张1391234", "story": "5678这个电话，晚上老人摔了两次。"}


CODED = {
    "title": "路灯坏了找老张&#49;&#51;9123&#52;",
    "story": "%35&#x36;78这个电话，晚上老人摔了两次。",
}


async def test_a_number_over_both_as_programs_write_it_is_veiled_on_every_page(
    client: Browser,
) -> None:
    code = await code_of(await given.a_station())
    asked = await client.post("/raise", data=MATTER | CODED | {"station": code})
    assert (asked.status_code, list(Page(asked).wrong), await kept()) == (422, ["meant"], 0)
    sent = await client.post("/raise", data=MATTER | CODED | {"station": code, "meant": "yes"})
    assert sent.status_code == 303
    async with county_tx():
        topic = await value('SELECT "id" FROM "topic" WHERE "topic"."county" = $1')
        await Topic.update({Topic.published_at: now()}).where(Topic.id == topic)
    client.cookies.clear()
    page = Page(await client.get(f"/topics/{topic}"))
    assert page.one("h1").text == "路灯坏了找老张▇▇"
    assert "▇▇这个电话，晚上老人摔了两次。" in page.text
    for address in ("/", "/topics", f"/topics/{topic}", "/topics?q=路灯"):
        text = html.unescape((await client.get(address)).text)
        assert "路灯坏了找老张▇▇" in text, address
        assert "#49;" not in text, address
        assert "78这个" not in text, address


async def test_a_number_over_title_and_story_is_asked_about_and_veiled_on_every_page(
    client: Browser,
) -> None:
    """Neither is one alone, and read one after the other they are."""
    code = await code_of(await given.a_station())
    shown = Page(await client.post("/raise/look", data=SPLIT))
    said = "文中有手机号“1391234 5678”：公开时会遮住，经办人看得到。"
    assert shown.texts("li") == [said]
    asked = await client.post("/raise", data=MATTER | SPLIT | {"station": code})
    assert (asked.status_code, list(Page(asked).wrong), await kept()) == (422, ["meant"], 0)
    sent = await client.post("/raise", data=MATTER | SPLIT | {"station": code, "meant": "yes"})
    assert (sent.status_code, await kept()) == (303, 1)
    async with county_tx():
        topic = await value('SELECT "id" FROM "topic" WHERE "topic"."county" = $1')
        await Topic.update({Topic.published_at: now()}).where(Topic.id == topic)
    client.cookies.clear()
    page = Page(await client.get(f"/topics/{topic}"))
    assert page.one("h1").text == "路灯坏了找老张▇▇"
    assert "▇▇这个电话，晚上老人摔了两次。" in page.text
    assert "▇▇" in Page(await client.get("/topics")).one(f'a[href$="/topics/{topic}"]').text
    for address in ("/", "/topics", f"/topics/{topic}", "/topics?q=路灯"):
        text = (await client.get(address)).text
        assert "1391234" not in text, address
        assert "5678这个" not in text, address
    await given.signed_in(client, Role.OFFICE)
    page = Page(await client.get(f"/topics/{topic}"))
    assert page.one("h1").text == SPLIT["title"]
    assert SPLIT["story"] in page.text
    async with county_tx(), amending():
        await erase_raisers([int(topic)])
    page = Page(await client.get(f"/topics/{topic}"))
    assert page.one("h1").text == "路灯坏了找老张▇▇"
    assert "▇▇这个电话" in page.text
