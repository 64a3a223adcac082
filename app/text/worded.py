"""Numbers with words between their parts: 139 转 1234 转 5678; 前三位 139，然后 1234，最后 5678.

138 户 1234 亩 5678 元, and 农户 150，人口 1234，耕地 2300, are written in the same way and are
figures: so the words must be those with which one dictates, or the same everywhere and nothing
counted. Pure.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from app.text.digits import DIGIT
from app.text.kinds import PROVINCE, What, kind_of
from app.text.said import UNITS

_GAP = r"[^\d*]{1,10}"
_RUN = re.compile(rf"(?<![\d*])\d+(?:{_GAP}\d+)+(?:[^\d*]{{0,6}}[Xx](?![A-Za-z0-9]))?(?![\d*])")
_PART = re.compile(r"\d+(?:[Xx](?![A-Za-z0-9]))?|(?<![A-Za-z])[Xx](?![A-Za-z0-9]|[\W_]+\d)")
_MARKS = re.compile(r"[\W_]+")
_SAID = (
    "转|拨|接|[开打起]头|打|按|再|然后|接着|跟着|之后|后面|前面?|中间?|最后|末尾|尾号|尾数|后|末|尾|连|空格?|[横短]?[杠线]|减号?|点"
    "|第?[一二两三四五六七八0-9]+[位段]|[位段]数?"
)
_FIRST = "转拨接打开起按再然跟之后前中最末尾连空横短杠线减点第位段"
# In 138、1234和5678 those alone say nothing.
_BESIDE = "加|和|及|到|是|为|的|数字?|号码"
_DICTATED = re.compile(rf"(?:{_BESIDE})*(?:{_SAID})(?:{_SAID}|{_BESIDE})*")
_JOINED = re.compile(rf"(?:{_BESIDE})*")
COUNTED = re.compile(
    "[年月日号时分秒天周季届期次回遍趟个户人名口元块角毛万亿千百十多余几亩顷平立米里公厘毫吨斤克两升度瓦安"
    "栋幢座层楼室组队村社区乡镇路街巷弄房间套台部辆艘架只头匹条根棵株盏件张片份本册页章节款项类种批车箱袋"
    "桶瓶把扇堵处所站班级岁股%％‰℃￥¥$]"
)
# 139年1234月5678: words of a day, of which one cannot be. What stands behind says no more then.
_OF_A_DAY = re.compile("[年月日号时点分秒]")
_MOST_OF = {"月": 12, "日": 31, "时": 24}
AMOUNT = re.compile(r"\s?[年月日元块角万亿户人名亩米里吨斤%％个]")
_PHONE = {(3, 4, 4), (3, 8), (7, 4), (4, 7)}
_SIGN = rf"[{DIGIT}{UNITS}]"
_LONG = re.compile(rf"(?:{_SIGN}[^{DIGIT}{UNITS}]{{0,10}}){{10}}{_SIGN}")
_PLACES = frozenset({11, 15, 16, 17, 18, 19})
# What each of them has: a word of those, the same word twice, a region's code at its beginning, or
# what is said as one number.
_LIKELY = re.compile(
    rf"[{DIGIT}][\W_]*+(?:[{_FIRST}{UNITS}年月日时]|(?=[^\W_])([^\W_{DIGIT}]{{1,10}}+)[\W_]*+[{DIGIT}]"
    rf"{{1,8}}[\W_]*\1[\W_]*[{DIGIT}])|[{DIGIT}]{{6}}[^{DIGIT}]{{1,10}}[{DIGIT}]"
)


def may_be_worded(text: str) -> bool:
    return bool(_LONG.search(text) and _LIKELY.search(text))


def worded(text: str) -> Iterator[tuple[bool, int, int, int, What]]:
    """As app/text/personal.py weighs them: grouped, how long, from where to where, what it is."""
    for run in _RUN.finditer(text):
        parts = [each.span() for each in _PART.finditer(text, run.start(), run.end())]
        gaps = [text[one[1] : other[0]] for one, other in pairwise(parts)]
        words = [_MARKS.sub("", gap) for gap in gaps]
        ends = [_ends(gap, word) for gap, word in zip(gaps, words, strict=True)]
        for first, (start, _stop) in enumerate(parts):
            bare = ""
            sizes: tuple[int, ...] = ()
            for last in range(first, min(first + max(_PLACES), len(parts))):
                digits = text[slice(*parts[last])].upper()
                bare, sizes = bare + digits, (*sizes, len(digits))
                if len(bare) > max(_PLACES) or (last > first and ends[last - 1]):
                    break
                if len(bare) in _PLACES and any(between := words[first:last]):
                    beside = words[max(first - 1, 0) : first] + words[last : last + 1]
                    end = parts[last][1]
                    what = _fits(bare, sizes, between, alone=between[0] not in beside)
                    if what and not (what is What.MOBILE and AMOUNT.match(text, end)):
                        yield True, len(bare), start, end, what
                    elif _is_phone(bare, sizes) and _no_day(text, parts[first:last], between):
                        yield True, len(bare), start, end, What.MOBILE


def _ends(gap: str, word: str) -> bool:
    """With an empty line, or a line within which something else is said, another thing begins."""
    return gap.count("\n") > 1 or ("\n" in gap and word != "" and not _DICTATED.fullmatch(word))


def _is_phone(bare: str, sizes: tuple[int, ...]) -> bool:
    return sizes in _PHONE and kind_of(bare) is What.MOBILE


def _no_day(text: str, parts: list[tuple[int, int]], words: list[str]) -> bool:
    """`parts`: those with a word behind them."""
    counted = [(word, int(text[slice(*part)])) for word, part in zip(words, parts, strict=True)]
    return all(map(_OF_A_DAY.fullmatch, words)) and any(
        many > _MOST_OF.get(word, many) for word, many in counted
    )


def _fits(bare: str, sizes: tuple[int, ...], words: list[str], *, alone: bool) -> What | None:
    """`alone`: before and after it stand other words than between."""
    if not (what := kind_of(bare)):
        return None
    dictated = any(map(_DICTATED.fullmatch, words)) and all(
        _DICTATED.fullmatch(word) or _JOINED.fullmatch(word) for word in words
    )
    same = alone and len({*words}) == 1 and len(words) > 1 and not COUNTED.match(words[0])
    if what is What.MOBILE:
        fits = (sizes in _PHONE and (dictated or same)) or (same and max(sizes) <= 4 < len(sizes))
    elif what is What.IDENTITY and len(bare) == 18:
        apart = {sum(sizes[:place]) for place in range(len(sizes))}
        lived = PROVINCE.match(bare) and bare[6:8] in {"19", "20"}
        fits = bool(lived) and (6 in apart or same or min(sizes[:-1]) >= 3)
    elif what is What.IDENTITY:
        fits = sizes == (6, 6, 3) and (dictated or same)
    elif what is What.CARD:
        fits = (dictated or same) and (
            {*sizes[:-1]} <= {4} or (sizes[0] == 6 and len(sizes) == 2) or {*sizes} == {1}
        )
    else:
        fits = False
    return what if fits else None
