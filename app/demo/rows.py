"""Rows of many tables, gathered in memory, written with one statement a table."""

import time
from collections import defaultdict
from datetime import date, datetime
from datetime import time as clock
from secrets import choice
from typing import Any

from app.bulk import batches
from app.dates import CHINA
from app.db import tx

BATCH = 1000  # rows to a statement
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # as that of app/topics/codes.py
EPOCH = 1_704_067_200_000_000  # as in app.new_id(): microseconds of 2024

# In the order of their foreign keys. Arrays within arrays cannot be unnested: they go as text.
TABLES = {
    "department": {"id": "bigint", "name": "text"},
    "station": {
        "id": "bigint", "kind": "text", "level": "text", "name": "text", "division": "text",
        "parent": "bigint", "lineage": "bigint[]", "address": "text", "opened_on": "date",
        "code": "text",
    },
    "account": {"id": "bigint", "provider": "bigint", "subject": "text", "name": "text"},
    "appointment": {
        "account": "bigint", "role": "text", "station": "bigint", "department": "bigint",
    },
    "member": {
        "id": "bigint", "name": "text", "sector": "text", "standing": "boolean",
        "station": "bigint", "mode": "text", "account": "bigint",
    },
    "topic": {
        "id": "bigint", "station": "bigint", "charter": "bigint", "title": "text", "story": "text",
        "category": "text", "origin": "text", "raiser_name": "text", "raiser": "bigint",
        "follow_code": "text", "raised_on": "date", "stage": "text", "ring": "int",
        "ring_since": "date", "held_by": "text[]", "round": "int", "on_theme": "boolean",
        "merged_into": "bigint", "reason": "text", "published_at": "timestamptz",
        "closed_on": "date", "version": "int",
    },
    "passage": {
        "id": "bigint", "topic": "bigint", "ring": "int", "kind": "text", "decision": "text",
        "opinion": "text", "facts": "jsonb", "account": "bigint", "role": "text",
        "happened_on": "date", "at": "timestamptz",
    },
    "circle": {
        "topic": "bigint", "grp": "text", "name": "text", "member": "bigint",
        "department": "bigint",
    },
    "consultation": {
        "id": "bigint", "topic": "bigint", "station": "bigint", "round": "int", "title": "text",
        "form": "text", "place": "text", "held_on": "date", "begins": "text", "agenda": "text",
        "minutes": "text", "conclusion": "text", "typical": "boolean", "state": "text",
        "filed_at": "timestamptz",
    },
    "participant": {
        "id": "bigint", "consultation": "bigint", "grp": "text", "name": "text",
        "member": "bigint", "department": "bigint", "state": "text",
    },
    "statement": {
        "id": "bigint", "consultation": "bigint", "participant": "bigint", "text": "text",
        "answers": "bigint", "at": "timestamptz",
    },
    "outcome": {
        "id": "bigint", "topic": "bigint", "kind": "text", "text": "text", "reported_to": "text",
        "reported_on": "date", "adopted": "boolean", "reason": "text", "decided_on": "date",
    },
    "commitment": {
        "id": "bigint", "topic": "bigint", "department": "bigint", "task": "text",
        "due_on": "date", "done_on": "date", "done_note": "text", "verified_on": "date",
        "verified_by": "bigint",
    },
    "progress": {
        "id": "bigint", "commitment": "bigint", "text": "text", "account": "bigint",
        "happened_on": "date",
    },
    "answer": {
        "id": "bigint", "topic": "bigint", "text": "text", "account": "bigint",
        "happened_on": "date",
    },
    "rating": {
        "topic": "bigint", "answer": "bigint", "solved": "boolean", "stars": "int",
        "comment": "text", "happened_on": "date",
    },
    "standard_check": {
        "id": "bigint", "station": "bigint", "standard": "text", "item": "text", "called": "text",
        "note": "text", "account": "bigint", "shown_by": "text", "shown_at": "timestamptz",
        "state": "text", "verified_by": "text", "verified_at": "timestamptz", "ended_by": "text",
        "ended_at": "timestamptz", "reason": "text",
    },
    "photo": {
        "id": "bigint", "topic": "bigint", "consultation": "bigint", "standard_check": "bigint",
        "caption": "text", "state": "text", "object": "text", "sha256": "text", "width": "int",
        "height": "int", "taken_at": "timestamptz", "taken_zone_known": "boolean",
        "account": "bigint", "uploaded_at": "timestamptz",
    },
}  # fmt: skip


class Rows:
    def __init__(self) -> None:
        self.kept: dict[str, list[dict[str, Any]]] = defaultdict(list)
        # The ids of an hour ago, so that none is ever made again by app.new_id().
        self.tick = int(time.time() * 1_000_000) - EPOCH - 3_600_000_000

    def next_id(self) -> int:
        """Grows, as those of app.new_id(): lists page by it."""
        self.tick += 1
        return self.tick * 4096 + self.tick % 4096

    def add(self, table: str, **row: Any) -> None:
        self.kept[table].append(row)

    async def write(self) -> None:
        """Within the caller's transaction."""
        for table, types in TABLES.items():
            if self.kept[table]:
                await insert(table, types, self.kept[table])


async def insert(table: str, types: dict[str, str], kept: list[dict[str, Any]]) -> None:
    used = {name: of for name, of in types.items() if any(name in row for row in kept)}
    names = ", ".join(f'"{name}"' for name in used)
    values = ", ".join(f'new."{name}"::{of}' for name, of in used.items())
    sent = {name: "text" if of.endswith("[]") else of for name, of in used.items()}
    arrays = ", ".join(f"${place}::{of}[]" for place, of in enumerate(sent.values(), start=2))
    for part in batches(kept, BATCH):
        columns = [[as_sent(row, name, of) for row in part] for name, of in used.items()]
        await tx().connection.execute(
            f'INSERT INTO "{table}" ("county", {names})'  # noqa: S608  # names of TABLES
            f" SELECT $1::int, {values} FROM unnest({arrays}) AS new ({names})",
            tx().county,
            *columns,
        )


def as_sent(row: dict[str, Any], name: str, of: str) -> Any:
    if of.endswith("[]"):
        return "{" + ",".join(map(str, row[name])) + "}"
    return row.get(name, "" if of == "text" else None)


def moment(day: date, hour: int = 15, minute: int = 0) -> datetime:
    return datetime.combine(day, clock(hour, minute), CHINA)


def wall_code() -> str:
    return "".join(choice(ALPHABET) for _n in range(8))


def follow_code() -> str:
    return "".join(choice(ALPHABET) for _n in range(9))
