"""My desk: what waits for me, and only that."""

from datetime import timedelta

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.dates import today
from app.db import county_tx, tx
from tests import given
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
    first = (await client.get("/desk")).text
    assert "第 00 件事" in first
    after = first.split("?after=")[1].split('"')[0]
    rest = (await client.get("/desk", params={"after": after})).text
    assert "第 51 件事" in rest
    assert "第 00 件事" not in rest


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
