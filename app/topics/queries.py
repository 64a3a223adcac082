"""What the topic's pages show, in few queries: the list, and everything of one topic."""

from typing import Any

from app.access.roles import Account, Act
from app.charter import store
from app.charter.model import Charter, Ring
from app.charter.stages import ENDED, Stage
from app.dates import deadline, today
from app.db import rows
from app.lights import Light, light
from app.text.search import search_pattern

PAGE = 50

LIST = """
    SELECT "topic"."id", "topic"."title", "topic"."stage", "topic"."ring", "topic"."ring_since",
           "topic"."charter", "topic"."category", "topic"."raised_on", "topic"."round",
           "topic"."published_at", "station"."name" AS station_name
    FROM "topic" JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "topic"."county" = $1
      AND ("topic"."published_at" IS NOT NULL OR $2 OR "station"."lineage" && $8::bigint[])
      AND ($3::bigint IS NULL OR "topic"."id" < $3)
      AND ($4::text[] IS NULL OR "topic"."stage" = ANY($4))
      AND ($5 = '' OR "topic"."category" = $5)
      AND ($6::bigint IS NULL OR $6 = ANY("station"."lineage"))
      AND ($7 = '' OR "topic"."title" ~* $7)
    ORDER BY "topic"."id" DESC LIMIT 51
"""

SHOWN = {"open": sorted(set(Stage) - ENDED), "closed": ["closed", "settled"]}


async def newest(
    account: Account | None,
    *,
    before: int | None = None,
    shown: str = "",
    category: str = "",
    station: int | None = None,
    words: str = "",
) -> dict[str, Any]:
    """Up to 50 topics, newest first, with ring and light. Not published: at one's own stations."""
    own = account.stations(Act.SEE) if account else []
    stages = SHOWN.get(shown)
    found = await rows(
        LIST, own is None, before, stages, category, station, search_pattern(words), own or []
    )
    charters = await store.versions({each["charter"] for each in found})
    topics = [with_ring(dict(each), charters[each["charter"]]) for each in found[:PAGE]]
    return {
        "topics": topics,
        "older": found[PAGE - 1]["id"] if len(found) > PAGE else None,
        "shown": shown,
        "category": category,
        "station": station,
        "words": words,
    }


def with_ring(topic: dict[str, Any], charter: Charter) -> dict[str, Any]:
    ring = charter.rings[topic["ring"]]
    ended = topic["stage"] in ENDED
    topic["ring_name"] = "" if ended else ring.name
    topic["category_name"] = charter.categories.get(topic["category"], topic["category"])
    topic["light"] = None if ended else ring_light(ring, topic)
    return topic


def ring_light(ring: Ring, topic: dict[str, Any]) -> Light | None:
    if ring.days is None:
        return None
    return light(deadline(topic["ring_since"], ring.days), today(), limit=ring.days)
