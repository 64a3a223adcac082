"""A national office: all counties are its, as far as they agreed to that too."""

from collections.abc import AsyncIterator
from itertools import combinations
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import bound_to, county_tx, current_realm, region_tx, rows
from app.processes.postgres import Server
from app.regions.dictionary import ITEMS
from app.regions.membership import placing
from app.tenancy.numbers import NATION
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page
from tests.regions.given_region import a_county_at_work, agreed, all_agree, neighbours, staff_of
from tests.regions.test_comparing import TIME
from tests.regions.test_keys import a_key

pytestmark = pytest.mark.anyio
PAGES = (
    "/",
    "/compare",
    "/coverage",
    "/weights",
    "/indicators",
    "/keys",
    "/cases",
    "/compare.xlsx",
)


@pytest.fixture
async def nation(pool: None, server: Server, database: str) -> AsyncIterator[Browser]:  # noqa: ARG001
    await given.divisions(server.url(database, "app_owner"))
    async with staff_of(NATION, "sub-of-the-nation") as client:
        yield client


async def compared(nation: Browser) -> str:
    return (await nation.get(f"/compare?by=consultations&{TIME}")).text.split("<main")[1]


async def test_what_a_county_shares_with_its_province_is_not_the_nation_s(
    client: AsyncClient, nation: Browser
) -> None:
    county = current_realm.get() or 0
    await a_county_at_work(client)
    page = (await client.get("/sharing")).text
    assert f'name="region" value="{NATION}"' in page
    assert "checked" not in page  # nothing is shared until somebody agrees
    await agreed(client, county // 10000, *ITEMS)
    await agreed(client, county // 100, *ITEMS)
    assert str(county) not in await compared(nation)
    assert (await nation.get(f"/counties/{county}")).status_code == 404
    with bound_to(NATION):
        async with region_tx(readonly=True):
            for table in ("county_count", "county_series", "township_count", "share"):
                sql = f'/* app_region */ SELECT 1 FROM "{table}" WHERE "county" = {county}'  # noqa: S608
                assert await rows(f"{sql} AND $1::int > 0") == [], table


async def test_it_sees_what_was_agreed_to_and_at_once_no_more(
    client: AsyncClient, nation: Browser
) -> None:
    county = current_realm.get() or 0
    await a_county_at_work(client)
    await agreed(client, NATION, "activity")
    assert f"/counties/{county}?" in await compared(nation)
    assert (await nation.get(f"/counties/{county}?by=consultations")).status_code == 200
    key = {"authorization": f"Bearer {await a_key(nation)}"}
    asked = "/api/v1/compare?indicator=consultations&indicator=satisfied&from=2025Q3&to=2026Q2"
    found = (await nation.get(asked, headers=key)).json()["counties"]
    own = next(each for each in found if each["county"] == county)
    assert own["figures"].keys() == {"consultations"}
    assert own["figures"]["consultations"]["n"] == 7
    async with staff_of(county // 10000, f"beside-{county}") as province:
        assert (await province.get(f"/counties/{county}")).status_code == 404  # it was not asked
    await agreed(client, NATION)
    assert f"/counties/{county}?" not in await compared(nation)
    assert (await nation.get(f"/counties/{county}")).status_code == 404


async def test_its_pages(nation: Browser) -> None:
    for path in PAGES:
        assert (await nation.get(path)).status_code == 200, path
    assert Page(await nation.get("/")).one("h1").text == "全国"
    assert (await nation.get("/compare?prefecture=33")).status_code == 200
    async with browser(f"/regions/{NATION}") as stranger:
        for path in PAGES[1:]:
            assert (await stranger.get(path)).status_code == 401, path


async def test_of_fewer_than_five_nothing_is_told(nation: Browser) -> None:
    """And its groups differ from the provinces' by nobody or by five."""
    assert nation
    mine, others = 600101, [600111, 600122, 600134, 600147, 600155]
    await neighbours(mine, *others)
    await all_agree(60, mine, *others[:4])
    await placing.place(60)
    await all_agree(NATION, mine, *others)
    await placing.place(NATION)
    with bound_to(mine):
        async with county_tx(readonly=True):
            sql = 'SELECT "region", "among" FROM "standing" WHERE "standing"."county" = $1'
            found: list[Any] = await rows(f"{sql} AND \"indicator\" = 'satisfied'")
    among = {each["region"]: each["among"] for each in found}
    assert among[60] == 5
    assert among.get(NATION, 5) != 6  # one more would be that one's figure


async def test_whichever_of_both_tells_first(nation: Browser, superuser: Any) -> None:
    """The province of six, after the nation of five of them."""
    assert nation
    mine, others = 570101, [570111, 570122, 570134, 570147, 570155]
    await neighbours(mine, *others)
    await all_agree(NATION, mine, *others[:4])
    await placing.place(NATION)
    await all_agree(57, mine, *others)
    await placing.place(57)
    sql = "SELECT counties FROM told WHERE county IN (57, $1) AND indicator = 'satisfied'"
    groups = [frozenset(each["counties"]) for each in await superuser.fetch(sql, NATION)]
    assert groups
    assert all(len(one ^ other) >= 5 for one, other in combinations(set(groups), 2))


async def test_the_office_ends_it_as_the_others(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    await agreed(client, NATION, "activity")
    async with county_tx(readonly=True):
        sql = 'SELECT "region" FROM "share" WHERE "share"."county" = $1 AND "ended_at" IS NULL'
        assert [each["region"] for each in await rows(sql)] == [NATION]
    await agreed(client, NATION)
    async with county_tx(readonly=True):
        assert await rows(sql) == []
