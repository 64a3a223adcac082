"""What is sealed is counted: a batch of the chain after the other is added to the counts that are
kept. No count is ever made anew in ordinary work, and none is read without the tail (figures.py).
When all are, it is beside what is read.
"""

from collections.abc import Callable, Sequence
from typing import Any

from app.bulk import moved
from app.db import execute, rows, value
from app.ledger import internal
from app.ledger.figures import BY, sums_of
from app.ledger.kinds import Kind, in_sql
from app.ledger.measures import FLOWS, SPANS, WAY
from app.ledger.tables import Figure, Tally, these
from app.tenancy.tables import CountyTable

BATCH = 2000

STATE = 'SELECT "position" FROM "folded" WHERE "folded"."county" = $1'
NEXT = """
    SELECT "position", "entry" FROM "seal" WHERE "seal"."county" = $1 AND "position" > $2
    ORDER BY "position" LIMIT $3
"""
# For scores: each entry under everything it may be scored for, a year's months in one row, since a
# period may begin with any of them. NULL: a month in which nothing was.
MONTHS = range(1, 13)
IN_TIME = "-infinity"  # `known_on` of what was recorded before its month was over: never late


def months_of(what: str) -> str:
    """SQL: a sum for each month. Pure."""
    return ", ".join(f"sum({what}) FILTER (WHERE month = {n})" for n in MONTHS)


def months_added(name: str) -> str:
    """SQL: what is kept and what comes to it, month by month. Pure."""
    found = ((f'"tally"."{name}"[{n}]', f'excluded."{name}"[{n}]') for n in MONTHS)
    return ", ".join(f"coalesce({a} + {b}, {a}, {b})" for a, b in found)


def tally_of(of: str) -> str:
    """SQL: what these rows of `counted` add. Pure."""
    return f"""
    INSERT INTO "tally" ("county", "year", "whose", "subject", "known_on", "kind", "category",
        "form", "result", "role", "n", "records")
    SELECT $1, year, "whose", "subject", known, "kind", "category", "form", "result", "role",
           ARRAY[{months_of('"n"')}], ARRAY[{months_of('sign("n")::bigint')}]
    FROM (
        SELECT "counted".*, date_trunc('year', "counts_on"::timestamp)::date AS year,
               extract(month FROM "counts_on") AS month,
               CASE WHEN date_trunc('month', "known_on"::timestamp)
                      > date_trunc('month', "counts_on"::timestamp)
                    THEN "known_on" ELSE '{IN_TIME}' END AS known
        FROM {of}) AS "of"
    GROUP BY 2, 3, 4, 5, 6, 7, 8, 9, 10
    ON CONFLICT ("county", "whose", "kind", "year", "subject", "known_on", "category", "form",
                 "result", "role")
    DO UPDATE SET "n" = ARRAY[{months_added("n")}], "records" = ARRAY[{months_added("records")}]
    """  # noqa: S608


TALLY = tally_of(these("counted", "$2::bigint[]"))
# What a topic's entries make of counts by quarters, before (-1) and with these (1): the difference
# is what they add. One row for each topic and state, so that nothing is joined to itself: a planner
# without statistics compares each with each.
OF_TOPICS = tuple(
    dict.fromkeys([*WAY.values(), *(kind for each in SPANS.values() for kind in each)])
)
HAPPENED = ", ".join(
    f"""coalesce(sum(n) FILTER (WHERE "kind" = '{kind}'), 0) > 0 AS "any {kind}",
        min(first) FILTER (WHERE "kind" = '{kind}') AS "first {kind}\""""
    for kind in OF_TOPICS
)


def steps() -> str:
    """SQL: each step of the way, with all that has to have come before it. Pure."""
    before, found = [], []
    for name, kind in WAY.items():
        if kind is not Kind.TOPIC_RAISED:
            before.append(f'"any {kind}"')
        found.append(f"('{name}', {' AND '.join(before) or 'true'})")
    return ", ".join(found)


ENDS = ", ".join(
    f"""('{name}', "first {one}", "first {other}")""" for name, (one, other) in SPANS.items()
)
TOPICS = f"""
    "own" AS MATERIALIZED (
        SELECT "ledger"."topic", "ledger"."kind", "ledger"."happened_on", "ledger"."quantity",
               "seal"."position" > :since AS fresh
        FROM "ledger"
        JOIN "seal" ON "seal"."county" = $1 AND "seal"."entry" = "ledger"."id"
         AND "seal"."position" <= :until
        WHERE "ledger"."county" = $1 AND "ledger"."kind" IN ({in_sql(OF_TOPICS)})
          AND "ledger"."topic" = ANY(ARRAY(SELECT DISTINCT "topic" FROM "entry"
              WHERE "topic" IS NOT NULL AND "kind" IN ({in_sql(OF_TOPICS)})))),
    "by_kind" AS (
        SELECT sign, "topic", "kind", date_trunc('quarter', "happened_on"::timestamp)::date AS of,
               sum("quantity") AS n, min("happened_on") FILTER (WHERE "quantity" > 0) AS first
        FROM "own" CROSS JOIN (VALUES (1), (-1)) AS state (sign)
        WHERE sign = 1 OR NOT fresh
        GROUP BY 1, 2, 3, 4),
    "topic_then" AS (
        SELECT sign, "topic", {HAPPENED},
               array_agg(of) FILTER (WHERE "kind" = 'topic.raised' AND n > 0) AS raised
        FROM "by_kind" GROUP BY 1, 2),
    "of_topic" AS (
        SELECT step.measure, raised_in.quarter, sign::bigint AS n
        FROM "topic_then" CROSS JOIN LATERAL unnest(raised) AS raised_in (quarter)
        CROSS JOIN LATERAL (VALUES {steps()}) AS step (measure, reached) WHERE step.reached
        UNION ALL
        SELECT sum.sign || span.measure, date_trunc('quarter', ended::timestamp)::date,
               "topic_then".sign * sum.n
        FROM "topic_then" CROSS JOIN LATERAL (VALUES {ENDS}) AS span (measure, began, ended)
        CROSS JOIN LATERAL (VALUES ('', ended - began), ('n_', 1),
                                   ('sq_', (ended - began) * (ended - began))) AS sum (sign, n)
        WHERE began <= ended)
"""  # noqa: S608  (of this program's own words)
# Counts by quarters stand beside the others, `by` measure; quarters.py tells regions of them.
FIGURES = f"""
    INSERT INTO "figure" ("county", "by", "kind", "part", "since", "n", "entries")
    WITH "entry" AS MATERIALIZED (
        SELECT "ledger".* FROM {these("ledger", ":entries::bigint[]")}),
    "flow" AS (
        SELECT * FROM unnest(:measures::text[], :kinds::text[], :results::text[],
                             :forms::text[], :each::boolean[])
            AS "flow" (measure, kind, result, forms, each)),
    {TOPICS},
    "more" AS (
        {sums_of(BY)}
        UNION ALL
        SELECT 'measure', '', measure,
               date_trunc('quarter', "happened_on"::timestamp)::date,
               sum(CASE WHEN each THEN sign("quantity") ELSE "quantity" END)::bigint, count(*)
        FROM "entry" JOIN "flow" ON "flow".kind = "entry"."kind"
         AND "flow".result IN ('', "entry"."result")
         AND ("flow".forms = '' OR "entry"."form" = ANY(string_to_array("flow".forms, ' ')))
        GROUP BY 3, 4
        UNION ALL
        SELECT 'measure', '', measure, quarter, sum(n)::bigint, 0 FROM "of_topic"
        GROUP BY 3, 4 HAVING sum(n) <> 0)
    SELECT $1, "by", "kind", part, since, n, entries FROM "more"
    ON CONFLICT ("county", "by", "kind", "part", "since")
    DO UPDATE SET "n" = "figure"."n" + excluded."n",
                  "entries" = "figure"."entries" + excluded."entries"
"""  # noqa: S608  (of this program's own words)
FOLDED = """
    INSERT INTO "folded" ("county", "position") VALUES ($1, $2)
    ON CONFLICT ("county") DO UPDATE SET "position" = excluded."position"
"""
# Whose points may be others by what is counted now (app/scoring/order.py), where any are kept.
UNSCORED = f"""
    INSERT INTO "unscored" ("county", "kind", "subject")
    SELECT DISTINCT $1::int, "whose", "subject"::text FROM {these("counted", "$2::bigint[]")}
    WHERE "subject" IS NOT NULL
      AND EXISTS (SELECT FROM "kept_order" WHERE "kept_order"."county" = $1)
"""  # noqa: S608


def anew(sql: str) -> str:
    """The same into what is counted anew, beside what is read. Pure."""
    for name, other in (("tally", "tally_anew"), ("figure", "figure_anew"), ("folded", "anew")):
        sql = sql.replace(f'"{name}"', f'"{other}"')
    return sql


LEAVE_ANEW = tuple(
    anew(f'DELETE FROM "{name}" WHERE "{name}"."county" = $1')  # noqa: S608
    for name in ("tally", "figure", "folded")
)


def taking_over(table: type[CountyTable]) -> tuple[str, str]:
    name = table._meta.tablename
    columns = ", ".join(f'"{each._meta.name}"' for each in table._meta.columns)
    return (
        f'DELETE FROM "{name}" WHERE "{name}"."county" = $1',  # noqa: S608
        f"""INSERT INTO "{name}" ({columns})
        SELECT {columns} FROM "{name}_anew" WHERE "{name}_anew"."county" = $1""",  # noqa: S608
    )


# Regions are told of it, and orders are made anew from it.
TAKE_OVER = (
    'DELETE FROM "kept_order" WHERE "kept_order"."county" = $1',
    *internal.ANEW,
    *taking_over(Tally),
    *taking_over(Figure),
    'UPDATE "folded" SET "told" = 0 WHERE "folded"."county" = $1',
    *LEAVE_ANEW,
)


async def fold_some(most: int = BATCH) -> bool:
    """Within a transaction, `alone`: adds a batch of what is sealed, and counts some of what turned
    public or is so no longer. → was either full?
    """
    since = await value(STATE) or 0
    found, turned = await rows(NEXT, since, most), await internal.turned_some()
    entries = [each["entry"] for each in found]
    if found or turned:
        until = found[-1]["position"] if found else since
        await internal.fold_internal(turned, entries, since, until)
    if found:
        await execute(UNSCORED, entries)
        await add(since, found)
    return len(found) == most or len(turned) == internal.SOME


async def add(since: int, links: Sequence[Any], into: Callable[[str], str] = str) -> None:
    """Links of the chain, in their order. `into`: str or anew."""
    entries, until = [each["entry"] for each in links], links[-1]["position"]
    await execute(into(TALLY), entries)
    await execute(
        into(FIGURES),
        entries=entries,
        since=since,
        until=until,
        measures=list(FLOWS),
        kinds=[str(flow.kind) for flow in FLOWS.values()],
        results=[flow.result for flow in FLOWS.values()],
        forms=[" ".join(flow.forms) for flow in FLOWS.values()],
        each=[flow.each for flow in FLOWS.values()],
    )
    await execute(into(FOLDED), until)
    moved(len(entries))


ASKED_FOR = -1  # a position: it is still to be begun


async def begin_anew() -> None:
    """Within a transaction, `alone`: all that is kept is counted once more, from the first entry
    on, and read as it is until that is whole.
    """
    for each in LEAVE_ANEW:
        await execute(each)
    await execute(anew(FOLDED), 0)


async def fold_anew_some(most: int = BATCH) -> bool:
    """Within a transaction, `alone`, when all else is folded. → was there anything to do?"""
    since = await value(anew(STATE))
    if since is None:
        return False
    if since == ASKED_FOR:
        await begin_anew()
        return True
    all_of = await value(STATE) or 0
    found = [each for each in await rows(NEXT, since, most) if each["position"] <= all_of]
    if found:
        await add(since, found, anew)
    if len(found) < most:
        for each in TAKE_OVER:
            await execute(each)
    return True
