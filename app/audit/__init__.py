"""Who did what to accounts, roles, rules and personal data, and who looked at it: by realm,
append-only, sealed as the ledger is (app/ledger/sealing.py). `note` writes it, its page shows it.
"""

from app.audit.kinds import Noted
from app.audit.noting import note, note_seen

__all__ = ["Noted", "note", "note_seen"]
