"""A county where everything has a mark in its texts and names shares all it can: no page, file,
figure or table that its region reaches holds the mark.
"""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import asyncpg
import pytest
from httpx import AsyncClient

from app.db import current_realm
from app.ledger.counting import keep
from app.processes.postgres import Server
from app.regions.dictionary import BY_KEY, ITEMS
from app.regions.membership import placing
from tests import given
from tests.isolation.test_routes import CANARY, a_full_county
from tests.regions.given_region import agreed, staff_of
from tests.regions.test_comparing import PAGES
from tests.regions.test_keys import a_key

pytestmark = pytest.mark.anyio
MARKS = (CANARY, "赵金雀", "13800005678", "CANARY234")
READABLE = """
    SELECT relname AS name, relnamespace::regnamespace::text AS schema,
           array_agg(attname::text) AS columns FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid
    WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'v')
      AND relnamespace IN ('public'::regnamespace, 'jobs'::regnamespace)
      AND has_schema_privilege(relnamespace, 'USAGE')
      AND has_column_privilege(attrelid, attnum, 'SELECT') GROUP BY 1, 2
"""


async def test_no_mark_comes_through(
    people: dict[str, AsyncClient],
    server: Server,
    database: str,
) -> None:
    county = current_realm.get() or 0
    await given.divisions(server.url(database, "app_owner"))
    await a_full_county(people)
    await keep()
    await agreed(people["office"], county // 10000, *ITEMS)
    await placing.place(county // 10000)
    seen: dict[str, str] = {}
    async with staff_of(county // 10000, f"canary-{county}") as province:
        headers = {"authorization": f"Bearer {await a_key(province)}"}
        for path in (
            *PAGES[1:],
            f"/counties/{county}",
            *(f"/compare?by={key}&from=2024Q1&to=2026Q4" for key in BY_KEY),
            "/api/v1/compare",
            "/api/v1/coverage",
            "/api/v1/trend?indicator=consultations",
        ):
            answer = await province.get(path, headers=headers)
            assert answer.status_code == 200, path
            seen[path] = unpacked(answer.content) if "xlsx" in path else answer.text
    for table, text in (await readable(server, database, county // 10000)).items():
        seen[f"table {table}"] = text
    assert {"table county_count", "table share", "table county"} <= set(seen)
    assert str(county) in seen["table county_count"]
    told = seen.pop("table nomination")  # the texts that the county wrote for its region
    assert [mark for mark in MARKS if mark in told] == [CANARY]
    assert [(where, mark) for where, text in seen.items() for mark in MARKS if mark in text] == []


def unpacked(workbook: bytes) -> str:
    with ZipFile(BytesIO(workbook)) as opened:
        return "\n".join(opened.read(name).decode() for name in opened.namelist())


async def readable(server: Server, database: str, region: int) -> dict[str, str]:
    """Every column of every table that the region's role may read, as text."""
    connection: Any = await asyncpg.connect(server.url(database, "app_rw"))
    await connection.execute("SET ROLE app_region")
    await connection.execute(f"SET app.region = '{region}'")
    found = {}
    try:
        for each in await connection.fetch(READABLE):
            if each["name"] == "division":
                continue
            columns = ", ".join(f'"{column}"::text' for column in each["columns"])
            table = f'{each["schema"]}."{each["name"]}"'
            sql = f"SELECT concat_ws(' ', {columns}) FROM {table}"  # noqa: S608
            found[each["name"]] = "\n".join(row[0] for row in await connection.fetch(sql))
    finally:  # the server would wait for it in the end
        await connection.close()
    return found
