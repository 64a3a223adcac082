"""What nobody may take, as SQL: all that waits for roles which nobody holds there; and of what is
judged, where all who hold one may be parties to it, and of what departments owe or did, the oldest,
and what the worker found beyond (nobodys.py).
"""

from app.access.holding import SILENT, UNOWED, UNVERIFIED, VERIFIED_BY_ANYBODY, taken
from app.charter.stages import ENDED_STAGES

MOST = 500
OLDEST = 3_000  # looked at by each page; where there are more, the worker looks through the others
WAITS = f"""("topic"."stage" NOT IN {ENDED_STAGES} OR "topic"."held_by" <> '{{}}')"""
AT_STATION = """CROSS JOIN LATERAL (
            SELECT "station"."name", "station"."lineage", "station"."held" FROM "station"
            WHERE "station"."county" = $1 AND "station"."id" = "topic"."station" OFFSET 0
        ) AS "station\""""
# Sorts of roles that anything waits for, and that are held at any station: from one to the next by
# their indexes, for they are few. Where none of a sort is held, whatever waits for it has nobody.
SORTS = """
    RECURSIVE "sort" (held_as, judged) AS (
        (SELECT "held_as", "judged" FROM "topic"
         WHERE "topic"."county" = $1 AND "topic"."held_by" <> '{}' ORDER BY 1, 2 LIMIT 1)
        UNION ALL
        SELECT "next".* FROM "sort" CROSS JOIN LATERAL (
            SELECT "topic"."held_as", "topic"."judged" FROM "topic"
            WHERE "topic"."county" = $1 AND "topic"."held_by" <> '{}'
              AND ("topic"."held_as", "topic"."judged") > ("sort".held_as, "sort".judged)
            ORDER BY 1, 2 LIMIT 1) AS "next"),
    "held" (held_as) AS (
        (SELECT "held_as" FROM "station" WHERE "station"."county" = $1 ORDER BY 1 LIMIT 1)
        UNION ALL
        SELECT "next".* FROM "held" CROSS JOIN LATERAL (
            SELECT "station"."held_as" FROM "station"
            WHERE "station"."county" = $1 AND "station"."held_as" > "held".held_as
            ORDER BY 1 LIMIT 1) AS "next"),
    "lacking" (waits, judged, held_as) AS MATERIALIZED (
        SELECT "sort".held_as, "sort".judged, "held".held_as FROM "sort" CROSS JOIN "held"
        WHERE NOT string_to_array("sort".held_as, ',') && string_to_array("held".held_as, ','))
"""
LACKING = """"lacking" JOIN LATERAL (
        SELECT "station"."id", "station"."lineage" FROM "station" WHERE "station"."county" = $1
           AND "station"."held_as" = "lacking".held_as OFFSET 0) AS "at" ON true"""


def of_nobody(most: int, which: str = "true", at: str = "true", terms: str = "") -> str:
    """SQL, behind SORTS: what waits for roles that nobody holds there, from each place no more than
    are asked for. `which`: of "topic"; `at`: of "lacking" and its stations, "at"; `terms`: in FROM,
    what `which` is asked of one by one. Pure.
    """
    return f"""
        SELECT "topic".* FROM {LACKING} {terms and f"CROSS JOIN {terms}"} CROSS JOIN LATERAL (
            SELECT * FROM "topic" WHERE "topic"."county" = $1 AND "topic"."held_by" <> '{{}}'
               AND "topic"."held_as" = "lacking".waits AND "topic"."judged" = "lacking".judged
               AND "topic"."station" = "at"."id" AND {which}
            ORDER BY "ring_since", "id" LIMIT {most}) AS "topic"
        WHERE {at}
    """  # noqa: S608


# All who hold a role may be parties to what they would judge: that is asked of each matter.
JUDGED = f"""SELECT * FROM "topic" WHERE "topic"."county" = $1 AND "topic"."held_by" <> '{{}}'
    AND "topic"."judged" <> '' ORDER BY "topic"."ring_since", "topic"."id" LIMIT {OLDEST}"""  # noqa: S608
AFTER = 'AND ("ring_since", "id") > (:day::date, :topic::bigint)'
AFTER_KEPT = 'AND ("nobodys"."ring_since", "nobodys"."topic") > (:day::date, :topic::bigint)'
NOT_TAKEN = f"""NOT {taken('("topic"."held_by" || "topic"."instead")')}"""
# Of one topic.
UNTAKEN_OF = {
    "judged": f"""("topic"."held_by" <> '{{}}' AND "topic"."judged" <> '' AND {NOT_TAKEN})""",
    "unverified": f"({WAITS} AND {UNVERIFIED})",
    "unowed": f"({WAITS} AND {UNOWED})",
}
UNTAKEN = "({})".format(" OR ".join(UNTAKEN_OF.values()))


def kept(most: int, after: str = "") -> str:
    """SQL: what the worker found, as far as it is still so. After a change of roles no more than
    OLDEST are asked, until it has looked again. `after`: AFTER, or none. Pure.
    """
    return f"""
        SELECT "topic"."id", "topic"."ring_since" FROM (
            SELECT "topic", "ring_since" FROM "nobodys" WHERE "nobodys"."county" = $1
               {after and AFTER_KEPT} ORDER BY "ring_since", "topic" LIMIT {OLDEST}) AS one
        CROSS JOIN LATERAL (
            SELECT * FROM "topic" WHERE "topic"."county" = $1 AND "topic"."id" = one.topic
               AND "topic"."ring_since" = one.ring_since LIMIT 1) AS "topic"
        {AT_STATION}
        WHERE {UNTAKEN} ORDER BY "topic"."ring_since", "topic"."id" LIMIT {most}
    """  # noqa: S608


# As UNTAKEN says it of one topic, of all others that wait.
OTHERS = f"""
    "others" AS MATERIALIZED (
        SELECT "topic"."id", "topic"."ring_since" FROM ({JUDGED}) AS "topic"
        {AT_STATION}
        WHERE {NOT_TAKEN}
        UNION
        SELECT "topic"."id", "topic"."ring_since" FROM (
            SELECT * FROM "commitment"
            WHERE "commitment"."county" = $1 AND "commitment"."done_on" IS NOT NULL
              AND "commitment"."verified_on" IS NULL AND "commitment"."withdrawn_on" IS NULL
            ORDER BY "commitment"."done_on", "commitment"."id" LIMIT {OLDEST}) AS "commitment"
        CROSS JOIN LATERAL (
            SELECT * FROM "topic" WHERE "topic"."county" = $1
               AND "topic"."id" = "commitment"."topic" LIMIT 1) AS "topic"
        {AT_STATION}
        WHERE {WAITS} AND NOT {VERIFIED_BY_ANYBODY}
        UNION
        SELECT "topic"."id", "topic"."ring_since" FROM ({SILENT}) AS "silent"
        CROSS JOIN LATERAL (
            SELECT "commitment"."topic" FROM "commitment"
            WHERE "commitment"."county" = $1 AND "commitment"."department" = "silent"."id"
              AND "commitment"."done_on" IS NULL AND "commitment"."withdrawn_on" IS NULL
            ORDER BY "commitment"."due_on", "commitment"."id" LIMIT {OLDEST}) AS "commitment"
        CROSS JOIN LATERAL (
            SELECT * FROM "topic" WHERE "topic"."county" = $1
               AND "topic"."id" = "commitment"."topic" LIMIT 1) AS "topic"
        WHERE {WAITS})
"""  # noqa: S608
ANY_UNHELD = f"""
    (SELECT "of"."id" FROM ({of_nobody(MOST + 1)}) AS "of" LIMIT {MOST + 1})
    UNION SELECT "id" FROM "others"
    UNION SELECT "id" FROM ({kept(MOST + 1)}) AS "kept"
"""  # noqa: S608
