"""The cache of a region's pages in a worker, valid while counts and sharing are the same; and the
note of who looked, which every county can read.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from datetime import date
from time import monotonic
from typing import Any, NamedTuple, TypeVar

from app.dates import today
from app.db import county_in_tx, current_realm, region_tx, rows, tx
from app.divisions.search import Called
from app.i18n import language
from app.regions.queries import State, state

MOST = 32  # parts of pages, of a few hundred kilobytes each

T = TypeVar("T")
OLDEST = 60  # seconds, once the counts have changed


class Kept(NamedTuple):
    state: State
    day: date
    began: float
    made: Any

    def holds(self, now: State) -> bool:
        same = self.state[:2] == now[:2] and self.day == today()
        return same and (self.state == now or monotonic() < self.began + OLDEST)


parts: OrderedDict[Hashable, Kept] = OrderedDict()
noted: set[Hashable] = set()
MOST_NOTED = 10_000

NOTE = """/* app_region */
    INSERT INTO "look" ("county", "region", "person", "page")
    SELECT DISTINCT "county", $1::int, $2, $3 FROM "share"
    WHERE "region" = $1 AND ($4::int IS NULL OR "county" = $4)
    ON CONFLICT DO NOTHING
"""
PREFECTURES = """/* app_region */
    SELECT code, name FROM division
    WHERE level = 'prefecture' AND code LIKE $1::int::text || '__' ORDER BY code
"""


async def now() -> State:
    async with region_tx(readonly=True):
        return await state()


async def kept(state: State, about: Hashable, make: Callable[[], Awaitable[T]]) -> T:
    """What `make` made last for this region and language, for as long as the same counties share
    the same: one that leaves is gone at once, since `state` is asked of the database each time.
    Counts may be older by as much as the worker takes to make them anew: a minute.
    """
    key = (current_realm.get(), language.get(), about)
    found = parts.get(key)
    if found is not None and found.holds(state):
        parts.move_to_end(key)
        return found.made  # type: ignore[no-any-return]
    began = monotonic()
    made = await make()
    parts[key] = Kept(state, today(), began, made)
    while len(parts) > MOST:
        parts.popitem(last=False)
    return made


async def looked(state: State, person: str, page: str, county: int | None = None) -> None:
    """Once a day for each page, and again when another county has come: at all that share
    something, or at one.
    """
    key = (current_realm.get(), person, page, county, today(), state.shared)
    if key in noted:
        return
    async with region_tx():
        await tx().connection.execute(NOTE, county_in_tx(), person, page, county)
    if len(noted) > MOST_NOTED:
        noted.clear()
    noted.add(key)


under: dict[
    int, list[Called]
] = {}  # region → its prefectures: no list changes while the program runs


async def prefectures() -> list[Called]:
    """Of a province; none of a prefecture."""
    region = current_realm.get() or 0
    if region > 99:
        return []
    if region not in under:
        async with region_tx(readonly=True):
            under[region] = await rows(PREFECTURES, of=Called)
    return under[region]
