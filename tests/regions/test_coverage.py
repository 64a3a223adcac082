"""Where there are stations: counties and townships page by page, however many a region has."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from app.regions.comparison.coverage import place_of
from tests.conftest import Browser
from tests.page import Page
from tests.regions.given_region import staff_of

pytestmark = pytest.mark.anyio

REGION = 63
# Fifty-three counties of three townships: two of three have stations in the last ten, one of three
# in the ten before, none in the others. The third has four townships, of which one is reached.
FILL = """
    INSERT INTO county SELECT 630101 + n, 'cover-' || n, '覆盖' || n, now()
    FROM generate_series(0, 52) AS n;
    INSERT INTO share (county, region, item, agreed_by)
    SELECT 630101 + n, 63, 'coverage', '李' FROM generate_series(0, 52) AS n;
    INSERT INTO township_count (county, township, stations, villages, covered)
    SELECT 630101 + n, 630101 + n || '00' || t, 0, 5,
           (t <= CASE WHEN n >= 43 THEN 2 WHEN n >= 33 OR n = 2 THEN 1 ELSE 0 END)::int
    FROM generate_series(0, 52) AS n
    CROSS JOIN LATERAL generate_series(1, CASE n WHEN 2 THEN 4 ELSE 3 END) AS t;
    INSERT INTO division (code, name, level, path, initials, romanised)
    SELECT township, '覆盖镇', 'township', '覆盖镇', '', '' FROM township_count
    WHERE county BETWEEN 630101 AND 630153;
"""
AWAY = """
    DELETE FROM division WHERE name = '覆盖镇';
    DELETE FROM township_count WHERE county BETWEEN 630101 AND 630153;
    DELETE FROM kept_view WHERE county = 63;
    DELETE FROM share WHERE county BETWEEN 630101 AND 630153;
    DELETE FROM county WHERE slug LIKE 'cover-%';
"""


@pytest.fixture
async def province(superuser: Any, client: AsyncClient) -> AsyncIterator[Browser]:
    assert client
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(FILL)
    async with staff_of(REGION, "sub-of-coverage") as staff:
        yield staff
    await superuser.execute(AWAY)
    await superuser.execute("SET session_replication_role = origin")


def listed(page: str) -> list[int]:
    return [int(code) for code in re.findall(r'<th scope="row"><a href="[^"]*county=(\d+)', page)]


async def test_counties_page_by_page_each_once(province: Browser, superuser: Any) -> None:
    first = await province.get("/coverage")
    assert [each["value"] for each in Page(first).all(".figures data")] == ["31", "31", "129"]
    assert listed(first.text) == [
        *(630101 + n for n in range(33) if n != 2), 630103, *(630101 + n for n in range(33, 43)),
        *(630101 + n for n in range(43, 50)),
    ]  # fmt: skip
    assert "?beyond=2-3-630150" in first.text
    assert "回到第一页" not in first.text
    second = await province.get("/coverage?beyond=2-3-630150")
    assert listed(second.text) == [630151, 630152, 630153]
    assert "回到第一页" in Page(second).texts("a.button")
    assert "?beyond=2-3-630153" not in second.text
    # Between two whose parts are alike, and before one with more.
    assert listed((await province.get("/coverage?beyond=1-4-630103")).text)[:2] == [630134, 630135]
    for odd in ("beyond=x", "county=x", "county=999999", "after=x"):
        assert (await province.get(f"/coverage?{odd}")).status_code == 404
    await superuser.execute("UPDATE share SET ended_at = now() WHERE county = 630153")
    left = await province.get("/coverage?beyond=2-3-630150")
    assert listed(left.text) == [630151, 630152]  # at once, from what is kept too


async def test_townships_without_go_on_within_one_county_or_all(province: Browser) -> None:
    def shown(page: str) -> int:
        return page.split('id="without"')[1].count("覆盖镇")

    first = (await province.get("/coverage")).text
    assert shown(first) == 50
    assert "?after=630117002" in first
    assert shown((await province.get("/coverage?after=630152003")).text) == 1
    own = (await province.get("/coverage?county=630104&beyond=2-3-630150")).text
    assert shown(own) == 3
    assert "覆盖3还没有阵地的" in own
    assert listed(own) == [630151, 630152, 630153]


@pytest.mark.parametrize(
    ("township", "place"),
    [
        ("630117002", (630117, "630117002")),
        ("63", (630000, "63")),
        ("", (0, "")),
        ("x1", (0, "")),
        ("²", (0, "")),
    ],
)
def test_where_a_list_of_townships_goes_on(township: str, place: tuple[int, str]) -> None:
    assert place_of(township) == place
