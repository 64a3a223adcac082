"""Rows of the product's tables, gathered in memory and written in batches within the caller's
transaction. Columns, types and what is left out come from the tables themselves.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from datetime import time as clock
from typing import Any

from app.access.tables import AccountRow, Appointment, Provider
from app.activities.tables import Activity, ActivityMember
from app.bulk import batches
from app.consultations.tables import Circle, Consultation, Participant, Statement
from app.dates import CHINA
from app.db import tx
from app.evidence.tables import Photo
from app.outcomes.tables import Answer, Commitment, Outcome, Progress, Rating
from app.people.tables import Department, Member
from app.stations.tables import StandardCheck, Station
from app.tenancy.tables import CountyTable
from app.topics.tables import Passage, Topic

BATCH = 1000  # rows a statement
EPOCH = 1_704_067_200_000_000  # as in app.new_id(): microseconds of 2024
HOUR = 3_600_000_000
PARENTS_FIRST: tuple[type[CountyTable], ...] = (
    Provider, Department, Station, AccountRow, Appointment, Member, Topic, Passage, Circle,
    Consultation, Participant, Statement, Outcome, Commitment, Progress, Answer, Rating,
    StandardCheck, Activity, ActivityMember, Photo,
)  # fmt: skip
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
        return self.add(type(made), day, **{
            column._meta.name: getattr(made, column._meta.name)
            for column in made._meta.columns
            if column._meta.name not in {"id", "county"}
        })  # fmt: skip

    async def write(self) -> None:
        for table in PARENTS_FIRST:
            for part in batches(self.kept[table], BATCH):
                await insert(table, part)


async def insert(table: type[CountyTable], kept: Sequence[Row]) -> None:
    """Arrays within arrays cannot be unnested: they go as text."""
    columns = {
        column._meta.name: column
        for column in table._meta.columns
        if any(column._meta.name in row for row in kept)
    }
    types = {name: column.column_type.replace("SERIAL", "INT") for name, column in columns.items()}
    sent = {name: "TEXT" if of.endswith("[]") else of for name, of in types.items()}
    names = ", ".join(f'"{name}"' for name in types)
    values = ", ".join(f'new."{name}"::{of}' for name, of in types.items())
    arrays = ", ".join(f"${place}::{of}[]" for place, of in enumerate(sent.values(), start=2))
    await tx().connection.execute(
        f'INSERT INTO "{table._meta.tablename}" ("county", {names})'  # noqa: S608
        f" SELECT $1::int, {values} FROM unnest({arrays}) AS new ({names})",
        tx().county,
        *(
            [as_sent(row[name] if name in row else column.get_default_value()) for row in kept]
            for name, column in columns.items()
        ),
    )


def as_sent(value: Any) -> Any:
    return "{" + ",".join(map(str, value)) + "}" if isinstance(value, list) else value
