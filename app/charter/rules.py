"""Validation of a charter as a whole: what must hold across it. All errors are named at once."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from app.charter.english import texts_of
from app.charter.flow import flow
from app.charter.model import (
    Charter,
    Checklist,
    Choice,
    Conclusion,
    Level,
    StandardItem,
    StationKind,
)
from app.charter.problems import Place, Problem, at, only
from app.charter.scoring import scoring
from app.charter.upgrades import SCHEMA
from app.charter.wording import CONCLUSIONS, said
from app.i18n import _
from app.ledger.kinds import Kind
from app.refusal import Refused
from app.text import is_line
from app.text.marking import is_chinese

LAST_DAY = 3650
LONGEST_ENGLISH = 200
LEAST_MINUTES, LONGEST_HOURS = 5, 12  # of a session; what outlives a shift is nobody's any more
LONGEST_ANSWER, LONGEST_KEPT = 30, 120  # working days, months
LONGEST_OF_HOST = {"name": 60, "address": 100, "filing": 60, "privacy": 300}
PHONE = re.compile(r"\+?[0-9][0-9 -]{3,24}[0-9]")
MOST_SECTIONS, LONGEST_SECTION = 8, 20
KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
EVERY = ("day", "month", "quarter", "year")
OWES = ("station", "member", "convener", "township", "county")
COUNTS_AS = ("member", "department", "convener", "citizen", "expert")
TOPICS_FROM = ("accepted", "closed")
KINDS = frozenset(map(str, Kind))


def check(charter: Charter) -> list[Problem]:
    """Empty: the charter may be put in force."""
    return [
        *texts(msgspec.to_builtins(charter), ()),
        *head(charter),
        *keys(charter),
        *stations(charter),
        *placement(charter),
        *composition(charter),
        *topics(charter),
        *flow(charter),
        *consultations(charter),
        *duties(charter),
        *activities(charter),
        *signing_in(charter),
        *personal(charter),
        *host(charter),
        *scoring(charter, KINDS),
    ]


def refusals(problems: Iterable[Problem], document: Any) -> list[Refused]:
    """`document`: what `Problem.said` wants to see."""
    return [Refused(_("%(what)s"), "charter", what=each.said(document)) for each in problems]


def texts(piece: Any, place: Place) -> Iterator[Problem]:
    """Every text is one line, so that a form gives it back as it was."""
    if isinstance(piece, str) and not is_line(piece):
        yield at(*place)(_("写成一行，前后不留空格。"))
    elif isinstance(piece, dict):
        for name, each in piece.items():
            yield from texts(name, place)
            yield from texts(each, (*place, name))
    elif isinstance(piece, list):
        for number, each in enumerate(piece):
            yield from texts(each, (*place, number))


def head(charter: Charter) -> Iterator[Problem]:
    if charter.schema != SCHEMA:
        yield at("schema")(_("只认得第 %(known)s 版。"), known=SCHEMA)
    if not charter.title.strip():
        yield at("title")(_("不能空着。"))
    for word in charter.names.__struct_fields__:
        if word != "theme" and not getattr(charter.names, word).strip():
            yield at("names", word)(_("不能空着。"))
    named = set(texts_of(msgspec.to_builtins(charter)))
    for text, told in charter.english.items():
        if text not in named:
            yield at("english")(
                _("规则里没有叫「%(name)s」的，照规则里的叫法一字不差地写。"), name=text
            )
        if is_chinese(told) or not 0 < len(told) <= LONGEST_ENGLISH:
            yield at("english")(
                _("「%(name)s」的英文：用英文写，最多 %(n)s 个字母。"), name=text, n=LONGEST_ENGLISH
            )
    if charter.publicity.topics_from not in TOPICS_FROM:
        yield only(("publicity",), "Publicity", "topics_from")


Keyed = list[tuple[Place, Any]]  # pieces that have a key, and a name or a text


def numbered(place: Place, pieces: Iterable[Any]) -> Keyed:
    return [((*place, number), piece) for number, piece in enumerate(pieces)]


def lists(charter: Charter) -> Iterator[Keyed]:
    """Everything that has keys; within each they must differ."""
    stations, topics, scoring = charter.stations, charter.topics, charter.scoring
    yield numbered(("stations", "kinds"), stations.kinds)
    for place, standard in numbered(("stations", "standards"), stations.standards):
        yield numbered((*place, "items"), standard.items)
    yield numbered(("placement", "modes"), charter.placement.modes)
    yield numbered(("composition", "groups"), charter.composition.groups)
    yield numbered(("topics", "categories"), topics.categories)
    yield numbered(("topics", "decline_reasons"), topics.decline_reasons)
    checklists: list[tuple[Place, Any]] = [(("topics", "admission"), topics.admission)]
    if charter.consultations.research:
        checklists.append((("consultations", "research"), charter.consultations.research))
    for place, each in checklists:
        groups = numbered((*place, "groups"), each.groups)
        items = [numbered((*here, "items"), group.items) for here, group in groups]
        yield groups + [item for several in items for item in several]
    yield numbered(("consultations", "forms"), charter.consultations.forms)
    yield numbered(("consultations", "sections"), charter.consultations.sections)
    yield numbered(("outcomes", "kinds"), charter.outcomes.kinds)
    yield numbered(("duties",), charter.duties)
    yield numbered(("activities",), charter.activities)
    sheets = numbered(("scoring", "sheets"), scoring.sheets)
    yield sheets
    for place, sheet in sheets:
        yield numbered((*place, "indicators"), sheet.indicators)


def keys(charter: Charter) -> Iterator[Problem]:
    for pieces in lists(charter):
        seen = set()
        for place, piece in pieces:
            name = "text" if hasattr(piece, "text") else "name"
            if not getattr(piece, name).strip():
                yield at(*place, name)(_("不能空着。"))
            if not KEY.fullmatch(piece.key):
                yield at(*place, "key")(
                    _("代号「%(key)s」只能用小写字母、数字和连字符，以字母开头。"), key=piece.key
                )
            if piece.key in seen:
                yield at(*place, "key")(_("代号「%(key)s」用了两次，请改一个。"), key=piece.key)
            seen.add(piece.key)


def stations(charter: Charter) -> Iterator[Problem]:
    kinds = numbered(("stations", "kinds"), charter.stations.kinds)
    if not kinds:
        yield at("stations", "kinds")(_("至少要有一种。"))
    for level in Level:
        yield from proposed_once(
            [(place, kind) for place, kind in kinds if kind.proposed and kind.level is level]
        )
    for place, standard in numbered(("stations", "standards"), charter.stations.standards):
        if not standard.name.strip():
            yield at(*place, "name")(_("不能空着。"))
        for kind in standard.kinds:
            if kind not in charter.station_kinds:
                yield at(*place, "kinds")(_("没有「%(key)s」这种平台。"), key=kind)
        for inner, item in numbered((*place, "items"), standard.items):
            yield from standard_item(item, inner)


def standard_item(item: StandardItem, place: Place) -> Iterator[Problem]:
    if item.counts and item.counts not in KINDS:
        yield at(*place, "counts")(_("台账里没有「%(kind)s」这一项。"), kind=item.counts)
    if item.counts and (item.at_least < 1 or item.every not in EVERY):
        yield at(*place, "every")(_("请写明每多久至少几次。"))


def proposed_once(kinds: list[tuple[Place, StationKind]]) -> Iterator[Problem]:
    """Sign-up proposes one station for each division; it must be clear of which kind."""
    claimed: set[str] = set()
    for place, kind in kinds:
        for end in kind.ends or [""]:
            if end in claimed:
                yield at(*place, "proposed")(
                    _(
                        "开通时同一级只能建议一种平台；请取消一种，或写明各适用于什么名称结尾的区划。"
                    )
                )
            claimed.add(end)


def placement(charter: Charter) -> Iterator[Problem]:
    here = charter.placement
    if not here.modes:
        yield at("placement", "modes")(_("至少要有一种。"))
    for name in ("members_per_station", "facilitators_per_station"):
        limits = getattr(here, name)
        if limits and not 0 <= limits.min <= limits.max:
            yield at("placement", name)(_("最少不能多于最多，也不能小于 0。"))
    for place, covering in numbered(("placement", "covering"), here.covering):
        if covering.each < 1 or not covering.who.strip():
            yield at(*place, "who" if covering.each > 0 else "each")(_("请写明谁包联几个。"))


def composition(charter: Charter) -> Iterator[Problem]:
    here = charter.composition
    if not here.name.strip():
        yield at("composition", "name")(_("不能空着。"))
    if not here.groups:
        yield at("composition", "groups")(_("至少要有一类人员。"))
    for place, group in numbered(("composition", "groups"), here.groups):
        if group.min < 0 or (group.max is not None and group.max < max(group.min, 1)):
            yield at(*place, "min")(_("最少不能多于最多，也不能小于 0。"))
        if group.counts_as not in COUNTS_AS:
            yield only(place, "Group", "counts_as")
    if here.member_required and all(group.counts_as != "member" for group in here.groups):
        yield at("composition", "member_required")(_("须有委员参加，就要有一类人员计为委员。"))


def topics(charter: Charter) -> Iterator[Problem]:
    here = charter.topics
    yield from some(here.categories, "topics", "categories")
    yield from some(here.decline_reasons, "topics", "decline_reasons")
    yield from checklist(here.admission, ("topics", "admission"))
    if charter.consultations.research:
        yield from checklist(charter.consultations.research, ("consultations", "research"))
    if here.theme and not here.theme.name.strip():
        yield at("topics", "theme", "name")(_("不能空着。"))
    if here.theme and not 0 <= here.theme.share_target <= 100:
        yield at("topics", "theme", "share_target")(_("占比目标在 0 到 100 之间。"))


def checklist(here: Checklist, place: Place) -> Iterator[Problem]:
    if not here.name.strip():
        yield at(*place, "name")(_("不能空着。"))
    if not here.groups:
        yield at(*place, "groups")(_("至少要有一组。"))
    for inner, group in numbered((*place, "groups"), here.groups):
        if not group.items:
            yield at(*inner, "items")(_("至少要有一条。"))
        elif not 0 <= group.at_least <= len(group.items):
            yield at(*inner, "at_least")(
                _("从 0（一条也不能有）到 %(n)s（全部符合）。"), n=len(group.items)
            )


def consultations(charter: Charter) -> Iterator[Problem]:
    yield from some(charter.consultations.forms, "consultations", "forms")
    for place, form in numbered(("consultations", "forms"), charter.consultations.forms):
        if form.fewest < 1:
            yield at(*place, "fewest")(_("至少要有 1 人参加。"))
    for conclusion in Conclusion:
        if not charter.consultations.conclusions.get(conclusion, "").strip():
            yield at("consultations", "conclusions", str(conclusion))(
                _("四种结论都要有名称，还缺「%(name)s」。"), name=said(CONCLUSIONS[conclusion])
            )
    yield from sections(charter.consultations.sections)
    yield from some(charter.outcomes.kinds, "outcomes", "kinds")
    days = charter.outcomes.follow_up_days
    here = at("outcomes", "follow_up_days")
    if any(each < 1 for each in days) or days != sorted(set(days)):
        yield here(_("办结后第几天，从小到大写，各不相同，都大于 0。"))
    if any(each > LAST_DAY for each in days):
        yield here(_("最晚在办结后第 %(n)s 天。"), n=LAST_DAY)
    for conclusion, text in charter.outcomes.branches.items():
        if not text.strip():
            yield at("outcomes", "branches", str(conclusion))(_("不能空着。"))


def sections(found: list[Choice]) -> Iterator[Problem]:
    """They stand in the minutes under their names: each is found there again by its own."""
    if len(found) > MOST_SECTIONS:
        yield at("consultations", "sections")(_("最多 %(n)s 节。"), n=MOST_SECTIONS)
    names = [each.name for each in found]
    for place, each in numbered(("consultations", "sections"), found):
        if names.count(each.name) > 1:
            yield at(*place, "name")(_("每一节的名称要不一样。"))
        if len(each.name) > LONGEST_SECTION:
            yield at(*place, "name")(_("最多 %(n)s 个字。"), n=LONGEST_SECTION)


def some(pieces: list[Any], *place: str) -> Iterator[Problem]:
    if not pieces:
        yield at(*place)(_("至少要有一种。"))


def activities(charter: Charter) -> Iterator[Problem]:
    for place, kind in numbered(("activities",), charter.activities):
        if len(set(kind.levels)) != len(kind.levels) or not all(kind.levels):
            yield at(*place, "levels")(_("级别各不相同，也不能空着。"))


def signing_in(charter: Charter) -> Iterator[Problem]:
    for name, value in msgspec.structs.asdict(charter.signing_in).items():
        if name == "hours" and not 1 <= value <= LONGEST_HOURS:
            yield at("signing_in", name)(_("1 到 %(n)s 小时。"), n=LONGEST_HOURS)
        if name != "hours" and not LEAST_MINUTES <= value <= LONGEST_HOURS * 60:
            yield at("signing_in", name)(
                _("%(least)s 到 %(most)s 分钟。"), least=LEAST_MINUTES, most=LONGEST_HOURS * 60
            )


def personal(charter: Charter) -> Iterator[Problem]:
    for name, value in msgspec.structs.asdict(charter.personal).items():
        if name == "answer_days" and not 1 <= value <= LONGEST_ANSWER:
            yield at("personal", name)(_("1 到 %(n)s 个工作日。"), n=LONGEST_ANSWER)
        if name != "answer_days" and not 1 <= value <= LONGEST_KEPT:
            yield at("personal", name)(_("1 到 %(n)s 个月。"), n=LONGEST_KEPT)


def host(charter: Charter) -> Iterator[Problem]:
    """It is read out and dialled, so it is a number; and no page holds a whole text at its foot."""
    if charter.host.phone and not PHONE.fullmatch(charter.host.phone):
        yield at("host", "phone")(_("写成可以拨打的号码，如 0832-1234567。"))
    for name, most in LONGEST_OF_HOST.items():
        if len(getattr(charter.host, name)) > most:
            yield at("host", name)(_("最多 %(n)s 个字。"), n=most)


def duties(charter: Charter) -> Iterator[Problem]:
    for place, duty in numbered(("duties",), charter.duties):
        if duty.of not in OWES:
            yield only(place, "Duty", "of")
        if duty.every not in EVERY:
            yield only(place, "Duty", "every")
        if duty.at_least < 1:
            yield at(*place, "at_least")(_("次数要大于 0。"))
        if duty.day is not None and not (duty.every == "month" and 1 <= duty.day <= 28):
            yield at(*place, "day")(_("每月几日，在 1 到 28 之间，只用于按月的规定动作。"))
        if duty.counts and duty.counts not in KINDS:
            yield at(*place, "counts")(_("台账里没有「%(kind)s」这一项。"), kind=duty.counts)


def unreadable(reason: str) -> Refused:
    """msgspec's own words name the path: `$.names.platform`."""
    return Refused(_("规则文件无法读取：%(why)s"), "charter", why=reason)
