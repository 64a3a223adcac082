"""Who took part in an activity and has no office: what they want is written down there, and their
name goes from it, from what was written about it and from all else.
"""

from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import county_tx, value
from app.ledger.sealing import verify
from app.persons import guests
from app.persons.amending import amending
from app.persons.columns import PERSONAL, Kept
from app.veiling.rules import VEILED
from tests import given
from tests.conftest import Browser
from tests.isolation.test_routes import rows_kept
from tests.page import Page, refused
from tests.persons.test_wishes import decided, sheet, wish

pytestmark = pytest.mark.anyio

NAME = "周桂枝（村民）"
GUESTS = 'SELECT "guests" FROM "activity" WHERE "activity"."county" = $1'


@pytest.fixture
async def activity(county: int) -> int:
    assert county
    account = await given.an_account(Role.MEMBER)
    station = await given.a_station()
    async with county_tx():
        return await given.an_activity(
            station,
            account,
            title="走访周桂枝家",
            note="周 桂枝说路灯坏了，电话13800005678。",
            reason="与周桂枝核对过",
            guests=[NAME, "孙二娘", NAME],
        )


async def wants(office: AsyncClient, activity: int, kind: str) -> None:
    form = {"of": "activity", "number": activity, "person": NAME, "kind": kind, "words": "改名"}
    assert (await office.post("/wishes", data=form)).status_code == 303


async def test_their_name_goes_from_every_table(
    client: Browser, activity: int, county: int, superuser: Any
) -> None:
    await given.signed_in(client, Role.OFFICE)
    await wants(client, activity, "erasure")
    assert "周桂枝" in (await client.get(f"/wishes/{(await wish())['id']}")).text
    await decided(client)
    async with county_tx(readonly=True):
        assert await value(GUESTS) == [VEILED, "孙二娘", VEILED]
        found = await guests.told(activity)
    assert (found["title"], found["reason"]) == (f"走访{VEILED}家", f"与{VEILED}核对过")
    assert found["note"] == f"{VEILED}说路灯坏了，电话{VEILED}。"
    told = {
        table
        for table, text in await rows_kept(county, superuser)
        if "周桂枝" in text or "周 桂枝" in text
    }
    assert told == set()
    assert await verify(county) is None


async def test_a_name_is_put_right_there_and_in_what_was_written(
    client: Browser, activity: int
) -> None:
    async with county_tx(), amending():
        await guests.rename(activity, NAME, "周桂枝")
    await given.signed_in(client, Role.OFFICE)
    form = {"of": "activity", "number": activity, "person": "周桂枝", "kind": "correction"}
    assert (await client.post("/wishes", data=form | {"words": "是芝"})).status_code == 303
    await decided(client, name="周桂芝")
    async with county_tx(readonly=True):
        assert await value(GUESTS) == ["周桂芝", "孙二娘", "周桂芝"]
        assert (await guests.told(activity))["title"] == "走访周桂芝家"


async def test_the_page_of_the_activity_leads_there_and_they_have_a_file(
    client: Browser, activity: int
) -> None:
    await given.signed_in(client, Role.OFFICE)
    link = Page(await client.get(f"/activities/{activity}")).one("a[href*='/wishes/new']")
    page = Page(await client.get(f"http://test{link['href']}"))
    assert page.texts("select[name=person] option") == ["请选择", NAME, "孙二娘"]
    form = {"of": "activity", "number": activity, "kind": "access"}
    for nobody in ("", "李四"):
        sent = await client.post("/wishes", data=form | {"person": nobody})
        assert refused(sent) == ["请选一项。"]
    await wants(client, activity, "access")
    sent = await client.post("/wishes", data=form | {"person": NAME})
    assert refused(sent) == ["同样的请求已经登记，正在办理。"]
    file = await client.get(f"/wishes/{(await wish())['id']}/file.xlsx")
    assert f"走访周桂枝家 {NAME}" in sheet(file.content)
    assert "孙二娘" not in sheet(file.content)
    await given.signed_in(client, Role.CONVENER)
    assert not Page(await client.get(f"/activities/{activity}")).all("a[href*='/wishes/new']")


# Whose wish about it is taken, by the column of `wish` that says so. What is left has a day of its
# own: who signed up is known to the operator, by its account once the county is open.
WISHES = {
    "topic": {"topic", "circle", "participant"},
    "account": {"account"},
    "member": {"member", "circle", "participant", "settled"},
    "activity": {"activity"},
}


async def test_whoever_is_named_may_want_it_gone(owner: Any) -> None:
    """Of each table that names persons who acted in no office."""
    columns = "SELECT attname FROM pg_attribute WHERE attrelid = 'wish'::regclass AND attnum > 0"
    assert set(WISHES) <= {each["attname"] for each in await owner.fetch(columns)}
    kept = (Kept.RAISER, Kept.GUEST, Kept.LEFT)
    named = {table for each in kept for table in PERSONAL[each]}
    assert named == {table for tables in WISHES.values() for table in tables}
