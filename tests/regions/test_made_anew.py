"""A comparison that nobody looked at before: how often the database is asked for it, and that what
is kept goes out as it is.
"""

from random import Random

import pytest
from httpx import AsyncClient

from app.db import bound_to, current_realm
from app.regions.columns import Column
from app.regions.comparison.around import PLACE
from app.regions.counting import count_some
from tests.conftest import Browser, statements
from tests.regions.given_region import a_county_at_work, agreed

pytestmark = pytest.mark.anyio
TIME = "from=2025Q3&to=2026Q2"


async def test_what_it_costs_anew_and_kept(client: AsyncClient, province: Browser) -> None:
    region = (current_realm.get() or 0) // 10000
    await a_county_at_work(client)
    await agreed(client, region, "activity")
    with bound_to(region):
        while await count_some():
            pass
    await province.get(f"/compare?by=citizens&{TIME}")  # names and who looked are known from now on
    asked = []
    for _again in range(2):
        statements.clear()
        assert (await province.get(f"/compare?by=consultations&{TIME}")).status_code == 200
        asked.append([each.split("(")[0].strip()[:40] for each in statements])
    assert [len(each) for each in asked] == [10, 5], "\n".join(asked[0])


async def test_the_page_around_it_is_whole(client: AsyncClient, province: Browser) -> None:
    region = (current_realm.get() or 0) // 10000
    await a_county_at_work(client)
    await agreed(client, region, "activity")
    for address in (f"/compare?by=consultations&{TIME}", "/wall"):
        for again in range(2):
            answer = await province.get(address)
            assert int(answer.headers["content-length"]) == len(answer.content), (address, again)
            assert answer.text.count(PLACE) == 0
            assert answer.text.count("</html>") == 1
    part = await province.get(f"/compare?by=consultations&{TIME}", headers={"HX-Request": "true"})
    assert "</html>" not in part.text
    assert f"/counties/{current_realm.get()}?" in part.text


def test_a_page_of_a_nation_has_each_countys_own_number() -> None:
    """Also of those who have none: before the first, between two and behind the last."""
    chance = Random(3)  # noqa: S311
    counties = sorted(chance.sample(range(110101, 659010, 2), 2844))
    numbers = [chance.randrange(5) for _each in counties]
    column = Column(counties, numbers, stands=False)
    page = [659011, 110100, counties[-1], counties[0], counties[7] + 1, *counties[40:60]]
    known = dict(zip(counties, numbers, strict=True))
    assert column.of(page) == [known.get(each, 0) for each in page]
    assert "by_county" not in vars(column)  # 2,844 for 25: not worth noting
    assert column.of(counties[::-1]) == numbers[::-1]
    assert column.of([]) == Column([], [], stands=True).of([]) == []
