"""Other rules on the same records: who moves and why; nothing is written until it is a draft."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import county_tx, rows
from tests import given
from tests.conftest import Browser
from tests.page import Page
from tests.scoring.test_pages import QUARTER, two_stations
from tests.sheets import words as words_of

pytestmark = pytest.mark.anyio


async def test_tried_on_the_real_records_nothing_is_written(client: AsyncClient) -> None:
    """甲 2 × 20 + 3/4 × 40 = 70; with 30 a piece and 60 at most: 60 + 30."""
    one, _other = await two_stations()
    await given.signed_in(client, Role.OFFICE)
    page = (await client.get("/scores/quarter/what-if?on=2026-05-06")).text
    assert Page(page).texts("#tried [role=status] strong") == ["名次没有变"]
    form = {"points.filed": "30", "on": "2026-05-06"}
    tried = await client.post("/scores/quarter/what-if", data=form)
    assert 'value="90.0"' in tried.text
    assert "协商 +20" in tried.text
    form = {"marks.filed": "65", "on": "2026-05-06"}
    amiss = await client.post("/scores/quarter/what-if", data=form)
    assert "分值合计 105，应为 100" in amiss.text
    sheet = (await client.get(f"/scores/quarter/{one}?on=2026-05-06")).text
    assert "2 × 20" in sheet
    async with county_tx(readonly=True):
        assert await rows('SELECT 1 FROM "charter_draft" WHERE "charter_draft"."county" = $1') == []


async def test_saved_as_a_draft_of_the_rules(client: Browser) -> None:
    await two_stations()
    await given.signed_in(client, Role.OFFICE)
    path, on = "/scores/quarter/what-if/draft", {"on": "2026-05-06"}
    refused = await client.post(path, data={"marks.filed": "65", **on})
    assert refused.status_code == 422
    assert Page(refused).typed("marks.filed") == ["65"]
    assert "应为 100" in refused.text
    form = {"marks.filed": "70", "marks.solved": "30", "form_token": client.form_token(), **on}
    for _n in range(2):
        assert (await client.post(path, data=form)).status_code == 303
    other = await client.post(path, data=form | {"marks.filed": "60", "marks.solved": "40"})
    assert other.status_code == 409
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "document" FROM "charter_draft" WHERE "charter_draft"."county" = $1'
        )
    (document,) = (json.loads(each["document"]) for each in found)
    sheets = {each["key"]: each for each in document["scoring"]["sheets"]}
    assert [each["marks"] for each in sheets["quarter"]["indicators"]] == [70, 30]
    assert len(sheets) == 4


async def test_only_who_may_change_the_rules_tries_others(client: AsyncClient) -> None:
    await two_stations()
    for role in (Role.LEADERSHIP, Role.TOWNSHIP):
        await given.signed_in(client, role)
        assert (await client.get("/scores/quarter/what-if")).status_code == 403


async def test_exported_with_how_each_point_came_about(client: AsyncClient) -> None:
    """Text stays text, whatever it begins with."""
    await two_stations()
    await given.a_station("=1+1站")
    await given.signed_in(client, Role.OFFICE)
    answer = await client.get("/scores/quarter/export.xlsx?on=2026-05-06")
    assert answer.headers["content-type"].startswith("application/vnd.openxml")
    with ZipFile(BytesIO(answer.content)) as file:
        texts = words_of(answer.content)
        sheets: Any = [file.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2)]
    for said in ("甲站", "=1+1站", "2 × 20，最多 60 = 40", "3/4 × 40 = 30", QUARTER.name):
        assert said in texts
    assert "<f>" not in "".join(sheets)
    assert "<v>70" in sheets[0]
    await given.signed_in(client, Role.TOWNSHIP)
    assert (await client.get("/scores/quarter/export.xlsx?on=2026-05-06")).status_code == 403


async def test_one_s_own_sheet_is_exported_with_all_that_its_page_says(client: AsyncClient) -> None:
    """Also before it is published; of nobody else's."""
    one, other = await two_stations()
    await given.signed_in(client, Role.TOWNSHIP, station=one)
    answer = await client.get(f"/scores/year/{one}/export.xlsx?on=2026-05-06")
    texts = words_of(answer.content)
    for said in ("甲站", "基本分 90 + 加分 0 − 扣分 0 = 90", "平均分 ", "合计"):
        assert said in texts
    assert "乙站" not in texts
    refused = await client.get(f"/scores/year/{other}/export.xlsx?on=2026-05-06")
    assert refused.status_code == 403
