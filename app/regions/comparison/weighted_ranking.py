"""A sum of indicators by weights: how far each county is ahead, and what that is worth. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from app.regions.rules import Value, ranked


def percentiles(values: Mapping[int, Value], better: int) -> dict[int, float]:
    """What part of the others each one is ahead of, from 0 to 1; who shares a place gets the middle
    of it. Who cannot be ranked is left out.
    """
    known = {
        county: each for county, each in values.items() if each.ranks and each.number is not None
    }
    places = ranked(known, better)
    order, ranks = list(places), list(places.values())
    together: dict[int | None, list[int]] = {}
    for place, rank in enumerate(ranks):
        together.setdefault(rank, []).append(place)
    if len(order) < 2:
        return dict.fromkeys(order, 1.0)
    last = len(order) - 1
    ahead = {rank: 1 - sum(each) / len(each) / last for rank, each in together.items()}
    return {county: ahead[rank] for county, rank in zip(order, ranks, strict=True)}


LEAST_WEIGHED = 0.5  # of all weight that a county must be comparable in, to have a sum


class Weighed(NamedTuple):
    """0 to 100, of what can be compared; `known`: what part of the weight that is."""

    county: int
    points: float
    known: float
    rank: int | None


def weighed(
    parts: Mapping[str, Mapping[int, float]], weights: Mapping[str, float]
) -> list[Weighed]:
    """Best first. `parts`: of each indicator what percentiles() says. A county that lacks one is
    judged by the others, if these hold at least half of the weight.
    """
    whole = sum(weights.values())
    if whole <= 0:
        return []
    sums: dict[int, tuple[float, float]] = {}
    for key, weight in weights.items():
        for county, part in parts.get(key, {}).items():
            known, points = sums.get(county, (0.0, 0.0))
            sums[county] = known + weight, points + weight * part
    found = []
    for county, (known, points) in sums.items():
        enough = known >= LEAST_WEIGHED * whole
        found.append((enough, 100 * points / known if known else 0.0, known / whole, county))
    found.sort(key=lambda each: (not each[0], -round(each[1], 6), each[3]))
    result: list[Weighed] = []
    for place, (enough, points, known, county) in enumerate(found, start=1):
        last = result[-1] if result else None
        tie = last is not None and round(last.points, 1) == round(points, 1)
        rank = None if not enough else last.rank if last and tie else place
        result.append(Weighed(county, points, known, rank))
    return result
