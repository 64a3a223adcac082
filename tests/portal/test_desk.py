"""My desk: what waits for me, and only that."""

from datetime import timedelta

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.dates import today
from tests import given

pytestmark = pytest.mark.anyio


async def test_a_desk_needs_a_sign_in(client: AsyncClient) -> None:
    response = await client.get("/desk")
    assert response.status_code == 401
    assert "/login?back=" in response.text


async def test_an_empty_desk_says_what_else_there_is(client: AsyncClient) -> None:
    await given.signed_in(client, Role.COMMITTEE)
    assert "没有等您办的事" in (await client.get("/desk")).text


async def test_what_waits_for_me_oldest_first(client: AsyncClient) -> None:
    station = await given.a_station()
    await given.a_topic(station, title="后来的事情")
    await given.a_topic(station, title="早先的事情", ring_since=today() - timedelta(days=30))
    await given.a_topic(station, ring="委室审核", title="别人的事情")
    await given.signed_in(client, Role.TOWNSHIP, station=station)
    page = (await client.get("/desk")).text
    assert page.index("早先的事情") < page.index("后来的事情")
    assert "逾期" in page
    assert "别人的事情" not in page


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
