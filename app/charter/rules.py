"""What must hold across a charter. The whole document is checked; every error is named at once."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from app.charter.flow import flow
from app.charter.model import Charter, Choice, Conclusion, Level, StandardItem, StationKind
from app.charter.problems import Problem, at
from app.charter.scoring import scoring
from app.ledger.kinds import Kind
from app.refusal import Refused
from app.words import _

SCHEMA = 1
LAST_DAY = 3650
KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
EVERY = ("day", "month", "quarter", "year")
OWES = ("station", "member", "convener", "township", "county")
COUNTS_AS = ("member", "department", "convener", "citizen", "expert")
EVIDENCE = ("", "photo")
TOPICS_FROM = ("accepted", "closed")
KINDS = frozenset(map(str, Kind))


def check(charter: Charter) -> list[Problem]:
    """Empty: the charter may be put in force."""
    return [
        *head(charter),
        *keys(charter),
        *stations(charter),
        *placement(charter),
        *composition(charter),
        *topics(charter),
        *flow(charter),
        *consultations(charter),
        *duties(charter),
        *scoring(charter, KINDS),
    ]


def refusals(problems: Iterable[Problem]) -> list[Refused]:
    return [Refused(_("%(what)s"), "charter", what=each.said()) for each in problems]


def head(charter: Charter) -> Iterator[Problem]:
    if charter.schema != SCHEMA:
        yield at(_("格式版本"))(_("只认得第 %(known)s 版。"), known=SCHEMA)
    if not charter.title.strip():
        yield at(_("标题"))(_("不能空着。"))
    for word in charter.names.__struct_fields__:
        if word != "theme" and not getattr(charter.names, word).strip():
            yield at(_("名称"), word)(_("不能空着。"))
    if charter.publicity.topics_from not in TOPICS_FROM:
        yield at(_("公开"))(_("议题从何时公开，只能是 accepted 或 closed。"))


class Keyed(NamedTuple):
    where: tuple[str, ...]
    pieces: list[Any]  # each has a key, and a name or a text


def lists(charter: Charter) -> Iterator[Keyed]:
    """Everything that has keys, with what a reader calls the place."""
    yield Keyed((_("平台"), _("种类")), list(charter.stations.kinds))
    for standard in charter.stations.standards:
        yield Keyed((_("平台"), _("标准"), standard.name), list(standard.items))
    yield Keyed((_("委员下沉"), _("方式")), list(charter.placement.modes))
    yield Keyed((_("人员构成"), charter.composition.name), list(charter.composition.groups))
    yield Keyed((_("议题"), _("类别")), list(charter.topics.categories))
    yield Keyed((_("议题"), _("不予受理的理由")), list(charter.topics.decline_reasons))
    admission = charter.topics.admission
    yield Keyed((_("议题"), admission.name), [*admission.fit, *admission.unfit])
    yield Keyed((_("协商"), _("形式")), list(charter.consultations.forms))
    if research := charter.consultations.research:
        yield Keyed((_("协商"), research.name), [*research.fit, *research.unfit])
    yield Keyed((_("成果"), _("种类")), list(charter.outcomes.kinds))
    yield Keyed((_("规定动作"),), list(charter.duties))
    yield Keyed((_("考核"),), list(charter.scoring.sheets))
    for sheet in charter.scoring.sheets:
        yield Keyed((_("考核"), sheet.name, _("指标")), list(sheet.indicators))


def keys(charter: Charter) -> Iterator[Problem]:
    for where, pieces in lists(charter):
        seen = set()
        for piece in pieces:
            name = piece.text if hasattr(piece, "text") else piece.name
            if not name.strip():
                yield at(*where, piece.key)(_("名称不能空着。"))
            if not KEY.fullmatch(piece.key):
                yield at(*where, name)(
                    _("代号「%(key)s」只能用小写字母、数字和连字符，以字母开头。"), key=piece.key
                )
            if piece.key in seen:
                yield at(*where, name)(_("代号「%(key)s」用了两次，请改一个。"), key=piece.key)
            seen.add(piece.key)


def stations(charter: Charter) -> Iterator[Problem]:
    if not charter.stations.kinds:
        yield at(_("平台"), _("种类"))(_("至少要有一种。"))
    for level in Level:
        yield from proposed_once(
            [kind for kind in charter.stations.kinds if kind.proposed and kind.level is level]
        )
    for standard in charter.stations.standards:
        if not standard.name.strip():
            yield at(_("平台"), _("标准"))(_("名称不能空着。"))
        for kind in standard.kinds:
            if kind not in charter.station_kinds:
                yield at(_("平台"), _("标准"), standard.name)(
                    _("没有「%(key)s」这种平台。"), key=kind
                )
        for item in standard.items:
            yield from standard_item(item, standard.name)


def standard_item(item: StandardItem, standard: str) -> Iterator[Problem]:
    here = at(_("平台"), _("标准"), standard, item.name)
    if item.evidence not in EVIDENCE:
        yield here(_("佐证只能是 photo，或不填。"))
    if item.counts and item.counts not in KINDS:
        yield here(_("台账里没有「%(kind)s」这一项。"), kind=item.counts)
    if item.counts and (item.at_least < 1 or item.every not in EVERY):
        yield here(_("请写明每多久至少几次（day、month、quarter、year）。"))


def proposed_once(kinds: list[StationKind]) -> Iterator[Problem]:
    """Sign-up proposes one station for each division; it must be clear of which kind."""
    claimed: set[str] = set()
    for kind in kinds:
        for end in kind.ends or [""]:
            if end in claimed:
                yield at(_("平台"), _("种类"), kind.name)(
                    _(
                        "开通时同一级只能建议一种平台；请取消一种，或写明各适用于什么名称结尾的区划。"
                    )
                )
            claimed.add(end)


def placement(charter: Charter) -> Iterator[Problem]:
    here = charter.placement
    if not here.modes:
        yield at(_("委员下沉"), _("方式"))(_("至少要有一种。"))
    for name, limits in (
        (_("每站委员人数"), here.members_per_station),
        (_("每站议事成员人数"), here.facilitators_per_station),
    ):
        if limits and not 0 <= limits.min <= limits.max:
            yield at(_("委员下沉"), name)(_("最少不能多于最多，也不能小于 0。"))
    for covering in here.covering:
        if covering.each < 1 or not covering.who.strip():
            yield at(_("委员下沉"), _("包联"), covering.who)(_("请写明谁包联几个。"))


def composition(charter: Charter) -> Iterator[Problem]:
    here = charter.composition
    if not here.name.strip():
        yield at(_("人员构成"))(_("名称不能空着。"))
    if not here.groups:
        yield at(_("人员构成"), here.name)(_("至少要有一类人员。"))
    for group in here.groups:
        there = at(_("人员构成"), here.name, group.name)
        if group.min < 0 or (group.max is not None and group.max < max(group.min, 1)):
            yield there(_("最少不能多于最多，也不能小于 0。"))
        if group.counts_as not in COUNTS_AS:
            yield there(_("计为哪类人，只能是：%(known)s。"), known="、".join(COUNTS_AS))
    if here.member_required and all(group.counts_as != "member" for group in here.groups):
        yield at(_("人员构成"), here.name)(_("须有委员参加，就要有一类人员计为委员（member）。"))


def topics(charter: Charter) -> Iterator[Problem]:
    here = charter.topics
    if not here.categories:
        yield at(_("议题"), _("类别"))(_("至少要有一种。"))
    if not here.decline_reasons:
        yield at(_("议题"), _("不予受理的理由"))(_("至少要有一种。"))
    if not here.admission.name.strip():
        yield at(_("议题"), _("受理清单"))(_("名称不能空着。"))
    if not here.admission.fit:
        yield at(_("议题"), here.admission.name)(_("至少要有一条适宜协商的。"))
    if here.theme and not here.theme.name.strip():
        yield at(_("议题"), _("主题"))(_("名称不能空着。"))
    if here.theme and not 0 <= here.theme.share_target <= 100:
        yield at(_("议题"), here.theme.name)(_("占比目标在 0 到 100 之间。"))


def consultations(charter: Charter) -> Iterator[Problem]:
    yield from some(charter.consultations.forms, _("协商"), _("形式"))
    for conclusion in Conclusion:
        if not charter.consultations.conclusions.get(conclusion, "").strip():
            yield at(_("协商"), _("结论"))(
                _("四种结论都要有名称，还缺「%(key)s」。"), key=str(conclusion)
            )
    yield from some(charter.outcomes.kinds, _("成果"), _("种类"))
    days = charter.outcomes.follow_up_days
    if any(each < 1 for each in days) or days != sorted(set(days)):
        yield at(_("成果"), _("回头看"))(_("办结后第几天，从小到大写，各不相同，都大于 0。"))
    if any(each > LAST_DAY for each in days):
        yield at(_("成果"), _("回头看"))(_("最晚在办结后第 %(n)s 天。"), n=LAST_DAY)
    for conclusion, text in charter.outcomes.branches.items():
        if not text.strip():
            yield at(_("成果"), str(conclusion))(_("不能空着。"))


def some(choices: list[Choice], *where: str) -> Iterator[Problem]:
    if not choices:
        yield at(*where)(_("至少要有一种。"))


def duties(charter: Charter) -> Iterator[Problem]:
    for duty in charter.duties:
        here = at(_("规定动作"), duty.name)
        if duty.of not in OWES:
            yield here(_("由谁完成，只能是：%(known)s。"), known="、".join(OWES))
        if duty.every not in EVERY:
            yield here(_("周期只能是：%(known)s。"), known="、".join(EVERY))
        if duty.at_least < 1:
            yield here(_("次数要大于 0。"))
        if duty.day is not None and not (duty.every == "month" and 1 <= duty.day <= 28):
            yield here(_("每月几日，在 1 到 28 之间，只用于按月的规定动作。"))
        if duty.counts and duty.counts not in KINDS:
            yield here(_("台账里没有「%(kind)s」这一项。"), kind=duty.counts)


def unreadable(reason: str) -> Refused:
    """msgspec's own words name the path: `$.names.platform`."""
    return Refused(_("章程读不懂：%(why)s"), "charter", why=reason)
