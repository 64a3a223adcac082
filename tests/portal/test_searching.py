"""One box over all that one may see: as each kind's own list, no more and no less."""

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.consultations.tables import Participant
from app.db import bound_to, county_tx, execute
from app.pieces import filling
from tests import given
from tests.conftest import Browser, browser
from tests.evidence.steps import a_consultation
from tests.page import Page

pytestmark = pytest.mark.anyio

WORDS = "槐树"


async def something_of_each_kind(name: str = WORDS) -> int:
    """→ the station. Of matters one public, one not; likewise of sittings; a member, an account."""
    station = await given.a_station(f"{name}村议事点")
    public = await given.a_topic(station, ring="商前调研", title=f"{name}下的路灯")
    hidden = await given.a_topic(station, title=f"{name}边的水沟")
    await a_consultation(public, station, title=f"{name}下的路灯", state="filed")
    await a_consultation(hidden, station, title=f"{name}边的水沟")
    await given.an_account(Role.TOWNSHIP, name=f"{name}同志")
    async with county_tx():
        await given.a_member(f"{name}委员", station)
    return station


def found(page: Page) -> dict[str, list[str]]:
    return {each["id"]: each.texts(".title") for each in page.all("main section[id]")}


ALL = {
    "topics": ["槐树边的水沟", "槐树下的路灯"],
    "consultations": ["槐树边的水沟", "槐树下的路灯"],
    "stations": ["槐树村议事点"],
    "members": ["槐树委员"],
    "accounts": ["槐树同志"],
}
PUBLIC = {
    "topics": ["槐树下的路灯"],
    "consultations": ["槐树下的路灯"],
    "stations": ["槐树村议事点"],
}


async def test_who_finds_what(client: Browser, county: int, other_county: int) -> None:
    station = await something_of_each_kind()
    with bound_to(other_county):
        await something_of_each_kind("槐树林")
    page = Page(await client.get("/search", params={"q": WORDS}))
    assert found(page) == PUBLIC
    async with browser(f"/c{county}") as office:
        await given.signed_in(office, Role.OFFICE)
        page = Page(await office.get("/search", params={"q": WORDS}))
        assert {kind: sorted(each) for kind, each in found(page).items()} == {
            kind: sorted(each) for kind, each in ALL.items()
        }
        for link in page.all("main section .title"):
            assert (await office.get(f"http://test{link['href']}")).status_code == 200
    async with browser(f"/c{county}") as convener:
        await given.signed_in(convener, Role.CONVENER, station=station)
        page = Page(await convener.get("/search", params={"q": WORDS}))
        assert sorted(found(page)) == ["consultations", "stations", "topics"]
        assert len(found(page)["topics"]) == 2
        elsewhere = await given.a_station("别处")
        await given.signed_in(convener, Role.CONVENER, station=elsewhere)
        assert found(Page(await convener.get("/search", params={"q": WORDS}))) == PUBLIC


async def test_who_raised_a_matter_or_came_is_found_by_nobody(client: Browser) -> None:
    """A villager's name stands on no page of what was found: that takes name and number, noted."""
    station = await given.a_station()
    topic = await given.a_topic(station, ring="商前调研", raiser_name="槐金雀", spot="槐金雀家门口")
    sitting = await a_consultation(topic, station, title="议路灯", state="filed")
    async with county_tx():
        await Participant.insert(Participant(consultation=sitting, grp="citizen", name="槐金雀"))
    for role in (None, Role.OFFICE, Role.CONVENER):
        if role:
            await given.signed_in(client, role)
        page = Page(await client.get("/search", params={"q": "槐金雀"}))
        assert found(page) == {}
        assert page.one("main .empty").text.startswith("没有找到“槐金雀”。")


async def test_what_is_veiled_finds_nothing_for_whoever_reads_it_veiled(
    client: Browser, county: int
) -> None:
    station = await given.a_station()
    title = "李大爷家门口的路灯"
    topic = await given.a_topic(station, ring="商前调研", title=title)
    await a_consultation(topic, station, title=title, state="filed", place="李大爷家")
    assert found(Page(await client.get("/search", params={"q": "李大爷"}))) == {}
    assert found(Page(await client.get("/search", params={"q": "门口"}))).keys() == {
        "topics", "consultations"
    }  # fmt: skip
    async with browser(f"/c{county}") as office:
        await given.signed_in(office, Role.OFFICE)
        page = Page(await office.get("/search", params={"q": "李大爷"}))
        assert found(page) == {"topics": [title], "consultations": [title]}


async def test_six_of_each_and_the_list_has_the_rest(client: Browser) -> None:
    station = await given.a_station("槐树村议事点")
    for number in range(7):
        topic = await given.a_topic(station, ring="商前调研", title=f"槐树下第{number}件")
        await a_consultation(topic, station, title=f"槐树下第{number}件", state="filed")
    page = Page(await client.get("/search", params={"q": WORDS}))
    assert {kind: len(each) for kind, each in found(page).items()} == {
        "topics": 6, "consultations": 6, "stations": 1
    }  # fmt: skip
    for kind in ("topics", "consultations"):
        rest = page.one(f"#{kind} a.button")["href"]
        assert len(Page(await client.get(f"http://test{rest}")).all("main ol.list > li")) == 7
    assert page.all("#stations a.button") == []


@pytest.mark.parametrize("number", ["13912345678", "11010519491231002X"])
async def test_a_number_of_a_person_is_not_looked_for(client: Browser, number: str) -> None:
    page = Page(await client.get("/search", params={"q": number}))
    assert page.texts("main .notice") == ["查找的字会留在网址里，请不要写个人的号码或住址。"]


async def test_from_every_page(client: Browser) -> None:
    """A box in the head, and on a phone behind 更多; also without scripts."""
    page = Page(await client.get("/topics"))
    form = page.one("header form[role=search]")
    assert form["action"].endswith("/search")
    assert (form.one("input")["name"], form.get("method")) == ("q", "get")
    assert page.texts('.low-panel a[href$="/search"]') == ["查找"]
    page = Page(await client.get("/search"))
    assert page.texts("main .faint") == ["可以写事情的标题、地方的名称。"]


async def test_sittings_are_found_where_pieces_are_still_being_made(
    client: AsyncClient,
) -> None:
    """By their title or place as they are now; after the county's pieces are made, the same."""
    station = await given.a_station()
    topic = await given.a_topic(station, ring="商前调研")
    sitting = await a_consultation(topic, station, title="老槐树下议路灯", state="filed")
    for words, n in [("槐树", 1), ("灯", 1), ("没有", 0)]:
        page = Page(await client.get("/consultations", params={"q": words}))
        assert len(page.all("#consultations-list > li")) == n, words
    async with county_tx():
        await execute(
            'UPDATE "consultation" SET "place" = $3'
            ' WHERE "consultation"."county" = $1 AND "id" = $2',
            sitting,
            "祠堂",
        )
    page = Page(await client.get("/consultations", params={"q": "祠堂"}))
    assert page.texts("#consultations-list .title") == ["老槐树下议路灯"]
    await filling.fill()
    page = Page(await client.get("/consultations", params={"q": "祠堂"}))
    assert len(page.all("#consultations-list > li")) == 1
