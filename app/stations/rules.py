"""What a station must be, where it may stand, when it may close, and how it meets its standard."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from app.charter.model import Charter, Level, Standard, StandardItem
from app.i18n import _
from app.lights import Light
from app.refusal import Overtaken, Refused, refuse_all

LONGEST_NAME, LONGEST_ADDRESS = 60, 120
BEGINS_WITH = 2
LONGEST_NOTE = 500

# What a station of a level may lie under; None: under nothing.
UNDER: dict[Level, frozenset[Level | None]] = {
    Level.COUNTY: frozenset({None}),
    Level.TOWNSHIP: frozenset({None, Level.COUNTY}),
    Level.VILLAGE: frozenset({None, Level.COUNTY, Level.TOWNSHIP}),
    Level.UNIT: frozenset({None, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE}),
    Level.AREA: frozenset({None, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE}),
}


@dataclass
class Parent:
    level: Level
    open: bool


def name_refusals(name: str, address: str, *, taken: bool) -> list[Refused]:
    found = []
    if not BEGINS_WITH <= len(name.strip()) <= LONGEST_NAME:
        found.append(Refused(_("名称要 2 到 60 个字。"), "name"))
    elif taken:
        found.append(Refused(_("已经有一个叫“%(name)s”的。"), "name", name=name.strip()))
    if len(address.strip()) > LONGEST_ADDRESS:
        found.append(Refused(_("地址最多 120 个字。"), "address"))
    return found


def place_refusals(charter: Charter, kind: str, parent: Parent | None) -> list[Refused]:
    found = charter.station_kinds.get(kind)
    if found is None:
        return [Refused(_("请选择种类。"), "kind")]
    if parent and not parent.open:
        return [Refused(_("上级已经关闭，不能再在它下面设立。"), "parent")]
    if (parent.level if parent else None) not in UNDER[found.level]:
        return [Refused(_("“%(kind)s”不能设在所选的上级之下。"), "parent", kind=found.name)]
    return []


def check_reopening(*, closed: bool, above: bool, reason: str) -> str:
    """`above`: what it lies under is closed."""
    if not closed:
        raise Refused(_("这里开放着。"))
    if above:
        raise Refused(_("上级已经关闭，请先重新开放上级。"))
    if not reason.strip():
        raise Refused(_("请写明缘由。"), "reason")
    return reason.strip()


def check_closing(*, closed: bool, below: int, under_way: int) -> None:
    if closed:
        raise Refused(_("已经关闭。"))
    if below:
        raise Refused(_("下面还有 %(n)s 个没有关闭，请先关闭它们。"), n=below)
    if under_way:
        raise Refused(_("还有 %(n)s 件事没有办完，办完才能关闭。"), n=under_way)


# An item, as it is kept: the standard's name in the charter, and the item's key.
Item = tuple[str, str]

STATES = {
    "none": Light("red", _("还没有出示"), 0),
    "refused": Light("red", _("没有通过核验"), 0),
    "withdrawn": Light("red", _("核验后又被收回"), 0),
    "begun": Light("yellow", _("已出示，还没有照片"), 0),
    "shown": Light("yellow", _("已出示，等待核验"), 0),
    "verified": Light("green", _("已核验"), 0),
}
DECIDED = _("这一项已经有人办过，您的没有改动任何东西；请看现在的情况。")


def standards_for(charter: Charter, kind: str) -> list[Standard]:
    """Those that a kind of station has to meet."""
    return [each for each in charter.stations.standards if not each.kinds or kind in each.kinds]


def to_verify(standards: Collection[Standard]) -> dict[Item, StandardItem]:
    """What people show and verify; the other items are counted from the ledger."""
    return {
        (standard.name, item.key): item
        for standard in standards
        for item in standard.items
        if not item.counts
    }


def is_met(standards: Collection[Standard], verified: Collection[Item]) -> bool:
    """All that people verify of it is verified. Where there is nothing of that, nothing is met."""
    needed = to_verify(standards)
    return bool(needed) and needed.keys() <= set(verified)


def begins(every: str, day: date, year_begins: int) -> date:
    """The first day of the day, month, quarter or year that `day` lies in, as the county counts."""
    if every == "day":
        return day
    months = {"month": 1, "quarter": 3}.get(every, 12)
    month = day.month - 1 - (day.month - year_begins) % 12 % months
    return date(day.year + month // 12, month % 12 + 1, 1)


def state_of(item: StandardItem, state: str, pictures: int) -> str:
    """Of what was shown last; what waits for its photos cannot be verified yet."""
    return "begun" if state == "shown" and item.photo and not pictures else state


def counted_light(n: int, at_least: int) -> Light:
    """The period is not over yet: what is short of it is not late."""
    if n >= at_least:
        return Light("green", _("本期已有 %(n)s 次，达到"), n)
    return Light("yellow", _("本期已有 %(n)s 次，还不够"), n)


def check_showing(
    needed: Mapping[Item, StandardItem], item: Item, note: str, *, closed: bool, state: str
) -> StandardItem:
    """`state`: of what was shown of it last."""
    if closed:
        raise Refused(_("已经关闭。"))
    if item not in needed:
        raise Refused(_("规则里没有这一项，或者它由台账计数，不用出示。"), "item")
    if state == "shown":
        raise Overtaken(_("这一项已经出示，正等核验；照片可以接着传。"))
    if state == "verified":
        raise Overtaken(_("这一项已经核验过了。"))
    if len(note) > LONGEST_NOTE:
        raise Refused(_("说明不超过 %(n)s 字。"), "note", n=LONGEST_NOTE)
    return needed[item]


@dataclass
class Evidence:
    """What a decision is about. `item` None: the charter has it no longer. `own`: whoever decides
    showed it, or sent a photo of it.
    """

    state: str
    item: StandardItem | None
    pictures: int
    in_work: int
    own: bool
    closed: bool


def check_open(shown: Evidence) -> None:
    """There is something to decide, and this person may."""
    if shown.closed:
        raise Refused(_("已经关闭。"))
    if shown.state != "shown":
        raise Overtaken(DECIDED)
    if shown.own:
        raise Refused(_("自己出示的、照片是自己传的，或者您管这里、当时管这里，请别人核验。"))


def verification_refusals(shown: Evidence, reason: str, *, accepted: bool) -> list[Refused]:
    found = reason_refusals(reason, needed=not accepted)
    if not accepted:
        return found
    if shown.item is None:
        found.append(Refused(_("规则里已经没有这一项，不能再核验通过。"), "accepted"))
    elif shown.item.photo and not shown.pictures:
        found.append(Refused(_("还没有照片，不能核验通过。"), "accepted"))
    if shown.in_work:
        found.append(Refused(_("还有照片正在处理，过一会儿看过了再核验。"), "accepted"))
    return found


def check_withdrawal(state: str, reason: str, *, closed: bool) -> str:
    if closed:
        raise Refused(_("已经关闭。"))
    if state != "verified":
        raise Overtaken(DECIDED)
    refuse_all(reason_refusals(reason, needed=True))
    return reason.strip()


def reason_refusals(text: str, *, needed: bool) -> list[Refused]:
    if needed and not text.strip():
        return [Refused(_("请写明理由，出示的人会看到。"), "reason")]
    if len(text) > LONGEST_NOTE:
        return [Refused(_("理由不超过 %(n)s 字。"), "reason", n=LONGEST_NOTE)]
    return []
