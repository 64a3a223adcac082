"""What others said of a matter before: at its steps, in research, and when it was talked over."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from app.db import rows
from app.topics.briefing.passages import LoadedPassage
from app.veiling.rules import as_told

# The last of them; a sitting's page has all.
STATEMENTS = """
    SELECT "statement"."consultation", "statement"."text", "statement"."at",
           "statement"."answers" IS NOT NULL AS replies, "participant"."name", "round"
    FROM "consultation"
    JOIN "statement" ON "statement"."county" = $1
     AND "statement"."consultation" = "consultation"."id" AND "struck_at" IS NULL
    JOIN "participant" ON "participant"."county" = $1
     AND "participant"."id" = "statement"."participant"
    WHERE "consultation"."county" = $1 AND "consultation"."topic" = $2
      AND "consultation"."state" <> 'cancelled'
    ORDER BY "statement"."id" DESC LIMIT 30
"""


class Spoken(TypedDict):
    """`replies`: a department answers with it. `round`: of its sitting."""

    consultation: int
    text: str
    at: datetime
    replies: bool
    name: str
    round: int


class Said(TypedDict):
    """One of both."""

    at: datetime
    passage: LoadedPassage | None
    spoken: Spoken | None


async def spoken_of(topic_id: int, hidden: Mapping[str, str] | None) -> list[Spoken]:
    """With the names as they are: for those who handle the matter."""
    return as_told(await rows(STATEMENTS, topic_id, of=Spoken), hidden, "text")


def said_before(passages: Iterable[LoadedPassage], spoken: Sequence[Spoken] = ()) -> list[Said]:
    """The last first. `passages`: as the reader is told them. Pure."""
    steps = [
        Said(at=each["at"], passage=each, spoken=None) for each in passages if says_something(each)
    ]
    talk = [Said(at=each["at"], passage=None, spoken=each) for each in spoken]
    return sorted([*steps, *talk], key=lambda one: one["at"], reverse=True)


def says_something(passage: Mapping[str, Any]) -> bool:
    return bool(passage["opinion"].strip() or passage["facts"].get("document"))
