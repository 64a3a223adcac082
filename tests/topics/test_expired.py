"""A sign-in that expired while somebody wrote: the text stands on its page again afterwards."""

import re

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.access.sessions import IDLE
from app.dates import now
from app.db import county_tx, tx, value
from tests import given

pytestmark = pytest.mark.anyio

OPINION = "写了很久的意见"


async def expired(client: AsyncClient, topic: int) -> str:
    """Sends an opinion under a sign-in that has just expired. → the address where it is kept"""
    async with county_tx():
        await tx().connection.execute(
            'UPDATE "session" SET "seen_at" = $2 WHERE "session"."county" = $1',
            tx().county,
            now() - IDLE * 1.01,
        )
    data = {"decision": "pass", "opinion": OPINION, "version": "0"}
    sent = await client.post(f"/topics/{topic}/review", data=data)
    assert sent.status_code == 401
    (kept,) = set(re.findall(r"%2Fkept%2F(\d+)|/kept/(\d+)", sent.text))
    return f"/kept/{''.join(kept)}"


async def test_what_was_typed_comes_back_after_signing_in(client: AsyncClient) -> None:
    topic = await given.a_topic(await given.a_station())
    account = await given.signed_in(client, Role.TOWNSHIP)
    kept = await expired(client, topic)
    assert (await client.get(kept)).status_code == 401
    await given.sign_in(client, account)
    page = await client.get(kept)
    assert page.status_code == 200
    (text,) = re.findall(r'<textarea name="opinion"[^>]*>([^<]*)<', page.text)
    assert text.strip() == OPINION


async def test_it_is_shown_to_nobody_else(client: AsyncClient) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    kept = await expired(client, topic)
    await given.signed_in(client, Role.TOWNSHIP)  # another person in the same browser
    assert (await client.get(kept)).status_code == 404


async def test_without_a_session_of_ours_nothing_is_kept(client: AsyncClient) -> None:
    topic = await given.a_topic(await given.a_station())
    client.cookies.set(f"session-c{client.base_url.path.strip('/c')}", "forged")
    data = {"decision": "pass", "opinion": OPINION, "version": "0"}
    assert (await client.post(f"/topics/{topic}/review", data=data)).status_code == 401
    async with county_tx(readonly=True):
        sql = 'SELECT count(*) FROM "kept_form" WHERE "kept_form"."county" = $1'
        assert await value(sql) == 0
