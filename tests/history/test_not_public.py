"""What is not public when a database is brought up to date: strangers' figures are right from then
on, before a county's job has counted any of it and after.
"""

import asyncio
from pathlib import Path

import pytest

from app.db import bound_to, county_tx, rows, value
from app.ledger.counting import keep
from app.ledger.figures import counts
from app.ledger.internal import PERSONS
from app.migrate import migrate
from app.processes.postgres import Server
from tests.history.county import NUMBER
from tests.history.databases import as_released, connected, program_on
from tests.history.make import RELEASES

pytestmark = pytest.mark.anyio
CAME = """
    SELECT topic, kind, sum(quantity) AS n FROM ledger WHERE kind LIKE 'attendance.%'
    GROUP BY 1, 2 ORDER BY 1
"""
DOWN = "UPDATE topic SET published_at = NULL WHERE id = $1"
EVER = 'SELECT "topic" FROM "internal_topic" WHERE "internal_topic"."county" = $1'
TURNED = 'SELECT count(*) FROM "turned" WHERE "turned"."county" = $1'


async def told(*, public: bool) -> dict[str, int]:
    found = dict.fromkeys(map(str, PERSONS), 0)
    async with county_tx(readonly=True):
        for each in await counts([""], list(PERSONS), public=public):
            found[each["kind"]] += each["n"]
    return found


@pytest.mark.parametrize("release", ["0001_baseline.sql", "0060_asked.sql", "0068_along.sql"])
async def test_of_a_release(
    server: Server,
    database: str,  # noqa: ARG001  (its roles)
    release: str,
) -> None:
    path: Path = RELEASES / release
    name = await as_released(server, await asyncio.to_thread(path.read_text))
    async with connected(server.url(name)) as root:
        came = await root.fetch(CAME)
        hidden = came[0]["topic"]
        await root.execute(DOWN, hidden)
    await migrate(server.url(name, "app_owner"))
    whole = dict.fromkeys(map(str, PERSONS), 0)
    rest = dict(whole)
    for each in came:
        whole[each["kind"]] += each["n"]
        rest[each["kind"]] += each["n"] * (each["topic"] != hidden)
    assert rest != whole
    async with program_on(server.url(name, "app_rw")):
        with bound_to(NUMBER):
            assert (await told(public=False), await told(public=True)) == (whole, rest)
            await keep()
            assert (await told(public=False), await told(public=True)) == (whole, rest)
            async with county_tx(readonly=True):
                assert await value(TURNED) == 0
                assert [each["topic"] for each in await rows(EVER)] == [hidden]
