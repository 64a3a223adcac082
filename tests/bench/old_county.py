# ruff: noqa: S608 (names of tables and columns come from here and from the catalogue)
"""An old county: what a filled one has, many times over, back over three years.

Each copy is a little older than the one before, in its ids too, for lists page by these. Copies are
over and done with; beside them some matters wait since three years, many were raised of late, and
many more were never published. Triggers do not fire: what they keep is to be made by its own job.
Also by hand: `python -m tests.bench.old_county postgresql://…superuser… 330421`.
"""

import asyncio
import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, get_args

import asyncpg

from app.charter.stages import ENDED_STAGES
from app.pieces.queries import Walked


class Old(NamedTuple):
    """`times`: as many records as before. `places`: likewise stations, people and their roles.
    `overdue`, `raised`, `declined`: topics that wait since the first day, that were raised of late,
    and that nobody ever published. `known`: statistics have seen them.
    """

    times: int = 60
    places: int = 10
    days: int = 1095
    overdue: int = 50
    raised: int = 2_000
    declined: int = 20_000
    known: bool = True


BATCH = 20_000  # rows a statement, about
PLACES = ("station", "account", "appointment", "member")
RECORDS = (
    "topic", "passage", "circle", "consultation", "participant", "statement", "correction",
    "outcome", "commitment", "progress", "answer", "rating", "veil", "ledger", "activity",
    "activity_member", "standard_check", "photo", "photo_note", "file", "wish", "audit",
)  # fmt: skip
# What a copy has otherwise than what it was made of: it has come to its end.
ENDED = {
    ("topic", "stage"): f"CASE WHEN stage IN {ENDED_STAGES} THEN stage ELSE 'closed' END",
    ("topic", "held_by"): "'{}'",
    ("topic", "instead"): "'{}'",
    ("topic", "judged"): "''",
    ("topic", "closed_on"): "coalesce(closed_on, ring_since)",
    ("consultation", "state"): "CASE state WHEN 'planned' THEN 'filed' ELSE state END",
    ("commitment", "done_on"): "coalesce(done_on, due_on)",
    ("commitment", "verified_on"): "coalesce(verified_on, done_on, due_on)",
    ("activity", "state"): "CASE state WHEN 'reported' THEN 'verified' ELSE state END",
    (
        "standard_check",
        "state",
    ): "CASE WHEN state IN ('shown', 'verified') THEN 'withdrawn' ELSE state END",
    ("wish", "state"): "CASE state WHEN 'waiting' THEN 'done' ELSE state END",
    ("wish", "decided_on"): "coalesce(decided_on, due_on)",
    ("photo", "state"): "CASE WHEN state IN ('pending', 'arrived') THEN 'ready' ELSE state END",
    ("file", "state"): "CASE WHEN state IN ('pending', 'arrived') THEN 'ready' ELSE state END",
}
NAMED = {("member", "name"), ("account", "name")}
COLUMNS = """
    SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
    WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    ORDER BY attnum
"""
# Keys that lead to a table by its id: (county, column) → (county, id).
LEADS = """
    SELECT attname AS name, confrelid::regclass::text AS table FROM pg_constraint
    JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey) AND attname <> 'county'
    WHERE contype = 'f' AND conrelid = $1::regclass
"""
UNIQUE = """
    SELECT array_agg(attname::text) AS names, max(attname::text) FILTER (
        WHERE atttypid = 'text'::regtype) AS text
    FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
    WHERE indrelid = $1::regclass AND indisunique AND NOT indisprimary GROUP BY indexrelid
"""


class Table(NamedTuple):
    name: str
    columns: list[str]
    values: list[str]  # in the same order: of copy `k`
    times: int
    first: str  # the column that tells originals from copies
    rows: int


async def grow(
    connection: Any, county: int, old: Old | None = None, say: Callable[[str], object] = str
) -> None:
    """`connection`: a superuser's."""
    old = old or Old()
    await connection.execute("SET session_replication_role = replica")
    try:
        first, last = await copied(connection, county, old, (*PLACES, *RECORDS), say)
        await beside(connection, county, old, first, last)
        await connection.execute(
            "INSERT INTO unsealed SELECT county, id FROM ledger WHERE county = $1 AND id NOT IN"
            " (SELECT entry FROM seal WHERE county = $1) ON CONFLICT DO NOTHING",
            county,
        )
        await connection.execute("INSERT INTO jobs.due VALUES ($1)", county)
        await connection.execute(
            "INSERT INTO jobs.unpieced SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING",
            county,
            ["topic", *get_args(Walked)],
        )
    finally:
        await connection.execute("SET session_replication_role = origin")
    if old.known:
        await connection.execute("VACUUM ANALYZE")


async def copied(
    connection: Any, county: int, old: Old, names: Sequence[str], say: Callable[[str], object] = str
) -> tuple[int, int]:
    """→ the first and the last id that there was."""
    tables = [table for table in (*PLACES, *RECORDS) if await has_id(connection, table)]
    ends = [
        await connection.fetchrow(
            f"SELECT min(id), max(id) FROM {table} WHERE county = $1",
            county,
        )
        for table in tables
    ]
    first = min(each["min"] for each in ends if each["min"] is not None)
    last = max(each["max"] for each in ends if each["max"] is not None)
    for name in names:
        table = await described(connection, county, name, old, last - first + 1)
        at_once = max(1, BATCH // max(1, table.rows))
        for start in range(1, table.times, at_once):
            end = min(start + at_once, table.times) - 1
            await connection.execute(copying(table), county, first, start, end)
            say(f"{name}: {table.rows * (end + 1):,}")
    return first, last


async def has_id(connection: Any, table: str) -> bool:
    return any(each["name"] == "id" for each in await connection.fetch(COLUMNS, table))


async def described(connection: Any, county: int, name: str, old: Old, step: int) -> Table:
    columns = {each["name"]: each["type"] for each in await connection.fetch(COLUMNS, name)}
    leads = {each["name"]: each["table"] for each in await connection.fetch(LEADS, name)}
    back = f"k * {max(1, old.days // old.times)}"
    places = f"k % {old.places} * {step}::bigint"
    moved: dict[str, str] = {}
    for column, type_ in columns.items():
        value = ENDED.get((name, column), f'"{column}"')
        if column == "id" or leads.get(column) in RECORDS:
            moved[column] = f"{value} - k * {step}::bigint"
        elif leads.get(column) in PLACES:
            moved[column] = f"{value} - {places}"
        elif (name, column) == ("station", "lineage"):
            moved[column] = (
                f"ARRAY(SELECT place - {places} FROM unnest(lineage) WITH ORDINALITY AS one"
                " (place, nth) ORDER BY nth)"
            )
        elif type_ == "date" or type_.startswith("timestamp"):
            days = back if type_ == "date" else f"{back} * interval '1 day'"
            moved[column] = f"{value} - {days}"
        elif (name, column) in NAMED:  # hundreds who are called the same are in no county
            moved[column] = f"{value} || chr(19968 + (k % {old.places})::int)"
        elif (name, column) in ENDED:
            moved[column] = value
    for unique in await connection.fetch(UNIQUE, name):
        if moved.keys().isdisjoint(unique["names"]) and unique["text"]:
            moved[unique["text"]] = f"\"{unique['text']}\" || '-' || k"
    own = {"id"} & columns.keys() or {min(each for each in leads if leads[each] in RECORDS)}
    return Table(
        name,
        [f'"{each}"' for each in columns],
        [moved.get(each, f'"{each}"') for each in columns],
        old.places if name in PLACES else old.times,
        own.pop(),
        await connection.fetchval(
            f"SELECT count(*) FROM {name} WHERE county = $1",
            county,
        ),
    )


def copying(table: Table) -> str:
    return f"""
        INSERT INTO {table.name} ({", ".join(table.columns)})
        SELECT {", ".join(table.values)} FROM {table.name}, generate_series($3::int, $4::int) AS k
        WHERE county = $1 AND "{table.first}" >= $2
    """


# Beside the copies; the last is what lists by id meet first.
SORTS = {
    "overdue": (
        f"stage NOT IN {ENDED_STAGES} AND held_by <> '{{}}'",
        {"ring_since": "current_date - $4::int", "raised_on": "current_date - $4::int"},
    ),
    "declined": (
        "true",
        {
            "stage": "'declined'", "held_by": "'{}'", "instead": "'{}'", "judged": "''",
            "published_at": "NULL", "closed_on": "raised_on + 9",
        },
    ),
    "raised": (
        "stage IN ('raised', 'screening') AND held_by <> '{}'",
        {
            "published_at": "NULL", "raised_on": "current_date - n % 30", "closed_on": "NULL",
            "ring_since": "current_date - n % 30",
        },
    ),
}  # fmt: skip


async def beside(connection: Any, county: int, old: Old, first: int, last: int) -> None:
    columns = [each["name"] for each in await connection.fetch(COLUMNS, "topic")]
    for name, (which, own) in SORTS.items():
        most: int = getattr(old, name)
        values = own | {"id": f"{last} + n", "follow_code": f"follow_code || '-{name}-' || n"}
        shown = ", ".join(values.get(each, f'one."{each}"') for each in columns)
        await connection.execute(
            f"""INSERT INTO topic ({", ".join(f'"{each}"' for each in columns)})
            SELECT {shown}
            FROM generate_series(1, $3::int) AS n JOIN (
                SELECT *, row_number() OVER (ORDER BY id) - 1 AS nth, count(*) OVER () AS among
                FROM topic
                WHERE county = $1 AND id BETWEEN $2 AND {last} AND $4::int > 0 AND {which}
            ) AS one ON one.nth = n % one.among""",
            county,
            first,
            most,
            old.days,
        )
        last += most


async def by_hand(url: str, county: int) -> None:
    connection = await asyncpg.connect(url)
    await grow(connection, county, say=print)
    await connection.close()


if __name__ == "__main__":
    asyncio.run(by_hand(sys.argv[1], int(sys.argv[2])))
