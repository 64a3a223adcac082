"""What would have come out under other marks, methods and caps; and which ranks are noise. Pure."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec import structs

from app.charter.problems import Problem
from app.charter.scoring import one_indicator, one_sheet
from app.charter.sheets import Indicator, Mix, Sheet
from app.ledger.kinds import Kind
from app.refusal import Refused
from app.scoring.methods import ZERO, Facts, Measure, measures, points
from app.scoring.rules import Score, wanted
from app.words import _

NUMBERS = ("marks", "points", "cap", "floor", "target")
WORDS = ("method", "over")
OF_SHEET = ("bonus_cap", "penalty_cap")
KINDS = frozenset(str(each) for each in Kind)
LARGEST = 10**6


def changed(sheet: Sheet, form: Mapping[str, str]) -> tuple[Sheet, list[Refused]]:
    """The sheet with what was typed: `marks.<key>` and the like, `bonus_cap`, `average`. What was
    not sent stays as it is; an empty number is none.
    """
    wrong: list[Refused] = []

    def number(name: str, label: str, old: float | None) -> float | None:
        if name not in form:
            return old
        text = form[name].strip()
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
        indicators.append(structs.replace(each, **new, **words))
    limits = {name: number(name, sheet.name, getattr(sheet, name)) for name in OF_SHEET}
    mix = sheet.mix
    if mix is not None:
        mix = Mix(mix.of, number("average", sheet.name, mix.average) or 0)
    return structs.replace(sheet, indicators=indicators, mix=mix, **limits), wrong


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
    why: list[tuple[Indicator, Decimal]]  # what changed most first; at most three

    @property
    def places(self) -> int:
        """Up, or below zero down."""
        return (self.old.rank or 0) - (self.new.rank or 0)


def moves(old: Sequence[Score], new: Sequence[Score]) -> list[Move]:
    """In the new order."""
    before = {each.subject: each for each in old}
    return [
        Move(each.subject, before[each.subject], each, reasons(before[each.subject], each))
        for each in new
    ]


def reasons(old: Score, new: Score) -> list[tuple[Indicator, Decimal]]:
    worth = {part.indicator.key: part.result.points if part.counted else ZERO for part in old.parts}
    differences = [
        (
            part.indicator,
            (part.result.points if part.counted else ZERO) - worth.get(part.indicator.key, ZERO),
        )
        for part in new.parts
    ]
    return sorted((each for each in differences if each[1]), key=lambda each: -abs(each[1]))[:3]


def swing(sheet: Sheet, facts: Facts) -> Decimal:
    """The most that one record more, or less, would change a subject's points."""
    indicators = [each for each in sheet.indicators if each.method not in ("manual", "best_of")]
    now = {each.key: points(each, facts, sheet.decimals).points for each in indicators}
    most = ZERO
    for asked in wanted(sheet):
        moved = [each for each in indicators if any(also(asked, m) for m in measures(each))]
        for step in (1, -1):
            if facts.of(asked) + step < 0:
                continue
            other = bumped(facts, asked, step, sheet)
            change = sum(
                (points(each, other, sheet.decimals).points - now[each.key] for each in moved), ZERO
            )
            most = max(most, abs(change))
    return most


def also(record: Measure, counted: Measure) -> bool:
    """A record that fits the first fits the second too."""
    return record.kind == counted.kind and all(
        not asked or asked == own for own, asked in zip(record[1:4], counted[1:4], strict=True)
    )


def bumped(facts: Facts, asked: Measure, step: int, sheet: Sheet) -> Facts:
    counts = dict(facts.counts)
    for each in wanted(sheet):
        if also(asked, each):
            counts[each] = counts.get(each, 0) + step
    return Facts(counts, facts.parts, facts.given)


def spread(
    sheet: Sheet, order: Sequence[Score], facts: Mapping[str, Facts]
) -> dict[str, tuple[int, int]]:
    """Between which ranks one record of its own more, or less, would put a subject; of those only
    for whom these differ.
    """
    totals = sorted(each.total for each in order if each.rank is not None)
    found = {}
    for each in order:
        if each.rank is None:
            continue
        may = swing(sheet, facts.get(each.subject, Facts()))
        best = len(totals) - bisect_right(totals, each.total + may) + 1
        above = len(totals) - bisect_right(totals, each.total - may)
        worst = max(above, best)  # itself is among those above
        if best != worst:
            found[each.subject] = (best, worst)
    return found
