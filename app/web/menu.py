"""Where one can go from every page: in the head of a wide screen as many ways as one row holds, on
a phone three at the lower edge; the rest behind 更多. What is used most comes first.
"""

from collections.abc import Callable
from typing import Any, NamedTuple
from unicodedata import east_asian_width

from app.access.roles import Act
from app.i18n import _, language, plural, translated

ROOM = 46.0  # in letters' heights, at 1024 px, beside a name and the way out; large ones take two
GAP = 1.15  # static/app.css, .nav > a
MORE = 5.0  # what opens the rest
LETTER, BROAD = 0.54, 1.0  # how wide one is


class Way(NamedTuple):
    """`near`: at the lower edge of a phone; not `wide`: only there, since a head leads there."""

    path: str
    text: str
    near: bool = False
    wide: bool = True


def in_county(names: Any, *, signed_in: bool, may: Callable[[Act], bool]) -> list[Way]:
    """For a stranger what a villager comes for is near; for whoever works here their own desk."""
    home, raising = translated(_("首页")), translated(_("说一件事"))
    following = Way("/follow", translated(_("查进度")), near=not signed_in)
    if signed_in:
        found = [Way("/desk", translated(_("我的工作台")), near=True)]
    else:
        found = [Way("/", home, near=True), Way("/raise", raising, near=True), following]
    found += [
        Way("/topics", several(names.topic), near=signed_in),
        Way("/consultations", several(names.consultation), near=signed_in),
        Way("/stations", several(names.station)),
    ]
    if signed_in:
        found.append(Way("/scores", translated(_("考核"))))
    if may(Act.ACTIVITY):
        found.append(Way("/activities", translated(_("履职活动"))))
    if may(Act.PEOPLE):
        found.append(Way("/people", translated(_("人员"))))
    found += [
        Way("/cases", several(names.case)),
        Way("/numbers", translated(_("数字"))),
        Way("/search", translated(_("查找")), wide=False),  # a box in the head there
    ]
    if signed_in:
        found += [Way("/", home), following, Way("/raise", raising, wide=False)]
    return found


def several(word: str) -> str:
    return word if language.get() == "zh" else plural(word)


def outside(may: Callable[[Act], bool], *, signed_in: bool) -> list[Way]:
    """Of no county and no region. Whoever has an office here signs up for none."""
    found = [Way("/", translated(_("首页")), near=True)]
    if not signed_in:
        found.append(Way("/signup", translated(_("申请开通")), near=True))
    if may(Act.SIGNUPS):
        found.append(Way("/operator", translated(_("运营")), near=True))
    return found


def of_region(may: Callable[[Act], bool]) -> list[Way]:
    """Of whoever compares the counties below."""
    found = [
        Way("/", translated(_("概览")), near=True),
        Way("/compare", translated(_("各县比较")), near=True),
        Way("/weights", translated(_("综合排名")), near=True),
        Way("/coverage", translated(_("覆盖"))),
        Way("/cases", translated(_("推荐案例"))),
        Way("/indicators", translated(_("指标解释"))),
        Way("/keys", translated(_("数据接口"))),
    ]
    if may(Act.WISHES):
        found.append(Way("/wishes", translated(_("个人信息请求"))))
    if may(Act.AUDIT):
        found.append(Way("/audit", translated(_("审计日志"))))
    return found


def in_one_row(ways: list[Way], room: float = ROOM) -> int:
    """How many of them, from the first on, stand in the head of a wide screen: all, or as many as
    leave room for what opens the rest.
    """
    ends, end = [], 0.0
    for each in ways:
        end += width(each.text) + GAP
        ends.append(end)
    return len(ways) if end <= room else sum(each <= room - MORE for each in ends)


def width(text: str) -> float:
    return sum(BROAD if east_asian_width(each) in "WF" else LETTER for each in text)


def is_here(way: str, path: str) -> bool:
    """Whether the page at `path` lies under what a way leads to; a home, whose address ends with a
    stroke, is only itself.
    """
    bare = path.rstrip("/")
    return bare == way.rstrip("/") or (not way.endswith("/") and bare.startswith(f"{way}/"))
