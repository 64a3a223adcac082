"""Which county is next. Triggers note those that have something (0086). What was noted is kept in
memory alone: whoever begins looks at all of them.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any, TypedDict

from app.db import DB

NOTED = """
    WITH "noted" AS (DELETE FROM jobs.marked RETURNING county, first)
    SELECT county, bool_or(first) AS first FROM "noted" GROUP BY county
"""
ALL = 0  # what is noted of a county of this number is noted of all


class Noted(TypedDict):
    county: int
    first: bool


async def noted() -> list[Noted]:
    """Outside of any county's transaction. Nothing is told twice."""
    pool: Any = DB.pool
    return [Noted(county=each["county"], first=each["first"]) for each in await pool.fetch(NOTED)]


class Marked:
    """Counties, those first that have what is to be seen no longer. Each is looked at once more
    when figures that changed are due, `after` so many seconds. Times are of a clock that only runs
    forward.
    """

    def __init__(self, after: float) -> None:
        self.after = after
        self.first: dict[int, None] = {}
        self.soon: dict[int, None] = {}
        self.later: dict[int, float] = {}
        self.since: set[int] = set()  # noted anew while they were to be looked at later

    def note(self, found: Iterable[Noted], at: float) -> None:
        for each in found:
            county = each["county"]
            (self.first if each["first"] else self.soon)[county] = None
            if county in self.later:
                self.since.add(county)
            else:
                self.later[county] = at + self.after

    def add(self, counties: Iterable[int]) -> None:
        self.soon |= dict.fromkeys(counties)

    def next(self, at: float) -> int | None:
        """No longer on the list: whoever does not finish it adds it again."""
        for county in [each for each, due in self.later.items() if due <= at]:
            del self.later[county]
            self.soon[county] = None
            if county in self.since:
                self.since.remove(county)
                self.later[county] = at + self.after
        found = next(chain(self.first, self.soon), None)
        if found is not None:
            self.first.pop(found, None)
            self.soon.pop(found, None)
        return found
