"""How many persons came to what is not public: a kept count like others (figures.py), and what is
not in it yet. Strangers' figures are what is counted, less this.

A matter becomes public, or is so no longer, between two foldings: in the same transaction it stands
in `turned`. `internal_topic` says as what its folded entries are kept; where it is something else
by now, they make up for it. So both are right at any instant, whoever comes between.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from app.db import execute, rows
from app.ledger.kinds import Kind, in_sql
from app.ledger.tables import these

PERSONS = tuple(kind for kind in Kind if kind.about.persons)
# `by` → one count for each. By months for whoever asks about days (app/scoring/rights.py).
INTERNAL = {"internal": "year", "internal_month": "month"}
SOME = 200  # of what turned, in one transaction

# Of a topic: as it is, and as it is counted. Each looked up: EXISTS becomes a join, for which a
# planner may read all there are; with a condition on `published_at`, all that are not public.
IS = """coalesce((SELECT "published_at" IS NULL FROM "topic" WHERE "topic"."county" = $1
                   AND "topic"."id" = {topic} LIMIT 1), false)"""
COUNTED = """coalesce((SELECT true FROM "internal_topic" WHERE "internal_topic"."county" = $1
                        AND "internal_topic"."topic" = {topic} LIMIT 1), false)"""
# By their index, one topic after the other: of a county that statistics do not know a planner would
# read all that it has.
OWN = """
    CROSS JOIN LATERAL (
        SELECT "id", "kind", "happened_on", "quantity" FROM "ledger"
        WHERE "ledger"."county" = $1 AND "ledger"."topic" = "of".topic AND "kind" IN ({kinds})
        OFFSET 0) AS "own"
"""
SOME_TURNED = """
    DELETE FROM "turned" WHERE "turned"."county" = $1 AND "id" = ANY(ARRAY(
        SELECT "id" FROM "turned" AS "first" WHERE "first"."county" = $1 ORDER BY "id" LIMIT $2))
    RETURNING "topic"
"""
# What turned and what the batch is about is counted as it is now: the difference to what it was
# counted as before is what they add.
FOLD = f"""
    WITH "of" AS MATERIALIZED (
        SELECT topic, {IS.format(topic='"each".topic')} AS now,
               {COUNTED.format(topic='"each".topic')} AS before
        FROM (SELECT unnest(:turned::bigint[]) AS topic
              UNION
              SELECT "topic" FROM {these("ledger", ":entries::bigint[]")}
              WHERE "kind" IN ({in_sql(PERSONS)}) AND "topic" IS NOT NULL) AS "each"),
    "gone" AS (
        DELETE FROM "internal_topic" WHERE "internal_topic"."county" = $1
          AND "topic" = ANY(ARRAY(SELECT topic FROM "of" WHERE before AND NOT now))),
    "come" AS (
        INSERT INTO "internal_topic" ("county", "topic")
        SELECT $1, topic FROM "of" WHERE now AND NOT before),
    "entry" AS MATERIALIZED (
        SELECT "own".*, now::int - (before AND "position" <= :since)::int AS sign
        FROM "of" {OWN.format(kinds=in_sql(PERSONS))}
        CROSS JOIN LATERAL (
            SELECT "position" FROM "seal" WHERE "seal"."county" = $1
              AND "seal"."entry" = "own"."id" AND "position" <= :until LIMIT 1) AS "at")
    INSERT INTO "figure" ("county", "by", "kind", "part", "since", "n", "entries")
    SELECT $1, "by", "kind", '', date_trunc(span, "happened_on"::timestamp)::date,
           sum(sign * "quantity")::bigint, sum(sign)::bigint
    FROM "entry" CROSS JOIN unnest(:by::text[], :spans::text[]) AS "in" ("by", span)
    WHERE sign <> 0 GROUP BY 2, 3, 5
    ON CONFLICT ("county", "by", "kind", "part", "since")
    DO UPDATE SET "n" = "figure"."n" + excluded."n",
                  "entries" = "figure"."entries" + excluded."entries"
"""  # noqa: S608  (of this program's own words)
# When all else is counted anew nothing of it is kept: what is not public has turned, and what was
# counted as such may have.
ANEW = (
    """
    INSERT INTO "turned" ("county", "topic")
    SELECT $1, "topic" FROM "internal_topic" WHERE "internal_topic"."county" = $1
    UNION
    SELECT $1, "topic"."id" FROM "consultation"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "consultation"."topic"
    WHERE "consultation"."county" = $1 AND "topic"."published_at" IS NULL
    """,
    'DELETE FROM "internal_topic" WHERE "internal_topic"."county" = $1',
)


def not_kept(name: str, kinds: Iterable[Kind]) -> str:
    """SQL: of one of INTERNAL what is not in the kept count. The tail is `entry`. Pure."""
    these = in_sql(kind for kind in kinds if kind.about.persons) or "NULL"
    since = f"""date_trunc('{INTERNAL[name]}', "happened_on"::timestamp)::date"""
    return f"""
        SELECT '{name}' AS "by", "kind", '' AS part, {since} AS since,
               sum("quantity")::bigint AS n, count(*) AS entries
        FROM "entry" WHERE "kind" IN ({these}) AND {IS.format(topic='"entry"."topic"')}
        GROUP BY 2, 4
        UNION ALL
        SELECT '{name}', "kind", '', {since}, sum(sign * "quantity")::bigint, sum(sign)::bigint
        FROM (SELECT topic, {IS.format(topic='"each".topic')}::int
                            - {COUNTED.format(topic='"each".topic')}::int AS sign
              FROM (SELECT DISTINCT "topic" AS topic FROM "turned"
                    WHERE "turned"."county" = $1) AS "each" OFFSET 0) AS "of"
        {OWN.format(kinds=these)}
        WHERE sign <> 0 AND "own"."id" NOT IN (SELECT "id" FROM "entry")
        GROUP BY 2, 4
    """  # noqa: S608  (of this program's own words)


async def turned_some(most: int = SOME) -> list[int]:
    """Within the transaction that folds them."""
    return [each["topic"] for each in await rows(SOME_TURNED, most)]


async def fold_internal(
    turned: Sequence[int], entries: Sequence[Any], since: int, until: int
) -> None:
    """As `add` of folding.py. After `turned_some`: what turns meanwhile leaves a new mark."""
    await execute(
        FOLD,
        turned=turned,
        entries=entries,
        since=since,
        until=until,
        by=list(INTERNAL),
        spans=list(INTERNAL.values()),
    )
