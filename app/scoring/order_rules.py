"""The order in which subjects stand by their totals, and who takes which place. Pure."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import neg
from typing import NamedTuple

from msgspec import structs

from app.charter.sheets import Sheet
from app.scoring.points.methods import Facts
from app.scoring.results import Standing

NONE = Facts()


class Stood(NamedTuple):
    """`total`: in units of the last digit that is shown. `known`: there is a record of it.
    `by`: as `Score.by`.
    """

    subject: str
    total: int
    competes: bool
    known: bool = True
    by: str = ""


@dataclass
class Totals:
    """Of all in an order, best first; who is not ranked comes last: `competing` are."""

    decimals: int
    totals: Sequence[int]
    competing: int

    @property
    def top(self) -> Decimal:
        """The total of who stands first; 0 where nobody does."""
        return Decimal(self.totals[0] if self.totals else 0).scaleb(-self.decimals)

    def rank(self, total: int) -> int:
        return bisect_left(self.totals, -total, hi=self.competing, key=neg) + 1

    def place(self, total: Decimal) -> int:
        return self.rank(in_units(total, self.decimals))


@dataclass
class Order:
    """Those of an order that are asked for, or all, in their order; and the totals of all."""

    stood: list[Stood]
    all: Totals

    def part(self, first: int, most: int) -> "Order":
        return Order(self.stood[first : first + most], self.all)

    def ranks_of(self, subjects: Collection[str]) -> dict[str, int]:
        """Of those of them who are ranked."""
        return {
            each.subject: self.all.rank(each.total)
            for each in self.stood
            if each.competes and each.subject in subjects
        }

    def placing(self, found: Standing) -> Standing:
        """Scores of some subjects, in their order, with their places among all."""
        place = {each.subject: number for number, each in enumerate(self.stood)}
        found.scores.sort(key=lambda each: place.get(each.subject, len(place)))
        reward = found.sheet.reward
        for each in found.scores:
            each.rank = None if each.why_no_rank else self.all.place(each.total)
            each.rewarded = bool(reward and each.rank and each.rank <= reward.first)
        return found


def in_units(total: Decimal, decimals: int) -> int:
    return int(total.scaleb(decimals))


def whole(decimals: int, stood: list[Stood]) -> Order:
    """All of them, who are not ranked last."""
    totals = [each.total for each in stood]
    return Order(stood, Totals(decimals, totals, sum(each.competes for each in stood)))


def of_scores(found: Standing) -> Order:
    decimals = found.sheet.decimals
    stood = [
        Stood(
            each.subject,
            in_units(each.total, decimals),
            not each.why_no_rank,
            found.facts.get(each.subject, NONE) != NONE,
            each.by,
        )
        for each in found.scores
    ]
    return in_order(decimals, stood)


def in_order(decimals: int, stood: Sequence[Stood]) -> Order:
    """As ranked() in rules.py sorts them."""
    by = sorted(stood, key=lambda each: (not each.competes, -each.total, each.by, each.subject))
    return whole(decimals, by)


def changed(order: Order, subjects: Collection[str], anew: Order) -> Order:
    """Of these subjects those that are in `anew` stand as there, and others no more."""
    left = [each for each in order.stood if each.subject not in subjects]
    return in_order(order.all.decimals, [*left, *anew.stood])


def worth(sheet: Sheet) -> Sheet:
    """Of a sheet what points and places come from: two that differ in words alone are the same."""
    plain = [structs.replace(each, name="", note="") for each in sheet.indicators]
    return structs.replace(
        sheet, name="", indicators=plain, grades=[], follows={}, reward=None, part=None
    )
