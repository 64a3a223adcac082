"""Other rules on the same records: who moves and why; nothing is written until it is a draft."""

import json
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from httpx import AsyncClient
from hypothesis import given as drawn
from hypothesis import strategies as st
from msgspec import structs

from app.access.roles import Role
from app.charter.sheets import Indicator, Mix, Sheet
from app.db import county_tx, rows
from app.drafting.what_if import rules as what_if
from app.scoring import rules
from app.scoring.points import noise
from app.scoring.points.methods import Facts, Measure
from app.scoring.rules import ranking as ranked
from tests import given
from tests.conftest import Browser
from tests.page import Page
from tests.scoring.test_pages import QUARTER, two_stations

FILED, DONE, MADE = "consultation.filed", "commitment.done", "commitment.made"
SHEET = Sheet(
    "s",
    "表",
    "station",
    "quarter",
    indicators=[
        Indicator("filed", "场次", 60, "per", counts=FILED, points=10),
        Indicator("done", "办结", 40, "ratio", counts=DONE, over=MADE),
    ],
)
NAMES = {"a": "甲", "b": "乙", "c": "丙"}


def facts(filed: int, done: int, made: int) -> Facts:
    return Facts({Measure(FILED): filed, Measure(DONE): done, Measure(MADE): made})


KNOWN = {"a": facts(5, 1, 4), "b": facts(3, 4, 4), "c": facts(1, 0, 4)}  # 60, 70, 10


def test_what_is_typed_changes_the_copy() -> None:
    new, wrong = what_if.changed(SHEET, {"marks.filed": "80", "points.filed": "16", "cap.done": ""})
    assert wrong == []
    assert [each.marks for each in new.indicators] == [80, 40]
    assert new.indicators[0].points == 16
    assert SHEET.indicators[0].marks == 60


@pytest.mark.parametrize("text", ["-1", "x", "nan", "1e9"])
def test_what_is_no_number_is_said_beside_its_field(text: str) -> None:
    new, wrong = what_if.changed(SHEET, {"marks.filed": text})
    assert [each.field for each in wrong] == ["marks.filed"]
    assert new == SHEET


def test_tables_are_typed_as_they_are_shown() -> None:
    """Of steps and of levels; another method takes the table that is typed for it."""
    form = {"method.filed": "steps", "table.filed": "6=60，3=22.5"}
    steps, wrong = what_if.changed(SHEET, form)
    assert wrong == []
    assert steps.indicators[0].steps == [(6, 60), (3, 22.5)]
    assert what_if.table_of(steps.indicators[0]) == "6=60，3=22.5"
    form = {"method.filed": "grade", "table.filed": " 市级 = 4; 省级=8 "}
    graded, wrong = what_if.changed(steps, form)
    assert wrong == []
    assert graded.indicators[0].options == {"市级": 4, "省级": 8}
    assert what_if.table_of(graded.indicators[0]) == "市级=4，省级=8"
    assert what_if.table_of(SHEET.indicators[0]) == ""
    assert what_if.changed(SHEET, {"table.filed": "x"}) == (SHEET, [])  # of no method that has one


@pytest.mark.parametrize("text", ["90", "90=x", "九十=10", "90=-1", "90==1", "=5"])
def test_a_table_that_cannot_be_is_said_beside_its_field(text: str) -> None:
    new, wrong = what_if.changed(SHEET, {"method.filed": "steps", "table.filed": text})
    assert [each.field for each in wrong] == ["table.filed"]
    assert new.indicators[0].steps == []


def test_a_band_above_the_marks_is_a_problem() -> None:
    new, _wrong = what_if.changed(SHEET, {"method.filed": "steps", "table.filed": "6=61"})
    assert [each.place for each in what_if.problems(new, {"s"})] == [("indicators", 0, "steps")]


def test_caps_and_weights_are_reasons_too() -> None:
    bonus = Indicator("more", "加分项", 30, "per", counts=FILED, points=5, kind="bonus")
    one = structs.replace(SHEET, indicators=[*SHEET.indicators, bonus], mix=Mix("q", 0.5))
    capped, _wrong = what_if.changed(one, {"bonus_cap": "10"})
    (first, *_rest) = what_if.moves(ranked(one, NAMES, KNOWN), ranked(capped, NAMES, KNOWN))
    assert first.why == [("加分上限", Decimal(-5 if first.subject == "b" else -15))]
    weighed, _wrong = what_if.changed(one, {"average": "0.6"})
    found = what_if.moves(ranked(one, NAMES, KNOWN), ranked(weighed, NAMES, KNOWN))
    assert {name for each in found for name, _change in each.why} == {"平均所占比例"}


def test_weights_that_do_not_sum_are_a_problem() -> None:
    new, _wrong = what_if.changed(SHEET, {"marks.filed": "65"})
    assert [each.says() for each in what_if.problems(new, {"s"})] == ["分值合计 105，应为 100。"]
    lacking, _wrong = what_if.changed(SHEET, {"method.filed": "ratio"})
    assert [each.place for each in what_if.problems(lacking, {"s"})] == [("indicators", 0, "over")]


def test_who_moves_and_by_which_indicator() -> None:
    """甲 5 × 10 + 10 = 60, 乙 30 + 40 = 70. With 20 a piece: 甲 60 + 10, 乙 60 + 40."""
    new = what_if.changed(SHEET, {"marks.filed": "90", "points.filed": "18", "marks.done": "10"})[0]
    found = what_if.moves(ranked(SHEET, NAMES, KNOWN), ranked(new, NAMES, KNOWN))
    assert [(each.subject, each.places) for each in found] == [("a", 1), ("b", -1), ("c", 0)]
    first = found[0]
    assert (first.old.total, first.new.total) == (Decimal(60), Decimal("92.5"))
    assert first.why == [
        ("场次", Decimal("40.0")),
        ("办结", Decimal("-7.5")),
    ]


def test_one_record_and_the_order_would_be_another() -> None:
    """甲 60 and 乙 70 lie ten apart, and one consultation is worth ten; 丙 stands clear. Ties share
    the better rank: 甲 with one more has 70 and is first; 乙 with one less has 60, and still is.
    """
    order = ranked(SHEET, NAMES, KNOWN)
    assert noise.Noise(SHEET).swing(KNOWN["c"]) == Decimal("10.0")
    assert noise.spread(SHEET, order, KNOWN) == {"a": (1, 2)}


@drawn(st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=2, max_size=8))
def test_swing_is_what_brute_force_finds(given_counts: list[tuple[int, int, int]]) -> None:
    for counts in given_counts:
        own = facts(*counts)
        now = rules.score(SHEET, "x", own).total
        most = Decimal(0)
        for measure in own.counts:
            for step in (1, -1):
                other = Facts({**own.counts, measure: own.counts[measure] + step})
                if other.counts[measure] >= 0:
                    most = max(most, abs(rules.score(SHEET, "x", other).total - now))
        assert noise.Noise(SHEET).swing(own) == most


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
        texts = file.read("xl/sharedStrings.xml").decode()
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
    with ZipFile(BytesIO(answer.content)) as file:
        texts = file.read("xl/sharedStrings.xml").decode()
    for said in ("甲站", "基本分 90 + 加分 0 − 扣分 0 = 90", "平均分 ", "合计"):
        assert said in texts
    assert "乙站" not in texts
    refused = await client.get(f"/scores/year/{other}/export.xlsx?on=2026-05-06")
    assert refused.status_code == 403
