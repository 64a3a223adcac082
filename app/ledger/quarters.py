"""Counts by quarters, as regions read them: what measures.py names, from what is kept and from what
stands into county_count.
"""

from datetime import date

from app.db import execute, value
from app.divisions.rules import LIVED_IN, URBAN
from app.ledger.figures import FOLDED
from app.ledger.measures import ITEM_OF, SNAPSHOTS, STOCKS, quarter_of
from app.ledger.series import write_series

# As kept counts have them (folding.py), told to the regions: what differs is written, and no more.
TELL = """
    WITH "now" AS MATERIALIZED (
        SELECT "since" AS quarter, "part" AS measure, "n" FROM "figure"
        WHERE "figure"."county" = $1 AND "by" = 'measure' AND "n" <> 0
        UNION ALL
        SELECT "since", 'members_attending', count(*) FROM "figure"
        WHERE "figure"."county" = $1 AND "by" = 'member' AND "part" <> '' AND "n" > 0 GROUP BY 1
        UNION ALL
        SELECT quarter, used.measure, used.n FROM (
            SELECT "since" AS quarter, count(DISTINCT split_part("part", chr(10), 1)) AS forms,
                   count(DISTINCT split_part("part", chr(10), 2)) AS categories
            FROM "figure" WHERE "figure"."county" = $1 AND "by" = 'held' AND "n" > 0
            GROUP BY 1) AS "of"
        CROSS JOIN LATERAL (VALUES ('forms_used', forms), ('categories_used', categories),
            ('quarters_active', 1)) AS used (measure, n)),
    "gone" AS (
        DELETE FROM "county_count" WHERE "county_count"."county" = $1
          AND "measure" = ANY(:known::text[])
          AND ("measure", "quarter") NOT IN (SELECT measure, quarter FROM "now"))
    INSERT INTO "county_count" ("county", "quarter", "item", "measure", "n")
    SELECT $1, quarter, "known".item, measure, n
    FROM "now" JOIN unnest(:known::text[], :items::text[]) AS "known" (measure, item)
      USING (measure)
    ON CONFLICT ("county", "measure", "quarter") DO UPDATE SET "n" = excluded."n"
    WHERE "county_count"."n" <> excluded."n"
"""
WHOLE = f"""
    SELECT {FOLDED} = coalesce((SELECT max("position") FROM "seal"
                                WHERE "seal"."county" = $1), 0)
"""  # noqa: S608
UP_TO = 'SELECT "told" FROM "folded" WHERE "folded"."county" = $1'
TOLD_NOW = 'UPDATE "folded" SET "told" = "position" WHERE "folded"."county" = $1'
# From which quarter on what stands is counted again: that of what was folded since, or the one
# after the last that is counted; a quarter in which nothing happened has what stood before it.
FIRST = """
    SELECT least($2, min(date_trunc('quarter', day::timestamp)::date)) FROM (
        SELECT "happened_on" AS day FROM "ledger" WHERE "ledger"."county" = $1
          AND "kind" IN ('station.opened', 'station.standard_met')
          AND ($3::bigint = 0 OR "id" = ANY(ARRAY(
              SELECT "entry" FROM "seal" WHERE "seal"."county" = $1 AND "position" > $3)))
        UNION ALL
        SELECT max("quarter") FROM "county_count" WHERE "county_count"."county" = $1
          AND "measure" = 'stations') AS "of"
"""
# $2: the first quarter, of STOCKS; $3: today's, of SNAPSHOTS.
FORGET = """
    WITH "townships" AS (DELETE FROM "township_count" WHERE "township_count"."county" = $1)
    DELETE FROM "county_count" WHERE "county_count"."county" = $1
      AND (("quarter" >= $2 AND "measure" = ANY($4::text[]))
        OR ("quarter" = $3 AND "measure" = ANY($5::text[])))
"""
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


TOLD = {name: item for name, item in ITEM_OF.items() if name not in {*STOCKS, *SNAPSHOTS}}


async def count_quarters(day: date) -> None:
    """Within a transaction, `alone`, once all that is sealed is folded: while it is folded, maybe
    anew, what was told before stays. `day` is today; what no entry tells is as of it.
    """
    last = quarter_of(day)
    if not await value(WHOLE):
        return
    await execute(TELL, known=list(TOLD), items=list(TOLD.values()))
    first = await value(FIRST, last, await value(UP_TO) or 0)
    await execute(FORGET, first, last, list(STOCKS), list(SNAPSHOTS))
    await execute(STANDING, first, last)
    await execute(TODAY, last)
    await execute(TOWNSHIPS)
    await write_series(last)
    await execute(TOLD_NOW)
    await execute(DUE)
