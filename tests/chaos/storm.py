"""One county's storm: what it costs its neighbour."""

import asyncio
import time
from contextlib import suppress
from statistics import quantiles
from typing import Any

from tests.bench.server import serving
from tests.chaos.faults import superuser
from tests.chaos.house import House
from tests.chaos.photos import Sender, signed_in

STORM = 64  # connections
ASKED = 200  # by the neighbour
ROUNDS = 3
JOBS = 10_000

# A county's own photos, each of which the workshop takes in again; and rows of nothing behind them.
MANY = """
    INSERT INTO jobs.pgqueuer (priority, status, entrypoint, payload, headers)
    SELECT -n, 'queued', 'photo.intake',
           convert_to(json_build_object('county', $1::int, 'ids',
               json_build_object('photo', $3::bigint[]))::text, 'utf8'),
           jsonb_build_object('county', $1::int::text)
    FROM generate_series(0, $2 - 1) AS n
"""


async def keeps_asking(port: int, path: str, times: int = 10**9) -> list[float]:
    """Over one connection, as browsers do. → seconds of each"""
    took: list[float] = []
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for _each in range(times):
            began = time.monotonic()
            writer.write(f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            _, _, length = head.partition("content-length: ")
            await reader.readexactly(int(length.split()[0]))
            took.append(time.monotonic() - began)
    finally:
        writer.close()
    return took


async def p99(port: int, stormy: str, quiet: str) -> float:
    storm = [asyncio.create_task(keeps_asking(port, stormy)) for _each in range(STORM)]
    try:
        await asyncio.sleep(1)
        return quantiles(await keeps_asking(port, quiet, ASKED), n=100)[-1] * 1000
    finally:
        for each in storm:
            each.cancel()
        with suppress(Exception):
            await asyncio.gather(*storm, return_exceptions=True)


async def storm(environment: dict[str, str], port: int) -> tuple[float, float]:
    """→ the neighbour's p99 in ms beside a storm on the program, and beside one on a bare server
    (the same statements by bare asyncpg, the same template). In turns, the medians.
    """
    stormy, quiet = "/xinjiang/topics", "/yanjiang/topics"
    found: list[list[float]] = [[], []]
    with serving(environment | {"PORT": str(port)}, port):
        for prefix in ("", "/reference-of"):
            for path in (stormy, quiet):
                await keeps_asking(port, prefix + path, 20)
        for _round in range(ROUNDS):
            for number, prefix in enumerate(("", "/reference-of")):
                found[number].append(await p99(port, prefix + stormy, prefix + quiet))
    return sorted(found[0])[ROUNDS // 2], sorted(found[1])[ROUNDS // 2]


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
