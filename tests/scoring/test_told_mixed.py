"""A year's average, less what the open quarters' notices say, is the quarter that is kept back; and
an assessor's marks, less a total, are its persons: both are kept back with it.
"""

from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient
from msgspec import structs

from app.access.roles import Role
from app.charter.sheets import Mix, Sheet
from app.dates import now
from app.db import county_tx, value
from app.scoring.telling import WHY
from app.topics.tables import Topic
from tests import given
from tests.page import Page
from tests.scoring.test_life import ON, Case, send
from tests.scoring.test_pages import FILED, scored
from tests.scoring.test_told import CAME, PLACE, SHEET, a_notice, came, words_of

pytestmark = pytest.mark.anyio

SMALL = structs.replace(FILED, marks=20, points=1)
QUARTER = structs.replace(SHEET, indicators=[CAME, SMALL])
YEAR = Sheet("year", "年度表", "station", "year", mix=Mix("quarter", 1.0))
MARKED = structs.replace(YEAR, indicators=[PLACE], mix=Mix("quarter", 0.5))
FIRST, SECOND = date(2025, 2, 4), date(2025, 5, 6)  # the days of two quarters
QUARTERS = ("2025-02-04", "2025-05-06", "2025-08-05", "2025-11-04")


class Year(Case):
    async def settled(self, client: AsyncClient, quarter: Sheet, year: Sheet, *of: str) -> "Year":
        """4 came in the first quarter, all in public; in the second 6 did and 3 not. Of the
        quarters `of` are settled, and then the year.
        """
        self.client = client
        await scored(quarter, year)
        self.station, self.other = await given.a_station("甲站"), await given.a_station("乙站")
        self.office = await given.an_account(Role.OFFICE, name="办公室")
        self.checker = await given.an_account(Role.OFFICE, name="核验的人")
        await came(self.station, 4, public=True, day=FIRST)
        await came(self.station, 6, public=True, day=SECOND)
        await came(self.station, 3, public=False, day=SECOND)
        await came(self.other, 4, public=True, day=SECOND)
        for sheet, on in (*((quarter, on) for on in of), (year, QUARTERS[0])):
            await given.sign_in(client, self.office)
            await send(client, "/assessments", sheet=sheet.key, on=on)
            async with county_tx(readonly=True):
                newest = 'SELECT max("id") FROM "assessment" WHERE "assessment"."county" = $1'
                self.id = await value(newest)
            await self.by(self.office, "/verification")
            if PLACE in sheet.indicators:
                await self.verify(self.station)
                await self.verify(self.other)
            await self.by(self.office, "/notice", days="7")
            assert await self.stage() == "notice"
        client.cookies.clear()
        return self

    async def told(self) -> list[int]:
        """How the pages of the year's score answer a stranger."""
        paths = [f"/{self.station}", "", "/export.xlsx", f"/{self.station}/export.xlsx"]
        paths = [f"/scores/year{each}?on={QUARTERS[0]}" for each in paths]
        return [(await self.client.get(each)).status_code for each in paths]


@pytest.mark.parametrize("year", [YEAR, MARKED])
@pytest.mark.parametrize("of", [QUARTERS, QUARTERS[:1]], ids=["all settled", "the first"])
async def test_no_year_tells_the_quarter_that_is_kept_back(
    client: AsyncClient, year: Sheet, of: tuple[str, ...]
) -> None:
    """4 × its average − the others is 9 × 2 + 2."""
    case = await Year().settled(client, QUARTER, year, *of)
    first = f"/scores/quarter/{case.station}?on={QUARTERS[0]}"
    assert Page(await client.get(first)).one("#total")["value"] == "9.0"  # 4 × 2 + 1
    assert (await client.get(f"/scores/quarter?on={QUARTERS[1]}")).status_code == 401
    assert await case.told() == [401] * 4
    assert Page(await client.get("/scores")).all('a[href*="/scores/year"]') == []
    async with county_tx():
        await Topic.update({Topic.published_at: now()}, force=True)
    assert await case.told() == [200] * 4


async def test_nor_one_that_mixes_in_what_is_about_persons_alone(client: AsyncClient) -> None:
    """Though all sat in public: the average times four is how many they were."""
    alone = structs.replace(SHEET, indicators=[CAME])
    case = await Year().settled(client, alone, YEAR, *QUARTERS)
    assert await case.told() == [401] * 4
    async with county_tx():
        await Topic.update({Topic.published_at: now()}, force=True)
    assert await case.told() == [401] * 4


async def test_a_year_of_matters_is_told(client: AsyncClient) -> None:
    case = await Year().settled(client, structs.replace(SHEET, indicators=[SMALL]), YEAR, *QUARTERS)
    assert await case.told() == [200] * 4


async def test_a_year_of_marked_quarters_is_told(client: AsyncClient) -> None:
    """Their totals are, and of those nothing can be worked out."""
    case = await Year().settled(client, SHEET, YEAR)
    assert await case.told() == [200] * 4


async def test_who_has_fewer_than_its_sample_is_not_told_by_having_no_place(
    client: AsyncClient,
) -> None:
    """10 would be needed, and 9 came."""
    sample = structs.replace(SHEET, sample="attendance.citizen", sample_least=10)
    case = await a_notice(client, sample)
    assert (await client.get(f"/scores/quarter?on={ON}")).status_code == 401
    await given.sign_in(client, case.office)
    assert (await client.get(f"/scores/quarter?on={ON}")).status_code == 200


async def a_department(client: AsyncClient) -> None:
    async with county_tx():
        department = await given.a_department("住建局")
    await given.signed_in(client, Role.DEPARTMENT, department=department)


async def test_no_mark_and_no_appeal_tells_a_department(client: AsyncClient) -> None:
    """52 − 30 − the sittings: it may appeal of its own, and reads of others what strangers do."""
    case = await a_notice(client)
    appealed: dict[str, Any] = {"indicator": "came", "text": "我们来了九个人"}
    await case.by(case.clerk, f"/appeals/{case.station}", **appealed)
    async with county_tx(readonly=True):
        one = await value('SELECT "id" FROM "appeal" WHERE "appeal"."county" = $1')
    answer = {"upheld": "false", "answer": "核过了，是九个人"}
    await case.by(case.office, f"/answers/{one}", **answer)
    client.cookies.clear()
    await a_department(client)
    assert (await client.get(f"/assessments/{case.id}/marks/{case.station}")).status_code == 403
    assert (await client.get(f"/assessments/{case.id}/marks/{case.other}")).status_code == 200
    page = Page(await client.get(f"/assessments/{case.id}"))
    assert "30" not in {each.text for each in page.all("main tr:has(td) strong")[1:]}
    assert len(page.all("main tbody tr")) == 1  # of the other, whose sittings are public
    assert WHY in page.one("main").text
    for said in ("九个人", "18.0", "→"):
        assert said not in page.one("main").text, said
    await given.sign_in(client, case.office)
    whole = Page(await client.get(f"/assessments/{case.id}"))
    assert "我们来了九个人" in whole.one("main").text
    assert len(whole.all("main tbody tr")) == 2


async def test_a_period_that_is_kept_back_is_so_on_the_page_of_its_steps(
    client: AsyncClient,
) -> None:
    case = await a_notice(client, QUARTER)
    await a_department(client)
    assert (await client.get(f"/assessments/{case.id}")).status_code == 403


async def test_the_workbook_of_a_year_that_is_told_has_its_average(client: AsyncClient) -> None:
    """What is public stays so."""
    quarter = structs.replace(SHEET, indicators=[SMALL])
    case = await Year().settled(client, quarter, YEAR, *QUARTERS)
    path = f"/scores/year/{case.station}/export.xlsx?on={QUARTERS[0]}"
    words = " ".join(words_of((await client.get(path)).content))
    assert "平均分 0.8" in words  # 1, 2, 0, 0
