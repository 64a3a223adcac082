"""What a county is told of others: of whom, and what. Pure.

A median of few, or the difference of two medians, is a neighbour's figure. So nothing is told of
fewer than five; two groups that were told of differ by nobody or by five at least, whichever of a
region's, its province's and its prefectures' they were and however long ago; and of a quarter it is
told once.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from app.regions.rules import Value, middle_of, ranked, spread_of

FEWEST = 5
Group = frozenset[int]


def near(found: Group, told: Collection[Group]) -> list[Group]:
    """Those told of before from which it differs by somebody, but by too few."""
    return [each for each in told if 0 < len(each ^ found) < FEWEST]


def group(sharing: Group, told: Collection[Group]) -> Group:
    """Of whom it may be told, as many as possible; nobody: of none.

    Newcomers wait until there are five of them. Who leaves takes others along: those who were told
    of with them most often.
    """
    found = sharing
    if near(found, told):
        before = [each for each in told if each <= sharing]
        found = max(before, key=len) if before else sharing
    while len(found) >= FEWEST and (close := near(found, told)):
        found -= {max(found, key=lambda county: (sum(county in each for each in close), county))}
    return found if len(found) >= FEWEST else frozenset()


class Told(NamedTuple):
    """Of an indicator: median, quartiles, and among how many that can be ranked."""

    counties: Group
    middle: float
    low: float
    high: float
    among: int


def tell(values: Mapping[int, Value], told: Sequence[Group]) -> Told | None:
    """`values`: of all that share it. None: nothing can be told."""
    found = group(frozenset(values), told)
    own = [values[county] for county in found]
    among = sum(each.ranks and each.number is not None for each in own)
    middle, spread = middle_of(own), spread_of(own)
    if among < FEWEST or middle is None or spread is None:
        return None
    return Told(found, middle, spread[0], spread[2], among)


def ranks_of(told: Told, values: Mapping[int, Value], better: int) -> dict[int, int | None]:
    """Of those told of, among themselves."""
    return ranked({county: values[county] for county in told.counties}, better)
