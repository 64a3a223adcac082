# ruff: noqa: S608 (names of tables and columns come from the catalogue)
"""Two counties of one database that were the same: one has grown old, its twin stayed young. So both
are read by the very same plans, and what differs is what there is.
"""

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
OLD = Old(times=TIMES, places=1, raised=50, declined=400)
# As few as fill a page, and what is counted of persons is told.
FIGURES = {"consultations": 100, "solved": 60, "typical": 30, "member_attendances": 300}
# A third of the county happened at one station, to one member.
BUSIEST = """
    UPDATE {table} SET "{column}" = $2
    WHERE county = $1 AND "{column}" <> $2 AND abs(hashint8("{key}")) % 3 = 0
"""
MOVED = (
    ("topic", "station", "station"), ("consultation", "station", "station"),
    ("ledger", "station", "station"), ("ledger", "member", "id"),
)  # fmt: skip
ONES = {
    "station": "SELECT station FROM appointment WHERE county = $1 AND role = 'convener'"
    " ORDER BY id DESC LIMIT 1",
    "member": "SELECT member FROM ledger WHERE county = $1 AND member IS NOT NULL"
    " ORDER BY id DESC LIMIT 1",
}
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
    await kept(demo.code)
    await superuser.execute("DELETE FROM jobs.due")
    await superuser.execute("VACUUM ANALYZE")
    return {SLUG: demo.code, TWIN: TWINS_NUMBER}


async def filled_pages(superuser: Any, county: int) -> None:
    await superuser.execute("SET session_replication_role = replica")
    for table, column, key in MOVED:
        one = await superuser.fetchval(ONES[column], county)
        sql = BUSIEST.format(table=table, column=column, key=key)
        await superuser.execute(sql, county, one)
    await superuser.execute("SET session_replication_role = origin")
    await whole_page(superuser, county, "activity", "activity_member")
    await overdue_page(superuser, county)
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
