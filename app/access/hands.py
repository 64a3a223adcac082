"""In whose right something is taken away, cancelled or made internal; it comes back by the same
right or by a higher one, never by the other party's. One rule for all that can be brought back.
Pure.
"""

from enum import StrEnum

from app.access.roles import Account, Role
from app.i18n import _
from app.refusal import Refused


class Hand(StrEnum):
    """In rising order, but for the last: by the county's rules nobody brings anything back, they do
    it themselves (app/people/unshown.py). `SELF`: whose face it is.
    """

    SELF = "self"
    SENDER = "sender"
    CONVENER = "convener"
    TOWNSHIP = "township"
    COMMITTEE = "committee"
    OFFICE = "office"
    LEADERSHIP = "leadership"
    PARTY = "party"
    RULES = "rules"


ORDER = list(Hand)
OF_ROLE = {
    Hand.CONVENER: Role.CONVENER,
    Hand.TOWNSHIP: Role.TOWNSHIP,
    Hand.COMMITTEE: Role.COMMITTEE,
    Hand.OFFICE: Role.OFFICE,
    Hand.LEADERSHIP: Role.LEADERSHIP,
    Hand.PARTY: Role.PARTY,
}
ABOVE = _("这是上一级办理的，由他们或者更上一级恢复。")


def acting(
    account: Account, roles: frozenset[Role] | set[Role], lineage: list[int] | None = None
) -> Hand:
    """The highest in which this account acts at a station, of the roles that may act there; None:
    wherever it holds them.
    """
    held = account.roles & roles if lineage is None else account.at(roles, lineage)
    mine = [hand for hand, role in OF_ROLE.items() if role in held]
    return max(mine, key=ORDER.index, default=Hand.SENDER)


def may_undo(mine: Hand, done: str, *, personal: bool = False) -> bool:
    """`done`: in whose right it was done; empty: nobody noted it, so that the strictest is taken,
    which is the office's. A person's own is no rank: what they took down themselves the office
    leaves down, and they what the office took down.
    """
    if done == Hand.RULES:
        return False
    if personal:
        return mine == (done or Hand.SELF)
    return ORDER.index(mine) >= ORDER.index(Hand(done or Hand.OFFICE))


def check_undo(mine: Hand, done: str) -> None:
    if not may_undo(mine, done):
        raise Refused(ABOVE)
