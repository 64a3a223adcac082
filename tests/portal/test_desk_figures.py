"""My desk: how much is due when, one entry for each matter, and what others have now. That a figure
is the number of rows that it opens: tests/portal/test_figures.py.
"""

from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.charter.rings import RingKind
from app.dates import today
from app.db import county_tx
from app.outcomes.tables import Commitment
from app.portal import under_way
from app.portal.desk import due
from app.topics.tables import Passage
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page

pytestmark = pytest.mark.anyio

FRIDAY = date(2026, 3, 27)
# 镇街初筛 has three working days.
SINCE = {
    date(2026, 3, 23): "late",  # until Thursday
    date(2026, 3, 24): "today",
    date(2026, 3, 25): "",
}


def figures(page: Page) -> dict[str, str]:
    return {
        each["href"].split("?")[1]: each.one("data")["value"] for each in page.all(".filters a")
    }


async def titles(client: AsyncClient, asked: str) -> list[str]:
    return Page(await client.get(f"/desk?{asked}")).texts("[data-do] .title")


async def test_what_is_due_today_and_what_is_late(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the boundaries of a limit: what is due tomorrow is neither."""
    for module in (due, under_way):
        monkeypatch.setattr(module, "today", lambda: FRIDAY)
    station = await given.a_station()
    for since, title in SINCE.items():
        await given.a_topic(station, ring_since=since, title=f"{title}的事" if title else "还早")
    await given.signed_in(client, Role.TOWNSHIP)
    assert figures(Page(await client.get("/desk"))) == {
        "shown=today": "1", "shown=late": "1", "shown=others": "0", "kind=topics": "3"
    }  # fmt: skip
    assert await titles(client, "shown=today") == ["today的事"]
    assert await titles(client, "shown=late") == ["late的事"]
    assert await titles(client, "kind=topics") == ["late的事", "today的事", "还早"]


@pytest.mark.parametrize("asked", ["shown=soon", "kind=marks", "shown=zzz"])
async def test_what_there_is_not_is_not_found(client: Browser, asked: str) -> None:
    await given.signed_in(client, Role.TOWNSHIP)
    assert (await client.get(f"/desk?{asked}")).status_code == 404


async def test_a_matter_stands_once_with_all_that_is_to_be_done(client: Browser) -> None:
    """Its own step and what waits to be verified; another by what is to be verified alone."""
    station = await given.a_station()
    topic = await given.a_topic(station, ring="落实", title="修路灯")
    other = await given.a_topic(station, ring="委室审核", title="修水沟")
    async with county_tx():
        owing = await given.a_department("城管局")
        ids = [await given.a_commitment(each, owing, today()) for each in (topic, topic, other)]
        kept: dict[Any, Any] = {Commitment.done_on: today(), Commitment.done_note: "换好了"}
        await Commitment.update(kept).where(Commitment.id.is_in(ids))
    await given.signed_in(client, Role.TOWNSHIP)
    page = Page(await client.get("/desk"))
    own = page.one(f'.title[href$="/topics/{topic}"]')
    assert len(page.all(".steps [data-do]")) == 2
    assert len(page.all("[data-do] .main-action[href]")) == 4
    assert figures(page)["kind=verify"] == "3"
    entry = own.around("li")
    assert entry.texts(".main-action") == ["去核验", "去核验", "抓落实"]
    assert len(Page(await client.get("/desk?kind=verify")).all("[data-do]")) == 3


async def test_what_others_have_now(client: Browser, county: int) -> None:
    """Raised by me or with a step of mine; not what waits for me, ended, or is hidden from me."""
    station, elsewhere = await given.a_station(), await given.a_station("泽掌镇议事点")
    me = await given.signed_in(client, Role.TOWNSHIP, station=station)
    mine = [
        await given.a_topic(station, ring="委室审核", title="我初筛过的"),
        await given.a_topic(station, title="还等我的"),
        await given.a_topic(station, stage="closed", closed_on=today(), title="办结的"),
        await given.a_topic(elsewhere, ring="委室审核", title="别处没公开的"),
        await given.a_topic(elsewhere, ring="商前调研", title="李大爷家的路"),
    ]
    await given.a_topic(station, ring="委室审核", title="没经过我的")
    await given.a_topic(elsewhere, ring="委室审核", raiser=me, title="我提的")
    await given.a_topic(elsewhere, ring="提出", raiser=me, title="等我补充的")
    async with county_tx():
        await Passage.insert(*(
            Passage(topic=topic, ring=1, kind="review", decision="pass", account=me,
                    role="township", happened_on=today())
            for topic in mine
        ))  # fmt: skip
    page = Page(await client.get("/desk?shown=others"))
    assert sorted(page.texts("[data-do] .title")) == ["我初筛过的", "我提的", "李**家的路"]
    assert figures(Page(await client.get("/desk")))["shown=others"] == "3"
    async with browser(f"/c{county}") as other:
        await given.signed_in(other, Role.TOWNSHIP, station=station)
        assert Page(await other.get("/desk?shown=others")).all("[data-do]") == []


async def test_each_button_says_its_verb(client: Browser) -> None:
    await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    assert Page(await client.get("/desk")).texts("[data-do] .main-action") == ["审一审"]
    verbs = {str(kind): kind.about.verb for kind in RingKind}
    assert all(verbs.values())
    assert verbs["review"] == "审一审"
    assert verbs["rate"] == "答复"
