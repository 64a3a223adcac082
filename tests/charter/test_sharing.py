"""Rules that a county lets others begin from: its own act, the rules only, gone when withdrawn."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient
from msgspec.structs import replace

from app.access.roles import Role
from app.charter import presets, published, store
from app.charter.model import Host
from app.dates import today
from app.db import county_tx, current_realm, rows, tx
from app.drafting import drafts
from tests import given
from tests.charter.test_editing import begun, signed
from tests.conftest import Browser, browser
from tests.page import Page

pytestmark = pytest.mark.anyio
WUDU = presets.presets()["wudu"]


@pytest.fixture
async def theirs(other_county: int, county: int) -> AsyncIterator[AsyncClient]:
    """The other county's office, under the rules of Wudu."""
    current_realm.set(other_county)
    async with browser(f"/c{other_county}") as client:
        await given.signed_in(client, Role.OFFICE)
        async with county_tx():
            await store.save(
                presets.document("wudu"), author="李", note="武都", effective_on=today()
            )
        current_realm.set(county)
        yield client
        current_realm.set(county)


async def published_by(client: AsyncClient, county: int, *, shared: bool = True) -> None:
    mine = current_realm.get()
    current_realm.set(county)
    answer = await client.post("/charter/sharing", data={"shared": str(shared).lower()})
    current_realm.set(mine)
    assert answer.status_code == 303


async def test_begun_from_another_county_s_rules(
    client: AsyncClient, theirs: AsyncClient, other_county: int
) -> None:
    await given.signed_in(client, Role.OFFICE)
    here = f"/charter/published/{other_county}"
    assert (await client.get(here)).status_code == 404
    await published_by(theirs, other_county)
    assert "协商在基层" in (await client.get("/charter/published?q=协商在")).text
    assert "协商在基层" not in (await client.get("/charter/published?q=没有的县")).text
    page = (await client.get(here)).text
    assert "有话好说 → 协商在基层" in page
    draft = await begun(client, f"county:{other_county}")
    assert await signed(client, draft) == WUDU


HOST = """
[host]
name = "乙地政协"
phone = "0939-8765432"
address = "乙地大街 1 号"
filing = "甘ICP备00000000号"
"""


async def test_who_runs_the_other_county_does_not_run_this_one(
    client: Browser, theirs: AsyncClient, other_county: int
) -> None:
    """Whatever rules a draft begins from: people would call the other county."""
    own = Host(name="本地政协", phone="0573-84021111")
    channels = ["村务公开栏", "试点公众号"]  # the other county is called 试点县
    current_realm.set(other_county)
    async with county_tx():
        rules = store.read(presets.document("wudu") + HOST)
        rules = replace(rules, publicity=replace(rules.publicity, channels=channels))
        await store.save(store.write(rules), author="李", note="名", effective_on=today())
    current_realm.set(int(client.base_url.path.strip("/")[1:]))
    await published_by(theirs, other_county)
    async with county_tx():
        rules = replace(store.read(given.CHARTER), host=own)
        await store.save(store.write(rules), author="李", note="名", effective_on=today())
    await given.signed_in(client, Role.OFFICE)
    told = Page(await client.get(f"/charter/published/{other_county}")).one("main").text
    assert "8765432" not in told
    found = []
    for start in (f"county:{other_county}", "preset:wudu", "blank"):
        draft = await begun(client, start)
        async with county_tx(readonly=True):
            found.append(drafts.data_of(await drafts.find(draft)))
    assert [each["host"]["phone"] for each in found] == [own.phone] * 3
    assert found[0]["publicity"]["channels"] == channels[:1]


async def test_only_the_rules_of_the_day_it_was_published(
    client: AsyncClient, theirs: AsyncClient, other_county: int
) -> None:
    await given.signed_in(client, Role.OFFICE)
    await published_by(theirs, other_county)
    async with county_tx(readonly=True):
        found = await published.published(other_county)
    assert found is not None
    told = {"county", "platform", "title", "number", "document", "published_by", "published_at"}
    assert found.keys() == told | {"withdrawn_at", "name"}
    current_realm.set(other_county)
    async with county_tx():
        await store.save(given.CHARTER, author="李", note="换了", effective_on=today())
    page = (await theirs.get("/charter/sharing")).text
    assert "今天的规则是第 3 版，公开的还是旧的。" in page


async def test_withdrawn_it_is_gone_at_once(
    client: AsyncClient, theirs: AsyncClient, other_county: int
) -> None:
    await given.signed_in(client, Role.OFFICE)
    await published_by(theirs, other_county)
    here = f"/charter/published/{other_county}"
    assert f'{here}"' in (await client.get("/charter/published")).text
    await published_by(theirs, other_county, shared=False)
    assert f'{here}"' not in (await client.get("/charter/published")).text
    assert (await client.get(f"/charter/published/{other_county}")).status_code == 404
    form = {"title": "甲", "start": f"county:{other_county}"}
    assert (await client.post("/charter/drafts", data=form)).status_code == 404
    await published_by(theirs, other_county)
    assert (await client.get(f"/charter/published/{other_county}")).status_code == 200


async def test_nobody_publishes_or_withdraws_for_another(
    client: AsyncClient, theirs: AsyncClient, county: int, other_county: int
) -> None:
    await published_by(theirs, other_county)
    await given.signed_in(client, Role.TOWNSHIP)
    assert (await client.post("/charter/sharing", data={"shared": "true"})).status_code == 403
    insert = (
        "INSERT INTO published_charter (county, platform, title, number, document, published_by)"
        " VALUES ($1, 'x', 'x', 1, 'x', 'x')"
    )
    assert await refused(insert, other_county)
    for sql in (
        "UPDATE published_charter SET document = 'x' WHERE county = $1 RETURNING 1",
        "UPDATE published_charter SET withdrawn_at = now() WHERE county = $1 RETURNING 1",
    ):
        assert await touched(sql, other_county) == []
    assert await refused("DELETE FROM published_charter WHERE county = $1", county)
    await given.signed_in(client, Role.OFFICE)
    await client.post("/charter/sharing", data={"shared": "true"})
    assert await refused("UPDATE published_charter SET county = $1", other_county)


async def refused(sql: str, county: int) -> bool:
    try:
        async with county_tx():
            await tx().connection.execute(sql, county)
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False


async def touched(sql: str, county: int) -> list[Any]:
    async with county_tx():
        return list(await tx().connection.fetch(sql, county))


async def test_drafts_of_others_are_not_seen(client: AsyncClient, theirs: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        await drafts.begin(drafts.blank(), "我们的", "张三")
        found = await rows('SELECT * FROM "charter_draft" WHERE "charter_draft"."county" = $1')
    assert len(found) == 1
    assert "我们的" not in (await theirs.get("/charter/drafts")).text
