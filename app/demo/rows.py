"""Rows of the product's tables, gathered in memory and written in batches within the caller's
transaction. What a row leaves out comes from its table.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from datetime import time as clock
from typing import Any

from piccolo.columns import Column

from app.dates import CHINA
from app.db import execute, in_batches
from app.evidence.tables import File, Photo
from app.tenancy.tables import CountyTable

BATCH = 1000  # rows a statement
EPOCH = 1_704_067_200_000_000  # as in app.new_id(): microseconds of 2024
HOUR = 3_600_000_000
Row = dict[str, Any]


def moment(day: date, hour: int = 15, minute: int = 0) -> datetime:
    return datetime.combine(day, clock(hour, minute), CHINA)


class Rows:
    """Ids as app.new_id() made them in the last hour: none is ever made again, and they grow with
    the days of the records, which are spread over that hour; lists page by them.
    """

    def __init__(self, first: date, last: date) -> None:
        self.kept: dict[type[CountyTable], list[Row]] = defaultdict(list)
        self.first = first
        self.start = int(time.time() * 1_000_000) - EPOCH - HOUR
        self.day = HOUR // ((last - first).days + 2)
        self.made = 0

    def id_on(self, day: date) -> int:
        self.made += 1
        tick = self.start + max((day - self.first).days, 0) * self.day + self.made
        return tick * 4096 + self.made % 4096

    def add(self, table: type[CountyTable], day: date | None = None, **row: Any) -> Row:
        """`day`: on which it gets its id, if it has one."""
        if day is not None:
            row["id"] = self.id_on(day)
        self.kept[table].append(row)
        return row

    def put(self, made: CountyTable, day: date) -> Row:
        """As the product made it; it may still be changed before it is written."""
        names = [column._meta.name for column in made._meta.columns]
        row = {name: getattr(made, name) for name in names if name not in {"id", "county"}}
        return self.add(type(made), day, **row)

    async def write(self) -> None:
        """What others point to was made before them; what was sent points to almost everything."""
        for table in sorted(self.kept, key=lambda each: each in {Photo, File}):
            async for part in in_batches(self.kept[table], BATCH):
                await insert(table, part)


async def insert(table: type[CountyTable], rows: Sequence[Row]) -> None:
    """A column at a time: far less work than a row at a time, for us and for the database. Arrays
    within arrays cannot be unnested: they go as text.
    """
    named = {each for row in rows for each in row}
    columns = [each for each in table._meta.columns if each._meta.name in named]
    types = [each.column_type.replace("SERIAL", "INT") for each in columns]
    sent = ["TEXT" if of.endswith("[]") else of for of in types]
    names = ", ".join(f'"{each._meta.name}"' for each in columns)
    values = ", ".join(
        f'new."{each._meta.name}"::{of}' for each, of in zip(columns, types, strict=True)
    )
    arrays = ", ".join(f"${place}::{of}[]" for place, of in enumerate(sent, start=2))
    await execute(
        f'INSERT INTO "{table._meta.tablename}" ("county", {names})'  # noqa: S608
        f" SELECT $1::int, {values} FROM unnest({arrays}) AS new ({names})",
        *([as_sent(row, each) for row in rows] for each in columns),
    )


def as_sent(row: Row, column: Column) -> Any:
    name = column._meta.name
    value = row[name] if name in row else column.get_default_value()
    return "{" + ",".join(map(str, value)) + "}" if isinstance(value, list) else value
