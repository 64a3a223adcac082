"""From each page that says no one goes on: to where one came from, one's desk, one's home; in the
reader's language, and not into another refusal.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from httpx import Response

from app.access.roles import Role
from app.access.sessions import IDLE
from app.access.tables import Session
from app.dates import now
from app.db import bound_to, county_tx, current_realm
from app.tenancy.numbers import OPERATOR
from app.tenancy.tables import County
from tests import given
from tests.conftest import Browser
from tests.english import reads
from tests.page import Page
from tests.quotas import HERE, spent
from tests.regions.given_region import staff_of
from tests.web.test_away import limits

pytestmark = pytest.mark.anyio

Refusal = Callable[[Browser], Awaitable[Response]]
BACK, AGAIN, DESK, HOME = "回到刚才的页面", "再试一次", "我的工作台", "首页"
PAGE = "/stations"  # from where one came


def from_page() -> dict[str, str]:
    return {"referer": f"http://test/c{current_realm.get()}{PAGE}", "host": "test"}


async def not_there(client: Browser) -> Response:
    return await client.get("/topics/1", headers=from_page())


async def not_there_for_members(client: Browser) -> Response:
    await given.signed_in(client, Role.MEMBER)
    return await client.get("/nothing", headers=from_page())


async def not_allowed(client: Browser) -> Response:
    await given.signed_in(client, Role.MEMBER)
    return await client.get("/people", headers=from_page())


async def signed_out(client: Browser) -> Response:
    return await client.get("/desk", headers=from_page())


async def expired(client: Browser) -> Response:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    async with county_tx():
        await Session.update({"seen_at": now() - IDLE * 1.01}, force=True)
    form = {"version": "0", "decision": "pass", "opinion": "可以"}
    return await client.post(f"/topics/{topic}/review", data=form, headers=from_page())


async def without_its_page(client: Browser) -> Response:
    """What was typed is read back: the page that the form stood on is not there."""
    me = await given.signed_in(client, Role.CONVENER)
    await spent("change", f"account {me}", 600)
    form = {"title": "路灯", "manner": "site"}
    return await client.post("/topics/1/consultations", data=form, headers=from_page())


async def too_often(client: Browser) -> Response:
    await spent("login", HERE, 1800)
    return await client.get("/login/1", headers=from_page())


async def suspended(client: Browser) -> Response:
    number = current_realm.get()
    closed: dict[Any, Any] = {County.suspended_at: now(), County.suspended_why: "欠费停用"}
    with bound_to(OPERATOR):
        async with county_tx():
            await County.update(closed).where(County.id == number)
    answer = await client.get("/callback?code=a&state=b")
    assert "欠费停用" in Page(answer).one("#notice").text
    return answer


REFUSALS: dict[str, tuple[Refusal, int, list[str]]] = {
    "not there": (not_there, 404, [BACK, HOME]),
    "not there, signed in": (not_there_for_members, 404, [BACK, DESK, HOME]),
    "not allowed": (not_allowed, 403, [BACK, DESK, HOME]),
    "signed out": (signed_out, 401, [BACK, HOME]),
    "expired": (expired, 401, [BACK, HOME]),
    "without its page": (without_its_page, 429, [BACK, DESK, HOME]),
    "too often": (too_often, 429, [AGAIN, BACK, HOME]),
    "suspended": (suspended, 400, [HOME]),
}


def ways(answer: Response) -> dict[str, str]:
    return {each.text: each["href"] for each in Page(answer).all("main #onward a")}


@pytest.mark.parametrize("name", REFUSALS)
async def test_where_one_goes_on(client: Browser, name: str) -> None:
    refusal, status, expected = REFUSALS[name]
    answer = await refusal(client)
    assert answer.status_code == status
    found = ways(answer)
    assert [*found] == expected
    realm = f"/c{current_realm.get()}"
    known = {BACK: f"{realm}{PAGE}", DESK: f"{realm}/desk", HOME: f"{realm}/"}
    assert {text: found[text] for text in found.keys() & known} == {
        text: known[text] for text in found.keys() & known
    }
    for text, address in found.items():
        if text != AGAIN:
            there = await client.get(f"http://test{address}")
            assert there.status_code == 200, (text, address)
    reads(client)
    said = [*ways(await refusal(client))]
    english = {BACK: "Back to the previous page", AGAIN: "Try again", DESK: "My desk", HOME: "Home"}
    assert said == [english[each] for each in expected]


async def test_while_the_database_is_away_there_is_a_way_too(
    client: Browser, superuser: Any
) -> None:
    async with limits("lock_timeout = '50ms'"), superuser.transaction():
        await superuser.execute('LOCK TABLE "charter" IN ACCESS EXCLUSIVE MODE')
        answer = await client.get("/topics?x=1", headers=from_page())
    assert answer.status_code == 503
    realm = f"/c{current_realm.get()}"
    again, back, home = f"{realm}/topics?x=1", f"{realm}{PAGE}", f"{realm}/"
    assert ways(answer) == {AGAIN: again, BACK: back, HOME: home}


@pytest.mark.parametrize(
    "path", ["/nowhere/topics", "/operator/counties/1", "/regions/33/keys", "/divisions/x"]
)
async def test_outside_of_counties(outside: Browser, path: str) -> None:
    answer = await outside.get(
        path, headers={"referer": "http://elsewhere.example/", "host": "test"}
    )
    assert answer.status_code in {401, 404}
    region = path.startswith("/regions/")
    assert ways(answer) == {HOME: "/regions/33/" if region else "/"}
    there = await outside.get(ways(answer)[HOME], follow_redirects=True)
    assert there.status_code == 200


async def test_staff_of_a_region_and_the_operator(outside: Browser) -> None:
    async with staff_of(33) as staff:
        assert ways(await staff.get("/nothing")) == {HOME: "/regions/33/"}
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
    answer = await outside.get("/operator/counties/1")
    assert ways(answer) == {"运营": "/operator", HOME: "/"}


async def test_what_fits_no_route_is_refused_by_the_realm_in_the_reader_s_language(
    client: Browser,
) -> None:
    """With its head and its desk, as a page that is there."""
    await given.signed_in(client, Role.MEMBER)
    reads(client)
    head = Page(await client.get("/desk")).texts(".brand, .who, .nav > a")
    for method, path, status in (
        ("GET", "/nowhere", 404),
        ("GET", "/topics/abc", 404),
        ("GET", "/topics/1/nor/here", 404),
        ("GET", "/logout", 405),
        ("POST", "/desk", 405),
    ):
        answer = await client.request(method, path, headers=from_page())
        assert (answer.status_code, Page(answer).texts(".brand, .who, .nav > a")) == (status, head)
        assert [*ways(answer)] == ["Back to the previous page", "My desk", "Home"]
    async with staff_of(33) as staff:
        there = [Page(await staff.get(each)).texts(".brand, .who") for each in ("/", "/logout")]
        assert there[0] == there[1] != []


@pytest.mark.parametrize(
    "referer",
    [
        "http://evil.example/c1/",
        "http://test//evil.example",
        "http://test/other/desk",
        "javascript:a",
    ],
)
async def test_nobody_is_led_out_of_their_county(client: Browser, referer: str) -> None:
    answer = await client.get("/nothing", headers={"referer": referer, "host": "test"})
    assert [*ways(answer)] == [HOME]


# What a stranger's program sends, and no browser.
ODD_HEADERS = [
    {"referer": "http://[::1"},
    {"referer": "//["},
    {"referer": "http://test:99999999/"},
    {"accept-language": "en;q=nan,\xff;q=1e999,;;;,*"},
    {"cookie": "=; a;;; \xff=\xfe"},
    {"hx-request": "true", "hx-target": "\"]'[("},
    {"hx-request": "true", "hx-current-url": "http://[::1"},
    {"if-none-match": '"\xff', "range": "bytes=9-1,x"},
    {"content-type": "multipart/form-data; boundary=\xff"},
    {"content-type": "application/x-www-form-urlencoded; charset=utf-99"},
]


@pytest.mark.parametrize("odd", ODD_HEADERS, ids=str)
async def test_whatever_a_header_says_nothing_goes_wrong_here(client: Browser, odd: Any) -> None:
    """32: a Referer that is no address was an error of ours, with a line in the log each time."""
    sent = {name: text.encode("latin-1") for name, text in odd.items()}
    got = await client.get("/nothing", headers=sent)
    assert got.status_code == 404
    for path in ("/follow", "/view", "/raise"):
        client.cookies.clear()
        given_back = await client.post(path, content=b"code=a&size=x", headers=sent)
        assert given_back.status_code < 500
