"""A sheet computed for its subjects: points with how they came about, totals, grades, ranks. Pure.

Points of each indicator are rounded half up to the sheet's decimals, and only these are summed, so
that what is shown adds up to what is shown.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from app.charter.sheets import Indicator, Sheet
from app.charter.wording import joined
from app.i18n import _
from app.ledger.kinds import Kind
from app.scoring.points.decimals import ONE, ZERO, exact, half_up, plain
from app.scoring.points.methods import Facts, Measure, Points, measure, measures, points


class Scored(NamedTuple):
    """One indicator's part. `counted`: False where another of a best_of was higher."""

    indicator: Indicator
    result: Points
    counted: bool = True
    back: int = 0  # among what was counted: taken back from settled periods


@dataclass
class Score:
    """Of one subject. `total` with bonuses and penalties, never below 0."""

    subject: str
    parts: list[Scored]
    base: Decimal
    bonus: Decimal
    penalty: Decimal  # negative
    own: Decimal  # the three together
    total: Decimal  # of it and what the sheet mixes in
    grade: str = ""
    by: str = ""  # pinyin of its name: by it those stand whose totals are the same
    rank: int | None = None  # ties share one; the next is as many further: 1, 2, 2, 4
    why_no_rank: str = ""  # a msgid
    rewarded: bool = False
    late: Decimal = ZERO  # of the penalty: for what was recorded too late; negative
    gained: Decimal = ZERO  # bonuses and …
    lost: Decimal = ZERO  # … penalties before their caps
    of_total: Decimal | None = None  # what it is worth in the larger assessment
    values: dict[str, Any] = field(default_factory=dict)  # said with MIXED; `late` with LATE,
    # `few` with TOO_FEW

    def points_of(self, indicator: str) -> Decimal:
        """KeyError: there is no such indicator."""
        return {each.indicator.key: each.result.points for each in self.parts}[indicator]

    def colour(self, sheet: Sheet) -> str:
        """Of its grade: green for the highest, red for the lowest, yellow in between."""
        names = [name for name, _floor in sheet.grades]
        if self.grade not in names or names.index(self.grade) == len(names) - 1:
            return "red"
        return "green" if names.index(self.grade) == 0 else "yellow"


def wanted(sheet: Sheet) -> set[Measure]:
    """All that has to be counted for the sheet, for all subjects in one pass."""
    found = {each for indicator in sheet.indicators for each in measures(indicator)}
    return found | ({Measure(sheet.sample)} if sheet.sample else set())


def about_persons(sheet: Sheet) -> set[str]:
    """Of the kinds of entries that it counts those that are people."""
    return {each.kind for each in wanted(sheet) if Kind(each.kind).about.persons}


def only_persons(sheet: Sheet) -> bool:
    """Whoever knows its total knows how many they were. Without what it mixes in (rights.py)."""
    counting = [each for each in sheet.indicators if each.method != "best_of"]
    return bool(counting) and {each.counts for each in counting} <= about_persons(sheet)


def tells_persons(sheet: Sheet) -> bool:
    """Whoever knows its total and what is public of matters can work out how many they were: no
    part of it is an assessor's mark, which stands nowhere else. Or whoever sees who is not ranked
    knows who had fewer than its sample. Without what it mixes in (rights.py).
    """
    few = bool(sheet.sample) and Kind(sheet.sample).about.persons
    marked = any(each.method == "manual" for each in sheet.indicators)
    return few or (bool(about_persons(sheet)) and not marked)


def score(
    sheet: Sheet, subject: str, facts: Facts, known: Mapping[str, Points] | None = None
) -> Score:
    """`known`: by key, what needs no computing again."""
    parts = scored(sheet, facts, known or {})
    late = half_up(facts.late * exact(sheet.late_points), sheet.decimals)
    gained, lost = total_of(parts, "bonus"), late - total_of(parts, "penalty")
    base, bonus = total_of(parts, "base"), capped(gained, sheet.bonus_cap)
    penalty = -capped(lost, sheet.penalty_cap)
    own = max(base + bonus + penalty, ZERO)
    found = Score(
        subject, parts, base, bonus, penalty, own, own, late=-late, gained=gained, lost=lost
    )
    if facts.late and late:
        values = {"n": facts.late, "each": plain(exact(sheet.late_points)), "points": plain(-late)}
        found.values["late"] = values
    if sheet.mix:
        weight, average = exact(sheet.mix.average), facts.average or Fraction(0)
        mixed = average * Fraction(weight) + Fraction(own * (ONE - weight))
        found.total = rounded(mixed, sheet)
        found.values |= {
            "average": plain(rounded(average, sheet)),
            "weight": plain(weight),
            "own": plain(own),
            "rest": plain(ONE - weight),
            "total": plain(found.total),
        }
    if sheet.part:
        found.of_total = rounded(found.total * exact(sheet.part.weight), sheet)
    found.grade = grade_of(sheet, found.total)
    return found


def in_total(sheet: Sheet, subject: str, total: Decimal) -> Score:
    """Of whom nothing is known but the total: a row of a ranking."""
    found = Score(subject, [], ZERO, ZERO, ZERO, total, total)
    found.grade = grade_of(sheet, total)
    return found


LATE = _("逾期补录 %(n)s × %(each)s = %(points)s")
MIXED = _("平均分 %(average)s × %(weight)s + 本表 %(own)s × %(rest)s = %(total)s")
SUM = _("基本分 %(base)s + 加分 %(bonus)s − 扣分 %(penalty)s = %(own)s")
GAINED = _("加分合计 %(n)s，最多 %(most)s")
LOST = _("扣分合计 %(n)s，最多 %(most)s")
NOT_BELOW = _("不低于 0")
PART = _("%(of)s：%(total)s × %(weight)s = %(worth)s")


def explained(sheet: Sheet, found: Score) -> list[tuple[str, dict[str, Any]]]:
    """How its parts became the total, line by line: msgids with their values."""
    penalty, gained, lost = -found.penalty, found.gained, found.lost
    said: list[tuple[str, dict[str, Any]]] = []
    if sheet.indicators:
        summed = {"base": found.base, "bonus": found.bonus, "penalty": penalty, "own": found.own}
        said.append((SUM, {name: plain(each) for name, each in summed.items()}))
    if gained > found.bonus:
        said.append((GAINED, {"n": plain(gained), "most": plain(found.bonus)}))
    if lost > penalty:
        said.append((LOST, {"n": plain(lost), "most": plain(penalty)}))
    if found.base + found.bonus < penalty:
        said.append((NOT_BELOW, {}))
    if sheet.mix:
        said.append((MIXED, found.values))
    if sheet.part and found.of_total is not None:
        shown = {"of": sheet.part.of, "total": plain(found.total)}
        weight = plain(exact(sheet.part.weight))
        said.append((PART, {**shown, "weight": weight, "worth": plain(found.of_total)}))
    return said


def scored(sheet: Sheet, facts: Facts, known: Mapping[str, Points]) -> list[Scored]:
    own = {
        each.key: known[each.key] if each.key in known else points(each, facts, sheet.decimals)
        for each in sheet.indicators
        if each.method != "best_of"
    }
    best = {each.key: best_of(each, own) for each in sheet.indicators if each.method == "best_of"}
    within = {key for each in sheet.indicators for key in each.among}
    return [
        Scored(
            each,
            best.get(each.key) or own[each.key],
            each.key not in within,
            facts.back.get(measure(each), 0) if facts.back else 0,
        )
        for each in sheet.indicators
    ]


def best_of(indicator: Indicator, own: Mapping[str, Points]) -> Points:
    """重点提案与优秀提案取高: the highest counts, once."""
    found = [own[key] for key in indicator.among if key in own]
    highest = max((each.points for each in found), default=ZERO)
    kept = min(highest, exact(indicator.marks))
    said = joined(plain(each.points) for each in found)
    return Points(
        kept, _("%(several)s 中取最高 = %(points)s"), {"several": said, "points": plain(kept)}
    )


def total_of(parts: Sequence[Scored], kind: str) -> Decimal:
    counted = (part for part in parts if part.counted and part.indicator.kind == kind)
    return sum((part.result.points for part in counted), ZERO)


def capped(amount: Decimal, most: float | None) -> Decimal:
    return amount if most is None else min(amount, exact(most))


def rounded(amount: Fraction | Decimal, sheet: Sheet) -> Decimal:
    return half_up(amount, sheet.decimals)


def grade_of(sheet: Sheet, total: Decimal) -> str:
    """The first that is reached; grades stand from the highest down."""
    return next((name for name, floor in sheet.grades if total >= exact(floor)), "")


def ranked(
    sheet: Sheet,
    scores: Sequence[Score],
    facts: Mapping[str, Facts],
    excluded: Collection[str] = (),
) -> list[Score]:
    """Best first; who is not ranked comes last. `excluded`: subjects, not their names."""
    for each in scores:
        own = facts.get(each.subject, Facts())
        each.why_no_rank = NOT_RANKED if each.subject in excluded else ""
        few = own.of(Measure(sheet.sample)) if sheet.sample else sheet.sample_least
        if not each.why_no_rank and few < sheet.sample_least:
            each.why_no_rank = TOO_FEW
            each.values["few"] = {"n": few, "least": sheet.sample_least}
    order = sorted(
        scores, key=lambda each: (bool(each.why_no_rank), -each.total, each.by, each.subject)
    )
    competing = [each for each in order if not each.why_no_rank]
    for place, each in enumerate(competing):
        before = competing[place - 1] if place else None
        each.rank = before.rank if before and before.total == each.total else place + 1
        each.rewarded = bool(sheet.reward and each.rank and each.rank <= sheet.reward.first)
    return order


def ranking(
    sheet: Sheet,
    names: Mapping[str, str],
    facts: Mapping[str, Facts],
    by: Mapping[str, str] | None = None,
) -> list[Score]:
    """Everybody scored, then ranked. `names`, `by` (`Score.by`): by subject."""
    scores = [score(sheet, subject, facts.get(subject, Facts())) for subject in names]
    for each in scores:
        each.by = by.get(each.subject, "") if by else ""
    excluded = {
        subject
        for subject, name in names.items()
        if any(each.is_of(subject, name) for each in sheet.excluded)
    }
    return ranked(sheet, scores, facts, excluded)


NOT_RANKED = _("按规则不参与排名")
TOO_FEW = _("只有 %(n)s 件，不足 %(least)s 件，不排名")
