"""Where the demo's stations stand: around the county's seat, each nearer to all of its own town
than to any of another. Made up but for the seat: the list of divisions does not say where they lie.
Pure; nothing is drawn, so that all else stays as the seed has it.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations, groupby
from math import cos, pi, radians, sin, sqrt

from app.stations.places import Place, metres

DEGREE = 111.2  # kilometres of a degree of latitude
GOLDEN = pi * (3 - sqrt(5))  # a turn that comes back to no direction: as seeds lie in a sunflower
WITHIN = 0.24  # of the way to the nearest other town: whatever stands in one town lies together


def around(middle: Place, far: float, number: int) -> list[Place]:
    """So many places as evenly as may be, the first in the middle, none farther than `far` km."""
    found = []
    for n in range(number):
        away, turn = far * sqrt(n / number), n * GOLDEN
        north = away * cos(turn) / DEGREE
        east = away * sin(turn) / DEGREE / cos(radians(middle.latitude))
        found.append(Place(round(middle.latitude + north, 5), round(middle.longitude + east, 5)))
    return found


def places_of(
    seat: Place, reach: float, towns: Sequence[str], stations: Iterable[tuple[int, str]]
) -> dict[int, Place]:
    """`stations`: each with the division that it stands in; of no town: at the seat."""
    middles = dict(zip(towns, around(seat, reach, len(towns)), strict=True))
    apart = [metres(one, other) for one, other in combinations(middles.values(), 2)]
    far = WITHIN * min(apart, default=reach * 1000) / 1000
    found: dict[int, Place] = {}
    by_town = sorted((code[:9], number) for number, code in stations)
    for town, here in groupby(by_town, key=lambda each: each[0]):
        numbers = [number for _town, number in here]
        found |= dict(zip(numbers, around(middles.get(town, seat), far, len(numbers)), strict=True))
    return found
