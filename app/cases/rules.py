"""What may be nominated, in which words, and what a region may decide. Plain values in and out."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from app.i18n import _, translated
from app.refusal import Overtaken, Refused, refuse_all
from app.tenancy.numbers import NATION, regions_above
from app.text import fold
from app.text.across import across
from app.text.kinds import VEILED
from app.text.limits import longest
from app.text.personal import personal as numbers_in

LONGEST = {key: longest("/cases/nominations", key) for key in ("title", "matter", "talk", "result")}
MOST_PHOTOS = 3
LONGEST_REASON = 500


class Texts(NamedTuple):
    """What all will read: the title, the matter, how it was talked over, what came of it."""

    title: str
    matter: str
    talk: str
    result: str


# Digits as people write them: full width, in characters, in groups, one by one.
GAP = r"[\s.·\-–—_]"
GROUPS = ((11,), (3, 8), (3, 4, 4), (4, 3, 4), (3, 3, 5), (5, 6), (1,) * 11)
ELEVEN = "|".join(f"{GAP}{{1,2}}".join(rf"\d{{{n}}}" for n in groups) for groups in GROUPS)
MOBILE = re.compile(rf"(?<!\d)(?:0{{0,2}}86{GAP}{{0,2}})?(?=1{GAP}{{0,2}}[3-9])(?:{ELEVEN})(?!\d)")
DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
IDENTITY = re.compile(
    rf"(?<!\d)[1-9]\d{{5}}{GAP}?(?:18|19|20)\d\d{GAP}?{DAY}{GAP}?\d{{3}}[\dXx](?![\dXx])"
    rf"|(?<!\d)[1-9]\d{{7}}{DAY}\d{{3}}(?!\d)"
)


def digit(letter: str) -> str:
    """A digit in any script, Chinese too, as 0 to 9; all else as it is."""
    number = unicodedata.numeric(letter, -1)
    return str(int(number)) if number in range(10) else letter


def personal(text: str) -> bool:
    """It holds a number that strangers are told nowhere, or what only looks like one: all counties
    will read it.
    """
    plain = "".join(map(digit, fold(text)))
    looks = MOBILE.search(plain) or IDENTITY.search(plain)
    return bool(looks) or any(each.what in VEILED for each in numbers_in(text))


PERSONAL = _("这里像是有手机号、身份证号或银行卡号，请删去再提交。")


def check_texts(texts: Texts) -> list[Refused]:
    """All that is wrong, each beside its field."""
    found = []
    for field, most in LONGEST.items():
        text: str = getattr(texts, field)
        if not text:
            found.append(Refused(_("请写一写，这一项不能空着。"), field))
        elif len(text) > most:
            found.append(Refused(_("这一项太长，最多 %(most)s 个字。"), field, most=most))
        elif personal(text):
            found.append(Refused(PERSONAL, field))
    fields = {field for _what, parts in across(*texts) for field, _start, _end in parts[1:]}
    # They are read one after the other.
    found += [
        Refused(PERSONAL, texts._fields[place])
        for place in sorted(fields)
        if not personal(texts[place - 1])
    ]
    return found


def check_photos(chosen: Sequence[int], there: Collection[int]) -> list[Refused]:
    if len(chosen) > MOST_PHOTOS:
        return [Refused(_("最多选 %(most)s 张照片。"), "photo", most=MOST_PHOTOS)]
    if len(set(chosen)) != len(chosen) or not set(chosen) <= set(there):
        return [Refused(_("只能选这件事自己公开的照片。"), "photo")]
    return []


def level_of(region: int) -> str:
    """As the ledger says it."""
    if region == NATION:
        return "nation"
    return "province" if region < 100 else "prefecture"


def check_nominated(
    stage: str, *, published: bool, region: int | None, county: int, shares: Collection[int],
    already: Collection[int],
) -> list[Refused]:  # fmt: skip
    """`shares`: regions that it shares something with; `already`: where it is nominated now."""
    if stage != "closed" or not published:
        return [Refused(_("只有已经办结并且公开的才能推荐。"))]
    if region not in regions_above(county):
        return [Refused(_("请选推荐给哪一级。"), "region")]
    if region not in shares:
        text = _("还没有和这一级共享任何一项，它看不到推荐。请先同意共享。")
        return [Refused(text, "region")]
    if region in already:
        return [Refused(_("已经推荐给这一级了；要改写，先撤回再推荐。"), "region")]
    return []


def cut(text: str, most: int) -> str:
    """At the end of a sentence where there is one."""
    text = text.strip()
    if len(text) <= most:
        return text
    end = max(text.rfind(mark, 0, most) for mark in "。！？；\n")
    return text[: end + 1] if end > most // 2 else text[: most - 1] + "…"


def by_what_was_done(done: Iterable[tuple[str, str]]) -> list[str]:
    """`done`: a department and its words. What several said in the same words is told once."""
    said: dict[str, list[str]] = {}
    for department, text in done:
        said.setdefault(text.strip(), []).append(department)
    return [f"{'、'.join(dict.fromkeys(who))}：{text}" for text, who in said.items()]


def proposed(
    title: str, story: str, rounds: Sequence[str], outcomes: Sequence[str], results: Sequence[str]
) -> Texts:
    """To begin from, out of what is public; `rounds`: a line each."""
    return Texts(
        cut(title, LONGEST["title"]),
        cut(story, LONGEST["matter"]),
        cut("\n".join(dict.fromkeys([*rounds, *outcomes])), LONGEST["talk"]),
        cut("\n".join(dict.fromkeys(results)), LONGEST["result"]),
    )


WAITING, CHOSEN, PUBLISHED, DECLINED = "waiting", "chosen", "published", "declined"
STATES: dict[str, str] = {
    WAITING: _("待定"),
    CHOSEN: _("已选用"),
    PUBLISHED: _("已向各县公开"),
    DECLINED: _("未选用"),
}
KINDS: dict[str, str] = {
    "chosen": _("选用"),
    "declined": _("不选用"),
    "passed_on": _("转送省里"),
    "published": _("向各县公开"),
    "recalled": _("收回公开"),
}
# What a county reads where the last decision is this one.
STANDS: dict[str, str] = STATES | {"passed_on": _("已转送省里"), "recalled": STATES[CHOSEN]}
STANDS["published"] = STATES[CHOSEN]  # unless it is published still, which is asked first
FROM: Mapping[str, frozenset[str]] = {
    "chosen": frozenset({WAITING, DECLINED}),
    "declined": frozenset({WAITING, CHOSEN}),
    "published": frozenset({CHOSEN}),
    "recalled": frozenset({PUBLISHED}),
    "passed_on": frozenset({WAITING, CHOSEN, PUBLISHED}),
}
NEED_REASON = frozenset({"declined", "recalled"})


def possible(state: str, *, region: int, own: bool, onward: bool, passed: bool) -> list[str]:
    """What this region may decide now. `own`: it was nominated to it, not passed on to it."""
    up = own and onward and not passed and level_of(region) == "prefecture"
    return [kind for kind, froms in FROM.items() if state in froms and (kind != "passed_on" or up)]


def check_choice(
    kind: str, reason: str, state: str, may_be: Collection[str], seen: str = ""
) -> str:
    """→ the reason, in order. Of two who decide at once the second is told: `seen`, the state that
    their page showed; what is chosen goes back by those alone who saw that it was.
    """
    behind = kind == "declined" and state == CHOSEN != seen
    if kind in KINDS and (kind not in may_be or behind):
        text = _("这一件现在是「%(state)s」，不能这样办；什么都没有改。")
        raise Overtaken(text, "kind", state=translated(STATES[state]))
    found = [] if kind in KINDS else [Refused(_("请选怎么办。"), "kind")]
    reason = reason.strip()
    if kind in NEED_REASON and not reason:
        found.append(Refused(_("请写明理由，推荐的县会看到。"), "reason"))
    if len(reason) > LONGEST_REASON:
        text = _("这一项太长，最多 %(most)s 个字。")
        found.append(Refused(text, "reason", most=LONGEST_REASON))
    refuse_all(found)
    return reason
