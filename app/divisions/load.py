"""Brings the national list into the database: 665,276 rows by COPY, some at a time, in seconds.

`python -m app.divisions.load` with DATABASE_URL of the owner role. The list is that of the Bureau
of Statistics of 2023; a newer file in data/ replaces what was loaded before.
"""

import asyncio
import csv
import io
import lzma
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path

import asyncpg

from app.bulk import moved
from app.divisions.pinyin import initials, romanised
from app.divisions.rules import CODE_LEVELS, NO_NAMES, within

FILE = Path(__file__).parent / "data" / "divisions.csv.xz"
COLUMNS = ["code", "name", "level", "parent", "path", "initials", "romanised"]
BATCH = 5000


async def load(url_of_owner: str, *, only: frozenset[str] = frozenset()) -> int:
    """→ how many rows were written; 0: they were there. `only`: counties (codes), for tests."""
    connection = await asyncpg.connect(url_of_owner)
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(2)")  # two loaders take turns
            mark = fingerprint(only)
            if await loaded(connection) in {mark, fingerprint(frozenset())}:
                return 0
            for each in await connection.fetch("SELECT code FROM division WHERE parent IS NULL"):
                await connection.execute(
                    "DELETE FROM division WHERE code LIKE $1", each["code"] + "%"
                )
            written = 0
            for chunk in chunks(only):
                done: str = await connection.copy_to_table(
                    "division",
                    columns=COLUMNS,
                    format="csv",
                    force_not_null=["name", "path", "initials", "romanised"],
                    source=io.BytesIO(chunk),
                )
                written += int(done.split()[1])
                moved(BATCH)
            await connection.execute(f"COMMENT ON TABLE division IS '{mark}'")
        await connection.execute("ANALYZE division")
    finally:
        await connection.close()
    return written


async def loaded(connection: asyncpg.Connection) -> str | None:
    """What is there, as the last loader noted: in its transaction, so it is true."""
    found: str | None = await connection.fetchval(
        "SELECT obj_description('division'::regclass, 'pg_class')"
    )
    return found


def fingerprint(only: frozenset[str]) -> str:
    return sha256(FILE.read_bytes() + ",".join([*COLUMNS, *sorted(only)]).encode()).hexdigest()


def chunks(only: frozenset[str]) -> Iterator[bytes]:
    found = records(only)
    while part := list(islice(found, BATCH)):
        text = io.StringIO()
        csv.writer(text).writerows(part)
        yield text.getvalue().encode()


def records(only: frozenset[str] = frozenset()) -> Iterator[tuple[str, ...]]:
    """In the file's order, that of the codes: whoever lies above was read before."""
    above: dict[int, tuple[str, str]] = {}  # length of the code → code and path of the last one
    with lzma.open(FILE, "rt", encoding="utf-8", newline="") as file:
        for code, name in csv.reader(file):
            if only and not within(code, only):
                continue
            length = len(code)
            level, shorter = CODE_LEVELS[length]
            parent, path = above[shorter] if shorter else ("", "")
            if name not in NO_NAMES:  # 市辖区 is nothing that a person would say
                path = f"{path} {name}".lstrip()
            above[length] = code, path
            pinyin = (initials(name), romanised(name)) if length == 6 else ("", "")
            yield code, name, level, parent, path, *pinyin


if __name__ == "__main__":
    from app.config import settings

    asyncio.run(load(settings.database_url))
