"""A region's office: its own sign-in, its own counties, and no county's records."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from app.access.sessions import cookie_name, open_session
from app.accounts.operators import name_person
from app.db import bound_to, county_tx, value
from app.processes.postgres import Server
from tests import given
from tests.page import Page
from tests.regions.given_region import ACCOUNT, PROVIDER, staff_of

pytestmark = pytest.mark.anyio


@pytest.fixture
async def zhejiang(pool: None, server: Server, database: str) -> AsyncIterator[AsyncClient]:  # noqa: ARG001
    """Signed in as staff of the province with code 33."""
    await given.divisions(server.url(database, "app_owner"))
    async with staff_of(33) as client:
        yield client


async def test_signed_out_goes_to_the_region_s_own_sign_in(zhejiang: AsyncClient) -> None:
    zhejiang.cookies.delete(cookie_name("/regions/33"))
    sent = await zhejiang.get("/")
    assert (sent.status_code, sent.headers["location"]) == (303, "/regions/33/login")


async def test_another_region_s_session_is_nobody_here(zhejiang: AsyncClient) -> None:
    token = zhejiang.cookies[cookie_name("/regions/33")]
    zhejiang.cookies.set(cookie_name("/regions/3304"), token)
    sent = await zhejiang.get("http://test/regions/3304/")
    assert sent.headers["location"] == "/regions/3304/login"


async def test_its_counties_and_how_many_there_are(zhejiang: AsyncClient) -> None:
    page = (await zhejiang.get("/")).text
    assert "浙江省" in page
    assert Page(page).one("#counties-in-all")["value"] in {"5", "90"}  # of the list as it is loaded
    assert "/operator" not in page.split("<main")[1]
    links = {each["href"] for each in Page(page).all(".head .nav a")}
    assert "/regions/33/audit" in links


async def test_it_has_no_county_s_pages(zhejiang: AsyncClient) -> None:
    for path in ("/desk", "/topics", "/numbers", "/people", "/operator"):
        assert (await zhejiang.get(path)).status_code == 404


@pytest.mark.parametrize(
    "path", ["/regions/3", "/regions/333", "/regions/0a", "/regions/", "/regions"]
)
async def test_what_is_no_code_is_no_region(outside: AsyncClient, path: str) -> None:
    assert (await outside.get(path)).status_code == 404


async def test_a_region_that_is_not_in_the_list(zhejiang: AsyncClient) -> None:
    await name_person(99, PROVIDER, "sub-of-lin", "林处长")
    with bound_to(99):
        async with county_tx():
            token = await open_session(await value(ACCOUNT, "sub-of-lin"))
    zhejiang.cookies.set(cookie_name("/regions/99"), token)
    assert (await zhejiang.get("http://test/regions/99/")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/compare",
        "/weights",
        "/coverage",
        "/cases",
        "/indicators",
        "/keys",
        "/wishes",
        "/audit",
        "/account",
    ],
)
async def test_each_page_says_whose_it_is(zhejiang: AsyncClient, path: str) -> None:
    """The head does, on paper too; in a window among others nothing else tells it."""
    page = Page(await zhejiang.get(path))
    assert page.texts(".brand span") == ["浙江省"]
    assert page.one("title").text.endswith(" · 浙江省")
