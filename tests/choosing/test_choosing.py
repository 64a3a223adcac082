"""What there is is chosen: looked for while typing, by name without scripts, in one's county."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.choosing.asking import FEW, registry
from app.choosing.kinds import What
from app.choosing.pages import REGIONS
from app.db import county_tx, current_realm
from app.main import app
from app.people.tables import Member
from app.stations.queries import find
from app.stations.tables import Station
from tests import given
from tests.conftest import Browser, signed_in_as_all
from tests.page import Page

pytestmark = pytest.mark.anyio


async def loaded(station: int) -> dict[str, Any]:
    async with county_tx(readonly=True):
        return dict(await find(station))


async def found(client: AsyncClient, what: str, **query: Any) -> list[str]:
    answer = await client.get(f"/choose/{what}", params=query)
    assert answer.status_code == 200
    return [each["data-label"] for each in Page(answer).all("[role=option]")]


def test_somebody_answers_for_each_kind() -> None:
    assert app
    assert set(registry) == set(What)
    assert {What.COUNTY} == REGIONS


async def test_stations_are_everybody_s_to_find_and_told_apart(client: AsyncClient) -> None:
    town, other = await given.a_station("城关镇站"), await given.a_station("石月镇站")
    for above in (town, other):
        await given.a_station(
            "东风村站", kind="village", level="village", parent=await loaded(above)
        )
    assert await found(client, "station", q="东风") == [
        "东风村站（城关镇站）",
        "东风村站（石月镇站）",
    ]
    assert await found(client, "station", q="石月") == ["石月镇站", "东风村站（石月镇站）"]
    assert await found(client, "station", q="没有的") == []
    page = Page(await client.get("/choose/station", params={"q": "没有的"}))
    assert page.texts("li") == ["没有找到，换个名字再试。"]


async def test_more_than_a_page_is_said(client: AsyncClient) -> None:
    for number in range(21):
        await given.a_station(f"{number}村")
    page = Page(await client.get("/choose/station", params={"q": "村"}))
    assert len(page.all("[role=option]")) == 20
    assert page.texts("li")[-1] == "还有更多，请再多写几个字。"


async def test_strangers_find_nothing_but_stations(client: AsyncClient) -> None:
    for what in sorted(set(What) - REGIONS - {What.STATION}):
        assert (await client.get(f"/choose/{what}?q=a")).status_code == 401, what


async def test_nothing_of_another_county_is_found(
    client: AsyncClient, county: int, other_county: int
) -> None:
    """By name, by number, or by what it would be within; asked by everybody of the other."""
    station = await given.a_station("金丝雀站")
    topic = await given.a_topic(station, title="金丝雀路灯")
    async with county_tx():
        member = await given.a_member("金丝雀", station=station)
        department = await given.a_department("金丝雀局")
    await given.signed_in(client, Role.OFFICE)
    assert await found(client, "member", q="金丝雀") == ["金丝雀"]
    current_realm.set(other_county)
    told = []
    asked = [("金丝雀", ""), ("", str(station)), ("", str(topic))]
    asked += [(str(member), ""), (str(department), "")]
    async with AsyncExitStack() as stack:
        for who, theirs in (await signed_in_as_all(stack, other_county)).items():
            for what in sorted(set(What) - REGIONS):
                for q, within in asked:
                    answer = await theirs.get(
                        f"/choose/{what}", params=[("q", q), ("within", str(within))]
                    )
                    if answer.status_code not in {200, 401, 403, 404} or "金丝雀" in answer.text:
                        told.append(f"{who} {what} {q} {within}: {answer.status_code}")
    current_realm.set(county)
    assert told == []


async def test_topics_to_merge_into_are_the_reviewer_s_alone(client: Browser) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station)
    await given.a_topic(station, title="另一盏路灯坏了")
    await given.a_topic(await given.a_station("别处"), title="别处的路灯坏了")
    await given.signed_in(client, Role.TOWNSHIP, station=station)
    assert await found(client, "mergeable", within=topic, q="路灯") == ["另一盏路灯坏了"]
    await given.signed_in(client, Role.DEPARTMENT)
    answer = await client.get(f"/choose/mergeable?within={topic}&q=")
    assert "另一盏" not in answer.text


async def test_a_station_is_found_by_its_name_where_a_matter_is_raised(client: AsyncClient) -> None:
    town = await given.a_station("城关镇站")
    other = await given.a_station("石月镇站")
    for above in (town, other):
        await given.a_station(
            "东风村站", kind="village", level="village", parent=await loaded(above)
        )
    page = Page(await client.get("/raise", params={"q": "东风村站（石月镇站）"}))
    assert page.text.count("东风村站") == 1
    assert page.one("form[method=post] input[name=station]")["value"]
    page = Page(await client.get("/raise", params={"q": "东风"}))
    assert len(page.all(".list .title")) == 2


@pytest.fixture
async def filled(county: int) -> AsyncIterator[dict[str, AsyncClient]]:
    """A county with more of everything than a list shows."""
    for number in range(FEW + 1):
        await given.a_station(f"第{number}村", kind="village", level="village")
    async with county_tx():
        for number in range(FEW + 1):
            await given.a_department(f"第{number}局")
            await given.a_member(f"委员第{number}")
    async with AsyncExitStack() as stack:
        yield await signed_in_as_all(stack, county)


async def test_without_scripts_a_name_that_is_typed_is_enough(
    filled: dict[str, AsyncClient],
) -> None:
    office = filled["office"]
    page = Page(await office.get("/people/members"))
    field = page.one("form [name=station]")
    assert field.tag == "input"
    assert field["data-choose"].endswith("/choose/station?within=&q=")
    form = {"name": "李委员", "sector": "农业界", "mode": "fixed"}
    near = await office.post("/people/members", data=form | {"station": "第1"})
    said = Page(near).wrong["station"]
    assert said.startswith("没有叫「第1」的；相近的有：第10村、第11村")
    assert Page(near).typed("station") == ["第1"]
    sent = await office.post("/people/members", data=form | {"station": "第1村"})
    assert sent.status_code == 303
    async with county_tx(readonly=True):
        one = await Member.select().where(Member.name == "李委员").first()
        at = await Station.select().where(Station.name == "第1村").first()
    assert one
    assert at
    assert one["station"] == at["id"]
    page = Page(await office.get(f"/people/members/{one['id']}"))
    assert page.typed("station") == ["第1村"]  # what stands there is told by name
    listed = Page(await office.get("/consultations", params={"station": "第1"}))
    assert listed.one("form .wrong").text.startswith("没有叫「第1」的")
