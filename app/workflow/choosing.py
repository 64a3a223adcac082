"""Topics that another one can be merged into: at its station, under way, for whoever reviews it."""

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

MERGEABLE = f"""
    SELECT "id", "title", "raised_on" FROM "topic"
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
    return [
        Choice(str(each["id"]), each["title"], (day := in_words(each["raised_on"]),), day)
        for each in found
    ]
