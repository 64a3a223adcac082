"""Two platforms beside each other, the same but for how many counties are on them: twenty, or as
many as there are. What both have costs on both the same, if it does not age with the platform.

Everything is made by statements on sets, of the national list and of what one county of the demo
has counted, each number another. Nothing is fetched.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from app.demonstration import DATABASE, filled, surroundings
from app.migrate import create
from app.processes.postgres import Server
from tests.bench.server import Measured, serving, worker_of
from tests.ports import free_port

COUNTY, OFFICE = "yanjiang", "yanjiang-office"  # its records are the demo's
SMALL, WITHIN, LARGE, NATION = 64, 6401, 51, 156
FEW, PROVINCE, ALL = 20, 183, 2844
MANY = "many"

# Of a small province twenty, of the large one 183, of the others as many as make up the rest.
CHOSEN = """
    SELECT code::int FROM (
        SELECT code, left(code, 2)::int AS province,
               row_number() OVER (PARTITION BY left(code, 2) ORDER BY code) AS place
        FROM division WHERE level = 'county') AS each
    WHERE province = $1 AND place <= $2 OR ($3::int > 0 AND province <> $1)
    ORDER BY province <> $1, province <> $4, code LIMIT greatest($3, $2)
"""
COUNTIES = """
    INSERT INTO county SELECT code::int, 'of-' || code, name, now()
    FROM division WHERE code = ANY($1::int[]::text[]) ON CONFLICT DO NOTHING
"""
SHARES = """
    INSERT INTO share (county, region, item, agreed_by)
    SELECT code, region, item, 'bench' FROM unnest($1::int[]) AS code
    CROSS JOIN LATERAL (VALUES (code / 100), (code / 10000), (156)) AS above (region)
    CROSS JOIN (SELECT item FROM county_series WHERE county = $2) AS items
    ON CONFLICT DO NOTHING
"""
# As the demo's county counted, times what is this county's and this measure's own.
SERIES = """
    INSERT INTO county_series (county, item, began, sums)
    SELECT code, item, began, (
        SELECT array_agg(line ORDER BY m) FROM generate_subscripts(sums, 1) AS m,
        LATERAL (
            SELECT array_agg(
                sums[m][q] * (40 + (hashtext(code || item || m) & 127)) / 100 ORDER BY q) AS line
            FROM generate_subscripts(sums, 2) AS q) AS each)
    FROM unnest($1::int[]) AS code CROSS JOIN county_series
    WHERE county = $2 AND code <> $2
"""
NOTED = """
    INSERT INTO jobs.uncounted SELECT DISTINCT region, county FROM share
    WHERE county = ANY($1::int[])
"""
COUNTED = """
    INSERT INTO county_count (county, quarter, item, measure, n)
    SELECT code, quarter, item, measure, n FROM unnest($1::int[]) AS code CROSS JOIN (
        SELECT * FROM county_count WHERE county = $2 ORDER BY quarter DESC LIMIT 40) AS of
    WHERE code <> $2
"""
TOWNSHIPS = """
    INSERT INTO township_count (county, township, stations, villages, covered)
    SELECT left(code, 6)::int, code, (hashtext(code) & 3 = 0)::int, villages,
           villages * (hashtext(code || 'v') & 7) / 14
    FROM division LEFT JOIN LATERAL (
        SELECT count(*)::int AS villages FROM division AS low
        WHERE low.code > division.code AND low.code < division.code || 'x'
          AND length(low.code) = 12) AS of ON true
    WHERE level = 'township' AND left(code, 6) = ANY($1::int[]::text[]) ON CONFLICT DO NOTHING
"""
CASES = """
    INSERT INTO nomination (county, topic, region, onward, title, matter, talk, result,
        nominated_by)
    SELECT code, n, region, false, '路灯 ' || code, '晚上看不清路', '商定先修三盏', '都亮了', '某'
    FROM unnest($1::int[]) AS code CROSS JOIN generate_series(1, 3) AS n
    CROSS JOIN LATERAL (VALUES (code / 100), (code / 10000), (156)) AS above (region)
"""
NOMINATED = """
    INSERT INTO nominated (region, county, nomination)
    SELECT region, county, id FROM nomination WHERE county = ANY($1::int[]) ON CONFLICT DO NOTHING
"""
HOW_MANY = """
    INSERT INTO nominated_count SELECT region, county, state, count(*) FROM nominated
    WHERE county = ANY($1::int[]) GROUP BY 1, 2, 3
    ON CONFLICT (region, county, state) DO UPDATE SET n = excluded.n
"""
# Some records of each, as the demo's county has them; their numbers may be the same.
RECORDS = ("station", "member", "topic", "consultation", "ledger", "seal")
COLUMNS = """
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
      AND attgenerated = '' AND attname <> 'county'
"""
COPY = """
    INSERT INTO {table} (county, {columns})
    SELECT other_county, {columns} FROM (
        SELECT * FROM {table} WHERE county = $2 ORDER BY {order} LIMIT 12) AS known
    CROSS JOIN unnest($1::int[]) AS other_county
    WHERE other_county <> $2 ON CONFLICT DO NOTHING
"""


class Platforms(NamedTuple):
    """`cookies`: by realm, of its staff; good on both."""

    few: Measured
    many: Measured
    cookies: dict[str, str]
    superuser: dict[str, str]  # addresses of both databases


@contextmanager
def platforms(folder: Path) -> Iterator[Platforms]:
    port, other = free_port(), free_port()
    with Server(folder / "postgres") as database, ExitStack() as stack:
        asyncio.run(create(DATABASE, database))
        environment = os.environ | surroundings(database, folder, port) | {"DEMO_COUNTIES": COUNTY}
        filled(environment | {"OWNER_DATABASE_URL": database.url(DATABASE, "app_owner")})
        os.environ |= environment
        cookies = asyncio.run(counted_and_signed_in())
        asyncio.run(loaded(database))
        there = environment | {
            "DATABASE_URL": database.url(MANY, "app_rw"),
            "PORT": str(other),
            "BASE_URL": f"http://127.0.0.1:{other}",
        }
        few = stack.enter_context(serving(environment, port))
        many = stack.enter_context(serving(there, other))
        yield Platforms(
            Measured(port, worker_of(few), database, environment),
            Measured(other, worker_of(many), database, there),
            cookies,
            {"few": database.url(DATABASE), MANY: database.url(MANY)},
        )


async def loaded(server: Server) -> None:
    import asyncpg  # noqa: PLC0415

    admin: Any = await asyncpg.connect(server.url("postgres"))
    await admin.execute(f"DROP DATABASE IF EXISTS {MANY}")
    await admin.execute(f"CREATE DATABASE {MANY} TEMPLATE {DATABASE} OWNER app_owner")
    await admin.close()
    for name, province, most in ((DATABASE, SMALL, 0), (MANY, SMALL, ALL)):
        raw: Any = await asyncpg.connect(server.url(name))  # past policies
        chosen = await raw.fetch(CHOSEN, province, FEW, most, LARGE)
        await fill(raw, [each["code"] for each in chosen])
        await raw.execute("VACUUM ANALYZE")
        await raw.close()
        await counted(server.url(name, "app_rw"))


async def counted(address: str) -> None:
    """As the worker does, of the regions that are measured."""
    from app.db import bound_to, connection_pool  # noqa: PLC0415
    from app.regions.counting import count_some  # noqa: PLC0415

    async with connection_pool(min_size=1, max_size=1, dsn=address):
        for region in (SMALL, WITHIN, LARGE, NATION):
            with bound_to(region):
                while await count_some():
                    pass


async def fill(raw: Any, counties: list[int]) -> None:
    known = await raw.fetchval("SELECT id FROM county WHERE slug = $1", COUNTY)
    async with raw.transaction():
        await raw.execute("SET LOCAL session_replication_role = replica")
        made = (COUNTIES, SHARES, SERIES, NOTED, COUNTED, TOWNSHIPS, CASES, NOMINATED, HOW_MANY)
        for statement in made:
            values = [counties, known] if "$2" in statement else [counties]
            await raw.execute(statement, *values)
        for table in RECORDS:
            columns = await raw.fetchval(COLUMNS, table)
            copy = COPY.format(table=table, columns=columns, order=columns.partition(", ")[0])
            await raw.execute(copy, counties, known)


async def counted_and_signed_in() -> dict[str, str]:
    """The county of which all others take after; and whoever asks for pages."""
    from app.access.sessions import cookie_name, open_session  # noqa: PLC0415
    from app.accounts.operators import name_person  # noqa: PLC0415
    from app.db import bound_to, connection_pool, county_tx, value  # noqa: PLC0415
    from app.ledger.counting import keep  # noqa: PLC0415
    from app.tenancy.realms import county_called  # noqa: PLC0415

    provider = {
        "name": "p", "issuer": "https://p.example", "client_id": "c", "client_secret": "s",
    }  # fmt: skip
    found: dict[str, str] = {}
    async with connection_pool(min_size=1, max_size=1):
        own = await county_called(COUNTY) or 0
        with bound_to(own):
            await keep()
        realms = {f"/{COUNTY}": (own, OFFICE)}
        for region in (SMALL, WITHIN, LARGE, NATION):
            await name_person(region, provider, f"staff-{region}", "人")
            realms[f"/regions/{region}"] = region, f"staff-{region}"
        for path, (realm, subject) in realms.items():
            with bound_to(realm):
                async with county_tx():
                    account: Any = await value(
                        'SELECT "id" FROM "account" WHERE "account"."county" = $1'
                        ' AND "subject" = $2',
                        subject,
                    )
                    found[path] = f"{cookie_name(path)}={await open_session(account)}"
    return found
