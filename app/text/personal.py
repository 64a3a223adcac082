"""Numbers by which a person is found, in what people write: mobile phones, identity cards and bank
cards are veiled for strangers; telephones of offices and addresses are only asked about. Pure.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise
from typing import NamedTuple

from app.text import BLANK, DOT, HYPHEN, INVISIBLE, ascii_digits, masked_phone
from app.text.digits import MAY_BE, SPOKEN, Reading, readings, unmarked
from app.text.kinds import VEILED, What, has_check, kind_of
from app.text.said import UNITS
from app.text.sums import is_sums
from app.text.worded import may_be_worded, worded


class Found(NamedTuple):
    """`text[start:end]`, as it was typed."""

    what: What
    start: int
    end: int


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
_NUMBER = r"[0-9一二三四五六七八九十百〇零两]{1,4}"
_ADDRESS = re.compile(
    rf"{_NUMBER}\s?(?:号楼|栋|幢|座)(?:\s?{_NUMBER}\s?单元)?(?:\s?{_NUMBER}\s?[室号户])?"
    rf"|{_NUMBER}\s?单元(?:\s?{_NUMBER}\s?[室号户])?|[组社路街巷弄]\s?{_NUMBER}\s?号"
)
# Every number that is veiled has eleven that are or may stand for digits, with nothing but marks
# and blanks between, or else words: most texts are not looked at letter by letter.
_ELEVEN = 11
_SHORTEST, _FEWEST = 6, 5  # 138八个8: eleven, of five signs
_LIKE_DIGITS = re.compile(f"[{MAY_BE}{UNITS}]")  # 一百三十 is three digits in four letters
_BETWEEN = rf"(?:(?![{MAY_BE}])[\W_{INVISIBLE}{BLANK}{DOT}{HYPHEN}~～ー])*"
_LIKELY = re.compile(rf"(?:[{MAY_BE}]{_BETWEEN}){{{_ELEVEN}}}")


def personal(text: str) -> list[Found]:
    """All of them, in the order of the text; none overlaps another."""
    read = readings(text, has_check)
    found = numbers(read)
    taken = {place for each in found for place in range(each.start, each.end)}
    looks, places = read[0].spoken, read[0].places
    for each in _ADDRESS.finditer(looks):
        start, end = (places[place] for place in each.span())
        if taken.isdisjoint(range(start, end)):
            found.append(Found(What.ADDRESS, start, end))
    return sorted(found, key=lambda each: each.start)


def veil_numbers(text: str) -> str:
    """What strangers read: 138****5678; of other numbers the last four digits at most."""
    return _replaced(text, _masked)


def strike_numbers(text: str, shown: str) -> str:
    """`shown` in the place of each."""
    return _replaced(text, lambda _what, _number: shown)


def _replaced(text: str, shown: Callable[[What, str], str]) -> str:
    if not may_hold(text):
        return text
    found = numbers(readings(text, has_check))
    for each in reversed([one for one in found if one.what in VEILED]):
        # 中间四位 may stand within it: digits in one reading, and in another none.
        ways = [
            _digits(way)
            for read in readings(text[each.start : each.end], has_check)
            for way in read.ways
        ]
        number = next((way for way in ways if kind_of(way) is each.what), ways[-1])
        text = f"{text[: each.start]}{shown(each.what, number)}{text[each.end :]}"
    return text


def may_hold(text: str) -> bool:
    """As `likely`, of a text as it was typed: as it looks, or as it stands."""
    return any(map(likely, dict.fromkeys((unmarked(text), text))))


def likely(text: str) -> bool:
    """Whether it is worth to be looked at; no number is in any other."""
    return enough(text) and (
        _may_hold(text)
        or any(_may_hold(said) for said, _places in SPOKEN.expanded(ascii_digits(text)))
    )


def _may_hold(text: str) -> bool:
    return bool(_LIKELY.search(text)) or may_be_worded(text)


def enough(text: str) -> bool:
    """Whether as many stand in it for digits as a number has, wherever they stand: of several
    texts, too, that are looked at one by one only then. As a text reads (`unmarked`), or one
    without `&`: other marks have digits themselves.
    """
    there = len(_LIKE_DIGITS.findall(text)) if len(text) >= _SHORTEST else 0
    return there >= _ELEVEN or (
        there >= _FEWEST and there + SPOKEN.longer(ascii_digits(text)) >= _ELEVEN
    )


def numbers(read: Iterable[Reading]) -> list[Found]:
    """All in any of these readings of a text; where two overlap and one is veiled both are, as the
    most secret of all.
    """
    found = list[Found]()
    for each in sorted(chain.from_iterable(map(_numbers, read)), key=lambda each: each.start):
        last = found[-1] if found else None
        if last is None or each.start >= last.end:
            found.append(each)
        elif each.what in VEILED and not (last.what in VEILED and each.end <= last.end):
            found[-1] = Found(What.IDENTITY, last.start, max(last.end, each.end))
        elif last.what in VEILED and each.end > last.end:
            found[-1] = Found(What.IDENTITY, last.start, each.end)
    return found


def _numbers(read: Reading) -> list[Found]:
    """2026 138 1234 5678: which parts are one number together. What is veiled goes before what is
    not, an identity number before all (its end looks like a phone: 110105 19491231002 X), a phone
    in its groups before what its digits would also be, the longer before the shorter.
    """
    if read.longer and not _may_hold(read.written):
        return []
    ways = list[tuple[bool, int, int, int, What]]()
    for reading in dict.fromkeys(read.ways):
        there = [(True, 11, *each.span(), What.MOBILE) for each in _GROUPED.finditer(reading)]
        for run in _APART.finditer(reading):
            there += _ways_apart(list(_PART.finditer(reading, run.start(), run.end())), reading)
        there += worded(reading) if may_be_worded(reading) else ()
        for line in _BROKEN.finditer(reading):
            there += _ways_broken(
                list(_PART.finditer(reading, *line.span("above")))[-_MOST_PLACES:],
                list(_PART.finditer(reading, *line.span("below")))[:_MOST_PLACES],
            )
        if reading in (read.spoken, read.written):
            for run in _RUN.finditer(reading):
                there += _ways(list(_PART.finditer(reading, run.start(), run.end())))
        ways += [
            each
            for each in there
            if each[4] is not What.MOBILE or not is_sums(reading, *each[2:4], said=read.longer)
        ]
    found = list[Found]()
    taken = set[int]()
    for _grouped, _length, start, end, what in sorted(
        ways, key=lambda way: (way[4] in VEILED, way[0], way[1], -way[2]), reverse=True
    ):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            found.append(Found(what, read.places[start], read.end(end)))
    return found


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
            if what := kind_of(bare):
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
    single = len(parts) in {11, *range(16, 20)} and len(between) == 1
    for first in range(len(parts)):
        bare, sizes = "", list[int]()
        for part in parts[first : first + _MOST_PLACES]:
            digits = part[0].lstrip("+").upper()
            bare, sizes = bare + digits, [*sizes, len(digits)]
            if len(bare) > _MOST_PLACES:
                break
            if len(bare) in {11, 16, 17, 18, 19} and (
                what := _what_apart(bare, sizes, single=single and len(sizes) == len(parts))
            ):
                yield True, len(bare), parts[first].start(), part.end(), what


def _what_apart(bare: str, sizes: list[int], *, single: bool) -> What | None:
    """`single`: of eleven digits, or sixteen and more, one by one."""
    what = kind_of(bare) if len(sizes) > 1 else None
    if what is What.IDENTITY:
        last = sizes[:-1] if bare.endswith("X") and sizes[-1] == 1 else sizes
        fits = min(last[:-1], default=_FEWEST_OF_PART) >= _FEWEST_OF_PART
        fits |= single and {*sizes} == {1}
    elif what is What.CARD:
        fits = {*sizes[:-1]} == {4} or (sizes[0] == 6 and len(sizes) == 2)
        fits |= single and {*sizes} == {1}
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
            what = kind_of(bare)
            whole = first == 0 and last == len(below) and sizes in _WHOLE_LINES
            if (
                (what is What.MOBILE and (sizes in _GROUPS or whole))
                or what is What.IDENTITY
                or (what is What.CARD and ({*sizes[:-1]} <= {4} or sizes[:-1] == (6,)))
            ):
                yield True, len(bare), above[first].start(), below[last - 1].end(), what


def _digits(number: str) -> str:
    """The last alone may be an X."""
    return re.sub(r"[^0-9Xx]|[Xx](?!$)", "", number).upper()


def _masked(what: What, digits: str) -> str:
    if what is What.MOBILE:
        return masked_phone(digits[-11:])
    return "*" * (len(digits) - 4) + (digits[-4:] if what is What.CARD else "****")
