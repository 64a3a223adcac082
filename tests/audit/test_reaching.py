"""A villager's number: masked, opened by a click of whoever has to answer, and noted."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.audit import Noted
from app.audit.pages import lines
from tests import given
from tests.audit.test_audit import noted
from tests.conftest import Browser
from tests.page import Page

pytestmark = pytest.mark.anyio

NUMBER = "13800005678"


@pytest.fixture
async def station(county: int) -> int:
    assert county
    return await given.a_station()


async def test_the_number_opens_by_a_click_and_is_noted(client: Browser, station: int) -> None:
    topic = await given.a_topic(station)
    account = await given.signed_in(client, Role.TOWNSHIP, station=station)
    page = (await client.get(f"/topics/{topic}")).text
    assert NUMBER not in page
    assert "138****5678" in page
    assert await noted(Noted.NUMBER_SEEN) == []
    for headers in ({}, {"hx-request": "true"}):
        answer = await client.post(f"/topics/{topic}/number", headers=headers)
        assert answer.status_code == 200
        assert f'<a href="tel:{NUMBER}">{NUMBER}</a>' in answer.text
        assert answer.headers["cache-control"] == "private, no-store"
    seen = await noted(Noted.NUMBER_SEEN)
    assert [(each["actor"], each["about"]) for each in seen] == [(account, f"/topics/{topic}")] * 2
    assert not any(NUMBER in str(dict(each)) for each in seen)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICE, Role.TOWNSHIP, Role.CONVENER}))
async def test_nobody_else_opens_it(client: AsyncClient, station: int, role: Role) -> None:
    topic = await given.a_topic(station, ring="商前调研", held_by=["township"])
    assert (await client.post(f"/topics/{topic}/number")).status_code == 401
    await given.signed_in(client, role)
    assert (await client.post(f"/topics/{topic}/number")).status_code in {403, 404}
    assert NUMBER not in (await client.get(f"/topics/{topic}")).text
    assert await noted(Noted.NUMBER_SEEN) == []


async def test_a_committee_opens_it_while_it_has_to_answer(client: Browser, station: int) -> None:
    topic = await given.a_topic(station, ring="商前调研", held_by=["committee"])
    await given.signed_in(client, Role.COMMITTEE)
    assert NUMBER in (await client.post(f"/topics/{topic}/number")).text


async def test_another_station_does_not(client: Browser, station: int) -> None:
    topic = await given.a_topic(station, ring="商前调研")
    await given.signed_in(client, Role.TOWNSHIP, station=await given.a_station("别处工作站"))
    assert (await client.post(f"/topics/{topic}/number")).status_code == 404
    assert await noted(Noted.NUMBER_SEEN) == []


async def test_without_a_number_there_is_nothing_to_open(client: Browser, station: int) -> None:
    topic = await given.a_topic(station, raiser_phone="")
    await given.signed_in(client, Role.TOWNSHIP, station=station)
    assert (await client.post(f"/topics/{topic}/number")).status_code == 404


ASKED: list[tuple[dict[str, str], int]] = [
    ({"name": "李大爷", "phone": NUMBER}, 1),
    ({"name": "李 大爷", "phone": "+86 138-0000-5678"}, 1),
    ({"name": "李大爷", "phone": "13800005679"}, 0),
    ({"name": "李大", "phone": NUMBER}, 0),
    ({"name": ".*", "phone": NUMBER}, 0),
]


@pytest.mark.parametrize(("form", "there"), ASKED)
async def test_staff_find_a_matter_by_name_and_number(
    client: Browser, station: int, form: dict[str, str], there: int
) -> None:
    topic = await given.a_topic(station)
    await given.a_topic(await given.a_station("别处工作站"), title="别处的事")
    await given.signed_in(client, Role.CONVENER, station=station)
    assert 'href="/c' in (desk := (await client.get("/desk")).text)
    assert "/topics/finding" in desk
    for headers in ({}, {"hx-request": "true"}):
        answer = await client.post("/topics/finding", data=form, headers=headers)
        links = [each["href"] for each in Page(answer.text).all("#found a")]
        assert [each.rsplit("/", 1)[1] for each in links] == [str(topic)] * there
        assert "别处的事" not in answer.text
    for each in await noted(Noted.RAISER_SEARCHED):
        assert lines(each["after"]) == [f"查到: {topic}"] * there
        assert NUMBER not in each["after"]


@pytest.mark.parametrize(
    "form", [{"name": "李大爷"}, {"phone": NUMBER}, {"name": "李", "phone": "x"}]
)
async def test_half_of_it_finds_nothing(
    client: Browser, station: int, form: dict[str, Any]
) -> None:
    await given.a_topic(station)
    await given.signed_in(client, Role.CONVENER, station=station)
    answer = await client.post("/topics/finding", data=form)
    assert answer.status_code == 422
    assert await noted(Noted.RAISER_SEARCHED) == []


async def test_members_do_not_search(client: Browser, station: int) -> None:
    assert station
    await given.signed_in(client, Role.MEMBER)
    assert (await client.get("/topics/finding")).status_code == 403
    form = {"name": "李大爷", "phone": NUMBER}
    assert (await client.post("/topics/finding", data=form)).status_code == 403
