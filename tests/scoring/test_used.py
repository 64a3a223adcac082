"""What a method does not use is asked by no form: it changes nothing."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from app.charter.methods import BOUNDS, METHODS, OF_METHODS, unused, used
from app.charter.sheets import Indicator
from app.drafting.forms.choices import Choices
from app.drafting.forms.parsing import Reader
from app.drafting.what_if import rules
from app.scoring.points.methods import Facts, Measure, Points, measures, points
from app.scoring.rules import best_of

FILED, MADE, DONE = "consultation.filed", "commitment.made", "commitment.done"
# Each of them has something else in it.
ONE: dict[str, Any] = {
    "counts": FILED, "result": "solved", "form": "meeting", "category": "hard", "over": MADE,
    "points": 3.0, "cap": 40.0, "floor": 1.0, "target": 0.5, "empty": "full",
    "steps": [(1.0, 30.0)], "options": {"市级": 6.0}, "among": ["a"], "share": "fixed",
    "other": 2.0, "other_at_most": 9.0,
}  # fmt: skip
OTHER: dict[str, Any] = {
    "counts": DONE, "result": "not_solved", "form": "visit", "category": "", "over": DONE,
    "points": 4.0, "cap": 2.0, "floor": 39.0, "target": 70.0, "empty": "zero",
    "steps": [(1.0, 20.0)], "options": {"市级": 7.0}, "among": ["b"], "share": "equal",
    "other": 1.0, "other_at_most": 1.0,
}  # fmt: skip


def scored(indicator: Indicator, *, made: int) -> Points:
    """Everything that is counted for it is there; `made`: what it may be divided by."""
    if indicator.method == "best_of":
        known = {each: Points(Decimal(n), "", {}) for n, each in enumerate("ab", start=1)}
        return best_of(indicator, known)
    parts = {each: {"市级": 2, "1/2": 2, "2/2": 3} for each in measures(indicator)}
    counts = dict.fromkeys(measures(indicator), 9) | {Measure(MADE): made, Measure(DONE): 6}
    return points(indicator, Facts(counts, parts, {"i": Decimal(12)}), 1)


def differs(method: str, field: str) -> bool:
    """For some subject."""
    one = Indicator("i", "指标", 40, method, **ONE)
    bare = structs.replace(one, cap=None, floor=None)
    pairs = [(each, structs.replace(each, **{field: OTHER[field]})) for each in (one, bare)]
    differ = any(
        scored(each, made=made) != scored(new, made=made) for each, new in pairs for made in (0, 8)
    )
    return differ or (
        field in ("counts", "result", "form", "category")
        and METHODS[method].counts
        and measures(one) != measures(pairs[0][1])
    )


@pytest.mark.parametrize("method", METHODS)
def test_what_is_not_used_changes_nothing_and_what_is_used_does(method: str) -> None:
    assert {*ONE} == {*OTHER} == OF_METHODS
    hidden = unused(method, given=BOUNDS)
    assert [field for field in hidden if differs(method, field)] == []
    assert [field for field in used(METHODS[method]) if not differs(method, field)] == []


def test_a_bound_that_was_set_is_never_hidden() -> None:
    assert "floor" in unused("per", given=["points"])
    assert "floor" not in unused("per", given=["points", "floor"])
    assert {"cap", "floor"} <= unused("best_of", given=["cap", "floor"])


def test_what_if_asks_for_what_the_method_uses() -> None:
    per = Indicator("filed", "场次", 60, "per", counts=FILED, points=10, target=7)
    assert rules.asked(per) == {"marks", "points", "cap"}
    assert rules.asked(structs.replace(per, floor=5)) == {"marks", "points", "cap", "floor"}
    assert rules.asked(structs.replace(per, method="steps")) == {"marks", "over", "table"}
    assert rules.asked(structs.replace(per, method="manual")) == {"marks"}


def test_what_nobody_was_asked_for_is_not_left_open() -> None:
    """A new indicator has no choices made. Where its method does not use one, the model has it."""

    def sent(method: str) -> dict[str, Any]:
        return Reader(Choices({}), {}).struct(Indicator, {"method": [method], "empty": [""]})

    assert "empty" not in sent("per")
    assert sent("ratio")["empty"] == ""  # asked for, and not said
