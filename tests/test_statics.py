import pytest
from httpx import AsyncClient

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
async def test_a_browser_can_read_it_and_proxies_may_keep_it(
    outside: AsyncClient, encoding: str
) -> None:
    outside.cookies.clear()
    response = await outside.get("/static/app.css", headers={"accept-encoding": encoding})
    assert response.text.startswith("/* Ink on paper")
    assert response.headers.get("content-encoding", "identity") == encoding
    assert "immutable" in response.headers["cache-control"]
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
async def test_a_page_is_squeezed_for_who_can_read_it(outside: AsyncClient, encoding: str) -> None:
    page = await outside.get("/", headers={"accept-encoding": encoding})
    assert "</html>" in page.text
    assert page.headers.get("content-encoding", "identity") == encoding
