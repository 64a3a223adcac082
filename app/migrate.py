"""Brings a database up to date. `python -m app.migrate` with DATABASE_URL of the owner role.

Plain SQL files, in one straight line: composite keys, row policies and grants are most of the
schema, and Piccolo's own migrations can express none of them.

A file that ran is never changed: its hash is kept beside its name. Whatever the history of a
database is, if it is not the beginning of this program's, nothing is changed and it is said why.
"""

import asyncio
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg

from app.named_files import of_the_database
from app.processes.postgres import Server, StartError

FOLDER = Path(__file__).parent / "migrations"
ROLES = Path(__file__).parent.parent / "infra" / "roles.sql"
RAN = """
    CREATE TABLE IF NOT EXISTS migration (
        name text PRIMARY KEY, sha256 text NOT NULL, ran_at timestamptz NOT NULL
    );
    GRANT SELECT (name, sha256) ON migration TO app_rw
"""
# Asked of the catalogue, which everybody may read: what is there may be anything.
MADE = """
    SELECT EXISTS (
        SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    ) AS tables, array(
        SELECT attname::text FROM pg_attribute
        WHERE attrelid = to_regclass('public.migration') AND attnum > 0 AND NOT attisdropped
    ) AS columns
"""
HISTORY = 'SELECT "name", "sha256" FROM "migration"'
# A file that landed twice, the second time with lines that have a file of their own since: a
# database on which that form ran has what the later one brings.
LANDED_WITH_MORE = {
    (
        "0026_lists.sql",
        "407c02e79bfac501cf5f3aad61777b80f8f38dd3264763a1ecbbaf9b6e50da46",
    ): "0036_participants.sql",
}
AWAY = (OSError, asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError)


class SchemaError(StartError):
    """The database's history is not this program's. The text says what to do."""


class MadeBeforeError(SchemaError):
    """It is of the time before the baseline, when histories were still rewritten."""


class BehindError(SchemaError):
    """It lacks what `migrate` would bring."""


class Script(NamedTuple):
    name: str
    text: str

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()


def scripts() -> list[Script]:
    return [Script(file.name, file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.sql"))]


def to_run(ran: dict[str, str], known: list[Script]) -> list[Script]:
    """`ran`: name → hash. Pure. SchemaError: what ran is not the beginning of what is known."""
    names = [script.name for script in known]
    for name in sorted(ran.keys() - names):
        if name[:4] > max(names, default="")[:4]:  # their numbers: a file may be renamed
            raise SchemaError(
                f"The database is newer than this program: {name} has run on it."
                " Start the program that it was brought up to date with, or a newer one."
            )
        raise SchemaError(
            f"app/migrations/{name} has run on this database and is missing here."
            " Put it back as it was; what is to be different is a new file."
        )
    for script in known:
        if ran.get(script.name, script.sha256) != script.sha256:
            raise SchemaError(
                f"app/migrations/{script.name} was changed after it had run on this database."
                " Put it back as it was; what is to be different is a new file."
            )
    pending = [script for script in known if script.name not in ran]
    if pending and ran and pending[0].name < (last := max(ran)):
        raise SchemaError(
            f"app/migrations/{pending[0].name} would run after {last}, which has run already."
            " Give it the next number."
        )
    return pending


def as_it_is(ran: dict[str, str], known: list[Script]) -> dict[str, str]:
    """What ran, in today's files: one that had another name is known by what it holds. Pure."""
    hashes = {script.name: script.sha256 for script in known}
    names = {sha: name for name, sha in hashes.items()}
    found = {
        name if name in hashes else names.get(sha, name): sha  # as it is called by now
        for name, sha in ran.items()
    }
    for (name, sha), brought in LANDED_WITH_MORE.items():
        if ran.get(name) == sha:
            found |= {name: hashes[name], brought: hashes[brought]}
    return found


async def history(connection: Any) -> dict[str, str]:
    """What ran: name → hash. Changes nothing, needs no right but that on the table of histories."""
    made = await connection.fetchrow(MADE)
    if not made["tables"]:
        return {}
    if not made["columns"]:
        raise SchemaError(
            "The database holds tables that are not this program's. Give it an empty one."
        )
    if "sha256" not in made["columns"]:
        raise MadeBeforeError(
            "The database was made before the baseline, app/migrations/0001_baseline.sql, and"
            " cannot be brought up to date. Give the program an empty one."
        )
    ran = {row["name"]: row["sha256"] for row in await connection.fetch(HISTORY)}
    return as_it_is(ran, scripts())


async def check(connection: Any) -> None:
    """SchemaError, unless everything ran that this program knows, and nothing else."""
    if pending := to_run(await history(connection), scripts()):
        raise BehindError(
            f"The database is older than this program: {pending[0].name} has not run on it."
            " Bring it up to date with `python -m app migrate`."
        )


async def connected(url: str) -> Any:
    if wrong := of_the_database(url):
        raise StartError("\n".join(wrong))
    return await asyncpg.connect(url)


async def check_at(url: str) -> None:
    """At a program's start, before it does anything. A database that is away is waited for."""
    waiting = False
    while True:
        try:
            connection = await connected(url)
        except AWAY as error:
            if not waiting:
                sys.stderr.write(f"Waiting for the database: {error}\n")
            waiting = True
            await asyncio.sleep(1)
        except asyncpg.PostgresError as error:
            raise StartError(f"The database lets nobody in: {error}") from None
        else:
            break
    try:
        await check(connection)
    finally:
        await connection.close()


async def migrate(url: str) -> None:
    connection = await connected(url)
    try:
        await connection.execute("SELECT pg_advisory_lock(1)")  # two deployers take turns
        pending = to_run(await history(connection), scripts())
        for script in pending:
            async with connection.transaction():  # the change, and the note that it was made
                await connection.execute(RAN)
                await connection.execute(script.text)
                await connection.execute(
                    "INSERT INTO migration VALUES ($1, $2, now())", script.name, script.sha256
                )
    finally:
        await connection.close()


async def create(database: str, server: Server) -> None:
    """Both roles and a migrated database, on a server of our own. What is there already stays."""
    admin = await asyncpg.connect(server.url("postgres"))
    try:
        there = await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database)
        if there:
            await refuse_strange(server.url(database))
        if not await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = 'app_rw'"):
            await admin.execute(ROLES.read_text())
        for role in ("app_owner", "app_rw"):
            await admin.execute(f"ALTER ROLE {role} PASSWORD '{server.password}'")
        if not there:
            await admin.execute(f"CREATE DATABASE {database} OWNER app_owner")
    finally:
        await admin.close()
    await migrate(server.url(database, "app_owner"))


async def refuse_strange(url: str) -> None:
    """Before anything of the server is touched."""
    connection = await asyncpg.connect(url)
    try:
        to_run(await history(connection), scripts())
    finally:
        await connection.close()


if __name__ == "__main__":
    from app.config import settings

    asyncio.run(migrate(settings.database_url))
