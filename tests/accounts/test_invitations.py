"""Whoever signs in with the code is the invited person from then on; once, and nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from app.access.roles import Role
from app.access.tables import AccountRow, Appointment
from app.accounts import invitations
from app.dates import now
from app.db import county_tx, execute, rows
from app.people.tables import Member
from tests import given
from tests.accounts import test_oidc
from tests.accounts.hostile import Hostile
from tests.accounts.test_oidc import Make, right, wrong
from tests.conftest import Browser, browser
from tests.page import Page

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(county: int) -> Any:
    async with browser(f"/c{county}") as client:
        await given.signed_in(client, Role.OFFICE)
        yield client


async def invited(office: Browser, **changed: str) -> tuple[int, str]:
    """→ the account, and the code as its page shows it."""
    form = {"name": "李四", "role": "leadership", **changed}
    answer = await office.post("/people", data=form)
    assert answer.status_code == 303, answer.text
    account = int(answer.headers["location"].split("/")[-1])
    return account, Page(await office.get(f"/people/{account}")).one("#invitation-code").text


async def accounts() -> list[dict[str, Any]]:
    async with county_tx(readonly=True):
        found = await AccountRow.select().order_by(AccountRow.id)
    return list(found)


async def held_by(account: int) -> list[str]:
    async with county_tx(readonly=True):
        found = await Appointment.select(Appointment.role).where(
            (Appointment.account == account) & Appointment.ended_at.is_null()
        )
    return [each["role"] for each in found]


async def type_in(client: Browser, code: str) -> Response:
    return await client.post("/invitation", data={"code": code})


async def sign_in(client: Browser, provider: int, hostile: Hostile, make: Make) -> Response:
    """By the button beneath the name of who is invited, where a code was typed."""
    query = "?invited=yes"
    for button in Page(await client.get("/invitation")).all("section a.main-action"):
        assert button["href"].endswith(f"/login{query}")
    led = await client.get(f"/login{query}")
    ways = [led.headers.get("location", "")]
    ways += [each["href"] for each in Page(led).all(".list a[href]")] if led.is_success else []
    assert any(each.endswith(f"/login/{provider}{query}") for each in ways)
    return await test_oidc.sign_in(client, provider, hostile, make, query)


async def test_who_signs_in_without_it_in_the_same_browser_is_not_invited(
    client: Browser, office: Browser, provider: int, hostile: Hostile, county: int
) -> None:
    """A machine of a township's hall: who typed the code went away; somebody else signs in."""
    account, code = await invited(office)
    await type_in(client, code)
    answer = await test_oidc.sign_in(client, provider, hostile, wrong(sub="somebody else"))
    assert answer.status_code == 303
    assert (await client.get("/overview")).status_code == 403
    assert len(await held_by(account)) == 1
    assert not Page(await client.get("/invitation")).all("section strong")  # nor whoever is next
    async with browser(f"/c{county}") as own:
        await type_in(own, code)
        assert (await sign_in(own, provider, hostile, right)).status_code == 303
        assert (await own.get("/overview")).status_code == 200


async def test_from_the_office_to_the_desk(
    client: Browser, office: Browser, provider: int, hostile: Hostile
) -> None:
    account, code = await invited(office)
    assert code.replace("-", "").isalnum()
    assert len(code) == 14
    assert next(each for each in await accounts() if each["id"] == account)["disabled_at"]
    answer = await type_in(client, f" {code.lower().replace('-', ' ')} ")
    assert answer.headers["location"].endswith("/invitation")
    page = Page(await client.get("/invitation"))
    assert page.one("section strong").text == "李四"
    answer = await sign_in(client, provider, hostile, right)
    assert answer.status_code == 303, answer.text
    assert (await client.get("/overview")).status_code == 200
    found = next(each for each in await accounts() if each["id"] == account)
    claims = hostile.claims("")
    assert (found["subject"], found["name"]) == (claims["sub"], "李四")
    assert found["disabled_at"] is None
    # Used up, and out of this browser.
    assert Page(await type_in(client, code)).refusals == [str(invitations.WRONG)]
    assert Page(await client.get("/invitation")).all("section strong") == []
    log = Page(await office.get("/audit")).one("main").text
    assert log.count("已邀请") == 2  # made, and used


async def test_who_had_signed_in_before_keeps_their_account(
    client: Browser, office: Browser, provider: int, hostile: Hostile
) -> None:
    await sign_in(client, provider, hostile, right)
    own = max(each["id"] for each in await accounts())
    async with county_tx():
        member = Member(name="李四", sector="农业界")
        await Member.insert(member)
    answer = await office.post(f"/people/members/{member.id}/invitation")
    account = int(answer.headers["location"].split("/")[-1])
    code = Page(await office.get(f"/people/{account}")).one("#invitation-code").text
    await type_in(client, code)
    assert (await sign_in(client, provider, hostile, right)).status_code == 303
    assert await held_by(own) == ["member"]
    assert await held_by(account) == []
    async with county_tx(readonly=True):
        assert (await Member.select(Member.account).first()) == {"account": own}


async def test_a_code_that_is_over(
    client: Browser, office: Browser, provider: int, hostile: Hostile
) -> None:
    account, first = await invited(office)
    await type_in(client, first)
    assert (await office.post(f"/people/{account}/invitation")).status_code == 303
    second = Page(await office.get(f"/people/{account}")).one("#invitation-code").text
    answer = await sign_in(client, provider, hostile, right)  # the first was typed before
    assert answer.status_code == 400
    assert str(invitations.OVER) in answer.text
    assert Page(await type_in(client, first)).refusals == [str(invitations.WRONG)]
    async with county_tx():
        await execute(
            'UPDATE "invitation" SET "until" = $2 WHERE "invitation"."county" = $1',
            now() - timedelta(seconds=1),
        )
    assert Page(await type_in(client, second)).refusals == [str(invitations.WRONG)]
    assert timedelta(days=14) == invitations.LASTS


async def test_taken_back(client: Browser, office: Browser) -> None:
    account, code = await invited(office)
    assert (await office.post(f"/people/{account}/enable")).status_code == 422
    assert (await office.post(f"/people/{account}/disable")).status_code == 303
    assert Page(await type_in(client, code)).refusals == [str(invitations.WRONG)]
    assert (await office.post(f"/people/{account}/enable")).status_code == 422


async def test_no_second_person_by_the_same_code(
    client: Browser, office: Browser, provider: int, hostile: Hostile, county: int
) -> None:
    account, code = await invited(office)
    await type_in(client, code)
    async with browser(f"/c{county}") as other:
        await type_in(other, code)
        await sign_in(other, provider, hostile, right)
        later = await sign_in(client, provider, hostile, wrong(sub="somebody else"))
        assert later.status_code == 400
    assert len(await held_by(account)) == 1


async def test_the_code_is_kept_nowhere(office: Browser) -> None:
    _account, code = await invited(office)
    async with county_tx(readonly=True):
        kept = await rows('SELECT * FROM "invitation" WHERE "invitation"."county" = $1')
    assert code.replace("-", "") not in str(kept)
