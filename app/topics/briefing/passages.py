"""The steps of a topic's way, as a reader is told them."""

from datetime import date, datetime
from typing import Any, TypedDict

from msgspec import json

from app.access.roles import Role
from app.charter.rings import RingKind
from app.db import rows
from app.topics.timeline import reads
from app.veiling.rules import retold

PASSAGES = """
    SELECT "passage"."id", "ring", "kind", "decision", "opinion", "facts", "role", "happened_on",
           "passage"."account", "passage"."at",
           "account"."name" AS person
    FROM "passage" LEFT JOIN "account"
      ON "account"."county" = $1 AND "account"."id" = "passage"."account"
    WHERE "passage"."county" = $1 AND "topic" = $2
    ORDER BY "passage"."id"
"""


class Passed(TypedDict):
    """`account`, `person`: who did it, where it was somebody with an account."""

    id: int
    ring: int
    kind: str
    decision: str
    opinion: str
    role: str
    happened_on: date
    account: int | None
    at: datetime
    person: str | None


class StoredPassage(Passed):
    facts: str  # JSON


class LoadedPassage(Passed):
    facts: dict[str, Any]


async def passages_of(topic_id: int) -> list[LoadedPassage]:
    found = await rows(PASSAGES, topic_id, of=StoredPassage)
    # most have none
    read = ({} if each["facts"] == "{}" else json.decode(each["facts"]) for each in found)
    return [{**each, "facts": facts} for each, facts in zip(found, read, strict=True)]


def readable(
    passage: LoadedPassage, *, held: list[Role], mine: bool, hidden: dict[str, str] | None
) -> LoadedPassage:
    kind = passage["kind"]
    if not reads(kind, passage["decision"], handles=bool(held), raised=mine):
        passage["opinion"], passage["facts"] = "", {}
    if not held:
        passage["person"] = None
    own = mine and kind == RingKind.PROPOSE
    return retold(passage, None if own else hidden, "opinion") if passage["opinion"] else passage
