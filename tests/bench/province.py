"""What comparing costs: 183 counties over 12 quarters, with ten times the records behind them, the
whole country; and what keeping the counts up costs whoever files a consultation.
"""

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

from tests.bench.scores import cpu
from tests.bench.server import Measured

REGION = 51
LIST = "/yanjiang/topics"
TENTH = 0.1
NATION = 2844
FILED = 30
TIMES = 20
# Past policies and triggers: what is there once more, nine times over.
MORE = """
    INSERT INTO ledger (county, kind, happened_on, recorded_at, actor, station, topic, consultation,
        commitment, member, quantity, level, station_kind, category, form, result, role)
    SELECT county, kind, happened_on, recorded_at, actor, station, topic, consultation, commitment,
        member, quantity, level, station_kind, category, form, result, role
    FROM ledger CROSS JOIN generate_series(1, 9)
    WHERE county / 10000 = $1 AND kind <> 'station.opened' AND reverses IS NULL
"""
WAITING = """
    INSERT INTO unsealed SELECT county, id FROM ledger WHERE county / 10000 = $1
    AND NOT EXISTS (SELECT FROM seal WHERE seal.county = ledger.county AND seal.entry = ledger.id)
    ON CONFLICT DO NOTHING
"""
COUNTRY = """
    INSERT INTO county SELECT code, 'nation-' || code, '县' || code, now()
    FROM generate_series($1 * 10000 + 1, $1 * 10000 + 9999) AS code
    WHERE NOT EXISTS (SELECT FROM county AS known WHERE known.id = code) ORDER BY code
    LIMIT $2 - (SELECT count(*) FROM county WHERE id / 10000 = $1)
"""
SHARED = """
    INSERT INTO share (county, region, item, agreed_by)
    SELECT id, $1, item, 'bench'
    FROM county CROSS JOIN (SELECT DISTINCT item FROM share WHERE region = $1) AS items
    WHERE id / 10000 = $1 AND slug LIKE 'nation-%'
"""
COUNTED = """
    INSERT INTO county_count (county, quarter, item, measure, n)
    SELECT fresh.id, quarter, item, measure, n
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM county
          WHERE slug LIKE 'nation-%') AS fresh
    JOIN (SELECT county, row_number() OVER (ORDER BY county) AS place
          FROM (SELECT DISTINCT county FROM county_count WHERE county / 10000 = $1) AS each)
        AS known ON known.place = 1 + fresh.place % (
            SELECT count(DISTINCT county) FROM county_count WHERE county / 10000 = $1)
    JOIN county_count ON county_count.county = known.county
"""
SERIES = (
    COUNTED.replace("county_count (county, quarter, item, measure, n)", "county_series")
    .replace("fresh.id, quarter, item, measure, n", "fresh.id, item, began, sums")
    .replace("JOIN county_count ON county_count", "JOIN county_series ON county_series")
)
# A prefecture of twenty counties like the demo's, and then as many others as there are.
TWENTY, PREFECTURE = 20, 6203
LIKE = """
    INSERT INTO county SELECT code, 'like-' || code, '县' || code, now()
    FROM unnest($1::int[]) AS code;
    INSERT INTO share (county, region, item, agreed_by)
    SELECT code, region, item, 'bench' FROM unnest($1::int[]) AS code
    CROSS JOIN LATERAL (VALUES (code / 100), (code / 10000)) AS above (region)
    CROSS JOIN (SELECT DISTINCT item FROM share) AS items;
    INSERT INTO county_count (county, quarter, item, measure, n)
    SELECT code, quarter, item, measure, n FROM unnest($1::int[]) AS code
    CROSS JOIN county_count WHERE county = $2;
    INSERT INTO county_series (county, item, began, sums)
    SELECT code, item, began, sums FROM unnest($1::int[]) AS code
    CROSS JOIN county_series WHERE county = $2;
    INSERT INTO township_count (county, township, stations, villages, covered)
    SELECT code, code || right(township, 3), stations, villages, covered
    FROM unnest($1::int[]) AS code CROSS JOIN township_count WHERE county = $2
"""
REGION_PAGES = ("/", "/coverage", "/weights", "/cases", "/indicators", "/keys")


def measure(server: Measured, say: Any) -> None:
    os.environ |= server.environment
    began = time.monotonic()
    asyncio.run(build())
    cookie = asyncio.run(cookie_of())
    asyncio.run(vacuum(server))
    took = time.monotonic() - began
    compare, views = addresses()
    listed = once(server, [LIST] * TIMES, "")
    note = f"  (province built and counted in {took:.0f} s)"
    kept, anew = both(server, compare, views, cookie)
    what = "Compare, 183 counties × 12 quarters: CPU with database"
    say(f"{what}, kept", kept / listed, 3, "×", detail=f"  {kept:.1f} : {listed:.1f} ms{note}")
    say(f"{what}, anew", anew / listed, 3, "×", detail=f"  {anew:.1f} : {listed:.1f} ms")
    asyncio.run(ten_times(server))
    kept_then, anew_then = both(server, compare, views, cookie)
    say("Compare, ten times the records, kept", kept_then / kept, 1.1, "×")
    detail = f"  {anew_then:.1f} : {anew:.1f} ms"
    say("Compare, ten times the records, anew", anew_then / anew, 1.1, "×", detail=detail)
    asyncio.run(country(server))
    kept, anew = both(server, compare, views[:8], cookie)
    say(f"Compare, {NATION} counties: times the list, kept", kept / listed, 10, "×")
    detail = f"  {anew:.0f} : {listed:.1f} ms"
    say(f"Compare, {NATION} counties: times the list, anew", anew / listed, 15, "×", detail=detail)


def filing(server: Measured, say: Any) -> None:
    os.environ |= server.environment
    marks, counting, whole = asyncio.run(costs_of_filing(server))
    detail = f"  {marks:.2f} : {whole:.1f} ms"
    say(
        "Keeping counts up, in a filing: part of its CPU",
        100 * marks / whole,
        10,
        "%",
        detail=detail,
    )
    detail = f"  {counting:.2f} : {whole:.1f} ms a filing, {FILED} filings counted at once"
    say(
        "… with the worker's counting afterwards",
        100 * (marks + counting) / whole,
        10,
        "%",
        detail=detail,
    )


def addresses(region: int = REGION) -> tuple[str, list[str]]:
    """One view, and many that nobody has looked at."""
    from app.dates import today  # noqa: PLC0415  (the settings are this server's by now)
    from app.ledger.measures import quarter_of  # noqa: PLC0415
    from app.regions.dictionary import DICTIONARY  # noqa: PLC0415
    from app.regions.quarters import QUARTERS, quarter_after, written  # noqa: PLC0415

    last = quarter_of(today())
    time = f"from={written(quarter_after(last, 1 - QUARTERS))}&to={written(last)}"
    views = [f"/regions/{region}/compare?by={each.key}&{time}" for each in DICTIONARY]
    return views[0], views


def both(server: Measured, compare: str, views: list[str], cookie: str) -> tuple[float, float]:
    """Milliseconds of processor time: of a page that is kept, of one that is made."""
    asyncio.run(other(server))
    anew = once(server, views, cookie)
    server.get(compare, cookie)
    return once(server, [compare] * TIMES, cookie), anew


def tenants(server: Measured, say: Any) -> None:
    """A prefecture's pages and its province's, alone with its 20 counties and among 2,844."""
    os.environ |= server.environment
    found: dict[str, dict[str, list[float]]] = {}
    few = [PREFECTURE * 100 + 1 + n for n in range(TWENTY)]
    most = [(REGION + 12 + n // 90) * 10000 + 101 + n % 90 for n in range(NATION - TWENTY)]
    for name, more in (("alone", few), ("among", most)):
        asyncio.run(like(server, more))
        for region in (PREFECTURE, PREFECTURE // 100):
            cookie = asyncio.run(cookie_of_new(region))
            pages = {f"compare {n}": page for n, page in enumerate(addresses(region)[1][:10])}
            pages |= {page: f"/regions/{region}{page}" for page in REGION_PAGES}
            pages["profile"] = f"/regions/{region}/counties/{few[0]}"
            once(server, [*pages.values()], cookie)  # statements are prepared
            for page, path in pages.items():
                asyncio.run(other(server, region))
                spent = once(server, [path] * 15, cookie)
                kind = f"{region} {page.partition(' ')[0]}"
                found.setdefault(kind, {}).setdefault(name, []).append(spent)
    for kind, both_of in found.items():
        alone, among = (sum(both_of[name]) / len(both_of[name]) for name in ("alone", "among"))
        what = f"Region {kind}: CPU among {NATION} counties, times alone"
        say(what, among / alone, 1.1, "×", detail=f"  {among:.1f} : {alone:.1f} ms")


async def like(server: Measured, counties: list[int]) -> None:
    connection = await past_policies(server)
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        known = await connection.fetchval("SELECT county FROM county_series LIMIT 1")
        for statement in LIKE.split(";"):
            values = [counties, known] if "$2" in statement else [counties]
            await connection.execute(statement, *values)
    await connection.close()
    await vacuum(server)


async def cookie_of_new(region: int) -> str:
    from app.accounts.operators import name_person  # noqa: PLC0415
    from app.db import connection_pool  # noqa: PLC0415

    provider = {
        "name": "p", "issuer": "https://p.example", "client_id": "c", "client_secret": "s",
    }  # fmt: skip
    async with connection_pool(min_size=1, max_size=1):
        await name_person(region, provider, f"region-{region}", "人")
    return await cookie_of(region)


def once(server: Measured, paths: list[str], cookie: str) -> float:
    server.get(LIST)
    before = cpu(server)
    for path in paths:
        server.get(path, cookie)
    return (cpu(server) - before) / len(paths) * 1e3


async def build() -> None:
    from app.db import connection_pool  # noqa: PLC0415
    from app.demo.province import build as build_province  # noqa: PLC0415

    async with connection_pool(min_size=1, max_size=2):
        await build_province(REGION, density=TENTH, progress=lambda _text: None)


async def cookie_of(region: int = REGION) -> str:
    from app.access.sessions import cookie_name, open_session  # noqa: PLC0415
    from app.db import bound_to, connection_pool, county_tx, value  # noqa: PLC0415

    async with connection_pool(min_size=1, max_size=1):
        with bound_to(region):
            async with county_tx():
                account: Any = await value(
                    'SELECT "id" FROM "account" WHERE "account"."county" = $1 AND "subject" = $2',
                    f"region-{region}",
                )
                token = await open_session(account)
    return f"{cookie_name(f'/regions/{region}')}={token}"


async def past_policies(server: Measured) -> Any:
    import asyncpg  # noqa: PLC0415

    return await asyncpg.connect(server.database.url("shangliang"))


async def vacuum(server: Measured) -> None:
    connection = await past_policies(server)
    for table in ("ledger", "county", "county_count", "county_series", "share", "township_count"):
        await connection.execute(f"VACUUM ANALYZE {table}")
    await connection.close()


async def other(server: Measured, region: int = REGION) -> None:
    """Something has changed: no page that is kept is as it should be."""
    connection = await past_policies(server)
    await connection.execute(
        "UPDATE share SET agreed = nextval('app.change'), changed = nextval('app.change')"
        " WHERE region = $1",
        region,
    )
    await connection.execute("VACUUM ANALYZE share")
    await connection.close()


async def ten_times(server: Measured) -> None:
    from app.db import bound_to, connection_pool  # noqa: PLC0415
    from app.ledger.counting import keep  # noqa: PLC0415

    connection = await past_policies(server)
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(MORE, REGION)
        await connection.execute(WAITING, REGION)
    found = await connection.fetch("SELECT id FROM county WHERE id / 10000 = $1", REGION)
    await connection.execute("ANALYZE ledger")
    async with connection_pool(min_size=1, max_size=1):
        for each in found:
            with bound_to(each["id"]):
                await keep()
    await connection.close()
    await vacuum(server)


async def country(server: Measured) -> None:
    """As many counties as there are, all under one region."""
    connection = await past_policies(server)
    await connection.execute(COUNTRY, REGION, NATION)
    await connection.execute(SHARED, REGION)
    await connection.execute(COUNTED, REGION)
    await connection.execute(SERIES, REGION)
    await connection.close()
    await vacuum(server)


async def costs_of_filing(server: Measured) -> tuple[float, float, float]:
    """Milliseconds of processor time, program and database: of noting that there is something to
    count, of counting it, and of a whole filing, in the same process.
    """
    from app.db import connection_pool, county_tx, current_realm  # noqa: PLC0415
    from app.ledger.counting import keep  # noqa: PLC0415
    from app.ledger.posting import note_due  # noqa: PLC0415
    from tests import given  # noqa: PLC0415
    from tests.conftest import signed_in_as_all  # noqa: PLC0415

    def spent() -> float:
        return time.process_time() + cpu(server) - server.cpu()

    async with connection_pool(min_size=1, max_size=2), AsyncExitStack() as stack:
        number = 990_001
        current_realm.set(number)
        async with county_tx():
            await given.a_county(number)
        people = await signed_in_as_all(stack, number)
        sittings = await prepared(people, await given.a_station())
        await keep()
        before = spent()
        for walk, role, path, sitting in sittings:
            version = await walk.version_of(sitting)
            filed = {"version": version, "conclusion": "consensus"}
            await walk.ok(people[role].post(f"{path}/filing", data=filed))
        whole = (spent() - before) / FILED
        before = spent()
        await keep()
        counting = (spent() - before) / FILED
        before = spent()
        async with county_tx():
            for _each in range(10 * FILED):
                await note_due()
        marks = (spent() - before) / (10 * FILED)
    return marks * 1e3, counting * 1e3, whole * 1e3


async def prepared(people: Any, station: int) -> list[tuple[Any, str, str, int]]:
    """Consultations that only need to be filed."""
    from app.charter.model import AGENDA  # noqa: PLC0415
    from tests import given  # noqa: PLC0415
    from tests.walk import Walk  # noqa: PLC0415

    class Stops(Walk):
        async def record_and_file(self, client: Any, path: str, sitting: int) -> None:
            minutes = {"version": await self.version_of(sitting), "minutes": "先修村口的三盏灯。"}
            await self.ok(client.post(f"{path}/record", data=self.plan() | minutes))
            self.stopped = (path, sitting)

    found = []
    for _each in range(FILED):
        walk = Stops(await given.a_topic(station), people, given.charter())
        await walk.until(*AGENDA)
        ring = walk.charter.rings[(await walk.state())["ring"]]
        role = next(role for role in ring.by if role in people)
        await walk.sit_down(role)
        found.append((walk, role, *walk.stopped))
    return found


PARTS: list[Callable[[Measured, Any], None]] = [filing, tenants, measure]
