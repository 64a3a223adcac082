"""Digits in all the ways in which people write them: of all scripts and widths, drawn in circles,
spelt out, and letters in their place. Pure.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import chain

from app.text import BLANK, DOT, HYPHEN, INVISIBLE, ascii_digits

# Said on the telephone and by radio; 零 and others are digits to Unicode itself.
_SAID = dict(zip("〇零○洞幺两兩拐勾", "000012279", strict=True))
# As exponents, in circles and brackets, with a full stop or a comma behind, Roman, of merchants and
# counting rods, and all letters of Chinese that mean one.
_RANGES = (
    (0xB2, 0xBA), (0x2070, 0x208A), (0x2160, 0x2189), (0x2460, 0x2491), (0x24EA, 0x2500),
    (0x2776, 0x2794), (0x3007, 0x302A), (0x3192, 0x3196), (0x3220, 0x322A), (0x3280, 0x328A),
    (0x3400, 0xA000), (0xF900, 0xFB00), (0x1D360, 0x1D369), (0x1F100, 0x1F10D),
)  # fmt: skip
SPELT = {
    letter: f"{unicodedata.numeric(letter, -1):.0f}"
    for letter in map(chr, chain.from_iterable(range(*each) for each in _RANGES))
    if unicodedata.numeric(letter, None) in range(10)
} | _SAID
_CHINESE = str.maketrans(SPELT)
_SPELT = "".join(SPELT)
_SPOKEN = re.compile(rf"[0-9{_SPELT}](?:[ \u00A0\u3000·{HYPHEN}]{{0,2}}[0-9{_SPELT}]){{6,}}")
# Letters in the place of at most four digits: l38 l234 567O, 11O1O519491231OO2X.
ALIKE = "lIi|ｌＩｉ｜丨OoＯｏОоΟο"
_LETTERS = str.maketrans(ALIKE, "1" * 9 + "0" * 8)
_ALIKE = re.compile(f"[{ALIKE}]")


def _ranges(letters: Iterable[str]) -> str:
    """Of a class: letters one by one, beyond the first plane, are compared one by one."""
    codes = sorted(set(map(ord, letters)))
    starts = [each for each in codes if each - 1 not in codes]
    ends = [each for each in codes if each + 1 not in codes]
    return "".join(f"\\U{one:08X}-\\U{end:08X}" for one, end in zip(starts, ends, strict=True))


# Digits, and what may stand for one: of the planes beyond the first all that may be any.
_FIRST_PLANE = [
    letter for letter in map(chr, range(0x10000)) if letter.isdecimal() or letter in SPELT
]
DIGIT = rf"{_ranges(_FIRST_PLANE)}\U00010000-\U0001FFFF"
MAY_BE = rf"{_ranges((*_FIRST_PLANE, *ALIKE))}\U00010000-\U0001FFFF"
_LIKE = f"(?:[0-9]|{_ALIKE.pattern})"
_BETWEEN = rf"[ \u00A0\u3000{HYPHEN}{DOT}]?"
_PHONE_WITH_LETTERS = re.compile(
    rf"(?<!{_LIKE})[1lIi|ｌＩｉ｜丨][3-9]{_LIKE}(?:{_BETWEEN}{_LIKE}{{4}}){{2}}(?!{_LIKE})"
)
_LONG_WITH_LETTERS = re.compile(rf"(?<!{_LIKE}){_LIKE}{{15,18}}(?:{_LIKE}|[Xx])(?!{_LIKE})")
_MOST_LETTERS = 4
# A letter or a mark of HTML.
_SOURCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});|</?[a-z]{1,6}(?: ?/)?>")
# The last place of an identity number, as keyboards and other alphabets have it.
_X = re.compile(rf"(?<=\d)([{BLANK}]?)[ＸｘХхΧχⅩⅹ×✕✖⨯╳叉𝐗𝐱𝑋𝖷𝗫𝚇](?![{BLANK}]?\d)")
unseen = re.compile(f"[{INVISIBLE}]").fullmatch


def unmarked(text: str) -> str:
    """As long as the text: what was copied from a page's source, 138&nbsp;1234<br>5678, reads as
    it looks.
    """

    def shown(found: re.Match[str]) -> str:
        looks = " " if found[0].startswith("<") else html.unescape(found[0])
        fits = (len(looks) == 1 and looks.isprintable()) or looks.isspace() or unseen(looks)
        return looks.ljust(len(found[0]), "\u200b") if fits else found[0]

    return _SOURCE.sub(shown, text) if "&" in text or "<" in text else text


def readings(text: str, is_one: Callable[[str], bool]) -> tuple[str, str, str]:
    """As long as the text: with the digits that are spelt out one after the other; without:
    组长之一13812345678 is a phone, and no number of twelve digits; and with all that are spelt,
    whatever stands between. `is_one`: whether a number of 16 to 19 places has its check.
    """

    def without_letters(found: re.Match[str]) -> str:
        plain = found[0].translate(_LETTERS)
        letters = len(_ALIKE.findall(found[0]))
        fits = len(plain) < 16 or is_one(plain.upper())
        return plain if letters <= _MOST_LETTERS and fits else found[0]

    written = _X.sub(r"\1X", ascii_digits(unmarked(text)).replace("＋", "+"))
    written = _PHONE_WITH_LETTERS.sub(without_letters, written)
    if _ALIKE.search(written):
        written = _LONG_WITH_LETTERS.sub(without_letters, written)
    spoken = _SPOKEN.sub(lambda run: run[0].translate(_CHINESE), written)
    return spoken, written, written.translate(_CHINESE)
