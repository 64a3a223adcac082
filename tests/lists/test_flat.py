"""Of twenty times the records a page touches no more than of one: each page of a county that has
grown old is opened, and of its twin that stayed young, by the same plans (twins.py). Counted is
what PostgreSQL itself counts of its tables and indexes, and not time.
"""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import asyncpg
import pytest

from app.access.sessions import cookie_name
from app.charter.stages import Stage
from app.db import DB, bound_to, connection_pool
from app.db.engine import LIMITS, SERVED
from app.migrate import create
from app.processes.postgres import Server
from tests import given
from tests.bench.old_county import Old, beside
from tests.conftest import browser
from tests.lists.twins import SLUG, TWIN, grown, neighbours
from tests.lists.walk import INSIDE, LISTS, STRANGER, more_shown, named, session

pytestmark = pytest.mark.anyio

DATABASE = "flat"
MOST = 1.3
BESIDE = (
    102  # of two indexes that are merged each may give a page, and one more that says it goes on
)
STAGES = 51 * len(Stage)
# What a statement reads at most, however old the county is, and why more than of a young one.
BOUNDED = {
    "passage_steps": (1_000, "where the last thousand steps of whoever asks led"),
    "topic_public_station": (300, "the newest of a place: may they be the same matter?"),
    "topic_internal_station": (51 * 9, "likewise; of each station of a township a page"),
    "topic_public_stage": (STAGES, "the ids of a page of each stage, which are merged"),
    "topic_internal_stage": (STAGES, "likewise"),
    "topic_public_category": (STAGES, "likewise"),
    "topic_internal_category": (STAGES, "likewise"),
    "topic_held_ring": (501 * 2, "of what waits for somebody 500 are counted, and late ones shown"),
    "figure_since": (150, "of each year, kind and part one count: four years instead of two"),
}
# Of what is under way the oldest 3,000 are looked at: of each sort both have more, one three times
# as much.
UNDER_WAY = {TWIN: 6_000, SLUG: 18_000}
# Fifty entries are of as many matters, whose people are read; in a young county they are of fewer.
OF_A_FEED = 50 * 12
DESKS = ("/desk", "/overview")
ALL_OF_IT = {"/account/data.xlsx": "all that is kept of a person, in a file"}
# A small table is read whole or by an index as its statistics fall; both counties lie in it.
TOUCHED = """
    SELECT its.relname AS name, seq_tup_read AS rows FROM pg_stat_user_tables AS its
    JOIN pg_class ON pg_class.oid = relid AND NOT reltuples BETWEEN 0 AND 300
    UNION ALL SELECT indexrelname, idx_tup_read FROM pg_stat_user_indexes
"""


class Opened(NamedTuple):
    status: int
    size: int
    rows: Counter[str]


@pytest.fixture(scope="module")
async def twins(server: Server, database: str) -> AsyncIterator[tuple[Any, dict[str, int]]]:
    assert database
    await create(DATABASE, server)
    superuser: Any = await asyncpg.connect(server.url(DATABASE))
    await superuser.execute("ALTER SYSTEM SET autovacuum = off")
    await superuser.execute("SELECT pg_reload_conf()")
    await given.divisions(server.url(DATABASE, "app_owner"))
    before, DB.pool = DB.pool, None
    try:
        async with connection_pool(
            dsn=server.url(DATABASE, "app_rw"),
            min_size=1,
            max_size=1,
            statement_cache_size=2000,
            max_cached_statement_lifetime=0,
            server_settings=LIMITS | SERVED,
        ):
            yield superuser, await grown(superuser)
    finally:
        DB.pool = before
        await superuser.execute("ALTER SYSTEM RESET autovacuum")
        await superuser.execute("SELECT pg_reload_conf()")
        await superuser.close()


async def touched(superuser: Any) -> Counter[str]:
    """So far, table by table and index by index."""
    pool: Any = DB.pool
    async with pool.acquire() as connection:
        await connection.execute("SELECT pg_stat_force_next_flush()")
    return Counter({each["name"]: each["rows"] for each in await superuser.fetch(TOUCHED)})


async def opened(
    superuser: Any, slug: str, county: int, begins: str | tuple[str, ...] = "/"
) -> dict[tuple[str, str], Opened]:
    found = {}
    with bound_to(county):
        places = await named(county)
        for who in (STRANGER, *INSIDE):
            async with browser(f"/{slug}") as client:
                if who:
                    client.cookies.set(cookie_name(f"/{slug}"), await session(SLUG, who))
                for path in [
                    each for each in LISTS if who in LISTS[each] and each.startswith(begins)
                ]:
                    before = await touched(superuser)
                    answer = await client.get(path.format(**places))
                    rows = await touched(superuser) - before
                    found[path, who] = Opened(answer.status_code, len(answer.content), rows)
    return found


async def test_no_page_touches_more_of_an_old_county(
    twins: tuple[Any, dict[str, int]],
) -> None:
    superuser, counties = twins
    young = await opened(superuser, TWIN, counties[TWIN])
    old = await opened(superuser, SLUG, counties[SLUG])
    assert (wrong := more_read(young, old)) == [], "\n".join(wrong)


async def test_no_desk_touches_more_where_more_is_under_way(
    twins: tuple[Any, dict[str, int]],
) -> None:
    """Behind the other test: from here on there is more."""
    superuser, counties = twins
    for slug, many in UNDER_WAY.items():
        first, last = await superuser.fetchrow(
            "SELECT min(id), max(id) FROM topic WHERE county = $1", counties[slug]
        )
        await superuser.execute("SET session_replication_role = replica")
        raised = Old(times=1, overdue=0, raised=many, declined=0)
        await beside(superuser, counties[slug], raised, first, last)
        await superuser.execute("SET session_replication_role = origin")
    await superuser.execute("VACUUM ANALYZE topic")
    fewer = await opened(superuser, TWIN, counties[TWIN], DESKS)
    more = await opened(superuser, SLUG, counties[SLUG], DESKS)
    assert (wrong := more_read(fewer, more)) == [], "\n".join(wrong)


# What is looked up for whoever opens a page, and what a page of places reads.
PLACES = ("/stations", "/raise", "/people")
OF_PLACES = "county", "provider", "account", "appointment", "station", "department", "charter"
COUNTIES = 100


async def test_no_page_of_places_touches_more_where_more_counties_are(
    twins: tuple[Any, dict[str, int]],
) -> None:
    """Behind the others: from here on there are more."""
    superuser, counties = twins
    few = await opened(superuser, TWIN, counties[TWIN], PLACES)
    await superuser.execute("SET session_replication_role = replica")
    await neighbours(superuser, counties[TWIN], COUNTIES, OF_PLACES)
    await superuser.execute("SET session_replication_role = origin")
    await superuser.execute(f"VACUUM ANALYZE {', '.join(OF_PLACES)}")
    more = await opened(superuser, TWIN, counties[TWIN], PLACES)
    assert (wrong := more_read(few, more)) == [], "\n".join(wrong)


def more_read(
    young: dict[tuple[str, str], Opened], old: dict[tuple[str, str], Opened]
) -> list[str]:
    """Which pages touch too much, and of what."""
    assert {key: each.status for key, each in old.items()} == {
        key: young[key].status for key in old
    }
    assert {each.status for each in old.values()} <= {200, 302, 404}  # none that was for nothing
    wrong = []
    for (path, who), each in old.items():
        before = young[path, who]
        most = allowed(before, each) + (OF_A_FEED if path.endswith("/feed.atom") else 0)
        if path not in ALL_OF_IT and counted(each.rows, before.rows) > most:
            more = (each.rows - before.rows).most_common(3)
            rows = f"{before.rows.total()} → {each.rows.total()} rows"
            wrong.append(f"{path} {who}: {rows}, {before.size} → {each.size} bytes: {more}")
    return wrong


def counted(old: Counter[str], young: Counter[str]) -> int:
    """Without what is bounded: of that, as much as the young one reads."""
    return old.total() - sum(
        min(max(old[name] - young[name], 0), most) for name, (most, _why) in BOUNDED.items()
    )


def allowed(young: Opened, old: Opened) -> float:
    """A page that shows more reads more."""
    return MOST * more_shown(young.size, old.size) * young.rows.total() + BESIDE


def test_what_is_allowed() -> None:
    young, same = (Opened(200, 10_000, Counter(topic_pkey=1_000)) for _ in range(2))
    assert allowed(young, same) == 1_402
    assert allowed(young, same._replace(size=15_000)) == 2_702  # twice as much is shown
    assert allowed(young, same._replace(size=5_000)) == 1_402
    more = Counter(topic_pkey=1_000, passage_steps=1_500)
    assert counted(more, young.rows) == 1_500  # a thousand of them are bounded
