"""What the topic's pages show, in few queries: the list, and everything of one topic."""

from datetime import date, datetime
from typing import TypedDict, TypeVar

from app.access.roles import Account
from app.access.visibility import reader, visible_topic
from app.charter import store
from app.charter.model import Charter, Ring
from app.charter.stages import ENDED, Stage
from app.dates import deadline, today
from app.db import rows
from app.lights import Light, light
from app.text.search import search_pattern
from app.topics.tables import AtRing

PAGE = 50

LIST = f"""
    SELECT "topic"."id", "topic"."title", "topic"."stage", "topic"."ring", "topic"."ring_since",
           "topic"."charter", "topic"."category", "topic"."raised_on", "topic"."round",
           "topic"."published_at", "station"."name" AS station_name
    FROM "topic" JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "topic"."county" = $1
      AND {visible_topic()}
      AND (:before::bigint IS NULL OR "topic"."id" < :before)
      AND (:stages::text[] IS NULL OR "topic"."stage" = ANY(:stages))
      AND (:category = '' OR "topic"."category" = :category)
      AND (:station::bigint IS NULL OR :station = ANY("station"."lineage"))
      AND (:words = '' OR "topic"."title" ~* :words)
    ORDER BY "topic"."id" DESC LIMIT 51
"""  # noqa: S608

SHOWN = {"open": sorted(set(Stage) - ENDED), "closed": ["closed", "settled"]}


Ringed = TypeVar("Ringed", bound=AtRing)


class ListedTopic(AtRing):
    id: int
    title: str
    charter: int
    raised_on: date
    round: int
    published_at: datetime | None
    station_name: str


class Listed(TypedDict):
    """A page of them, and what was asked for. `older`: the id that the next page is `before`."""

    topics: list[ListedTopic]
    older: int | None
    shown: str
    category: str
    station: int | None
    words: str


async def newest(
    account: Account | None,
    *,
    before: int | None = None,
    shown: str = "",
    category: str = "",
    station: int | None = None,
    words: str = "",
) -> Listed:
    """Up to 50 topics that the account may see, newest first, with ring and light."""
    found = await rows(
        LIST,
        of=ListedTopic,
        before=before,
        stages=SHOWN.get(shown),
        category=category,
        station=station,
        words=search_pattern(words),
        **reader(account),
    )
    charters = await store.versions({each["charter"] for each in found})
    topics = [with_ring(each, charters[each["charter"]]) for each in found[:PAGE]]
    return {
        "topics": topics,
        "older": found[PAGE - 1]["id"] if len(found) > PAGE else None,
        "shown": shown,
        "category": category,
        "station": station,
        "words": words,
    }


def with_ring(topic: Ringed, charter: Charter) -> Ringed:
    ring = charter.rings[topic["ring"]]
    ended = topic["stage"] in ENDED
    topic["ring_name"] = "" if ended else ring.name
    topic["category_name"] = charter.categories.get(topic["category"], topic["category"])
    topic["light"] = None if ended else ring_light(ring, topic)
    return topic


def ring_light(ring: Ring, topic: AtRing) -> Light | None:
    if ring.days is None:
        return None
    return light(deadline(topic["ring_since"], ring.days), today(), limit=ring.days)
