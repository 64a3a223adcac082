"""A web worker plans each statement once, however good a plan for just this county looks: to plan a
desk takes longer than to read it.
"""

from typing import Any

import pytest

from app.access.roles import Account, Grant, Role
from app.db import DB, county_tx, served_pool, value
from app.portal.desk.held import topics_of
from app.processes.postgres import Server

pytestmark = pytest.mark.anyio

PLANNED = """
    SELECT generic_plans, custom_plans FROM pg_prepared_statements
    WHERE statement LIKE '%held_by%' AND statement NOT LIKE '%pg_prepared%'
"""


@pytest.mark.usefixtures("county")
async def test_what_is_asked_again_and_again_is_planned_once(
    server: Server, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(DB.config, "dsn", server.url(database, "app_rw"))
    monkeypatch.setattr(DB, "pool", None)
    office = Account(id=1, name="张三", grants=(Grant(Role.OFFICE, None),))
    nobody: Any = None
    async with served_pool(nobody):
        for nth in range(9):  # beyond the five that PostgreSQL tries
            async with county_tx(readonly=True):
                await topics_of(office, "", 51)
                for other in range(150):
                    await value(f"SELECT {other} + {nth} * 1000 + $1::int")
        async with county_tx(readonly=True) as transaction:
            found: Any = await transaction.connection.fetch(PLANNED)
    assert [tuple(each) for each in found] == [(9, 0)] * 2  # where something waits, and what of it
