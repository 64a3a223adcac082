"""Each method worked by hand; then what must hold for all of them."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from app.charter.presets import presets
from app.charter.sheets import Excluded, Indicator, Mix, Part, Reward, Sheet
from app.i18n import translated
from app.refusal import Refused
from app.scoring import rules
from app.scoring.counts.facts import replaced
from app.scoring.points.methods import AT_LEAST, AT_MOST, Facts, Measure, points
from app.scoring.points.shares import placed, share

FILED, DONE, MADE = Measure("consultation.filed"), Measure("commitment.done"), "commitment.made"


def indicator(method: str, marks: float = 20, **more: Any) -> Indicator:
    return Indicator(key="i", name="指标", marks=marks, method=method, **more)


def counted(**numbers: int) -> Facts:
    """filed=3, done=2, made=4"""
    kinds = {"filed": FILED, "done": DONE, "made": Measure(MADE)}
    return Facts({kinds[name]: n for name, n in numbers.items()})


def together(*places: str) -> Facts:
    """ "2/3": one was the second of three."""
    return Facts(parts={Measure("activity.done", split="role"): dict.fromkeys(places, 1)})


SHARED: dict[str, Any] = {"counts": "activity.done"}
PER: dict[str, Any] = {"counts": "consultation.filed", "points": 5}
RATIO: dict[str, Any] = {"counts": "commitment.done", "over": MADE}
STEPS: dict[str, Any] = {**RATIO, "steps": [(90, 10), (80, 8), (60, 5)]}
GOLDEN: list[tuple[str, Indicator, Facts, str, str]] = [
    ("per", indicator("per", 25, **PER), counted(filed=3), "15.0", "3 × 5，最多 25 = 15"),
    ("per, full", indicator("per", 25, **PER), counted(filed=9), "25.0", "9 × 5，最多 25 = 25"),
    ("per, cap", indicator("per", 25, cap=10, **PER), counted(filed=9), "10.0", "最多 10 = 10"),
    ("per, none", indicator("per", 25, **PER), Facts(), "0.0", "0 × 5，最多 25 = 0"),
    ("ratio", indicator("ratio", **RATIO), counted(done=17, made=20), "17.0", "17/20 × 20 = 17"),
    ("a third", indicator("ratio", 10, **RATIO), counted(done=1, made=3), "3.3", "= 3.3"),
    ("half up", indicator("ratio", 1, **RATIO), counted(done=1, made=4), "0.3", "= 0.3"),
    (
        "target",
        indicator("ratio", 40, target=0.8, **RATIO),
        counted(done=6, made=10),
        "30.0",
        "6/10 ÷ 0.8 × 40 = 30",
    ),
    ("over target", indicator("ratio", target=0.8, **RATIO), counted(done=9, made=10), "20.0", "="),
    ("of nothing", indicator("ratio", **RATIO), Facts(), "0.0", "没有可比的 = 0"),
    # 8.75, half up; 0.58333… ÷ 0.8 × 12 in decimals comes out a hair below
    (
        "exact",
        indicator("ratio", 12, target=0.8, **RATIO),
        counted(done=7, made=12),
        "8.8",
        "7/12 ÷ 0.8 × 12 = 8.8",
    ),
    ("only taken back", indicator("ratio", **RATIO), counted(done=-1, made=-1), "0.0", "没有可比"),
    ("less than nothing", indicator("per", **PER), counted(filed=-2), "0.0", "= 0"),
    (
        "nothing left to deduct",
        indicator("deduct", 10, counts="consultation.filed", points=5),
        counted(filed=-1),
        "10.0",
        "= 10",
    ),
    ("nothing owed", indicator("ratio", empty="full", **RATIO), Facts(), "20.0", "= 20"),
    (
        "steps",
        indicator("steps", 10, **STEPS),
        counted(done=17, made=20),
        "8.0",
        "85%，达到 80 → 8",
    ),
    ("on the step", indicator("steps", 10, **STEPS), counted(done=9, made=10), "10.0", "→ 10"),
    ("below all", indicator("steps", 10, **STEPS), counted(done=1, made=2), "0.0", "→ 0"),
    (
        "steps of a count",
        indicator("steps", 10, counts="consultation.filed", steps=[(4, 10), (2, 6)]),
        counted(filed=3),
        "6.0",
        "3，达到 2 → 6",
    ),
    (
        "absence −30",
        indicator("deduct", 70, counts="consultation.filed", points=30),
        counted(filed=2),
        "10.0",
        "70 − 2 × 30 = 10",
    ),
    (
        "not below the floor",
        indicator("deduct", 70, counts="consultation.filed", points=30, floor=20),
        counted(filed=3),
        "20.0",
        "= 20",
    ),
    (
        "penalty",
        indicator("deduct", 10, counts="consultation.filed", points=2, kind="penalty"),
        counted(filed=3),
        "-6.0",
        "扣 3 × 2 = -6",
    ),
    (
        "once a quarter",
        indicator("require", 5, counts="consultation.filed", target=1),
        counted(filed=1),
        "5.0",
        "1，须达到 1 → 5",
    ),
    (
        "not once",
        indicator("require", 5, counts="consultation.filed", target=2),
        counted(filed=1),
        "0.0",
        "→ 0",
    ),
    (
        "first half, the others the rest",
        indicator("shared", 50, points=12, share="first_half", **SHARED),
        together("1/3", "2/3", "1/1"),
        "21.0",  # 6 + 3 + 12
        "3 件，各按次序分得 = 21",
    ),
    (
        "equal",
        indicator("shared", 50, points=12, share="equal", **SHARED),
        together("2/4"),
        "3.0",
        "= 3",
    ),
    (
        "first 10, others 5",
        indicator("shared", 50, points=10, share="fixed", other=5, **SHARED),
        together("1/4", "3/4"),
        "15.0",
        "= 15",
    ),
    (
        "city 4, province 8, nation 10",
        indicator("grade", 20, options={"市": 4, "省": 8, "国家": 10}, counts="activity.done"),
        Facts(parts={Measure("activity.done", split="result"): {"市": 2, "省": 1, "国家": 0}}),
        "16.0",
        "市 2 × 4、省 1 × 8 = 16",
    ),
    ("mark", indicator("manual"), Facts(given={"i": Decimal("17.5")}), "17.5", "评定 17.5"),
    ("no mark yet", indicator("manual"), Facts(), "0.0", "还没有评定 = 0"),
]


@pytest.mark.parametrize(
    ("what", "facts", "worth", "said"), [each[1:] for each in GOLDEN], ids=[g[0] for g in GOLDEN]
)
def test_worked_by_hand(what: Indicator, facts: Facts, worth: str, said: str) -> None:
    found = points(what, facts, 1)
    assert found.points == Decimal(worth)
    assert str(found.points) == worth
    assert said in translated(found.text, **found.values)


def test_what_was_cut_off_says_so() -> None:
    over = points(indicator("ratio", 40, target=0.8, **RATIO), counted(done=27, made=30), 1)
    assert (over.points, over.note) == (Decimal(40), AT_MOST)
    under = points(
        indicator("deduct", 70, counts="consultation.filed", points=30), counted(filed=3), 1
    )
    assert (under.points, under.note) == (Decimal(0), AT_LEAST)
    assert points(indicator("ratio", **RATIO), counted(done=17, made=20), 1).note == ""


def test_a_mark_above_the_maximum_is_refused() -> None:
    for mark in ("20.1", "-1", "NaN"):
        with pytest.raises(Refused, match="在 0 到 20 之间"):
            points(indicator("manual"), Facts(given={"i": Decimal(mark)}), 1)


def sheet(*indicators: Indicator, **more: Any) -> Sheet:
    named = [msgspec.structs.replace(each, key=f"i{n}") for n, each in enumerate(indicators)]
    return Sheet("s", "表", "township", "quarter", indicators=named, **more)


def test_the_best_of_two_counts_once() -> None:
    """Minhang: key proposal +15, excellent +10, the higher counts, no double scoring."""
    key = indicator("per", 15, counts="consultation.filed", points=15)
    excellent = indicator("per", 10, counts="commitment.done", points=10)
    best = indicator("best_of", 15, among=["i0", "i1"])
    found = rules.score(sheet(key, excellent, best), "甲", counted(filed=1, done=1))
    assert found.total == 15
    assert [part.counted for part in found.parts] == [False, False, True]
    last = found.parts[2].result
    assert translated(last.text, **last.values) == "15、10 中取最高 = 15"


def test_bonus_and_penalty_have_caps_of_their_own() -> None:
    base = indicator("per", 100, counts="consultation.filed", points=10)
    bonus = indicator("per", 30, counts="consultation.filed", points=3, kind="bonus")
    penalty = indicator("deduct", 90, counts="commitment.done", points=9, kind="penalty")
    found = rules.score(
        sheet(base, bonus, penalty, bonus_cap=10, penalty_cap=20), "甲", counted(filed=9, done=5)
    )
    assert [found.base, found.bonus, found.penalty, found.total] == [90, 10, -20, 80]
    deep = rules.score(sheet(penalty), "甲", counted(done=10))
    assert deep.total == 0


def test_a_year_mixes_its_quarters_with_its_own() -> None:
    own = indicator("per", 100, counts="consultation.filed", points=10)
    year = sheet(own, mix=Mix("q", 0.6), part=Part("总", 0.5), grades=[("优秀", 85), ("合格", 60)])
    found = rules.score(year, "甲", replaced(counted(filed=9), average=Fraction("82.5")))
    assert found.total == Decimal("85.5")  # 82.5 × 0.6 + 90 × 0.4
    assert found.of_total == Decimal("42.8")  # 42.75, half up
    assert found.grade == "优秀"
    assert translated(rules.MIXED, **found.values) == "平均分 82.5 × 0.6 + 本表 90 × 0.4 = 85.5"


def test_what_came_too_late_costs_points() -> None:
    """Counted, less half a point a record, within the cap of all penalties."""
    one = sheet(
        indicator("per", 100, counts="consultation.filed", points=10),
        late="penalty",
        closing_days=10,
        late_points=0.5,
        penalty_cap=2,
    )
    three = rules.score(one, "甲", replaced(counted(filed=9), late=3))
    assert (three.total, three.late) == (Decimal("88.5"), Decimal("-1.5"))
    assert translated(rules.LATE, **three.values["late"]) == "逾期补录 3 × 0.5 = -1.5"
    assert rules.score(one, "甲", replaced(counted(filed=9), late=9)).total == 88


def test_ranks_ties_exclusions_and_rewards() -> None:
    one = indicator("per", 100, counts="consultation.filed", points=10)
    ranking = sheet(
        one,
        reward=Reward(2, "奖"),
        excluded=[Excluded("戊")],
        sample="consultation.filed",
        sample_least=2,
    )
    filed = {"甲": 5, "乙": 9, "丙": 5, "丁": 1, "戊": 10, "己": 3}
    facts = {name: counted(filed=n) for name, n in filed.items()}
    found = rules.ranked(
        ranking, [rules.score(ranking, name, each) for name, each in facts.items()], facts, {"戊"}
    )
    ranks = {each.subject: each.rank for each in found}
    assert ranks == {"乙": 1, "甲": 2, "丙": 2, "己": 4, "戊": None, "丁": None}
    assert {each.subject for each in found if each.rewarded} == {"乙", "甲", "丙"}
    why = {each.subject: each.why_no_rank for each in found if each.why_no_rank}
    assert why == {"戊": rules.NOT_RANKED, "丁": rules.TOO_FEW}


def test_what_a_sheet_wants_counted() -> None:
    quarter = presets()["yanjiang"].scoring.sheets[0]
    assert Measure("rating.given", result="solved") in rules.wanted(quarter)
    assert Measure("rating.given") in rules.wanted(quarter)


GRADED = sheet(
    indicator("per", 100, counts="consultation.filed", points=1),
    grades=[("优秀", 90), ("良好", 75), ("合格", 60)],
)


@pytest.mark.parametrize(
    ("filed", "grade", "colour"),
    [(90, "优秀", "green"), (89, "良好", "yellow"), (60, "合格", "red"), (59, "", "red")],
)
def test_grades_at_their_floors(filed: int, grade: str, colour: str) -> None:
    found = rules.score(GRADED, "甲", counted(filed=filed))
    assert (found.grade, found.colour(GRADED)) == (grade, colour)
    assert found.points_of("i0") == filed
    with pytest.raises(KeyError):
        found.points_of("i1")


def test_how_parts_became_the_total_line_by_line() -> None:
    base = indicator("per", 100, counts="consultation.filed", points=10)
    bonus = indicator("per", 30, counts="consultation.filed", points=3, kind="bonus")
    penalty = indicator("deduct", 90, counts="commitment.done", points=9, kind="penalty")
    own = sheet(base, bonus, penalty, bonus_cap=10, penalty_cap=20, part=Part("总", 0.5))

    def lines(filed: int, done: int) -> list[str]:
        found = rules.score(own, "甲", counted(filed=filed, done=done))
        return [translated(text, **values) for text, values in rules.explained(own, found)]

    assert lines(9, 5) == [
        "基本分 90 + 加分 10 − 扣分 20 = 80",
        "加分合计 27，最多 10",
        "扣分合计 45，最多 20",
        "总：80 × 0.5 = 40",
    ]
    assert lines(1, 2) == [
        "基本分 10 + 加分 3 − 扣分 18 = 0",
        "不低于 0",
        "总：0 × 0.5 = 0",
    ]
    assert lines(2, 0) == ["基本分 20 + 加分 6 − 扣分 0 = 26", "总：26 × 0.5 = 13"]
    assert lines(0, 0)[0] == "基本分 0 + 加分 0 − 扣分 0 = 0"
    mixed = sheet(mix=Mix("q", 0.6))
    found = rules.score(mixed, "甲", replaced(counted(), average=Fraction(80)))
    assert [text for text, _values in rules.explained(mixed, found)] == [rules.MIXED]


def test_who_is_excluded_by_name_and_who_has_too_few() -> None:
    one = sheet(
        indicator("per", 100, counts="consultation.filed", points=10),
        excluded=[Excluded("乙镇"), Excluded("甲镇", "9")],
        sample="consultation.filed", sample_least=3,
    )  # fmt: skip
    facts = {"1": counted(filed=3), "2": counted(filed=9), "3": counted(filed=2)}
    found = rules.ranking(one, {"1": "甲镇", "2": "乙镇", "3": "丙镇"}, facts)
    assert [(each.subject, each.rank) for each in found] == [("1", 1), ("2", None), ("3", None)]
    assert found[2].values["few"] == {"n": 2, "least": 3}


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("1/1", (1, 1)), ("2/3", (2, 3)), ("3/3", (3, 3)), ("4/3", (1, 1)), ("", (1, 1)),
        ("0/3", (1, 1)), ("x", (1, 1)), ("12/100", (12, 100)), ("1/1000", (1, 1)),
    ],
)  # fmt: skip
def test_the_second_of_three(role: str, place: tuple[int, int]) -> None:
    assert placed(role) == place


def test_what_cannot_be_divided_goes_to_the_first() -> None:
    ten = indicator("shared", 100, points=10, share="equal")
    assert [str(share(ten, n, 3, 1)) for n in (1, 2, 3)] == ["3.4", "3.3", "3.3"]
    assert [str(share(ten, n, 3, 4)) for n in (1, 2, 3)] == ["3.34", "3.33", "3.33"]
    half = indicator("shared", 100, points=5, share="first_half")
    assert [str(share(half, n, 3, 1)) for n in (1, 2, 3)] == ["2.5", "1.3", "1.2"]
    assert share(half, 1, 1, 1) == 5
    with pytest.raises(ValueError, match="4"):
        share(half, 4, 3)
    at_most = indicator("shared", 50, points=12, share="first_half", other_at_most=5, **SHARED)
    facts = Facts(parts={Measure("activity.done", split="role"): {"2/2": 3, "1/2": 1}})
    assert points(at_most, facts, 1).points == 11  # 6 as the first, 3 × 6 as another, 5 at most


def worked(what: Indicator, facts: Facts, decimals: int = 1) -> tuple[str, str, str]:
    """→ points, how they are said, the note"""
    found = points(what, facts, decimals)
    return str(found.points), translated(found.text, **found.values), found.note


def test_one_of_one_is_all_of_it() -> None:
    one = counted(done=1, made=1)
    assert worked(indicator("ratio", **RATIO), one) == ("20.0", "1/1 × 20 = 20", "")
    assert worked(indicator("steps", 10, **STEPS), one)[:2] == (
        "10.0", "1/1 = 100%，达到 90 → 10",
    )  # fmt: skip
    two_thirds = worked(indicator("steps", 10, **STEPS), counted(done=2, made=3))
    assert two_thirds[1] == "2/3 = 66.7%，达到 60 → 5"


def test_steps_of_nothing() -> None:
    assert worked(indicator("steps", 10, **STEPS), Facts())[0] == "0.0"
    assert worked(indicator("steps", 10, empty="full", **STEPS), Facts())[0] == "10.0"


def test_what_just_fits_is_not_cut_off() -> None:
    full = indicator("per", 25, **PER)
    assert worked(full, counted(filed=5)) == ("25.0", "5 × 5，最多 25 = 25", "")
    left = indicator("deduct", 10, counts="consultation.filed", points=5)
    assert [worked(left, counted(filed=n))[2] for n in (-1, 0, 2)] == ["", "", ""]


def test_levels_that_nobody_reached_or_nobody_knows() -> None:
    known = indicator("grade", 20, options={"市": 4, "省": 8}, counts="activity.done")
    parts = {Measure("activity.done", split="result"): {"市": 2, "省": 0, "区": 1}}
    assert worked(known, Facts(parts=parts))[:2] == ("8.0", "区 1 × 0、市 2 × 4 = 8")


@pytest.mark.parametrize("mark", ["0", "20"])
def test_a_mark_may_be_nothing_and_all(mark: str) -> None:
    assert points(indicator("manual"), Facts(given={"i": Decimal(mark)}), 1).points == Decimal(mark)


def test_nothing_is_late_or_taken_back_unless_it_is_said() -> None:
    per = indicator("per", 100, counts="consultation.filed", points=10)
    strict = sheet(per, late="penalty", closing_days=10, late_points=0.5)
    on_time = rules.score(strict, "甲", counted(filed=3))
    assert (float(on_time.late), float(on_time.total)) == (0, 30)
    assert "late" not in on_time.values
    mild = rules.score(sheet(per), "甲", replaced(counted(filed=3), late=2))
    assert (float(mild.late), "late" in mild.values) == (0, False)
    assert [part.back for part in on_time.parts] == [0]
    alone = rules.Scored(per, points(per, Facts(), 1))
    assert (alone.counted, alone.back) == (True, 0)


def test_what_was_taken_back_of_periods_that_are_settled() -> None:
    both = sheet(
        indicator("per", 100, counts="consultation.filed", points=10),
        indicator("per", 100, counts="commitment.done", points=10),
    )
    found = rules.score(both, "甲", replaced(counted(filed=3, done=2), back={FILED: -2}))
    assert [part.back for part in found.parts] == [-2, 0]


def test_a_mix_without_an_average_has_nothing_from_it() -> None:
    own = indicator("per", 100, counts="consultation.filed", points=10)
    found = rules.score(sheet(own, mix=Mix("q", 0.6)), "甲", counted(filed=9))
    assert found.total == 36  # 0 × 0.6 + 90 × 0.4


def test_a_bonus_saves_from_falling_below_nothing() -> None:
    base = indicator("per", 100, counts="consultation.filed", points=20)
    bonus = indicator("per", 30, counts="consultation.filed", points=10, kind="bonus")
    penalty = indicator("deduct", 90, counts="commitment.done", points=15, kind="penalty")
    whole = sheet(base, bonus, penalty)
    found = rules.score(whole, "甲", counted(filed=1, done=1))
    assert found.total == 15
    assert rules.NOT_BELOW not in [text for text, _values in rules.explained(whole, found)]


def test_a_sheet_s_sample_is_counted_too() -> None:
    per = indicator("per", 100, counts="consultation.filed", points=10)
    assert rules.wanted(sheet(per)) == {FILED}
    assert rules.wanted(sheet(per, sample=MADE)) == {FILED, Measure(MADE)}
