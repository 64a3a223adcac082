"""How parts become a total, said line by line; what all of a sheet holds to, whatever comes."""

import random
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from msgspec import structs

from app.charter.scoring import one_sheet
from app.charter.sheets import Indicator, Mix, Part, Sheet
from app.drafting.samples import samples
from app.i18n import translated
from app.scoring import rules
from app.scoring.counts import counting
from app.scoring.counts.facts import replaced
from app.scoring.pages import in_a_row
from app.scoring.points.methods import Facts, Measure, points
from app.scoring.points.shares import placed
from app.scoring.rules import grade_of

FILED, DONE, ACTIVITY = "consultation.filed", "commitment.done", "activity.done"
GOOD = Indicator("good", "好事", 100, "per", counts=FILED, points=10)
EXTRA = Indicator("extra", "加分", 30, "per", counts=FILED, points=4, kind="bonus")
BAD = Indicator("bad", "扣分", 90, "deduct", counts=DONE, points=9, kind="penalty")
SHEET = Sheet("s", "表", "township", "year", indicators=[GOOD, EXTRA, BAD])


def said(sheet: Sheet, facts: Facts) -> list[str]:
    found = rules.explained(sheet, rules.score(sheet, "甲", facts))
    return [translated(text, **values) for text, values in found]


@pytest.mark.parametrize(
    ("more", "counts", "average", "lines"),
    [
        ({}, (3, 1), None, ["基本分 30 + 加分 12 − 扣分 9 = 33"]),
        (
            {"bonus_cap": 10, "penalty_cap": 5},
            (3, 1),
            None,
            ["基本分 30 + 加分 10 − 扣分 5 = 35", "加分合计 12，最多 10", "扣分合计 9，最多 5"],
        ),
        ({}, (1, 4), None, ["基本分 10 + 加分 4 − 扣分 36 = 0", "不低于 0"]),
        (
            {"mix": Mix("q", 0.6), "part": Part("总目标", 0.5)},
            (3, 1),
            Fraction(165, 2),
            [
                "基本分 30 + 加分 12 − 扣分 9 = 33",
                "平均分 82.5 × 0.6 + 本表 33 × 0.4 = 62.7",
                "总目标：62.7 × 0.5 = 31.4",
            ],
        ),
    ],
    ids=["plain", "caps", "not below nothing", "mixed, and part of more"],
)
def test_the_total_says_how_it_came_about(
    more: dict[str, Any], counts: tuple[int, int], average: Fraction | None, lines: list[str]
) -> None:
    facts = Facts({Measure(FILED): counts[0], Measure(DONE): counts[1]}, average=average)
    assert said(structs.replace(SHEET, **more), facts) == lines


def test_too_few_says_how_many() -> None:
    one = structs.replace(SHEET, sample=FILED, sample_least=3)
    (found,) = rules.ranking(one, {"a": "甲"}, {"a": Facts({Measure(FILED): 2})})
    assert translated(found.why_no_rank, **found.values["few"]) == "只有 2 件，不足 3 件，不排名"


def test_two_years_below_sixty_on_end() -> None:
    """Jinan: a talk with the sector's convener; the second year one with the city's CPPCC."""
    jinan = samples()["jinan-member"].sheet
    assert "连续两年" in jinan.follows["不称职"]
    below, above = (grade_of(jinan, Decimal(total)) for total in (59, 60))
    assert in_a_row("不称职", []) == 0
    assert in_a_row("不称职", [below, above, below]) == 1
    assert in_a_row("不称职", [below, below]) == 2


def shared(how: str, worth: float) -> Indicator:
    return Indicator("i", "指标", 100, "shared", counts=ACTIVITY, points=worth, share=how)


@drawn(
    st.integers(1, 9),
    st.sampled_from(["first_half", "equal"]),
    st.integers(1, 100),
    st.integers(0, 3),
)
def test_shares_sum_to_the_whole_as_they_are_shown(
    of: int, how: str, worth: int, decimals: int
) -> None:
    """10 among three with one decimal: 3.4 + 3.3 + 3.3, not 3.3 three times."""
    one = shared(how, worth)
    asked = Measure(ACTIVITY, split="role")
    shown = [
        points(one, Facts(parts={asked: {f"{place}/{of}": 1}}), decimals).points
        for place in range(1, of + 1)
    ]
    assert sum(shown, Decimal(0)) == worth


def test_who_has_no_place_did_it_alone() -> None:
    for role in ("", "fixed", "0/3", "4/3", "1/", "一/三"):
        assert placed(role) == (1, 1)
    asked = Measure(ACTIVITY, split="role")
    assert points(shared("equal", 9), Facts(parts={asked: {"lead": 1, "3/3": 1}}), 1).points == 12


NUMBERS = st.integers(0, 30)
METHODS: dict[str, dict[str, Any]] = {
    "per": {"points": 7},
    "ratio": {"over": DONE, "target": 0.8},
    "steps": {"steps": [(20, 10), (8, 6), (3, 2)]},
    "require": {"target": 5},
    "shared": {"points": 9, "share": "first_half"},
    "grade": {"options": {"市": 4, "省": 8}},
}


@drawn(st.sampled_from(sorted(METHODS)), NUMBERS, NUMBERS, NUMBERS, st.sampled_from("abc"))
def test_one_good_record_more_is_never_worth_less(
    method: str, filed: int, done: int, apart: int, which: str
) -> None:
    """For every method but those that take something off, alone and as the best of two."""
    one = Indicator("i0", "指标", 20, method, counts=FILED, **METHODS[method])
    other = Indicator("i1", "另一项", 20, "per", counts=DONE, points=1)
    best = Indicator("i2", "取高", 20, "best_of", among=["i0", "i1"])
    split = {"shared": ("role", "2/3"), "grade": ("result", "省")}.get(method)
    asked = Measure(FILED, split=split[0] if split else "")

    def facts(more: int) -> Facts:
        parts = {asked: {split[1]: apart + more}} if split else {}
        return Facts({asked: filed + more, Measure(DONE): done}, parts)

    indicators = {"a": [one], "b": [one, other], "c": [one, other, best]}[which]
    sheet = Sheet("s", "表", "station", "year", indicators=indicators)
    assert rules.score(sheet, "x", facts(1)).total >= rules.score(sheet, "x", facts(0)).total


def test_the_order_of_what_was_counted_does_not_matter() -> None:
    """Rows as the database gives them, shuffled: the same facts, and the same points."""
    dice = random.Random(4)  # noqa: S311
    asked = [Measure(FILED), Measure(ACTIVITY, split="role")]
    found: list[dict[str, Any]] = [
        {
            "period": 1,
            "asked": number,
            "subject": dice.choice("甲乙"),
            "part": dice.choice(["1/2", "2/2"]) if number == 2 else "",
            "when": dice.choice(["", "earlier"]),
            "n": dice.randrange(-2, 9),
        }
        for number in dice.choices([1, 2], k=60)
    ]
    straight = counting.folded(found, asked, 1, penalised=False)
    sums: dict[Any, int] = defaultdict(int)
    for each in found:
        sums[each["subject"], asked[each["asked"] - 1]] += each["n"]
    assert sums == {(s, m): n for s, own in straight[0].items() for m, n in own.counts.items()}
    for _n in range(20):
        dice.shuffle(found)
        assert counting.folded(found, asked, 1, penalised=False) == straight


@drawn(NUMBERS, NUMBERS, st.integers(0, 40), st.integers(0, 40), st.integers(0, 20))
def test_caps_and_floors_hold(filed: int, done: int, gained: int, lost: int, late: int) -> None:
    one = structs.replace(
        SHEET, bonus_cap=gained, penalty_cap=lost, late="penalty", late_points=0.5, closing_days=5
    )
    facts = replaced(Facts({Measure(FILED): filed, Measure(DONE): done}), late=late)
    found = rules.score(one, "甲", facts)
    assert found.bonus == min(4 * filed, 30, gained)
    assert -found.penalty == min(Decimal(9 * min(done, 10)) + Decimal(late) / 2, lost)
    assert found.total == max(found.base + found.bonus + found.penalty, Decimal(0))


def test_marks_add_up_as_they_were_written() -> None:
    """As binary floats three times 21.4 and 35.8 are not 100."""
    marks = [21.4] * 3 + [35.8]
    assert sum(marks) != 100
    indicators = [structs.replace(GOOD, key=f"i{n}", marks=each) for n, each in enumerate(marks)]
    assert list(one_sheet(structs.replace(SHEET, indicators=indicators), (), {"s"})) == []
