"""The same thing typed otherwise: pages find it, and know it for the same."""

import re
from typing import Any

import pytest
from httpx import AsyncClient

from app.accounts.roles import Role
from app.activities.pages import members_named
from app.consultations import masking
from app.consultations.circle import PersonForm, member_chosen
from app.dates import now
from app.db import county_tx, rows
from tests import given
from tests.conftest import browser
from tests.topics.test_raising import MATTER, code_of

pytestmark = pytest.mark.anyio

NAME = "阿依古丽·买买提"


@pytest.fixture
async def office(client: AsyncClient) -> AsyncClient:
    await given.signed_in(client, Role.OFFICE)
    return client


async def kept(table: str, column: str) -> list[Any]:
    async with county_tx(readonly=True):
        found = await rows(f'SELECT "{column}" FROM "{table}" WHERE "{table}"."county" = $1')  # noqa: S608
    return [each[column] for each in found]


@pytest.mark.parametrize(
    ("typed", "phone"),
    [("＋８６ （138）0000－5678", "13800005678"), ("０３５６ 7022345转8", "0356-7022345-8")],
)
async def test_who_raises_a_matter_leaves_a_phone(
    client: AsyncClient, typed: str, phone: str
) -> None:
    code = await code_of(await given.a_station())
    sent = await client.post(
        "/raise", data=MATTER | {"station": code, "phone": typed, "story": "一\r\n\u200b二"}
    )
    assert sent.status_code == 303
    assert await kept("topic", "raiser_phone") == [phone]
    assert await kept("topic", "follow_code") != []


async def test_a_code_is_typed_in_full_width_with_hyphens(client: AsyncClient, county: int) -> None:
    station = await given.a_station()
    code = await code_of(station)
    await client.post("/raise", data=MATTER | {"station": code.lower()[:4] + "－" + code[4:]})
    (follow,) = await kept("topic", "follow_code")
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in follow)
    async with browser(f"/c{county}") as another:
        sent = await another.post("/follow", data={"code": f" {wide[:3]}\u2011{wide[3:]}\u200b"})
    assert sent.status_code == 303


async def test_a_story_is_kept_with_its_lines_and_without_what_nobody_sees(
    client: AsyncClient,
) -> None:
    code = await code_of(await given.a_station())
    await client.post(
        "/raise", data=MATTER | {"station": code, "story": "一\r\n二\u200b\0\u202e三"}
    )
    assert await kept("topic", "story") == ["一\n二三"]


async def test_four_thousand_letters_in_lines_are_four_thousand(client: AsyncClient) -> None:
    """A browser sends two signs for each line's end; the page counted one."""
    code = await code_of(await given.a_station())
    story = "\r\n".join(["𠮷"] * 2000) + "。"
    sent = await client.post("/raise", data=MATTER | {"station": code, "story": story})
    assert sent.status_code == 303


@pytest.mark.parametrize(
    "typed",
    [
        "阿依古丽•买买提",
        " 阿依古丽 . 买买提",
        "阿依古丽‧买买提(农业界)",
        "阿依古丽·买买提（农业界）",
    ],
)
async def test_a_member_is_found_with_another_dot_and_other_brackets(
    county: int,  # noqa: ARG001
    typed: str,
) -> None:
    async with county_tx():
        member = await given.a_member(NAME)
        await given.a_member("阿依古丽")
        assert await member_chosen(PersonForm(grp="x", name=typed)) == (member, NAME)


async def test_who_did_an_activity_is_found_with_another_dot(county: int) -> None:  # noqa: ARG001
    async with county_tx():
        member = await given.a_member(NAME)
        assert await members_named(["阿依古丽．买买提"]) == [member]


def test_a_name_is_hidden_however_it_is_written() -> None:
    hidden = {NAME: "阿**", "王芳": "王**", "a\\1": "a**"}
    text = "阿依古丽•买买提说，王　芳和阿依古丽. 买买提都去；A\\１也去"
    assert masking.veiled(text, hidden) == "阿**说，王**和阿**都去；a**也去"


async def test_a_department_is_no_other_in_another_width(office: AsyncClient) -> None:
    await office.post("/people/departments", data={"name": "水利局(河长办)"})
    sent = await office.post("/people/departments", data={"name": "水利局（河 长办）"})
    assert (sent.status_code, await kept("department", "name")) == (422, ["水利局(河长办)"])


async def test_a_station_is_no_other_in_another_width(office: AsyncClient) -> None:
    await given.a_station("第1议事点")
    form = {"kind": "village", "name": "第１ 议事点", "parent": ""}
    assert 'data-field="name"' in (await office.post("/stations", data=form)).text


async def test_lists_are_searched_in_any_width(office: AsyncClient) -> None:
    station = await given.a_station("第１议事点（东街）")
    async with county_tx():
        await given.a_member(NAME, station)
    await given.a_topic(station, published_at=now(), title="３号楼－５单元漏水")
    for address, typed, shown in (
        ("/stations", "第1议事点(东", "第１议事点（东街）"),
        ("/stations", (await code_of(station)).lower(), "第１议事点（东街）"),
        ("/raise", "第1 议事点"[:2], "第１议事点（东街）"),
        ("/people/members", "阿依古丽.买", NAME),
        ("/topics", "3号楼-5单元", "３号楼－５单元漏水"),
        ("/topics", "３号楼\u2013５", "３号楼－５单元漏水"),
    ):
        assert shown in (await office.get(address, params={"q": typed})).text, (address, typed)
        other = await office.get(address, params={"q": typed + "没有"})
        assert not re.search(f"{shown}(?!没有)", other.text), address


async def test_a_member_s_phone_is_kept_in_one_form(office: AsyncClient) -> None:
    station = await given.a_station()
    form = {"name": NAME, "sector": "少数民族界", "station": station, "mode": "fixed"}
    sent = await office.post("/people/members", data=form | {"phone": "138 0000\u20105678"})
    assert (sent.status_code, await kept("member", "phone")) == (303, ["13800005678"])
    sent = await office.post("/people/members", data=form | {"phone": "abc"})
    assert (sent.status_code, 'data-field="phone"' in sent.text) == (422, True)
