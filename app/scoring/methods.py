"""How one indicator's numbers become points, and how it is said. Pure; exact decimals.

Each method is one that counties use in their published schemes. What is taken back in a period in
which nothing was done leaves a count below zero: it never earns anything.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from app.charter.sheets import Indicator
from app.refusal import Refused
from app.words import _

ZERO, ONE = Decimal(0), Decimal(1)


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


def exact(number: float | None) -> Decimal:
    """As it was written: 0.1 is a tenth."""
    return Decimal(repr(number)) if number is not None else ZERO


def plain(number: Decimal) -> str:
    """Without an exponent, without zeros at the end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


SPLIT = {"shared": "role", "grade": "result"}


def measure(indicator: Indicator) -> Measure:
    split = SPLIT.get(indicator.method, "")
    return Measure(indicator.counts, indicator.result, indicator.form, indicator.category, split)


def measures(indicator: Indicator) -> set[Measure]:
    found = {measure(indicator)} if indicator.counts else set()
    return found | ({Measure(indicator.over)} if indicator.over else set())


def points(indicator: Indicator, facts: Facts, decimals: int) -> Points:
    """Within 0 and the marks; a penalty's within minus the marks and 0."""
    found, text, values = METHODS[indicator.method](indicator, facts)
    least, most = exact(indicator.floor), exact(indicator.marks)
    if indicator.cap is not None:
        most = min(most, exact(indicator.cap))
    kept = max(min(found, most), min(least, most))
    note = AT_MOST if found > most else AT_LEAST if found < kept else ""
    rounded = half_up(kept, decimals)
    if indicator.kind == "penalty":
        rounded = -rounded
    return Points(rounded, text, {**values, "points": plain(rounded)}, note)


def half_up(number: Fraction | Decimal, decimals: int) -> Decimal:
    """Exactly: a third is no 0.333…, so that 7/12 ÷ 0.8 × 12 = 8.75 becomes 8.8."""
    scaled = Fraction(number) * 10**decimals
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if scaled >= 0 else -whole).scaleb(-decimals)


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
    worth_exactly = Fraction(a, b) / Fraction(target) * Fraction(marks)
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


def shared(indicator: Indicator, facts: Facts) -> Counted:
    """Points of each piece among those who did it together."""
    own, others, pieces = ZERO, ZERO, 0
    for role, n in facts.parts.get(measure(indicator), {}).items():
        place, _of, of = role.partition("/")
        worth = share(indicator, int(place or 1), int(of or 1)) * n
        if int(place or 1) == 1:
            own += worth
        else:
            others += worth
        pieces += n
    if indicator.other_at_most is not None:
        others = min(others, exact(indicator.other_at_most))
    own += others
    return own, _("%(n)s 件，各按次序分得 = %(points)s"), {"n": pieces}


HUNDREDTH = Decimal("0.01")


def share(indicator: Indicator, place: int, of: int) -> Decimal:
    """What one of `of` gets, who was the `place`th. In hundredths, and what is left over goes to
    the first of those among whom it is divided: all shares together are the whole. ValueError:
    there is no such place.
    """
    if not 1 <= place <= of:
        raise ValueError(place)
    whole = exact(indicator.points)
    if indicator.share == "fixed":
        return whole if place == 1 else exact(indicator.other)
    if of == 1:
        return whole
    if indicator.share == "first_half":
        half = half_up(whole / 2, 2)
        return half if place == 1 else divided(whole - half, place - 1, of - 1)
    return divided(whole, place, of)


def divided(whole: Decimal, place: int, of: int) -> Decimal:
    each = Decimal(int(whole / HUNDREDTH) // of) * HUNDREDTH
    return whole - each * (of - 1) if place == 1 else each


def grade(indicator: Indicator, facts: Facts) -> Counted:
    reached = {
        name: n for name, n in sorted(facts.parts.get(measure(indicator), {}).items()) if n > 0
    }
    worth = sum((exact(indicator.options.get(name)) * n for name, n in reached.items()), ZERO)
    said = "、".join(
        f"{name} {n} × {indicator.options.get(name, 0):g}" for name, n in reached.items()
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


METHODS: dict[str, Callable[[Indicator, Facts], Counted]] = {
    "per": per,
    "ratio": ratio,
    "steps": steps,
    "deduct": deduct,
    "require": require,
    "shared": shared,
    "grade": grade,
    "manual": manual,
}  # best_of is of several indicators: rules.py
