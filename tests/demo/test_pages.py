"""The articles' figures as a visitor reads them, and what opens behind them."""

import re

import pytest
from httpx import AsyncClient

from app.demo.fill import Filled
from tests.demo.conftest import DEMO
from tests.page import Page

pytestmark = [pytest.mark.anyio, DEMO]

PUBLISHED = {
    "xinjiang": {
        "stations": 179,
        "stations-county": 1,
        "stations-township": 10,
        "stations-village": 163,
        "stations-unit": 5,
        "consultations": 1400,
        "solved": 700,
    },
    "wudu": {
        "stations-township": 40,
        "stations-kind-town": 36,
        "stations-kind-street": 4,
        "stations-kind-village-room": 56,
        "stations-kind-community-room": 19,
        "stations-kind-institution": 1,
        "stations-kind-enterprise": 1,
        "consultations": 120,
        "member-attendances": 300,
    },
    "yanjiang": {
        "stations": 57,
        "stations-kind-street": 43,
        "stations-kind-neighbour": 14,
        "consultations": 263,
        "typical": 98,
        "solved": 185,
        "member-attendances": 400,
        "citizens": 2500,
    },
    "jiashan": {
        "stations-kind-group": 9,
        "topics": 34,
        "topics-on-theme": 22,
        "consultations-form-thematic": 6,
    },
    "zhenan": {"consultations-form-joint": 12, "consultations-form-villagers": 216},
}


async def figures(visitor: AsyncClient, path: str) -> dict[str, int]:
    page = await visitor.get(path)
    assert page.status_code == 200
    return Page(page).figures


@pytest.mark.parametrize("slug", PUBLISHED)
async def test_the_numbers_page_shows_what_the_article_reports(
    visitor: AsyncClient, slug: str
) -> None:
    shown = await figures(visitor, f"/{slug}/numbers")
    assert {name: shown[name] for name in PUBLISHED[slug]} == PUBLISHED[slug]


async def test_the_theme_s_share(visitor: AsyncClient) -> None:
    assert "65%" in (await visitor.get("/jiashan/numbers")).text


async def test_zhenan_shows_its_three_branches(visitor: AsyncClient) -> None:
    shown = await figures(visitor, "/zhenan/numbers")
    for branch in ("consensus", "none", "hard"):
        assert shown[f"consultations-conclusion-{branch}"] > 0


async def opened(visitor: AsyncClient, path: str, link: str) -> str:
    """The first link of this kind on a page → where it leads."""
    page = (await visitor.get(path)).text
    found = re.search(rf'href="(/\w+{link})"', page)
    assert found, f"{path} has no {link}"
    return found[1]


async def test_eight_at_huitong(visitor: AsyncClient) -> None:
    path = await opened(visitor, "/jiashan/stations?q=惠通村", r"/stations/\d+")
    assert "惠通村" in (await visitor.get(path)).text
    assert (await figures(visitor, path))["consultations"] == 8


async def test_longhu_s_five_rounds_and_thirty_people(visitor: AsyncClient) -> None:
    path = await opened(visitor, "/xinjiang/stations?q=龙湖社区", r"/stations/\d+")
    topic = await opened(visitor, path, r"/topics/\d+")
    page = (await visitor.get(topic)).text
    rounds = sorted(set(re.findall(r'href="(/xinjiang/consultations/\d+)"', page)))
    assert len(rounds) == 5
    assert "参加 30 人" in (await visitor.get(rounds[0])).text


async def test_a_number_opens_down_to_the_photo(visitor: AsyncClient, filled: list[Filled]) -> None:
    assert filled
    records = "/yanjiang/numbers/consultations"
    sitting = await opened(visitor, records, r"/consultations/\d+")
    photo = await opened(visitor, sitting, r"/photos/\d+")
    picture = await visitor.get(f"{photo}/320")
    assert picture.headers["content-type"] == "image/webp"
    assert picture.content[8:12] == b"WEBP"


async def test_every_page_says_that_it_is_a_demo_s(visitor: AsyncClient) -> None:
    sitting = await opened(visitor, "/wudu/numbers/consultations", r"/consultations/\d+")
    assert "演示" in (await visitor.get(sitting)).text


async def test_the_records_behind_a_settled_number_open(visitor: AsyncClient) -> None:
    """Whatever the statistics know: they expect a row of a county, and there are hundreds."""
    ranking = await opened(visitor, "/yanjiang/scores", r"/scores/township-quarter/-/on/2026-07-01")
    one = await opened(visitor, ranking, r"/scores/township-quarter/512002\d+/-/on/2026-07-01")
    found = await opened(visitor, one, r"/scores/township-quarter/512002\d+/member/-/on/2026-07-01")
    page = await visitor.get(found)
    assert page.status_code == 200
    assert "/yanjiang/consultations/" in page.text


@pytest.mark.parametrize("slug", PUBLISHED)
async def test_each_entry_of_a_timeline_says_first_what_and_then_when(
    visitor: AsyncClient, slug: str
) -> None:
    listed = Page(await visitor.get(f"/{slug}/topics?shown=closed"))
    entries = 0
    for link in listed.all("main .list a.title")[:5]:
        for each in Page(await visitor.get(link["href"])).all(".timeline > li"):
            assert [part.tag for part in each.all("h3, time")][:2] == ["h3", "time"]
            entries += 1
    assert entries > 5
