"""What pages cost whose figures are kept, when a county has sixty times the records, and another
ten times the places and people, too: processor time with the database, young and old in turns
(turns.py); and what it takes to count so many. These counties are no other part's: each finds its
own young.
"""

import asyncio
import os
import time
from typing import Any

from msgspec import structs

from app.charter.presets import presets
from app.charter.sheets import Scoring, Sheet
from app.charter.store import write
from tests.bench.old_county import Old, grow
from tests.bench.scores import INDICATORS, cookie_of, cpu
from tests.bench.server import Measured
from tests.bench.turns import as_it_was, in_turns

COUNTIES = {"wudu": Old(places=1), "jiashan": Old()}
# A young county whose pages are not full: it happens three times, for else the old one's cost more
# as they show more.
SPARSE = {"jiashan": Old(times=3, places=1, days=60, overdue=0, raised=0, declined=0)}
APART = """
    UPDATE topic SET follow_code = 'young-' || follow_code
    WHERE county = $1 AND follow_code ~ '-[0-9]+$'
"""
SHEETS = [
    Sheet("stations", "stations", "station", "quarter", indicators=INDICATORS),
    Sheet("year", "year", "station", "year", indicators=INDICATORS),
    Sheet("people", "people", "member", "quarter", indicators=INDICATORS),
]
# A young member's year fills a page, too: else what grows would be the rows that are shown.
FULL = """
    UPDATE ledger SET member = $2 WHERE county = $1 AND id = ANY(ARRAY(
        SELECT id FROM ledger WHERE county = $1 AND member IS NOT NULL
          AND happened_on >= date_trunc('year', now()) ORDER BY id DESC LIMIT 60))
"""
TIMES = 10
LIMIT = 1.3


def measure(server: Measured, say: Any) -> None:
    os.environ |= server.environment
    for county, old in COUNTIES.items():
        of_one(server, county, old, say)


def of_one(server: Measured, county: str, old: Old, say: Any) -> None:
    pages = asyncio.run(prepared(server, county))
    with as_it_was(server) as before:
        entries, took = asyncio.run(grown(server, county, old))
        say(f"Sealing and counting {entries:,} entries: CPU a thousand", took, 300, "ms")
        many = "60 × records" if old.places == 1 else f"and {old.places} × places"
        for name, (path, cookie) in pages.items():
            found = in_turns(before, server, path, cookie, TIMES)
            detail = f"  {sum(found.old) / 1e3:.1f} ms : {sum(found.young) / 1e3:.1f} ms"
            say(f"{name}: CPU, {many}", found.ratio, LIMIT, "×", detail=detail)


async def prepared(server: Measured, county: str) -> dict[str, tuple[str, str]]:
    import asyncpg  # noqa: PLC0415

    connection = await asyncpg.connect(server.database.url("shangliang"))
    number = await connection.fetchval("SELECT id FROM county WHERE slug = $1", county)
    if county in SPARSE:
        await grow(connection, number, SPARSE[county])
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(APART, number)
        await connection.execute("SET session_replication_role = origin")
    charter = structs.replace(presets()[county], scoring=Scoring(sheets=SHEETS))
    await connection.execute(
        "INSERT INTO charter (county, number, effective_on, author, note, document)"
        " SELECT $1, max(number) + 1, '2018-01-01', 'bench', 'bench', $2 FROM charter"
        " WHERE county = $1",
        number,
        write(charter),
    )
    member, station = [
        await connection.fetchval(
            f"SELECT {of} FROM ledger WHERE county = $1 AND {of} IS NOT NULL"  # noqa: S608
            f" GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
            number,
        )
        for of in ("member", "station")
    ]
    form = await connection.fetchval(
        "SELECT form FROM ledger WHERE county = $1 AND kind = 'consultation.filed'"
        " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
        number,
    )
    await connection.execute("SET session_replication_role = replica")
    await connection.execute(FULL, number, member)
    await counted(number)
    await connection.close()
    office = await cookie_of(server, county)
    at = f"/{county}"
    return {
        "Home": (f"{at}/", ""),
        "Numbers": (f"{at}/numbers", ""),
        "Numbers of a year": (f"{at}/numbers?year={time.localtime().tm_year}", ""),
        "A figure's records": (f"{at}/numbers/topics-raised", ""),
        "A narrowed figure's records": (f"{at}/numbers/consultations-form-{form}", ""),
        "At which sittings members were": (f"{at}/numbers/member-attendances", ""),
        "A station": (f"{at}/stations/{station}", ""),
        "A member's record": (f"{at}/records/{member}", office),
        "Scores of a quarter": (f"{at}/scores/stations", office),
        "Scores of a year": (f"{at}/scores/year", office),
        "What-if": (f"{at}/scores/stations/what-if", office),
    }


async def counted(number: int) -> None:
    from app.db import bound_to, bulk_limits, connection_pool  # noqa: PLC0415
    from app.ledger.counting import keep  # noqa: PLC0415
    from app.scoring.order_keeping import keep_some  # noqa: PLC0415

    async with connection_pool(min_size=1, max_size=1):
        with bound_to(number), bulk_limits():
            await keep()
            while await keep_some():
                pass


async def grown(server: Measured, county: str, old: Old) -> tuple[int, float]:
    """→ how many entries were counted, and what a thousand of them took, program and database."""
    import asyncpg  # noqa: PLC0415

    connection = await asyncpg.connect(server.database.url("shangliang"))
    number = await connection.fetchval("SELECT id FROM county WHERE slug = $1", county)
    await grow(connection, number, old)
    waiting = "SELECT count(*) FROM unsealed WHERE county = $1"
    entries = await connection.fetchval(waiting, number)
    before = spent(server)
    await counted(number)
    took = (spent(server) - before) / entries * 1e6
    if await connection.fetchval(waiting, number):
        raise RuntimeError("something is not counted")
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    return entries, took


def spent(server: Measured) -> float:
    return time.process_time() + cpu(server) - server.cpu()
