"""A region on the wall: each headline with its whole, and which counties lead in it."""

import pytest
from httpx import AsyncClient

from app.db import current_realm
from app.regions.comparison.headlines import HEADLINES
from app.regions.dictionary import ITEMS
from tests.conftest import Browser
from tests.page import Page
from tests.regions.given_region import a_county_at_work, agreed

pytestmark = pytest.mark.anyio


async def test_says_what_the_comparison_says(client: AsyncClient, province: Browser) -> None:
    county = current_realm.get() or 0
    await a_county_at_work(client)
    await agreed(client, county // 10000, *ITEMS)
    wall = Page(await province.get("/wall"))
    assert len(wall.all(".wall-boards section")) == len(HEADLINES) == 6
    for key, board in zip(HEADLINES, wall.all(".wall-boards section"), strict=True):
        own = board.one(f'a[href$="/compare?by={key}"] data').text
        compared = Page(await province.get(f"/compare?by={key}"))
        assert own == compared.one(".figures div:nth-child(2) data").text
        rows = compared.all("table.compared tbody tr")
        best = [
            (row.all("td")[0].text, row.one("th").text, row.one("td.by data").value)
            for row in rows
            if row.all("td")[0].text != "—"
        ]
        shown = [
            (each.get("value"), each.one("a").text, each.one("data").value)
            for each in board.all("li")
        ]
        assert shown == best[:5]
    assert wall.texts(".wall-boards li a")


async def test_nothing_of_who_ended_the_share(client: AsyncClient, province: Browser) -> None:
    county = current_realm.get() or 0
    await a_county_at_work(client)
    await agreed(client, county // 10000, *ITEMS)
    shared = await how_many(province)
    await agreed(client, county // 10000)
    assert await how_many(province) == shared - 1


async def how_many(province: Browser) -> int:
    """Counties that share the first headline, as the wall says it."""
    boards = Page(await province.get("/wall")).texts(".wall-whole small")
    return int(boards[0].rpartition("·")[2].removesuffix("县")) if boards else 0
