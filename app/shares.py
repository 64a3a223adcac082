"""Bulkheads: of what all tenants share, each has its share at a time, and waits for the rest in a
row of its own. Whoever asks alone in its county never waits behind another's storm.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Crowded(TimeoutError):
    """So many of this tenant wait already that one more would not come to its turn."""


class Shares:
    """`each`: how many one tenant may have at a time; `waiting`: the longest row."""

    def __init__(self, each: int, waiting: int) -> None:
        self.each, self.waiting = each, waiting
        self.taken: dict[int, int] = {}
        self.rows: dict[int, deque[asyncio.Future[None]]] = {}

    def takes(self, tenant: int) -> bool:
        """Enters without waiting, if there is room."""
        taken = self.taken.get(tenant, 0)
        if taken < self.each:
            self.taken[tenant] = taken + 1
        return taken < self.each

    async def enter(self, tenant: int) -> None:
        """Raises Crowded. Whoever entered leaves."""
        if self.takes(tenant):
            return
        row = self.rows.setdefault(tenant, deque())
        if len(row) >= self.waiting:
            raise Crowded
        turn = asyncio.get_running_loop().create_future()
        row.append(turn)
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled():  # it came at the moment of giving up
                self.leave(tenant)
            elif turn in row:
                row.remove(turn)
            raise

    def leave(self, tenant: int) -> None:
        """Whoever has waited longest takes the place."""
        row = self.rows.get(tenant, deque())
        while row:
            turn = row.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.rows.pop(tenant, None)
        self.taken[tenant] -= 1
        if not self.taken[tenant]:
            del self.taken[tenant]

    @asynccontextmanager
    async def share(self, tenant: int) -> AsyncIterator[None]:
        await self.enter(tenant)
        try:
            yield
        finally:
            self.leave(tenant)
