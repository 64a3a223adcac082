"""Digits in all the ways in which people write them: of all scripts and widths, drawn in circles,
spelt out, and letters in their place. Pure.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from app.text import BLANK, DOT, HYPHEN, INVISIBLE, ascii_digits
from app.text.said import UNITS, Spoken

# Said on the telephone and by radio; 零 and others are digits to Unicode itself.
_SAID = dict(zip("〇零○洞幺么两兩拐勾", "0000112279", strict=True))
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
# 一百三十九 of a spelt text: said as one number, no longer than it is written (app/text/said.py).
_RECKONED = re.compile(
    rf"(?:(?P<thousands>\d)[千仟]0?)?(?:(?P<hundreds>\d)[百佰]0?)?(?:(?P<tens>\d)[十拾])?"
    rf"(?P<ones>\d(?![{UNITS}]))?"
)
_HUNDREDS = re.compile("[0-9][千仟百佰]")
PADDED = "\u200b"
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
SPOKEN = Spoken(SPELT, f"[0-9{_ranges(each for each in SPELT if each in _FIRST_PLANE)}]")
DIGIT = rf"{_ranges(_FIRST_PLANE)}\U00010000-\U0001FFFF"
MAY_BE = rf"{_ranges((*_FIRST_PLANE, *ALIKE))}\U00010000-\U0001FFFF"
_LIKE = f"(?:[0-9]|{_ALIKE.pattern})"
_BETWEEN = rf"[ \u00A0\u3000{HYPHEN}{DOT}]?"
_PHONE_WITH_LETTERS = re.compile(
    rf"(?<!{_LIKE})[1lIi|ｌＩｉ｜丨][3-9]{_LIKE}(?:{_BETWEEN}{_LIKE}{{4}}){{2}}(?!{_LIKE})"
)
_LONG_WITH_LETTERS = re.compile(rf"(?<!{_LIKE}){_LIKE}{{15,18}}(?:{_LIKE}|[Xx])(?!{_LIKE})")
_MOST_LETTERS = 4
# A letter or a mark as programs write it, of any width, also twice over: of HTML, with a semicolon
# or before what is no digit; of addresses, a run of bytes; of JSON and programs.
_SOURCE = re.compile(
    r"&(?:amp;)*(?:#0*\d{1,7}(?:;|(?![\d;]))|#[xX]0*[0-9a-fA-F]{1,6}(?:;|(?![0-9a-fA-F;]))"
    r"|[a-zA-Z]{2,24};)|</?[a-z]{1,6}(?: ?/)?>|(?P<bytes>(?:%(?:25)*[0-9a-fA-F]{2})+)"
    r"|(?<!\\)\\++(?:u(?P<code>[0-9a-fA-F]{4})|U000(?P<long>[0-9a-fA-F]{5})"
    r"|u\{0*(?P<braced>[0-9a-fA-F]{1,5})\}|x(?P<byte>[0-9a-fA-F]{2}))"
)
_BYTE = re.compile("%(?:25)*([0-9a-fA-F]{2})")
_MARKS = re.compile(r"[&<%\\＆＜％＼]")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# The last place of an identity number, as keyboards and other alphabets have it.
_X = re.compile(rf"(?<=\d)([{BLANK}]?)[ＸｘХхΧχⅩⅹ×✕✖⨯╳叉𝐗𝐱𝑋𝖷𝗫𝚇](?![{BLANK}]?\d)")
unseen = re.compile(f"[{INVISIBLE}]").fullmatch


def unmarked(text: str) -> str:
    """As long as the text: what was copied from a source or an address, 138&nbsp;1234<br>5678
    or 138%201234, reads as it looks. Whoever reads it as it stands may find another number.
    """
    if not _MARKS.search(text):
        return text
    read, since = "", 0
    for found in _SOURCE.finditer(text.translate(_HALF_WIDTH)):
        looks = _of_bytes(found[0]) if found["bytes"] else _looks(found)
        read += text[since : found.start()] + (looks or text[found.start() : found.end()])
        since = found.end()
    return read + text[since:]


def _looks(found: re.Match[str]) -> str:
    """As long as what was found; empty: as nothing else."""
    code = found["code"] or found["long"] or found["braced"] or found["byte"]
    looks = (
        chr(int(code, 16)) if code else " " if found[0].startswith("<") else _unescaped(found[0])
    )
    return looks.ljust(len(found[0]), "\u200b") if _may_be_read(looks) else ""


def _unescaped(text: str) -> str:
    """`&amp;#49;` is &#49; to whoever reads it, and 1."""
    while (once := html.unescape(text)) != text:
        text = once
    return text


def _may_be_read(looks: str) -> bool:
    if len(looks) == 1 and looks.isprintable() and looks != "\ufffd":
        return True
    return looks.isspace() or bool(unseen(looks))


def _of_bytes(text: str) -> str:
    """As `_looks`, of %E4%B8%80%31: letter by letter; bytes that are none stay as they stand."""
    each = list(_BYTE.finditer(text))
    letters = bytes(int(one[1], 16) for one in each).decode(errors="surrogateescape")
    read, place = "", 0
    for letter in letters:
        size = 1 if "\udc80" <= letter <= "\udcff" else len(letter.encode())
        stands = text[each[place].start() : each[place + size - 1].end()]
        read += letter.ljust(len(stands), "\u200b") if _may_be_read(letter) else stands
        place += size
    return read


class Reading(NamedTuple):
    """A text with the digits that are spelt out one after the other; without: 组长之一13812345678
    is a phone, and no number of twelve digits; with all that are spelt, whatever stands between;
    and with 一百三十九 as 139, PADDED to its length. `places`: of each sign, and of the end, where
    it stands in the text as it was typed. `longer`: of a text with 一千 as 1000 (app/text/said.py).
    """

    spoken: str
    written: str
    spelt: str
    reckoned: str
    places: Sequence[int]
    longer: bool = False

    @property
    def ways(self) -> tuple[str, str, str, str]:
        return self.spoken, self.written, self.spelt, self.reckoned

    def end(self, place: int) -> int:
        """In the text as it was typed: behind all of a number that was said as one."""
        while self.reckoned[place : place + 1] == PADDED:
            place += 1
        return self.places[place]


def readings(text: str, is_one: Callable[[str], bool]) -> list[Reading]:
    """As it looks (`unmarked`), and where that is something else, as it stands: 50%330382… hides
    the 3 of a number from whoever takes %33 for one. `is_one`: whether a number of 16 to 19 places
    has its check.
    """
    looks, stands = unmarked(text), range(len(text) + 1)
    if looks == text:
        return [_reading(text, stands, is_one), *_longer(text, stands, is_one)]
    seen = [place for place in stands if looks[place : place + 1] != "\u200b"]
    looks = looks.replace("\u200b", "")
    return [
        _reading(looks, seen, is_one),
        _reading(text, stands, is_one),
        *_longer(looks, seen, is_one),
    ]


def _longer(text: str, places: Sequence[int], is_one: Callable[[str], bool]) -> Iterator[Reading]:
    for said, stands in SPOKEN.expanded(ascii_digits(text)):
        read = _reading(said, [places[place] for place in stands], is_one)
        yield read._replace(longer=True)


def _reading(text: str, places: Sequence[int], is_one: Callable[[str], bool]) -> Reading:
    def without_letters(found: re.Match[str]) -> str:
        plain = found[0].translate(_LETTERS)
        letters = len(_ALIKE.findall(found[0]))
        fits = len(plain) < 16 or is_one(plain.upper())
        return plain if letters <= _MOST_LETTERS and fits else found[0]

    written = _X.sub(r"\1X", ascii_digits(text).replace("＋", "+"))
    written = _PHONE_WITH_LETTERS.sub(without_letters, written)
    if _ALIKE.search(written):
        written = _LONG_WITH_LETTERS.sub(without_letters, written)
    spoken = _SPOKEN.sub(lambda run: run[0].translate(_CHINESE), written)
    spelt = written.translate(_CHINESE)
    reckoned = _RECKONED.sub(_as_one, spelt) if _HUNDREDS.search(spelt) else spelt
    return Reading(spoken, written, spelt, reckoned, places)


def _as_one(found: re.Match[str]) -> str:
    thousands, hundreds, tens, ones = (each or "" for each in found.groups())
    if not thousands + hundreds:
        return found[0]
    number = "".join(each or "0" for each in (thousands, hundreds, tens, ones)).lstrip("0")
    return number.ljust(len(found[0]), PADDED) if len(number) <= len(found[0]) else found[0]
