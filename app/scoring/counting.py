"""What a sheet's subjects did in a period, counted from the ledger: one statement for all of them,
whatever the number of indicators.
"""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from app.charter.sheets import Sheet
from app.db import row, rows
from app.scoring.methods import Facts, Measure
from app.scoring.periods import Period
from app.scoring.rules import wanted

PAGE = 50
# A township's are all stations in its territory: the first nine digits of a division's code.
TOWNSHIP = """ left("station"."division", 9) """
WHOSE = {
    "station": """ "ledger"."station"::text """,
    "township": TOWNSHIP,
    "county": " 'county' ",
    "member": """ "ledger"."member"::text """,
    "sector": """ "member"."sector" """,
}
FROM = """
    FROM "ledger"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "ledger"."station"
    LEFT JOIN "member" ON "member"."county" = $1 AND "member"."id" = "ledger"."member"
    WHERE "ledger"."county" = $1 AND "ledger"."happened_on" BETWEEN $2 AND $3
"""
COUNTS = """
    SELECT {whose} AS subject, "ledger"."kind", "ledger"."result", "ledger"."form",
           "ledger"."category", sum("ledger"."quantity")::bigint AS n {from_}
      AND "ledger"."kind" = ANY($4::text[])
    GROUP BY 1, 2, 3, 4, 5
"""
BEHIND = """
    SELECT "ledger"."id", "ledger"."happened_on", "ledger"."quantity", "ledger"."reverses",
           "ledger"."station", "station"."name" AS station_name,
           "ledger"."topic", "topic"."title" AS topic_title,
           "ledger"."consultation", "consultation"."title" AS consultation_title
    FROM "ledger"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "ledger"."station"
    LEFT JOIN "member" ON "member"."county" = $1 AND "member"."id" = "ledger"."member"
    LEFT JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "ledger"."topic"
    LEFT JOIN "consultation"
      ON "consultation"."county" = $1 AND "consultation"."id" = "ledger"."consultation"
    WHERE "ledger"."county" = $1 AND "ledger"."happened_on" BETWEEN $2 AND $3
      AND {whose} = $4 AND "ledger"."kind" = $5
      AND ($6 = '' OR "ledger"."result" = $6) AND ($7 = '' OR "ledger"."form" = $7)
      AND ($8 = '' OR "ledger"."category" = $8) AND ($9::bigint IS NULL OR "ledger"."id" < $9)
    ORDER BY "ledger"."id" DESC LIMIT 51
"""
SUBJECTS = {
    "station": """
        SELECT "id"::text AS subject, "name" FROM "station" WHERE "station"."county" = $1
          AND "opened_on" <= $3 AND ("closed_on" IS NULL OR "closed_on" >= $2)
    """,
    "township": """
        SELECT DISTINCT "division"."code" AS subject, "division"."name" FROM "station"
        JOIN "division" ON "division"."code" = left("station"."division", 9)
        WHERE "station"."county" = $1 AND length("station"."division") >= 9
          AND "opened_on" <= $3 AND ("closed_on" IS NULL OR "closed_on" >= $2)
    """,
    "county": """
        SELECT 'county' AS subject, "name" FROM "county"
        WHERE "county"."id" = $1 AND $2::date <= $3::date
    """,
    "member": """
        SELECT "id"::text AS subject, "name" FROM "member" WHERE "member"."county" = $1
          AND $2::date <= $3::date
    """,
    "sector": """
        SELECT DISTINCT "sector" AS subject, "sector" AS name FROM "member"
        WHERE "member"."county" = $1 AND "sector" <> '' AND $2::date <= $3::date
    """,
}


IN_FORCE = """
    SELECT "id" FROM "charter" WHERE "charter"."county" = $1
    ORDER BY "effective_on" <= $2 DESC,
             CASE WHEN "effective_on" <= $2 THEN "number" ELSE -"number" END DESC
    LIMIT 1
"""


class Subject(NamedTuple):
    key: str
    name: str


def countable(sheet: Sheet) -> bool:
    return sheet.subject in SUBJECTS


async def subjects(sheet: Sheet, period: Period) -> list[Subject]:
    found = await rows(SUBJECTS[sheet.subject], period.begins, period.ends)
    return [Subject(each["subject"], each["name"]) for each in found]


async def facts_of(sheet: Sheet, period: Period) -> dict[str, Facts]:
    """By subject, of those of whom anything is recorded."""
    measures = wanted(sheet)
    kinds = sorted({each.kind for each in measures})
    found = await rows(
        COUNTS.format(whose=WHOSE[sheet.subject], from_=FROM), period.begins, period.ends, kinds
    )
    return {subject: Facts(each) for subject, each in folded(found, measures).items()}


def folded(found: list[Any], measures: set[Measure]) -> dict[str, dict[Measure, int]]:
    """Each group of entries goes to every measure that it fits. Pure."""
    of_kind: dict[str, list[Measure]] = defaultdict(list)
    for measure in measures:
        of_kind[measure.kind].append(measure)
    counts: dict[str, dict[Measure, int]] = defaultdict(lambda: defaultdict(int))
    for each in found:
        for measure in of_kind[each["kind"]]:
            if fits(measure, each) and each["subject"] is not None:
                counts[each["subject"]][measure] += each["n"]
    return counts


def fits(measure: Measure, entry: Any) -> bool:
    return all(
        not asked or asked == entry[column]
        for column, asked in zip(Measure._fields[1:], measure[1:], strict=True)
    )


async def behind(
    sheet: Sheet, subject: str, measure: Measure, period: Period, before: int | None
) -> list[Any]:
    """The entries that were counted, newest first; at most one more than a page."""
    sql = BEHIND.format(whose=WHOSE[sheet.subject])
    return await rows(sql, period.begins, period.ends, subject, measure.kind, *measure[1:], before)


async def version_for(day: date) -> int | None:
    """The charter's version that was in force then; before the first, that one."""
    found = await row(IN_FORCE, day)
    return found["id"] if found else None
