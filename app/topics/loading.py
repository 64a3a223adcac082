"""What the topic's pages show, in few queries: the list, and everything of one topic."""

import json
from typing import Any

from app import evidence
from app.accounts.roles import Account, Act, Role
from app.charter import store
from app.charter.model import Charter, Ring
from app.consultations.circle import circle_context
from app.consultations.masking import veiled
from app.consultations.rounds import hidden_in, rounds_of
from app.dates import deadline, today
from app.db import row, rows
from app.lights import Light, light
from app.outcomes.loading import departments, outcomes_of
from app.text_search import search_pattern
from app.topics import moving, rules
from app.topics.stages import BEFORE_ACCEPTANCE, ENDED, OFF_THE_ROAD, Stage

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

PASSAGES = """
    SELECT "passage"."id", "ring", "kind", "decision", "opinion", "facts", "role", "happened_on",
           "account"."name" AS person
    FROM "passage" LEFT JOIN "account"
      ON "account"."county" = $1 AND "account"."id" = "passage"."account"
    WHERE "passage"."county" = $1 AND "topic" = $2
    ORDER BY "passage"."id"
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


async def everything(topic_id: int, account: Account | None) -> dict[str, Any]:
    """The topic page's context. Loaded in the caller's read-only transaction."""
    topic = await moving.load(topic_id)
    charter = await moving.charter_of(topic)
    held = moving.held_at(topic, account) if account else []
    passages = [
        dict(each) | {"facts": json.loads(each["facts"])} for each in await rows(PASSAGES, topic_id)
    ]
    mine = account is not None and account.id == topic["raiser"]
    rounds = await rounds_of(topic_id)
    hidden = {} if held else await hidden_in(topic_id, charter)
    for each in rounds:
        each["title"] = veiled(each["title"], hidden)
    photos = await evidence.photos_of("consultation", [each["id"] for each in rounds])
    outcomes = await outcomes_of(topic_id)
    ring = charter.rings[topic["ring"]]
    turn = rules.turn(ring, topic["stage"], topic["held_by"], held)
    context = {
        "topic": with_ring(topic, charter),
        "flow": charter,
        "ring": ring,
        "marks": marks(topic, charter),
        "passages": [readable(each, held=held, mine=mine, hidden=hidden) for each in passages],
        "rounds": (seen := [each for each in rounds if held or each["state"] == "filed"]),
        "rounds_by": {each["id"]: each for each in seen},
        "photos": photos,
        "held": held,
        "turn": turn,
        "private": account is not None and account.may_at(Act.PRIVATE, topic["lineage"]),
        "mine": mine,
        "merged": await merged(topic),
        **await store.standing(topic["charter"]),
        **outcomes,
    }
    if turn == "review":
        context["mergeable"] = await rows(MERGEABLE, topic["station"], topic_id)
    if turn == "carry_out":
        context["departments"] = await departments()
    circle = bool(held) or topic["stage"] not in BEFORE_ACCEPTANCE
    composing = turn in {"compose", "research", "agenda"}  # as the template asks
    context |= await circle_context(topic, charter, composing=composing) if circle else {}
    return context


MERGEABLE = """
    SELECT "id", "title" FROM "topic"
    WHERE "topic"."county" = $1 AND "station" = $2 AND "id" <> $3
      AND "stage" NOT IN ('closed', 'declined', 'merged', 'settled', 'referred', 'withdrawn')
    ORDER BY "id" DESC LIMIT 50
"""


async def merged(topic: dict[str, Any]) -> Any:
    if topic["merged_into"] is None:
        return None
    return await row(
        'SELECT "id", "title", "published_at" FROM "topic"'
        ' WHERE "topic"."county" = $1 AND "id" = $2',
        topic["merged_into"],
    )


# Steps whose text is for all; of the others strangers see that they were taken, and when.
OPEN_STEPS = frozenset(
    {"research", "introduce", "discuss", "summarise", "report", "adopt", "carry_out", "look_back"}
    | {"rate", "publish"}
)


def readable(
    passage: dict[str, Any], *, held: list[Role], mine: bool, hidden: dict[str, str]
) -> dict[str, Any]:
    if not held and not mine and passage["kind"] not in OPEN_STEPS:
        passage |= {"opinion": "", "facts": {}}
    if not held:
        passage["person"] = None
        passage["opinion"] = veiled(passage["opinion"], hidden)
    return passage


def marks(topic: dict[str, Any], charter: Charter) -> list[dict[str, str]]:
    """The county's rings as drawn: done, now, ahead, or off when the topic left the road there."""
    off = topic["stage"] in OFF_THE_ROAD
    closed = topic["stage"] == Stage.CLOSED
    return [
        {"name": name, "state": state_of(first, last, topic["ring"], off=off, closed=closed)}
        for name, first, last in charter.marks
    ]


def state_of(first: int, last: int, place: int, *, off: bool, closed: bool) -> str:
    if closed or last < place:
        return "done"
    if first <= place <= last:
        return "off" if off else "now"
    return "ahead"
