"""Names of a whole list's matters are gathered once, whatever the planner expects of the county."""

import json
from typing import Any

import pytest

from app.access.visibility import reader
from app.db import county_tx, execute, tx, value
from app.veiling.queries import HIDDEN, hidden_in
from tests import given
from tests.plans import nodes

pytestmark = pytest.mark.anyio

CIRCLE = """
    INSERT INTO "circle" ("county", "topic", "grp", "name")
    SELECT $1, topic, 'residents', '张' || n FROM unnest($2::bigint[]) AS topic,
        generate_series(1, 3) AS n
"""


@pytest.mark.usefixtures("county")
async def test_names_of_a_list_are_read_once() -> None:
    """Twenty matters of three names each: no join but the worst one is left to the planner."""
    station = await given.a_station()
    topics = [await given.a_topic(station, story=f"路灯{n}") for n in range(20)]
    texts = dict.fromkeys(topics, "张三、李四，路灯坏了")
    async with county_tx():
        await execute(CIRCLE, topics)
        hidden = await hidden_in(None, texts)
        off = [f"SET LOCAL enable_{each} = off" for each in ("hashjoin", "mergejoin", "material")]
        await tx().connection.execute("; ".join(off))
        asked: dict[str, Any] = {"topics": topics, "texts": list(texts.values()), **reader(None)}
        plan = await value(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {HIDDEN}", **asked)
    assert {*hidden} == {*topics}
    assert {"张1", "张2", "张3"} <= {*hidden[topics[0]]}
    names = [node for node in nodes(json.loads(plan)[0]["Plan"]) if is_of(node, "circle")]
    assert [node["Actual Loops"] for node in names] == [1]


def is_of(node: dict[str, Any], table: str) -> bool:
    return node.get("Relation Name") == table
