"""In whose hands a topic is in fact, where nobody may hold what its ring asks for (handover). Plain
values.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from msgspec.structs import replace

from app.access.roles import Role
from app.charter.model import Charter, Ring, RingKind
from app.charter.stages import ENDED
from app.i18n import _
from app.refusal import Refused
from app.topics.rules import Move, answering, turn


class Hands(NamedTuple):
    """Who takes a step in fact. `vacant`: nobody else may, of those whose it is; `own`: because all
    who hold it are parties to what it judges. Vacant without roles: nobody at all may.
    """

    roles: list[str]
    vacant: bool = False
    own: bool = False


def hands(
    by: Collection[str],
    instead: Collection[str],
    held_here: Collection[str],
    held_at_all: Collection[str] = (),
) -> Hands:
    """A ring's roles, held at the station or above it; else the review of its own level; else the
    office, else the leadership. `held_here`: all roles held there by who is no party to what the
    step judges; `held_at_all`: also by who is. A county without any office is not stuck by that.
    """
    if not by or set(by) & set(held_here):
        return Hands(list(by))
    if set(instead) & set(held_here):
        return Hands(list(instead))
    own = bool(set(by) & set(held_at_all))
    for role in (Role.OFFICE, Role.LEADERSHIP):
        if role in held_here:
            return Hands([str(role)], vacant=True, own=own)
    nobody = Role.OFFICE in held_at_all
    return Hands([] if nobody else [str(Role.OFFICE)], vacant=True, own=own)


def judged(rings: Sequence[Ring], move: Move) -> str:
    """What the step judges that a topic waits for (`About.judges`): of it nobody's own."""
    return "" if move.stage in ENDED else rings[move.ring].kind.about.judges


def instead(rings: Sequence[Ring], place: int, level: str) -> list[str]:
    """Of a station on another level than a review decides for: the roles of its own level's."""
    ring = rings[place]
    if ring.kind is not RingKind.REVIEW or ring.level in {None, level}:
        return []
    reviews = (each for each in rings if each.kind is RingKind.REVIEW)
    return next((each.by for each in reviews if each.level == level), [])


def may_hold(rings: Sequence[Ring], place: int, stage: str) -> frozenset[str]:
    """All roles by which a topic may be held that waits at this ring."""
    if stage in ENDED:  # it was referred, and whoever raised it is still to be told
        return frozenset(answering(rings))
    return frozenset(rings[place].by)


def in_hand(topic: Mapping[str, Any]) -> Hands:
    return hands(topic["held_by"], topic["instead"], topic["held_here"], topic["held_at_all"])


def in_fact(ring: Ring, topic: Mapping[str, Any]) -> Ring:
    """The ring as it is held at the topic's station."""
    by = [role for role in ring.by if role != "citizen"]
    here, at_all = topic["held_here"], topic["held_at_all"]
    return replace(ring, by=hands(by, topic["instead"], here, at_all).roles)


def turn_of(topic: Mapping[str, Any], charter: Charter, held: Collection[str]) -> str:
    ring = in_fact(charter.rings[topic["ring"]], topic)
    return turn(ring, topic["stage"], in_hand(topic).roles, held)


def check_nudge(hands: Hands, nudged_on: date | None, today: date) -> None:
    if not hands.roles and not hands.vacant:
        raise Refused(_("现在不等谁办理，不用催。"))
    if hands.vacant:
        raise Refused(_("这里没有别人担任这一职责，催不到人：请先登记职责。"))
    if nudged_on == today:
        raise Refused(_("今天已经催过。"))


def asked(rings: Sequence[Ring], level: str) -> list[frozenset[str]]:
    """Of each line that `unheld` may have: the roles of which one must be held, and it has none."""
    found: dict[tuple[str, ...], frozenset[str]] = {}
    for number, ring in enumerate(rings):
        by = tuple(role for role in ring.by if role != "citizen")
        if by and ring.kind is not RingKind.PROPOSE:
            enough = frozenset(by).union(instead(rings, number, level))
            found[by] = found.get(by, enough) & enough  # of two, one is within the other
    return [*found.values()]


def unheld(
    rings: Sequence[Ring], level: str, here: Collection[str]
) -> list[tuple[list[str], list[str]]]:
    """Where a matter would meet nobody but the office, before the first one does. Of stations of a
    level where these roles are held: (roles, names of rings) nobody has.
    """
    empty: dict[tuple[str, ...], list[str]] = {}
    for number, ring in enumerate(rings):
        by = [role for role in ring.by if role != "citizen"]
        if (
            ring.kind is not RingKind.PROPOSE
            and hands(by, instead(rings, number, level), here).vacant
        ):
            empty.setdefault(tuple(by), []).append(ring.name)
    return [(list(by), names) for by, names in empty.items()]
