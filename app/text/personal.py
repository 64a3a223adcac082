"""Numbers by which a person is found, in what people write: mobile phones, identity cards and bank
cards are veiled for strangers; telephones of offices and addresses are only asked about. Pure.

Identity numbers: GB 11643 (18 places, the last checks the others, ISO 7064 MOD 11-2), and of 15
places as cards had them until 1999 (no check: region and day of birth must fit). Bank cards:
GB/T 14504 and ISO/IEC 7812 (16 to 19 digits, Luhn).
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from app.i18n import _
from app.records import Recorded
from app.text import BLANK, DOT, HYPHEN, INVISIBLE, masked_phone
from app.text.digits import ALIKE, SPELT, readings, unmarked


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
# GB/T 2260: provinces; those of old cards are the same, whose counties may be no more.
_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_UNSEEN = rf"[{INVISIBLE}\u0300-\u036F\u20D0-\u20FF]*"  # joiners, and what is drawn around a digit
_GAP = rf"{_UNSEEN}(?:(?!\n)[{BLANK}{DOT}{HYPHEN}~～ー]{_UNSEEN}){{0,3}}"
# Runs of digits as people group them: 138 1234 5678, 612322 19800101 1234, 6222-0210-… Letters may
# touch them: tel13812345678, 微信V13812345678.
_RUN = re.compile(rf"(?<!\d)\+?\d(?:{_GAP}\d){{4,}}(?:{_GAP}[Xx])?(?!\d)")
_PART = re.compile(r"\+?\d+|[Xx]")
_LONGEST = 24  # digits and parts of a number
# So grouped it is a mobile phone whatever stands between: (138)1234-5678, 138/1234/5678.
_GROUPED = re.compile(r"(?<!\d)(?:[(（]1[3-9]\d[)）]|1[3-9]\d)[\W_]{0,8}\d{4}[\W_]{0,8}\d{4}(?!\d)")
_GROUPS = {(11,), (3, 8), (3, 4, 4)}
# Over two lines, where nothing else stands in the run: 1381 and 234 5678 below. Of a table with a
# year and a number in each line it would be two cells.
_WHOLE_LINES = {(7, 4), (4, 7), (4, 4, 3)}
# Whatever stands between the parts, a new line too: of such a run only what its own check or its
# grouping tells apart from a list is a number.
_APART = re.compile(r"(?<![\d*])\d+(?:[\W_]{1,3}\d+)+(?:[\W_]{0,3}[Xx])?(?![\d*])")
_FEWEST_OF_PART = 3
_MOST_PLACES = 19
# A line that ends within a number, where it is full or where somebody pressed the key.
_RUN_OF = rf"\d(?:{_GAP}\d){{0,40}}"
_BROKEN = re.compile(
    rf"(?<![\d*])(?P<above>{_RUN_OF})[ \u3000{HYPHEN}]{{0,3}}\n"
    rf"(?=[ \u3000]{{0,3}}(?P<below>{_RUN_OF}(?:{_GAP}[Xx])?(?![\d*])|[Xx](?!\w)))"
)
# Dialled before a number for a cheaper call, or to hide one's own: 17909 138 1234 5678.
_BEFORE = "179\\d\\d|1259\\d|1258\\d{2,3}|10193|10131|11808"
_MOBILE = re.compile(rf"(?:{_BEFORE})?(?:\+?86|0086|0)?1[3-9]\d{{9}}|(?:1[3-9]\d{{9}}){{2,4}}")
_LANDLINE = re.compile(r"0[1-9]\d{9,10}|[48]00\d{7}|1[02]\d{3}|9\d{4}|[2-9]\d{6,7}")
_NUMBER = r"[0-9一二三四五六七八九十百〇零两]{1,4}"
_ADDRESS = re.compile(
    rf"{_NUMBER}\s?(?:号楼|栋|幢|座)(?:\s?{_NUMBER}\s?单元)?(?:\s?{_NUMBER}\s?[室号户])?"
    rf"|{_NUMBER}\s?单元(?:\s?{_NUMBER}\s?[室号户])?|[组社路街巷弄]\s?{_NUMBER}\s?号"
)
# Every number that is veiled has eleven that are or may stand for digits, with nothing but marks
# and blanks between: most texts are not looked at letter by letter. What lies beyond the first
# plane may always be one, and all others are named: a class is five times quicker for it.
_MAY_BE = "".join(
    sign for sign in map(chr, range(0x10000)) if sign.isdecimal() or sign in SPELT or sign in ALIKE
)
_MAY_BE += "\U00010000-\U0010ffff"
_BETWEEN = rf"(?:(?![{_MAY_BE}])[\W_{INVISIBLE}{BLANK}{DOT}{HYPHEN}~～ー])*"
_LIKELY = re.compile(rf"[{_MAY_BE}](?:{_BETWEEN}[{_MAY_BE}]){{10}}")


def may_hold_numbers(text: str) -> bool:
    """Whether it is worth looking for those that are veiled; of several texts by all of them, each
    on a line of its own.
    """
    return _LIKELY.search(unmarked(text)) is not None


def personal(text: str) -> list[Found]:
    """All of them, in the order of the text; none overlaps another."""
    plain, *others = readings(text, _has_check)
    found = _numbers(plain, *others)
    taken = {place for each in found for place in range(each.start, each.end)}
    found += [
        Found(What.ADDRESS, each.start(), each.end())
        for each in _ADDRESS.finditer(plain)
        if taken.isdisjoint(range(*each.span()))
    ]
    return sorted(found, key=lambda each: each.start)


_COUNTED = re.compile(r"\s?[年月日元块角万亿户人名亩米里吨斤]")  # 修路花了1380000 and 2026年
EDGE = 40  # signs of a text in which a number may begin or end that goes over into another


class Across(NamedTuple):
    """A number over two texts that are read one after the other: it begins in the one at `start`,
    and ends in the other before `end`.
    """

    what: What
    start: int
    end: int


def across(above: str, below: str) -> Across | None:
    """…打1391234 as a title, and 5678… as its story: as over two lines of one text. Only what
    strangers are not told.
    """
    first, both = max(len(above) - EDGE, 0), f"{above[-EDGE:]}\n{below[:EDGE]}"
    line = len(above) - first
    if not (above and below) or not may_hold_numbers(both):
        return None
    for each in _numbers(*readings(both, _has_check)):
        counted = each.what is What.MOBILE and _COUNTED.match(both, each.end)
        if each.what in VEILED and each.start < line < each.end - 1 and not counted:
            return Across(each.what, first + each.start, each.end - line - 1)
    return None


def veil_numbers(text: str) -> str:
    """What strangers read: 138****5678; of other numbers the last four digits at most."""
    return _replaced(text, _masked)


def strike_numbers(text: str, shown: str) -> str:
    """`shown` in the place of each."""
    return _replaced(text, lambda _what, _number: shown)


def _replaced(text: str, shown: Callable[[What, str], str]) -> str:
    if not may_hold_numbers(text):
        return text
    plain, written, spelt = readings(text, _has_check)
    for each in reversed([one for one in _numbers(plain, written, spelt) if one.what in VEILED]):
        instead = shown(each.what, spelt[each.start : each.end])
        text = f"{text[: each.start]}{instead}{text[each.end :]}"
    return text


def _numbers(plain: str, written: str, spelt: str) -> list[Found]:
    """2026 138 1234 5678: which parts are one number together. What is veiled goes before what is
    not, an identity number before all (its end looks like a phone: 110105 19491231002 X), a phone
    in its groups before what its digits would also be, the longer before the shorter.
    """
    ways = list[tuple[bool, int, int, int, What]]()
    for reading in dict.fromkeys((plain, written, spelt)):
        ways += [(True, 11, *each.span(), What.MOBILE) for each in _GROUPED.finditer(reading)]
        for run in _APART.finditer(reading):
            ways += _ways_apart(list(_PART.finditer(reading, run.start(), run.end())), reading)
        for line in _BROKEN.finditer(reading):
            ways += _ways_broken(
                list(_PART.finditer(reading, *line.span("above")))[-_MOST_PLACES:],
                list(_PART.finditer(reading, *line.span("below")))[:_MOST_PLACES],
            )
    for reading in dict.fromkeys((plain, written)):
        for run in _RUN.finditer(reading):
            ways += _ways(list(_PART.finditer(reading, run.start(), run.end())))
    found: dict[int, Found] = {}
    taken = set[int]()
    for _grouped, _length, start, end, what in sorted(
        ways, key=lambda way: (way[4] in VEILED, way[0], way[1], -way[2]), reverse=True
    ):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            found[start] = Found(what, start, end)
    return [found[start] for start in sorted(found)]


def _ways(parts: list[re.Match[str]]) -> Iterator[tuple[bool, int, int, int, What]]:
    """Grouped as a phone is, how long, where, and what the parts could be together."""
    for first in range(len(parts)):
        bare, sizes = "", tuple[int, ...]()
        for part in parts[first : first + _LONGEST]:
            bare, sizes = bare + part[0].upper(), (*sizes, len(part[0]))
            if len(bare) > _LONGEST and len(sizes) > 1:
                break
            if len(bare) == 22 and len(sizes) > 1:
                continue  # two phones one after the other are one only where nothing is between
            if what := _what(bare):
                grouped = what is What.MOBILE and not _GROUPS.isdisjoint((sizes, sizes[1:]))
                grouped |= what is What.IDENTITY and len(bare) == 18
                yield grouped, len(bare), parts[first].start(), part.end(), what


def _ways_apart(
    parts: list[re.Match[str]], text: str
) -> Iterator[tuple[bool, int, int, int, What]]:
    """110105/19491231/002X; 6222，0212，3456，7890，128; a phone on two lines, or its digits one by
    one with the same sign between all.
    """
    between = {text[one.end() : other.start()] for one, other in pairwise(parts)}
    single = len(parts) in {11, 18} and len(between) == 1
    for first in range(len(parts)):
        bare, sizes = "", list[int]()
        for part in parts[first : first + 18]:
            digits = part[0].lstrip("+").upper()
            bare, sizes = bare + digits, [*sizes, len(digits)]
            if len(bare) > _MOST_PLACES:
                break
            if len(bare) in {11, 16, 17, 18, 19} and (
                what := _what_apart(bare, sizes, single=single)
            ):
                yield True, len(bare), parts[first].start(), part.end(), what


def _what_apart(bare: str, sizes: list[int], *, single: bool) -> What | None:
    """`single`: of eleven digits or eighteen, one by one."""
    what = _what(bare) if len(sizes) > 1 else None
    if what is What.IDENTITY:
        last = sizes[:-1] if bare.endswith("X") and sizes[-1] == 1 else sizes
        fits = min(last[:-1], default=_FEWEST_OF_PART) >= _FEWEST_OF_PART
        fits |= single and {*sizes} == {1}
    elif what is What.CARD:
        fits = {*sizes[:-1]} == {4} or (sizes[0] == 6 and len(sizes) == 2)
    elif what is What.MOBILE:
        fits = (single and {*sizes} == {1}) or (len(sizes) == 2 and min(sizes) >= _FEWEST_OF_PART)
    else:
        fits = False
    return what if fits else None


def _ways_broken(
    above: list[re.Match[str]], below: list[re.Match[str]]
) -> Iterator[tuple[bool, int, int, int, What]]:
    """138 1234 5 and 678 in the next line. A column of figures is none: the two parts at the break
    are one, and then a phone is in its groups, a card in fours or after its first six.
    """
    for first in range(len(above)):
        for last in range(1, len(below) + 1):
            parts = [part[0].lstrip("+").upper() for part in (*above[first:], *below[:last])]
            bare, at = "".join(parts), len(above) - first
            if len(bare) > _MOST_PLACES:
                break
            sizes = (*map(len, parts[: at - 1]), len(parts[at - 1] + parts[at]))
            sizes += tuple(map(len, parts[at + 1 :]))
            what = _what(bare)
            whole = first == 0 and last == len(below) and sizes in _WHOLE_LINES
            if (
                (what is What.MOBILE and (sizes in _GROUPS or whole))
                or what is What.IDENTITY
                or (what is What.CARD and ({*sizes[:-1]} <= {4} or sizes[:-1] == (6,)))
            ):
                yield True, len(bare), above[first].start(), below[last - 1].end(), what


def _has_check(bare: str) -> bool:
    return _what(bare) in {What.IDENTITY, What.CARD}


def _what(bare: str) -> What | None:
    """Asked of all pieces of a long run: what cannot be, by its length, is not tried."""
    long = len(bare)
    if 11 <= long <= 44 and _MOBILE.fullmatch(bare):
        return What.MOBILE
    if long == 18 and re.fullmatch(r"\d{17}[\dX]", bare) and is_identity(bare):
        return What.IDENTITY
    if long == 15 and bare.isdecimal() and is_old_identity(bare):
        return What.IDENTITY
    if 16 <= long <= 19 and re.fullmatch(r"[1-9]\d{15,18}", bare) and is_card(bare):
        return What.CARD
    return What.SERVICE if 5 <= long <= 12 and _LANDLINE.fullmatch(bare) else None


def is_identity(number: str) -> bool:
    """18 places, the seventh to fourteenth a day that was, the last the right check."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return born.year >= 1850 and number[17] == _CHECKS[total % 11]


def is_old_identity(number: str) -> bool:
    """15 places: a region's code, a day of the last century without its 19, and three more."""
    region, day = number[:6], f"19{number[6:8]}-{number[8:10]}-{number[10:12]}"
    if not _PROVINCE.match(region) or "00" in {region[2:4], region[4:]}:
        return False
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


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
