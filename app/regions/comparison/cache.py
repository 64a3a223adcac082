"""Parts of a region's pages as they were made last, compressed and in the database, so that all
workers and machines share them; and the note of who looked, which every county can read.
"""

import zlib
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypedDict
from urllib.parse import parse_qsl

from litestar.datastructures import MultiDict
from litestar.exceptions import NotFoundException

from app.dates import today
from app.db import (
    DB,
    RegionTransaction,
    ahead,
    county_in_tx,
    current_realm,
    execute,
    region_tx,
    rows,
    tx,
    typed,
)
from app.divisions.rules import spoken
from app.divisions.search import Called
from app.i18n import language
from app.refusal import Refused
from app.tenancy.numbers import NATION

FASTEST = 1  # of zlib's levels: more costs as much as making the part
OLDEST = timedelta(minutes=1)
KEPT_FOR = USUAL = timedelta(
    hours=1
)  # what was asked for within it, the worker makes before it is too old
SOON = timedelta(seconds=30)
# Which counties share what, and the part if it was made of the same and not too long ago: one that
# ends its share is gone at once.
FIND = """/* app_region */
    SELECT "now".shared, "now".agreed, now() AS at, "kept_view"."part" FROM (
        SELECT count(*)::int AS shared, coalesce(sum("agreed"), 0)::bigint AS agreed FROM "share"
        WHERE "region" = $1) AS "now"
    LEFT JOIN "kept_view" ON "kept_view"."county" = $1 AND "about" = $2 AND "language" = $3
     AND "kept_view"."shared" = "now".shared AND "kept_view"."agreed" = "now".agreed
     AND "made_at" > now() - $4::interval
"""
KEEP = """/* app_region */
    INSERT INTO "kept_view" ("county", "about", "language", "shared", "agreed", "made_at",
        "asked_at", "part")
    VALUES ($1, :about, :language, :shared, :agreed, :at, now(), :part)
    ON CONFLICT ("county", "about", "language") DO UPDATE
        SET "shared" = excluded."shared", "agreed" = excluded."agreed",
            "made_at" = excluded."made_at", "part" = excluded."part",
            "asked_at" = CASE WHEN :asked THEN now() ELSE "kept_view"."asked_at" END
"""
ASKED = f"""/* app_region */
    WITH "asked" AS (INSERT INTO jobs.asked_region (region) VALUES ($1)) {KEEP}
"""  # noqa: S608  (of this file's own words)
LATELY = """
    WITH "old" AS (DELETE FROM jobs.asked_region WHERE at < now() - $1::interval)
    SELECT DISTINCT region FROM jobs.asked_region
"""
AGEING = """/* app_region */
    SELECT "about", "language" FROM "kept_view"
    WHERE "county" = $1 AND "asked_at" > now() - $2::interval AND "made_at" < now() - $3::interval
    ORDER BY "made_at" LIMIT 50
"""
NOTE = """/* app_region */
    INSERT INTO "look" ("county", "region", "person", "page")
    SELECT DISTINCT "county", $1::int, $2, $3 FROM "share"
    WHERE "region" = $1 AND ($4::int IS NULL OR "county" = $4)
    ON CONFLICT DO NOTHING
"""
PARTS = f"""/* app_region */
    SELECT code, {spoken()} AS name FROM generate_series($2::int, $3::int) AS "own" (number)
    JOIN division ON division.code = "own".number::text
    WHERE level IN ('province', 'prefecture') AND $1::int IS NOT NULL ORDER BY code
"""  # noqa: S608

Query = MultiDict[str]
Maker = Callable[[Query], Awaitable[str]]
makers: dict[str, Maker] = {}


def part(name: str) -> Callable[[Maker], Maker]:
    """The function that makes the parts of this name; its argument says which one, as a query does.
    It opens its own transactions: the worker calls it, too.
    """

    def known(make: Maker) -> Maker:
        makers[name] = make
        return make

    return known


class State(TypedDict):
    """How many items are shared, and which (as a sum of numbers that each agreement takes anew): no
    two states are alike. `part`: as it is kept.
    """

    shared: int
    agreed: int
    at: datetime
    part: bytes | None


async def now(about: str = "") -> State:
    """`about`: of the part that is asked for, if any. What comes next is read in the same
    transaction.
    """
    async with reading():
        found = await rows(FIND, about, language.get(), OLDEST)
    return typed(found, State)[0]


def reading() -> RegionTransaction:
    """What a part is made of. What comes next goes on behind it."""
    return region_tx(readonly=True, left_to=ahead.get())


async def kept(state: State, about: str) -> bytes:
    """`state`: as now(about) has it."""
    if state["part"] is not None:
        return zlib.decompress(state["part"])
    return await made(state, about, asked=True)


async def made(state: State, about: str, *, asked: bool) -> bytes:
    name, _mark, query = about.partition("?")
    found = (await makers[name](MultiDict(parse_qsl(query)))).encode()
    async with region_tx(left_to=ahead.get()):  # that it was looked at is noted in it, too
        await execute(
            ASKED if asked else KEEP,
            about=about,
            language=language.get(),
            shared=state["shared"],
            agreed=state["agreed"],
            at=state["at"],
            part=zlib.compress(found, FASTEST),
            asked=asked,
        )
    return found


async def renew() -> None:
    """What the region that is bound was asked for lately, before it is too old to be shown."""
    async with region_tx(readonly=True):
        found = await rows(AGEING, USUAL, SOON)
    for each in found:
        token = language.set(each["language"])
        try:
            # In words that were known when it was asked for, before the program was updated.
            with suppress(NotFoundException, Refused):
                await made(await now(), each["about"], asked=False)
        finally:
            language.reset(token)


async def asked_lately() -> list[int]:
    """Regions of which a part was made for a reader."""
    pool: Any = DB.pool
    return [each["region"] for each in await pool.fetch(LATELY, USUAL)]


async def looked(state: State, person: str, page: str, county: int | None = None) -> None:
    """Once a day for each page, and again when another county has come: at all that share
    something, or at one.
    """
    key = (current_realm.get(), person, page, county, today(), state["shared"])
    if key in noted:
        return
    async with region_tx():
        await tx().connection.execute(NOTE, county_in_tx(), person, page, county)
    if len(noted) > MOST_NOTED:
        noted.clear()
    noted.add(key)


noted: set[Hashable] = set()
MOST_NOTED = 10_000
under: dict[
    int, list[Called]
] = {}  # region → what it consists of: no list changes while the program runs


async def parts_of_it() -> list[Called]:
    """A province's prefectures, the nation's provinces; a prefecture has none."""
    region = current_realm.get() or 0
    if region > 99 and region != NATION:
        return []
    if region not in under:
        ends = (10, 99) if region == NATION else (region * 100, region * 100 + 99)
        async with region_tx(readonly=True):
            under[region] = await rows(PARTS, *ends, of=Called)
    return under[region]
