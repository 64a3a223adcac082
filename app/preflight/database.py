"""The database: does the program obey row security there, and is the schema its own?"""

from typing import Any

import asyncpg

from app.away import is_outside
from app.config import Settings
from app.migrate import SchemaError, check
from app.preflight.clocks import of_clock
from app.preflight.findings import Finding, away, fine, wrong

PART = "database"
OLDEST = 15  # of PostgreSQL
SECONDS = 5.0
NO_WORD = (ValueError, OverflowError)  # the latter: of a port beyond all
# Connections: the pool and health's own; the jobs worker's; the publisher's pool and its place.
PER_WORKER, OF_JOBS, OF_PUBLISHER = 11, 19, 7
NOBODY = -1  # no tenant has this number: whoever sees a row of another one sees too much

ASKED = """
    SELECT current_setting('server_version_num')::int / 10000 AS version, clock_timestamp() AS now,
           rolsuper OR rolbypassrls AS above, current_setting('row_security') = 'on' AS secured,
           current_setting('max_connections')::int
               - current_setting('superuser_reserved_connections')::int AS connections,
           array(SELECT relname::text FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                   AND pg_has_role(relowner, 'USAGE') ORDER BY 1) AS owned,
           array(SELECT relname::text FROM pg_class AS held
                 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                   AND NOT (relrowsecurity AND relforcerowsecurity)
                   AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = held.oid
                               AND attname = 'county' AND NOT attisdropped)
                 ORDER BY 1) AS open,
           (SELECT pg_has_role(region.oid, 'MEMBER') FROM pg_roles AS region
            WHERE region.rolname = 'app_region') AS may_be_region,
           (SELECT pg_has_role(region.oid, 'USAGE') FROM pg_roles AS region
            WHERE region.rolname = 'app_region') AS is_region
    FROM pg_roles AS role WHERE role.rolname = current_user
"""
HELD = """
    SELECT relname::text AS name FROM pg_class AS held
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      AND has_table_privilege(oid, 'SELECT')
      AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = held.oid AND attname = 'county'
                  AND NOT attisdropped)
      AND EXISTS (SELECT FROM pg_policy WHERE polrelid = held.oid AND polcmd IN ('r', '*')
                  AND pg_get_expr(polqual, polrelid) = '(county = app.county())')
"""


async def of_database(url: str, needed: int) -> list[Finding]:
    try:
        connection = await asyncpg.connect(url, timeout=SECONDS, command_timeout=SECONDS)
    except Exception as error:
        if isinstance(error, NO_WORD) or not is_outside(error):  # a word that is none, a refusal
            if not isinstance(error, (*NO_WORD, asyncpg.PostgresError)):
                raise
            return wrong(PART, f"lets nobody in: {error}")
        return away(PART, f"does not answer ({type(error).__name__}); it is waited for")
    try:
        return await of_connection(connection, needed)
    except TimeoutError:
        return away(PART, f"answers nothing within {SECONDS:.0f} s; it is waited for")
    except Exception as error:
        if not is_outside(error):
            raise
        return away(PART, f"went away ({type(error).__name__}); it is waited for")
    finally:
        connection.terminate()  # asked politely, it may wait for one that is gone


async def of_connection(connection: Any, needed: int) -> list[Finding]:
    try:
        await check(connection)
    except SchemaError as error:
        return wrong(PART, str(error))
    asked = await connection.fetchrow(ASKED)
    found = [
        *of_role(asked),
        *of_clock(asked["now"], PART),
        *of_room(asked["connections"], needed),
        *of_version(asked["version"]),
    ]
    found += wrong(PART, *await seen_by_nobody(connection))
    return found or fine(PART, f"PostgreSQL {asked['version']}, its schema is ours, rows are held")


def of_role(asked: Any) -> list[Finding]:
    """By infra/roles.sql: it owns nothing, obeys every policy, and is a region only where it says
    so.
    """
    found = []
    if asked["above"]:
        found.append("DATABASE_URL's role is a superuser or has BYPASSRLS: no policy holds it.")
    if asked["owned"]:
        some = ", ".join(asked["owned"][:3])
        found.append(f"DATABASE_URL's role owns tables ({some} …): only `migrate` may run as that.")
    if asked["open"]:
        found.append(f"Row security is not forced on {', '.join(asked['open'])}.")
    if not asked["secured"]:
        found.append("The setting row_security is off.")
    if not asked["may_be_region"]:
        found.append("DATABASE_URL's role is no member of app_region: see infra/roles.sql.")
    if asked["is_region"]:
        found.append("DATABASE_URL's role inherits app_region's rights: see infra/roles.sql.")
    return wrong(PART, *found)


def of_version(version: int) -> list[Finding]:
    if version >= OLDEST:
        return []
    return wrong(PART, f"is PostgreSQL {version}; {OLDEST} or later is needed.")


def connections(settings: Settings) -> int:
    """That all parts together may have."""
    beside = OF_PUBLISHER if settings.publish_to else 0
    return settings.workers * PER_WORKER + OF_JOBS + beside


def of_room(given: int, needed: int) -> list[Finding]:
    if needed <= given:
        return []
    text = f"gives {given} connections; the workers and what runs beside them need {needed}."
    return wrong(PART, text)


async def seen_by_nobody(connection: Any) -> list[str]:
    """Row security as it works, not as it is declared: who is bound to no tenant sees no row."""
    names = [each["name"] for each in await connection.fetch(HELD)]
    seen = " UNION ALL ".join(
        f"SELECT '{name}' AS name WHERE EXISTS (SELECT FROM \"{name}\")"  # noqa: S608  (of the catalogue)
        for name in names
    )
    async with connection.transaction(readonly=True):
        await connection.execute(f"SET LOCAL app.county = '{NOBODY}'")
        rows = await connection.fetch(seen) if names else []
    return [f"Rows of {each['name']} can be seen though no tenant is bound." for each in rows]
