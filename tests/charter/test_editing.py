"""Drafts by their forms: built from nothing, wrong in places, by two at once, in two tabs."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.accounts.roles import Role
from app.charter import drafts, presets, store
from app.charter.comparing import differences
from app.charter.forms import PARTS
from app.charter.model import Charter
from app.dates import today
from app.db import county_tx
from tests import given
from tests.charter.editor import Editor

pytestmark = pytest.mark.anyio
CHARTERS = {"small": given.charter(), **presets.presets()}


async def begun(client: AsyncClient, start: str = "now") -> int:
    answer = await client.post("/charter/drafts", data={"title": "草稿", "start": start})
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rpartition("/")[2])


async def data_of(draft: int) -> dict[str, Any]:
    async with county_tx(readonly=True):
        return drafts.data_of(await drafts.find(draft))


async def signed(client: AsyncClient, draft: int, **more: str) -> Charter:
    """Shown, confirmed, saved. → the newest version"""
    here = f"/charter/drafts/{draft}/signing"
    form = {"note": "新规则", "effective_on": str(today()), "made_against": "1", **more}
    shown = await client.post(here, data=form)
    assert shown.status_code == 200, shown.text
    assert "还没有存" in shown.text
    saved = await client.post(here, data={**form, "confirmed": "true", "once": "sign"})
    assert saved.status_code == 303, saved.text
    async with county_tx(readonly=True):
        _number, charter = await store.in_force()
    assert charter
    return charter


def the_same(one: Charter, other: Charter) -> None:
    assert [each.said() for each in differences(other, one)] == []
    assert one == other


@pytest.mark.parametrize("name", CHARTERS)
async def test_built_from_nothing_through_the_forms(client: AsyncClient, name: str) -> None:
    await given.signed_in(client, Role.OFFICE)
    editor = Editor(client, await begun(client, "blank"))
    whole = drafts.from_charter(CHARTERS[name])
    for part in PARTS:
        await editor.build(part, whole)
        assert not editor.page.wrong
    the_same(await signed(client, editor.draft), CHARTERS[name])


@pytest.mark.parametrize("name", CHARTERS)
async def test_what_is_opened_and_saved_stays_as_it_was(client: AsyncClient, name: str) -> None:
    await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        draft = await drafts.begin(drafts.from_charter(CHARTERS[name]), "草稿", "张三")
    editor = Editor(client, draft)
    for part in PARTS:
        await editor.open(part)
        await editor.press()
        assert not editor.page.wrong
    the_same(await signed(client, draft), CHARTERS[name])
