"""One writes files at a time, be it the publisher beside the server or the command."""

from typing import Any

from app.db.engine import LONGEST_WAIT
from app.db.pool import Own

TRY = "SELECT pg_try_advisory_lock(20093)"


class Writer:
    """Its place is held by a connection of its own: whoever is killed has left it."""

    def __init__(self) -> None:
        self.own = Own()
        self.held: Any = None

    async def is_us(self) -> bool:
        if self.held is None or self.held is not self.own.connection or self.held.is_closed():
            found = await self.own.asked(lambda its: its.fetchval(TRY), LONGEST_WAIT)
            self.held = self.own.connection if found else None
            if not found:  # it asks anew some seconds later
                self.own.end()
        return self.held is not None
