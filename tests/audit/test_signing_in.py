"""Sign-ins, those refused, and leaving stand in the log; a stranger cannot fill it."""

import pytest
from httpx import AsyncClient

from app.access.tables import AccountRow
from app.audit import Noted
from app.audit.pages import lines
from app.dates import now
from app.db import county_tx
from tests.accounts.conftest import hostile, provider
from tests.accounts.hostile import Hostile
from tests.accounts.test_oidc import right, sign_in, wrong
from tests.audit.test_audit import noted
from tests.quotas import HERE, spent

__all__ = ["hostile", "provider"]  # fixtures
pytestmark = pytest.mark.anyio


async def test_in_and_out(client: AsyncClient, provider: int, hostile: Hostile) -> None:
    await sign_in(client, provider, hostile, right)
    await client.post("/logout")
    came, went = await noted()
    account = came["actor"]
    assert (came["act"], came["address"], came["about"]) == (
        Noted.SIGNED_IN,
        "127.0.0.1",
        f"/people/{account}",
    )
    assert lines(came["after"]) == [f"身份服务: {hostile.issuer}"]
    assert (went["act"], went["actor"]) == (Noted.SIGNED_OUT, account)


async def test_whoever_is_stopped_is_named(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    await sign_in(client, provider, hostile, right)
    async with county_tx():
        await AccountRow.update({AccountRow.disabled_at: now()}).where(
            AccountRow.provider == provider
        )
    assert (await sign_in(client, provider, hostile, right)).status_code == 400
    came, stopped = await noted()
    assert (stopped["act"], stopped["actor"]) == (Noted.SIGN_IN_REFUSED, came["actor"])
    assert "理由: account is disabled" in lines(stopped["after"])


async def test_a_forged_answer_is_noted_as_nobody_s(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    assert (await sign_in(client, provider, hostile, wrong(aud="other"))).status_code == 400
    (refused,) = await noted()
    assert (refused["act"], refused["actor"], refused["person"]) == ("sign_in_refused", None, "")


async def test_a_stranger_does_not_fill_it(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    await spent("refused", HERE, 58)  # of 60
    for _ in range(4):
        assert (await sign_in(client, provider, hostile, wrong(aud="x"))).status_code == 400
    assert (await client.get("/callback?code=a&state=b")).status_code == 400
    assert len(await noted()) == 2
