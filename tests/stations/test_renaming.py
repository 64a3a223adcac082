"""A kind of station has another name now: its stations follow, after a look at the names."""

from datetime import date

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.charter import store
from app.charter.model import Charter
from app.dates import today
from app.db import county_tx, rows, value
from app.stations.renaming import earlier
from app.stations.rules import LONGEST_NAME
from app.stations.tables import Station
from tests import given
from tests.page import Page, refused

pytestmark = pytest.mark.anyio
HERE = "/stations/renaming"


def with_suffix(suffix: str, kind: str = "town") -> Charter:
    charter = given.charter()
    charter.station_kinds[kind].suffix = suffix
    return charter


async def changed(suffix: str) -> None:
    """New rules; those that the test's county has say 议事点."""
    async with county_tx():
        document = store.write(with_suffix(suffix))
        await store.save(document, author="李", note="改名", effective_on=date(2022, 1, 1))


async def names() -> list[str]:
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "name" FROM "station" WHERE "station"."county" = $1 ORDER BY "name"'
        )
    return sorted(each["name"] for each in found)


def shown(page: Page) -> list[str]:
    return page.texts("#renaming .title")


async def test_all_are_shown_with_their_new_names_and_then_renamed(client: AsyncClient) -> None:
    east = await given.a_station("河东镇议事点")
    await given.a_station("河西镇议事点")
    await given.a_station("老街小院")  # called by nobody's rule
    await given.a_station("王村议事点", kind="village", level="village")
    await given.signed_in(client, Role.OFFICE)
    assert Page(await client.get(HERE)).one(".empty").text == "没有叫旧名的。"
    await changed("小板凳")
    page = Page(await client.get(HERE))
    assert shown(page) == ["河东镇议事点 → 河东镇小板凳", "河西镇议事点 → 河西镇小板凳"]
    assert page.typed("keep") == []
    before = ["河东镇议事点", "河西镇议事点", "王村议事点", "老街小院"]
    assert await names() == sorted(before)
    assert "还有 2 处叫旧名" in (await client.get("/charter/versions")).text
    form = {"version": page.hidden("version"), "keep": [str(east)]}
    assert (await client.post(HERE, data=form)).status_code == 303
    assert await names() == sorted(["河东镇议事点", "河西镇小板凳", "王村议事点", "老街小院"])
    assert "1 处已改名" in (await client.get(HERE)).text


async def test_a_name_that_another_has_is_not_given(client: AsyncClient) -> None:
    await given.a_station("河东镇议事点")
    await given.a_station("河东镇小板凳")
    await given.a_station("长" * (LONGEST_NAME - 3) + "议事点")
    await given.signed_in(client, Role.OFFICE)
    await changed("小小板凳")
    page = Page(await client.get(HERE))
    assert len(shown(page)) == 2
    await changed("小板凳")
    page = Page(await client.get(HERE))
    free = [each["value"] for each in page.all("[name=keep]")]
    assert len(free) == 1  # the long one fits; 河东镇小板凳 is there already
    form = {"version": page.hidden("version"), "keep": free}
    assert refused(await client.post(HERE, data=form)) == ["没有要改名的。"]


async def test_what_became_too_long_is_not_given(client: AsyncClient) -> None:
    await given.a_station("长" * (LONGEST_NAME - 3) + "议事点")
    await given.signed_in(client, Role.OFFICE)
    await changed("小小板凳")
    page = Page(await client.get(HERE))
    assert len(shown(page)) == 1
    assert page.all("[name=keep]") == []


async def test_what_changed_in_the_meantime_is_shown_first(client: AsyncClient) -> None:
    await given.a_station("河东镇议事点")
    await given.signed_in(client, Role.OFFICE)
    await changed("小板凳")
    version = Page(await client.get(HERE)).hidden("version")
    await given.a_station("河西镇议事点")
    assert (await client.post(HERE, data={"version": version})).status_code == 409
    assert await names() == ["河东镇议事点", "河西镇议事点"]


async def test_signing_leads_there_when_names_are_old(client: AsyncClient) -> None:
    await given.a_station("河东镇议事点")
    await given.signed_in(client, Role.OFFICE)
    form = {
        "document": store.write(with_suffix("小板凳")), "note": "改名", "made_against": "1",
        "effective_on": str(today()), "confirmed": "true",
    }  # fmt: skip
    sent = await client.post("/charter/versions", data=form)
    assert sent.headers["location"].endswith(HERE)
    form |= {"document": store.write(with_suffix("小院", "village")), "made_against": "2"}
    async with county_tx():
        await Station.update({Station.closed_on: today()}).where(Station.kind == "town")
    sent = await client.post("/charter/versions", data=form)
    assert sent.headers["location"].endswith("/charter/versions")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.TOWNSHIP, Role.DEPARTMENT])
async def test_only_the_office_renames(client: AsyncClient, role: Role) -> None:
    await given.signed_in(client, role)
    assert (await client.get(HERE)).status_code == 403
    assert (await client.post(HERE, data={"version": "x"})).status_code == 403


async def test_keys_of_the_order_follow_the_name(client: AsyncClient) -> None:
    station = await given.a_station("河东镇议事点")
    await given.signed_in(client, Role.OFFICE)
    await changed("小板凳")
    version = Page(await client.get(HERE)).hidden("version")
    await client.post(HERE, data={"version": version})
    async with county_tx(readonly=True):
        fits = await value(
            """SELECT "by_pinyin" = app.name_key('河东镇小板凳', 'place') FROM "station"
            WHERE "station"."county" = $1 AND "id" = $2""",
            station,
        )
    assert fits


def test_the_longest_ending_is_meant_also_of_those_that_are_right() -> None:
    """政协委员工作站 → 工作站: what ends with the right name may have had a longer one."""
    versions = [with_suffix("政协委员工作站"), with_suffix("工作站")]
    assert earlier(versions, with_suffix("工作站")) == [
        ("town", "工作站", "工作站"), ("town", "政协委员工作站", "工作站"),
    ]  # fmt: skip
    assert earlier([with_suffix("工作站")], with_suffix("工作站")) == []
