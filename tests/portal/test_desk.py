"""My desk: what waits for me, and only that."""

from collections.abc import Awaitable
from datetime import timedelta

import pytest
from httpx import AsyncClient, Response

from app.access.roles import Role
from app.consultations.tables import Participant
from app.dates import today
from app.db import county_tx, rows, tx
from tests import given
from tests.conftest import Browser, browser
from tests.evidence import steps
from tests.page import Page

pytestmark = pytest.mark.anyio


async def test_a_desk_needs_a_sign_in(client: AsyncClient) -> None:
    response = await client.get("/desk")
    assert response.status_code == 401
    assert "/login?back=" in response.text


async def test_an_empty_desk_says_what_else_there_is(client: AsyncClient) -> None:
    await given.signed_in(client, Role.COMMITTEE)
    desk = Page(await client.get("/desk"))
    assert desk.one("main .empty").text.startswith("没有等您办的事。")
    assert desk.all("main .task") == []


async def test_what_waits_for_me_oldest_first(client: AsyncClient) -> None:
    station = await given.a_station()
    await given.a_topic(station, title="后来的事情")
    await given.a_topic(station, title="早先的事情", ring_since=today() - timedelta(days=30))
    await given.a_topic(station, ring="委室审核", title="别人的事情")
    await given.signed_in(client, Role.TOWNSHIP, station=station)
    desk = Page(await client.get("/desk"))
    assert desk.texts(".task .title") == ["早先的事情", "后来的事情"]
    first, _second = desk.texts(".task .light")
    assert first.startswith("逾期 ")


async def test_a_station_s_people_see_what_lies_under_it(client: AsyncClient) -> None:
    town = await given.a_station()
    elsewhere = await given.a_station("泽掌镇议事点")
    village = await given.a_station(
        "河湾村议事点", kind="village", level="village", parent={"id": town, "lineage": [town]}
    )
    await given.a_topic(village, title="河湾村的事")
    await given.a_topic(elsewhere, title="泽掌镇的事")
    await given.signed_in(client, Role.TOWNSHIP, station=town)
    page = (await client.get("/desk")).text
    assert "河湾村的事" in page
    assert "泽掌镇的事" not in page


async def test_more_than_fifty_are_paged(client: AsyncClient) -> None:
    station = await given.a_station()
    for n in range(52):
        await given.a_topic(station, title=f"第 {n:02} 件事")
    await given.signed_in(client, Role.TOWNSHIP)
    first = await client.get("/desk")
    assert "第 00 件事" in first.text
    rest = (await client.get(f"http://test{Page(first).one('.pager a')['href']}")).text
    assert "第 51 件事" in rest
    assert "第 00 件事" not in rest


async def next_of(client: AsyncClient) -> str:
    sent: Response = await client.get("/desk/next")
    assert sent.status_code == 302
    return sent.headers["location"].removeprefix(client.base_url.path.rstrip("/"))


async def test_the_next_task_needs_a_sign_in(client: AsyncClient) -> None:
    assert (await client.get("/desk/next")).status_code == 401


async def test_when_nothing_waits_next_is_the_desk(client: AsyncClient) -> None:
    station = await given.a_station()
    await given.a_topic(station, ring="委室审核", title="别人的事情")
    await given.signed_in(client, Role.TOWNSHIP, station=station)
    assert await next_of(client) == "/desk"


async def test_next_is_the_topic_that_waits_longest(client: AsyncClient) -> None:
    station = await given.a_station()
    await given.a_topic(station, title="后来的事情")
    first = await given.a_topic(station, ring_since=today() - timedelta(days=30))
    await given.a_topic(station, ring="委室审核", ring_since=today() - timedelta(days=60))
    await given.signed_in(client, Role.TOWNSHIP, station=station)
    assert await next_of(client) == f"/topics/{first}"


async def test_next_is_what_a_department_owes_soonest(client: AsyncClient) -> None:
    topic = await given.a_topic(await given.a_station(), ring="落实")
    async with county_tx():
        owing = await given.a_department("住建局")
        await given.a_commitment(topic, owing, today() + timedelta(days=9))
        soon = await given.a_commitment(topic, owing, today() + timedelta(days=2))
    await given.signed_in(client, Role.DEPARTMENT, department=owing)
    assert await next_of(client) == f"/commitments/{soon}"


@pytest.mark.parametrize(("days", "waits"), [(-1, True), (0, True), (1, False)])
async def test_a_sitting_waits_for_its_recorder_from_its_day_on(
    client: AsyncClient, days: int, waits: bool
) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="委室审核")
    day = today() + timedelta(days=days)
    sitting = await steps.a_consultation(topic, station, held_on=day)
    await given.signed_in(client, Role.CONVENER, station=station)
    assert "路灯怎么修" in (await client.get("/desk")).text
    assert await next_of(client) == (f"/consultations/{sitting}" if waits else "/desk")


@pytest.mark.parametrize(("days", "state", "waits"), [
    (-1, "invited", False), (0, "invited", True), (0, "present", False), (1, "invited", False),
])  # fmt: skip
async def test_a_sitting_waits_for_its_members_on_its_day(
    client: AsyncClient, days: int, state: str, waits: bool
) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="委室审核")
    day = today() + timedelta(days=days)
    sitting = await steps.a_consultation(topic, station, held_on=day)
    account = await given.signed_in(client, Role.MEMBER)
    async with county_tx():
        member = await given.a_member("李委员", account=account)
        await Participant.insert(
            Participant(
                consultation=sitting, grp="member", name="李委员", member=member, state=state
            )
        )
    assert "路灯怎么修" in (await client.get("/desk")).text
    assert await next_of(client) == (f"/consultations/{sitting}" if waits else "/desk")


async def test_what_is_over_leads_to_the_next(client: AsyncClient) -> None:
    """The notice of what was done stands on the page that follows, and links there."""
    station = await given.a_station()
    topic = await given.a_topic(station, ring="落实")
    async with county_tx():
        owing = await given.a_department("住建局")
        made = await given.a_commitment(topic, owing, today() + timedelta(days=9))
    await given.signed_in(client, Role.DEPARTMENT, department=owing)
    await client.post(f"/commitments/{made}/progress", data={"text": "灯杆到货"})
    done = Page(await client.get(f"/commitments/{made}")).one("#done > .notice.good")
    assert done.texts("[data-said]") == ["进展已报。"]
    link = done.one("a[href*='/desk/next']")["href"]
    assert (await client.get(f"http://test{link}")).status_code == 302


@pytest.mark.parametrize(("days", "shown"), [(0, True), (30, True), (31, False)])
async def test_a_sitting_is_on_the_desk_thirty_days_before(
    client: AsyncClient, days: int, shown: bool
) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="介绍情况")
    async with county_tx():
        await tx().connection.execute(
            'INSERT INTO "consultation" ("county", "topic", "station", "round", "title", "form",'
            ' "place", "held_on") VALUES ($1, $2, $3, 1, $4, $5, $6, $7)',
            tx().county, topic, station, "路灯怎么修", "site", "村委会",
            today() + timedelta(days=days),
        )  # fmt: skip
    await given.signed_in(client, Role.CONVENER, station=station)
    desk = Page(await client.get("/desk"))
    found = desk.texts('[aria-labelledby="sittings-title"] .title')
    assert found == (["路灯怎么修"] if shown else [])


async def test_not_solved_is_on_both_desks_the_same_moment(client: Browser, county: int) -> None:
    """On the department's, who owes it again; and on the convener's, who brings it forward."""
    station = await given.a_station()
    topic = await given.a_topic(station, ring="落实", follow_code="ABC234DEF")
    async with county_tx():
        owing = await given.a_department("住建局")
        other = await given.a_department("水利局")
    office, raiser, idle = client, browser(f"/c{county}"), browser(f"/c{county}")
    convener, department = browser(f"/c{county}"), browser(f"/c{county}")
    await given.signed_in(office, Role.OFFICE, Role.TOWNSHIP)
    await given.signed_in(convener, Role.CONVENER, station=station)
    await given.signed_in(department, Role.DEPARTMENT, department=owing)
    await given.signed_in(idle, Role.DEPARTMENT, department=other)
    due = (today() + timedelta(days=9)).isoformat()
    promise = {"version": "0", "department": owing, "task": "修好村口路灯", "due_on": due}
    await ok(convener.post(f"/topics/{topic}/commitments", data=promise))
    [made] = await department_tasks(department)
    await ok(department.post(f"{made}/completion", data={"text": "三盏灯都已装好"}))
    await ok(convener.post(f"{made}/verification", data={"accepted": "true"}))
    await ok(office.post(f"/topics/{topic}/carried-out", data={"version": "0", "text": "办完了"}))
    await ok(office.post(f"/topics/{topic}/passage", data={"version": "1", "opinion": "看过了"}))
    answer = {"version": "2", "text": "村口三盏路灯已经全部修好。"}
    await ok(office.post(f"/topics/{topic}/answers", data=answer))
    assert await department_tasks(department) == []
    given.follows(raiser, "ABC234DEF")
    rating = {"version": "3", "solved": "false", "stars": "1", "comment": "第三盏又灭了"}
    await ok(raiser.post("/follow/rating", data=rating))
    assert Page(await convener.get("/desk")).texts(".task .title") == ["村口路灯坏了三个月"]
    assert await department_tasks(idle) == []
    [again] = await department_tasks(department)
    assert again != made
    desk = Page(await department.get("/desk"))
    assert desk.texts(".task .title") == ["修好村口路灯"]
    assert desk.texts(".task .tag") == ["没有解决，重新办理"]
    assert Page(await department.get(again)).texts(".timeline .prose") == ["第三盏又灭了"]
    async with county_tx(readonly=True):
        owed = await rows(
            'SELECT "due_on" FROM "commitment" WHERE "commitment"."county" = $1 ORDER BY "id"'
        )
        entries = await rows(
            'SELECT "kind" FROM "ledger" WHERE "ledger"."county" = $1'
            " AND \"kind\" = 'commitment.made'"
        )
    assert [each["due_on"] for each in owed] == [today() + timedelta(days=9)] * 2
    assert len(entries) == 2
    for each in (raiser, idle, convener, department):
        await each.aclose()


async def department_tasks(client: AsyncClient) -> list[str]:
    """Where the desk leads, without the county."""
    desk = Page(await client.get("/desk"))
    base = client.base_url.path.rstrip("/")
    return [
        each["href"].removeprefix(base)
        for each in desk.all('[aria-labelledby="owed-title"] .title')
    ]


async def ok(sent: Awaitable[Response]) -> None:
    answer = await sent
    assert answer.status_code == 303, f"{answer.status_code} {answer.text[-2000:]}"
