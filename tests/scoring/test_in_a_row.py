"""No data is no zero, and of what was settled nothing is graded anew by today's rules."""

from datetime import date

import pytest
from httpx import AsyncClient
from msgspec import structs

from app.access.roles import Role
from app.charter.sheets import Sheet
from app.dates import today
from app.db import county_tx
from app.ledger import Entry, Kind
from app.scoring import results
from app.scoring.headings import heading
from app.scoring.periods import Period
from tests import given
from tests.page import Page
from tests.scoring.test_history import QUARTER, settle
from tests.scoring.test_links import walked
from tests.scoring.test_pages import MEMBERS, filed, post, scored

pytestmark = pytest.mark.anyio
YEAR = today().year
FOLLOWS = {"不称职": "约谈"}
FROM_60 = structs.replace(MEMBERS, grades=[("称职", 60), ("不称职", 0)], follows=FOLLOWS)
FROM_80 = structs.replace(FROM_60, grades=[("称职", 80), ("不称职", 0)])


async def came(member: int, station: int, *days: date) -> None:
    kind = Kind.ATTENDANCE_MEMBER
    await post(*(Entry(kind=kind, member=member, station=station, happened_on=d) for d in days))


async def begun(*sheets: Sheet) -> tuple[int, int]:
    """→ a member and a station."""
    await scored(*sheets, on=date(YEAR - 9, 1, 1))
    station = await given.a_station("甲站")
    async with county_tx():
        return await given.a_member(), station


async def test_a_grade_is_that_of_its_own_rules(client: AsyncClient) -> None:
    """70 were 称职 last year, and are 不称职 by this year's rules: for the first time."""
    member, station = await begun(FROM_60)
    await came(member, station, *[date(YEAR - 1, 3, 1)] * 7)
    async with county_tx():
        await settle("members", date(YEAR - 1, 1, 1))
    await came(member, station, *[date(YEAR, 1, 2)] * 7)
    await scored(FROM_80, on=date(YEAR, 1, 1))
    await given.signed_in(client, Role.OFFICE)
    last = Page(await client.get(f"/scores/members/{member}?on={YEAR - 1}-01-01"))
    assert "70.0 · 第 1 名 · 称职" in last.one("p.total").text
    page = Page(await client.get(f"/scores/members/{member}"))
    assert page.one("main .notice").text == "不称职 · 约谈"


async def test_a_row_is_as_long_as_it_is(client: AsyncClient) -> None:
    """Eight years on end, with one between that nobody settled; and this one, once it is settled:
    who stands at nothing on the first day of a year is in no row by that.
    """
    member, station = await begun(FROM_60)
    await given.signed_in(client, Role.OFFICE)
    await came(member, station, date(YEAR - 8, 1, 1))
    async with county_tx():
        for years in (1, 2, 3, 5, 6, 7, 8):
            await settle("members", date(YEAR - years, 1, 1))
    page = Page(await client.get(f"/scores/members/{member}"))
    assert page.one("main .notice").text == "不称职 · 已核定的前 7 期也是 · 约谈"
    async with county_tx():
        await settle("members", date(YEAR, 1, 1))
    page = Page(await client.get(f"/scores/members/{member}"))
    assert page.one("main .notice").text == "不称职 · 连续 8 期 · 约谈"


async def test_a_year_is_no_quarter(client: AsyncClient) -> None:
    """What was a year's sheet is a quarter's now: two in the year, one in its first quarter."""
    assert client
    yearly = structs.replace(QUARTER, period="year", grades=FROM_60.grades, follows=FOLLOWS)
    _member, station = await begun(yearly)
    await post(filed(station, on=date(YEAR, 2, 3)), filed(station, on=date(YEAR, 6, 3)))
    async with county_tx():
        await settle("quarter", date(YEAR, 1, 1))
    await scored(structs.replace(yearly, period="quarter"), on=date(YEAR + 1, 1, 1))
    async with county_tx(readonly=True):
        quarterly = structs.replace(yearly, period="quarter")
        found = await results.live(
            (await heading("quarter", today())).rules._replace(sheet=quarterly),
            Period("quarter", date(YEAR + 1, 1, 1), date(YEAR + 1, 3, 31)),
        )
        past = await results.earlier(found)
    assert all(period.kind == "quarter" for period, _each in past)
    assert [each[str(station)].total for period, each in past if period.begins.month == 1] == [10]


async def test_before_the_first_record_there_is_no_figure(client: AsyncClient) -> None:
    """The county came this quarter: nobody stood last in the one before, or a year ago; nobody is
    led there. An assessment that somebody opens for that time is about all.
    """
    quarter = structs.replace(QUARTER, grades=FROM_60.grades)
    member, station = await begun(quarter, FROM_60)
    await given.a_station("乙站")
    await post(filed(station, on=today()))
    await given.signed_in(client, Role.OFFICE)
    this = Page(await client.get("/scores/quarter"))
    assert [row.text for row in this.all("tbody td .light")] == ["不称职", "不称职"]
    assert "上一期" not in this.one(".periods").text
    for path in ("quarter", "members"):
        page = Page(await client.get(f"/scores/{path}?on={YEAR - 1}-02-01"))
        assert page.all("tbody, .light, data") == []
        assert "这一期还没有可以考核的对象。" in page.one("main").text
        who = station if path == "quarter" else member
        one = await client.get(f"/scores/{path}/{who}?on={YEAR - 1}-02-01")
        assert one.status_code == 404
        book = await client.get(f"/scores/{path}/export.xlsx?on={YEAR - 1}-02-01")
        assert book.status_code == 200
    record = Page(await client.get(f"/records/{member}?year={YEAR - 1}"))
    assert record.all("p.total, .light") == []
    found = await walked(client, f"/scores/quarter/{station}", "/scores/quarter", "/scores/members")
    assert {path: status for path, status in found.items() if status != 200} == {}
    await client.post("/assessments", data={"sheet": "members", "on": f"{YEAR - 1}-01-01"})
    opened = Page(await client.get(f"/scores/members?on={YEAR - 1}-02-01"))
    assert len(opened.all("tbody tr")) == 1


async def test_a_day_of_a_record_makes_a_period(client: AsyncClient) -> None:
    """On its last day, and not a day after."""
    _member, station = await begun(QUARTER)
    await given.signed_in(client, Role.OFFICE)
    await post(filed(station, on=date(2026, 4, 1)))
    before = f"/scores/quarter/{station}?on=2026-03-31"
    assert (await client.get(before)).status_code == 404
    await post(filed(station, on=date(2026, 3, 31)))
    assert (await client.get(before)).status_code == 200
