"""What a station must be, where it may stand, and when it may close."""

from dataclasses import dataclass

from app.charter.model import Charter, Level
from app.refusal import Refused
from app.words import _

LONGEST_NAME, LONGEST_ADDRESS = 60, 120
BEGINS_WITH = 2

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


def check_closing(*, closed: bool, below: int, under_way: int) -> None:
    if closed:
        raise Refused(_("已经关闭。"))
    if below:
        raise Refused(_("下面还有 %(n)s 个没有关闭，请先关闭它们。"), n=below)
    if under_way:
        raise Refused(_("还有 %(n)s 件事没有办完，办完才能关闭。"), n=under_way)
