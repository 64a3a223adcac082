"""What was typed as a regular expression for PostgreSQL's `~*`, over what is kept as typed. Pure.

To fold every title of a county for each search takes forty times as long as to match them.
"""

import re
import unicodedata

from app.text import BLANK, CLOSING, DOT, HYPHEN, INVISIBLE, OPENING, normalise

LONGEST_SEARCH = 60
NOTHING = ""  # the pattern of an empty search

# Digits as they are written in China: ASCII, full width, Arabic for Uyghur and Kazakh, Tibetan,
# Mongolian, Dai.
_ZEROS = "0０\u0660\u06f0\u0f20\u1810\u19d0\u1a80\u1a90"
_OPENING, _CLOSING = "(（" + OPENING, ")）" + CLOSING
_unseen, _blank, _hyphen, _dot = (
    re.compile(f"[{those}]") for those in (INVISIBLE, BLANK, HYPHEN, DOT)
)


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


def search_pattern(typed: str) -> str:
    """Found anywhere; `NOTHING` if nothing was typed."""
    return _pattern(
        typed[:LONGEST_SEARCH], between=f"[{INVISIBLE}]*", blank=f"[{BLANK}][{BLANK}{INVISIBLE}]*"
    )


def words_pattern(typed: str) -> str:
    """As `search_pattern`, and something may stand between the words."""
    return _pattern(typed[:LONGEST_SEARCH], between=f"[{INVISIBLE}]*", blank=".*")


def name_pattern(name: str) -> str:
    """The whole name, as `comparison_key` compares it."""
    around = f"[{INVISIBLE}{BLANK}]*"
    return f"^{around}{_pattern(name, between=around, blank='')}{around}$"


def _pattern(typed: str, *, between: str, blank: str) -> str:
    words = [
        between.join(part for part in map(alike, word) if part)
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


def code(letter: str) -> str:
    """Escaped, whatever it means in an expression."""
    return f"\\U{ord(letter):08X}"
