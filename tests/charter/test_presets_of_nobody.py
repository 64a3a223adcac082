"""A preset holds nothing of its article's county that another would have to take out. What is that
county's own lies with the demo.
"""

import csv
import io
import lzma
import re
from functools import cache

import msgspec
import pytest

from app.charter import presets, rules, store
from app.demo.county import demos
from app.demo.own import laid_over, own, rules_of
from app.divisions.load import FILE
from app.divisions.rules import short_name

LEAST = 3  # 街道 and 县 are names in the national list, too
# Which kind of county it is decides what its Party committee is called.
KIND = re.compile(
    r"(?<![社片街地])[县区市](?:委(?!员)|政府|政协|[住教民水交农公财][一-龥]{0,5}局)|全[县区市]"
)
END = re.compile(r"(?:[县区市省州盟旗镇乡]|街道|社区|村|自治[县州区旗])$")


# Names of places that are words of their own, too: 平安建设, 新乡贤, 中心工作, 有关方面 …
ORDINARY = {"平安", "和政", "新乡", "中心", "关方"}
COUNTY, TOWNSHIP = 6, 9  # digits of a code


@cache
def divisions() -> list[tuple[str, str]]:
    with lzma.open(FILE) as file:
        lines = csv.reader(io.TextIOWrapper(file, encoding="utf-8"))
        return [(code, name) for code, name in lines]


@cache
def names() -> frozenset[str]:
    """From provinces down to townships."""
    return frozenset(
        name for code, name in divisions() if len(code) <= TOWNSHIP and len(name) >= LEAST
    )


def stems(code: str) -> set[str]:
    """Of all counties and what they lie in, and of all places of this one: 武都区 → 武都."""
    found = {
        END.sub("", short_name(name))
        for each, name in divisions()
        if len(each) <= COUNTY or each.startswith(code)
    }
    return {stem for stem in found if len(stem) > 1} - ORDINARY


def pieces(text: str) -> set[str]:
    return {
        line[start : start + length]
        for line in text.splitlines()
        for start in range(len(line))
        for length in range(LEAST, 16)
    }


@pytest.mark.parametrize("slug", presets.slugs())
def test_a_preset_names_no_place(slug: str) -> None:
    text = presets.document(slug)
    assert pieces(text) & names() == set()
    assert [stem for stem in stems(str(demos()[slug].code)) if stem in text] == []


@pytest.mark.parametrize("slug", presets.slugs())
def test_a_preset_says_nothing_that_the_kind_of_a_county_decides(slug: str) -> None:
    assert KIND.findall(presets.document(slug)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("报县委审定", ["县委"]), ("区委、区政府", ["区委", "区政府"]), ("区住建局", ["区住建局"]),
        ("县级平台", []), ("村（社区）党组织", []), ("社区委员", []), ("片区政协联络组", []),
    ],
)  # fmt: skip
def test_what_the_kind_of_a_county_decides(text: str, said: list[str]) -> None:
    assert KIND.findall(text) == said


@pytest.mark.parametrize("slug", presets.slugs())
def test_what_is_a_county_s_own_lies_with_its_demo(slug: str) -> None:
    """Well-formed rules, which differ from the preset; another county's demo has the preset."""
    charter = store.read(own(slug))
    assert rules.check(charter) == []
    assert charter != presets.presets()[slug]
    demo = demos()[slug]
    assert rules_of(demo) == own(slug)
    elsewhere = msgspec.structs.replace(demo, slug="c110101", code=110101)
    assert rules_of(elsewhere) == presets.document(slug)


def test_channels_of_the_demo_are_the_article_s() -> None:
    assert store.read(own("wudu")).publicity.channels == ["村务公开栏", "武都政协公众号"]
    assert presets.presets()["wudu"].publicity.channels == ["村务公开栏", "政协公众号"]
    theme = store.read(own("jiashan")).topics.theme
    assert theme
    assert (theme.name, theme.share_target) == ("示范区建设", 60)
    assert presets.presets()["jiashan"].topics.theme is None


def test_what_is_laid_over_keeps_the_rest() -> None:
    data = {"a": [{"key": "x", "n": 1, "m": 2}, {"key": "y", "n": 3}], "b": ["old"], "c": 1}
    more = {"a": [{"key": "x", "n": 9}], "b": ["new"]}
    assert laid_over(data, more) == {
        "a": [{"key": "x", "n": 9, "m": 2}, {"key": "y", "n": 3}], "b": ["new"], "c": 1,
    }  # fmt: skip
