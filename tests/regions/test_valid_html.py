"""A region's pages are HTML that a validator accepts."""

import pytest
from httpx import AsyncClient

from app.main import in_regions
from tests.isolation.routes import parameters, routes
from tests.isolation.test_valid_html import wrong

pytestmark = pytest.mark.anyio

PAGES = [each for each in routes(in_regions) if each.method == "GET" and not parameters(each.path)]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_page_of_a_region(province: AsyncClient, language: str) -> None:
    province.cookies.set("lang", language)
    found, pages = [], 0
    for route in PAGES:
        if not route.path.endswith((".xlsx", "/jwks.json", "/callback")):
            response = await province.get(route.path)
            found += wrong(route, response)
            pages += response.status_code == 200
    assert found == []
    assert pages > 8
