"""How the national list is built, how people search it, and what in it is no place to live."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.i18n import _
from app.refusal import Refused, refuse_all
from app.text import DOT, HYPHEN, fold, is_line

# For SQL over the list: a township or village by its own block of the code (see is_oddity), or a
# street office among what is like one; and what is a town's part.
LIVED_IN = "(right(code, 3) < '400' OR (length(code) = 9 AND name ~ '(街道|街道办事处|镇|乡)$'))"
URBAN = "name ~ '街道'"

# Length of a code → its level, and the length of the code above it.
CODE_LEVELS = {
    2: ("province", 0),
    4: ("prefecture", 2),
    6: ("county", 4),
    9: ("township", 6),
    12: ("village", 9),
}

# Prefectures that only hold counties together; nobody says them.
NO_NAMES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})

# What the statisticians list beside townships and villages, since somebody must count there.
UNITS = (
    "林场", "农场", "牧场", "渔场", "园艺场", "良种场", "原种场", "种马场", "种畜场", "畜牧场",
    "茶场", "果园场", "垦殖场", "苗圃", "水库", "盐场", "监狱", "劳教所", "戒毒所", "看守所",
    "开发区", "工业园", "园区", "产业园", "集聚区", "示范区", "管理区", "保税区", "试验区",
    "管委会", "管理局", "林业局", "保护区", "风景区", "机关",
)  # fmt: skip
ANYWHERE = ("虚拟", "劳动教养", "强制隔离", "类似居委会", "类似村委会", "生活区")
TOWNSHIPS = ("街道", "街道办事处", "镇", "乡", "民族乡", "苏木")


def spoken(of: str = "division") -> str:
    """For SQL: what people call a province or a prefecture. 市辖区, in which the districts of
    Beijing lie, nobody says and no path has: its last name is the province's.
    """
    return f"""regexp_replace("{of}".path, '^.* ', '')"""


TONE = re.compile(r"(?<=[a-z])[0-5](?![0-9])")
# What people write around a county's name, where they mean the county.
BEHIND = re.compile(r"(?<=..)(?:(?:人民)?政府|政协)?(?:办公室|办)?$|(?<=..)委员会$")
BEFORE = re.compile(r"^(?:中国人民政治协商会议|中国|政协)(?=..)")
# What people set between the parts of a place, or its syllables: wu-du, wu.du, wu'du, 武陵·鼎城.
BETWEEN = re.compile(rf"[{HYPHEN}{DOT}'’‘`´′ʼ＇,，、/／>]")
FEWEST_SPREAD = 4  # fewer signs would be found in this order nearly anywhere


class Key(NamedTuple):
    """What to compare, and how: `code` from its beginning, `path` anywhere, one word after the
    other (杭州 西湖), `pinyin` from the beginning of a syllable, likewise, or as initials."""

    field: str
    pattern: str  # of LIKE
    initials: str = ""  # a blank and their beginning, where it may be these


def search_key(text: str) -> Key | None:
    """None: nothing to search for."""
    words = BETWEEN.sub(" ", fold(text[:40])).split()
    word = "".join(words)
    if not word:
        return None
    if word.isdigit() and word.isascii():
        return Key("code", f"{word[:6]}%")  # of a place in it: its county's
    if syllables := typed_pinyin(words):
        return Key("pinyin", f"% {'% '.join(syllables)}%", f" {''.join(syllables)}")
    return Key("path", f"%{'%'.join(map(literal, words))}%")


def typed_pinyin(words: list[str]) -> list[str]:
    """With or without tones, also as kun1 shan1, xi'an or xian, lü or lv or, as in passports, lyu.
    Empty: it is something else.
    """
    spread = unicodedata.normalize("NFD", " ".join(words).lower()).replace("u\u0308", "v")
    plain = "".join(letter for letter in spread if not unicodedata.combining(letter))
    plain = TONE.sub("", plain).replace("lyu", "lv")
    syllables = plain.split()
    bare = "".join(syllables)
    return syllables if bare.isalpha() and bare.isascii() else []


def wider_key(text: str) -> Key | None:
    """For what is not found as typed: the same signs in this order, with others between (江苏昆山
    for 江苏省 苏州市 昆山市), without what stands behind the name of a county itself. None: there
    is no wider one.
    """
    typed = "".join(BETWEEN.sub(" ", fold(text[:40])).split())
    bare = BEHIND.sub("", BEFORE.sub("", typed), count=1)
    if not bare.isalpha() or (len(bare) < FEWEST_SPREAD and bare == typed):
        return None
    return Key("path", f"%{('%' if len(bare) >= FEWEST_SPREAD else '').join(bare)}%")


def cut(letters: str, above: Sequence[str]) -> list[list[str]]:
    """Of what is written in one (mianyangsantai, sichuanmianyangsantai) the ways to read it as what
    a county lies in and its name, as patterns: in two parts, and in three. `above`: the readings of
    all that counties lie in.
    """
    begun = {reading[:end] for each in above for reading, end in ends(each)}
    two = [
        (letters[:end], letters[end:])
        for end in range(2, len(letters) - 1)
        if letters[:end] in begun
    ]
    three = [
        (first, rest[:end], rest[end:])
        for first, rest in two
        for end in range(2, len(rest) - 1)
        if rest[:end] in begun
    ]
    return [[f"% {'% '.join(each)}%" for each in ways] for ways in (two, three)]


def ends(spelt: str) -> Iterator[tuple[str, int]]:
    """Each reading of a name, from whatever syllable, with the ends of its syllables."""
    suffixes = spelt.split()
    for reading in suffixes:
        for rest in (*suffixes, ""):
            if len(rest) < len(reading) and reading.endswith(rest):
                yield reading, len(reading) - len(rest)


def literal(text: str) -> str:
    """For LIKE, in which three signs mean something."""
    for sign in "\\%_":
        text = text.replace(sign, f"\\{sign}")
    return text


def is_county(code: str) -> bool:
    """A county by code. A seventh ten are development zones: they have no people's congress."""
    return len(code) == 6 and code.isdigit() and code.isascii() and code[4] != "7"


def is_oddity(code: str, name: str) -> bool:
    """A township or village of the list that is no place where people settle their matters.

    Its own block of the code says so first: 400 to 599 are "units like" a township or village.
    A street office among them is one all the same. Real ones go by what they are called, at the
    end: 林场村 is a village, 国营林场 is none.
    """
    if name.startswith("国营") or any(word in name for word in ANYWHERE):
        return True
    if name.endswith(UNITS):
        return True
    like_one = code[-3:] >= "400"
    return like_one and not (len(code) == 9 and name.endswith(TOWNSHIPS))


def within(code: str, counties: frozenset[str]) -> bool:
    """Of one of these counties, or above one."""
    return code[:6] in counties or any(county.startswith(code) for county in counties)


def below(path: str, name: str) -> str:
    """市辖区 is nothing that a person would say."""
    return path if name in NO_NAMES else f"{path} {name}".lstrip()


def short_name(name: str) -> str:
    """As people say it: 惠通村村民委员会 → 惠通村, 多福巷社区居委会 → 多福巷社区."""
    for ending, kept in (
        ("村民委员会", "村"),
        ("村委会", "村"),
        ("社区居民委员会", "社区"),
        ("社区居委会", "社区"),
        ("街道办事处", "街道"),
    ):
        if name.endswith(ending) and len(name) > len(ending):
            start = name.removesuffix(ending)
            return start if start.endswith(kept) else start + kept
    return name


def check_division(code: str, name: str, *, above: bool) -> None:
    """What the operator adds or renames. `above`: what it lies in is in the list."""
    wrong = []
    if len(code) not in CODE_LEVELS or len(code) < 4 or not (code.isdigit() and code.isascii()):
        wrong.append(Refused(_("代码是 4、6、9 或 12 位数字，照国家标准。"), "code"))
    elif not above:
        wrong.append(Refused(_("名录里没有它的上级，请先添加上级。"), "code"))
    if not (is_line(name) and 2 <= len(name) <= 40):
        wrong.append(Refused(_("名称要有 2 到 40 个字。"), "name"))
    refuse_all(wrong)
