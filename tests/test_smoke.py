import pytest
from httpx import AsyncClient

pytestmark = pytest.mark.anyio


async def test_health(outside: AsyncClient) -> None:
    assert (await outside.get("/healthz")).json()["status"] == "ok"


async def test_an_unknown_county_is_not_found(client: AsyncClient) -> None:
    response = await client.get("http://test/nowhere/topics")
    assert response.status_code == 404
    assert "没有这个页面" in response.text


async def test_an_unknown_page_of_a_county(client: AsyncClient) -> None:
    response = await client.get("/nothing/here")
    assert response.status_code == 404
    assert "有话好说" in response.text  # on the county's own page
