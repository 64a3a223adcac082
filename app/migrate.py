"""Brings a database up to date. `python -m app.migrate` with DATABASE_URL of the owner role.

Plain SQL files, in one straight line: composite keys, row policies and grants are most of the
schema, and Piccolo's own migrations can express none of them.
"""

import asyncio
from pathlib import Path

import asyncpg

from app.processes.postgres import Server

FOLDER = Path(__file__).parent / "migrations"
ROLES = Path(__file__).parent.parent / "infra" / "roles.sql"
APART = "ALTER ROLE app_rw NOINHERIT; REVOKE app_region FROM app_rw; GRANT app_region TO app_rw"
SINCE = f"CREATE ROLE app_region NOLOGIN; {APART}"
INHERITS = "SELECT pg_has_role('app_rw', 'app_region', 'USAGE')"
RAN = "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, ran_at timestamptz NOT NULL)"


async def migrate(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_advisory_lock(1)")  # two deployers take turns
        await connection.execute(RAN)
        ran = {row["name"] for row in await connection.fetch("SELECT name FROM migration")}
        for name, script in scripts():
            if name not in ran:
                async with connection.transaction():  # the change, and the note that it was made
                    await connection.execute(script)
                    await connection.execute("INSERT INTO migration VALUES ($1, now())", name)
    finally:
        await connection.close()


def scripts() -> list[tuple[str, str]]:
    return [(file.name, file.read_text()) for file in sorted(FOLDER.glob("*.sql"))]


async def create(database: str, server: Server) -> None:
    """Both roles and a migrated database, on a server of our own. What is there already stays."""
    admin = await asyncpg.connect(server.url("postgres"))
    if not await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = 'app_rw'"):
        await admin.execute(ROLES.read_text())
    if not await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = 'app_region'"):
        await admin.execute(SINCE)  # a server that was set up before there was this role
    if await admin.fetchval(INHERITS):  # or when the program still had all its rights at all times
        await admin.execute(APART)
    for role in ("app_owner", "app_rw"):
        await admin.execute(f"ALTER ROLE {role} PASSWORD '{server.password}'")
    if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
        await admin.execute(f"CREATE DATABASE {database} OWNER app_owner")
    await admin.close()
    await migrate(server.url(database, "app_owner"))


if __name__ == "__main__":
    from app.config import settings

    asyncio.run(migrate(settings.database_url))
