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


def asked(page: Page, key: str) -> list[str]:
    fields = page.all(f"#row-{key} input, #row-{key} select")
    return [each["name"].partition(".")[0] for each in fields if each.get("type") != "hidden"]


async def test_only_what_a_method_uses_is_asked(client: Browser) -> None:
    """Another method has its fields at once, and has them again after a refusal, with what was
    typed.
    """
    await two_stations()
    await given.signed_in(client, Role.OFFICE)
    path, on = "/scores/quarter/what-if", "2026-05-06"
    page = Page(await client.get(f"{path}?on={on}"))
    assert asked(page, "filed") == ["method", "marks", "points", "cap"]
    assert asked(page, "solved") == ["method", "over", "marks", "target"]
    form = {"on": on, "drawn.filed": "per", "method.filed": "steps", "points.filed": "20"}
    again = Page(await client.post(path, data=form, headers={"hx-request": "true"}))
    assert [each["id"] for each in again.all("template tr[data-hx-swap-oob]")] == ["row-filed"]
    assert asked(again, "filed") == ["method", "over", "marks", "table"]
    assert again.typed("points.filed") == ["20"]
    form |= {"drawn.filed": "steps", "table.filed": "2=60，1=61"}
    assert not Page(await client.post(path, data=form, headers={"hx-request": "true"})).all(
        "tr[id]"
    )
    refused = Page(await client.post(f"{path}/draft", data=form))
    assert refused.typed("table.filed") == ["2=60，1=61"]
    assert "分数段里的分不能高于分值。" in refused.refusals[0]


async def test_who_moves_stands_first_and_the_rest_is_folded(client: AsyncClient) -> None:
    """甲 2 × 20 + 30 = 70, 乙 1 × 20 = 20; at most 30 a piece: 甲 60, 乙 20."""
    await two_stations()
    await given.signed_in(client, Role.OFFICE)
    path = "/scores/quarter/what-if?on=2026-05-06"
    page = Page(await client.get(path))
    assert page.texts("#tried summary") == ["得分和名次没有变的 2 个"]
    assert page.all("#tried > .scroll") == []
    tried = await client.post(path, data={"on": "2026-05-06", "cap.filed": "30"})
    page = Page(tried)
    assert page.texts("#tried > .scroll tbody td:first-child") == ["甲站"]
    assert page.texts("#tried summary") == ["得分和名次没有变的 1 个"]


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
