"""A region's list, of thousands of cases: what the database read for a page of it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.cases import region_choice
from app.db import bound_to, region_tx, value
from tests.plans import looked_at, nodes

pytestmark = pytest.mark.anyio

PROVINCE = 63
FILL = """
    INSERT INTO county SELECT code, 'long-' || code, '县' || code, now()
    FROM generate_series(630101, 630130) AS code;
    INSERT INTO share (county, region, item, agreed_by)
    SELECT code, 63, item, '李' FROM generate_series(630101, 630130) AS code,
        unnest(ARRAY['activity', 'coverage']) AS item;
    INSERT INTO nomination (county, id, topic, region, onward, title, matter, talk, result,
        nominated_by)
    SELECT 630101 + n % 30, n, n, 63, false, 'a', 'b', 'c', 'd', '某'
    FROM generate_series(1, 6000) AS n;  -- 200 of each county
    INSERT INTO nominated SELECT 63, county, id,
        (ARRAY['waiting', 'chosen', 'published', 'declined'])[1 + id % 4]
    FROM nomination WHERE county BETWEEN 630101 AND 630130;
    INSERT INTO nominated_count SELECT region, county, state, count(*) FROM nominated
    WHERE region = 63 GROUP BY 1, 2, 3;
"""
AWAY = """
    DELETE FROM nominated_count WHERE region = 63; DELETE FROM nominated WHERE region = 63;
    DELETE FROM nomination WHERE county BETWEEN 630101 AND 630130;
    DELETE FROM share WHERE county BETWEEN 630101 AND 630130;
    DELETE FROM county WHERE slug LIKE 'long-%';
"""


@pytest.fixture
async def long(superuser: Any, pool: None) -> AsyncIterator[None]:
    assert pool is None
    await superuser.execute(f"SET session_replication_role = replica; {FILL}; ANALYZE")
    yield
    await superuser.execute(AWAY)


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({"before": None, "state": None, "county": None}, 51),
        ({"before": 3001, "state": None, "county": None}, 51),
        ({"before": None, "state": "chosen", "county": None}, 51),
        ({"before": None, "state": None, "county": 630107}, 51),
        ({"before": 3001, "state": "waiting", "county": 630107}, 50),
    ],
)
async def test_a_page_reads_what_it_shows(filters: dict[str, Any], shown: int) -> None:
    sql = region_choice.LIST.format(narrowed=region_choice.narrowed(filters))
    with bound_to(PROVINCE):
        async with region_tx(readonly=True):
            found = await region_choice.listed(**filters)
            read = await read_by(sql, filters)
    assert len(found) == shown
    ids = [each["id"] for each in found]
    assert ids == sorted(ids, reverse=True)
    most = 100 if filters["state"] and filters["county"] else shown  # by county, then by state
    assert read["nominated"] <= most, read
    assert read["nomination"] == shown, read


@pytest.mark.usefixtures("long")
async def test_numbers_are_read_by_county() -> None:
    """30 counties in 4 states; of one county 4 rows, though it has 200."""
    for filters, most, all_of_them in ({"county": None}, 120, 6000), ({"county": 630107}, 4, 200):
        sql = region_choice.HOW_MANY.format(narrowed=region_choice.narrowed(filters))
        with bound_to(PROVINCE):
            async with region_tx(readonly=True):
                found = await region_choice.counted(filters["county"])
                read = await read_by(sql, filters)
        assert sum(each["n"] for each in found) == all_of_them
        assert read["nominated_count"] <= most, read
        assert not {"nomination", "nominated"} & read.keys(), read


async def read_by(sql: str, filters: dict[str, Any]) -> dict[str, int]:
    """By table."""
    plan = await value(
        f"/* app_region */ EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {sql}", **filters
    )
    found: dict[str, int] = {}
    for node in nodes(json.loads(plan)[0]["Plan"]):
        if table := node.get("Relation Name"):
            found[table] = found.get(table, 0) + looked_at(node)
    return found
