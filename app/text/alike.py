"""Which matters may be the same one, by their titles. Pure."""

import re
from collections.abc import Sequence

from app.text import comparison_key

MOST = 3  # shown at once
LEAST = 0.34  # of the pairs of signs that both have, twice, in all pairs of both
SHORTEST = 4  # signs: what is shorter may mean anything
# Say nothing about what it is about: signs between, and the small words of Chinese.
EMPTY = re.compile(r"[\W_的了着过是在有个把被就都很太又也吗呢吧啊请]+")


def pairs(title: str) -> set[str]:
    signs = EMPTY.sub("", comparison_key(title))
    return {signs[place : place + 2] for place in range(len(signs) - 1)}


def likeness(one: str, other: str, place: str = "") -> float:
    """0: nothing in common; 1: the same pairs of signs. `place`: the name of where the other one
    is: titles begin with it, and it says nothing of what they are about.
    """
    a, b = pairs(one) - pairs(place), pairs(other) - pairs(place)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def alike(
    title: str, others: Sequence[str], most: int = MOST, *, places: Sequence[str] = ()
) -> list[int]:
    """Numbers of the others that may be the same, the likest first; of equals the first. `places`:
    of each of them what its place is called, where that is known.
    """
    if len(title.strip()) < SHORTEST:
        return []
    where = places or [""] * len(others)
    found = [
        (likeness(title, each, place), number)
        for number, (each, place) in enumerate(zip(others, where, strict=True))
    ]
    near = sorted((-like, number) for like, number in found if like >= LEAST)
    return [number for _like, number in near[:most]]
