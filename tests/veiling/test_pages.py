"""The office veils what else should not be public, and lifts it; others may not."""

from typing import Any

import pytest

from app.access.roles import Role
from app.audit import Noted
from app.audit.pages import lines
from app.dates import now, today
from app.db import county_tx, rows
from app.outcomes.tables import Answer
from tests import given
from tests.audit.test_audit import noted
from tests.conftest import Browser, browser
from tests.page import Page

pytestmark = pytest.mark.anyio

STORY = "村口小卖部旁边的路灯坏了，小卖部老板知道。"


async def a_public_topic() -> int:
    return await given.a_topic(
        await given.a_station(),
        story=STORY,
        title="小卖部旁边的路灯",
        spot="小卖部往东 20 米，李大爷家门口",
        published_at=now(),
    )


async def test_a_stretch_is_veiled_and_lifted_for_strangers(client: Browser, county: int) -> None:
    topic = await a_public_topic()
    async with browser(f"/c{county}") as stranger:
        await veiled_and_lifted(client, stranger, topic)


async def veiled_and_lifted(client: Browser, stranger: Browser, topic: int) -> None:
    await given.signed_in(client, Role.OFFICE)
    sent = await client.post(
        f"/topics/{topic}/veils", data={"stretch": "小卖部", "reason": "认得出是谁"}
    )
    assert sent.status_code == 303
    page = Page(await stranger.get(f"/topics/{topic}"))
    assert page.title == "▇▇旁边的路灯"
    assert page.facts["具体位置"] == "▇▇往东 20 米，李**家门口"
    listed = Page(await stranger.get("/topics"))
    assert "小卖部" not in listed.text
    own = Page(await client.get(f"/topics/{topic}"))
    assert own.title == "小卖部旁边的路灯"
    assert own.facts["具体位置"] == "小卖部往东 20 米，李大爷家门口"
    beside = Page(await client.get(f"/topics/{topic}/office"))
    (veil,) = beside.all("#veils button[name=veil]")
    lifted = await client.post(
        f"/topics/{topic}/veils/lifting", data={"veil": veil["value"], "reason": "本人同意"}
    )
    assert lifted.status_code == 303
    assert Page(await stranger.get(f"/topics/{topic}")).title == "小卖部旁边的路灯"
    async with county_tx(readonly=True):
        (kept,) = await rows('SELECT * FROM "veil" WHERE "veil"."county" = $1')
    assert (kept["reason"], kept["lifted_reason"]) == ("认得出是谁", "本人同意")
    both = [*await noted(Noted.VEILED), *await noted(Noted.VEIL_LIFTED)]
    about = f"/topics/{topic}"
    assert [(each["about"], *lines(each["after"])) for each in both] == [
        (about, "理由: 认得出是谁"),
        (about, "理由: 本人同意"),
    ]
    assert not any("小卖部" in str(dict(each)) for each in both)  # what is veiled stands nowhere


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"stretch": "小", "reason": "r"}, ["stretch"]),
        ({"stretch": "小卖部", "reason": " "}, ["reason"]),
        ({}, ["stretch", "reason"]),
    ],
)
async def test_what_it_needs(client: Browser, typed: dict[str, str], wrong: list[str]) -> None:
    topic = await a_public_topic()
    await given.signed_in(client, Role.OFFICE)
    sent = await client.post(f"/topics/{topic}/veils", data=typed)
    assert (sent.status_code, sorted(Page(sent).wrong)) == (422, sorted(wrong))


async def test_nobody_else_may(client: Browser) -> None:
    topic = await a_public_topic()
    await given.signed_in(client, Role.TOWNSHIP)
    form = {"stretch": "小卖部", "reason": "r"}
    assert (await client.post(f"/topics/{topic}/veils", data=form)).status_code == 403
    assert not Page(await client.get(f"/topics/{topic}")).all("#beside")
    assert (await client.get(f"/topics/{topic}/office")).status_code == 403


async def test_who_raised_what_was_merged_into_it_is_veiled(client: Browser) -> None:
    station = await given.a_station()
    story = "秦桂枝和村里的人都说过，路灯坏了。"
    topic = await given.a_topic(station, story=story, published_at=now())
    await given.a_topic(station, stage="merged", merged_into=topic, raiser_name="秦桂枝")
    assert "秦**和村里的人" in Page(await client.get(f"/topics/{topic}")).one("#topic").text


async def test_who_raised_what_was_merged_twice_is_veiled_and_told(client: Browser) -> None:
    """Into a matter that was merged in its turn: the last one's texts name them, too."""
    station = await given.a_station()
    story = "秦桂枝和程阿公都说过，路灯坏了。"
    last = await given.a_topic(station, title="全村路灯", story=story, published_at=now())
    merged: dict[str, Any] = {"stage": "merged", "published_at": None}
    second = await given.a_topic(station, **merged, merged_into=last, raiser_name="程阿公")
    code = "MERGED234"
    await given.a_topic(
        station, **merged, merged_into=second, raiser_name="秦桂枝", follow_code=code
    )
    assert "秦**和程**都说过" in Page(await client.get(f"/topics/{last}")).one("#topic").text
    given.follows(client, code)
    page = Page(await client.get("/follow"))
    links = [each["href"] for each in page.all("main a[href]")]
    assert f"/topics/{last}" in {
        each.removeprefix(client.base_url.path.rstrip("/")) for each in links
    }
    assert "全村路灯" in page.text


@pytest.mark.parametrize(
    ("recorded", "written"),
    [
        ("（村民）秦桂枝", "秦桂枝"),
        ("秦桂枝、程阿公", "程阿公"),
        ("村民秦桂枝", "秦桂枝"),
        ("阿依古丽·买买提", "阿依古丽"),
        ("ＷＡＮＧ Fang", "WANG Fang"),
        ("金花花", "\uf90a花花"),
        ("\uf90a花花", "金花花"),
    ],
)
async def test_who_was_written_down_with_more_than_a_name_is_veiled(
    client: Browser, recorded: str, written: str
) -> None:
    """On the matter's page, and in lists, which look for names by their first letters."""
    title = f"请{written}来谈路灯"
    topic = await given.a_topic(
        await given.a_station(), title=title, raiser_name=recorded, published_at=now()
    )
    for path in (f"/topics/{topic}", "/topics", "/"):
        page = (await client.get(path)).text
        assert "来谈路灯" in page, path
        assert written not in page, path


@pytest.mark.parametrize(
    ("title", "story"),
    [("村口的灯请打139", "1234"), ("村口的灯请打1391234", ""), ("村口的灯", "请打1391234")],
)
async def test_a_number_that_ends_in_the_answer_is_no_number(
    client: Browser, title: str, story: str
) -> None:
    """In two pieces or three, whatever stands between them on a page."""
    topic = await given.a_topic(
        await given.a_station(),
        title=title,
        story=story,
        stage="answered",
        ring="答复评价",
        published_at=now(),
    )
    async with county_tx():
        await Answer.insert(Answer(topic=topic, text="5678，灯修好了。", happened_on=today()))
    for path in (f"/topics/{topic}", "/topics", "/"):
        text = Page(await client.get(path)).one("main").text
        assert [each for each in ("139", "1234", "5678") if each in text] == [], (path, text)
    await client.post(f"/raise/joining/{topic}", data={})
    text = Page(await client.get("/follow")).one("main").text
    assert "灯修好了" in text
    assert [each for each in ("139", "1234", "5678") if each in text] == []


async def test_what_was_typed_for_another_act_stands_where_one_is_led(client: Browser) -> None:
    """On the same page, in its field; where the act leads to the matter, it is read out there."""
    topic = await given.a_topic(await given.a_station(), published_at=now())
    await given.signed_in(client, Role.OFFICE)
    beside = {"stretch": "", "reason": "", "reason.down": "写到一半"}
    sent = await client.post(
        f"/topics/{topic}/veils", data=beside | {"stretch": "路灯", "reason": "认得出"}
    )
    page = Page(await client.get(f"http://test{sent.headers['location']}"))
    assert (page.title, page.typed("reason.down")) == ("遮住文字、撤回、撤下", ["写到一半"])
    down = {"act": "down", "reason.down": "不宜公开", "stretch": "老人"}
    sent = await client.post(f"/topics/{topic}/taking-down", data=beside | down)
    page = Page(await client.get(f"http://test{sent.headers['location']}"))
    assert page.texts("h1") == ["村口路灯坏了三个月"]
    assert "老人" in page.one("#notice").text
