"""Brings the national list into the database: 665,276 rows by COPY, some at a time, in seconds.

`python -m app.divisions.load` with DATABASE_URL of the owner role. The list is that of the Bureau
of Statistics of 2023; a newer file in data/ replaces what was loaded before.
"""

import asyncio
import csv
import io
import lzma
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType

import asyncpg

from app.bulk import moved
from app.divisions import pinyin
from app.divisions.rules import CODE_LEVELS, below, within

FILE = Path(__file__).parent / "data" / "divisions.csv.xz"
COLUMNS = ["code", "name", "level", "parent", "path", "initials", "romanised", "spelt", "amended"]
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
            amended = {
                each["code"]: each["name"]
                for each in await connection.fetch("SELECT code, name FROM division WHERE amended")
            }
            for each in await connection.fetch("SELECT code FROM division WHERE parent IS NULL"):
                await connection.execute(
                    "DELETE FROM division WHERE code LIKE $1", each["code"] + "%"
                )
            written = 0
            for chunk in chunks(only, amended):
                done: str = await connection.copy_to_table(
                    "division",
                    columns=COLUMNS,
                    format="csv",
                    force_not_null=["name", "path", "initials", "romanised", "spelt"],
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
    """Of the list, how its names are read, and what of it is asked for."""
    rest = ",".join([*COLUMNS, *sorted(only)]).encode()
    return sha256(FILE.read_bytes() + Path(pinyin.__file__).read_bytes() + rest).hexdigest()


def chunks(only: frozenset[str], amended: Mapping[str, str]) -> Iterator[bytes]:
    found = records(only, amended)
    while part := list(islice(found, BATCH)):
        text = io.StringIO()
        csv.writer(text).writerows(part)
        yield text.getvalue().encode()


def listed(
    amended: Mapping[str, str], only: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """Code and name, in the order of the codes: the file's, and the operator's in their places."""
    with lzma.open(FILE, "rt", encoding="utf-8", newline="") as file:
        lines = map(tuple, csv.reader(lines_of(file, only) if only else file))
        if not amended:
            yield from lines
            return
        renamed = ((code, amended.get(code, name)) for code, name in lines)
        merged = merge(renamed, sorted(amended.items()))
        yield from (next(same) for _code, same in groupby(merged, key=itemgetter(0)))


def lines_of(file: Iterable[str], only: frozenset[str]) -> Iterator[str]:
    """Of these counties and of what lies above them, as `within` has it: most are none of these,
    and are not read as CSV.
    """
    beginnings = {county[:length] for county in only for length in CODE_LEVELS}
    return (line for line in file if line[:6].partition(",")[0] in beginnings)


def records(
    only: frozenset[str] = frozenset(), amended: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[str | bool, ...]]:
    """In the order of the codes: whoever lies above was read before."""
    above: dict[int, tuple[str, str]] = {}  # length of the code → code and path of the last one
    for code, name in listed(amended, only):
        if only and not within(code, only):
            continue
        length = len(code)
        level, shorter = CODE_LEVELS[length]
        parent, path = above[shorter] if shorter else ("", "")
        path = below(path, name)
        above[length] = code, path
        yield code, name, level, parent, path, *pinyin.spellings(code, name), code in amended


if __name__ == "__main__":
    from app.config import settings

    asyncio.run(load(settings.database_url))
