"""What the database really did for each statement, by its own module auto_explain."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

SETTINGS = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "1ms",  # what is quicker has read nothing
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
}
FOUND = re.compile(r"plan:\n\s*")


class Done(NamedTuple):
    query: str
    plan: dict[str, Any]

    @property
    def read(self) -> int:
        """Rows of tables that were looked at: kept or not, as often as they were."""
        return sum(looked_at(node) for node in nodes(self.plan) if "Relation Name" in node)


def explaining(role: str, database: str, settings: Mapping[str, str] = SETTINGS) -> list[str]:
    """For a superuser: sessions that begin from now on write their plans to the server's log."""
    return [
        f"ALTER ROLE {role} IN DATABASE {database} SET {name} = '{value}'"
        for name, value in settings.items()
    ]


def written(log: Path, start: int = 0) -> Iterator[Done]:
    """From `start` on, in bytes. A log of many statements is long: what was there before
    is not read again, and no part of it is copied.
    """
    decoder = json.JSONDecoder(strict=False)
    with log.open("rb") as file:
        file.seek(start)
        text, at = file.read().decode(), 0
    while begins := FOUND.search(text, at):
        found, at = decoder.raw_decode(text, begins.end())
        yield Done(found["Query Text"], found["Plan"])


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", []):
        yield from nodes(each)


def looked_at(node: dict[str, Any]) -> int:
    removed = sum(n for name, n in node.items() if name.startswith("Rows Removed by"))
    return int((node["Actual Rows"] + removed) * node["Actual Loops"])
