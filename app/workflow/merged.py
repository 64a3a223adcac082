"""What was merged into another matter is handled with it: what becomes of that, and that it is not
taken from beneath those who raised the same.
"""

from datetime import datetime
from typing import NotRequired, TypedDict

from app.access.roles import Account
from app.charter.model import Charter
from app.db import rows, value
from app.topics.standing import Said, standing
from app.topics.tables import LoadedTopic
from app.veiling.queries import as_read

OTHERS = """
    SELECT EXISTS (SELECT FROM "topic"
        WHERE "topic"."county" = $1 AND "merged_into" = $2)
"""


async def others_in(topic: int) -> bool:
    """Within the caller's transaction; who merges locks the topic into which it goes."""
    return bool(await value(OTHERS, topic))


# What was merged into another that was merged in its turn is handled with the last of them.
LAST_OF_MERGED = """
    WITH RECURSIVE "up" (id, title, published_at, stage, reason, merged_into) AS (
        SELECT "id", "title", "published_at", "stage", "reason", "merged_into" FROM "topic"
        WHERE "topic"."county" = $1 AND "id" = $2
        UNION ALL SELECT "next".* FROM "up" CROSS JOIN LATERAL (
            SELECT "topic"."id", "topic"."title", "topic"."published_at", "topic"."stage",
                   "topic"."reason", "topic"."merged_into"
            FROM "topic" WHERE "topic"."county" = $1 AND "topic"."id" = "up".merged_into
            LIMIT 1) AS "next")
    SELECT id, title, published_at, stage, reason FROM "up" WHERE merged_into IS NULL
"""


class MergedInto(TypedDict):
    """`stands`: for whoever raised what was merged, or handles it; of what was declined there is no
    page that they may read.
    """

    id: int
    title: str
    published_at: datetime | None
    stage: str
    reason: str | None
    stands: NotRequired[Said]


async def merged(
    topic: LoadedTopic, charter: Charter, account: Account | None, *, inside: bool
) -> MergedInto | None:
    if topic["merged_into"] is None:
        return None
    found = await rows(LAST_OF_MERGED, topic["merged_into"], of=MergedInto)
    (last,) = await as_read(account, found, "title", topic="id")
    if inside:
        why = charter.decline_reasons.get(last["reason"] or "", "")
        last["stands"] = standing(last["stage"], reason=why)
    return last
