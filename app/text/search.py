"""What was typed as a regular expression for PostgreSQL's `~*`, over what is kept as typed. Pure.

To fold every title of a county for each search takes forty times as long as to match them.
"""

import re
import unicodedata
from collections.abc import Callable

from app.text import BLANK, CLOSING, DOT, HYPHEN, INVISIBLE, OPENING, normalise
from app.text.variants import SAME, same_as

LONGEST_SEARCH = 60
NOTHING = ""  # the pattern of an empty search

# Digits as they are written in China: ASCII, full width, Arabic for Uyghur and Kazakh, Tibetan,
# Mongolian, Dai.
_ZEROS = "0０\u0660\u06f0\u0f20\u1810\u19d0\u1a80\u1a90"
_OPENING, _CLOSING = "(（" + OPENING, ")）" + CLOSING
_unseen, _blank, _hyphen, _dot = (
    re.compile(f"[{those}]") for those in (INVISIBLE, BLANK, HYPHEN, DOT)
)


def search_pattern(typed: str) -> str:
    """Found anywhere, also in the letters of before the reform (戶 for 户, 峯 for 峰); `NOTHING` if
    nothing was typed.
    """
    return _pattern(
        typed[:LONGEST_SEARCH],
        between=f"[{INVISIBLE}]*",
        blank=f"[{BLANK}][{BLANK}{INVISIBLE}]*",
        letter=whichever,
    )


def words_pattern(typed: str) -> str:
    """As `search_pattern`, and something may stand between the words."""
    return _pattern(typed[:LONGEST_SEARCH], between=f"[{INVISIBLE}]*", blank=".*", letter=whichever)


def name_pattern(name: str) -> str:
    """The whole name, as `comparison_key` compares it: 于 is another surname than 於."""
    around = f"[{INVISIBLE}{BLANK}]*"
    return f"^{around}{_pattern(name, between=around, blank='', letter=alike)}{around}$"


def _pattern(typed: str, *, between: str, blank: str, letter: Callable[[str], str]) -> str:
    words = [
        between.join(part for part in map(letter, word) if part)
        for word in _blank.split(normalise(typed))
    ]
    return f"{between}{blank}{between}".join(word for word in words if word)


def alike(letter: str) -> str:
    """A part of the expression for all that counts as this one. Empty: it is not seen."""
    if _unseen.match(letter):
        return ""
    plain = unicodedata.normalize("NFKC", letter)
    if len(plain) > 1:
        return f"(?:{code(letter)}|{''.join(map(alike, plain.replace(' ', '')))})"
    own = code(letter)
    if _hyphen.match(plain):
        return f"[{HYPHEN}{own}]"
    if _dot.match(plain):
        return f"[{DOT}{own}]"
    for brackets in (_OPENING, _CLOSING):
        if plain in brackets:
            return f"[{''.join(map(code, brackets))}{own}]"
    number = unicodedata.decimal(plain, None)
    if number is not None:
        same = {letter, *(chr(ord(zero) + number) for zero in _ZEROS)}
    elif "!" <= plain <= "~":
        same = {letter, plain, chr(ord(plain) + 0xFEE0)}
    else:
        same = {letter, plain, *SAME.get(plain, "")}
    return f"[{''.join(map(code, sorted(same)))}]"


def whichever(letter: str) -> str:
    """As `alike`, with its variants."""
    same = same_as(letter)
    return f"[{''.join(map(code, same))}]" if len(same) > 1 else alike(letter)


def code(letter: str) -> str:
    """Escaped, whatever it means in an expression."""
    return f"\\U{ord(letter):08X}"
