"""The operator names the national office's staff on its page."""

from typing import Any

import pytest

from app.access.sessions import cookie_name, open_session
from app.db import bound_to, county_tx, rows, value
from app.tenancy.numbers import NATION
from tests.conftest import Browser, browser
from tests.page import Page

pytestmark = pytest.mark.anyio
FORM = {"client_id": "shangliang", "client_secret": "s", "subject": "sub-of-wen", "name": "温处长"}
NOTED = """
    SELECT count(*) FROM "audit" WHERE "audit"."county" = $1 AND "act" = 'role_given'
      AND "after"->>'subject' = 'sub-of-wen'
"""
HOLDERS = """
    SELECT "account"."id", "name", "role" FROM "appointment" JOIN "account"
    ON "account"."county" = $1 AND "account"."id" = "appointment"."account"
    WHERE "appointment"."county" = $1 AND "subject" = 'sub-of-wen'
"""


async def test_who_is_named_opens_the_nation_s_pages(operator: Browser, issuer: str) -> None:
    assert 'action="/operator/nation"' in (await operator.get("/operator")).text
    sent = await operator.post("/operator/nation", data={"issuer": issuer, **FORM})
    assert (sent.status_code, sent.headers["location"]) == (303, "/operator")
    again = await operator.post("/operator/nation", data={"issuer": issuer, **FORM})
    assert again.status_code == 422
    with bound_to(NATION):
        async with county_tx():
            ((account, name, role),) = await rows(HOLDERS)
            token = await open_session(account)
            noted: Any = await value(NOTED)
    assert (name, role) == ("温处长", "region")
    assert noted == 1
    async with browser(f"/regions/{NATION}") as office:
        office.cookies.set(cookie_name(f"/regions/{NATION}"), token)
        assert Page(await office.get("/")).one("h1").text == "全国"


async def test_all_that_is_missing_is_said(operator: Browser) -> None:
    sent = await operator.post("/operator/nation", data={"issuer": "", "name": " "})
    assert sent.status_code == 422
    wrong = [*Page(sent).wrong]
    assert wrong == ["issuer", "client_id", "client_secret", "subject", "name"]


async def test_an_address_that_nobody_may_ask_is_refused(operator: Browser) -> None:
    """At once, and not on the day when the office wants to sign in."""
    for issuer in ("id.example.cn", "http://id.example.cn", "https://a:b@id.example.cn"):
        sent = await operator.post("/operator/nation", data={"issuer": issuer, **FORM})
        assert sent.status_code == 422
        assert [*Page(sent).wrong] == ["issuer"]


async def test_nobody_but_the_operator_names_them(outside: Browser) -> None:
    assert (await outside.post("/operator/nation", data=FORM)).status_code == 401
