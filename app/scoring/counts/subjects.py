"""Whom a sheet can be about: who was there in a period."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.charter.sheets import Sheet
from app.db import LARGEST_ID, rows
from app.scoring.periods import Period

SUBJECTS = {
    "station": """
        SELECT "id"::text AS subject, "name", "opened_on" AS since, "closed_on" AS until
        FROM "station" WHERE "station"."county" = $1
          AND "opened_on" <= {ends} AND ("closed_on" IS NULL OR "closed_on" >= {begins}) {only}
    """,
    "township": """
        SELECT "division"."code" AS subject, "division"."name", min("opened_on") AS since,
               nullif(max(coalesce("closed_on", '9999-12-31')), '9999-12-31') AS until
        FROM "station" JOIN "division" ON "division"."code" = left("station"."division", 9)
        WHERE "station"."county" = $1 AND length("station"."division") >= 9
          AND "opened_on" <= {ends} AND ("closed_on" IS NULL OR "closed_on" >= {begins}) {only}
        GROUP BY 1, 2
    """,
    "county": """
        SELECT 'county' AS subject, "name", NULL::date AS since, NULL::date AS until FROM "county"
        WHERE "county"."id" = $1 AND {begins}::date <= {ends}::date {only}
    """,
    "member": """
        SELECT "id"::text AS subject, "name", NULL::date AS since, "left_on" AS until
        FROM "member" WHERE "member"."county" = $1
          AND ("left_on" IS NULL OR "left_on" >= {begins}) AND {begins}::date <= {ends}::date {only}
    """,
    "sector": """
        SELECT "sector" AS subject, "sector" AS name, NULL::date AS since, NULL::date AS until
        FROM "member" WHERE "member"."county" = $1 AND "sector" <> ''
          AND ("left_on" IS NULL OR "left_on" >= {begins}) AND {begins}::date <= {ends}::date {only}
        GROUP BY 1
    """,
    "department": """
        SELECT "id"::text AS subject, "name", NULL::date AS since, NULL::date AS until
        FROM "department" WHERE "department"."county" = $1 AND {begins}::date <= {ends}::date {only}
    """,
}
BY_ID = 'AND "id" = ANY($4::bigint[])'
ONLY = {
    "station": BY_ID,
    "township": 'AND "division"."code" = ANY($4::text[])',
    "county": "AND 'county' = ANY($4::text[])",
    "member": BY_ID,
    "sector": 'AND "sector" = ANY($4::text[])',
    "department": BY_ID,
}


def keys_of(kind: str, only: Collection[str]) -> list[Any]:
    """Pure. Ids are numbers in the database; what is none is nobody's."""
    if ONLY[kind] != BY_ID:
        return sorted(only)
    return sorted(int(each) for each in only if each.isdecimal() and int(each) <= LARGEST_ID)


class Subject(NamedTuple):
    key: str
    name: str
    since: date | None
    until: date | None

    def there(self, period: Period) -> bool:
        return (self.since is None or self.since <= period.ends) and (
            self.until is None or self.until >= period.begins
        )


def found_by(kind: str, *, only: str = "", begins: str = "$2", ends: str = "$3") -> str:
    """Pure."""
    return SUBJECTS[kind].format(only=only, begins=begins, ends=ends)


async def subjects(
    sheet: Sheet, begins: date, ends: date, only: Collection[str] | None = None
) -> list[Subject]:
    """Who was there on any of these days. `only`: of these."""
    return await found_in(sheet.subject, begins, ends, only)


async def found_in(
    kind: str, begins: date, ends: date, only: Collection[str] | None = None
) -> list[Subject]:
    if only is None:
        found = await rows(found_by(kind), begins, ends)
    else:
        these = keys_of(kind, only)
        found = await rows(found_by(kind, only=ONLY[kind]), begins, ends, these)
    return [Subject(each["subject"], each["name"], each["since"], each["until"]) for each in found]


EVER = (date(1, 1, 1), date(9999, 12, 31))


async def all_subjects(kind: str, only: Collection[str] | None = None) -> list[Subject]:
    """Who is there or ever was."""
    return await found_in(kind, *EVER, only)


async def periods_with(kind: str, subject: str, periods: Sequence[Period]) -> set[date]:
    """The first days of those periods in which this one was there."""
    found = found_by(kind, only=ONLY[kind], begins='"of"."begins"', ends='"of"."ends"')
    sql = f"""
        SELECT "of"."begins" FROM unnest($2::date[], $3::date[]) AS "of" ("begins", "ends")
        WHERE EXISTS ({found})
    """  # noqa: S608
    begins, ends = [each.begins for each in periods], [each.ends for each in periods]
    return {each["begins"] for each in await rows(sql, begins, ends, keys_of(kind, [subject]))}
