"""Whoever meets the same matter joins it instead of raising it again."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from app import ledger
from app.access.roles import Role
from app.charter.stages import Stage
from app.dates import now, today
from app.db import county_tx, execute, rows, value
from app.ledger import Kind
from app.outcomes.tables import Answer
from app.refusal import Refused
from app.topics import transitions
from app.topics.entries import about
from app.workflow import joined
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page
from tests.quotas import HERE, spent
from tests.topics.test_raising import code_of

pytestmark = pytest.mark.anyio

TITLE = "村口路灯坏了三个月"


@pytest.fixture
async def neighbour(county: int) -> AsyncIterator[Browser]:
    async with browser(f"/c{county}") as client:
        assert isinstance(client, Browser)
        yield client


async def a_public_one(station: int, **columns: Any) -> int:
    return await given.a_topic(
        station, title="村口的路灯不亮", published_at=now(), stage="consulting", **columns
    )


async def posted() -> int:
    async with county_tx(readonly=True):
        return int(
            await value(
                'SELECT count(*) FROM "ledger" WHERE "ledger"."county" = $1'
                " AND \"kind\" = 'topic.joined'"
            )
        )


async def test_it_counts_once_a_browser(client: Browser, neighbour: Browser) -> None:
    topic = await a_public_one(await given.a_station())
    path = f"/raise/joining/{topic}"
    codes = []
    for _n in range(2):
        sent = await client.post(path, data={})
        assert (sent.status_code, sent.headers["location"].rsplit("/", 1)[1]) == (303, "follow")
        codes.append(Page(await client.get("/follow")).one(".code").text)
    assert (codes[0] == codes[1], await posted()) == (True, 1)
    await neighbour.post(path, data={})
    assert await posted() == 2
    assert Page(await neighbour.get(f"/topics/{topic}")).one("#joined").text == "另有人也遇到"
    assert Page(await neighbour.get("/follow")).one(".code").text != codes[0]
    async with county_tx(readonly=True):
        marks = await rows('SELECT "browser" FROM "joined" WHERE "joined"."county" = $1')
        assert await joined.counts([topic, 7]) == {topic: 2}
    assert len({each["browser"] for each in marks}) == 2
    assert joined.mark_of(1, "a") != joined.mark_of(2, "a") != joined.mark_of(2, "b")


async def test_it_is_told_when_it_is_answered(client: Browser, neighbour: Browser) -> None:
    topic = await a_public_one(await given.a_station(), follow_code="ABC234DEF")
    await client.post(f"/raise/joining/{topic}", data={})
    page = Page(await client.get("/follow"))
    assert "还在办" in page.one("main").text
    assert page.all("#rating, [action$='/withdrawal'], [action$='/rating']") == []
    code = page.one(".code").text.replace(" ", "")
    async with county_tx():
        await Answer.insert(
            Answer(topic=topic, text="路灯昨天已经修好，请看看。", happened_on=today())
        )
        await execute(
            'UPDATE "topic" SET "stage" = \'answered\' WHERE "topic"."county" = $1 AND "id" = $2',
            topic,
        )
    assert "路灯昨天已经修好，请看看。" in Page(await client.get("/follow")).one("#told").text
    await client.post("/follow/end")
    await neighbour.post("/follow", data={"code": "ABC234DEF"})
    assert (await neighbour.post("/follow", data={"code": code})).status_code == 303
    page = Page(await neighbour.get("/follow"))
    assert page.one("#told h2").text == "有了结果"
    assert "有了结果" in page.one("#codes").text  # the neighbour's own
    for form in ("/follow/rating", "/follow/withdrawal"):  # a code of who joined rates nothing
        assert (await neighbour.post(form, data={"version": 0, "stars": 5})).status_code == 404


async def test_what_is_not_public_is_not_joined_and_not_told(client: Browser) -> None:
    station = await given.a_station()
    hidden = await given.a_topic(station, title=TITLE)
    assert (await client.post(f"/raise/joining/{hidden}", data={})).status_code == 404
    form = {"station": await code_of(station), "title": TITLE}
    assert Page(await client.post("/raise/alike/look", data=form)).texts("li") == []
    topic = await a_public_one(station)
    await client.post(f"/raise/joining/{topic}", data={})
    async with county_tx():
        await execute(
            'UPDATE "topic" SET "published_at" = NULL WHERE "topic"."county" = $1 AND "id" = $2',
            topic,
        )
    page = await client.get("/follow")
    assert "村口的路灯不亮" not in page.text
    assert Page(page).texts("main .empty") == ["这件事现在不对外公开。"]


async def test_ended_ones_and_one_s_own_are_not_joined(client: Browser) -> None:
    station = await given.a_station()
    closed = await given.a_topic(
        station, title=TITLE, published_at=now(), stage="closed", closed_on=today()
    )
    assert (await client.post(f"/raise/joining/{closed}", data={})).status_code == 422
    topic = await a_public_one(station, follow_code="ABC234DEF")
    given.follows(client, "ABC234DEF")
    own = await client.post(f"/raise/joining/{topic}", data={})
    assert (own.status_code, joined.IS_ONES_OWN in own.text) == (422, True)
    assert await posted() == 0


@pytest.mark.parametrize("stage", list(Stage))
def test_what_may_be_joined(stage: Stage) -> None:
    ended = {"closed", "declined", "merged", "settled", "referred", "withdrawn"}
    if stage in ended:
        with pytest.raises(Refused):
            joined.check_joining(stage, "A", [])
    else:
        joined.check_joining(stage, "A", ["B"])
    assert joined.is_told(stage) == (stage in {"answered", "closed", "settled", "referred"})


async def test_while_the_title_is_written(client: Browser) -> None:
    """From the same township; closed ones can be read, not joined; each with how many met it."""
    town = await given.a_station()
    parent = {"id": town, "lineage": [town]}
    village = await given.a_station("河湾村议事点", kind="village", level="village", parent=parent)
    other = await given.a_station("山后村议事点", kind="village", level="village", parent=parent)
    far = await given.a_station("石桥镇工作站")
    near = await a_public_one(other)
    closed = await given.a_topic(
        village, title=TITLE, published_at=now(), stage="closed", closed_on=today()
    )
    await a_public_one(far)
    await client.post(f"/raise/joining/{near}", data={})
    form = {"station": await code_of(village), "title": "村口路灯坏了"}
    page = Page(await client.post("/raise/alike/look", data=form))
    assert [each["href"].rpartition("/")[2] for each in page.all("a")] == [
        str(closed), str(near)
    ]  # fmt: skip
    assert [each["formaction"].rpartition("/")[2] for each in page.all("button")] == [str(near)]
    assert "另有人也遇到" in page.texts("li")[1]
    shown = Page(await client.get("/raise", params={"station": form["station"]}))
    assert [each["formaction"].rpartition("/")[2] for each in shown.all("#alike button")] == [
        str(near)
    ]
    nowhere = form | {"station": "NOSUCH"}
    assert Page(await client.post("/raise/alike/look", data=nowhere)).texts("li") == []


async def test_veiled_words_find_nothing(client: Browser) -> None:
    station = await given.a_station()
    await given.a_topic(
        station, title="金雀赵大婶门前积水", published_at=now(), stage="consulting",
        raiser_name="赵大婶",
    )  # fmt: skip
    form = {"station": await code_of(station), "title": "赵大婶"}
    found = await client.post("/raise/alike/look", data=form | {"title": "赵大婶赵大婶"})
    assert Page(found).texts("li") == []


async def test_from_the_form_that_is_being_written(client: Browser) -> None:
    """Its button sends all of it along; a refusal comes back to it."""
    station = await given.a_station()
    topic = await a_public_one(station, follow_code="ABC234DEF")
    given.follows(client, "ABC234DEF")
    form = {"station": await code_of(station), "title": TITLE, "story": "晚上很黑"}
    own = await client.post(f"/raise/joining/{topic}", data=form)
    assert (own.status_code, Page(own).typed("story")) == (422, ["晚上很黑"])


async def test_whoever_reviews_sees_how_many(client: Browser, neighbour: Browser) -> None:
    topic = await a_public_one(await given.a_station())
    await neighbour.post(f"/raise/joining/{topic}", data={})
    await given.signed_in(client, Role.TOWNSHIP)
    page = Page(await client.get(f"/topics/{topic}"))
    assert page.one("#joined").text == "另有 1 人也遇到"
    assert page.all("[action*='/raise/joining/']") == []


def test_of_few_strangers_learn_that_there_are_some_and_of_more_no_single_one() -> None:
    told = [joined.met(n) for n in range(12)]
    some, five, ten = (joined.Met(n, exactly=False) for n in (0, 5, 10))
    assert told == [None, *[some] * 4, *[five] * 5, *[ten] * 2]
    assert joined.met(1, exactly=True) == joined.Met(1, exactly=True)
    assert joined.met(0, exactly=True) is None


@pytest.mark.parametrize(("n", "said"), [(4, "另有人也遇到"), (5, "另有 5 人以上也遇到")])
async def test_each_page_for_strangers_says_so(client: Browser, n: int, said: str) -> None:
    station = await given.a_station()
    topic = await a_public_one(station)
    async with county_tx():
        for _each in range(n):
            entry = about(await transitions.load(topic), Kind.TOPIC_JOINED)
            await ledger.post(entry)
    form = {"station": await code_of(station), "title": "村口路灯坏了"}
    pages = [
        Page(await client.get(f"/topics/{topic}")).one("#joined"),
        Page(await client.post("/raise/alike/look", data=form)).one("li"),
        Page(await client.get("/raise", params=form)).one("#alike li"),
    ]
    assert [said in each.text for each in pages] == [True] * 3
    await client.post(f"/raise/joining/{topic}", data={})
    assert "另有 5 人以上也遇到" in Page(await client.get("/follow")).one("main").text
    assert "6 人" not in Page(await client.get("/follow")).one("main").text


async def test_so_many_an_hour(client: Browser) -> None:
    topic = await a_public_one(await given.a_station())
    await spent("raise", HERE, 600)
    assert (await client.post(f"/raise/joining/{topic}", data={})).status_code == 429
