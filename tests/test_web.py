"""What all pages share: how cookies are kept, and how the program says that it cannot."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import anyio
import asyncpg
import pytest
from httpx import AsyncClient, Response

from app.access import sessions
from app.access.cookies import cookie
from app.access.roles import Role
from app.config import settings
from app.db import bulk_limits, county_tx, current_realm, value
from app.web.security_headers import address_of
from tests import given
from tests.english import reads
from tests.page import Page, is_told_without_body, refused

pytestmark = pytest.mark.anyio

WAITS = """
    SELECT pid FROM pg_sleep(0.01), pg_locks JOIN pg_stat_activity USING (pid)
    WHERE NOT granted AND usename = 'app_rw'
"""
CUT_OFF = """
    SELECT pg_terminate_backend(pid) FROM pg_sleep(0.01), pg_locks
    WHERE NOT granted AND pid <> pg_backend_pid()
"""


@pytest.mark.parametrize("name", ["lang", "size", "login-c1", "followed-c1", "session-c1"])
def test_over_https_a_cookie_is_of_this_host_only(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.__dict__, "base_url", "https://xinjiang.example.gov.cn")
    made = cookie(name, "x", seconds=60)
    assert made.key == f"__Host-{name}"
    assert (made.path, made.domain, made.secure, made.httponly, made.samesite) == (
        "/", None, True, True, "lax",
    )  # fmt: skip
    assert sessions.cookie_name("/c1") == "__Host-session-c1"


async def test_over_https_every_cookie_that_is_set_is_read_again(
    client: AsyncClient, county: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.__dict__, "base_url", "https://test")
    await given.a_topic(await given.a_station(), follow_code="ABC234DEF")
    await given.signed_in(client, Role.OFFICE)
    sent = [
        await client.post("/follow", data={"code": "ABC234DEF"}),
    ]
    for line in (each for one in sent for each in one.headers.get_list("set-cookie")):
        name, _, rest = line.partition("=")
        assert name.startswith("__Host-"), line
        assert "Secure" in rest
        client.cookies.set(name, rest.partition(";")[0])
    page = (await client.get("/follow")).text
    assert "村口路灯" in page
    assert (await client.get("/desk")).status_code == 200
    assert f"__Host-session-c{county}" in client.cookies


@pytest.mark.parametrize(
    ("peer", "said", "address"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "10.0.0.1, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("198.51.100.9", "203.0.113.7", "198.51.100.9"),  # nobody of ours
    ],
)
def test_only_our_proxy_says_where_a_request_comes_from(peer: str, said: str, address: str) -> None:
    scope = {"client": (peer, 5), "headers": [(b"x-forwarded-for", said.encode())]}
    assert address_of(scope) == address


async def cut_off(superuser: Any, asks: Coroutine[Any, Any, Response]) -> Response:
    """The database ends the connection while the page waits for it."""
    async with superuser.transaction():
        await superuser.execute("LOCK TABLE station IN ACCESS EXCLUSIVE MODE")
        asked = asyncio.ensure_future(asks)
        with anyio.fail_after(10):
            while not await superuser.fetch(CUT_OFF):
                pass
            return await asked


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_database_goes_away(client: AsyncClient, superuser: Any, language: str) -> None:
    reads(client, language)
    page = await cut_off(superuser, client.get("/stations"))
    assert page.status_code == 503
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["retry-after"] == "5"
    assert page.headers["x-request-id"] in page.text
    for inner in ("asyncpg", "terminat", "Traceback", "SELECT", "app/"):
        assert inner not in page.text
    hx = {"hx-request": "true"}
    part = await cut_off(superuser, client.get("/stations", headers=hx))
    assert (part.status_code, part.headers["hx-retarget"]) == (503, "#flash")
    assert (await client.get("/stations")).status_code == 200


async def test_who_waits_too_long_for_a_lock_is_told_to_come_again(
    client: AsyncClient, superuser: Any
) -> None:
    async with superuser.transaction():
        await superuser.execute("LOCK TABLE station IN ACCESS EXCLUSIVE MODE")
        with anyio.fail_after(60):
            page = await client.get("/stations")
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert (await client.get("/stations")).status_code == 200


async def setting(name: str) -> Any:
    return await value("SELECT current_setting($2) WHERE $1::int IS NOT NULL", name)


async def test_a_request_has_limits_of_its_own(county: int) -> None:
    """Ten seconds in all; bulk work has others."""
    async with county_tx(readonly=True):
        assert await setting("statement_timeout") == "8s", county
        assert await setting("lock_timeout") == "4s"
    with bulk_limits():
        async with county_tx(readonly=True):
            assert await setting("statement_timeout") == "10min"


async def test_before_the_county_is_known_it_says_so_too(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_slug: str) -> None:
        await asyncpg.connect("postgresql://nobody@127.0.0.1:1/nowhere")

    monkeypatch.setattr("app.tenancy.middleware.county_called", away)
    page = await client.get("/stations")
    assert page.status_code == 503
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert "x-content-type-options" in page.headers


@pytest.mark.parametrize("hx", [{}, {"hx-request": "true"}])
async def test_each_refusal_is_a_page(client: AsyncClient, hx: dict[str, str]) -> None:
    await given.signed_in(client, Role.MEMBER)
    large = b"title=" + b"x" * 2**20
    form = {"content-type": "application/x-www-form-urlencoded"}
    answers = {
        404: await client.get("/topics/1", headers=hx),
        403: await client.get("/people", headers=hx),
        405: await client.put("/topics", headers=hx),
        413: await client.post("/raise", content=large, headers=form | hx),
        422: await client.post("/raise", data={}, headers=hx),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("text/html")
        assert "Traceback" not in answer.text


async def test_head_is_answered_as_get_without_what_stands_there(
    client: AsyncClient, outside: AsyncClient
) -> None:
    await given.signed_in(client, Role.OFFICE)
    found = {
        (await is_told_without_body(reader, await reader.get(path))).status_code: path
        for reader, path in (
            *((client, each) for each in ("/", "/stations", "/topics/1", "/photos/1/320")),
            *(
                (client, each)
                for each in ("/desk", "/follow/rating", "/audit?since=2026-03-02&until=2026-03-01")
            ),
            *(
                (outside, each)
                for each in ("/", "/healthz", "/static/app.css", "/operator/account")
            ),
        )
    }
    assert found.keys() == {200, 401, 404, 405, 422}
    assert (await client.head("/follow/rating")).headers["allow"]


async def test_another_site_s_form_is_refused_in_words(client: AsyncClient) -> None:
    sent = await client.post("/raise", headers={"sec-fetch-site": "cross-site"})
    assert (sent.status_code, sent.headers["content-type"]) == (403, "text/plain; charset=utf-8")


async def test_two_who_do_the_same_at_once(client: AsyncClient, superuser: Any) -> None:
    """Both saw no such account; the later one is told so, and nothing fails."""
    await given.signed_in(client, Role.OFFICE)
    async with county_tx(readonly=True):
        provider = await value('SELECT "id" FROM "provider" WHERE "provider"."county" = $1')
    form = {"role": "party", "provider": str(provider), "subject": "twin", "name": "双"}
    async with superuser.transaction():
        await superuser.execute(
            "INSERT INTO account (county, provider, subject, name) VALUES ($1, $2, 'twin', '双')",
            current_realm.get(),
            provider,
        )
        asked = asyncio.ensure_future(client.post("/people", data=form))
        with anyio.fail_after(10):
            while not await superuser.fetch(WAITS):
                pass
    sent = await asked
    (said,) = refused(sent, status=409)
    assert said.startswith("刚有别人办理了同一件事。")
    assert (Page(sent).typed("subject"), Page(sent).typed("name")) == (["twin"], ["双"])


async def test_what_was_typed_is_read_back_when_all_goes_wrong(
    client: AsyncClient, superuser: Any
) -> None:
    """No browser keeps a page that may not be stored, so the answer holds what was typed."""
    form = {"station": "X", "title": "路灯", "story": "晚上<b>摔了</b>两次", "name": "李"}
    page = Page(await cut_off(superuser, client.post("/raise", data=form)))
    assert page.title == "系统正在恢复"
    assert page.texts("main .list li") == ["X", "路灯", "晚上<b>摔了</b>两次", "李"]
    assert not Page(await client.get("/topics/1")).all("main .list li")
