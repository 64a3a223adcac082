"""Which ranks are noise: one record more, or less, and they would be others. Pure."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from app.charter.sheets import Sheet
from app.scoring.methods import Facts, Measure, measures, points
from app.scoring.numbers import ZERO
from app.scoring.rules import Score, score, wanted


class Bump(NamedTuple):
    """A record more or less. `asked`: what it is narrowed by; `part`: its level or place."""

    asked: Measure
    part: str
    step: int


def swing(sheet: Sheet, facts: Facts) -> Decimal:
    """The most that one record more, or less, would change a subject's total: after caps, and by
    the weight that a sheet's own indicators have beside the average that it mixes in.
    """
    own = [each for each in sheet.indicators if each.method != "best_of"]
    known = {each.key: points(each, facts, sheet.decimals) for each in own}
    now, most = score(sheet, "", facts, known).total, ZERO
    for bump in bumps(sheet, facts):
        other = bumped(facts, bump, sheet)
        left = {
            each.key: known[each.key]
            for each in own
            if not any(also(bump, asked) for asked in measures(each))
        }
        most = max(most, abs(score(sheet, "", other, left).total - now))
    return most


def bumps(sheet: Sheet, facts: Facts) -> Iterator[Bump]:
    """What is graded may be one more of any level; what is shared, one done alone."""
    levels = {name for each in sheet.indicators for name in each.options}
    for asked in wanted(sheet):
        there = facts.parts.get(asked, {})
        new = {"result": sorted(levels), "role": ["1/1"]}.get(asked.split, [""])
        yield from (Bump(asked, part, 1) for part in new)
        if asked.split:
            yield from (Bump(asked, part, -1) for part, n in there.items() if n > 0)
        elif facts.of(asked) > 0:
            yield Bump(asked, "", -1)


def also(bump: Bump, counted: Measure) -> bool:
    """Such a record is counted here too."""
    asked, part, _step = bump
    result = part if asked.split == "result" else asked.result
    narrowed = zip(counted[1:4], (result, *asked[2:4]), strict=True)
    return asked.kind == counted.kind and all(not own or own == its for own, its in narrowed)


def bumped(facts: Facts, bump: Bump, sheet: Sheet) -> Facts:
    counts, parts = dict(facts.counts), dict(facts.parts)
    for each in wanted(sheet):
        if not also(bump, each):
            continue
        counts[each] = counts.get(each, 0) + bump.step
        if each.split:
            part = bump.part if each.split == bump.asked.split else ""
            apart = dict(parts.get(each, {}))
            apart[part] = apart.get(part, 0) + bump.step
            parts[each] = apart
    return Facts(**{**vars(facts), "counts": counts, "parts": parts})


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
