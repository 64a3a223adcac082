"""A rating that was given by mistake goes back within seven days, and the matter is rated anew."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.access.sessions import cookie_name
from app.charter.model import RingKind
from app.dates import in_words, today
from app.db import county_tx, current_realm, rows, value
from app.ledger.counting import keep
from app.ledger.measures import SNAPSHOTS, STOCKS
from app.outcomes.tables import Answer
from tests import given
from tests.conftest import Browser, browser
from tests.ledger.reasons import reasons
from tests.ledger.recount import recounted
from tests.ledger.test_measures import counted, exported
from tests.outcomes.test_pages import RATED, answered
from tests.page import Page, refused
from tests.topics.test_walks import kinds, raised
from tests.walk import Walk

pytestmark = pytest.mark.anyio
WHY = "手机上点错了"
GONE_ON = "已经有人接着往下办了，这次评价不能再改。"
WAY = '#rated a[href*="/rating/withdrawal"]'
FORM = 'form[action$="/rating/withdrawal"]'
STANDS = ("stage", "ring", "held_by", "unrated", "published_at", "closed_on")


async def stands(topic: int) -> dict[str, Any]:
    """What the topic says, and what is owed and counted of it."""
    async with county_tx(readonly=True):
        (found,) = await rows(
            'SELECT * FROM "topic" WHERE "topic"."county" = $1 AND "id" = $2', topic
        )
        owed = await value(
            'SELECT count(*) FROM "commitment" WHERE "commitment"."county" = $1'
            ' AND "topic" = $2 AND "withdrawn_on" IS NULL',
            topic,
        )
    told = {kind: n for kind, n in (await kinds(topic)).items() if kind != "topic.step"}
    return {name: found[name] for name in STANDS} | {"owed": owed, "told": told}


async def ratings() -> list[tuple[int, bool]]:
    """Stars of each that was given; whether it stands."""
    async with county_tx(readonly=True):
        found = await rows('SELECT * FROM "rating" WHERE "rating"."county" = $1 ORDER BY "id"')
    return [(each["stars"], each["withdrawn_at"] is None) for each in found]


async def back(walk: Walk, reason: str = WHY) -> Any:
    version = (await walk.state())["version"]
    data = {"version": version, "reason": reason}
    return await walk.people["citizen"].post("/follow/rating/withdrawal", data=data)


async def test_not_solved_by_mistake_by_code(people: dict[str, AsyncClient]) -> None:
    """What it owed again is owed no more; rated so anew, it is owed again once. From the first
    report on, the way back is closed.
    """
    walk = await raised(people, "yanjiang")
    await walk.until(RingKind.RATE)
    await walk.answer()
    citizen, before = people["citizen"], await stands(walk.topic)
    assert before["told"]["topic.solved"] == 1
    await walk.rate(solved=False)
    rated = await stands(walk.topic)
    assert (rated["stage"], rated["owed"]) == ("carrying_out", before["owed"] + 1)
    page = Page(await citizen.get("/follow"))
    assert len(page.all(WAY)) == 1
    assert len(Page(await citizen.get("/follow/rating/withdrawal")).all(FORM)) == 1
    until = in_words(today() + timedelta(days=7))
    assert page.one("#rated-until").text == f"想改的话，到 {until} 都可以重新评价。"
    assert page.texts("#rated li") == ["按您的评价，这件事继续办；办到哪一步，还在这里看。"]
    assert "请写明为什么要改。" in refused(await back(walk, " "))
    assert (await back(walk)).status_code == 303
    assert await stands(walk.topic) == before
    assert set(await reasons()) == {WHY}
    page = Page(await citizen.get("/follow"))
    assert (len(page.all("#rating")), page.all("#rated")) == (1, [])
    (told,) = [each for each in page.all(".timeline > li") if WHY in each.text]
    assert told.one("h3").text.endswith("· 提出人：收回评价，重新评")
    assert Page(await citizen.get("/")).figures["solved"] == 1
    assert "还没有评价，没有可以收回的。" in refused(await back(walk))

    await walk.rate(solved=False)
    assert await stands(walk.topic) == rated
    assert await ratings() == [(5, False), (5, True)]
    async with county_tx(readonly=True):
        owed = await value('SELECT max("id") FROM "commitment" WHERE "commitment"."county" = $1')
    progress = people["office"].post(f"/commitments/{owed}/progress", data={"text": "灯杆到货"})
    await walk.ok(progress)
    page = Page(await citizen.get("/follow"))
    assert (page.all(WAY), page.texts("#rated .faint")) == ([], [GONE_ON])
    assert GONE_ON in refused(await back(walk))
    await keep()
    seen = await counted(but={*STOCKS, *SNAPSHOTS})
    assert seen == recounted(await exported())
    assert [n for (_day, name), n in seen.items() if name in {"ratings", "reopened"}] == [1, 1]


async def test_solved_by_mistake_with_an_account(client: Browser, county: int) -> None:
    """It waits on the raiser's desk again. For nobody else there is such a form, nor in one's own
    hands once somebody has gone on.
    """
    me = await given.an_account(Role.MEMBER)
    topic = await answered(client, raiser=me)
    before, path = await stands(topic), f"/topics/{topic}/rating"
    asks = '[aria-labelledby="raised-title"] .main-action'
    async with browser(f"/c{county}") as raiser:
        await given.sign_in(raiser, me)
        await raiser.post(path, data=RATED | {"version": "1"})
        assert (await stands(topic))["ring"] == before["ring"] + 1
        assert Page(await client.get(f"/topics/{topic}")).all(FORM) == []
        mistake = {"version": "2", "reason": WHY}
        assert (await client.post(f"{path}/withdrawal", data=mistake)).status_code == 404
        assert (await raiser.post(f"{path}/withdrawal", data=mistake)).status_code == 303
        assert await stands(topic) == before
        assert Page(await raiser.get("/desk")).texts(asks) == ["去评价"]
        anew = {"version": "3", "solved": "true", "stars": "2"}
        assert (await raiser.post(path, data=anew)).status_code == 303
        assert await ratings() == [(4, False), (2, True)]
        page = Page(await raiser.get(f"/topics/{topic}"))
        until = f"想改的话，到 {in_words(today() + timedelta(days=7))} 都可以重新评价。"
        assert page.texts("#rated > p") == ["您评的是：解决了，2 分。", until, "重新评价"]
        assert len(page.all(WAY)) == 1
        ring = given.charter().rings[(await stands(topic))["ring"]]
        assert ring.name == "公开"
        on = await client.post(f"/topics/{topic}/passage", data={"version": "4", "opinion": "好"})
        assert on.status_code == 303
        page = Page(await raiser.get(f"/topics/{topic}"))
        assert (page.all(WAY), page.texts("#rated .faint")) == ([], [GONE_ON])
        late = await raiser.post(f"{path}/withdrawal", data={"version": "5", "reason": WHY})
        assert GONE_ON in refused(late)
    async with county_tx(readonly=True):
        sums = await rows(
            'SELECT sum("quantity") AS stars, sum(sign("quantity")) AS n FROM "ledger"'
            ' WHERE "ledger"."county" = $1 AND "kind" = \'rating.given\''
        )
    assert [(each["stars"], each["n"]) for each in sums] == [(2, 1)]


async def test_what_was_settled_stands_as_solved_again(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station(), follow_code="ABC234DEF")
    await given.signed_in(client, Role.TOWNSHIP)
    settle = {"version": "0", "decision": "settle", "opinion": "当天换了灯泡"}
    await client.post(f"/topics/{topic}/review", data=settle)
    before = await stands(topic)
    assert (before["stage"], before["told"]["topic.solved"]) == ("settled", 1)
    client.cookies.delete(cookie_name(f"/c{current_realm.get()}"))
    given.follows(client, "ABC234DEF")
    await client.post("/follow/rating", data={"version": "1", "solved": "false", "stars": "1"})
    assert "topic.solved" not in (await stands(topic))["told"]
    assert Page(await client.get("/")).figures["solved"] == 0
    mistake = {"version": "2", "reason": WHY}
    assert (await client.post("/follow/rating/withdrawal", data=mistake)).status_code == 303
    assert await stands(topic) == before
    page = Page(await client.get("/"))
    assert (page.figures["solved"], page.texts(".solved h3")) == (1, ["村口路灯坏了三个月"])


@pytest.mark.parametrize(("days", "open_"), [(7, True), (8, False)])
async def test_until_the_seventh_day(client: Browser, days: int, open_: bool) -> None:
    topic = await given.a_topic(
        await given.a_station(), ring="公开", follow_code="ABC234DEF", stage="closed"
    )
    async with county_tx():
        await given.a_rating(topic, today() - timedelta(days=days))
    given.follows(client, "ABC234DEF")
    assert bool(Page(await client.get("/follow")).all(WAY)) is open_
    mistake = {"version": "0", "reason": WHY}
    sent = await client.post("/follow/rating/withdrawal", data=mistake)
    if open_:
        assert sent.status_code == 303
    else:
        assert refused(sent) == ["评价超过 7 天，不能再改了。"]
    assert await ratings() == [(1, not open_)]


async def test_each_answer_is_rated_once(client: Browser) -> None:
    """Also where an earlier answer had gone back unrated: that one is rated no more."""
    topic = await answered(client, follow_code="ABC234DEF")
    async with county_tx():
        await Answer.insert(Answer(topic=topic, text="又看过一次。", happened_on=today()))
    given.follows(client, "ABC234DEF")
    sent = await client.post("/follow/rating", data=RATED | {"version": "1"})
    assert sent.status_code == 303
    ring = given.charter().rings[(await stands(topic))["ring"]]
    assert ring.name == "公开"
    on = await client.post(f"/topics/{topic}/passage", data={"version": "2", "opinion": "好"})
    assert on.status_code == 303
    again = await client.post("/follow/rating", data=RATED | {"version": "3"})
    assert refused(again) == ["这次答复已经评价过。"]
    assert await ratings() == [(4, True)]
