"""What keeping the counts up costs whoever files a consultation."""

import asyncio
import os
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

from httpx import AsyncClient

from app.charter.model import AGENDA
from tests import given
from tests.bench.scores import cpu
from tests.bench.server import Measured
from tests.walk import Walk

FILED = 30


def measure(server: Measured, say: Any) -> None:
    os.environ |= server.environment
    marks, counting, whole = asyncio.run(costs_of_filing(server))
    detail = f"  {marks:.2f} : {whole:.1f} ms"
    say(
        "Keeping counts up, in a filing: part of its CPU",
        100 * marks / whole,
        10,
        "%",
        detail=detail,
    )
    detail = f"  {counting:.2f} : {whole:.1f} ms a filing, {FILED} filings counted at once"
    say(
        "… with the worker's counting afterwards",
        100 * (marks + counting) / whole,
        10,
        "%",
        detail=detail,
    )


async def costs_of_filing(server: Measured) -> tuple[float, float, float]:
    """Milliseconds of processor time, program and database: of noting that there is something to
    count, of counting it, and of a whole filing, in the same process.
    """
    from app.db import connection_pool, county_tx, current_realm  # noqa: PLC0415
    from app.ledger.counting import keep  # noqa: PLC0415
    from app.ledger.posting import note_due  # noqa: PLC0415
    from tests.conftest import signed_in_as_all  # noqa: PLC0415

    def spent() -> float:
        return time.process_time() + cpu(server) - server.cpu()

    async with connection_pool(min_size=1, max_size=2), AsyncExitStack() as stack:
        number = 990_001
        current_realm.set(number)
        async with county_tx():
            await given.a_county(number)
        people = await signed_in_as_all(stack, number)
        sittings = await prepared(people, await given.a_station(), FILED)
        await keep()
        before = spent()
        for each in sittings:
            await each.filed()
        whole = (spent() - before) / FILED
        before = spent()
        await keep()
        counting = (spent() - before) / FILED
        before = spent()
        async with county_tx():
            for _each in range(10 * FILED):
                await note_due()
        marks = (spent() - before) / (10 * FILED)
    return marks * 1e3, counting * 1e3, whole * 1e3


class Stops(Walk):
    """Before a sitting is filed, which is left to `filed`."""

    async def file(self, client: AsyncClient, path: str, sitting: int) -> None:
        self.stopped = (client, path, sitting)

    async def filed(self) -> None:
        await super().file(*self.stopped)


async def prepared(people: Mapping[str, AsyncClient], station: int, many: int) -> list[Stops]:
    """Consultations that only need to be filed."""
    found = []
    for _each in range(many):
        walk = Stops(await given.a_topic(station), people, given.charter())
        await walk.until(*AGENDA)
        ring = walk.charter.rings[(await walk.state())["ring"]]
        await walk.sit_down(next(role for role in ring.by if role in people))
        found.append(walk)
    return found
