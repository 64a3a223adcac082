"""Topics from before it was written down what their step judges (`judged`): it is taken from the
charter that each was raised under, some at a time, while the county is at work.
"""

from app.bulk import moved
from app.charter import store
from app.charter.stages import ENDED
from app.db import county_tx, execute, row, rows
from app.jobs.backlog import counties_in

BATCH = 500  # topics
NEXT = """
    SELECT done_to FROM jobs.unjudged WHERE unjudged.county = $1 FOR UPDATE SKIP LOCKED
"""
# Locked, so that whoever takes a step at this moment comes after it.
SOME = f"""
    SELECT "id", "charter", "ring", "stage", "judged" FROM "topic"
    WHERE "topic"."county" = $1 AND "id" > $2 ORDER BY "id" LIMIT {BATCH} FOR UPDATE
"""  # noqa: S608
WRITE = """
    UPDATE "topic" SET "judged" = found.judged
    FROM unnest($2::bigint[], $3::text[]) AS found (id, judged)
    WHERE "topic"."county" = $1 AND "topic"."id" = found.id
"""
DONE = "DELETE FROM jobs.unjudged WHERE unjudged.county = $1"
SO_FAR = "UPDATE jobs.unjudged SET done_to = $2 WHERE unjudged.county = $1"


async def due() -> list[int]:
    return await counties_in("unjudged")


async def judge_some() -> bool:
    """One batch of the county's; whether there is more. In a transaction of its own."""
    async with county_tx():
        at = await row(NEXT)
        if at is None:
            return False
        found = await rows(SOME, at["done_to"])
        charters = await store.versions({each["charter"] for each in found})
        judged = {
            each["id"]: judges
            for each in found
            if each["stage"] not in ENDED
            and (judges := charters[each["charter"]].rings[each["ring"]].kind.about.judges)
            != each["judged"]
        }
        if judged:
            await execute(WRITE, list(judged), list(judged.values()))
        if len(found) < BATCH:
            await execute(DONE)
        else:
            await execute(SO_FAR, found[-1]["id"])
    moved(len(found))
    return len(found) == BATCH
