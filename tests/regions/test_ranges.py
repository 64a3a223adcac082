"""A region's role reads a range of its counties' codes from the key, and not the whole platform: by
what the database says it would do, and by what it did.
"""

import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from app.cases.region_choice import COUNTIES, HOW_MANY
from app.db import bound_to, region_tx, value
from app.ledger.series import PLACE_OF
from app.processes.postgres import Server
from app.regions.comparison.coverage import WITHOUT
from app.regions.counts import series_sql
from tests.plans import looked_at, nodes

pytestmark = pytest.mark.anyio

PREFECTURE, PROVINCE = 6203, 62
# As many counties as there are, of which the prefecture has 20 and the province 60.
PLATFORM = """
    INSERT INTO county SELECT code, 'ranges-' || code, '县' || code, now()
    FROM (SELECT 620301 + n FROM generate_series(0, 19) n
          UNION SELECT 620401 + n FROM generate_series(0, 39) n
          UNION SELECT 610001 + n FROM generate_series(0, 2783) n) AS c (code)
"""
FILL = """
    INSERT INTO share (county, region, item, agreed_by)
    SELECT id, region, item, '李'
    FROM county CROSS JOIN unnest(ARRAY['activity', 'coverage']) AS item
    CROSS JOIN LATERAL (VALUES (id / 100), (id / 10000)) AS above (region)
    WHERE slug LIKE 'ranges-%';
    INSERT INTO county_count (county, quarter, item, measure, n)
    SELECT id, '2026-01-01', item, measure, 3
    FROM county CROSS JOIN (VALUES ('activity', 'consultations'), ('activity', 'raised'),
        ('coverage', 'stations'), ('results', 'adopted')) AS of (item, measure)
    WHERE slug LIKE 'ranges-%';
    INSERT INTO county_series (county, item, began, sums)
    SELECT county, item, 8104, ARRAY[ARRAY[3::bigint]]
    FROM county_count JOIN county ON county.id = county_count.county
    WHERE slug LIKE 'ranges-%' GROUP BY 1, 2;
    INSERT INTO township_count (county, township, stations, villages, covered)
    SELECT id, id || '00' || n, (n <= 3)::int, 2, (n <= 3)::int
    FROM county CROSS JOIN generate_series(1, 4) n
    WHERE slug LIKE 'ranges-%';
    INSERT INTO standing (county, region, indicator, first, last, light, among)
    SELECT county, region, 'x', '2026-01-01', '2026-01-01', '', 5
    FROM share WHERE county BETWEEN 610000 AND 629999
    ON CONFLICT DO NOTHING;
    INSERT INTO nominated_count
    SELECT DISTINCT region, county, 'waiting', 3 FROM share WHERE region = 62;
    INSERT INTO told (county, indicator, last, counties, among)
    SELECT region, 'x' || n, '2026-01-01', '{}', 5
    FROM (
        SELECT DISTINCT region FROM share WHERE county BETWEEN 610000 AND 629999) AS of,
        generate_series(1, 300) n;
"""
AWAY = """
    DELETE FROM told WHERE indicator LIKE 'x%'; DELETE FROM standing WHERE indicator = 'x';
    DELETE FROM nominated_count WHERE county BETWEEN 610000 AND 629999;
    DELETE FROM township_count WHERE county BETWEEN 610000 AND 629999;
    DELETE FROM share WHERE county BETWEEN 610000 AND 629999;
    DELETE FROM county_series WHERE county BETWEEN 610000 AND 629999;
    DELETE FROM county_count WHERE county BETWEEN 610000 AND 629999;
    DELETE FROM county WHERE slug LIKE 'ranges-%';
"""
# The nation has told of some in other tests, or not.
AKIN = "SELECT DISTINCT county FROM told WHERE county <> 156 ORDER BY 1"
TABLES = {
    "county_count": 60, "county_series": 40, "share": 40, "standing": 20, "township_count": 80,
}  # fmt: skip


@pytest.fixture
async def raw(superuser: Any, server: Server, database: str) -> AsyncIterator[Any]:
    """As the region's role, on a full platform."""
    async with superuser.transaction():
        await superuser.execute("SET LOCAL session_replication_role = replica")
        await superuser.execute(PLATFORM)
        await superuser.execute(FILL)
    await superuser.execute("ANALYZE")
    connection: Any = await asyncpg.connect(server.url(database, "app_rw"))
    await connection.execute("SET ROLE app_region")
    yield connection
    await connection.close()
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(AWAY)


async def plan_of(raw: Any, region: int, sql: str) -> list[dict[str, Any]]:
    await raw.execute(f"SET app.region = '{region}'")
    found = json.loads(await raw.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {sql}"))
    return list(nodes(found[0]["Plan"]))


async def test_each_policy_is_a_range_of_the_key(raw: Any) -> None:
    for table, most in TABLES.items():
        column = "indicator" if table == "standing" else "county"
        found = await plan_of(raw, PREFECTURE, f"SELECT {column} FROM {table}")  # noqa: S608
        own = [node for node in found if node.get("Relation Name") == table]
        if table == "share":
            own = own[:1]
        assert own, table
        assert all("Scan" in node["Node Type"] for node in own)
        assert all(node["Node Type"] != "Seq Scan" for node in own), (table, own)
        ranges = [node for node in found if "first_county" not in node.get("Filter", "")]
        assert any("county >=" in node.get("Index Cond", "") for node in ranges), (table, found)
        read = sum(
            node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            for node in found
            if node.get("Relation Name") == table
        )
        assert 0 < read <= 2 * most, (table, read)


@pytest.mark.parametrize("sql", [HOW_MANY.format(narrowed=""), COUNTIES], ids=["counts", "names"])
async def test_what_is_nominated_is_counted_once_for_each_county(raw: Any, sql: str) -> None:
    """Its counts have no statistics: a join would be taken for one row, and read all that is shared
    for each county, which takes the nation longer than any page may.
    """
    await raw.execute("SET plan_cache_mode = 'force_generic_plan'")
    await raw.execute(f"SET app.region = '{PROVINCE}'; PREPARE asked (int) AS {sql}")
    plan = f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) EXECUTE asked ({PROVINCE})"
    found = list(nodes(json.loads(await raw.fetchval(plan))[0]["Plan"]))
    of_counts = [each for each in found if each.get("Relation Name") == "nominated_count"]
    assert [each["Actual Rows"] for each in of_counts] == [60]
    assert sum(looked_at(each) for each in found if "Relation Name" in each) <= 60 * 5


async def test_the_region_s_places_are_three_ranges(raw: Any) -> None:
    found = await plan_of(raw, PREFECTURE, "SELECT county FROM told")
    assert not any(node["Node Type"] == "Seq Scan" for node in found), found
    await raw.execute(f"SET app.region = '{PROVINCE}'")
    akin = await raw.fetch(AKIN)
    assert [each["county"] for each in akin] == [62, 6203, 6204]
    await raw.execute(f"SET app.region = '{PREFECTURE}'")
    assert [each["county"] for each in await raw.fetch(AKIN)] == [62, 6203]


async def test_numbers_are_put_together_without_sorting_the_arrays(raw: Any, pool: None) -> None:
    """The planner takes 60 counties for one; a sort would take all their arrays along, once for
    each measure.
    """
    assert raw is not pool
    measures = ["raised", "consultations", "stations"]
    items, places = zip(*(PLACE_OF[each] for each in measures), strict=True)
    asked = list(items), measures, list(places), [8103, 8104]
    with bound_to(PROVINCE):
        async with region_tx(readonly=True):
            plan = await value(f"/* app_region */ EXPLAIN (FORMAT JSON) {series_sql(2)}", *asked)
    found = list(nodes(json.loads(plan)[0]["Plan"]))
    assert found[0]["Strategy"] == "Hashed"
    assert not any(node["Node Type"] == "Sort" for node in found), found


async def test_townships_that_have_something_are_not_asked_whose_they_are(
    raw: Any, pool: None
) -> None:
    """Of 80 in the prefecture, 20 have nothing."""
    assert raw is not pool
    with bound_to(PREFECTURE):
        async with region_tx(readonly=True):
            asked = "/* app_region */ EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF)"
            plan = await value(f"{asked} {WITHOUT}", 0, "", None)
    found = list(nodes(json.loads(plan)[0]["Plan"]))
    read = [looked_at(node) for node in found if node.get("Relation Name") == "township_count"]
    assert read == [20]
