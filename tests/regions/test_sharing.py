"""A county joins item by item; the region's role sees that and nothing else, whatever is tried."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient
from hypothesis import given as drawn
from hypothesis import strategies as st

from app.accounts.operators import name_person
from app.accounts.roles import Role
from app.accounts.sessions import cookie_name, open_session
from app.db import bound_to, county_tx, current_county, region_tx, rows, value
from app.ledger import Entry, Kind, post
from app.ledger.counting import recount
from app.postgres import Server
from app.regions.dictionary import BY_KEY, DICTIONARY, ITEMS, order_of, wilson
from app.regions.dictionary import value as worth
from tests import given
from tests.conftest import browser
from tests.regions.test_pages import ACCOUNT, PROVIDER

DAY = date(2026, 5, 6)


@pytest.mark.parametrize(
    ("successes", "of", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (1, 1, 0.2065, 1.0), (0, 10, 0.0, 0.2775), (50, 100, 0.4038, 0.5962)],
)
def test_wilson_as_in_the_tables(successes: int, of: int, low: float, high: float) -> None:
    assert wilson(successes, of) == pytest.approx((low, high), abs=1e-4)


@drawn(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share(both: tuple[int, int]) -> None:
    successes, of = both
    low, high = wilson(successes, of)
    assert 0 <= low <= successes / of <= high <= 1 + 1e-12


def test_one_quick_success_does_not_lead() -> None:
    adopted = BY_KEY["adopted"]
    one = {("outcome.adopted", ""): (1, 1), ("outcome.reported", ""): (1, 1)}
    many = {("outcome.adopted", ""): (45, 45), ("outcome.reported", ""): (50, 50)}
    found = sorted([worth(adopted, one), worth(adopted, many)], key=order_of)
    assert [each.over for each in found] == [50, 1]
    assert [each.ranks for each in found] == [True, False]
    assert worth(adopted, {}).number is None


def test_every_indicator_needs_what_its_item_shares() -> None:
    """No indicator shows what a county has not agreed to: but for what it is divided by."""
    for each in DICTIONARY:
        assert each.counted.kind in ITEMS[each.item][1], each.key


pytestmark = pytest.mark.anyio


@pytest.fixture
async def province(county: int, server: Server, database: str) -> AsyncIterator[AsyncClient]:
    """The county's own province, whatever its number here."""
    await given.divisions(server.url(database, "app_owner"))
    code = county // 10000
    await name_person(code, PROVIDER, f"sub-{county}", "林处长")
    async with browser(f"/regions/{code}") as client:
        with bound_to(code):
            async with county_tx():
                token = await open_session(await value(ACCOUNT, f"sub-{county}"))
        client.cookies.set(cookie_name(f"/regions/{code}"), token)
        yield client


async def a_county_at_work(client: AsyncClient) -> int:
    station = await given.a_station()
    filed = [
        Entry(kind=Kind.CONSULTATION_FILED, station=station, happened_on=DAY) for _n in range(7)
    ]
    raised = Entry(kind=Kind.TOPIC_RAISED, station=station, happened_on=DAY)
    async with county_tx():
        await post(*filed, raised, Entry(kind=Kind.RATING_GIVEN, station=station, quantity=5))
    await recount()
    await given.signed_in(client, Role.OFFICE)
    return station


async def seen(region: int, sql: str) -> list[Any]:
    with bound_to(region):
        async with region_tx(readonly=True):
            return await rows(sql)


COUNTS = """/* app_region */
    SELECT DISTINCT "kind" FROM "county_count" WHERE "county" = {county} AND $1::int > 0
"""


async def test_the_region_sees_what_is_agreed_and_no_more(client: AsyncClient) -> None:
    county = current_county.get() or 0
    await a_county_at_work(client)
    region, sql = county // 10000, COUNTS.format(county=county)
    assert await seen(region, sql) == []
    await client.post("/sharing", data={"region": str(region), "item": ["activity"]})
    kinds = {each["kind"] for each in await seen(region, sql)}
    assert kinds == {"consultation.filed", "topic.raised"}
    assert await seen(county // 100, sql) == []  # the prefecture has not been asked
    assert await seen(99, sql) == []
    await client.post("/sharing", data={"region": str(region)})
    assert await seen(region, sql) == []
    async with county_tx(readonly=True):
        kept = await rows('SELECT "ended_by" FROM "share" WHERE "share"."county" = $1')
    assert [bool(each["ended_by"]) for each in kept] == [True]


OTHERS = ("topic", "ledger", "month_count", "account", "member", "consultation", "charter", "photo")


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
    county = current_county.get() or 0
    await a_county_at_work(client)
    await client.post("/sharing", data={"region": str(county // 10000), "item": list(ITEMS)})
    for table in OTHERS:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await raw.fetch(f'SELECT 1 FROM "{table}"')  # noqa: S608
    assert await raw.fetch("SELECT 1 FROM county_count WHERE county = $1", county)
    await raw.execute("RESET ROLE")
    for table in OTHERS:
        assert await raw.fetch(f'SELECT 1 FROM "{table}"') == []  # noqa: S608


async def test_the_region_writes_nothing_but_that_it_looked(raw: Any) -> None:
    for sql in (
        "DELETE FROM county_count",
        "UPDATE share SET item = 'people'",
        "INSERT INTO share (county, region, item, kinds, agreed_by) VALUES (1, 10, 'a', '{}', 'x')",
        "INSERT INTO look (county, region, person, page) VALUES (999999, 99, 'x', 'x')",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await raw.execute(sql)


async def test_it_is_the_program_again_afterwards(county: int) -> None:
    """The role ends with the transaction."""
    assert await seen(county // 10000, "SELECT current_user WHERE $1::int > 0") == [("app_region",)]
    async with county_tx(readonly=True):
        assert (await rows("SELECT current_user WHERE $1::int > 0")) == [("app_rw",)]


async def test_compared_by_the_province(client: AsyncClient, province: AsyncClient) -> None:
    county = current_county.get() or 0
    await a_county_at_work(client)
    region = str(county // 10000)
    address = f"/compare?by=consultations&since=2026-05-01&until={DAY}"
    before = (await province.get(address)).text
    assert f"/c{county}/numbers" not in before
    await client.post("/sharing", data={"region": region, "item": ["activity"]})
    page = (await province.get(address)).text
    row = page.split(f"/c{county}/numbers")[1].split("</tr>")[0]
    assert 'value="7"' in row
    people = (await province.get("/compare?by=citizens")).text
    assert f"/c{county}/numbers" not in people
    mine = (await client.get("/sharing")).text
    assert "林处长" in mine
    await client.post("/sharing", data={"region": region, "item": list(ITEMS)})
    for each in DICTIONARY:
        answer = await province.get(f"/compare?by={each.key}")
        assert answer.status_code == 200, each.key
        assert f"/c{county}/numbers" in answer.text, each.key
    for odd in ("by=nothing", "since=0001-01-01", "until=9999-12-31", "since=2027-01-01&until=x"):
        assert (await province.get(f"/compare?{odd}")).status_code == 200


async def test_only_its_own_regions_and_known_items(client: AsyncClient) -> None:
    county = current_county.get() or 0
    await given.signed_in(client, Role.OFFICE)
    for form in ({"region": "99", "item": "activity"}, {"region": str(county // 100), "item": "x"}):
        assert (await client.post("/sharing", data=form)).status_code == 422
    await given.signed_in(client, Role.LEADERSHIP)
    assert (await client.get("/sharing")).status_code == 403
