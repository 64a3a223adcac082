"""What scores cost: a quarter of 179 stations, 300 members, 12 indicators and 500 consultations;
then the same with ten times the records, in turns with it (turns.py).
"""

import asyncio
import os
from pathlib import Path
from typing import Any

from msgspec import structs

from app.charter.presets import presets
from app.charter.sheets import Indicator, Scoring, Sheet
from app.charter.store import write
from tests.bench.server import TICKS, Measured
from tests.bench.turns import as_it_was, in_turns

COUNTY = "xinjiang"
QUARTER = "2019-02-01"
STATIONS, MEMBERS, CONSULTATIONS, TIMES = 179, 300, 500, 10

COUNTS = {
    "filed": ("per", "consultation.filed", "", 5),
    "meetings": ("per", "consultation.filed", "meeting", 2),
    "members": ("per", "attendance.member", "", 0.5),
    "citizens": ("per", "attendance.citizen", "", 0.2),
    "departments": ("per", "attendance.department", "", 0.5),
    "spoken": ("per", "statement.made", "", 0.2),
    "photos": ("per", "photo.added", "", 0.1),
    "solved": ("per", "topic.solved", "", 2),
}
RATIOS = {
    "on-time": ("commitment.done_on_time", "commitment.made"),
    "adopted": ("outcome.adopted", "outcome.reported"),
    "verified": ("commitment.verified", "commitment.done"),
    "content": ("rating.given", "rating.given"),
}
INDICATORS = [
    *(
        Indicator(key, key, 10, method, counts=counts, form=form, points=worth)
        for key, (method, counts, form, worth) in COUNTS.items()
    ),
    *(
        Indicator(key, key, 5, "ratio", counts=counts, over=over)
        for key, (counts, over) in RATIOS.items()
    ),
]
SHEETS = [
    Sheet("bench", "bench", "station", "quarter", indicators=INDICATORS),
    Sheet("people", "people", "member", "quarter", indicators=INDICATORS),
]
STATION = """
    INSERT INTO station (county, kind, level, name, division, lineage, opened_on, code)
    SELECT $1::int, 'village', 'village', 'bench ' || n, $1::int || '100', '{}', '2018-01-01',
           'bench' || n
    FROM generate_series(1, $2::int) AS n
"""
MEMBER = """
    INSERT INTO member (county, name, sector) SELECT $1, 'bench ' || n, '农业'
    FROM generate_series(1, $2::int) AS n
"""
# About thirty entries to a consultation, as a full walk through the program posts.
ENTRIES = """
    INSERT INTO ledger (county, kind, happened_on, recorded_at, station, member, category, form,
        result, quantity)
    SELECT $1, what.kind, date '2019-01-01' + (n * 7) % 90,
           date '2019-01-01' + (n * 7) % 90 + interval '12 hours',
           stations.ids[1 + n % array_length(stations.ids, 1)],
           CASE WHEN what.kind = 'attendance.member'
                THEN members.ids[1 + (n * 13 + piece * 7) % array_length(members.ids, 1)] END,
           'category' || n % 4, CASE WHEN n % 3 = 0 THEN 'meeting' ELSE 'site' END,
           CASE WHEN what.kind = 'rating.given' THEN
                CASE WHEN n % 5 = 0 THEN 'not_solved' ELSE 'solved' END ELSE '' END, 1
    FROM generate_series($2::int, $3::int) AS n,
         (VALUES ('topic.raised', 1), ('topic.accepted', 1), ('consultation.filed', 1),
                 ('attendance.member', 8), ('attendance.citizen', 1),
                 ('attendance.department', 1), ('statement.made', 4), ('photo.added', 4),
                 ('outcome.reported', 1), ('outcome.adopted', 1), ('commitment.made', 2),
                 ('commitment.done', 2), ('commitment.done_on_time', 1),
                 ('commitment.verified', 2), ('topic.solved', 1), ('rating.given', 1))
             AS what (kind, times),
         generate_series(1, what.times) AS piece,
         (SELECT array_agg(id ORDER BY id) AS ids FROM station
          WHERE county = $1 AND name LIKE 'bench %') AS stations,
         (SELECT array_agg(id ORDER BY id) AS ids FROM member
          WHERE county = $1 AND name LIKE 'bench %') AS members
"""


async def prepare(server: Measured) -> None:
    import asyncpg  # noqa: PLC0415

    charter = structs.replace(presets()[COUNTY], scoring=Scoring(sheets=SHEETS))
    connection = await asyncpg.connect(server.database.url("shangliang"))
    number = await connection.fetchval("SELECT id FROM county WHERE slug = $1", COUNTY)
    await connection.execute(
        "INSERT INTO charter (county, number, effective_on, author, note, document)"
        " SELECT $1, max(number) + 1, '2018-01-01', 'bench', 'bench', $2 FROM charter"
        " WHERE county = $1",
        number,
        write(charter),
    )
    await connection.execute(STATION, number, STATIONS)
    await connection.execute(MEMBER, number, MEMBERS)
    await connection.close()
    await add(server, 1, CONSULTATIONS)


async def add(server: Measured, first: int, last: int) -> None:
    """Consultations; sealed and counted as the worker does."""
    import asyncpg  # noqa: PLC0415

    connection = await asyncpg.connect(server.database.url("shangliang"))
    number = await connection.fetchval("SELECT id FROM county WHERE slug = $1", COUNTY)
    await connection.execute(ENTRIES, number, first, last)
    os.environ |= server.environment
    from app.db import bound_to, connection_pool  # noqa: PLC0415
    from app.ledger.counting import keep  # noqa: PLC0415

    async with connection_pool(min_size=1, max_size=1):
        with bound_to(number):
            await keep()
    left = await connection.fetchval("SELECT count(*) FROM unsealed WHERE county = $1", number)
    if left:
        raise RuntimeError("the counts are not made")
    await connection.execute("VACUUM ANALYZE ledger")
    await connection.execute("VACUUM ANALYZE tally")
    await connection.close()


async def cookie_of(server: Measured, called: str = COUNTY) -> str:
    os.environ |= server.environment
    from app.access.sessions import cookie_name, open_session  # noqa: PLC0415
    from app.db import bound_to, connection_pool, county_tx, value  # noqa: PLC0415
    from app.tenancy.realms import county_called  # noqa: PLC0415

    async with connection_pool(min_size=1, max_size=1):
        number = await county_called(called)
        assert number is not None
        with bound_to(number):
            async with county_tx():
                account: Any = await value(
                    'SELECT "id" FROM "account" WHERE "account"."county" = $1 AND "subject" = $2',
                    f"{called}-office",
                )
                token = await open_session(account)
    return f"{cookie_name(f'/{called}')}={token}"


def cpu(server: Measured) -> float:
    """Seconds of the worker and of all of its PostgreSQL, those processes that are gone too."""
    postmaster = server.database.process.pid
    found = server.cpu()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        own = int(stat.parent.name) == postmaster
        if own or int(fields[1]) == postmaster:
            found += sum(map(int, fields[11 : 15 if own else 13])) / TICKS
    return found


def once(server: Measured, path: str, cookie: str, times: int = 20) -> float:
    """Milliseconds of processor time per page, worker and database."""
    server.get(path, cookie, 3)
    before = cpu(server)
    server.get(path, cookie, times)
    return (cpu(server) - before) / times * 1e3


PAGES = {
    "A quarter's ranking, 179 stations × 12": f"/{COUNTY}/scores/bench?on={QUARTER}",
    "A quarter's ranking, 300 members × 12": f"/{COUNTY}/scores/people?on={QUARTER}",
}
WHAT_IF = f"/{COUNTY}/scores/bench/what-if?on={QUARTER}"


def measure(server: Measured, say: Any) -> None:
    asyncio.run(prepare(server))
    cookie = asyncio.run(cookie_of(server))
    for name, path in PAGES.items():
        say(f"{name}: CPU with database", once(server, path, cookie), 150, "ms")
    what_if = once(server, WHAT_IF, cookie)
    say("What-if at 179 stations × 12: CPU with database", what_if, 1000, "ms")
    with as_it_was(server) as before:
        asyncio.run(add(server, CONSULTATIONS + 1, CONSULTATIONS * TIMES))
        for name, path in PAGES.items():
            found = in_turns(before, server, path, cookie, TIMES)
            detail = f"  {sum(found.old) / 1e3:.0f} ms : {sum(found.young) / 1e3:.0f} ms"
            say(f"{name}: CPU, ten times the records", found.ratio, 2, "×", detail=detail)
