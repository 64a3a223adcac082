"""What is new in a preset is offered to the counties that began from it, as a draft."""

import pytest
from asyncpg import InsufficientPrivilegeError
from httpx import AsyncClient

from app.access.roles import Role
from app.charter import origin, presets, store
from app.charter.tables import PresetTaken
from app.dates import today
from app.db import county_tx, tx
from app.drafting.news import News, news
from tests import given
from tests.charter.test_editing import signed
from tests.conftest import Browser
from tests.page import Page

pytestmark = pytest.mark.anyio
TABLE = '"preset_taken"'
NOW = presets.presets()["wudu"]
DAYS = 'name = "工作站审核", by = ["township"], days = '
RATE = 'name = "回复与评价", by = ["convener", "township", "office"], days = '
EARLIER = presets.document("wudu").replace(f"{DAYS}3", f"{DAYS}6").replace(f"{RATE}10", f"{RATE}20")
OWN = EARLIER.replace(f"{RATE}20", f"{RATE}15").replace(
    'platform = "协商在基层"', 'platform = "有话直说"'
)


async def opened_earlier(*documents: str) -> None:
    """From the preset as it was; the others are what the county made of it."""
    async with county_tx():
        first = await store.save(EARLIER, author="李", note="预设", effective_on=today())
        taken = PresetTaken(preset="wudu", document=EARLIER, charter=first)
        await PresetTaken.insert(taken)
        for each in documents:
            await store.save(each, author="李", note="改过", effective_on=today())


async def found() -> News | None:
    async with county_tx(readonly=True):
        return await news()


async def test_offered_begun_signed_and_offered_no_more(client: Browser) -> None:
    await opened_earlier(OWN)
    await given.signed_in(client, Role.OFFICE)
    page = (await client.get("/charter/versions")).text
    assert "“四个环节 三个下沉”后来改了 2 处" in page
    assert '/charter/news"' in page
    page = (await client.get("/charter/news")).text
    taken, _section, kept = page.partition('id="to-keep"')
    assert "6 → 3 个工作日" in taken
    assert "15 → 10 个工作日" not in taken
    assert "15 → 10 个工作日" in kept.partition("</ul>")[0]
    form = {"form_token": client.form_token()}
    begun = await client.post("/charter/news", data=form)
    draft = int(begun.headers["location"].rpartition("/")[2])
    again = await client.post("/charter/news", data=form)
    assert again.headers["location"] == begun.headers["location"]
    page = (await client.get("/charter/news")).text
    assert f'/charter/drafts/{draft}"' in page
    assert "据此写一份草稿" not in page
    assert (await client.get("/charter/versions")).text.count('id="news"') == 1  # not signed yet
    charter = await signed(client, draft, made_against="3")
    days = {ring.name: ring.days for ring in charter.rings}
    assert (days["工作站审核"], days["回复与评价"]) == (3, 15)
    assert charter.names.platform == "有话直说"
    assert await found() is None
    assert 'id="news"' not in (await client.get("/charter/versions")).text
    async with county_tx(readonly=True):
        last = await origin.last_taken()
    assert last == origin.Taken("wudu", presets.document("wudu"))


async def test_a_draft_that_is_put_aside_takes_nothing_up(client: AsyncClient) -> None:
    await opened_earlier()
    await given.signed_in(client, Role.OFFICE)
    begun = await client.post("/charter/news")
    here = "/charter" + begun.headers["location"].partition("/charter")[2]
    assert (await client.post(f"{here}/dropping")).status_code == 303
    still = await found()
    assert still is not None
    assert len(still.taken) == 2
    assert "据此写一份草稿" in Page(await client.get("/charter/news")).one("main").text


async def test_nothing_new_is_not_offered(client: AsyncClient) -> None:
    """Of no preset; of the preset as it is; of one that was written anew and says the same."""
    await given.signed_in(client, Role.OFFICE)
    assert await found() is None
    refused = await client.post("/charter/news")
    assert refused.status_code == 422
    assert "没有本地还没有的新内容" in Page(refused).one("main").text
    async with county_tx():
        await origin.open_from("wudu", author="李", note="预设", effective_on=today())
    assert await found() is None
    async with county_tx():
        old = await store.save(EARLIER, author="李", note="预设", effective_on=today())
        same = PresetTaken(preset="wudu", document=f"# 注\n{store.write(NOW)}", charter=old)
        await PresetTaken.insert(same)
    assert await found() is None
    async with county_tx():
        gone = await store.save(EARLIER, author="李", note="预设", effective_on=today())
        await PresetTaken.insert(PresetTaken(preset="none", document=EARLIER, charter=gone))
    assert await found() is None
    assert "没有本地还没有的新内容" in Page(await client.get("/charter/news")).one("main").text


async def test_who_has_the_same_already_is_offered_nothing() -> None:
    await opened_earlier(store.write(NOW))
    assert await found() is None


async def test_what_was_taken_up_stays_as_it_was(client: AsyncClient) -> None:
    await opened_earlier()
    for verb in ("UPDATE {} SET \"preset\" = 'x'", "DELETE FROM {}"):
        sql = f'{verb.format(TABLE)} WHERE {TABLE}."county" = $1'
        with pytest.raises(InsufficientPrivilegeError):
            async with county_tx():
                await tx().connection.execute(sql, tx().county)
    await given.signed_in(client, Role.TOWNSHIP)
    assert (await client.get("/charter/news")).status_code == 403
