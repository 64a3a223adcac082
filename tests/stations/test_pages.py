from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from httpx import AsyncClient

from app import ledger
from app.access.roles import Role
from app.consultations.tables import Consultation
from app.dates import now, today
from app.db import county_tx, rows
from app.ledger import Entry, Kind
from app.stations.tables import Station
from tests import given
from tests.conftest import Browser
from tests.evidence.steps import ready_photos
from tests.ledger.reasons import reasons
from tests.page import Page, refused

pytestmark = pytest.mark.anyio


async def with_lineage(station: int) -> dict[str, Any]:
    async with county_tx(readonly=True):
        found = await Station.select().where(Station.id == station).first()
    return dict(found or {})


def form(**other: object) -> dict[str, object]:
    return {"kind": "town", "name": "西塘镇议事点", "address": "镇政府一楼"} | other


async def test_strangers_may_look_but_not_open(client: AsyncClient) -> None:
    station = await given.a_station()
    assert "龙兴镇工作站" in (await client.get("/stations")).text
    assert (await client.get(f"/stations/{station}")).status_code == 200
    assert (await client.get("/stations/new")).status_code == 401
    assert (await client.get(f"/stations/{station}/edit")).status_code == 401
    for path in ("/stations", f"/stations/{station}", f"/stations/{station}/closing"):
        assert (await client.post(path, data=form())).status_code == 401
    await given.signed_in(client, Role.MEMBER, Role.TOWNSHIP)
    assert (await client.post("/stations", data=form())).status_code == 403


async def test_whoever_comes_sees_members_before_the_rest(client: AsyncClient) -> None:
    """On a phone one below the other: what one can do, who is there, and only then what was."""
    station = await given.a_station()
    async with county_tx():
        await given.a_member(station=station)
    text = (await client.get(f"/stations/{station}")).text
    parts = ["/raise?station=", 'id="members"', 'class="figures"', 'class="two"']
    found = [text.find(each) for each in parts]
    assert -1 not in found
    assert found == sorted(found)
    trail = Page(text).one(".trail")
    assert [each.text for each in trail.all("a")] == ["议事点"]


async def test_another_county_sees_nothing(client: AsyncClient, other_county: int) -> None:
    station = await given.a_station()
    for path in ("", "/poster", "/qr.svg"):
        assert (await client.get(f"/stations/{station}{path}")).status_code == 200
        away = f"http://test/c{other_county}/stations/{station}{path}"
        assert (await client.get(away)).status_code == 404
    assert "龙兴镇工作站" not in (await client.get(f"http://test/c{other_county}/stations")).text


async def test_the_office_opens_one(client: Browser, superuser: Any, county: int) -> None:
    top = await given.a_station("县议事厅", kind="county", level="county")
    await given.signed_in(client, Role.OFFICE)
    assert "县议事厅" in (await client.get("/stations/new", params={"parent": top})).text
    token = client.form_token()
    response = await client.post("/stations", data=form(parent=str(top), form_token=token))
    assert response.status_code == 303
    address = response.headers["location"].removeprefix(f"/c{county}")
    page = (await client.get(address)).text
    assert "西塘镇议事点" in page
    assert "镇政府一楼" in page
    assert "已设立。接着可以打印" in page
    again = await client.post("/stations", data=form(parent=str(top), form_token=token))  # a twin
    assert again.headers["location"] == response.headers["location"]
    other = form(parent=str(top), name="姚庄镇议事点", form_token=token)
    told = await client.post("/stations", data=other)
    assert told.status_code == 409
    assert "内容与这次不同" in Page(told).notice
    assert Page(told).typed("name") == ["姚庄镇议事点"]
    found = await superuser.fetch(
        "SELECT station.level, station.lineage, station.id, ledger.quantity FROM station"
        " JOIN ledger ON ledger.station = station.id WHERE station.county = $1 AND parent = $2",
        county,
        top,
    )
    ((level, lineage, number, quantity),) = found
    assert (level, lineage, quantity) == ("township", [top, number], 1)


async def test_what_is_wrong_is_said_and_nothing_is_opened(
    client: AsyncClient, superuser: Any, county: int
) -> None:
    await given.a_station("西塘镇议事点")
    await given.signed_in(client, Role.OFFICE)
    response = await client.post("/stations", data=form(kind="none", parent=""))
    assert response.status_code == 422
    assert "请选择种类" in Page(response).wrong["kind"]
    assert "已经有一个叫" in Page(response).wrong["name"]
    assert Page(response).typed("name") == ["西塘镇议事点"]
    assert Page(response).typed("address") == ["镇政府一楼"]
    response = await client.post("/stations", data=form(name="乙", parent="12345"))
    assert "已经不在了" in Page(response).wrong["parent"]
    assert "2 到 60 个字" in Page(response).wrong["name"]
    count = "SELECT count(*) FROM station WHERE county = $1"
    assert await superuser.fetchval(count, county) == 1


async def test_change_and_close(client: AsyncClient, superuser: Any, county: int) -> None:
    await given.signed_in(client, Role.OFFICE)
    response = await client.post("/stations", data=form())
    path = response.headers["location"].removeprefix(f"/c{county}")
    station = int(path.split("/")[-1])
    version = Page(await client.get(f"{path}/edit")).hidden("version")
    new = {"name": "西塘镇新议事点", "address": "", "version": version}
    assert (await client.post(path, data=new)).status_code == 303
    assert "西塘镇新议事点" in (await client.get(path)).text
    response = await client.post(f"{path}/closing", data={})
    assert response.status_code == 303
    assert Page(await client.get(path)).one(".tag-off").text.endswith("关闭")
    assert "西塘镇新议事点" not in (await client.get("/stations")).text
    posted = await superuser.fetch(
        "SELECT kind, quantity FROM ledger WHERE county = $1 AND station = $2 ORDER BY id",
        county,
        station,
    )
    assert [tuple(each) for each in posted] == [("station.opened", 1), ("station.opened", -1)]
    again = await client.post(f"{path}/closing", data={})
    assert again.status_code == 422
    assert "已经关闭" in again.text
    late = await client.post(path, data={"name": "西塘镇旧议事点", "version": version})
    assert late.status_code == 422
    assert "西塘镇旧议事点" in Page(late).notice  # the form is gone, what was typed is not


async def test_of_two_who_change_it_the_second_sees_both_texts(client: AsyncClient) -> None:
    station = await given.a_station()
    await given.signed_in(client, Role.OFFICE)
    path = f"/stations/{station}"
    version = Page(await client.get(f"{path}/edit")).hidden("version")
    first = {"name": "先改的名", "address": "", "version": version}
    assert (await client.post(path, data=first)).status_code == 303
    second = {"name": "后改的名", "address": "", "version": version}
    told = await client.post(path, data=second)
    assert told.status_code == 409
    assert Page(told).typed("name") == ["后改的名"]
    assert "现在是：先改的名" in told.text
    assert "先改的名" in (await client.get(path)).text
    second["version"] = Page(told).hidden("version")
    assert (await client.post(path, data=second)).status_code == 303
    assert "后改的名" in (await client.get(path)).text


async def test_a_station_with_matters_under_way_stays_open(client: AsyncClient) -> None:
    station = await given.a_station()
    await given.a_topic(station)
    await given.signed_in(client, Role.OFFICE)
    response = await client.post(f"/stations/{station}/closing", data={})
    assert response.status_code == 422
    assert "还有 1 件事没有办完" in response.text


async def test_the_tree_opens_level_by_level(client: AsyncClient) -> None:
    top = await with_lineage(await given.a_station("县议事厅", kind="county", level="county"))
    town = await with_lineage(await given.a_station("西塘镇议事点", parent=top))
    village = await given.a_station("鸦鹊村议事点", kind="village", level="village", parent=town)
    page = (await client.get("/stations")).text
    assert "县议事厅" in page
    assert "西塘镇议事点" in page
    assert "鸦鹊村议事点" not in page
    assert f"/stations/-/under/{town['id']}" in page
    below = (await client.get("/stations", params={"under": town["id"]})).text
    assert f"/stations/{village}" in below
    found = (await client.get("/stations", params={"q": "鸦鹊"})).text
    assert f"/stations/{village}" in found
    none = Page(await client.get("/stations", params={"q": "%"}))
    assert none.texts("#tree .empty") == ["没有找到“%”。"]
    page = (await client.get(f"/stations/{village}")).text
    assert page.index("县议事厅") < page.index("西塘镇议事点")


async def test_fifty_and_the_rest(client: AsyncClient, county: int) -> None:
    async with county_tx():
        await Station.insert(
            *(
                Station(
                    kind="village",
                    level="village",
                    name=f"第{n}村议事点",
                    lineage=[n],
                    division=f"{county}100{n:03}",
                    opened_on=date(2021, 1, 1),
                    code=f"P{n:07}",
                )
                for n in range(51)
            )
        )
    answer = await client.get("/stations")
    page = answer.text
    assert 'id="stations" value="51"' in page
    assert "第49村" in page
    assert "第50村" not in page
    rest = (await client.get(f"http://test{Page(answer).one('.pager a')['href']}")).text
    assert "第50村" in rest
    assert "第49村" not in rest


async def test_figures_come_from_the_ledger(client: AsyncClient) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="组织讨论", title="路灯亮了")
    hidden = await given.a_topic(station, title="还没受理的事")
    async with county_tx():
        await ledger.post(
            Entry(kind=Kind.TOPIC_ACCEPTED, station=station, topic=topic),
            Entry(kind=Kind.TOPIC_SOLVED, station=station, topic=topic),
            *(Entry(kind=Kind.CONSULTATION_FILED, station=station, topic=topic) for _ in "abc"),
        )
        await ledger.take_back(Kind.TOPIC_SOLVED, topic=topic)
        await given.a_member("王委员", station=station)
    page = (await client.get(f"/stations/{station}")).text
    assert '<data id="topics" value="1">' in page
    assert '<data id="consultations" value="3">' in page
    assert '<data id="solved" value="0">' in page
    assert "路灯亮了" in page
    assert "还没受理的事" not in page
    assert f"/topics/{hidden}" not in page
    assert "王委员" in page


async def test_the_poster_leads_to_the_raise_page(client: AsyncClient, county: int) -> None:
    station = await with_lineage(await given.a_station())
    address = f"http://test/c{county}/raise?station={station['code']}"
    page = (await client.get(f"/stations/{station['id']}/poster")).text
    assert address in page
    assert f"/c{county}/stations/{station['id']}/qr.svg" in page
    image = await client.get(f"/stations/{station['id']}/qr.svg")
    assert image.headers["content-type"].startswith("image/svg+xml")
    assert ET.fromstring(image.text).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314
    assert "style=" not in image.text


async def test_what_was_closed_by_mistake_is_opened_again(client: Browser) -> None:
    town = await given.a_station()
    below = await given.a_station("河湾村", parent=await with_lineage(town))
    await given.signed_in(client, Role.OFFICE)
    for each in (below, town):
        assert (await client.post(f"/stations/{each}/closing", data={})).status_code == 303
    why = {"reason": "合并的决定改了"}
    sent = await client.post(f"/stations/{below}/reopening", data=why)
    assert "上级已经关闭，请先重新开放上级。" in refused(sent)
    assert "请写明缘由。" in refused(await client.post(f"/stations/{town}/reopening", data={}))
    for each in (town, below):
        assert (await client.post(f"/stations/{each}/reopening", data=why)).status_code == 303
    assert (await with_lineage(below))["closed_on"] is None
    async with county_tx(readonly=True):
        posted = await rows(
            'SELECT "quantity", "attributes" FROM "ledger" WHERE "ledger"."county" = $1'
            ' AND "station" = $2 ORDER BY "id"',
            below,
        )
    assert [each["quantity"] for each in posted][-1] == 1
    assert await reasons() == ["合并的决定改了"] * 2


async def test_two_open_ones_never_have_one_name(client: Browser) -> None:
    """Another was opened under its name meanwhile: it comes back under another."""
    town = await given.a_station("龙兴镇工作站")
    await given.signed_in(client, Role.OFFICE)
    assert (await client.post(f"/stations/{town}/closing", data={})).is_redirect
    page = f"/stations/{town}/edit"
    assert Page(await client.get(page)).all("input[name=name]") == []
    other = await given.a_station("龙兴镇工作站")
    assert len(Page(await client.get(page)).all("input[name=name]")) == 1
    why = {"reason": "合并的决定改了"}
    sent = await client.post(f"/stations/{town}/reopening", data=why)
    assert refused(sent) == ["已经有一个叫“龙兴镇工作站”的。"]
    assert (await with_lineage(town))["closed_on"] is not None
    named = why | {"name": "龙兴镇老街工作站"}
    assert (await client.post(f"/stations/{town}/reopening", data=named)).is_redirect
    assert [(await with_lineage(each))["name"] for each in (town, other)] == [
        "龙兴镇老街工作站", "龙兴镇工作站",
    ]  # fmt: skip


async def test_the_newest_photos_and_a_way_to_all(client: AsyncClient) -> None:
    station = await given.a_station()
    first, *others = await ready_photos("station", station, None, 12)
    page = Page(await client.get(f"/stations/{station}"))
    all_of_them = f'a[href$="/photos/of/station/{station}"]'
    assert (len(page.all(".photos li")), page.all(all_of_them)) == (12, [])
    (last,) = await ready_photos("station", station, None)
    page = Page(await client.get(f"/stations/{station}"))
    assert len(page.all(".photos li")) == 12
    assert page.all(all_of_them)
    shown = [bool(page.all(f'a[href$="/photos/{each}"]')) for each in (first, others[0], last)]
    assert shown == [False, True, True]


async def test_all_that_is_to_come_at_a_place_is_announced(client: AsyncClient) -> None:
    """It stands in no other list: the first ten open, the rest folded."""
    station = await given.a_station()
    topic = await given.a_topic(station, published_at=now())
    async with county_tx():
        await Consultation.insert(
            *(
                Consultation(
                    topic=topic, round=at, station=station, title=f"第{at}场", form="meeting",
                    held_on=today() + timedelta(days=at), begins="09:00",
                    place="村部",
                )
                for at in range(1, 13)
            )
        )  # fmt: skip
    page = Page((await client.get(f"/stations/{station}")).text)
    assert page.texts("#announced .title") == [f"第{at}场" for at in range(1, 13)]
    assert page.texts("#announced summary") == ["还有 2 场"]
