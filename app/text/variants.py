"""Letters that count as one: traditional, simplified, of another shape (峰 and 峯), and the
radicals that papers leave behind. Pure.

What is kept stays as it was typed, and two names that differ so are two (于 and 於): these letters
only say what a search may mean, and how a name may be mentioned.
"""

import unicodedata
from collections.abc import Collection, Iterator
from itertools import islice, product
from pathlib import Path

VARIANTS = Path(__file__).parent / "data" / "variants.txt"  # from Unihan: a line is one letter
MOST_SPELLINGS = 16  # of one name


def _written_twice() -> dict[str, str]:
    """A Chinese letter → the code points that show the same one: radicals and compatibility
    ideographs, which old input methods and papers that were read by a machine leave behind, and
    those in circles and squares.
    """
    found: dict[str, str] = {}
    for first, last in (
        (0x2E80, 0x2FD5), (0x3192, 0x319F), (0x3280, 0x32B0), (0xF900, 0xFAD9),
        (0x1F210, 0x1F23B), (0x2F800, 0x2FA1D),
    ):  # fmt: skip
        for letter in map(chr, range(first, last + 1)):
            plain = unicodedata.normalize("NFKC", letter)
            if plain != letter:
                found[plain] = found.get(plain, "") + letter
    return found


SAME = _written_twice()


def _same_as() -> dict[int, str]:
    """A letter's code → all that count as it, itself among them: as `str.translate` takes it."""
    found = dict[int, str]()
    lines = [*VARIANTS.read_text("utf-8").splitlines(), *SAME]  # the later ones are in none before
    for line in lines:
        same = "".join(each + SAME.get(each, "") for each in line)
        for letter in same:
            found.setdefault(ord(letter), same)
    return found


SAME_AS = _same_as()


def same_as(letter: str) -> str:
    return SAME_AS.get(ord(letter), letter)


def variants_in(text: str) -> list[str]:
    """All that letters of a text, where they have variants, may be kept as."""
    return list(dict.fromkeys(each for one in text for each in SAME_AS.get(ord(one), "")))


def as_kept(text: str, kept: Collection[str]) -> str | None:
    """With each letter as it is kept. None: one is kept in several ways, so that no one text finds
    them all.
    """
    found = [ways_of(letter, kept) for letter in text]
    return None if any(len(ways) > 1 for ways in found) else "".join(way for (way,) in found)


def spellings(name: str, kept: Collection[str]) -> Iterator[str]:
    """All ways in which a name may be kept, where each of its letters is."""
    return islice(map("".join, product(*(ways_of(each, kept) for each in name))), MOST_SPELLINGS)


def ways_of(letter: str, kept: Collection[str]) -> list[str]:
    return [each for each in same_as(letter) if each in kept] or [letter]


def simplified(text: str) -> str:
    """As it is written since the reform, where there is one such way: those of GB 2312."""
    return "".join(map(_of_today, text))


def _of_today(letter: str) -> str:
    ways = [each for each in same_as(letter) if _in_gb2312(each)]
    return ways[0] if len(ways) == 1 else letter


def _in_gb2312(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
