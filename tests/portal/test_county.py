"""What waits in the county, for its office; and that nothing waits with nobody."""

from datetime import timedelta

import pytest
from httpx import AsyncClient, Response

from app.access.holding import HANDS
from app.access.roles import Role
from app.charter import store
from app.charter.presets import document
from app.dates import deadline, today
from app.db import county_tx, rows, value
from app.lights import light
from app.portal import under_way
from app.topics import hands, transitions
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

RAISED = {"title": "村口路灯坏了三个月", "story": "老人摔了两次", "name": "李大爷"}
REVIEW = {"version": "0", "decision": "decline", "opinion": "不属协商范围"}


async def titles(client: AsyncClient, path: str = "/desk") -> list[str]:
    return Page(await client.get(path)).texts(".task .title")


async def raised_at(client: AsyncClient, station: int, category: str) -> int:
    async with county_tx(readonly=True):
        code = await value(
            'SELECT "code" FROM "station" WHERE "station"."county" = $1 AND "id" = $2', station
        )
    sent = await client.post("/raise", data=RAISED | {"station": code, "category": category})
    assert sent.status_code == 303, sent.text[-2000:]
    async with county_tx(readonly=True):
        return int(await value('SELECT max("id") FROM "topic" WHERE "topic"."county" = $1'))


async def test_xinjiang_s_county_station_is_reviewed_by_the_county_s_own(
    client: Browser, county: int
) -> None:
    """The first ring is for conveners of villages, and nobody is one there."""
    async with county_tx():
        await store.save(document("xinjiang"), author="办", note="-", effective_on=today())
    station = await given.a_station("县级站", kind="county", level="county")
    category, reason = await first_choices()
    topic = await raised_at(client, station, category)
    office, committee = browser(f"/c{county}"), browser(f"/c{county}")
    await given.signed_in(office, Role.OFFICE)
    assert await titles(office) == [RAISED["title"]]
    await given.signed_in(committee, Role.COMMITTEE)
    assert await titles(committee) == [RAISED["title"]]
    page = Page(await committee.get(f"/topics/{topic}"))
    assert page.one("#turn-title").text == "轮到您：村（社区）初审"
    assert "没有人担任" not in Page(await office.get(f"/topics/{topic}")).text
    sent = await committee.post(f"/topics/{topic}/review", data=REVIEW | {"reason": reason})
    assert sent.status_code == 303
    assert await titles(office) == []
    await office.aclose()
    await committee.aclose()


async def first_choices() -> tuple[str, str]:
    async with county_tx(readonly=True):
        _version, charter = await store.in_force()
    assert charter is not None
    return next(iter(charter.categories)), next(iter(charter.decline_reasons))


async def test_a_town_without_a_clerk_is_the_office_s(client: Browser, county: int) -> None:
    """It says so, may act; and once a clerk is appointed, the clerk has it."""
    town = await given.a_station()
    topic = await given.a_topic(town)
    office, clerk = client, browser(f"/c{county}")
    await given.signed_in(office, Role.OFFICE)
    desk = Page(await office.get("/desk"))
    assert desk.texts(".task .title") == ["村口路灯坏了三个月"]
    assert "没有人担任乡镇（街道）经办" in desk.texts(".task .tag")
    page = Page(await office.get(f"/topics/{topic}"))
    assert page.one("#turn-title").text == "轮到您：镇街初筛"
    assert page.one(".notice a[href$='/people']").text == "去登记"
    await given.signed_in(clerk, Role.TOWNSHIP, station=town)
    assert await titles(office) == []
    assert await titles(clerk) == ["村口路灯坏了三个月"]
    form = REVIEW | {"reason": "beyond"}
    assert refused(await office.post(f"/topics/{topic}/review", data=form)) == [
        "「镇街初筛」不由您办理。"
    ]
    assert (await clerk.post(f"/topics/{topic}/review", data=form)).status_code == 303
    await clerk.aclose()


async def test_without_a_clerk_the_office_decides(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.OFFICE)
    form = REVIEW | {"reason": "beyond"}
    assert (await client.post(f"/topics/{topic}/review", data=form)).status_code == 303
    async with county_tx(readonly=True):
        assert (await transitions.load(topic))["stage"] == "declined"


ENDED = {  # each of them can sign in no more
    "account": 'UPDATE "account" SET "disabled_at" = now()'
    ' WHERE "account"."county" = $1 AND "id" = $2 RETURNING "id"',
    "provider": 'UPDATE "provider" SET "enabled" = false WHERE "provider"."county" = $1 AND "id" ='
    ' (SELECT "provider" FROM "account" WHERE "account"."county" = $1 AND "id" = $2)'
    ' RETURNING "id"',
}


@pytest.mark.parametrize("what", ENDED)
async def test_who_is_suspended_holds_nothing(client: Browser, what: str) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.OFFICE)
    clerk = await given.an_account(Role.TOWNSHIP, provider=await given.another_provider())
    assert await titles(client) == []
    async with county_tx():
        assert len(await rows(ENDED[what], clerk)) == 1
    assert await titles(client) == ["村口路灯坏了三个月"]
    vacant = Page(await client.get("/desk/vacancies")).one("main").text
    assert "镇街初筛" in vacant
    assert (await client.get(f"/topics/{topic}")).status_code == 200


OWN = [[], ["township", "office"], ["committee", "party", "office"], ["office"]]


@pytest.mark.parametrize(
    "held", [[], ["township"], ["committee"], ["township", "committee"], ["office"], ["leadership"]]
)
@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("ring", ["镇街初筛", "报党委审定", "委室审核", "商前调研"])
async def test_lists_find_the_same_hands_as_pages(
    county: int,  # noqa: ARG001
    held: list[str],
    own: list[str],
    ring: str,
) -> None:
    """`own`: what whoever raised it holds."""
    station = await given.a_station()
    me = await given.an_account(*map(Role, own), station=station)
    topics = [
        await given.a_topic(station, ring=ring, instead=each, raiser=me)
        for each in ([], ["committee"])
    ]
    for role in held:
        await given.an_account(Role(role), station=station)
    async with county_tx(readonly=True):
        loaded = [await transitions.load(topic) for topic in topics]
        found = await rows(
            f'SELECT hands.roles, hands.vacant, hands.own FROM "topic" JOIN "station"'  # noqa: S608
            f' ON "station"."county" = $1 AND "station"."id" = "topic"."station" {HANDS}'
            ' WHERE "topic"."county" = $1 ORDER BY "topic"."id"'
        )
    assert [tuple(each) for each in found] == [hands.in_hand(each) for each in loaded]


async def nudged(client: AsyncClient, topic: int) -> Response:
    return await client.post(f"/desk/county/{topic}/nudge")


async def test_the_office_asks_and_the_holder_sees_it(client: Browser, county: int) -> None:
    town = await given.a_station()
    topic = await given.a_topic(town)
    clerk = browser(f"/c{county}")
    await given.signed_in(clerk, Role.TOWNSHIP, station=town)
    await given.signed_in(client, Role.OFFICE)
    assert Page(await clerk.get("/desk")).texts(".task .tag") == ["镇街初筛"]
    assert (await nudged(client, topic)).status_code == 303
    tags = Page(await clerk.get("/desk")).texts(".task .tag")
    assert tags[1].endswith("催办")
    assert "催办过这件事" in Page(await clerk.get(f"/topics/{topic}")).one(".card .notice").text
    assert refused(await nudged(client, topic)) == ["今天已经催过。"]
    async with county_tx(readonly=True):
        kept = await rows(
            'SELECT "topic" FROM "ledger" WHERE "ledger"."county" = $1'
            " AND \"kind\" = 'topic.nudged'"
        )
    assert [each["topic"] for each in kept] == [topic]
    passing = {"decision": "pass", "opinion": "可以", "ticked": ["small", "unfit"]}
    await clerk.post(f"/topics/{topic}/review", data=passing | {"version": "0"})
    async with county_tx(readonly=True):
        assert (await transitions.load(topic))["nudged_on"] is None
    await clerk.aclose()


async def test_only_the_office_asks(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    assert (await nudged(client, topic)).status_code == 401
    await given.signed_in(client, Role.TOWNSHIP)
    assert (await nudged(client, topic)).status_code == 403
    for path in ("/desk/county", "/desk/vacancies"):
        assert (await client.get(path)).status_code == 403


async def test_the_office_s_lists_and_their_figures(client: Browser) -> None:
    """镇街初筛 has three working days."""
    town, other = await given.a_station(), await given.a_station("泽掌镇议事点")
    await given.an_account(Role.TOWNSHIP, station=town)
    await given.a_topic(town, title="早就逾期的事", ring_since=today() - timedelta(days=40))
    await given.a_topic(town, title="刚刚提出的事")
    await given.a_topic(other, title="没有人办的事", ring_since=today() + timedelta(days=1))
    soon = next(n for n in range(20) if since_of(n) == "yellow")
    await given.a_topic(town, title="快要到期的事", ring_since=today() - timedelta(days=soon))
    await given.a_topic(town, ring="公开", stage="closed", held_by=[], title="办完的事")
    await given.signed_in(client, Role.OFFICE)
    found = {
        shown: await titles(client, f"/desk/county?shown={shown}")
        for shown in ("unheld", "late", "soon", "all")
    }
    assert found == {
        "unheld": ["没有人办的事"],
        "late": ["早就逾期的事"],
        "soon": ["快要到期的事"],
        "all": ["早就逾期的事", "快要到期的事", "刚刚提出的事", "没有人办的事"],
    }
    links = Page(await client.get("/desk")).texts('[aria-labelledby="county-title"] a')
    assert links == [
        "没有人担任 1", "已逾期 1", "临期 1", "等得最久的 4", "空缺的职责",
    ]  # fmt: skip


def since_of(days: int) -> str:
    return light(deadline(today() - timedelta(days=days), 3), today(), limit=3).colour


async def test_vacancies_stand_on_the_desk_and_on_a_draft(client: Browser) -> None:
    town = await given.a_station()
    for role in (Role.COMMITTEE, Role.PARTY, Role.MEMBER):
        await given.an_account(role)
    await given.an_account(Role.CONVENER, station=town)
    await given.signed_in(client, Role.OFFICE)
    page = Page(await client.get("/desk/vacancies"))
    assert page.texts("#kinds .meta") == ["没有人担任乡镇（街道）经办镇街初筛", "共 1 处"]
    assert page.texts("#vacant-places .meta") == ["没有人担任乡镇（街道）经办镇街初筛"]
    begun = await client.post("/charter/drafts", data={"title": "甲", "start": "now"})
    draft = Page(await client.get(f"http://test{begun.headers['location']}"))
    assert draft.one("#vacant-title").text == "有 1 处没有人担任"
    assert draft.texts('[aria-labelledby="vacant-title"] .title') == ["龙兴镇工作站"]
    await given.an_account(Role.TOWNSHIP, station=town)
    page = Page(await client.get("/desk/vacancies"))
    assert page.one("main .empty").text == "每一处、每一环都有人办。"


async def test_more_vacancies_than_a_page_are_paged(client: Browser) -> None:
    """Each station stands there once, with all that it lacks."""
    for n in range(52):
        await given.a_station(f"第 {n:02} 站")
    await given.signed_in(client, Role.OFFICE)
    page = Page(await client.get("/desk/vacancies"))
    assert page.one("#total").text == "共 208 处"
    seen = page.texts("main .list .title")
    assert (len(seen), len(page.all("#vacant-places .meta"))) == (50, 200)
    assert page.texts("#vacant-places summary") == ["缺 4 项"] * 50
    assert [each.text for each in page.all("#kinds .meta")][1::2] == ["共 52 处"] * 4
    rest = Page(await client.get(f"http://test{page.one('.pager a')['href']}"))
    seen += rest.texts("main .list .title")
    assert (sorted(seen), rest.all(".pager a")) == ([f"第 {n:02} 站" for n in range(52)], [])
    for wrong in ("x", "-1", "1-1"):
        assert (await client.get(f"/desk/vacancies?after={wrong}")).status_code == 404


def test_a_figure_is_told_as_far_as_it_is_counted() -> None:
    assert [under_way.told(n) for n in (0, 500, 501)] == ["0", "500", "500+"]


async def test_several_are_asked_for_at_once(client: AsyncClient) -> None:
    """Each as if alone: told, kept by the ledger, once a day. Whom nobody can ask is left out."""
    station = await given.a_station()
    await given.an_account(Role.TOWNSHIP)
    topics = [await given.a_topic(station, title=f"第{n}件") for n in range(3)]
    office = await given.signed_in(client, Role.OFFICE)
    await nudged(client, topics[0])
    raised = await given.a_topic(station, ring="答复评价", stage="answered", held_by=[])
    page = Page(await client.get("/desk/county"))
    assert [each["value"] for each in page.all("[name=topic]")] == [str(n) for n in topics[1:]]
    assert {each["form"] for each in page.all("[name=topic]")} == {page.one("form#nudges")["id"]}
    path = "/desk/county/nudges"
    sent = await client.post(path, data={"topic": [str(n) for n in (*topics, raised)]})
    assert sent.status_code == 303
    page = Page(await client.get("/desk/county"))
    assert page.texts("#done [data-said]") == ["已催办 2 件，经办人的工作台上可以看到。"]
    assert refused(await client.post(path, data={"topic": [str(n) for n in topics]})) == [
        "今天已经催过。"
    ]
    assert refused(await client.post(path, data={"shown": "late"})) == ["请先勾选要催的事。"]
    assert (await client.post(path, data={"topic": ["1"]})).status_code == 404
    async with county_tx(readonly=True):
        kept = await rows(
            'SELECT "topic", "actor" FROM "ledger" WHERE "ledger"."county" = $1'
            ' AND "kind" = \'topic.nudged\' ORDER BY "id"'
        )
    assert [tuple(each) for each in kept] == [(topic, office) for topic in topics]
    assert Page(await client.get("/desk/county")).all("#nudges") == []
