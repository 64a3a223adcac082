"""How one indicator's numbers become points, and how it is said. Pure; exact decimals.

Each method is one that counties use in their published schemes. What is taken back in a period in
which nothing was done leaves a count below zero: it never earns anything.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from app.charter.methods import METHODS
from app.charter.sheets import Indicator
from app.charter.wording import joined
from app.i18n import _, named
from app.refusal import Refused
from app.scoring.points.decimals import ONE, ZERO, exact, half_up, plain
from app.scoring.points.shares import placed, share


class Measure(NamedTuple):
    """What is to be counted for a subject: entries of a ledger kind, narrowed where asked."""

    kind: str
    result: str = ""
    form: str = ""
    category: str = ""
    split: str = ""  # result or role: counted apart by it


@dataclass(frozen=True)
class Facts:
    """What is known of one subject in the period."""

    counts: Mapping[Measure, int] = field(default_factory=dict)
    parts: Mapping[Measure, Mapping[str, int]] = field(default_factory=dict)
    # of what is split: by level reached, or by "1/3", the first of three
    given: Mapping[str, Decimal] = field(default_factory=dict)  # manual: the mark, by key
    late: int = 0  # records after the closing date, where they count with a penalty
    back: Mapping[Measure, int] = field(default_factory=dict)
    # in `counts` already: what settled periods had counted and was taken back since; negative
    average: Fraction | None = None  # of the totals of the sheet that this one mixes in

    def of(self, measure: Measure) -> int:
        return self.counts.get(measure, 0)


class Points(NamedTuple):
    """`points` as rounded; of penalties negative. `text`: a msgid, said with `values`; `note`: one
    more where the formula gave more, or less, than there is to get.
    """

    points: Decimal
    text: str
    values: dict[str, Any]
    note: str = ""


AT_MOST, AT_LEAST = _("已到上限"), _("已到下限")


def measure(indicator: Indicator) -> Measure:
    known = METHODS.get(indicator.method)
    split = known.split if known else ""
    return Measure(indicator.counts, indicator.result, indicator.form, indicator.category, split)


def measures(indicator: Indicator) -> set[Measure]:
    found = {measure(indicator)} if indicator.counts else set()
    return found | ({Measure(indicator.over)} if indicator.over else set())


def points(indicator: Indicator, facts: Facts, decimals: int) -> Points:
    """Within 0 and the marks; a penalty's within minus the marks and 0."""
    if indicator.method == "shared":
        found, text, values = shared(indicator, facts, decimals)
    else:
        found, text, values = COMPUTED[indicator.method](indicator, facts)
    least, most = exact(indicator.floor), exact(indicator.marks)
    if indicator.cap is not None:
        most = min(most, exact(indicator.cap))
    kept = max(min(found, most), min(least, most))
    note = AT_MOST if found > most else AT_LEAST if found < kept else ""
    rounded = half_up(kept, decimals)
    if indicator.kind == "penalty":
        rounded = -rounded
    return Points(rounded, text, {**values, "points": plain(rounded)}, note)


Counted = tuple[Fraction | Decimal, str, dict[str, Any]]


def per(indicator: Indicator, facts: Facts) -> Counted:
    n, each = facts.of(measure(indicator)), exact(indicator.points)
    values = {"n": n, "each": plain(each), "most": plain(limit(indicator))}
    return each * n, _("%(n)s × %(each)s，最多 %(most)s = %(points)s"), values


def limit(indicator: Indicator) -> Decimal:
    marks = exact(indicator.marks)
    return marks if indicator.cap is None else min(marks, exact(indicator.cap))


def ratio(indicator: Indicator, facts: Facts) -> Counted:
    """按期办结率 × 分值; a target below 1 gives full marks from there on."""
    a, b = facts.of(measure(indicator)), facts.of(Measure(indicator.over))
    marks, target = exact(indicator.marks), exact(indicator.target) or ONE
    if b <= 0:
        worth = marks if indicator.empty == "full" else ZERO
        return worth, _("没有可比的 = %(points)s"), {}
    (most, of_most), (aim, of_aim) = marks.as_integer_ratio(), target.as_integer_ratio()
    worth_exactly = Fraction(a * of_aim * most, b * aim * of_most)
    values = {"a": a, "b": b, "marks": plain(marks), "target": plain(target)}
    if target == ONE:
        return worth_exactly, _("%(a)s/%(b)s × %(marks)s = %(points)s"), values
    return worth_exactly, _("%(a)s/%(b)s ÷ %(target)s × %(marks)s = %(points)s"), values


def steps(indicator: Indicator, facts: Facts) -> Counted:
    """Of a count, or of a per cent where there is something to divide by."""
    a = facts.of(measure(indicator))
    reached = Fraction(a)
    values: dict[str, Any] = {"a": a}
    if indicator.over:
        b = facts.of(Measure(indicator.over))
        if b <= 0:
            worth = exact(indicator.marks) if indicator.empty == "full" else ZERO
            return worth, _("没有可比的 = %(points)s"), {}
        reached = Fraction(100 * a, b)
        values |= {"b": b, "percent": plain(half_up(reached, 1))}
    rows = sorted(((exact(floor), exact(worth)) for floor, worth in indicator.steps), reverse=True)
    floor, worth = next((row for row in rows if reached >= Fraction(row[0])), (ZERO, ZERO))
    values["floor"] = plain(floor)
    if indicator.over:
        return worth, _("%(a)s/%(b)s = %(percent)s%%，达到 %(floor)s → %(points)s"), values
    return worth, _("%(a)s，达到 %(floor)s → %(points)s"), values


def deduct(indicator: Indicator, facts: Facts) -> Counted:
    """From full marks downwards; a penalty starts from nothing."""
    n, each = facts.of(measure(indicator)), exact(indicator.points)
    values = {"n": n, "each": plain(each), "marks": plain(exact(indicator.marks))}
    if indicator.kind == "penalty":
        return each * n, _("扣 %(n)s × %(each)s = %(points)s"), values
    return (
        exact(indicator.marks) - each * max(n, 0),
        _("%(marks)s − %(n)s × %(each)s = %(points)s"),
        values,
    )


def require(indicator: Indicator, facts: Facts) -> Counted:
    n, needed = facts.of(measure(indicator)), exact(indicator.target) or ONE
    met = exact(indicator.marks) if n >= needed else ZERO
    return met, _("%(n)s，须达到 %(needed)s → %(points)s"), {"n": n, "needed": plain(needed)}


def shared(indicator: Indicator, facts: Facts, decimals: int) -> Counted:
    """Points of each piece among those who did it together."""
    own, others, pieces = ZERO, ZERO, 0
    for role, n in facts.parts.get(measure(indicator), {}).items():
        place, of = placed(role)
        worth = share(indicator, place, of, decimals) * n
        if place == 1:
            own += worth
        else:
            others += worth
        pieces += n
    if indicator.other_at_most is not None:
        others = min(others, exact(indicator.other_at_most))
    return own + others, _("%(n)s 件，各按次序分得 = %(points)s"), {"n": pieces}


def grade(indicator: Indicator, facts: Facts) -> Counted:
    reached = {
        name: n for name, n in sorted(facts.parts.get(measure(indicator), {}).items()) if n > 0
    }
    worth = sum((exact(indicator.options.get(name)) * n for name, n in reached.items()), ZERO)
    said = joined(
        f"{named(name)} {n} × {indicator.options.get(name, 0):g}" for name, n in reached.items()
    )
    if not said:
        return ZERO, _("还没有记录 = %(points)s"), {}
    return worth, _("%(reached)s = %(points)s"), {"reached": said}


def manual(indicator: Indicator, facts: Facts) -> Counted:
    """Refused: a mark below nothing or above the maximum."""
    mark = facts.given.get(indicator.key)
    if mark is None:
        return ZERO, _("还没有评定 = %(points)s"), {}
    check_mark(indicator, mark)
    return mark, _("评定 %(points)s"), {}


def check_mark(indicator: Indicator, mark: Decimal) -> None:
    if not mark.is_finite() or not ZERO <= mark <= exact(indicator.marks):
        raise Refused(
            _("「%(name)s」的分在 0 到 %(most)s 之间。"),
            "mark",
            name=indicator.name,
            most=plain(exact(indicator.marks)),
        )


COMPUTED: dict[str, Callable[[Indicator, Facts], Counted]] = {
    "per": per,
    "ratio": ratio,
    "steps": steps,
    "deduct": deduct,
    "require": require,
    "grade": grade,
    "manual": manual,
}
OTHERS = {"shared", "best_of"}  # the one has to know the decimals, the other is in rules.py
if METHODS.keys() != COMPUTED.keys() | OTHERS:
    raise TypeError(f"Methods without a function: {METHODS.keys() ^ (COMPUTED.keys() | OTHERS)}")
