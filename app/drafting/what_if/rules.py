"""What would have come out under other marks, methods, tables and caps. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec import structs

from app.charter.methods import METHODS, unused
from app.charter.problems import Problem
from app.charter.scoring import one_indicator, one_sheet
from app.charter.sheets import Indicator, Mix, Sheet
from app.i18n import _, translated
from app.ledger.kinds import Kind
from app.refusal import Refused
from app.scoring.points.decimals import ZERO
from app.scoring.rules import Score
from app.text import fold

NUMBERS = ("marks", "points", "cap", "floor", "target")
WORDS = ("method", "over")
OF_SHEET = ("bonus_cap", "penalty_cap")
# What lies outside the indicators: how much the caps cut off, and another weight of the average.
BESIDE = (_("加分上限"), _("扣分上限"), _("平均所占比例"))
KINDS = frozenset(str(each) for each in Kind)
LARGEST = 10**6
TABLES = {key: method.table for key, method in METHODS.items() if method.table}
# Those that are whole with what can be typed here; others stay where they are already.
TYPED = tuple(key for key, method in METHODS.items() if method.tried)
ROW = re.compile(r"\s*(.+?)\s*[=＝](.+)")
WORTH = re.compile(r"\d{1,6}(?:\.\d{1,4})?")


def changed(sheet: Sheet, form: Mapping[str, str]) -> tuple[Sheet, list[Refused]]:
    """The sheet with what was typed: `marks.<key>` and the like, `bonus_cap`, `average`. What was
    not sent stays as it is; an empty number is none. `drawn.<key>`: the method whose fields the
    form had.
    """
    wrong: list[Refused] = []

    def number(name: str, label: str, old: float | None) -> float | None:
        if name not in form:
            return old
        text = fold(form[name])
        try:
            found = float(text) if text else None
        except ValueError:
            found = float("nan")
        if found is not None and not 0 <= found <= LARGEST:
            wrong.append(Refused(_("「%(name)s」请填 0 以上的数。"), name, name=label))
            return old
        return found

    indicators = []
    for each in sheet.indicators:
        new = {
            name: number(f"{name}.{each.key}", each.name, getattr(each, name)) for name in NUMBERS
        }
        new["marks"] = new["marks"] or 0
        words = {name: form.get(f"{name}.{each.key}", getattr(each, name)) for name in WORDS}
        typed = structs.replace(each, **new, **words)
        table = form.get(f"table.{each.key}")
        if form.get(f"drawn.{each.key}", typed.method) != typed.method:
            table = None  # it was typed for another method
        try:
            typed = with_table(typed, table)
        except Refused as refused:
            wrong.append(refused)
        indicators.append(typed)
    limits = {
        name: number(name, translated(label), getattr(sheet, name))
        for name, label in zip(OF_SHEET, BESIDE, strict=False)
    }
    mix = sheet.mix
    if mix is not None:
        mix = Mix(mix.of, number("average", translated(BESIDE[-1]), mix.average) or 0)
    return structs.replace(sheet, indicators=indicators, mix=mix, **limits), wrong


def table_of(indicator: Indicator) -> str:
    """90=10，80=8: as with_table() reads it. Empty: its method has none."""
    match indicator.method:
        case "steps":
            return "，".join(f"{reached:.15g}={worth:.15g}" for reached, worth in indicator.steps)
        case "grade":
            return "，".join(f"{level}={worth:.15g}" for level, worth in indicator.options.items())
    return ""


def asked(indicator: Indicator) -> set[str]:
    """What can be typed of it and makes a difference under its method."""
    given = [name for name in NUMBERS if getattr(indicator, name) is not None]
    fields = {*NUMBERS, "over"} - unused(indicator.method, given)
    return fields | ({"table"} if indicator.method in TABLES else set())


def redrawn(sheet: Sheet, form: Mapping[str, str]) -> list[Indicator]:
    """Whose method was changed since the form was drawn: its fields are others now."""
    return [
        each
        for each in sheet.indicators
        if form.get(f"drawn.{each.key}", each.method) != each.method
    ]


def with_table(indicator: Indicator, text: str | None) -> Indicator:
    """Of steps and of grades. What was not sent, or is of another method, stays as it is."""
    if text is None or indicator.method not in TABLES:
        return indicator
    rows = [ROW.fullmatch(each) for each in re.split(r"[，,、;；\n]+", text) if each.strip()]
    worths = [(each[1], fold(each[2])) for each in rows if each]
    pairs = [(name, float(worth)) for name, worth in worths if WORTH.fullmatch(worth)]
    graded = indicator.method == "grade"
    try:
        found = (
            dict(pairs) if graded else [(float(fold(reached)), worth) for reached, worth in pairs]
        )
    except ValueError:
        found = []
    if len(found) != len(rows):
        said = _("「%(name)s」的表请写成 90=10，80=8 这样：达到多少=几分，用逗号隔开。")
        if graded:
            said = _("「%(name)s」的表请写成 市级=4，省级=8 这样：级别=几分，用逗号隔开。")
        raise Refused(said, f"table.{indicator.key}", name=indicator.name)
    return structs.replace(indicator, **{TABLES[indicator.method]: found})


def problems(sheet: Sheet, sheets: set[str]) -> list[Problem]:
    """All that the charter would refuse about it: weights that do not sum, a method's numbers."""
    found = list(one_sheet(sheet, (), sheets))
    for place, indicator in enumerate(sheet.indicators):
        found += one_indicator(indicator, ("indicators", place), KINDS)
    return found


@dataclass
class Move:
    subject: str
    old: Score
    new: Score

    @property
    def why(self) -> list[tuple[str, Decimal]]:
        """Names, what changed most first; at most three."""
        return reasons(self.old, self.new)

    @property
    def places(self) -> int:
        """Up, or below zero down; 0 also where it was not, or will not be, ranked."""
        return self.old.rank - self.new.rank if self.old.rank and self.new.rank else 0

    @property
    def points(self) -> Decimal:
        return self.new.total - self.old.total

    @property
    def begins(self) -> bool:
        """It is ranked from now on."""
        return not self.old.rank and bool(self.new.rank)

    @property
    def ceases(self) -> bool:
        return bool(self.old.rank) and not self.new.rank

    @property
    def moved(self) -> bool:
        return bool(self.places or self.begins or self.ceases)

    @property
    def changed(self) -> bool:
        return self.moved or bool(self.points)


def moves(old: Sequence[Score], new: Sequence[Score]) -> list[Move]:
    """In the new order."""
    before = {each.subject: each for each in old}
    known = (each for each in new if each.subject in before)
    return [Move(each.subject, before[each.subject], each) for each in known]


def leading(found: Sequence[Move]) -> list[Move]:
    """All of them, whoever moves furthest first."""
    return [*largest(found), *(each for each in found if not each.changed)]


def largest(found: Sequence[Move]) -> list[Move]:
    """Those of whom anything changes, whoever moves furthest first."""
    changed = [each for each in found if each.changed]
    return sorted(
        changed,
        key=lambda each: (-each.begins - each.ceases, -abs(each.places), -abs(each.points)),
    )


def comparable(one: Sheet, other: Sheet) -> bool:
    """Of the same subjects, over the same periods."""
    return (one.subject, one.period) == (other.subject, other.period)


def reasons(old: Score, new: Score) -> list[tuple[str, Decimal]]:
    """By which indicators, caps or weights, in a sheet's own points."""
    worth = {part.indicator.key: part.result.points if part.counted else ZERO for part in old.parts}
    found = [
        (
            part.indicator.name,
            (part.result.points if part.counted else ZERO) - worth.get(part.indicator.key, ZERO),
        )
        for part in new.parts
    ]
    weighed = old.values.get("weight") != new.values.get("weight")
    changes = (
        (new.bonus - new.gained) - (old.bonus - old.gained),
        (new.penalty + new.lost) - (old.penalty + old.lost),
        (new.total - new.own) - (old.total - old.own) if weighed else ZERO,
    )
    found += [(translated(name), change) for name, change in zip(BESIDE, changes, strict=True)]
    return sorted((each for each in found if each[1]), key=lambda each: -abs(each[1]))[:3]
