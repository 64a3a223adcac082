"""The region's pages, with counties that share, keep to themselves and leave."""

import json
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import bound_to, county_tx, current_realm, rows
from app.ledger import Entry, Kind, post
from app.ledger.counting import keep
from app.processes.postgres import Server
from app.regions.comparison.cache import asked_lately, renew
from app.regions.dictionary import DICTIONARY, ITEMS
from app.regions.membership import placing
from app.regions.membership.above import above_by_name
from app.regions.wording import said
from app.tenancy.numbers import NATION
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page
from tests.regions.given_region import (
    DAY,
    a_county_at_work,
    agreed,
    all_agree,
    neighbours,
    staff_of,
)
from tests.regions.test_keys import a_key
from tests.sheets import words as words_of

pytestmark = pytest.mark.anyio
PAGES = (
    "/",
    "/compare",
    "/compare.xlsx",
    "/coverage",
    "/coverage.xlsx",
    "/weights",
    "/weights.xlsx",
    "/indicators",
    "/keys",
)
TIME = "from=2025Q3&to=2026Q2"


def row_of(page: str, county: int) -> str:
    return page.split(f"/counties/{county}?")[1].split("</tr>", maxsplit=1)[0]


async def test_compared_by_the_province(client: AsyncClient, province: Browser) -> None:
    county = current_realm.get() or 0
    await a_county_at_work(client)
    region = county // 10000
    address = f"/compare?by=consultations&{TIME}"
    assert f"/counties/{county}?" not in (await province.get(address)).text
    await agreed(client, region, "activity")
    row = row_of((await province.get(address)).text, county)
    assert 'value="7' in row
    people = (await province.get(f"/compare?by=citizens&{TIME}")).text
    assert "未共享" in row_of(people, county)
    assert "林处长" in (await client.get("/sharing")).text
    await agreed(client, region, *ITEMS)
    for each in DICTIONARY:
        answer = await province.get(f"/compare?by={each.key}&show={each.key}&{TIME}")
        assert answer.status_code == 200, each.key
        assert "未共享" not in row_of(answer.text, county), each.key
    for odd in ("by=nothing", "cohort=x", "show=1&show=", "prefecture=a'", "prefecture=510"):
        for page in ("/compare", "/compare.xlsx", f"/counties/{county}"):
            assert (await province.get(f"{page}?{odd}")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "said_so"),
    [
        ("from=x", "「x」不是季度"),
        ("to=9999Q9", "「9999Q9」不是季度"),
        ("to=2099Q1", "最晚是本季度"),
        ("from=2026Q2&to=2025Q1", "（2026 年第 2 季度）晚于「截止季度」（2025 年第 1 季度）"),
        ("from=2020Q1&to=2025Q4", "是 24 个季度，最多看 12 个季度"),
    ],
)
async def test_a_time_that_cannot_be_is_refused_in_words(
    client: AsyncClient, province: Browser, asked: str, said_so: str
) -> None:
    """And not silently taken for another."""
    county = current_realm.get() or 0
    await a_county_at_work(client)
    await agreed(client, county // 10000, "activity")
    for path in ("/compare", "/compare.xlsx", f"/counties/{county}"):
        for headers in ({}, {"hx-request": "true"}):
            sent = await province.get(f"{path}?{asked}", headers=headers)
            assert (sent.status_code, said_so in sent.text) == (422, True), path


async def test_a_part_of_the_page_for_htmx(client: AsyncClient, province: Browser) -> None:
    await a_county_at_work(client)
    await agreed(client, (current_realm.get() or 0) // 10000, *ITEMS)
    part = (await province.get(f"/compare?{TIME}", headers={"hx-request": "true"})).text
    assert "<html" not in part
    assert "<table" in part


async def test_gone_at_once_from_every_view(client: AsyncClient, province: Browser) -> None:
    """Also from what workers keep of pages, from the figures for programs, from its places."""
    county = current_realm.get() or 0
    await a_county_at_work(client)
    await agreed(client, county // 10000, *ITEMS)
    key = await a_key(province)
    async with county_tx():  # the national list has no such county
        await rows(
            'INSERT INTO "township_count" ("county", "township", "stations", "villages", "covered")'
            " VALUES ($1, '999999001', 1, 2, 1)"
        )
    views = [f"/compare?by=consultations&{TIME}", "/coverage", "/weights"]
    for _twice in range(2):
        assert all([str(county) in (await province.get(view)).text for view in views])
    programs = {"authorization": f"Bearer {key}"}
    assert str(county) in (await province.get("/api/v1/compare", headers=programs)).text
    await placing.place(county // 10000)
    await agreed(client, county // 10000)
    for view in views:
        assert str(county) not in (await province.get(view)).text.split("<main")[1], view
    assert (await province.get(f"/counties/{county}")).status_code == 404
    assert str(county) not in (await province.get("/api/v1/compare", headers=programs)).text
    async with county_tx(readonly=True):
        assert await rows('SELECT 1 FROM "standing" WHERE "standing"."county" = $1') == []


async def test_kept_for_a_minute_and_for_all_workers(
    client: AsyncClient, province: Browser, superuser: Any
) -> None:
    """Counts may be a minute old; who shares what never is."""
    county = current_realm.get() or 0
    station = await a_county_at_work(client)
    await agreed(client, county // 10000, *ITEMS)
    address = f"/compare?by=consultations&{TIME}"

    async def shown() -> str:
        row = row_of((await province.get(address)).text, county)
        return row.split('<data value="')[1].split('"')[0]

    async def aged(seconds: int) -> None:
        await superuser.execute(
            "UPDATE kept_view SET made_at = now() - make_interval(secs => $2) WHERE county = $1",
            county // 10000,
            seconds,
        )

    assert await shown() == "7.0"
    async with county_tx():
        await post(Entry(kind=Kind.CONSULTATION_FILED, station=station, happened_on=DAY))
    await keep()
    await aged(59)
    assert await shown() == "7.0"
    await aged(61)
    assert await shown() == "8.0"


async def test_what_another_worker_still_had_is_not_shown_after_the_end(
    client: AsyncClient, province: Browser, superuser: Any
) -> None:
    """It began to make the part before the share was ended, and kept it afterwards."""
    county = current_realm.get() or 0
    region = county // 10000
    await a_county_at_work(client)
    await agreed(client, region, *ITEMS)
    address = f"/compare?by=consultations&{TIME}"
    assert row_of((await province.get(address)).text, county)
    kept = "SELECT about, shared, agreed, part FROM kept_view WHERE county = $1 AND about LIKE $2"
    about, shared, agreed_then, part = await superuser.fetchrow(kept, region, "compare?by=cons%")
    await agreed(client, region)
    await superuser.execute(
        "UPDATE kept_view SET shared = $3, agreed = $4, part = $5, made_at = now()"
        " WHERE county = $1 AND about = $2",
        region, about, shared, agreed_then, part,
    )  # fmt: skip
    with bound_to(region):
        await renew()  # its own has not grown old
    shown = (await province.get(address)).text.split("<main")[1]
    assert str(county) not in shown


async def test_the_worker_makes_what_was_asked_for_before_it_is_too_old(
    client: AsyncClient, province: Browser, superuser: Any
) -> None:
    county = current_realm.get() or 0
    region = county // 10000
    await a_county_at_work(client)
    await agreed(client, region, *ITEMS)
    await superuser.execute("DELETE FROM kept_view")  # other tests'
    for address in (f"/compare?by=consulted&{TIME}", "/", "/weights", f"/counties/{county}"):
        assert (await province.get(address)).status_code in {200, 404}  # the list has no such name
    assert region in await asked_lately()
    made = "SELECT about, made_at, asked_at, part FROM kept_view WHERE county = $1 ORDER BY about"
    await superuser.execute(
        "UPDATE kept_view SET made_at = made_at - interval '40 s' WHERE county = $1", region
    )
    before = await superuser.fetch(made, region)
    with bound_to(region):
        await renew()
    after = await superuser.fetch(made, region)
    assert {each["about"].split("?")[0] for each in after} >= {"compare", "weights", "profile"}
    assert all(b["made_at"] < a["made_at"] for b, a in zip(before, after, strict=True))
    assert [each["asked_at"] for each in before] == [each["asked_at"] for each in after]
    with bound_to(region):
        await renew()
    assert [dict(each) for each in await superuser.fetch(made, region)] == [*map(dict, after)]


async def test_what_was_asked_in_words_of_before_holds_up_no_other(
    client: AsyncClient, province: Browser, superuser: Any
) -> None:
    """The program was updated within the hour, and an indicator is gone."""
    region = (current_realm.get() or 0) // 10000
    await a_county_at_work(client)
    await agreed(client, region, *ITEMS)
    await superuser.execute("DELETE FROM kept_view")
    assert (await province.get(f"/compare?by=consulted&{TIME}")).status_code == 200
    await superuser.execute(
        "INSERT INTO kept_view (county, about, language, shared, agreed, made_at, asked_at, part)"
        " SELECT county, 'compare?by=gone', language, shared, agreed, made_at - interval '50 s',"
        " asked_at, part FROM kept_view WHERE county = $1",
        region,
    )
    age = "UPDATE kept_view SET made_at = made_at - interval '40 s' WHERE county = $1"
    await superuser.execute(age, region)
    with bound_to(region):
        await renew()
    made = "SELECT now() - made_at < interval '30 s' FROM kept_view WHERE about LIKE $1"
    assert await superuser.fetchval(made, "compare?by=cons%")
    assert not await superuser.fetchval(made, "compare?by=gone")


async def test_a_prefecture_sees_no_county_of_another(
    client: AsyncClient, province: Browser
) -> None:
    county = current_realm.get() or 0
    assert province
    await a_county_at_work(client)
    own, other = county // 100, county // 100 + 1
    await agreed(client, county // 10000, *ITEMS)
    await agreed(client, own, *ITEMS)
    async with staff_of(own, f"own-{county}") as mine:
        assert str(county) in (await mine.get(f"/compare?{TIME}")).text.split("<main")[1]
        assert (await mine.get(f"/counties/{county}")).status_code == 200
    async with staff_of(other, f"other-{county}") as theirs:
        assert str(county) not in (await theirs.get(f"/compare?{TIME}")).text.split("<main")[1]
        assert str(county) not in (await theirs.get("/coverage")).text.split("<main")[1]
        assert (await theirs.get(f"/counties/{county}")).status_code == 404


async def test_nobody_else_opens_a_region_s_pages(client: AsyncClient, province: Browser) -> None:
    county = current_realm.get() or 0
    await given.signed_in(client, Role.OFFICE)
    async with browser(f"/regions/{county // 10000}") as stranger:
        for path in (*PAGES[1:], f"/counties/{county}", "/keys/openapi.json"):
            assert (await stranger.get(path)).status_code == 401, path
    assert all([(await province.get(path)).status_code == 200 for path in PAGES[1:]])


async def test_a_county_beside_its_region(client: AsyncClient, province: Browser) -> None:
    county = current_realm.get() or 0
    await a_county_at_work(client)
    await agreed(client, county // 10000, "activity", "coverage")
    page = (await province.get(f"/counties/{county}?{TIME}&by=consultations")).text
    own = {row[0]: row[1] for row in Page(page).rows if len(row) > 2}
    assert own["协商场次 场"] == "7看记录"
    assert own["满意率 ％"] == "未共享"  # what it kept to itself is said to be
    assert all(said(each.name) in page for each in DICTIONARY)


async def test_the_workbook_holds_what_the_page_shows(
    client: AsyncClient, province: Browser
) -> None:
    county = current_realm.get() or 0
    await a_county_at_work(client)
    await agreed(client, county // 10000, *ITEMS)
    cells = words_of((await province.get(f"/compare.xlsx?by=consultations&{TIME}")).content)
    assert "协商场次" in cells
    assert "试点县" in cells
    assert f"<v>{county}</v>" in cells


async def test_the_document_of_the_figures(client: AsyncClient, province: Browser) -> None:
    assert client
    found = (await province.get("/keys/openapi.json")).json()
    assert {"/api/v1/compare", "/api/v1/trend", "/api/v1/indicators", "/api/v1/coverage"} <= set(
        found["paths"]
    )
    assert "bearer" in json.dumps(found)


# how many, and what they are called


async def test_the_count_says_how_many_are_compared(client: AsyncClient, province: Browser) -> None:
    """Of whoever shares anything, those that share this."""
    county = current_realm.get() or 0
    await a_county_at_work(client)
    await agreed(client, county // 10000, "activity")

    async def compared(by: str) -> int:
        page = Page(await province.get(f"/compare?by={by}&{TIME}"))
        return page.figures["how-many"]

    before = await compared("consultations"), await compared("satisfied")
    await agreed(client, county // 10000, "activity", "satisfaction")
    assert (await compared("consultations"), await compared("satisfied")) == (
        before[0],
        before[1] + 1,
    )
    rows = Page(await province.get(f"/compare?by=satisfied&{TIME}")).rows
    assert before[1] + 1 == sum(
        row[2] != "未共享" for row in rows if len(row) > 4 and row[0] != "位次"
    )


async def test_counties_of_one_name_carry_their_prefecture(
    client: AsyncClient, owner: Any, server: Server, database: str
) -> None:
    """As 鼓楼区 of 南京 and of 徐州; who has no twin in the region does not. Of Beijing 朝阳区 said
    （市辖区）, which nobody says.
    """
    assert client
    await given.divisions(server.url(database, "app_owner"))
    listed = {
        "65": "疆省", "6501": "疆省 甲市", "6502": "疆省 乙市", "6503": "疆省",
        "650102": "试点县", "650202": "试点县", "650302": "试点县",
        "66": "建省", "6601": "丙市", "660102": "试点县",
    }  # fmt: skip
    levels = {2: "province", 4: "prefecture", 6: "county"}
    for code, path in listed.items():
        name = "市辖区" if code == "6503" else path.split()[-1]
        await owner.execute(
            "INSERT INTO division (code, name, level, path, initials, romanised, spelt)"
            " VALUES ($1, $2, $3, $4, '', '', '') ON CONFLICT DO NOTHING",
            code, name, levels[len(code)], path,
        )  # fmt: skip
    await neighbours(650102, 650202, 650302, 660102)
    with bound_to(650302):
        async with county_tx(readonly=True):
            assert await above_by_name() == {65: "疆省", 6503: "疆省", NATION: "全国"}
    for region, counties in ((65, (650102, 650202, 650302)), (66, (660102,))):
        await all_agree(region, *counties)
        with bound_to(region):
            async with staff_of(region) as people:
                page = Page(await people.get(f"/compare?by=consultations&{TIME}"))
                named = {row[1] for row in page.rows if len(row) > 4}
                headers = {"authorization": f"Bearer {await a_key(people)}"}
                found = (await people.get("/api/v1/compare", headers=headers)).json()["counties"]
        many = {"试点县（甲市）", "试点县（乙市）", "试点县（疆省）"}
        twins = many if region == 65 else {"试点县"}
        assert {each["name"] for each in found} == twins
        assert named == twins | {"县（市、区）"}
    await owner.execute("DELETE FROM division WHERE code = ANY($1::text[])", list(listed))
