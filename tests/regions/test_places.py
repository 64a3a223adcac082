"""A county reads where it stands, while its neighbours come and go, and looks for their figures."""

from collections.abc import AsyncIterator
from itertools import count

import pytest

from app.access.roles import Role
from app.db import bound_to, county_tx, current_realm, rows
from app.processes.postgres import Server
from app.regions.membership import placing
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page
from tests.regions.given_region import agreed, all_agree, neighbours

pytestmark = pytest.mark.anyio
provinces = count(70)  # of no other test; each test's own

SATISFIED, CONSULTATIONS = "满意率 ％", "协商会场次 场"


@pytest.fixture
async def province(pool: None, server: Server, database: str) -> int:  # noqa: ARG001
    await given.divisions(server.url(database, "app_owner"))
    return next(provinces)


@pytest.fixture
async def mine(province: int) -> AsyncIterator[Browser]:
    """The office of the county that ends in 01: 1 of 100 is satisfied."""
    number = province * 10000 + 101
    await neighbours(number)
    current_realm.set(number)
    async with browser(f"/c{number}") as client:
        await given.signed_in(client, Role.OFFICE)
        yield client


async def places(mine: Browser, region: int) -> dict[str, list[str]]:
    """By indicator, as the page has them: of itself, the median, the middle half, the rank."""
    await placing.place(region)
    await placing.place(region)
    page = Page(await mine.get("/sharing/standing"))
    return {row[0]: row[1:] for row in page.rows if len(row) > 1}


async def test_of_two_the_median_and_one_s_own_would_tell_the_other_s(
    mine: Browser, province: int
) -> None:
    base = province * 10000 + 100
    others = [base + n for n in (11, 22, 34, 47)]
    await neighbours(*others)
    await agreed(mine, province, "satisfaction")
    for many in (1, 2, 3):
        await all_agree(province, others[many - 1])
        assert await places(mine, province) == {}  # of two, three and four
    await all_agree(province, others[3])
    own = (await places(mine, province))[SATISFIED]
    assert own[0].startswith("1.0%")
    assert own[1:] == ["22.0%", "11.0%–34.0%", "5/5"]


async def test_nobody_s_figure_from_one_day_to_the_next(mine: Browser, province: int) -> None:
    """Who joins changes nothing in this quarter; who leaves takes with it all that it was in."""
    base = province * 10000 + 100
    five = [base + n for n in (11, 22, 34, 47)]
    joins = base + 90
    await neighbours(*five, joins)
    await agreed(mine, province, "satisfaction", "activity")
    await all_agree(province, *five)
    before = await places(mine, province)
    assert SATISFIED in before
    await all_agree(province, joins)
    assert await places(mine, province) == before
    with bound_to(five[0]):
        async with browser(f"/c{five[0]}") as leaves:
            await given.signed_in(leaves, Role.OFFICE)
            await agreed(leaves, province, "activity")
    gone = Page(await mine.get("/sharing/standing"))  # before any worker has run
    after = {row[0]: row[1:] for row in gone.rows if len(row) > 1}
    assert (SATISFIED in after, CONSULTATIONS in after) == (False, True), (before, after)
    assert {name: row for name, row in before.items() if name in after} == after
    assert await places(mine, province) == after  # and not again in this quarter
    await all_agree(province, five[0])
    assert SATISFIED not in await places(mine, province)
    with bound_to(joins):
        async with county_tx(readonly=True):
            late = await rows('SELECT "rank" FROM "standing" WHERE "standing"."county" = $1')
    assert {each["rank"] for each in late} == {None}  # it came after the ranks were given


async def test_a_prefecture_s_figures_are_not_its_province_s_less_one(
    mine: Browser, province: int
) -> None:
    base = province * 10000 + 100
    five, elsewhere = [base + n for n in (11, 22, 34, 47)], base + 190
    await neighbours(*five, elsewhere)
    for region in (province, base // 100):
        await agreed(mine, region, "satisfaction")
        await all_agree(region, *five)
    await all_agree(province, elsewhere)
    await placing.place(base // 100)
    await placing.place(province)
    page = Page(await mine.get("/sharing/standing"))
    told = [row[1:] for row in page.rows if row[0] == SATISFIED]
    assert [row[1:] for row in told] == [["22.0%", "11.0%–34.0%", "5/5"]] * 2  # of the same five


async def test_one_who_leaves_and_comes_back_asks_no_second_rank(
    mine: Browser, province: int
) -> None:
    """With another figure each time it would find where every other stands."""
    base = province * 10000 + 100
    five = [base + n for n in (11, 22, 34, 47, 55)]
    await neighbours(*five)
    await agreed(mine, province, "satisfaction")
    await all_agree(province, *five)
    assert (await places(mine, province))[SATISFIED][3] == "6/6"
    await agreed(mine, province)
    await agreed(mine, province, "satisfaction")
    assert SATISFIED not in await places(mine, province)
