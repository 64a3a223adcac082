"""A sign-up is sent when a real sign-in at its provider has worked, in this browser."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from httpx import AsyncClient, Response

from app.accounts.rsa_keys import make_rsa_keys
from tests.accounts.hostile import Hostile
from tests.conftest import browser
from tests.counties.test_signup import form, ticks
from tests.page import Page

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("named")]


async def begin(client: AsyncClient, typed: dict[str, object]) -> dict[str, str]:
    """→ what the provider is asked."""
    page = Page(await client.post("/signup/trial", data=typed))
    address = page.one("main a.main-action")["href"]
    return {name: found[0] for name, found in parse_qs(urlsplit(address).query).items()}


async def back(client: AsyncClient, hostile: Hostile, asked: dict[str, str]) -> Response:
    hostile.id_token = lambda: hostile.signed(
        hostile.claims(asked["nonce"], aud=asked["client_id"])
    )
    answer = urlencode({"code": "c", "state": asked["state"]})
    return await client.get(f"{urlsplit(asked['redirect_uri']).path}?{answer}")


async def test_it_is_tried_and_then_sent(
    outside: AsyncClient, answering: Hostile, superuser: Any
) -> None:
    typed = form("330421", "tried-county", p=await ticks(outside, "330421"))
    early = Page(await outside.post("/signup", data=typed))
    assert list(early.wrong) == ["issuer"]
    assert "请先按「试着登录」" in early.wrong["issuer"]
    asked = await begin(outside, typed)
    assert asked["redirect_uri"].endswith("/tried-county/callback")  # where people will come back
    worked = await back(outside, answering, asked)
    assert (worked.status_code, Page(worked).title) == (200, "登录成功")
    assert Page(worked).one("#subject").text == "zhang"
    for changed in ({"client_id": "other"}, {"client_secret": "other"}):
        again = await outside.post("/signup", data=typed | changed)
        assert list(Page(again).wrong) == ["issuer"]
    assert (await outside.post("/signup", data=typed)).status_code == 303
    assert await superuser.fetchval("SELECT count(*) FROM signup WHERE slug = 'tried-county'") == 1


async def test_what_did_not_work_is_said_and_does_not_count(
    outside: AsyncClient, answering: Hostile
) -> None:
    typed = form("330421", "untried", p=await ticks(outside, "330421"))
    asked = await begin(outside, typed)
    answering.answers["/token"] = (400, {}, b'{"error": "invalid_client"}')
    try:
        answer = await back(outside, answering, asked)
    finally:
        del answering.answers["/token"]
    assert (answer.status_code, Page(answer).title) == (400, "没有登录成功")
    assert list(Page(await outside.post("/signup", data=typed)).wrong) == ["issuer"]


async def test_another_browser_s_answer_is_nobody_s(
    outside: AsyncClient, answering: Hostile
) -> None:
    asked = await begin(outside, form("330421", "untried"))
    async with browser("") as other:
        assert (await back(other, answering, asked)).status_code == 400


async def test_who_signs_with_our_key_needs_no_secret(
    outside: AsyncClient, answering: Hostile, superuser: Any
) -> None:
    typed = form(
        "330481",
        "own-key",
        p=await ticks(outside, "330481"),
        way="private_key_jwt",
        client_secret="",
    )
    offered = ["private_key_jwt"]
    answering.overrides["token_endpoint_auth_methods_supported"] = offered
    try:
        assert (await back(outside, answering, await begin(outside, typed))).status_code == 200
        assert (await outside.post("/signup", data=typed)).status_code == 303
    finally:
        answering.overrides.clear()
    row = await superuser.fetchrow("SELECT way, client_secret FROM signup WHERE slug = 'own-key'")
    assert tuple(row) == ("private_key_jwt", "")


async def test_the_county_s_keys_are_there_before_it_is(outside: AsyncClient) -> None:
    await make_rsa_keys()
    keys = (await outside.get("/signup/330421/jwks.json")).json()["keys"]
    both = [("EC", "enc"), ("EC", "sig"), ("RSA", "enc"), ("RSA", "sig")]
    assert sorted((each["kty"], each["use"]) for each in keys) == both
    assert (await outside.get("/signup/999999/jwks.json")).status_code == 404
