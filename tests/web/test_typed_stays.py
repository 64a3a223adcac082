"""What was typed is there again, whatever the answer: too often, away, too old a page."""

import time
from typing import Any

import pytest

from app.access.roles import Role
from app.db import county_tx, value
from app.web.forms import tokens
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import HTMX
from tests.page import Page, refused
from tests.quotas import spent
from tests.web.test_away import limits

pytestmark = pytest.mark.anyio

NAME, PHONE = "县园林绿化局", "0573-84120000"
TYPED = {"name": NAME, "phone": PHONE}
PATH = "/people/departments"


async def departments() -> int:
    async with county_tx(readonly=True):
        return int(
            await value('SELECT count(*) FROM "department" WHERE "department"."county" = $1')
        )


def stands(page: Page) -> None:
    assert page.typed("name") == [NAME]
    assert PHONE in page.typed("phone")


def old(client: Browser) -> str:
    """As of a page that was opened a day and a second ago."""
    client.form_token()
    before = tokens.browser.set(tokens.of_cookie(client.cookies[tokens.NAME]))
    token = tokens.form_token(at=time.time() - 24 * 3600 - 1)
    tokens.browser.reset(before)
    return token


async def test_too_often(client: Browser) -> None:
    me = await given.signed_in(client, Role.OFFICE)
    await spent("change", f"account {me}", 100_000)
    sent = await client.post(PATH, data=TYPED)
    assert sent.status_code == 429
    stands(Page(sent))


async def test_a_page_that_was_open_for_more_than_a_day(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    sent = await client.post(PATH, data=TYPED | {"form_token": old(client)})
    assert sent.status_code == 409
    page = Page(sent)
    stands(page)
    again = {"form_token": page.one(f"form[action$='{PATH}'] [name=form_token]").value}
    assert (await client.post(PATH, data=TYPED | again)).status_code == 303
    assert await departments() == 1


async def test_the_database_is_away(client: Browser, superuser: Any) -> None:
    """A plain form is answered with what was typed; a page with scripts stays as it is."""
    await given.signed_in(client, Role.OFFICE)
    token = client.form_token()
    async with superuser.transaction():
        await superuser.execute('LOCK TABLE "department" IN ACCESS EXCLUSIVE MODE')
        async with limits("lock_timeout = '50ms'"):
            plain = await client.post(PATH, data=TYPED | {"form_token": token})
            part = await client.post(PATH, data=TYPED | {"form_token": token}, headers=HTMX)
    assert (plain.status_code, part.status_code) == (503, 503)
    assert {NAME, PHONE} <= set(Page(plain).texts("main .prose"))
    assert part.headers["hx-retarget"] == "#flash"
    for _press in range(2):  # tried again under the same token, it counts once
        assert (await client.post(PATH, data=TYPED | {"form_token": token})).status_code == 303
    assert await departments() == 1


async def test_files_that_were_not_taken_are_to_be_chosen_again(client: Browser) -> None:
    station = await given.a_station("河湾村", kind="village", level="village")
    async with county_tx(readonly=True):
        code = await value(
            'SELECT "code" FROM "station" WHERE "station"."county" = $1 AND "id" = $2', station
        )
    typed = {"station": code, "title": "村口路灯坏了", "story": "晚上摔了两次", "category": "hard"}
    typed |= {"name": "李大爷", "phone": "13800005678", "form_token": old(client)}
    photo = {"photo": ("灯.jpg", b"\xff\xd8\xff", "image/jpeg")}
    sent = await client.post("/raise", data=typed, files=photo)
    assert "选的文件没有收下，请重新选择。" in refused(sent, status=409)
    assert Page(sent).typed("story") == ["晚上摔了两次"]
    without = await client.post("/raise", data=typed, files={"nothing": ("", b"")})
    assert "选的文件没有收下，请重新选择。" not in refused(without, status=409)
