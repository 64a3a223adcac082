"""Topics that another one can be merged into: at its station, under way, for whoever reviews it."""

import re
from collections.abc import Mapping
from typing import Any

from app.access.visibility import held_at
from app.charter.stages import ENDED_STAGES
from app.choosing.asking import Asked, choices_of
from app.choosing.kinds import What
from app.choosing.rules import Choice
from app.dates import in_words
from app.db import rows
from app.topics import transitions
from app.topics.hands import turn_of
from app.web.forms.fields import id_in

BEGINNING, SHOWN = 60, 20  # letters of a story: as many are read, and told
BRACKET = re.compile(r"[()（）\[\]［］【】]")
MERGEABLE = f"""
    SELECT "id", "title", "raised_on", left("story", {BEGINNING}) AS story FROM "topic"
    WHERE "topic"."county" = $1 AND "station" = :station AND "id" <> :topic
      AND "stage" NOT IN {ENDED_STAGES} AND ("title" ~* :named OR "id" = :id::bigint)
    ORDER BY "id" DESC LIMIT :most
"""  # noqa: S608


@choices_of(What.MERGEABLE)
async def mergeable(asked: Asked) -> list[Choice]:
    topic = await transitions.load(id_in(asked.within) or 0)
    charter = await transitions.charter_of(topic)
    held = held_at(topic, asked.account) if asked.account else []
    if turn_of(topic, charter, held) != "review":
        return []
    found = await rows(
        MERGEABLE,
        station=topic["station"],
        topic=topic["id"],
        named=asked.named,
        id=id_in(asked.value),
        most=asked.most,
    )
    return [choice(each) for each in found]


def choice(each: Mapping[str, Any]) -> Choice:
    """Of one title, raised on one day: by how their stories begin, without brackets of their own,
    for a label has some.
    """
    day = in_words(each["raised_on"])
    begins = " ".join(BRACKET.sub(" ", each["story"]).split())[:SHOWN]
    return Choice(str(each["id"]), each["title"], (day, f"{day}，{begins}"), day)
