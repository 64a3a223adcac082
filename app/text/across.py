"""A number that begins in one text and ends in another, read after it: as over two lines of one.
Pure.
"""

from typing import NamedTuple

from app.text.digits import readings
from app.text.kinds import VEILED, What, has_check
from app.text.personal import may_hold, numbers
from app.text.worded import AMOUNT

# Signs of a text in which a number may begin or end that goes over into another: nineteen digits,
# each as a page's source has it.
EDGE = 160


class Part(NamedTuple):
    """`texts[place][start:end]`."""

    place: int
    start: int
    end: int


class Across(NamedTuple):
    """`parts`: one of each text, in their order. One between two of them is a part as a whole."""

    what: What
    parts: tuple[Part, ...]


def across(*texts: str) -> list[Across]:
    """…打1391234 as a title, and 5678… as its story; 139, 1234 and 5678 as three texts. Only what
    strangers are not told.
    """
    there = [place for place, text in enumerate(texts) if text]
    found, until = [], Part(0, 0, 0)
    for nth, place in enumerate(there[:-1]):
        for each in _beginning(texts, place, there[nth + 1 :]):
            if each.parts[0] >= (until.place, until.end):  # what is in one is in no other
                found.append(each)
                until = each.parts[-1]
    return found


def _beginning(texts: tuple[str, ...], first: int, others: list[int]) -> list[Across]:
    """In texts[first]."""
    skipped = max(len(texts[first]) - EDGE, 0)
    both, pieces = texts[first][skipped:], [(first, -skipped, len(texts[first]) - skipped)]
    for place in others:
        begins = len(both) + 1
        both = f"{both}\n{texts[place][:EDGE]}"
        pieces.append((place, begins, len(both)))
        if len(texts[place]) > EDGE:
            break
    if not may_hold(both):
        return []
    line, found = pieces[0][2], list[Across]()
    for each in numbers(readings(both, has_check)):
        counted = each.what is What.MOBILE and AMOUNT.match(both, each.end)
        if each.what in VEILED and each.start < line < each.end - 1 and not counted:
            parts = [
                Part(place, max(each.start, begins, 0) - begins, min(each.end, ends) - begins)
                for place, begins, ends in pieces
                if begins < each.end
            ]
            found.append(Across(each.what, tuple(parts)))
    return found
