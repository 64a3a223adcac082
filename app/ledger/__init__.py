"""The ledger: an append-only audit log of every change. What changes something posts to it."""

from app.ledger.kinds import Kind
from app.ledger.posting import Entry, post, put_back, take_back
from app.ledger.tables import Ledger, Reason  # so that the catalogue's rules know the tables

__all__ = ["Entry", "Kind", "Ledger", "Reason", "post", "put_back", "take_back"]
