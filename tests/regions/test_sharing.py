"""A county joins item by item; the region's role sees that and nothing else, whatever is tried."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import bound_to, county_tx, current_realm, region_tx, rows
from app.ledger.measures import ITEM_OF
from app.processes.postgres import Server
from app.regions.dictionary import ITEMS
from tests import given
from tests.page import Page
from tests.regions.given_region import a_county_at_work, agreed, version_of

pytestmark = pytest.mark.anyio


async def seen(region: int, sql: str) -> list[Any]:
    with bound_to(region):
        async with region_tx(readonly=True):
            return await rows(sql)


COUNTS = """/* app_region */
    SELECT DISTINCT "measure" FROM "county_count" WHERE "county" = {county} AND $1::int > 0
"""


async def test_the_region_sees_what_is_agreed_and_no_more(client: AsyncClient) -> None:
    county = current_realm.get() or 0
    await a_county_at_work(client)
    region, sql = county // 10000, COUNTS.format(county=county)
    assert await seen(region, sql) == []
    await agreed(client, region, "activity")
    measures = {each["measure"] for each in await seen(region, sql)}
    assert measures >= {"consultations", "raised", "forms_used"}
    assert {ITEM_OF[each] for each in measures} == {"activity"}
    assert await seen(county // 100, sql) == []  # the prefecture has not been asked
    assert await seen(99, sql) == []
    await agreed(client, region)
    assert await seen(region, sql) == []
    async with county_tx(readonly=True):
        kept = await rows('SELECT "ended_by" FROM "share" WHERE "share"."county" = $1')
    assert [bool(each["ended_by"]) for each in kept] == [True]


OTHERS = (
    "topic", "ledger", "account", "member", "consultation", "charter", "photo", "profile", "tally",
    "assessment", "settled", "weighting", "api_key", "session", "provider", "statement", "rating",
)  # fmt: skip


@pytest.fixture
async def raw(county: int, server: Server, database: str) -> AsyncIterator[Any]:
    """A connection as the region's role, bound to this county's province."""
    connection: Any = await asyncpg.connect(server.url(database, "app_rw"))
    await connection.execute("SET ROLE app_region")
    await connection.execute(f"SET app.region = '{county // 10000}'")
    yield connection
    await connection.close()


async def test_raw_sql_as_the_region_reads_no_county_s_table(client: AsyncClient, raw: Any) -> None:
    """Whatever the county shares. As the program, too, it is bound to no county."""
    county = current_realm.get() or 0
    await a_county_at_work(client)
    await agreed(client, county // 10000, *ITEMS)
    for table in OTHERS:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await raw.fetch(f'SELECT 1 FROM "{table}"')  # noqa: S608
    assert await raw.fetch("SELECT 1 FROM county_count WHERE county = $1", county)
    await raw.execute("RESET ROLE")
    for table in OTHERS:
        assert await raw.fetch(f'SELECT 1 FROM "{table}"') == []  # noqa: S608


async def test_names_are_not_among_what_the_region_reads(client: AsyncClient, raw: Any) -> None:
    county = current_realm.get() or 0
    await a_county_at_work(client)
    await agreed(client, county // 10000, *ITEMS)
    for sql in (
        "SELECT agreed_by FROM share",
        "SELECT * FROM share",
        "SELECT published_by FROM published_charter",
        "SELECT number FROM standing",
        "SELECT person FROM look",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await raw.fetch(sql)


PLACE = """
    INSERT INTO standing (county, region, indicator, first, last, light, among)
    VALUES ({county}, {region}, 'x', '2026-01-01', '2026-01-01', '', 1)
"""


async def test_the_region_writes_nothing_but_that_it_looked_and_places(raw: Any) -> None:
    for sql in (
        "DELETE FROM county_count",
        "UPDATE share SET item = 'people'",
        "INSERT INTO share (county, region, item, agreed_by) VALUES (1, 10, 'a', 'x')",
        "INSERT INTO look (county, region, person, page) VALUES (999999, 99, 'x', 'x')",
        "UPDATE standing SET rank = 1",
        PLACE.format(county=999999, region=10),
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await raw.execute(sql)


async def test_it_places_only_who_shares(client: AsyncClient, raw: Any) -> None:
    county = current_realm.get() or 0
    await a_county_at_work(client)
    place = PLACE.format(county=county, region=county // 10000)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await raw.execute(place)
    await agreed(client, county // 10000, "activity")
    await raw.execute(place)


async def test_it_is_the_program_again_afterwards(county: int) -> None:
    """The role ends with the transaction."""
    assert await seen(county // 10000, "SELECT current_user WHERE $1::int > 0") == [("app_region",)]
    async with county_tx(readonly=True):
        assert (await rows("SELECT current_user WHERE $1::int > 0")) == [("app_rw",)]


async def test_only_its_own_regions_and_known_items(client: AsyncClient) -> None:
    county = current_realm.get() or 0
    await given.signed_in(client, Role.OFFICE)
    for form in ({"region": "99", "item": "activity"}, {"region": str(county // 100), "item": "x"}):
        assert (await client.post("/sharing", data=form)).status_code == 422
    await given.signed_in(client, Role.LEADERSHIP)
    assert (await client.get("/sharing")).status_code == 403


async def test_what_only_holds_counties_together_is_shared_with_no_more(
    client: AsyncClient, superuser: Any
) -> None:
    """Beijing is 11, and 1101 is its 市辖区: who shares with the one sees no other beside it."""
    county = current_realm.get() or 0
    city, within = county // 10000, county // 100
    await superuser.execute("DELETE FROM division WHERE code = $1", str(within))
    await superuser.execute(
        "INSERT INTO division (code, name, level, path, initials, romanised)"
        " VALUES ($1, '市辖区', 'prefecture', '某市', '', '')",
        str(within),
    )
    try:
        await given.signed_in(client, Role.OFFICE)
        shown = Page((await client.get("/sharing")).text)
        assert [each["value"] for each in shown.all("input[name=region]")] == [str(city), "156"]
        form = {"region": str(within), "item": "activity"}
        assert (await client.post("/sharing", data=form)).status_code == 422
        async with county_tx():  # agreed to before: it stands there, to be ended
            await rows(
                'INSERT INTO "share" ("county", "region", "item", "agreed_by")'
                " VALUES ($1, $2, 'activity', '张') RETURNING 1",
                within,
            )
        shown = Page((await client.get("/sharing")).text)
        assert str(within) in [each["value"] for each in shown.all("input[name=region]")]
        await agreed(client, within)
        assert f'value="{within}"' not in (await client.get("/sharing")).text
    finally:
        await superuser.execute("DELETE FROM division WHERE code = $1", str(within))


async def test_of_two_who_decide_the_later_sees_what_the_other_agreed_to(
    client: AsyncClient,
) -> None:
    """What one withdrew is not given again by an older page of the other's."""
    county = current_realm.get() or 0
    await given.signed_in(client, Role.OFFICE)
    region = county // 10000
    await agreed(client, region, "activity")
    older = {"region": str(region), "item": ["activity", "people"]}
    older["version"] = await version_of(client, region)
    await agreed(client, region)
    late = await client.post("/sharing", data=older)
    assert late.status_code == 409
    async with county_tx(readonly=True):
        sql = 'SELECT 1 FROM "share" WHERE "share"."county" = $1 AND "ended_at" IS NULL'
        assert await rows(sql) == []


async def test_it_sees_the_figures_before_it_agrees(client: AsyncClient) -> None:
    await a_county_at_work(client)
    page = (await client.get("/sharing")).text
    activity = page.split('value="activity"')[1].split("</fieldset>")[0]
    assert 'value="7"' in activity  # consultations
    assert "归档的协商" in activity


async def test_how_many_live_there(client: AsyncClient) -> None:
    await a_county_at_work(client)
    for people, year in (("0", "2024"), ("一万", "2024"), ("5", "1900"), ("5", "2999")):
        form = {"people": people, "said_of": year, "version": await of_people(client)}
        sent = await client.post("/sharing/people", data=form)
        assert sent.status_code == 422
        assert f'value="{people}"' in sent.text
    both = await client.post("/sharing/people", data=form | {"people": "0", "said_of": "1900"})
    assert [*Page(both).wrong] == ["people", "said_of"]
    assert "profile" not in (await client.get("/sharing")).text
    form |= {"people": "380,000", "said_of": str(date.today().year - 1)}  # noqa: DTZ011
    assert (await client.post("/sharing/people", data=form)).status_code == 303
    page = (await client.get("/sharing")).text
    assert 'value="380000"' in page
    assert "常住人口已保存。" in page
    late = await client.post("/sharing/people", data=form | {"people": "390000"})
    assert late.status_code == 409  # it was opened before somebody said how many
    box = Page(late).one("input[name=people]")
    assert box.value == "390000"
    assert "现在是：380000" in box.around("form").text
    form |= {"people": "390000", "version": await of_people(client)}
    assert (await client.post("/sharing/people", data=form)).status_code == 303
    assert 'value="390000"' in (await client.get("/sharing")).text


async def of_people(client: AsyncClient) -> str:
    page = Page(await client.get("/sharing"))
    return page.one('form[action$="/sharing/people"] input[name=version]').value


async def test_a_county_reads_no_other_s_place(client: AsyncClient, other_county: int) -> None:
    """Its row policy, though both stand in the same region."""
    county = current_realm.get() or 0
    await given.signed_in(client, Role.OFFICE)
    with bound_to(other_county):
        async with county_tx(readonly=True):
            sql = 'SELECT "county" FROM "standing" WHERE "standing"."county" = $1 OR true'
            assert {each["county"] for each in await rows(sql)} <= {other_county}
    assert (await client.get("/sharing/standing")).status_code == 200
    assert county
