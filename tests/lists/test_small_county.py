"""A small county alone in its database: the planner takes it for a single row, by whatever index it
is found. No row of it is read for each row of a list.
"""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from app.access import sessions
from app.access.roles import Account, Grant, Role
from app.choosing.asking import Asked
from app.db import bound_to, county_tx, value
from app.migrate import create
from app.portal import under_way
from app.portal.desk.held import topics_of
from app.processes.postgres import Server
from app.stations.choosing import open_stations
from app.stations.queries import level_of_tree
from app.topics.queries import newest
from app.topics.vacancies import vacancies
from tests import given, plans
from tests.lists.walk import connected

pytestmark = pytest.mark.anyio

DATABASE, COUNTY = "small", 330499
OFFICE = Account(id=1, name="张三", grants=(Grant(Role.OFFICE, None),))
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


@pytest.fixture(scope="module")
async def filled(server: Server, database: str) -> Server:
    assert database
    await make(server, DATABASE)
    return server


async def make(server: Server, database: str) -> None:
    await create(database, server)
    superuser: Any = await asyncpg.connect(server.url(database))
    async with connected(server, database):
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
    for each in plans.explaining("app_rw", database, settings):
        await superuser.execute(each)
    await superuser.close()


@pytest.fixture
async def small(filled: Server) -> AsyncIterator[None]:
    async with connected(filled, DATABASE):
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


@pytest.mark.usefixtures("small")
async def test_a_station_is_looked_up_and_not_searched_for(server: Server) -> None:
    """Of a page of them what lies above and below each, and not all that there are for each: nor
    where a platform's are so few that a fiftieth of them is one.
    """
    superuser: Any = await asyncpg.connect(server.url(DATABASE))
    await superuser.execute(
        "SELECT pg_restore_relation_stats("
        "'schemaname', 'public', 'relname', 'station', 'reltuples', 50::real)"
    )
    log = server.folder / "log"
    with bound_to(COUNTY):
        for _custom_and_generic in range(8):
            begins = log.stat().st_size
            async with county_tx(readonly=True):
                shown, _more = await level_of_tree(None, "", None)
                offered = await open_stations(Asked(None, most=50))
            assert (len(shown), len(offered)) == (50, 50)
            done = [each for each in plans.written(log, begins) if '"station"' in each.query]
            assert sum(read_of(each, "station") for each in done) <= 3 * STATIONS
    await superuser.execute("ANALYZE station")
    await superuser.close()


# Where nobody holds anything, and everywhere people who do.
STAFF = """
    INSERT INTO station (county, id, kind, level, name, division, opened_on, code, lineage)
    SELECT county, 10000 + n, kind, 'village', name, division, opened_on, 'n' || n, ARRAY[10000 + n]
    FROM station, generate_series(1, {more}) n WHERE county = {county} AND id = 1;
    INSERT INTO provider (county, id, name, issuer, client_id, client_secret)
    VALUES ({county}, 1, 'p', 'https://p.example', 'c', 's') ON CONFLICT DO NOTHING;
    INSERT INTO account (county, id, provider, subject, name)
    SELECT {county}, n, 1, 's' || n, '张' FROM generate_series(1, {more}) n;
    INSERT INTO appointment (county, id, account, role, station)
    SELECT {county}, n, n, 'convener', n FROM generate_series(1, {more}) n;
    UPDATE topic SET held_by = '{{convener}}', held_as = 'convener', stage = 'screening',
        judged = '{judges}'
    WHERE county = {county} AND id % 5 = 0;
    SELECT app.hold_anew({county}, ARRAY[NULL::bigint]);
    ANALYZE
"""


async def staff(server: Server, database: str, more: int, judges: str = "") -> None:
    superuser: Any = await asyncpg.connect(server.url(database))
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(STAFF.format(county=COUNTY, more=more, judges=judges))
    await superuser.close()


@pytest.fixture(scope="module")
async def staffed(filled: Server) -> None:
    await staff(filled, DATABASE, 3_000)


@pytest.mark.usefixtures("staffed", "small")
async def test_vacancies_read_each_station_once_and_nobody(server: Server) -> None:
    """Of 3,000 stations where nobody does, and as many people who hold a role elsewhere."""
    log = server.folder / "log"
    with bound_to(COUNTY):
        for _custom_and_generic in range(8):
            begins = log.stat().st_size
            async with county_tx(readonly=True):
                found = await vacancies(given.charter().rings)
            assert (found.total > 9_000, len(found.page)) == (True, 50)
            done = [each for each in plans.written(log, begins) if '"station"' in each.query]
            assert len(done) == 2
            assert [each.read for each in done] == [3_111, 102]  # each counted, and a page
            # Of steps that judge nothing nobody is looked for.
            begins = log.stat().st_size
            async with county_tx(readonly=True):
                await topics_of(OFFICE, "", 51)
                await under_way.counts()
            done = list(plans.written(log, begins))
            of = [read_of(each, "appointment") for each in done if "held_by" in each.query]
            assert of == [0, 0, 0]  # where something waits, what of it, how much


@pytest.fixture(scope="module")
async def one_in_two_hundred(server: Server, database: str) -> Server:
    """Of 300 accounts the planner takes a county's, and a provider's, for one."""
    assert database
    await make(server, "staff")
    await staff(server, "staff", 300, "words")
    return server


async def test_who_holds_a_role_is_looked_up_and_not_searched_for(
    one_in_two_hundred: Server,
) -> None:
    """Of whom an appointment is, one account is read, and not all of its provider."""
    server = one_in_two_hundred
    log = server.folder / "log"
    async with connected(server, "staff"):
        with bound_to(COUNTY):
            for _custom_and_generic in range(8):
                begins = log.stat().st_size
                async with county_tx(readonly=True):
                    await topics_of(OFFICE, "", 51)
                    await under_way.counts()
                done = [each for each in plans.written(log, begins) if "appointment" in each.query]
                assert [read_of(each, "appointment") for each in done] == [30, 30]
                assert [read_of(each, "account") for each in done] == [30, 30]


async def test_who_asks_is_looked_up_from_the_session_on(one_in_two_hundred: Server) -> None:
    server = one_in_two_hundred
    log = server.folder / "log"
    async with connected(server, "staff"):
        with bound_to(COUNTY):
            async with county_tx():
                token = await sessions.open_session(7)
            for _custom_and_generic in range(8):
                begins = log.stat().st_size
                async with county_tx(readonly=True):
                    found = await sessions.behind(token, sessions.Limits())
                assert found is not None
                assert [grant.station for grant in found.account.grants] == [7]
                (done,) = plans.written(log, begins)
                assert done.read <= 5  # session, account, provider, member, appointment


def read_of(done: plans.Done, table: str) -> int:
    return sum(
        plans.looked_at(node)
        for node in plans.nodes(done.plan)
        if node.get("Relation Name") == table
    )
