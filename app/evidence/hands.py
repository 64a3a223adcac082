"""In whose right something is taken away or made internal; it comes back by the same right or by a
higher one, never by the other party's. Pure.
"""

from enum import StrEnum

from app.access.roles import KEEPERS, Account, Role
from app.evidence.rights import Rights
from app.evidence.subjects import Found


class Hand(StrEnum):
    """In rising order, but for the last: by the county's rules nobody brings anything back, they do
    it themselves (app/people/unshown.py). `SELF`: whose face it is.
    """

    SELF = "self"
    SENDER = "sender"
    CONVENER = "convener"
    TOWNSHIP = "township"
    OFFICE = "office"
    RULES = "rules"


ORDER = list(Hand)


def hand_of(account: Account, of: Found, held: Rights) -> Hand:
    """The highest in which this account acts there; a person's own is theirs, or the office's."""
    if of["kind"].about.personal:
        return Hand.SELF if held.own else Hand.OFFICE
    roles = account.at({*KEEPERS}, of["lineage"])
    keeps = [hand for hand, role in OF_ROLE.items() if role in roles]
    return max(keeps, key=ORDER.index, default=Hand.SENDER)


OF_ROLE = {
    Hand.CONVENER: Role.CONVENER,
    Hand.TOWNSHIP: Role.TOWNSHIP,
    Hand.OFFICE: Role.OFFICE,
}


def may_undo(mine: Hand, done: str, *, personal: bool = False) -> bool:
    """`done`: in whose right it was done; empty: nobody noted it, so that the strictest is taken.
    A person's own is no rank: what they took down themselves the office leaves down, and they what
    the office took down.
    """
    if done == Hand.RULES:
        return False
    if personal:
        return mine == (done or Hand.SELF)
    return ORDER.index(mine) >= ORDER.index(Hand(done or Hand.OFFICE))
