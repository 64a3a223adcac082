"""Records from before there were pieces get theirs: some at a time, while the county is at work."""

from app.bulk import moved
from app.db import county_tx, execute, row, rows
from app.jobs.backlog import counties_in

BATCH = 500  # records
NEXT = """
    SELECT kind, done_to FROM jobs.unpieced WHERE unpieced.county = $1
    ORDER BY kind LIMIT 1 FOR UPDATE SKIP LOCKED
"""
# Locked, so that whoever changes one at this moment comes after it, and its trigger finds the
# pieces of what was there before.
FILL = """
    WITH locked AS MATERIALIZED (
        SELECT "{kind}"."id", "{kind}" AS one FROM "{kind}"
        WHERE "{kind}"."county" = $1 AND "{kind}"."id" > $2
        ORDER BY "{kind}"."id" LIMIT 500 FOR UPDATE)
    SELECT locked."id",
        app.forget_pieces(
            $1, '{kind}', locked."id", app.searched(locked.one), app.is_public(locked.one)),
        app.note_pieces(
            $1, '{kind}', locked."id", app.searched(locked.one), app.is_public(locked.one) {keys})
    FROM locked ORDER BY 1
"""
# Where they stand in lists that are read along their pieces.
KEYS = {"member": ', (locked.one)."by_pinyin", (locked.one)."by_strokes"'}
DONE = "DELETE FROM jobs.unpieced WHERE unpieced.county = $1 AND unpieced.kind = $2"
SO_FAR = """
    UPDATE jobs.unpieced SET done_to = $3 WHERE unpieced.county = $1 AND unpieced.kind = $2
"""


async def due() -> list[int]:
    return await counties_in("unpieced")


async def fill_some() -> bool:
    """One batch of the county's; whether there is more. In a transaction of its own."""
    async with county_tx():
        at = await row(NEXT)
        if at is None:
            return False
        kind = at["kind"]
        found = await rows(FILL.format(kind=kind, keys=KEYS.get(kind, "")), at["done_to"])
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
