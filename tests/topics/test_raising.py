"""Raising a matter without an account, and following it by its code."""

import re
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import county_tx, rows, value
from app.drafting import in_use
from app.text.codes import ALPHABET
from tests import given
from tests.conftest import Browser
from tests.page import Page, refused
from tests.quotas import HERE, spent

pytestmark = pytest.mark.anyio

MATTER = {
    "title": "村口路灯坏了三个月",
    "story": "晚上老人摔了两次。",
    "category": "hard",
    "name": "李大爷",
    "phone": "13800005678",
}


async def code_of(station: int) -> str:
    async with county_tx(readonly=True):
        return str(
            await value(
                'SELECT "code" FROM "station" WHERE "station"."county" = $1 AND "id" = $2', station
            )
        )


async def test_a_station_is_chosen_first(client: AsyncClient) -> None:
    station = await given.a_station("河湾村议事点", kind="village", level="village")
    page = await client.get("/raise", params={"q": "河湾"})
    assert f"/raise?station={await code_of(station)}" in page.text
    none = Page(await client.get("/raise", params={"q": "不存在"}))
    assert none.texts("main .empty") == ["没有找到，换个名字再试。"]


async def test_another_county_s_station_raises_nothing(
    client: AsyncClient, other_county: int
) -> None:
    code = await code_of(await given.a_station())
    there = await client.get(f"http://test/c{other_county}/raise", params={"station": code})
    assert "龙兴镇" not in there.text
    form = MATTER | {"station": code}
    sent = await client.post(f"http://test/c{other_county}/raise", data=form)
    assert sent.status_code == 422


async def test_a_citizen_raises_and_follows(client: AsyncClient) -> None:
    code = await code_of(await given.a_station())
    page = await client.get("/raise", params={"station": code})
    token = Page(page).hidden("form_token")
    sent = await client.post("/raise", data=MATTER | {"station": code, "form_token": token})
    assert (sent.status_code, sent.headers["location"].rsplit("/", 1)[1]) == (303, "follow")
    followed = await client.get("/follow")
    assert MATTER["title"] in followed.text
    assert "13800005678" not in followed.text
    assert "镇街初筛" in followed.text


async def test_the_code_is_typed_as_people_type(client: AsyncClient) -> None:
    await given.a_topic(await given.a_station(), follow_code="ABC234DEF")
    sent = await client.post("/follow", data={"code": " abc-234 def"})
    assert sent.status_code == 303
    assert "村口路灯" in (await client.get("/follow")).text
    await client.post("/follow/end")
    assert "村口路灯" not in (await client.get("/follow")).text


async def test_codes_are_not_tried_as_cookies(client: AsyncClient) -> None:
    """There nothing would count the tries."""
    await given.a_topic(await given.a_station(), follow_code="ABC234DEF")
    sent = await client.post("/follow", data={"code": "ABC234DEF"})
    name = next(each for each in sent.cookies if each.startswith("followed"))
    assert "ABC234DEF" not in sent.cookies[name]
    client.cookies.clear()
    for forged in ("ABC234DEF", sent.cookies[name][:-8] + "AAAAAAAA", "a.b.c.d.e", "%00", "...."):
        client.cookies.set(name, forged)
        page = await client.get("/follow")
        assert page.status_code == 200
        assert "村口路灯" not in page.text


async def test_whoever_stands_behind_our_proxy_is_counted_apart(client: AsyncClient) -> None:
    """What somebody writes into the header before the proxy does counts for nothing."""
    await spent("follow", "10.0.0.1", 898)
    for n in range(2):
        forged = {"x-forwarded-for": f"10.9.9.{n}, 10.0.0.1"}
        sent = await client.post("/follow", data={"code": f"GUESS{n:04}"}, headers=forged)
        assert sent.status_code == 422
    again = {"x-forwarded-for": "10.0.0.1"}
    sent = await client.post("/follow", data={"code": "GUESS"}, headers=again)
    assert sent.status_code == 429
    assert "操作太频繁" in sent.text
    other = {"x-forwarded-for": "10.0.0.2"}
    assert (await client.post("/follow", data={"code": "G"}, headers=other)).status_code == 422


async def test_a_wrong_code_says_so_and_stays(client: AsyncClient) -> None:
    sent = await client.post("/follow", data={"code": "NOTACODE9"})
    assert sent.status_code == 422
    assert "NOTACODE9" in sent.text
    assert "没有这个查询码" in sent.text


async def test_codes_are_not_guessed_at_leisure(client: AsyncClient) -> None:
    await spent("follow", HERE, 895)
    answers = [
        (await client.post("/follow", data={"code": f"GUESS{n:04}"})).status_code for n in range(7)
    ]
    assert answers == [422] * 5 + [429] * 2


async def test_one_address_raises_six_hundred_an_hour(client: AsyncClient) -> None:
    """A village may share one address; a script may not fill the county's desks."""
    form = MATTER | {"station": await code_of(await given.a_station())}
    await spent("raise", HERE, 598)
    answers = [await client.post("/raise", data=form) for _n in range(3)]
    assert [each.status_code for each in answers] == [303, 303, 429]
    page = Page(answers[2])
    assert page.one("#notice h2").text == "请稍后再试"
    assert page.typed("story") == [MATTER["story"]]  # an hour later it may be sent
    both = await client.post("/raise", data=form | {"title": "长" * 61})
    often, long = refused(both, status=429)
    assert re.fullmatch(r"操作太频繁，请过 \d+ 分钟再试。", often)
    assert long == "这一项太长，最多 60 个字。"


async def test_another_county_s_code_opens_nothing(client: AsyncClient, other_county: int) -> None:
    await given.a_topic(await given.a_station(), follow_code="ABC234DEF")
    sent = await client.post(f"http://test/c{other_county}/follow", data={"code": "ABC234DEF"})
    assert sent.status_code == 422


async def test_a_second_submit_raises_nothing_twice(client: Browser) -> None:
    form = MATTER | {
        "station": await code_of(await given.a_station()),
        "form_token": client.form_token(),
    }
    first = await client.post("/raise", data=form)
    second = await client.post("/raise", data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    async with county_tx(readonly=True):
        topics = await rows('SELECT "follow_code" FROM "topic" WHERE "topic"."county" = $1')
        posted = await rows('SELECT "kind" FROM "ledger" WHERE "ledger"."county" = $1')
    assert len(topics) == 1
    assert set(topics[0]["follow_code"]) <= set(ALPHABET)
    assert [each["kind"] for each in posted] == ["topic.raised"]


async def test_what_was_typed_comes_back_with_what_is_wrong(client: AsyncClient) -> None:
    code = await code_of(await given.a_station())
    sent = await client.post(
        "/raise",
        data={
            **MATTER,
            "station": code,
            "title": "灯",
            "phone": "call me",
            "story": "<b>三个月</b>",
        },
    )
    assert sent.status_code == 422
    assert "请用 4 到 60 个字" in sent.text
    assert "电话号码不对" in sent.text
    assert "&lt;b&gt;三个月&lt;/b&gt;" in sent.text
    assert 'value="李大爷"' in sent.text


async def test_returned_is_completed_by_its_code(client: AsyncClient) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="提出", follow_code="ABC234DEF")
    await client.post("/follow", data={"code": "ABC234DEF"})
    followed = Page(await client.get("/follow"))
    assert followed.one('form[action$="/follow/resubmission"] [name=title]')
    form = {"version": "0", "title": "村口三盏路灯坏了", "story": "从桥头数起三盏。"}
    assert (await client.post("/follow/resubmission", data=form)).status_code == 303
    async with county_tx(readonly=True):
        found = (await rows('SELECT * FROM "topic" WHERE "topic"."county" = $1'))[0]
    assert (found["id"], found["title"], found["ring"]) == (topic, "村口三盏路灯坏了", 1)


async def test_a_member_raises_as_a_member(client: AsyncClient) -> None:
    await given.signed_in(client, Role.MEMBER)
    form = MATTER | {"station": await code_of(await given.a_station())}
    assert (await client.post("/raise", data=form)).status_code == 303
    async with county_tx(readonly=True):
        origin = await value('SELECT "origin" FROM "topic" WHERE "topic"."county" = $1')
    assert origin == "member"


async def test_what_is_accepted_is_counted_by_the_category_of_the_first_review(
    people: dict[str, AsyncClient],
) -> None:
    topic = await given.a_topic(await given.a_station(), category="")
    path = f"/topics/{topic}"
    review = {"version": "0", "decision": "pass", "opinion": "可以", "ticked": ["small", "unfit"]}
    sent = await people["township"].post(f"{path}/review", data=review | {"category": "key"})
    assert sent.status_code == 303
    sent = await people["office"].post(f"{path}/review", data=review | {"version": "1"})
    assert sent.status_code == 303
    approval = {
        "version": "2",
        "approved": "true",
        "document": "龙委〔2026〕3号",
        "opinion": "同意",
    }
    sent = await people["party"].post(f"{path}/approval", data=approval)
    assert sent.status_code == 303
    accepted = await rows_of("topic.accepted")
    assert [each["category"] for each in accepted] == ["key"]


async def rows_of(kind: str) -> list[Any]:
    async with county_tx(readonly=True):
        return await rows(
            'SELECT * FROM "ledger" WHERE "ledger"."county" = $1 AND "kind" = $2', kind
        )


async def test_where_exactly_is_told_in_words(client: Browser) -> None:
    """To reviewers beside the story, on the matter's page; a number in it is asked about first."""
    form = MATTER | {"station": await code_of(await given.a_station())}
    page = Page(await client.get("/raise", params={"station": form["station"]}))
    asked = [each["name"] for each in page.all("main form [name]") if each.get("type") != "hidden"]
    assert asked.index("story") < asked.index("spot") < asked.index("name")
    assert [each for each in asked if each != "meant"][-2:] == ["category", "photo"]
    sent = await client.post("/raise", data=form | {"spot": "3号楼，电话13912345678"})
    assert (sent.status_code, list(Page(sent).wrong)) == (422, ["meant"])
    assert Page(sent).typed("spot") == ["3号楼，电话13912345678"]
    sent = await client.post("/raise", data=form | {"spot": " 村小学后门往东 50 米 "})
    assert sent.status_code == 303
    assert Page(await client.get("/follow")).facts["具体位置"] == "村小学后门往东 50 米"
    await given.signed_in(client, Role.TOWNSHIP)
    async with county_tx(readonly=True):
        topic = await value('SELECT "id" FROM "topic" WHERE "topic"."county" = $1')
    page = Page(await client.get(f"/topics/{topic}"))
    assert page.texts(".task-page p + p") == ["具体位置：村小学后门往东 50 米"]


async def test_category_and_name_may_be_left_open(client: Browser) -> None:
    """The first review says what it is about, and whatever comes of it is counted by that."""
    form = {each: MATTER[each] for each in ("title", "story")}
    form["station"] = await code_of(await given.a_station())
    assert (await client.post("/raise", data=form)).status_code == 303
    async with county_tx(readonly=True):
        topic = await value('SELECT "id" FROM "topic" WHERE "topic"."county" = $1')
        assert await in_use.missed(given.charter(), given.charter()) == []
    await given.signed_in(client, Role.TOWNSHIP)
    assert "类别待定" in (await client.get(f"/topics/{topic}")).text
    review = {"version": "0", "decision": "settle", "opinion": "已经换了新灯泡。"}
    sent = await client.post(f"/topics/{topic}/review", data=review)
    assert (sent.status_code, list(Page(sent).wrong)) == (422, ["category"])
    sent = await client.post(f"/topics/{topic}/review", data=review | {"category": "hard"})
    assert sent.status_code == 303
    async with county_tx(readonly=True):
        posted = await rows(
            'SELECT "kind", "category" FROM "ledger" WHERE "ledger"."county" = $1 ORDER BY "id"'
        )
    assert [tuple(each) for each in posted][:3] == [
        ("topic.raised", ""),
        ("topic.step", "hard"),
        ("topic.settled", "hard"),
    ]
