"""A region's pages are HTML that a validator accepts, and its forms can be sent without scripts."""

import pytest
from httpx import AsyncClient

from app.main import in_regions
from tests.isolation.routes import parameters, routes
from tests.isolation.test_valid_html import wrong
from tests.regions.given_region import all_agree

pytestmark = pytest.mark.anyio

PAGES = [each for each in routes(in_regions) if each.method == "GET" and not parameters(each.path)]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_page_of_a_region(province: AsyncClient, county: int, language: str) -> None:
    province.cookies.set("lang", language)
    found, pages = [], 0
    for route in PAGES:
        if not route.path.endswith((".xlsx", "/jwks.json", "/callback")):
            response = await province.get(route.path)
            found += wrong(route, response)
            pages += response.status_code == 200
    await all_agree(county // 10000, county)
    profile = await province.get(f"/counties/{county}")
    assert profile.status_code == 200
    found += wrong("/counties/{county_id}", profile)
    assert found == []
    assert pages > 8
