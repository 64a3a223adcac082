import pytest
from httpx import AsyncClient

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
async def test_a_browser_can_read_it_and_proxies_may_keep_it(
    outside: AsyncClient, encoding: str
) -> None:
    outside.cookies.clear()
    response = await outside.get("/static/app.css", headers={"accept-encoding": encoding})
    assert ":root {\n--ink: #1f2328;" in response.text
    assert response.headers.get("content-encoding", "identity") == encoding
    assert "immutable" in response.headers["cache-control"]
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
async def test_a_page_is_squeezed_for_who_can_read_it(outside: AsyncClient, encoding: str) -> None:
    page = await outside.get("/", headers={"accept-encoding": encoding})
    assert "</html>" in page.text
    assert page.headers.get("content-encoding", "identity") == encoding


async def test_what_browsers_ask_for_beside_a_picture_is_there(outside: AsyncClient) -> None:
    icon = await outside.get("/favicon.ico")
    assert icon.headers["content-type"] == "image/svg+xml"
    assert icon.headers["cache-control"] == "max-age=86400, public"
    assert icon.text.startswith("<svg")
