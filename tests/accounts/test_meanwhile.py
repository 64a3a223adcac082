"""What ends while something is under way: a provider that takes its time, a sender that is slow."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.access.roles import Role
from app.access.tables import AccountRow, Appointment, Provider
from app.accounts import oidc
from app.accounts.client_ways import Client
from app.accounts.pages import CHANGED
from app.accounts.trying import put
from app.dates import now
from app.db import bound_to, county_tx, value
from app.tenancy.numbers import OPERATOR
from app.tenancy.tables import County
from app.web import request_context
from tests import given
from tests.accounts.hostile import CLIENT, Hostile
from tests.accounts.test_changing import back, standing, the_office, write
from tests.accounts.test_changing import begin as begin_trial
from tests.accounts.test_oidc import right, sign_in
from tests.accounts.test_signing_in import begun, finished, told
from tests.conftest import Browser

pytestmark = pytest.mark.anyio

SESSIONS = 'SELECT count(*) FROM "session" WHERE "session"."county" = $1'
Ending = Callable[[], Awaitable[Any]]


async def sessions() -> int:
    async with county_tx(readonly=True):
        return int(await value(SESSIONS))


def during_the_sign_in(monkeypatch: pytest.MonkeyPatch, ending: Ending) -> None:
    """After the provider was asked, before we let somebody in."""
    real = oidc.finish

    async def slow(*given_: Any) -> oidc.Identity:
        identity = await real(*given_)
        await ending()
        return identity

    monkeypatch.setattr(oidc, "finish", slow)


async def suspend(county: int) -> None:
    with bound_to(OPERATOR):
        async with county_tx():
            await County.update(
                {County.suspended_at: now(), County.suspended_why: "欠费停用"}
            ).where(County.id == county)


async def end_provider(provider: int) -> None:
    async with county_tx():
        await Provider.update({Provider.enabled: False}).where(Provider.id == provider)


async def test_a_county_that_is_suspended_meanwhile_lets_nobody_in(
    client: Browser,
    county: int,
    provider: int,
    hostile: Hostile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    during_the_sign_in(monkeypatch, lambda: suspend(county))
    answer = await sign_in(client, provider, hostile, right)
    assert told(answer) == "这里已由平台运营方暂停，暂时不能登录。理由：欠费停用"
    assert await sessions() == 0


async def test_a_provider_that_is_ended_meanwhile_lets_nobody_in(
    client: Browser, provider: int, hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    during_the_sign_in(monkeypatch, lambda: end_provider(provider))
    assert told(await sign_in(client, provider, hostile, right)) == CHANGED
    assert await sessions() == 0


async def test_a_code_is_shown_to_nobody_but_the_provider_that_gave_it(
    client: Browser, provider: int, hostile: Hostile
) -> None:
    """The office, or the operator, changed the address while somebody signed in."""
    asked = await begun(client, provider)
    async with county_tx():
        await put(provider, Client(provider, f"{hostile.issuer}/", CLIENT, "secret"))
    assert told(await finished(client, hostile, asked)) == CHANGED
    assert hostile.asked["/token"] == 0


@pytest.mark.parametrize("still", [True, False])
async def test_whoever_is_of_the_office_no_more_changes_no_provider(
    client: Browser, provider: int, hostile: Hostile, *, still: bool
) -> None:
    account = await the_office(client, provider)
    hostile.overrides["token_endpoint_auth_methods_supported"] = ["none"]
    await write(client, provider, issuer=hostile.issuer)
    asked = await begin_trial(client)
    if not still:
        async with county_tx():
            await Appointment.update({Appointment.ended_at: now()}).where(
                Appointment.account == account
            )
    answer = await back(client, hostile, asked)
    assert answer.status_code == (303 if still else 400)
    assert [each["client_id"] for each in await standing()] == ["new" if still else CLIENT]


async def sent_slowly(
    client: Browser, path: str, seconds: float, ending: Ending, monkeypatch: pytest.MonkeyPatch
) -> Response:
    """It was found out who sends; then `seconds` go by, and something ends, before all of the form
    is there.
    """
    at = [0.0]
    monkeypatch.setattr(request_context, "clock", lambda: at[0])

    async def body() -> AsyncIterator[bytes]:
        yield f"name=交通局&form_token={client.form_token()}".encode()
        await ending()
        at[0] = seconds
        yield b"&x="

    kind = {"content-type": "application/x-www-form-urlencoded"}
    return await client.post(path, content=body(), headers=kind)


async def departments() -> int:
    async with county_tx(readonly=True):
        found = 'SELECT count(*) FROM "department" WHERE "department"."county" = $1'
        return int(await value(found))


async def disabled(account: int) -> None:
    async with county_tx():
        await AccountRow.update({AccountRow.disabled_at: now()}).where(AccountRow.id == account)


async def without_role(account: int) -> None:
    async with county_tx():
        await Appointment.update({Appointment.ended_at: now()}).where(
            Appointment.account == account
        )


@pytest.mark.parametrize(
    ("ends", "status"), [("account", 401), ("role", 403), ("county", 422), ("nothing", 303)]
)
async def test_a_form_that_is_long_under_way_comes_too_late(
    client: Browser, county: int, ends: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await given.signed_in(client, Role.OFFICE)
    ending = {
        "account": lambda: disabled(account),
        "role": lambda: without_role(account),
        "county": lambda: suspend(county),
        "nothing": sessions,
    }[ends]
    before = await departments()
    answer = await sent_slowly(client, "/people/departments", 1.001, ending, monkeypatch)
    assert answer.status_code == status
    assert await departments() == before + (ends == "nothing")


async def test_what_came_within_a_second_is_as_it_began(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was let in at its beginning was let in: it is not found out again."""
    account = await given.signed_in(client, Role.OFFICE)
    assert isinstance(client, Browser)
    answer = await sent_slowly(
        client, "/people/departments", 1.0, lambda: disabled(account), monkeypatch
    )
    assert answer.status_code == 303
