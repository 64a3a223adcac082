"""Statements within the open transaction. `$1` is always the county."""

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar, overload

from app.bulk import batches
from app.db.transactions import tx

LARGEST_ID = 2**63 - 1  # a larger number is no id, and PostgreSQL would stumble over it
T = TypeVar("T")
Row = TypeVar("Row", bound=Mapping[str, object])  # a TypedDict
NAME = re.compile(r"(?<!:):([a-z]\w*)")  # :name, but not ::type


@lru_cache(1024)
def numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """The statement with `$2`, `$3` … in place of its `:names`, and the names in that order."""
    names = tuple(dict.fromkeys(NAME.findall(sql)))
    if "of" in names:
        raise TypeError("A value called `of` would be taken for the rows' type.")
    if names and re.search(r"\$(?!1\b)\d", sql):
        raise TypeError("A statement has either names or numbers.")
    places = {name: f"${number}" for number, name in enumerate(names, 2)}
    return NAME.sub(lambda found: places[found[1]], sql), names


def placed(sql: str, values: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[Any, ...]:
    """What the connection is given: the text, the county, the other values in their places. A
    reader's (app/access/visibility.py) may be more than the statement asks.
    """
    if not named:
        return sql, tx().county, *values
    text, names = numbered(sql)
    if values or [name for name in names if name not in named]:
        raise TypeError(f"Values for {sorted(named)}, where the statement has {sorted(names)}.")
    return text, tx().county, *[named[name] for name in names]


@overload
async def rows(sql: str, *values: Any, of: type[Row], **named: Any) -> list[Row]: ...
@overload
async def rows(sql: str, *values: Any, **named: Any) -> list[Any]: ...
async def rows(sql: str, *values: Any, of: type[Any] | None = None, **named: Any) -> list[Any]:
    """asyncpg records of one statement within the open transaction. `$1` is always the county,
    so that no SQL forgets it; `values` are `$2`, `$3` … More than six are `named`: `:topic`.
    `of`: a TypedDict of exactly the columns; then they are its dicts.
    """
    found = await tx().connection.fetch(*placed(sql, values, named))
    return list(found) if of is None else typed(found, of)


@overload
async def row(sql: str, *values: Any, of: type[Row], **named: Any) -> Row | None: ...
@overload
async def row(sql: str, *values: Any, **named: Any) -> Any: ...
async def row(sql: str, *values: Any, of: type[Any] | None = None, **named: Any) -> Any:
    """The first record, or None. As `rows`."""
    found = await tx().connection.fetchrow(*placed(sql, values, named))
    return found if of is None or found is None else typed([found], of)[0]


def typed(records: Sequence[Mapping[str, Any]], of: type[Row]) -> list[Row]:
    """What is NotRequired in `of` may be missing: it is put in later."""
    if not records:
        return []
    columns = tuple(records[0].keys())
    check_columns(of, columns)
    # A record has them all, and in this order; as a mapping it would be asked for each by its name.
    found: list[Any] = [dict(zip(columns, each.values())) for each in records]  # noqa: B905
    return found


@lru_cache(4096)
def check_columns(of: Any, columns: tuple[str, ...]) -> None:
    """Raises TypeError."""
    told = set(columns)
    if wrong := (of.__required_keys__ - told) | (told - of.__annotations__.keys()):
        differ = ", ".join(sorted(wrong))
        raise TypeError(f"{of.__name__} and its statement differ: {differ}.")


async def value(sql: str, *values: Any, **named: Any) -> Any:
    """The first column of the first record, or None. As `rows`."""
    return await tx().connection.fetchval(*placed(sql, values, named))


async def execute(sql: str, *values: Any, **named: Any) -> None:
    """For what returns nothing. As `rows`."""
    await tx().connection.execute(*placed(sql, values, named))


async def execute_many(sql: str, each: Iterable[Mapping[str, Any]]) -> None:
    """One statement with names, once for each."""
    text, names = numbered(sql)
    county = tx().county
    values = [(county, *(one[name] for name in names)) for one in each]
    await tx().connection.executemany(text, values)


async def in_batches(items: Sequence[T], size: int) -> AsyncIterator[Sequence[T]]:
    """As `batches` (app/bulk.py), within the open transaction, for what is written into tables that
    may have been empty. A connection keeps the plans by which it checks foreign keys; made for an
    empty table they read all of a county for each row. So none outlives its batch.
    """
    for part in batches(items, size):
        yield part
        if len(part) == size:
            await tx().connection.execute("DISCARD PLANS")
