"""The operator's pages are HTML that a validator accepts, and their forms need no scripts."""

import pytest
from httpx import AsyncClient

from app.main import outside
from tests.isolation.routes import parameters, routes
from tests.isolation.test_valid_html import wrong

pytestmark = pytest.mark.anyio

PAGES = [
    each
    for each in routes(outside)
    if each.method == "GET" and each.path.startswith("/operator") and not parameters(each.path)
]


async def test_every_page_of_the_operator(operator: AsyncClient) -> None:
    found, pages = [], 0
    for route in PAGES:
        response = await operator.get(route.path)
        found += wrong(route, response)
        pages += response.status_code == 200
    assert found == []
    assert pages > 3
