"""A small county alone in its database: the planner takes it for a single row, by whatever index it
is found. No row of it is read for each row of a list.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from app.db import DB, bound_to, connection_pool, county_tx, value
from app.migrate import create
from app.processes.postgres import Server
from app.topics.queries import newest
from tests import given, plans

pytestmark = pytest.mark.anyio

DATABASE, COUNTY = "small", 330499
TOPICS, STATIONS, SAT = 150, 110, 14
# Of each matter one sitting, with its people; wide enough that a table is no single page.
FILL = """
    INSERT INTO station (county, id, kind, level, name, division, opened_on, code, lineage)
    SELECT county, n, kind, level, name || n, division, opened_on, code || n, ARRAY[n]
    FROM station, generate_series(1, {stations}) n WHERE county = {county};
    INSERT INTO topic (county, id, station, charter, title, story, category, origin, raiser_name,
        follow_code, raised_on, stage, ring, ring_since, held_by, published_at)
    SELECT {county}, n, 1 + n % {stations}, {charter}, '张家的路', repeat('路', 300), 'hard',
        'citizen', '张' || n, n, '2026-01-01', 'closed', 0, '2026-01-01', '{{}}', '2026-01-02'
    FROM generate_series(1, {topics}) n;
    INSERT INTO consultation (county, id, topic, station, round, title, form, place, held_on)
    SELECT {county}, n, n, 1 + n % {stations}, 1, repeat('题', 100), 'meeting', '院', '2026-01-01'
    FROM generate_series(1, {topics}) n;
    INSERT INTO participant (county, id, consultation, name, grp)
    SELECT {county}, n, 1 + n % {topics}, '张' || (1000 + n), 'x'
    FROM generate_series(1, {topics} * {sat}) n;
"""


@asynccontextmanager
async def connected(server: Server) -> AsyncIterator[None]:
    before, DB.pool = DB.pool, None
    try:
        async with connection_pool(dsn=server.url(DATABASE, "app_rw"), min_size=1, max_size=1):
            yield
    finally:
        DB.pool = before


@pytest.fixture
async def small(server: Server, database: str) -> AsyncIterator[None]:
    assert database
    await create(DATABASE, server)
    superuser: Any = await asyncpg.connect(server.url(DATABASE))
    async with connected(server):
        with bound_to(COUNTY):
            async with county_tx():
                await given.a_county(COUNTY)
                charter = await value('SELECT "id" FROM "charter" WHERE "charter"."county" = $1')
            await given.a_station()
    of = {"county": COUNTY, "charter": charter, "topics": TOPICS, "stations": STATIONS, "sat": SAT}
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(FILL.format(**of))
    await superuser.execute("VACUUM ANALYZE")
    settings = plans.SETTINGS | {"auto_explain.log_min_duration": "0"}
    for each in plans.explaining("app_rw", DATABASE, settings):
        await superuser.execute(each)
    await superuser.close()
    async with connected(server):
        yield


@pytest.mark.usefixtures("small")
async def test_a_page_reads_a_county_once(server: Server) -> None:
    log = server.folder / "log"
    with bound_to(COUNTY):
        for _custom_and_generic in range(8):
            begins = log.stat().st_size
            async with county_tx(readonly=True):
                found = await newest(None)
            assert [each["title"] for each in found["topics"]] == ["张家的路"] * 50
            written = plans.written(log, begins)
            done = [each for each in written if '"topic"' in each.query]  # else asyncpg's of types
            assert len(done) >= 2
            for each in done:
                assert each.read < 3 * (TOPICS + STATIONS) + 50 * SAT, each.query
