"""What its raiser withdrew comes back by its raiser alone: at the station nobody may set going what
somebody wants to have left alone. And by a mistake nothing is lost.
"""

from typing import Any

import pytest

from app.access.roles import Role
from app.charter.stages import Stage
from app.db import county_tx, rows
from app.topics import transitions
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page, as_a_browser_sends, refused

pytestmark = pytest.mark.anyio

CODE = "ABC234DEF"
NOBODY_ELSE = "上一步是提出人自己的，不能由别人撤回。"
LINK = "a[href*='/withdrawal']"


async def state(topic: int) -> tuple[str, int, bool]:
    async with county_tx(readonly=True):
        found = await transitions.load(topic)
    return found["stage"], found["ring"], found["closed_on"] is None


async def withdrawn_entries() -> list[int]:
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "quantity" FROM "ledger" WHERE "ledger"."county" = $1'
            ' AND "kind" = \'topic.withdrawn\' ORDER BY "id"'
        )
    return [each["quantity"] for each in found]


async def form_of(client: Browser, path: str, reason: str) -> dict[str, Any]:
    form = Page(await client.get(path)).one("form[action$='/withdrawal']")
    return as_a_browser_sends(form, form.one("button"), reason=reason)


@pytest.mark.parametrize("by_code", [True, False])
async def test_the_raiser_alone_brings_on_what_they_withdrew(
    client: Browser, county: int, *, by_code: bool
) -> None:
    async with browser(f"/c{county}") as stranger:
        await brought_on(client, stranger, by_code=by_code)


async def brought_on(client: Browser, stranger: Browser, *, by_code: bool) -> None:
    station = await given.a_station()
    await given.signed_in(stranger, Role.OFFICE)
    if by_code:
        topic = await given.a_topic(station, follow_code=CODE)
        given.follows(client, CODE)
        path, page = "/follow/withdrawal", "/follow"
    else:
        raiser = await given.signed_in(client, Role.MEMBER, station=station)
        topic = await given.a_topic(station, raiser=raiser, origin="member")
        path = page = f"/topics/{topic}"
        path += "/withdrawal"
    before = await state(topic)
    again = {"act": "again", "reason": "没撤过"}
    form = await form_of(client, path, "先不提了")
    assert refused(await client.post(path, data=form | again)) == ["这件事没有撤回，不用恢复。"]
    assert (await client.post(path, data=form)).status_code == 303
    assert (await state(topic))[0] == Stage.WITHDRAWN
    assert Page(await client.get(page)).one(LINK).text == "撤错了，恢复这件事"
    # Neither the office, nor anybody who is not its raiser.
    version = (await form_of(client, path, ""))["version"]
    back = {"version": version, "reason": "还是办吧"}
    assert refused(await stranger.post(f"/topics/{topic}/back", data=back)) == [NOBODY_ELSE]
    assert "撤回上一步" not in Page(await stranger.get(f"/topics/{topic}/office")).one("main").text
    for role in (Role.OFFICE, Role.TOWNSHIP, Role.PARTY):
        await given.signed_in(stranger, role, station=None if role != Role.TOWNSHIP else station)
        sent = await stranger.post(f"/topics/{topic}/withdrawal", data=back | {"act": "again"})
        assert sent.status_code == 404, role
    assert refused(await client.post(path, data=await form_of(client, path, " "))) == [
        "请写明恢复的缘由。"
    ]
    assert (await client.post(path, data=await form_of(client, path, "撤错了"))).status_code == 303
    assert await state(topic) == before
    assert await withdrawn_entries() == [1, -1]
    assert "撤错了" in Page(await client.get(page)).one("main").text
    # And it may be withdrawn once more.
    assert Page(await client.get(page)).one(LINK).text == "撤回这件事"
    sent = await client.post(path, data=await form_of(client, path, "真不提了"))
    assert sent.status_code == 303
    assert await withdrawn_entries() == [1, -1, 1]
