"""Whoever signs in with the code is the invited person from then on; once, and nobody else."""

import asyncio
from asyncio import wait_for
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from anyio import Event, create_task_group, fail_after
from anyio.lowlevel import checkpoint
from httpx import Response

from app.access.roles import Role
from app.access.tables import AccountRow, Appointment
from app.accounts import invitations
from app.dates import now
from app.db import county_tx, execute, rows
from app.people import pages
from app.people.tables import Member
from app.persons.amending import amending
from app.persons.erasing import erase_accounts
from tests import given
from tests.accounts.hostile import Hostile
from tests.accounts.test_oidc import Make, right, sign_in, wrong
from tests.conftest import Browser, browser
from tests.page import Page

pytestmark = pytest.mark.anyio
WAITS = "SELECT true FROM pg_stat_activity WHERE wait_event_type = 'Lock' LIMIT 1"
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


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


async def begins(client: Browser) -> str:
    """→ what the page's button says to the sign-in."""
    page = Page(await client.get("/invitation"))
    return urlsplit(page.one("section a.main-action")["href"]).query


async def accept(client: Browser, provider: int, hostile: Hostile, make: Make = right) -> Response:
    """By the button of the page on which the code was typed."""
    return await sign_in(client, provider, hostile, make, await begins(client))


async def as_members(office: Browser, name: str) -> tuple[int, int, str]:
    """→ a member, the account that they are invited to, and the code."""
    async with county_tx():
        member = await given.a_member(name)
    answer = await office.post(f"/people/members/{member}/invitation")
    account = int(answer.headers["location"].split("/")[-1])
    page = Page(await office.get(f"/people/{account}"))
    return member, account, page.one("#invitation-code").text


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
    answer = await accept(client, provider, hostile)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].endswith("/desk")
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
    _member, account, code = await as_members(office, "李四")
    phone = {"phone": "0573-84021111", "was": ""}
    assert (await office.post(f"/people/{account}/phone", data=phone)).status_code == 303
    await type_in(client, code)
    assert (await accept(client, provider, hostile)).status_code == 303
    assert {each["id"]: each["phone"] for each in await accounts()}[own] == "0573-84021111"
    listed = Page(await office.get("/people"))
    assert not listed.all(f"#accounts [href$='/{account}']")
    assert listed.all(f"#accounts [href$='/{own}']")
    assert await held_by(own) == ["member"]
    assert await held_by(account) == []
    async with county_tx(readonly=True):
        assert (await Member.select(Member.account).first()) == {"account": own}


async def test_two_codes_for_one_person_are_one_account(
    client: Browser, office: Browser, provider: int, hostile: Hostile
) -> None:
    """The second joins what the first made, in words; nothing of it is left to give roles to."""
    first, code = await invited(office)
    second, spare = await invited(office, role="office")
    told = Page(await office.get(f"/people/{first}")).one('.notice a[href*="/people/"]')
    assert told["href"].endswith(f"/people/{second}")  # same name: the same person?
    await type_in(client, code)
    answer = await accept(client, provider, hostile)
    assert "不会有第二个账号" not in Page(await client.get("/desk")).text
    assert answer.headers["location"].endswith("/desk")
    await type_in(client, spare)
    assert (await accept(client, provider, hostile)).headers["location"].endswith("/desk")
    assert str(invitations.JOINED) in Page(await client.get("/desk")).text
    assert sorted(await held_by(first)) == ["leadership", "office"]
    listed = [each["href"] for each in Page(await office.get("/people")).all("#accounts li a")]
    assert f"/people/{second}" not in "".join(listed)
    assert f"/people/{first}" in "".join(listed)
    there = await office.get(f"/people/{second}")
    assert there.headers["location"].endswith(f"/people/{first}")
    assert not Page(await office.get(f"/people/{first}")).all('.notice a[href*="/people/"]')
    # A page of before.
    for form, data in (("invitation", {}), ("appointments", {"role": "party"}), ("enable", {})):
        refused = await office.post(f"/people/{second}/{form}", data=data)
        assert refused.status_code in {303, 422}, refused.text
    assert await held_by(second) == []
    async with county_tx(readonly=True):
        kept = await rows('SELECT * FROM "invitation" WHERE "invitation"."county" = $1')
        found = await AccountRow.select(AccountRow.disabled_at).where(AccountRow.id == second)
    assert kept == []
    assert found[0]["disabled_at"]


async def test_who_is_erased_is_erased_where_they_joined_from(
    client: Browser, office: Browser, provider: int, hostile: Hostile
) -> None:
    await sign_in(client, provider, hostile, right)
    own = max(each["id"] for each in await accounts())
    account, code = await invited(office)
    await type_in(client, code)
    assert (await accept(client, provider, hostile)).status_code == 303
    async with county_tx(), amending():
        await erase_accounts([own])
    names = {each["id"]: each["name"] for each in await accounts()}
    assert names[account] == names[own] != "李四"


async def test_a_code_that_is_over(
    client: Browser, office: Browser, provider: int, hostile: Hostile
) -> None:
    account, first = await invited(office)
    await type_in(client, first)
    query = await begins(client)
    assert (await office.post(f"/people/{account}/invitation")).status_code == 303
    second = Page(await office.get(f"/people/{account}")).one("#invitation-code").text
    answer = await sign_in(client, provider, hostile, right, query)  # the first was typed before
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
        query = await begins(client)
        assert (await accept(other, provider, hostile)).status_code == 303
        later = await sign_in(client, provider, hostile, wrong(sub="somebody else"), query)
        assert later.status_code == 400
    assert len(await held_by(account)) == 1


async def test_the_code_is_kept_nowhere(office: Browser) -> None:
    _account, code = await invited(office)
    async with county_tx(readonly=True):
        kept = await rows('SELECT * FROM "invitation" WHERE "invitation"."county" = $1')
    assert code.replace("-", "") not in str(kept)


async def test_who_sits_down_at_the_machine_after_them_is_nobody_else(
    client: Browser, office: Browser, provider: int, hostile: Hostile
) -> None:
    """A code was typed, and nobody signed in."""
    member, account, code = await as_members(office, "李四")
    await type_in(client, code)
    answer = await sign_in(client, provider, hostile, right)
    own = max(each["id"] for each in await accounts())
    assert (await held_by(own), await held_by(account)) == ([], ["member"])
    async with county_tx(readonly=True):
        found = await Member.select(Member.account).where(Member.id == member).first()
    assert found == {"account": account}
    # Is it theirs? They are asked.
    assert answer.headers["location"].endswith("/invitation")
    assert (await accept(client, provider, hostile)).headers["location"].endswith("/desk")
    assert await held_by(own) == ["member"]


async def test_a_sign_in_that_was_cancelled_is_tried_again_with_the_same_code(
    client: Browser, office: Browser, provider: int, hostile: Hostile
) -> None:
    account, code = await invited(office)
    await type_in(client, code)
    started = await client.get(f"/login/{provider}?{await begins(client)}")
    (state,) = parse_qs(urlsplit(started.headers["location"]).query)["state"]
    left = await client.get(f"/callback?{urlencode({'error': 'access_denied', 'state': state})}")
    assert left.status_code == 400
    again = urlsplit(Page(left).one("a.main-action")["href"]).query
    answer = await sign_in(client, provider, hostile, right, again)
    assert answer.headers["location"].endswith("/desk")
    assert next(each for each in await accounts() if each["id"] == account)["subject"]


async def test_two_codes_in_two_tabs(
    client: Browser, office: Browser, provider: int, hostile: Hostile
) -> None:
    """The button of the first tab, whose page says another name, signs nobody in."""
    first, code = await invited(office)
    await type_in(client, code)
    query = await begins(client)
    second, code = await invited(office, name="王五")
    await type_in(client, code)
    answer = await client.get(f"/login/{provider}?{query}")
    assert answer.headers["location"].endswith("/invitation")
    assert Page(await client.get("/invitation")).one("section strong").text == "王五"
    assert (await accept(client, provider, hostile)).status_code == 303
    subjects = {each["id"]: each["subject"] for each in await accounts()}
    assert subjects[first] is None
    assert subjects[second] is not None
    # The browser's back: the page of before, whose code is used up.
    answer = await client.get(f"/login/{provider}?{query}")
    assert answer.headers["location"].endswith("/invitation")


async def test_nobody_is_two_members(
    client: Browser, office: Browser, provider: int, hostile: Hostile
) -> None:
    first, account, code = await as_members(office, "李四")
    await type_in(client, code)
    assert (await accept(client, provider, hostile)).status_code == 303
    second, awaited, code = await as_members(office, "王五")
    await type_in(client, code)
    answer = await accept(client, provider, hostile)
    assert answer.status_code == 400
    assert "已属于另一位委员" in Page(answer).one("#notice").text
    async with county_tx(readonly=True):
        found = await Member.select(Member.id, Member.account)
    assert {each["id"]: each["account"] for each in found} == {first: account, second: awaited}
    # The code is not spent: who it is for comes by it.
    await type_in(client, code)
    answer = await accept(client, provider, hostile, wrong(sub="somebody else"))
    assert answer.status_code == 303
    assert await held_by(awaited) == ["member"]


async def test_who_was_erased_is_invited_no_more(
    client: Browser, office: Browser, provider: int, hostile: Hostile
) -> None:
    account, code = await invited(office)
    await type_in(client, code)
    query = await begins(client)
    async with county_tx(), amending():
        await erase_accounts([account])
    assert (await sign_in(client, provider, hostile, right, query)).status_code == 400
    assert Page(await type_in(client, code)).refusals == [str(invitations.WRONG)]
    assert (await office.post(f"/people/{account}/invitation")).status_code == 422


async def test_a_new_code_is_made_while_the_old_one_is_taken(
    client: Browser, office: Browser, provider: int, hostile: Hostile, superuser: Any
) -> None:
    """Whoever is first: neither waits for the other for ever, and both are told in words."""
    account, code = await invited(office)
    await type_in(client, code)
    query, told, held = await begins(client), list[int](), Event()

    async def accepts() -> None:
        await wait_for(held.wait(), 10)
        told.append((await sign_in(client, provider, hostile, right, query)).status_code)

    async with create_task_group() as group:
        group.start_soon(accepts)  # before the transaction, which is its task's own
        async with county_tx():
            await pages.lock(account)  # as where a new code is made
            held.set()
            with fail_after(10):
                while not await superuser.fetchval(WAITING):
                    await checkpoint()
            await invitations.invite(account)
    assert told == [400]


async def test_who_signs_in_without_it_at_the_same_moment_is_told_to_do_so_again(
    client: Browser, office: Browser, provider: int, hostile: Hostile, county: int, superuser: Any
) -> None:
    account, code = await invited(office)
    await type_in(client, code)
    await superuser.execute("BEGIN")
    own = await superuser.fetchval(
        "INSERT INTO account (county, provider, subject, name) VALUES ($1, $2, $3, '李四')"
        " RETURNING id",
        county, provider, hostile.claims("")["sub"],
    )  # fmt: skip
    coming = asyncio.create_task(accept(client, provider, hostile))
    while not await superuser.fetchval(WAITS):
        await asyncio.sleep(0.02)
        assert not coming.done()
    await superuser.execute("COMMIT")
    answer = await coming
    assert answer.status_code == 400
    assert str(invitations.AT_ONCE) in answer.text
    assert (await accept(client, provider, hostile)).status_code == 303
    assert (await held_by(own), await held_by(account)) == (["leadership"], [])
