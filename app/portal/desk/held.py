"""Matters that wait on my desk, within the caller's transaction. `mine` in them: a row per role I
hold, with the station it is limited to (null: everywhere).
"""

from datetime import date
from functools import lru_cache
from typing import NamedTuple, NotRequired, TypedDict

from app.access.holding import HANDS
from app.access.parties import own_topic, there_is
from app.access.roles import Account, Role
from app.charter import store
from app.db import rows
from app.portal.unheld import AFTER_KEPT, JUDGED, OLDEST, SORTS, of_nobody
from app.stations.queries import under
from app.topics.hands import may_hold
from app.topics.tables import AtRing
from app.web.forms.fields import place_asked

# Whether it may be mine is asked first of what is written in the row: then whose it is in fact.
PERHAPS_MINE = '("topic"."held_by" && :roles::text[] OR "topic"."instead" && :roles::text[])'
AFTER = '({along}"topic"."ring_since", "topic"."id") > ({its}:day::date, :topic::bigint)'
BEHIND = AFTER.format(along="", its="")
HELD = """SELECT "topic".* FROM "topic" WHERE "topic"."county" = $1 AND "topic"."held_by" <> '{}'"""
# Of whoever has a role for the whole county, at the rings that may be theirs; of others, at their
# stations. So nobody reads what waits for others.
PLACES = {
    True: """unnest(:charters_at::bigint[], :rings_at::int[], :stages_at::text[])
        AS "at" (charter, ring, stage)""",
    False: f"""{under(":stations")} AS "at" (station)""",
}
AT_PLACE = {
    True: """"topic"."charter" = "at".charter AND "topic"."ring" = "at".ring
        AND "topic"."stage" = "at".stage AND "topic"."held_by" && :roles::text[]""",
    False: f'"topic"."station" = "at".station AND {PERHAPS_MINE}',
}
# Few are taken by the review of another level.
INSTEAD = f"""{HELD} AND "topic"."instead" <> '{{}}' AND "topic"."instead" && :roles::text[]
    AND NOT "topic"."held_by" && :roles::text[] AND {BEHIND}"""
# To the office and leadership falls what nobody else may take: where nobody holds a role for it, to
# the office, if it is held there; and where all who hold one are parties, which is asked of the
# oldest that are judged, and of what the worker found beyond. The same may be found by all.
FALLS_THERE = """EXISTS (
    SELECT FROM mine WHERE (mine.station IS NULL OR mine.station = ANY("at"."lineage"))
       AND mine.role = CASE WHEN 'office' = ANY(string_to_array("lacking".held_as, ','))
                            THEN 'office' ELSE 'leadership' END)"""
JUDGED_ELSEWHERE = f"""SELECT "topic".* FROM ({JUDGED}) AS "topic"
    WHERE NOT {PERHAPS_MINE} AND {BEHIND}"""  # noqa: S608
KEPT_ELSEWHERE = f"""SELECT "topic".* FROM (
        SELECT "topic", "ring_since" FROM "nobodys" WHERE "nobodys"."county" = $1 {AFTER_KEPT}
        ORDER BY "ring_since", "topic" LIMIT {OLDEST}) AS one
    CROSS JOIN LATERAL (
        SELECT * FROM "topic" WHERE "topic"."county" = $1 AND "topic"."id" = one.topic
           AND "topic"."ring_since" = one.ring_since AND "topic"."held_by" <> '{{}}' LIMIT 1
    ) AS "topic"
    WHERE NOT {PERHAPS_MINE}"""  # noqa: S608
# What is due of it: by the limits of its rings.
TERMS = """unnest(:charters::bigint[], :rings::int[], :late::date[], :tomorrow::date[])
    AS term (charter, ring, late, tomorrow)"""
AT_TERM = '{of}."charter" = term.charter AND {of}."ring" = term.ring AND '
TERMS_AT = {
    True: f"""JOIN {TERMS} ON "at".charter = term.charter AND "at".ring = term.ring""",
    False: f"CROSS JOIN {TERMS}",
}
DUE = {
    "late": '({along}{of}."ring_since") <= ({its}term.late)',
    "today": """({along}{of}."ring_since") > ({its}term.late)
        AND ({along}{of}."ring_since") <= ({its}term.tomorrow)""",
}
# As part of a row, days are sought along the index whose first columns are the place's alone: what
# is held anywhere in these days would be read for each place and ring, where statistics call that
# little (topic_held).
ALONG = {
    True: {"along": '"topic"."stage", ', "its": '"at".stage, '},
    False: {"along": '"topic"."ring", ', "its": "term.ring, "},
}
ALONE = {"along": "", "its": ""}
IS_MINE = there_is(
    """FROM mine WHERE mine.role = ANY(hands.roles)
        AND (mine.station IS NULL OR mine.station = ANY("station"."lineage"))"""
)
ORDER = 'ORDER BY "ring_since", "id"'


def mine_of(waits: str, most: int) -> str:
    """SQL: of what waits so, the first that are mine in fact. Pure."""
    return f"""
        SELECT "topic"."id", "topic"."title", "topic"."stage", "topic"."ring",
               "topic"."ring_since", "topic"."charter", "topic"."category", "topic"."raised_on",
               "topic"."nudged_on", "topic"."held_by", hands.vacant, hands.own,
               "station"."name" AS station_name
        FROM ({waits} {ORDER} OFFSET 0) AS "topic" CROSS JOIN LATERAL (
            SELECT "station"."name", "station"."lineage", "station"."held" FROM "station"
            WHERE "station"."county" = $1 AND "station"."id" = "topic"."station" OFFSET 0
        ) AS "station"
        {HANDS}
        WHERE NOT {own_topic(":me")} AND {IS_MINE}
        ORDER BY "topic"."ring_since", "topic"."id" LIMIT {most}
    """  # noqa: S608


def due(when: str, of: str) -> str:
    """SQL: whether "of" is due then. Pure."""
    return f"EXISTS (SELECT FROM {TERMS} WHERE {(AT_TERM + DUE[when]).format(of=of, **ALONE)})"


class Ways(NamedTuple):
    """By which a topic may come to whoever asks: a statement says nothing of others. `everywhere`:
    a role for the whole county; `falls`: one to which there falls what nobody else may take.
    """

    everywhere: bool
    falls: bool


@lru_cache(64)
def topics(most: int, ways: Ways, when: str = "") -> str:
    """SQL: from each place no more than are asked for. `when`: of DUE; none: whenever. Pure."""
    which, of_any, terms, there = "true", "true", "", BEHIND
    everywhere = ways.everywhere
    if when:
        at_term, of, its = AT_TERM + DUE[when], '"topic"', ALONG[everywhere]
        which, of_any, terms = at_term.format(of=of, **ALONE), due(when, of), TERMS
        there = f"{at_term.format(of=of, **its)} AND {AFTER.format(**its)}"
    places = f"{PLACES[everywhere]} {TERMS_AT[everywhere]}" if when else PLACES[everywhere]
    waits = f"{HELD} AND {AT_PLACE[everywhere]} AND {there}"
    others = []
    if ways.falls:
        mine_then = f"NOT {PERHAPS_MINE} AND NOT {own_topic(':me')}"
        falls = of_nobody(most, f"{which} AND {mine_then} AND {BEHIND}", FALLS_THERE, terms)
        others = [falls, f"{JUDGED_ELSEWHERE} AND {of_any}", f"{KEPT_ELSEWHERE} AND {of_any}"]
    if everywhere:
        others.append(f"{INSTEAD} AND {of_any}")
    found = [
        f"""SELECT "found".* FROM {places}
            CROSS JOIN LATERAL ({mine_of(waits, most)}) AS "found\""""  # noqa: S608
    ]
    if others:  # whose each is asked at one place for all of them: the same may be among several
        found.append(f"({mine_of(' UNION ALL '.join(others), most * len(others))})")
    return f"""
        WITH {SORTS},
        mine (role, station) AS (SELECT * FROM unnest(:roles::text[], :stations::bigint[]))
        SELECT * FROM ({" UNION ".join(found)}) AS "all_of" {ORDER} LIMIT {most}
    """  # noqa: S608


# From one ring and stage at which something waits to the next, by their index.
WAITED_AT = """
    WITH RECURSIVE "at" (charter, ring, stage) AS (
        (SELECT "charter", "ring", "stage" FROM "topic"
         WHERE "topic"."county" = $1 AND "topic"."held_by" <> '{}' ORDER BY 1, 2, 3 LIMIT 1)
        UNION ALL
        SELECT "next".* FROM "at" CROSS JOIN LATERAL (
            SELECT "topic"."charter", "topic"."ring", "topic"."stage" FROM "topic"
            WHERE "topic"."county" = $1 AND "topic"."held_by" <> '{}'
              AND ("topic"."charter", "topic"."ring", "topic"."stage")
                > ("at".charter, "at".ring, "at".stage)
            ORDER BY 1, 2, 3 LIMIT 1) AS "next")
    SELECT charter, ring, stage FROM "at"
"""


class WaitedAt(TypedDict):
    charter: int
    ring: int
    stage: str


class HeldTopic(AtRing):
    """`late`, `today`: where it was asked when it is due."""

    id: int
    title: str
    charter: int
    raised_on: date
    nudged_on: date | None
    held_by: list[str]
    vacant: bool
    own: bool
    station_name: str
    late: NotRequired[bool]
    today: NotRequired[bool]


class Asking(TypedDict):
    """Values of `topics`."""

    roles: list[str]
    stations: list[int | None]
    charters_at: NotRequired[list[int]]
    rings_at: NotRequired[list[int]]
    stages_at: NotRequired[list[str]]
    day: date
    topic: int
    me: int


def ways_of(me: Account) -> Ways:
    return Ways(
        everywhere=any(grant.station is None for grant in me.grants),
        falls=not {Role.OFFICE, Role.LEADERSHIP}.isdisjoint(grant.role for grant in me.grants),
    )


async def asking(me: Account, after: str = "") -> Asking:
    roles, stations = mine(me)
    day, topic = place_asked(after) or (date.min, 0)
    asked: Asking = {
        "roles": roles,
        "stations": stations,
        "day": day,
        "topic": topic,
        "me": me.id,
    }
    if ways_of(me).everywhere:
        found = await rows(WAITED_AT, of=WaitedAt)
        charters = await store.versions({each["charter"] for each in found})
        at = [
            each
            for each in found
            if not may_hold(
                charters[each["charter"]].rings, each["ring"], each["stage"]
            ).isdisjoint(roles)
        ]
        asked["charters_at"] = [each["charter"] for each in at]
        asked["rings_at"] = [each["ring"] for each in at]
        asked["stages_at"] = [each["stage"] for each in at]
    return asked


async def topics_of(me: Account, after: str, most: int) -> list[HeldTopic]:
    return await rows(topics(most, ways_of(me)), of=HeldTopic, **(await asking(me, after)))


def mine(me: Account) -> tuple[list[str], list[int | None]]:
    return [str(grant.role) for grant in me.grants], [grant.station for grant in me.grants]
