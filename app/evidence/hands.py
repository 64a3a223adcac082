"""In whose right a photo or a file is taken away or made internal (the rule: app/access/hands.py).
Pure.
"""

from app.access.hands import Hand, acting
from app.access.roles import KEEPERS, Account
from app.evidence.rights import Rights
from app.evidence.subjects import Found


def hand_of(account: Account, of: Found, held: Rights) -> Hand:
    """The highest in which this account acts there; a person's own is theirs, or the office's."""
    if of["kind"].about.personal:
        return Hand.SELF if held.own else Hand.OFFICE
    return acting(account, KEEPERS, of["lineage"])
