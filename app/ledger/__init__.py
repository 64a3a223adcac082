"""The ledger: an append-only record of every change. Whoever changes something posts to it."""

from app.ledger import tables
from app.ledger.kinds import Kind
from app.ledger.posting import Entry, post, take_back

__all__ = ["Entry", "Kind", "post", "tables", "take_back"]
