# ruff: noqa: S608 (names of tables and columns come from the catalogue)
"""Two counties of one database that were the same: one has grown old, its twin stayed young. So
both are read by the very same plans, and what differs is what there is.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from app.dates import today
from app.db import bound_to, bulk_limits
from app.demo.county import demos
from app.demo.fill import fill_county, finish
from app.ledger.counting import keep
from app.pieces import filling
from app.scoring.order_keeping import keep_some
from tests.bench.old_county import Old, grow
from tests.bench.whole_pages import called, overdue_page, whole_page

SLUG, TWIN, TWINS_NUMBER = "yanjiang", "twin", 512098
TIMES = 20
# All of it over and done with; what is under way, some of it three years overdue, is the same.
DAYS = 1095
OLD = Old(times=TIMES, places=1, days=DAYS, overdue=0, raised=0, declined=400)
# As few as fill a page, and what is counted of persons is told.
FIGURES = {"consultations": 100, "solved": 60, "typical": 30, "member_attendances": 300}
# So that their pages are full: what happened to so many of fifteen happened at one village's
# station, to others at the county's own; and so many entries are of one member.
VILLAGE = """
    SELECT station FROM appointment WHERE county = $1 AND role = 'convener' ORDER BY id DESC LIMIT 1
"""
OWN = "SELECT id FROM station WHERE county = $1 ORDER BY cardinality(lineage), id DESC LIMIT 1"
MEMBER = """
    SELECT member FROM ledger WHERE county = $1 AND member IS NOT NULL ORDER BY id DESC LIMIT 1
"""
MOVED = (
    *((VILLAGE, table, "station", "station", range(6)) for table in ("topic", "consultation")),
    *((OWN, table, "station", "station", range(6, 12)) for table in ("topic", "consultation")),
    (VILLAGE, "ledger", "station", "station", range(6)),
    (OWN, "ledger", "station", "station", range(6, 12)),
    (MEMBER, "ledger", "member", "id", range(5)),
)
# As the worker does, but that nobody would verify it: what is read is not the chain.
SEALED = """
    INSERT INTO seal (county, position, entry, hash)
    SELECT county, (SELECT max(position) FROM seal WHERE county = $1)
               + row_number() OVER (ORDER BY entry), entry, ''
    FROM unsealed WHERE county = $1
"""
TABLES = """
    SELECT oid::regclass::text AS name, array_agg(quote_ident(attname)) AS columns
    FROM pg_class JOIN pg_attribute ON attrelid = oid AND attnum > 0 AND NOT attisdropped
    WHERE relkind = 'r' AND attgenerated = '' AND attname <> 'county'
      AND relnamespace IN ('public'::regnamespace, 'jobs'::regnamespace)
      AND EXISTS (SELECT FROM pg_attribute AS one
                  WHERE one.attrelid = oid AND one.attname = 'county' AND one.attgenerated = '')
    GROUP BY 1
"""


async def grown(superuser: Any) -> dict[str, int]:
    """Within a connection pool. → slug: number; the old one first."""
    demo = demos()[SLUG]
    figures = msgspec.structs.replace(demo.figures, **FIGURES)
    small = msgspec.structs.replace(demo, figures=figures)
    with bound_to(demo.code), bulk_limits():
        await fill_county(small, demo.code, today(), finish)
    await superuser.execute("UPDATE provider SET enabled = true")
    await filled_pages(superuser, demo.code)
    await kept(demo.code)
    await twin(superuser, demo.code)
    await grow(superuser, demo.code, OLD)
    await superuser.execute(SEALED, demo.code)
    await superuser.execute("DELETE FROM unsealed WHERE county = $1", demo.code)
    await kept(demo.code)
    await superuser.execute("DELETE FROM jobs.due")
    await superuser.execute("VACUUM ANALYZE")
    return {SLUG: demo.code, TWIN: TWINS_NUMBER}


async def filled_pages(superuser: Any, county: int) -> None:
    await superuser.execute("SET session_replication_role = replica")
    ones = {each: await superuser.fetchval(each, county) for each in (VILLAGE, OWN, MEMBER)}
    for which, table, column, key, parts in MOVED:
        await superuser.execute(
            f"UPDATE {table} SET {column} = $2 WHERE county = $1 AND {column} <> ALL($3::bigint[])"
            f" AND abs(hashint8({key})) % 15 = ANY($4::int[])",
            county,
            ones[which],
            [*ones.values()],
            [*parts],
        )
    await superuser.execute("SET session_replication_role = origin")
    await whole_page(superuser, county, "activity", "activity_member")
    await overdue_page(superuser, county, DAYS)
    await called(superuser, county, "member", "王", account="NULL")
    await called(superuser, county, "account", "王", subject="'young-' || n")


async def kept(county: int) -> None:
    """As the worker does each minute."""
    with bound_to(county), bulk_limits():
        await filling.fill()
        await keep()
        while await keep_some():
            pass


async def twin(superuser: Any, county: int) -> None:
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(
        "INSERT INTO county (id, slug, name, opened_at)"
        " SELECT $2, $3, name || '甲', opened_at FROM county WHERE id = $1",
        county,
        TWINS_NUMBER,
        TWIN,
    )
    for each in await superuser.fetch(TABLES):
        columns = ", ".join(each["columns"])
        await superuser.execute(
            f"INSERT INTO {each['name']} (county, {columns})"
            f" SELECT {TWINS_NUMBER}, {columns} FROM {each['name']} WHERE county = {county}"
            " ON CONFLICT DO NOTHING"
        )
    await superuser.execute("SET session_replication_role = origin")


async def neighbours(superuser: Any, county: int, many: int, tables: Sequence[str]) -> None:
    """More counties with the same of these tables, where triggers do not fire."""
    await superuser.execute(
        "INSERT INTO county (id, slug, name, opened_at)"
        " SELECT 600000 + n, 'near' || n, '县' || n, now() FROM generate_series(1, $1::int) AS n",
        many,
    )
    for each in await superuser.fetch(TABLES):
        if each["name"] in tables:
            columns = ", ".join(each["columns"])
            await superuser.execute(
                f"INSERT INTO {each['name']} (county, {columns})"
                f" SELECT 600000 + n, {columns} FROM {each['name']},"
                f" generate_series(1, {many}) AS n WHERE county = {county}"
            )
