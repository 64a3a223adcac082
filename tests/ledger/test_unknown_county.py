"""A county that the database's statistics have not met, beside four large ones that they know: what
counts, seals and scores reads each row some few times, not all rows for each.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import asyncpg
import pytest

from app.access.roles import Role
from app.charter.sheets import Indicator, Sheet
from app.db import DB, bound_to, county_tx, execute, leave_as_it_is, rows, value
from app.ledger.counting import keep, keep_some
from app.ledger.figures import BY, counts
from app.ledger.folding import STATE, anew, begin_anew
from app.ledger.kinds import Kind
from app.ledger.quarters import UP_TO
from app.ledger.sealing import verify
from app.migrate import create
from app.outcomes.due import fall_due_all
from app.processes.postgres import Server
from app.scoring.counts.counting import bounds, facts_of, taken_back
from app.scoring.counts.records import all_behind
from app.scoring.periods import period_of
from app.veiling.queries import hidden_in
from tests import given, plans
from tests.conftest import browser

pytestmark = pytest.mark.anyio

LARGE, UNKNOWN = (210101, 210102, 210103, 210104), 210105
TOPICS, ENTRIES = 600, 6000
# Ten entries a topic, over a year; each topic has a task that was done.
FILL = f"""
    INSERT INTO department (county, id, name) SELECT $1, n, 'd' || n FROM generate_series(1, 9) n;
    INSERT INTO member (county, id, name, sector)
    SELECT $1, n, n, 's' FROM generate_series(1, 90) n;
    INSERT INTO topic (county, id, station, charter, title, story, category, origin, raiser_name,
        follow_code, raised_on, stage, ring, ring_since, held_by)
    SELECT $1, n, $2, $3, '', '', 'hard', 'station', '', n, '2026-01-01', 'closed', 0, '2026-01-01',
        '{{}}' FROM generate_series(1, {TOPICS}) n;
    INSERT INTO commitment (county, id, topic, department, task, due_on)
    SELECT $1, n, n, 1 + n % 9, '', '2026-02-01'::date + n % 300
    FROM generate_series(1, {TOPICS}) n;
    INSERT INTO ledger (county, id, kind, station, happened_on, recorded_at, topic, commitment,
        member)
    SELECT $1, n, (ARRAY['topic.raised', 'topic.accepted', 'consultation.filed', 'topic.solved',
            'commitment.made', 'commitment.done', 'attendance.member', 'attendance.member',
            'rating.given', 'outcome.adopted'])[1 + n % 10],
        $2, '2026-01-01'::date + n % 330, '2026-01-01'::date + n % 330, 1 + n / 10 % {TOPICS},
        CASE WHEN n % 10 IN (4, 5) THEN 1 + n / 10 % {TOPICS} END,
        CASE WHEN n % 10 IN (6, 7) THEN 1 + n % 90 END
    FROM generate_series(1, {ENTRIES}) n;
    INSERT INTO ledger (county, id, kind, station, happened_on, topic, quantity, reverses)
    SELECT $1, {ENTRIES} + id, kind, station, '2026-12-01', topic, -1, id
    FROM ledger WHERE county = $1 AND id % 100 = 3;
"""  # noqa: S608
SHEETS = [
    Sheet(
        "s",
        "表",
        subject,
        "quarter",
        closing_days=10,
        late=late,
        indicators=[
            Indicator("a", "甲", 10, "per", counts="consultation.filed", points=1),
            Indicator("b", "乙", 10, "per", counts="commitment.done", points=1),
            Indicator("c", "丙", 10, "per", counts="attendance.member", points=1),
        ],
    )
    for subject, late in [
        ("department", "next"),
        ("station", "next"),
        ("township", "penalty"),
        ("member", "penalty"),
        ("sector", "next"),
    ]
]


async def fill(superuser: Any, county: int) -> None:
    station, charter = await given_county(county)
    words = {"$1": county, "$2": station, "$3": charter}
    sql = FILL
    for name, number in words.items():
        sql = sql.replace(name, str(number))
    await superuser.execute(sql)


async def given_county(county: int) -> tuple[int, int]:
    with bound_to(county):
        async with county_tx():
            await given.a_county(county)
            charter = await value('SELECT "id" FROM "charter" WHERE "charter"."county" = $1')
        return await given.a_station(), charter


@pytest.fixture(scope="module")
async def database(server: Server, anyio_backend: str) -> AsyncIterator[str]:  # noqa: ARG001
    """The server must not look at the fifth county of its own accord."""
    await create("unknown", server)
    admin = await asyncpg.connect(server.url("unknown"))
    await admin.execute("ALTER SYSTEM SET autovacuum = off")
    await admin.execute("SELECT pg_reload_conf()")
    try:
        yield "unknown"
    finally:
        await admin.execute("ALTER SYSTEM RESET autovacuum")
        await admin.execute("SELECT pg_reload_conf()")
        await admin.close()


@asynccontextmanager
async def connected(server: Server, database: str) -> AsyncIterator[None]:
    before, DB.pool = DB.pool, None
    dsn = server.url(database, "app_rw")
    await DB.start_connection_pool(dsn=dsn, min_size=1, max_size=2, reset=leave_as_it_is)
    try:
        yield
    finally:
        await DB.close_connection_pool()
        DB.pool = before


async def vacuumed(superuser: Any) -> None:
    """As a table is of which most is old. Whoever still looked at it when autovacuum was turned off
    keeps pages from being visible to all, and then indexes alone are worth nothing to the planner.
    """
    async with asyncio.timeout(60):
        await superuser.execute("VACUUM ANALYZE")
        while not await superuser.fetchval(ALL_VISIBLE):
            await superuser.execute("VACUUM ledger")


ALL_VISIBLE = "SELECT relallvisible = relpages FROM pg_class WHERE oid = 'ledger'::regclass"


@pytest.fixture(scope="module")
async def unknown(server: Server, database: str) -> AsyncIterator[int]:
    superuser = await asyncpg.connect(server.url(database))
    async with connected(server, database):
        for county in LARGE:
            await fill(superuser, county)
        with bound_to(LARGE[0]):
            await keep()
        await vacuumed(superuser)
        await fill(superuser, UNKNOWN)
    # also what takes less than a millisecond here
    settings = plans.SETTINGS | {"auto_explain.log_min_duration": "0"}
    for each in plans.explaining("app_rw", database, settings):
        await superuser.execute(each)
    await superuser.close()
    async with connected(server, database):
        yield UNKNOWN


async def test_statistics_say_nothing_of_counties(superuser: Any, unknown: int) -> None:
    """Else they would say that there is no row of a county that they have not met."""
    assert unknown
    assert await superuser.fetchval("SELECT count(*) FROM pg_stats WHERE tablename = 'ledger'") > 10
    known = (
        "SELECT tablename FROM pg_stats WHERE schemaname = 'public' AND attname = 'county'"
        " AND (n_distinct <> CASE WHEN tablename IN ('station', 'appointment') THEN 12 ELSE 50 END"
        " OR most_common_vals IS NOT NULL)"
    )
    assert await superuser.fetch(known) == []


async def test_each_row_is_read_some_few_times(server: Server, unknown: int) -> None:
    log = server.folder / "log"
    begins = log.stat().st_size
    periods = [period_of("quarter", date(2026, month, 1), 1) for month in (1, 4, 7, 10)]
    with bound_to(unknown):
        for counted in ("from entries", "from counts"):
            async with county_tx(readonly=True):
                facts = [await facts_of(sheet, periods, 1) for sheet in SHEETS]
                for sheet in SHEETS:
                    await taken_back(sheet, periods, 1)
                    await all_behind(sheet, bounds(sheet, periods[1], 1), [])
            assert [len(each[0]) for each in facts] == [9, 1, 1, 18, 1], counted
            await fall_due_all()
            await keep()
        async with county_tx(readonly=True):
            assert await rows('SELECT FROM "unsealed" WHERE "unsealed"."county" = $1') == []
        assert await verify(unknown) is None
    done = list(plans.written(log, begins))
    assert {"tally", "counted", "county_count"} <= {
        name for each in done for name in ("tally", "counted", "county_count") if name in each.query
    }
    worst = max(done, key=lambda each: each.read)
    assert worst.read < 10 * ENTRIES, worst.query


PAGES = [
    ("/", ""),
    ("/numbers", ""),
    ("/numbers?year=2026", ""),
    ("/numbers/topics-raised", ""),
    ("/numbers/topics-raised", "?before=739700-3000"),
    ("/numbers/member-attendances", ""),
    ("/numbers/consultations-form-", ""),
    ("/numbers/consultations-level-township", "?year=2026"),
    ("/stations/{station}", ""),
    ("/records/7", ""),
    ("/records/7", "?year=2026&before=739700-3000"),
]


async def test_a_page_reads_what_it_shows(server: Server, unknown: int) -> None:
    """Of 6,060 entries a page of 51, with what belongs to them; figures, as they are kept."""
    log = server.folder / "log"
    with bound_to(unknown):
        await keep()
        office = await given.an_account(Role.OFFICE)
        async with county_tx(readonly=True):
            station = await value('SELECT min("id") FROM "station" WHERE "station"."county" = $1')
        async with browser(f"/c{unknown}") as client:
            await given.sign_in(client, office)
            begins = log.stat().st_size
            for path, query in PAGES:
                answer = await client.get(f"{path.format(station=station)}{query}")
                assert answer.status_code in {200, 404}, (path, answer.text)
    done = [each for each in plans.written(log, begins) if '"ledger"' in each.query]
    assert len(done) > len(PAGES)
    worst = max(done, key=lambda each: each.read)
    assert worst.read < 1000, (worst.read, worst.query)


BROKEN = 'UPDATE "figure" SET "n" = "n" * 2 WHERE "figure"."county" = $1'


async def test_in_steps_of_2000_entries_each(unknown: int) -> None:
    """6,060 entries: from the first one on, beside what is read, which is broken on purpose; once
    all are counted that is whole again.
    """
    with bound_to(unknown):
        await keep()
        before = await seen()
        async with county_tx():
            await execute(BROKEN)
            await begin_anew()
        broken = await seen()
        assert broken != before
        for folded in (2000, 4000, 6000):
            assert await keep_some() is True
            async with county_tx(readonly=True):
                assert await value(anew(STATE)) == folded
                assert await value(UP_TO) == await value(STATE) > 6000
            assert await seen() == broken
        assert await keep_some() is True
        assert await seen() == before
        for more in (True, True, True, False):  # 600 matters that are not public, 200 each
            assert await keep_some() is more
            assert await seen() == before
        async with county_tx(readonly=True):
            assert await value(UP_TO) == await value(STATE) > 6000


async def test_a_year_is_one_row_of_what_scores_are_counted_from(unknown: int) -> None:
    """600 matters raised on as many days as there are in eleven months, at one station."""
    with bound_to(unknown):
        await keep()
        async with county_tx(readonly=True):
            (found,) = await rows(RAISED)
    assert found["year"] == date(2026, 1, 1)
    assert [n is None for n in found["n"]] == [False] * 11 + [True]
    assert sum(n or 0 for n in found["n"]) == 600


RAISED = """
    SELECT "year", "n" FROM "tally" WHERE "tally"."county" = $1 AND "whose" = 'station'
      AND "kind" = 'topic.raised'
"""


async def seen() -> Any:
    async with county_tx(readonly=True):
        found = await counts(list(BY), list(Kind))
        return sorted(tuple(each.values()) for each in found)


MERGED_TWICE = """
    UPDATE topic SET merged_into = id - 50,
        stage = 'merged', origin = 'citizen', raiser_name = '张' || id
    WHERE county = $1 AND id BETWEEN 51 AND 150
"""


async def test_who_is_veiled_on_a_list_of_fifty(server: Server, unknown: int) -> None:
    """Each with one that was merged into it, and one into that: 150 of 600 are read, once each."""
    raw = await asyncpg.connect(server.url("unknown"))
    try:
        await raw.execute("SET session_replication_role = replica")  # who raised is written once
        await raw.execute(MERGED_TWICE, unknown)
    finally:
        await raw.close()
    log = server.folder / "log"
    begins = log.stat().st_size
    with bound_to(unknown):
        async with county_tx(readonly=True):
            hidden = await hidden_in(None, dict.fromkeys(range(1, 51)))
    assert {topic: {*names} for topic, names in hidden.items()} == {
        n: {f"张{50 + n}", f"张{100 + n}"} for n in range(1, 51)
    }
    (done,) = (each for each in plans.written(log, begins) if "unnest" in each.query)
    assert done.read < 50 * 6
    for node in plans.nodes(done.plan):
        assert not (node["Node Type"] == "Seq Scan" and plans.looked_at(node) > 50), node
