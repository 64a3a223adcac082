"""Which ranks are noise: one record more or less would change them. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from app.charter.sheets import Sheet
from app.scoring.points.decimals import ZERO
from app.scoring.points.methods import Facts, Measure, measures, points
from app.scoring.rules import Score, score, wanted


class Bump(NamedTuple):
    """A record more or less. `asked`: what it is narrowed by; `part`: its level or place."""

    asked: Measure
    part: str
    step: int


class Noise:
    """Of one sheet. What a record reaches is worked out once for all subjects."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.wanted = wanted(sheet)
        self.own = [each for each in sheet.indicators if each.method != "best_of"]
        self.counted = {each.key: measures(each) for each in self.own}
        levels = sorted({name for each in sheet.indicators for name in each.options})
        self.new = {"result": levels, "role": ["1/1"], "": [""]}
        self.reach = cache(self.reached)

    def swing(self, facts: Facts) -> Decimal:
        """The most that one record more, or less, would change a subject's total: after caps, and
        by the weight that a sheet's own indicators have beside the average that it mixes in.
        """
        known = {each.key: points(each, facts, self.sheet.decimals) for each in self.own}
        now, most = score(self.sheet, "", facts, known).total, ZERO
        for bump in self.bumps(facts):
            measured, keys = self.reach(bump.asked, bump.part)
            other = bumped(facts, bump, measured)
            left = {key: each for key, each in known.items() if key not in keys}
            most = max(most, abs(score(self.sheet, "", other, left).total - now))
        return most

    def bumps(self, facts: Facts) -> Iterator[Bump]:
        """What is graded may be one more of any level; what is shared, one done alone."""
        for asked in self.wanted:
            yield from (Bump(asked, part, 1) for part in self.new[asked.split])
            if asked.split:
                there = facts.parts.get(asked, {})
                yield from (Bump(asked, part, -1) for part, n in there.items() if n > 0)
            elif facts.of(asked) > 0:
                yield Bump(asked, "", -1)

    def reached(self, asked: Measure, part: str) -> tuple[list[Measure], set[str]]:
        """(what counts such a record, the indicators that are worked out from that)"""
        measured = [each for each in self.wanted if also(asked, part, each)]
        keys = {key for key, own in self.counted.items() if not own.isdisjoint(measured)}
        return measured, keys


def also(asked: Measure, part: str, counted: Measure) -> bool:
    """Such a record is counted here too."""
    result = part if asked.split == "result" else asked.result
    narrowed = zip(counted[1:4], (result, *asked[2:4]), strict=True)
    return asked.kind == counted.kind and all(not own or own == its for own, its in narrowed)


def bumped(facts: Facts, bump: Bump, measured: Sequence[Measure]) -> Facts:
    counts, parts = dict(facts.counts), dict(facts.parts)
    for each in measured:
        counts[each] = counts.get(each, 0) + bump.step
        if each.split:
            part = bump.part if each.split == bump.asked.split else ""
            apart = dict(parts.get(each, {}))
            apart[part] = apart.get(part, 0) + bump.step
            parts[each] = apart
    return replace(facts, counts=counts, parts=parts)


def spread(
    sheet: Sheet,
    rank: Callable[[Decimal], int],
    facts: Mapping[str, Facts],
    of: Sequence[Score],
) -> dict[str, tuple[int, int]]:
    """Between which ranks one record of its own more, or less, would put each of these; of those
    only for whom they differ. `rank`: of whoever had such a total, among all.
    """
    noise, found = Noise(sheet), {}
    for each in of:
        if each.rank is None:
            continue
        may = noise.swing(facts.get(each.subject, Facts()))
        best = rank(each.total + may)
        worst = max(rank(each.total - may) - 1, best)  # itself is among those above
        if best != worst:
            found[each.subject] = (best, worst)
    return found
