"""What may be reported as an activity, and who decides. Plain values in and out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.charter.model import ActivityKind
from app.i18n import _
from app.refusal import Overtaken, Refused

LONGEST_TITLE, LONGEST_NOTE, LONGEST_GUEST = 80, 1000, 30
MOST_TOGETHER, MOST_PIECES = 10, 100
BACK = timedelta(days=366)
STATES: dict[str, str] = {
    "reported": _("待核实"),
    "verified": _("已核实"),
    "refused": _("未采信"),
}


@dataclass(frozen=True)
class Report:
    kind: str
    title: str
    happened_on: date | None
    quantity: int
    level: str
    note: str
    members: Sequence[int]  # in their order; none: the station's people as such
    guests: Sequence[str] = ()  # who took part and is no member


def check_report(report: Report, kinds: Mapping[str, ActivityKind], day: date) -> list[Refused]:
    kind, found = kinds.get(report.kind), []
    if kind is None:
        found.append(Refused(_("请选是哪一种活动。"), "kind"))
    if not report.title or len(report.title) > LONGEST_TITLE:
        text = _("请用一句话写明做了什么，不超过 %(n)s 字。")
        found.append(Refused(text, "title", n=LONGEST_TITLE))
    if report.happened_on is None or not day - BACK <= report.happened_on <= day:
        found.append(Refused(_("日期要在今天以前的一年之内。"), "happened_on"))
    if not 1 <= report.quantity <= MOST_PIECES:
        found.append(Refused(_("数量在 1 到 %(n)s 之间。"), "quantity", n=MOST_PIECES))
    if kind is not None and report.level and report.level not in kind.levels:
        found.append(Refused(_("这种活动没有这个级别。"), "level"))
    if len(report.note) > LONGEST_NOTE:
        found.append(Refused(_("说明不超过 %(n)s 字。"), "note", n=LONGEST_NOTE))
    return found + check_members(report.members, kind) + check_guests(report.guests)


def check_members(members: Sequence[int], kind: ActivityKind | None) -> list[Refused]:
    if len(set(members)) != len(members):
        return [Refused(_("同一个人写了两次。"), "members")]
    if len(members) > 1 and kind is not None and not kind.together:
        return [Refused(_("这种活动只能登记一个人。"), "members")]
    if len(members) > MOST_TOGETHER:
        return [Refused(_("最多 %(n)s 人合办。"), "members", n=MOST_TOGETHER)]
    return []


def check_guests(guests: Sequence[str]) -> list[Refused]:
    if len(guests) > MOST_TOGETHER:
        return [Refused(_("最多 %(n)s 人合办。"), "members", n=MOST_TOGETHER)]
    if any(len(each) > LONGEST_GUEST for each in guests):
        return [Refused(_("姓名不超过 %(n)s 字。"), "members", n=LONGEST_GUEST)]
    return []


def check_decision(state: str, expected: str, accepted: bool, reason: str) -> str:
    """Of two who decide at once the second is told."""
    if state != expected:
        raise Overtaken(_("这件已经是「%(state)s」，什么都没有改。"), state=STATES[state])
    if not accepted and not reason.strip():
        raise Refused(_("不采信的，请写明理由。"), "reason")
    if len(reason) > LONGEST_NOTE:
        raise Refused(_("说明不超过 %(n)s 字。"), "reason", n=LONGEST_NOTE)
    return reason.strip()


def check_again(state: str, reason: str) -> str:
    """It was turned down by mistake: it waits to be verified again."""
    if state != "refused":
        raise Overtaken(_("这件已经是「%(state)s」，什么都没有改。"), state=STATES[state])
    if not reason.strip():
        raise Refused(_("请写明重新核实的缘由。"), "reason")
    return reason.strip()
