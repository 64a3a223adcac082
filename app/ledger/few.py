"""Figures about few persons (small cells): which of them strangers and programs are not told. Pure.

One to four persons are withheld, and whatever else would give them away by difference. More are
told in steps of five: read day by day, an exact figure would tell of one person who came. Nobody at
all is told, and so is any number of matters.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

FEWEST = 5
Key = TypeVar("Key", bound=Hashable)


def few(n: int) -> bool:
    return 0 < abs(n) < FEWEST


def stepped(n: int) -> int:
    """What is told of so many: two readings never say how few came or went between them."""
    return n - n % FEWEST if n >= 0 else -stepped(-n)


def withheld(parts: Mapping[Key, int]) -> set[Key]:
    """Of the parts of a sum that is told, unless it is few itself. One alone would be the sum less
    the others, and so would be several ones or several fours: then the next larger go along, all
    that are alike.
    """
    found = {key for key, n in parts.items() if few(n)}
    values = {parts[key] for key in found}
    larger = [n for key, n in parts.items() if n and key not in found]
    if larger and found and (values in ({1}, {FEWEST - 1}) or len(found) == 1):
        found |= {key for key, n in parts.items() if n == min(larger)}
    return found


def seams(series: Sequence[Sequence[int]]) -> set[int]:
    """Of spans of time: where they may begin and end, as places in the series. Between two seams no
    figure is few, so neither is the difference of any two spans. `series`: of each quarter the
    figures that must not be.
    """
    found, since = {0}, 0
    for place in range(1, len(series) + 1):
        if not any(few(sum(figure)) for figure in zip(*series[since:place], strict=True)):
            found.add(place)
            since = place
    return found
