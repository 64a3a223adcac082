"""The operator closes a county for a while."""

import pytest

from app.access.roles import Role
from app.db import bound_to
from app.tenancy.numbers import OPERATOR
from tests import given
from tests.accounts.test_pages import a_provider
from tests.conftest import Browser, browser
from tests.page import Page, refused

pytestmark = pytest.mark.anyio


async def test_a_suspended_county_ends_its_sessions_at_once_and_is_read(
    client: Browser, outside: Browser, county: int, other_county: int
) -> None:
    provider = await a_provider()
    me = await given.signed_in(client, Role.OFFICE)
    with bound_to(other_county):
        async with browser(f"/c{other_county}") as neighbour:
            await given.signed_in(neighbour, Role.OFFICE)
            with bound_to(OPERATOR):
                await given.signed_in(outside, Role.OPERATOR)
            there = f"/operator/counties/{county}"
            assert (await outside.post(f"{there}/suspend", data={"reason": " "})).status_code == 422
            assert (await client.get("/account")).status_code == 200
            done = await outside.post(f"{there}/suspend", data={"reason": "欠费停用"})
            assert done.headers["location"] == there
            assert Page(await outside.get(there)).facts["暂停理由"] == "欠费停用"
            assert (await client.get("/account")).status_code == 401
            assert (await neighbour.get("/account")).status_code == 200
    for path in ("/", "/raise", "/follow"):  # said before anybody types
        assert "现在只能看，不能提交" in Page(await client.get(path)).one("main .notice").text
    for address in (f"/login/{provider}", "/callback?code=a&state=b"):
        page = Page(await client.get(address))
        (said,) = page.texts("#notice li")
        assert said == "这里已由平台运营方暂停，暂时不能登录。理由：欠费停用"
    answer = await client.post("/follow", data={"code": "ABC"})
    assert any("现在只能看，不能提交" in each for each in refused(answer))
    assert (await outside.post(f"{there}/suspend", data={"reason": "再"})).status_code == 422
    assert (await outside.post(f"{there}/resume")).headers["location"] == there
    assert "现在只能看" not in (await client.get("/raise")).text
    assert (await client.get("/account")).status_code == 401  # the sessions of before are over
    await given.sign_in(client, me)
    assert (await client.get("/account")).status_code == 200


async def test_only_the_operator_suspends(client: Browser, outside: Browser, county: int) -> None:
    await given.signed_in(client, Role.OFFICE)
    there = f"/operator/counties/{county}"
    assert (await outside.get(there)).status_code == 401
    assert (await outside.post(f"{there}/suspend", data={"reason": "x"})).status_code == 401
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
    assert (await outside.get("/operator/counties/999999")).status_code == 404
    assert (await client.get("/account")).status_code == 200
