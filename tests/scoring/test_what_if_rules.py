"""Other rules on the same records: who moves and why."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from msgspec import structs

from app.charter.sheets import Indicator, Mix, Sheet
from app.drafting.what_if import rules as what_if
from app.scoring import rules
from app.scoring.order_rules import Stood, in_order, in_units
from app.scoring.points import noise
from app.scoring.points.decimals import ZERO
from app.scoring.points.methods import Facts, Measure, Points
from app.scoring.rules import Score, Scored
from app.scoring.rules import ranking as ranked

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


@pytest.mark.parametrize(
    ("text", "stands"), [("0", 0), ("1000000", 1_000_000), ("", None), ("１２", 12)]
)
def test_numbers_at_their_limits(text: str, stands: float | None) -> None:
    new, wrong = what_if.changed(SHEET, {"points.filed": text})
    assert wrong == []
    assert new.indicators[0].points == stands


def test_a_million_is_the_largest() -> None:
    _new, wrong = what_if.changed(SHEET, {"points.filed": "1000001"})
    assert [str(each) for each in wrong] == ["「场次」请填 0 以上的数。"]


def test_no_marks_are_none_and_no_share_of_the_average_is_none() -> None:
    mixed = structs.replace(SHEET, mix=Mix("q", 0.5))
    new, wrong = what_if.changed(mixed, {"marks.filed": "", "average": ""})
    assert wrong == []
    assert new.indicators[0].marks == 0
    assert new.mix == Mix("q", 0)
    _new, wrong = what_if.changed(mixed, {"average": "x", "bonus_cap": "x", "penalty_cap": "x"})
    assert [(each.field, str(each)) for each in wrong] == [
        ("bonus_cap", "「加分上限」请填 0 以上的数。"),
        ("penalty_cap", "「扣分上限」请填 0 以上的数。"),
        ("average", "「平均所占比例」请填 0 以上的数。"),
    ]


@pytest.mark.parametrize(
    ("method", "says"),
    [
        ("steps", "「场次」的表请写成 90=10，80=8 这样：达到多少=几分，用逗号隔开。"),
        ("grade", "「场次」的表请写成 市级=4，省级=8 这样：级别=几分，用逗号隔开。"),
    ],
)
def test_a_table_is_asked_for_as_its_method_has_it(method: str, says: str) -> None:
    _new, wrong = what_if.changed(SHEET, {"method.filed": method, "table.filed": "x"})
    assert [str(each) for each in wrong] == [says]


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
    stood = [Stood(each.subject, in_units(each.total, SHEET.decimals), True) for each in order]
    totals = in_order(SHEET.decimals, stood).all
    assert noise.Noise(SHEET).swing(KNOWN["c"]) == Decimal("10.0")
    assert noise.spread(SHEET, totals.place, KNOWN, order) == {"a": (1, 2)}


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


def stood(rank: int | None, *numbers: int, **more: Any) -> Score:
    """`numbers`: bonus, gained, penalty, lost."""
    bonus, gained, penalty, lost = map(Decimal, numbers or (0, 0, 0, 0))
    worth: dict[str, Any] = {"bonus": bonus, "gained": gained, "penalty": penalty, "lost": lost}
    return Score("a", base=ZERO, rank=rank, **worth, **more)


def test_why_the_three_that_changed_most_are_told() -> None:
    """Cut off by the caps were 5 and 2, now 12 and 6; the average took 10, now 30."""
    part = partial(Scored, SHEET.indicators[0])
    old = stood(
        2, 10, 15, -4, 6, own=Decimal(80), total=Decimal(70), values={"weight": 1},
        parts=[part(Points(Decimal(3), "", {}))],
    )  # fmt: skip
    new = stood(
        1, 8, 20, -3, 9, own=Decimal(90), total=Decimal(60), values={"weight": 2},
        parts=[part(Points(Decimal(4), "", {}))],
    )  # fmt: skip
    assert what_if.reasons(old, new) == [
        ("平均所占比例", Decimal(-20)), ("加分上限", Decimal(-7)), ("扣分上限", Decimal(4)),
    ]  # fmt: skip
    new.values = {"weight": 1}
    assert what_if.reasons(old, new)[-1] == ("场次", Decimal(1))


@pytest.mark.parametrize(
    ("before", "after", "places"), [(3, 1, 2), (1, 3, -2), (None, 3, 0), (3, None, 0)]
)
def test_places_gained(before: int | None, after: int | None, places: int) -> None:
    old, new = (stood(at, own=ZERO, total=ZERO, parts=[]) for at in (before, after))
    move = what_if.Move("a", old, new)
    assert move.places == places
    assert move.begins == (before is None)
    assert move.ceases == (after is None)
    assert move.moved
