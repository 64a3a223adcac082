"""A topic's outcomes, commitments, answers and ratings, for the pages that show them."""

from typing import Any

from app.dates import today
from app.db import rows
from app.lights import light

OUTCOMES = """
    SELECT "id", "kind", "text", "reported_to", "reported_on", "adopted", "reason", "decided_on"
    FROM "outcome" WHERE "outcome"."county" = $1 AND "topic" = $2 ORDER BY "id"
"""
COMMITMENTS = """
    SELECT "commitment"."id", "task", "due_on", "done_on", "done_note", "verified_on",
           "commitment"."department", "department"."name" AS department_name,
           ARRAY(SELECT to_char("happened_on", 'YYYY-MM-DD') || ' ' || "text" FROM "progress"
                 WHERE "progress"."county" = $1 AND "progress"."commitment" = "commitment"."id"
                 ORDER BY "progress"."id") AS progress
    FROM "commitment" JOIN "department"
      ON "department"."county" = $1 AND "department"."id" = "commitment"."department"
    WHERE "commitment"."county" = $1 AND "topic" = $2 ORDER BY "commitment"."id"
"""
ANSWERS = """
    SELECT "answer"."id", "text", "answer"."happened_on", "solved", "stars", "comment",
           "rating"."happened_on" AS rated_on
    FROM "answer" LEFT JOIN "rating"
      ON "rating"."county" = $1 AND "rating"."answer" = "answer"."id"
    WHERE "answer"."county" = $1 AND "answer"."topic" = $2 ORDER BY "answer"."id"
"""
DEPARTMENTS = """
    SELECT "id", "name" FROM "department" WHERE "department"."county" = $1 ORDER BY "name" LIMIT 200
"""


async def outcomes_of(topic: int) -> dict[str, Any]:
    """Within the caller's transaction. Commitments carry their light."""
    return {
        "outcomes": await rows(OUTCOMES, topic),
        "commitments": [with_light(each) for each in await rows(COMMITMENTS, topic)],
        "answers": await rows(ANSWERS, topic),
    }


async def departments() -> list[Any]:
    return await rows(DEPARTMENTS)


def with_light(commitment: Any) -> dict[str, Any]:
    """A record of one, with the light it shows today."""
    shown = light(commitment["due_on"], today(), commitment["done_on"])
    return dict(commitment) | {"light": shown}
