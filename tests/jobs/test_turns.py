"""Jobs by turns: no county waits behind another's ten thousand."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pgqueuer.domain.types import QueueEntrypoint, QueueManagerId
from pgqueuer.ports.repository import EntrypointExecutionParameter

from app.db import bound_to, county_tx
from app.jobs import enqueue
from app.jobs.taking import queries
from app.jobs.turns import PLACE, SHARE, TAKEN
from tests.plans import looked_at, nodes

pytestmark = pytest.mark.anyio

MANY = """
    INSERT INTO jobs.pgqueuer (priority, status, entrypoint, payload, headers)
    SELECT -n, 'queued', 'test.turns', '{}', jsonb_build_object('county', $1::int::text)
    FROM generate_series(0, $2 - 1) AS n
"""
OF_EACH = """
    INSERT INTO jobs.pgqueuer (priority, status, entrypoint, payload, headers)
    SELECT -n, 'queued', 'test.turns', '{}', jsonb_build_object('county', (100000 + c)::text)
    FROM generate_series(1, 2844) AS c, generate_series(0, 3) AS n
"""
NAME = QueueEntrypoint("test.turns")


@pytest.fixture
async def queue(superuser: Any) -> AsyncIterator[Any]:
    await superuser.execute("TRUNCATE jobs.pgqueuer")
    yield superuser
    await superuser.execute("TRUNCATE jobs.pgqueuer")


async def taken(queue: Any, manager: QueueManagerId, size: int = 3) -> list[int]:
    """→ whose jobs are taken next, in that order."""
    found = await queries(queue).dequeue(
        batch_size=size,
        entrypoints={NAME: EntrypointExecutionParameter(concurrency_limit=0)},
        queue_manager_id=manager,
        global_concurrency_limit=2 * size,
        heartbeat_timeout=timedelta(seconds=30),
    )
    return [int(str((each.headers or {})["county"])) for each in found]


def a_worker() -> QueueManagerId:
    return QueueManagerId(uuid4())


async def test_behind_ten_thousand_of_one_county_anothers_comes_next(
    county: int, other_county: int, queue: Any
) -> None:
    await queue.execute(MANY, county, 10_000)
    with bound_to(other_county):
        async with county_tx():
            for number in range(3):
                await enqueue(NAME, number=number)
    assert await taken(queue, a_worker()) == [county, other_county, county]
    assert await taken(queue, a_worker()) == [other_county, county, other_county]


async def test_within_a_county_the_order_is_that_of_asking(county: int, queue: Any) -> None:
    async with county_tx():
        for number in range(4):
            await enqueue(NAME, number=number)
    rows = await queue.fetch("SELECT payload FROM jobs.pgqueuer ORDER BY priority DESC, id")
    asked = [json.loads(each["payload"]) for each in rows]
    assert asked == [{"county": county, "ids": {"number": number}} for number in range(4)]


async def test_what_is_asked_for_lies_there_as_pgqueuer_lays_it(county: int, queue: Any) -> None:
    async with county_tx():
        await enqueue(NAME, number=7)
    payload = json.dumps({"county": county, "ids": {"number": 7}}).encode()
    await queries(queue).enqueue(NAME, payload, priority=-1, headers={"county": str(county)})
    times = "'id', 'job_id', 'created', 'updated', 'heartbeat', 'execute_after', 'priority'"
    for table in ("pgqueuer", "pgqueuer_log"):
        found = await queue.fetch(f"""
            SELECT to_jsonb(each) - ARRAY[{times}] AS it, created
            FROM jobs.{table} AS each WHERE entrypoint = $1 ORDER BY id DESC LIMIT 2
        """, NAME)  # noqa: S608  # fmt: skip
        assert len(found) == 2
        assert found[0]["it"] == found[1]["it"], table


async def test_jobs_that_hang_take_no_more_than_a_share_of_a_worker(
    county: int, other_county: int, queue: Any
) -> None:
    await queue.execute(MANY, county, 10_000)
    worker = a_worker()
    assert await taken(queue, worker) == [county] * SHARE
    assert await taken(queue, worker) == []
    with bound_to(other_county):
        async with county_tx():
            await enqueue(NAME)
    assert await taken(queue, worker) == [other_county]


async def test_a_dead_workers_jobs_are_taken_again(county: int, queue: Any) -> None:
    await queue.execute(MANY, county, 2)
    assert await taken(queue, a_worker()) == [county] * 2
    assert await taken(queue, a_worker()) == []
    await queue.execute("UPDATE jobs.pgqueuer SET heartbeat = now() - interval '1 minute'")
    assert await taken(queue, a_worker()) == [county] * 2


async def test_the_queue_is_read_from_its_head_however_many_wait(queue: Any) -> None:
    await queue.execute(OF_EACH)
    await queue.execute("ANALYZE jobs.pgqueuer")
    asked = (3, [NAME], uuid4(), timedelta(seconds=30), 6)
    for statement, values in ((TAKEN, asked), (PLACE, (100001,))):
        async with queue.transaction():
            plan = await queue.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", *values)
        found = nodes(json.loads(plan)[0]["Plan"])
        assert max(looked_at(each) for each in found if "Relation Name" in each) <= 110
