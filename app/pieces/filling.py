"""Records from before there were pieces get theirs: some at a time, while the county is at work."""

from app.bulk import moved
from app.db import county_tx, execute, row, rows
from app.jobs.backlog import counties_in
from app.pieces.queries import TABLES

BATCH = 500  # records
NEXT = """
    SELECT kind, done_to FROM jobs.unpieced WHERE unpieced.county = $1
    ORDER BY kind LIMIT 1 FOR UPDATE SKIP LOCKED
"""
# Locked, so that whoever changes one at this moment comes after it, and its trigger finds the
# pieces of what was there before.
FILL = """
    WITH locked AS MATERIALIZED (
        SELECT "{table}"."id", "{table}" AS one FROM "{table}"
        WHERE "{table}"."county" = $1 AND "{table}"."id" > $2
        ORDER BY "{table}"."id" LIMIT 500 FOR UPDATE)
    SELECT locked."id",
        app.forget_pieces($1, '{kind}', locked."id", {words}, app.is_public(locked.one)),
        app.note_pieces($1, '{kind}', locked."id", {words}, app.is_public(locked.one) {keys})
    FROM locked ORDER BY 1
"""
# What is searched of it, if that is another's; and where it stands in lists that are read along
# its pieces.
WORDS = {
    "under": 'app.station_name($1, (locked.one)."parent")',
    "placed": 'app.station_name($1, (locked.one)."station")',
}
KEYS = {
    "station": "by_place_ => app.place_key(locked.one), from_top_ => app.top_key(locked.one)",
    "under": "from_top_ => app.top_key(locked.one)",
    "member": 'by_pinyin_ => (locked.one)."by_pinyin", by_strokes_ => (locked.one)."by_strokes"',
    "placed": 'by_pinyin_ => (locked.one)."by_pinyin"',
    "consultation": 'by_day_ => (locked.one)."held_on"',
}
DONE = "DELETE FROM jobs.unpieced WHERE unpieced.county = $1 AND unpieced.kind = $2"
SO_FAR = """
    UPDATE jobs.unpieced SET done_to = $3 WHERE unpieced.county = $1 AND unpieced.kind = $2
"""


def filling(kind: str) -> str:
    """Pure."""
    return FILL.format(
        kind=kind,
        table=TABLES.get(kind, kind),
        words=WORDS.get(kind, "app.searched(locked.one)"),
        keys=f", {KEYS[kind]}" if kind in KEYS else "",
    )


async def due() -> list[int]:
    return await counties_in("unpieced")


async def fill_some() -> bool:
    """One batch of the county's; whether there is more. In a transaction of its own."""
    async with county_tx():
        at = await row(NEXT)
        if at is None:
            return False
        kind = at["kind"]
        found = await rows(filling(kind), at["done_to"])
        if len(found) < BATCH:
            await execute(DONE, kind)
        else:
            await execute(SO_FAR, kind, found[-1]["id"])
    moved(len(found))
    return True


async def fill() -> None:
    """All of the county's."""
    while await fill_some():
        pass
