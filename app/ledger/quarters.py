"""Counting by quarters, set by set: what measures.py names, from the ledger into county_count."""

from datetime import date

from app.db import execute, rows
from app.divisions.rules import LIVED_IN, URBAN
from app.ledger.measures import FLOWS, ITEM_OF, SNAPSHOTS, SPANS, STOCKS, quarter_of
from app.ledger.series import write_series

ENDS = dict.fromkeys(kind for span in SPANS.values() for kind in span)  # of a span
DATED = ", ".join(f"'{kind}'" for kind in ENDS)
# Where the months that changed count: their own quarters, and those in which the topics that
# something happened to were raised (their way), or have a day from or to which days are counted (an
# earlier one that is recorded later takes its place).
WET = f"""
    WITH "entry" AS (
        SELECT DISTINCT "topic" FROM unnest($2::date[]) AS wet ("month")
        JOIN "ledger" ON "ledger"."county" = $1 AND "happened_on" >= wet."month"
          AND "happened_on" < (wet."month" + interval '1 month')::date)
    SELECT DISTINCT date_trunc('quarter', day)::date AS quarter FROM (
        SELECT "month" AS day FROM unnest($2::date[]) AS wet ("month")
        UNION ALL SELECT $3
        UNION ALL
        SELECT "own"."happened_on" FROM "entry" AS "touched"
        JOIN "ledger" AS "own" ON "own"."county" = $1
          AND "own"."topic" = "touched"."topic" AND "own"."kind" IN ({DATED})
    ) AS wet (day)
    ORDER BY 1
"""  # noqa: S608  (of this file's own words)
# $2: the quarters; $3: the first day of today's; $4: what stands at no quarter's end but today's.
FORGET = """
    WITH "townships" AS (DELETE FROM "township_count" WHERE "township_count"."county" = $1)
    DELETE FROM "county_count" WHERE "county_count"."county" = $1
      AND (("quarter" = ANY($2::date[]) AND ("quarter" = $3 OR "measure" <> ALL($4::text[])))
        OR ("quarter" >= $5 AND "measure" = ANY($6::text[])))
"""
WITHIN = """"happened_on" >= wet.quarter
         AND "happened_on" < (wet.quarter + interval '3 months')::date"""
# One row for each topic, so that its spans need no join: what is to be joined to itself, a planner
# without statistics compares each with each.
FIRSTS = ", ".join(
    f"""min("own"."happened_on") FILTER (WHERE "own"."kind" = '{kind}') AS "{kind}\""""
    for kind in ENDS
)
ROWS = ", ".join(f"""('{name}', "{one}", "{other}")""" for name, (one, other) in SPANS.items())
COUNT = f"""
    INSERT INTO "county_count" ("county", "quarter", "item", "measure", "n")
    WITH wet AS (SELECT * FROM unnest(:quarters::date[]) AS wet (quarter)),
    "entry" AS MATERIALIZED (
        SELECT wet.quarter, "ledger"."kind", "ledger"."topic", "ledger"."member",
               "ledger"."form", "ledger"."category", "ledger"."result", "ledger"."quantity"
        FROM wet JOIN "ledger" ON "ledger"."county" = $1 AND {WITHIN}),
    "flow" AS (
        SELECT * FROM unnest(:measures::text[], :kinds::text[], :results::text[],
                             :forms::text[], :each::boolean[])
            AS "flow" (measure, kind, result, forms, each)),
    "way" AS (
        SELECT "raised".quarter, "raised"."topic",
               sum("own"."quantity") FILTER (WHERE "own"."kind" = 'topic.accepted') > 0 AS accepted,
               sum("own"."quantity") FILTER (WHERE "own"."kind" = 'consultation.filed') > 0
                   AS consulted,
               sum("own"."quantity") FILTER (WHERE "own"."kind" = 'outcome.adopted') > 0 AS adopted,
               sum("own"."quantity") FILTER (WHERE "own"."kind" = 'topic.solved') > 0 AS solved,
               sum("own"."quantity") FILTER (WHERE "own"."kind" = 'rating.given') > 0 AS rated
        FROM (SELECT quarter, "topic" FROM "entry" WHERE "kind" = 'topic.raised'
              GROUP BY 1, 2 HAVING sum("quantity") > 0) AS "raised"
        JOIN "ledger" AS "own" ON "own"."county" = $1 AND "own"."topic" = "raised"."topic"
        GROUP BY 1, 2),
    "dated" AS (
        SELECT {FIRSTS}
        FROM "ledger" AS "own" WHERE "own"."county" = $1
          AND "own"."topic" = ANY(ARRAY(
              SELECT DISTINCT "topic" FROM "entry" WHERE "topic" IS NOT NULL
              AND "kind" IN ('topic.accepted', 'consultation.filed', 'topic.solved')))
          AND "own"."quantity" > 0
        GROUP BY "own"."topic"),
    "span" AS (
        SELECT wet.quarter, "of".measure, "of".ended - "of".began AS days
        FROM "dated" CROSS JOIN LATERAL (VALUES {ROWS}) AS "of" (measure, began, ended)
        JOIN wet ON "of".ended >= wet.quarter
         AND "of".ended < (wet.quarter + interval '3 months')::date
        WHERE "of".began <= "of".ended),
    "sitting" AS (
        SELECT quarter, "form", "category" FROM "entry" WHERE "kind" = 'consultation.filed'
        GROUP BY 1, 2, 3 HAVING sum("quantity") > 0),
    "found" AS (
        SELECT quarter, measure, sum(CASE WHEN each THEN sign("quantity") ELSE "quantity" END) AS n
        FROM "entry" JOIN "flow" ON "flow".kind = "entry"."kind"
         AND "flow".result IN ('', "entry"."result")
         AND ("flow".forms = '' OR "entry"."form" = ANY(string_to_array("flow".forms, ' ')))
        GROUP BY 1, 2
        UNION ALL
        SELECT quarter, step.measure, count(*)
        FROM "way" CROSS JOIN LATERAL (VALUES
            ('way_raised', true), ('way_accepted', accepted),
            ('way_consulted', accepted AND consulted),
            ('way_adopted', accepted AND consulted AND adopted),
            ('way_solved', accepted AND consulted AND adopted AND solved),
            ('way_rated', accepted AND consulted AND adopted AND solved AND rated)
        ) AS step (measure, reached) WHERE step.reached GROUP BY 1, 2
        UNION ALL
        SELECT quarter, sum.sign || "span".measure, sum(sum.n)
        FROM "span" CROSS JOIN LATERAL (VALUES ('', days), ('n_', 1), ('sq_', days * days))
            AS sum (sign, n) GROUP BY 1, 2
        UNION ALL
        SELECT quarter, 'members_attending', count(*)
        FROM (SELECT quarter, "member" FROM "entry"
              WHERE "kind" = 'attendance.member' AND "member" IS NOT NULL
              GROUP BY 1, 2 HAVING sum("quantity") > 0) AS "came" GROUP BY 1
        UNION ALL
        SELECT quarter, used.measure, used.n FROM (
            SELECT quarter, count(DISTINCT "form") AS forms,
                   count(DISTINCT "category") AS categories
            FROM "sitting" GROUP BY 1) AS "of"
        CROSS JOIN LATERAL (VALUES ('forms_used', forms), ('categories_used', categories),
            ('quarters_active', 1)) AS used (measure, n))
    SELECT $1, quarter, "known".item, measure, n
    FROM "found"
    JOIN unnest(:known::text[], :items::text[]) AS "known" (measure, item) USING (measure)
    WHERE n <> 0
"""  # noqa: S608  (of this file's own words)
# $2, $3: the first and last quarter.
LISTED = f"""
    "listed" AS (
        SELECT code, name, length(code) = 9 AS township FROM division
        WHERE code > $1::int::text AND code < ($1 + 1)::text AND length(code) IN (9, 12)
          AND {LIVED_IN})
"""  # noqa: S608
STANDING = f"""
    INSERT INTO "county_count" ("county", "quarter", "item", "measure", "n")
    WITH {LISTED},
    "all_of" AS (
        SELECT count(*) FILTER (WHERE township) AS townships,
               count(*) FILTER (WHERE NOT township) AS villages FROM "listed"),
    "stock" AS (
        SELECT quarter, "ledger"."station", "ledger"."level", "ledger"."kind"
        FROM generate_series($2::date, $3::date, interval '3 months') AS quarter
        JOIN "ledger" ON "ledger"."county" = $1
         AND "ledger"."kind" IN ('station.opened', 'station.standard_met')
         AND "ledger"."happened_on" < (quarter + interval '3 months')::date
        GROUP BY 1, 2, 3, 4 HAVING sum("ledger"."quantity") > 0),
    "stand" AS (
        SELECT quarter, "station", bool_or("kind" = 'station.standard_met') AS met,
               max("level") FILTER (WHERE "kind" = 'station.opened') AS level
        FROM "stock" GROUP BY 1, 2 HAVING bool_or("kind" = 'station.opened')),
    "at_end" AS (
        SELECT "stand".quarter, count(*) AS stations,
               count(*) FILTER (WHERE "stand".level = 'county') AS county,
               count(*) FILTER (WHERE "stand".level = 'township') AS township,
               count(*) FILTER (WHERE "stand".level = 'village') AS village,
               count(*) FILTER (WHERE "stand".level IN ('unit', 'area')) AS unit,
               count(*) FILTER (WHERE "stand".met) AS met,
               count(DISTINCT left("station"."division", 9))
                   FILTER (WHERE left("station"."division", 9) IN (SELECT code FROM "listed"))
                   AS townships_covered,
               count(DISTINCT "station"."division")
                   FILTER (WHERE length("station"."division") = 12
                           AND "station"."division" IN (SELECT code FROM "listed"))
                   AS villages_covered
        FROM "stand"
        JOIN "station" ON "station"."county" = $1 AND "station"."id" = "stand"."station"
        GROUP BY 1)
    SELECT $1, quarter, 'coverage', of.measure, of.n
    FROM "at_end" CROSS JOIN "all_of" CROSS JOIN LATERAL (VALUES
        ('stations', stations), ('stations_county', county), ('stations_township', township),
        ('stations_village', village), ('stations_unit', unit), ('stations_met', met),
        ('townships', townships), ('townships_covered', townships_covered),
        ('villages', villages), ('villages_covered', villages_covered)) AS of (measure, n)
"""  # noqa: S608
TODAY = f"""
    INSERT INTO "county_count" ("county", "quarter", "item", "measure", "n")
    SELECT $1, $2, of.item, of.measure, of.n FROM (
        SELECT count(*) AS members, count("member"."station") AS placed,
               count(*) FILTER (WHERE NOT division.{URBAN}) AS rural
        FROM "member"
        LEFT JOIN "station" ON "station"."county" = $1 AND "station"."id" = "member"."station"
        LEFT JOIN division ON division.code = left("station"."division", 9)
         AND length("station"."division") >= 9
        WHERE "member"."county" = $1 AND "member"."left_on" IS NULL) AS "of_members"
    LEFT JOIN "profile" ON "profile"."county" = $1
    CROSS JOIN LATERAL (VALUES
        ('members', 'members', members), ('members', 'members_placed', placed),
        ('members', 'members_rural', rural), ('population', 'people', "profile"."people")
    ) AS of (item, measure, n)
    WHERE of.n IS NOT NULL
"""  # noqa: S608
TOWNSHIPS = f"""
    INSERT INTO "township_count" ("county", "township", "stations", "villages", "covered")
    WITH {LISTED}
    SELECT $1, "listed".code,
           (SELECT count(*) FROM "station" WHERE "station"."county" = $1
            AND "station"."division" = "listed".code AND "closed_on" IS NULL),
           (SELECT count(*) FROM "listed" AS "low" WHERE left("low".code, 9) = "listed".code
            AND NOT "low".township),
           (SELECT count(DISTINCT "station"."division") FROM "station"
            WHERE "station"."county" = $1 AND left("station"."division", 9) = "listed".code
              AND length("station"."division") = 12 AND "closed_on" IS NULL)
    FROM "listed" WHERE "listed".township
"""  # noqa: S608
DUE = """
    INSERT INTO jobs.due_region SELECT DISTINCT "region" FROM "share"
    WHERE "share"."county" = $1 AND "ended_at" IS NULL
"""


async def count_quarters(months: list[date], day: date) -> None:
    """Within a transaction, `alone`: anew, wherever the entries of these months count. `day` is
    today; its quarter is always made anew.
    """
    last = quarter_of(day)
    quarters = [each["quarter"] for each in await rows(WET, months, day)]
    first = min(quarters)
    flows = list(FLOWS.items())
    await execute(FORGET, quarters, last, list(SNAPSHOTS), first, list(STOCKS))
    await execute(
        COUNT,
        quarters=quarters,
        measures=[name for name, _flow in flows],
        kinds=[str(flow.kind) for _name, flow in flows],
        results=[flow.result for _name, flow in flows],
        forms=[" ".join(flow.forms) for _name, flow in flows],
        each=[flow.each for _name, flow in flows],
        known=list(ITEM_OF),
        items=list(ITEM_OF.values()),
    )
    await execute(STANDING, first, last)
    await execute(TODAY, last)
    await execute(TOWNSHIPS)
    await write_series(last)
    await execute(DUE)
