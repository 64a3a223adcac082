"""One county's storm: what it costs its neighbour."""

import asyncio
import math
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.bench.server import serving
from tests.chaos.faults import superuser
from tests.chaos.house import House
from tests.chaos.photos import Sender, signed_in
from tests.chaos.streams import ended

STORM = 64  # connections
LASTS = 10.0  # seconds for which the neighbour asks, in each round
ROUNDS = 3
JOBS = 10_000
FOR_EVER = 3600.0
NAME = "storm"  # of its connections

# A county's own photos, each of which the workshop takes in again; and rows of nothing behind them.
MANY = """
    INSERT INTO jobs.pgqueuer (priority, status, entrypoint, payload, headers)
    SELECT -n, 'queued', 'photo.intake',
           convert_to(json_build_object('county', $1::int, 'ids',
               json_build_object('photo', $3::bigint[]))::text, 'utf8'),
           jsonb_build_object('county', $1::int::text)
    FROM generate_series(0, $2 - 1) AS n
"""


class Answered(NamedTuple):
    status: int  # 0: broken off
    seconds: float


async def keeps_asking(port: int, path: str, seconds: float = FOR_EVER) -> list[Answered]:
    """Over one connection, as browsers do; another one where it is closed."""
    found: list[Answered] = []
    writer, end = None, time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            began = time.monotonic()
            if writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            status, head = 0, ""
            with suppress(OSError, asyncio.IncompleteReadError):
                writer.write(f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n".encode())
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
                _, _, length = head.partition("content-length: ")
                await reader.readexactly(int(length.split()[0]))
                status = int(head.split()[1])
            found.append(Answered(status, time.monotonic() - began))
            if not status or "connection: close" in head:
                writer.close()
                writer = None
    except asyncio.CancelledError:  # a storm's end
        pass
    finally:
        if writer is not None:
            writer.close()
    return found


@dataclass
class Neighbour:
    """In storms of the other county."""

    took: list[float] = field(default_factory=list)  # seconds, of what was answered with the page
    refused: int = 0  # what was not
    busy: int = 0  # the most connections of the server that were at work in the database at once
    given: int = 0  # to the storm: pages
    turned_away: int = 0  # of what it asked

    @property
    def p99(self) -> float:
        """Milliseconds."""
        at = math.ceil(0.99 * len(self.took)) - 1
        return sorted(self.took)[at] * 1000 if self.took else math.inf


BUSY = """
    SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND state <> 'idle'
"""


async def in_a_storm(
    house: House, port: int, stormy: str, quiet: str, neighbour: Neighbour
) -> None:
    async with superuser(house) as connection:
        while await connection.fetchval(BUSY, NAME):  # noqa: ASYNC110  (with the storm before)
            await asyncio.sleep(0.1)
        storm = [asyncio.create_task(keeps_asking(port, stormy)) for _each in range(STORM)]

        async def looks() -> None:
            while True:
                busy = await connection.fetchval(BUSY, NAME)
                neighbour.busy = max(neighbour.busy, busy)
                await asyncio.sleep(0.05)

        looking = asyncio.create_task(looks())
        await asyncio.sleep(1)
        found = await keeps_asking(port, quiet, LASTS)
        await ended([looking])
    for each in storm:
        each.cancel()
    given = [one.status for each in storm for one in await each]
    neighbour.given += given.count(200)
    neighbour.turned_away += len(given) - given.count(200)
    neighbour.took += [each.seconds for each in found if each.status == 200]
    neighbour.refused += sum(each.status != 200 for each in found)


async def storm(house: House, port: int) -> tuple[Neighbour, Neighbour]:
    """→ how the neighbour fares beside a storm on the program, and beside one on a bare server (the
    same statements by bare asyncpg, the same template), in turns.
    """
    stormy, quiet = "/xinjiang/topics", "/yanjiang/topics"
    found = Neighbour(), Neighbour()
    named = house.environment["DATABASE_URL"] + f"&application_name={NAME}"
    with serving(house.environment | {"PORT": str(port), "DATABASE_URL": named}, port):
        for prefix in ("", "/reference-of"):
            for path in (stormy, quiet):
                await keeps_asking(port, prefix + path, 2)
        for _round in range(ROUNDS):
            for of, prefix in zip(found, ("", "/reference-of"), strict=True):
                await in_a_storm(house, port, prefix + stormy, prefix + quiet, of)
    return found


async def behind_many(house: House) -> tuple[float, int]:
    """→ seconds until a neighbour's photo is shown behind ten thousand jobs of one county; how many
    of those are left by then.
    """
    async with superuser(house) as connection:
        stations, session = await signed_in(connection, "yanjiang")
        one = await connection.fetchrow(
            "SELECT county, id FROM photo WHERE county ="
            " (SELECT id FROM county WHERE slug = 'xinjiang') ORDER BY id LIMIT 1"
        )
        county = await connection.fetchval("SELECT id FROM county WHERE slug = 'xinjiang'")
        many = MANY.replace("$3::bigint[]", "$3::bigint")
        await connection.execute(many, county, JOBS, one["id"] if one else 1)
        sender = Sender(house, "yanjiang", stations, session)
        began = time.monotonic()
        status, _headers = await sender()
        assert status == 200, status
        ready = "SELECT state = 'ready' FROM photo WHERE id = $1 AND county ="
        ready += " (SELECT id FROM county WHERE slug = 'yanjiang')"
        while not await connection.fetchval(ready, sender.confirmed[0]):
            if time.monotonic() - began > 60:
                break
            await asyncio.sleep(0.05)
        took = time.monotonic() - began
        queued = "SELECT count(*) FROM jobs.pgqueuer WHERE county = $1"
        left: Any = await connection.fetchval(queued, county)
        await connection.execute("DELETE FROM jobs.pgqueuer WHERE county = $1", county)
    return took, int(left)
