"""Numbers by which a person is found, in what people write: mobile phones, identity cards and bank
cards are veiled for strangers; telephones of offices and addresses are only asked about. Pure.

Identity numbers: GB 11643 (18 places, the last checks the others, ISO 7064 MOD 11-2). Bank cards:
GB/T 14504 and ISO/IEC 7812 (16 to 19 digits, Luhn).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from app.i18n import _
from app.records import Recorded
from app.text import HYPHEN, masked_phone


class What(Recorded):
    """`about`: what it is called, a msgid."""

    about: str

    MOBILE = "mobile", _("手机号")
    IDENTITY = "identity", _("身份证号")
    CARD = "card", _("银行卡号")
    SERVICE = "service", _("电话号码")  # a landline, a hotline: people may well be meant to call it
    ADDRESS = "address", _("门牌住址")


VEILED = frozenset({What.MOBILE, What.IDENTITY, What.CARD})


class Found(NamedTuple):
    """`text[start:end]`, as it was typed."""

    what: What
    start: int
    end: int


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_GAP = rf"[ \u00A0\u3000.·{HYPHEN}]{{0,2}}"
# Runs of digits as people group them: 138 1234 5678, 612322 19800101 1234, 6222-0210-…
_RUN = re.compile(rf"(?<![0-9A-Za-z])\+?\d(?:{_GAP}\d){{4,21}}(?:{_GAP}[Xx])?(?![0-9A-Za-z])")
_PART = re.compile(r"\+?\d+[Xx]?|[Xx]")
_LANDLINE = re.compile(r"0[1-9]\d{9,10}|[48]00\d{7}|1[02]\d{3}|9\d{4}|[2-9]\d{6,7}")
_NUMBER = r"[0-9一二三四五六七八九十百〇零两]{1,4}"
_ADDRESS = re.compile(
    rf"{_NUMBER}\s?(?:号楼|栋|幢|座)(?:\s?{_NUMBER}\s?单元)?(?:\s?{_NUMBER}\s?[室号户])?"
    rf"|{_NUMBER}\s?单元(?:\s?{_NUMBER}\s?[室号户])?|[组社路街巷弄]\s?{_NUMBER}\s?号"
)
_CHINESE = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "001234567891234567891")
_SPOKEN = re.compile("[〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺]{7,}")
# Without these there is no run of digits: most texts are not looked at letter by letter.
_DIGITS = re.compile(rf"\d(?:{_GAP}\d){{4}}|{_SPOKEN.pattern}")


def personal(text: str) -> list[Found]:
    """All of them, in the order of the text; none overlaps another."""
    plain = _as_digits(text)
    found = list(_numbers(plain))
    taken = [range(each.start, each.end) for each in found]
    found += [
        Found(What.ADDRESS, each.start(), each.end())
        for each in _ADDRESS.finditer(plain)
        if not any(place in span for span in taken for place in (each.start(), each.end() - 1))
    ]
    return sorted(found, key=lambda each: each.start)


def veil_numbers(text: str) -> str:
    """What strangers read: 138****5678; of other numbers the last four digits at most."""
    return _replaced(text, _masked)


def strike_numbers(text: str, shown: str) -> str:
    """`shown` in the place of each."""
    return _replaced(text, lambda _what, _number: shown)


def _replaced(text: str, shown: Callable[[What, str], str]) -> str:
    if not _DIGITS.search(text):
        return text
    plain = _as_digits(text)
    for each in reversed([one for one in _numbers(plain) if one.what in VEILED]):
        instead = shown(each.what, plain[each.start : each.end])
        text = f"{text[: each.start]}{instead}{text[each.end :]}"
    return text


def _as_digits(text: str) -> str:
    """As long as the text: digits of all scripts and widths, and such as are spelt out."""
    spoken = _SPOKEN.sub(lambda run: run[0].translate(_CHINESE), text)
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in spoken).translate(_WIDE)


_WIDE = str.maketrans("ＸｘＸ＋", "XxX+")


def _numbers(plain: str) -> Iterator[Found]:
    for run in _RUN.finditer(plain):
        yield from _among(list(_PART.finditer(plain, run.start(), run.end())))


def _among(parts: list[re.Match[str]]) -> Iterator[Found]:
    """2026 138 1234 5678: which parts are one number together. What is veiled goes before what is
    not, the longer before the shorter.
    """
    ways = [
        (first, last, what)
        for first in range(len(parts))
        for last in range(first, len(parts))
        if (what := _what("".join(each[0] for each in parts[first : last + 1]).upper()))
    ]
    if ways:
        first, last, what = max(ways, key=lambda way: (way[2] in VEILED, way[1] - way[0]))
        yield from _among(parts[:first])
        yield Found(what, parts[first].start(), parts[last].end())
        yield from _among(parts[last + 1 :])


def _what(bare: str) -> What | None:
    if re.fullmatch(r"(?:\+?86|0086)?1[3-9]\d{9}", bare):
        return What.MOBILE
    if re.fullmatch(r"\d{17}[\dX]", bare) and is_identity(bare):
        return What.IDENTITY
    if re.fullmatch(r"[1-9]\d{15,18}", bare) and is_card(bare):
        return What.CARD
    return What.SERVICE if _LANDLINE.fullmatch(bare) else None


def is_identity(number: str) -> bool:
    """18 places, the seventh to fourteenth a day that was, the last the right check."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return born.year >= 1850 and number[17] == _CHECKS[total % 11]


def is_card(number: str) -> bool:
    """Luhn: every second digit from the right twice, the sum of all digits a multiple of ten."""
    doubled = [
        int(digit) * 2 if place % 2 else int(digit) for place, digit in enumerate(reversed(number))
    ]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _masked(what: What, number: str) -> str:
    digits = re.sub(r"[^0-9Xx]", "", number)
    if what is What.MOBILE:
        return masked_phone(digits[-11:])
    return "*" * (len(digits) - 4) + (digits[-4:] if what is What.CARD else "****")
