"""The hash chain: each hash covers an entry and the hash before it. If an entry is changed, removed
or inserted, all hashes after it are wrong.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

BEGINNING = ""  # stands before the first entry

# In the order in which they are sealed. A column that is added later is added to `attributes`.
SEALED = (
    "county", "id", "kind", "happened_on", "recorded_at", "actor", "station", "topic",
    "consultation", "commitment", "member", "quantity", "level", "station_kind", "category", "form",
    "result", "role", "reverses", "attributes",
)  # fmt: skip


def link(previous: str, entry: Mapping[str, Any], columns: Sequence[str] = SEALED) -> str:
    return sha256(f"{previous}\n{canonical(entry, columns)}".encode()).hexdigest()


JSON = frozenset({"attributes", "before", "after"})


def canonical(entry: Mapping[str, Any], columns: Sequence[str] = SEALED) -> str:
    """One text for one entry, whatever the database's settings of time zone or language."""
    values = [json.loads(entry[each]) if each in JSON else plain(entry[each]) for each in columns]
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
    return value


def first_bad(
    before: int,
    previous: str,
    links: Iterable[Mapping[str, Any]],
    columns: Sequence[str] = SEALED,
) -> Mapping[str, Any] | None:
    """The first link that does not follow from the one before. `links`: entries with `position`,
    `hash` and `entry`; an entry that is gone has no `id`. `before`, `previous`: where they start.
    """
    for each in links:
        gone = each["id"] is None or each["position"] != before + 1
        if gone or each["hash"] != link(previous, each, columns):
            return each
        before, previous = each["position"], each["hash"]
    return None
