"""Whom a sheet can be about: who was there in a period."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from app.charter.sheets import Sheet
from app.db import LARGEST_ID, rows
from app.scoring.periods import Period

SUBJECTS = {
    "station": """
        SELECT "id"::text AS subject, "name", "opened_on" AS since, "closed_on" AS until,
               "by_pinyin" AS by
        FROM "station" WHERE "station"."county" = $1
          AND "opened_on" <= {ends} AND ("closed_on" IS NULL OR "closed_on" >= {begins}) {only}
    """,
    "township": """
        SELECT "division"."code" AS subject, "division"."name", min("opened_on") AS since,
               nullif(max(coalesce("closed_on", '9999-12-31')), '9999-12-31') AS until,
               app.name_key("division"."name", 'place') AS by
        FROM "station" JOIN "division" ON "division"."code" = left("station"."division", 9)
        WHERE "station"."county" = $1 AND length("station"."division") >= 9
          AND "opened_on" <= {ends} AND ("closed_on" IS NULL OR "closed_on" >= {begins}) {only}
        GROUP BY 1, 2
    """,
    "county": """
        SELECT 'county' AS subject, "name", NULL::date AS since, NULL::date AS until, '' AS by
        FROM "county"
        WHERE "county"."id" = $1 AND {begins}::date <= {ends}::date {only}
    """,
    "member": """
        SELECT "id"::text AS subject, "name", NULL::date AS since, "left_on" AS until,
               "by_pinyin" AS by
        FROM "member" WHERE "member"."county" = $1
          AND ("left_on" IS NULL OR "left_on" >= {begins}) AND {begins}::date <= {ends}::date {only}
    """,
    "sector": """
        SELECT "sector" AS subject, "sector" AS name, NULL::date AS since, NULL::date AS until,
               app.name_key("sector", 'place') AS by
        FROM "member" WHERE "member"."county" = $1 AND "sector" <> ''
          AND ("left_on" IS NULL OR "left_on" >= {begins}) AND {begins}::date <= {ends}::date {only}
        GROUP BY 1
    """,
    "department": """
        SELECT "id"::text AS subject, "name", NULL::date AS since,
               ("ceased_at" AT TIME ZONE 'Asia/Shanghai')::date AS until, "by_pinyin" AS by
        FROM "department" WHERE "department"."county" = $1
          AND ("ceased_at" IS NULL
               OR ("ceased_at" AT TIME ZONE 'Asia/Shanghai')::date >= {begins})
          AND {begins}::date <= {ends}::date {only}
    """,
}
# What lies in townships, as an index knows it: codes of places begin with those of their township.
OF_TOWNSHIPS = """"station"."division" BETWEEN (SELECT min(one) FROM unnest({these}::text[]) AS one)
    AND (SELECT max(one) || '999' FROM unnest({these}::text[]) AS one)"""
BY_ID = 'AND "id" = ANY({these}::bigint[])'
ONLY = {
    "station": BY_ID,
    "township": f'AND "division"."code" = ANY({{these}}::text[]) AND {OF_TOWNSHIPS}',
    "county": "AND 'county' = ANY({these}::text[])",
    "member": BY_ID,
    "sector": 'AND "sector" = ANY({these}::text[])',
    "department": BY_ID,
}


def keys_of(kind: str, only: Collection[str]) -> list[Any]:
    """Pure. Ids are numbers in the database; what is none is nobody's."""
    if ONLY[kind] != BY_ID:
        return sorted(only)
    return sorted(int(each) for each in only if each.isdecimal() and int(each) <= LARGEST_ID)


class Subject(NamedTuple):
    """`by`: by which it stands among others whose totals are the same."""

    key: str
    name: str
    since: date | None
    until: date | None
    by: str = ""

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
        found = await rows(found_by(kind, only=ONLY[kind].format(these="$4")), begins, ends, these)
    return [
        Subject(each["subject"], each["name"], each["since"], each["until"], each["by"])
        for each in found
    ]


EVER = (date(1, 1, 1), date(9999, 12, 31))


async def all_subjects(kind: str, only: Collection[str] | None = None) -> list[Subject]:
    """Who is there or ever was."""
    return await found_in(kind, *EVER, only)


def as_listed(found: Iterable[Subject]) -> list[Subject]:
    """As offices list people and places. The database gives them as they come. Pure."""
    return sorted(found, key=lambda each: (each.by, each.key))


class Asked(NamedTuple):
    """Of one subject, in a period that was settled: whether its snapshot, an assessment, has it; in
    another: whether it was there.
    """

    kind: str
    subject: str
    begins: date
    ends: date
    snapshot: int | None = None


IN_SNAPSHOT = """
    SELECT "of"."nth" FROM "of" JOIN "settled" ON "settled"."county" = $1
     AND "settled"."assessment" = "of"."number" AND "settled"."subject" = "of"."text"
    WHERE "of"."kind" = ''
"""


async def are_there(asked: Sequence[Asked]) -> list[bool]:
    """In the order in which it was asked. One statement, however many and whatever kinds."""
    found = await rows(
        there_in(frozenset("" if each.snapshot else each.kind for each in asked)),
        kinds=["" if each.snapshot else each.kind for each in asked],
        numbers=[each.snapshot or number_of(each) for each in asked],
        texts=[each.subject for each in asked],
        begins=[each.begins for each in asked],
        ends=[each.ends for each in asked],
    )
    those = {each["nth"] for each in found}
    return [nth in those for nth in range(1, len(asked) + 1)]


def number_of(asked: Asked) -> int | None:
    """Where subjects are told by their ids."""
    these = keys_of(asked.kind, [asked.subject])
    return next((each for each in these if isinstance(each, int)), None)


@lru_cache(128)
def there_in(kinds: frozenset[str]) -> str:
    """Pure. A key that is no number is none of theirs that have numbers."""
    each = [IN_SNAPSHOT] if "" in kinds else []
    for kind in sorted(kinds - {""}):
        these = f'ARRAY["of"."{"number" if ONLY[kind] == BY_ID else "text"}"]'
        only = ONLY[kind].format(these=these)
        found = found_by(kind, only=only, begins='"of"."begins"', ends='"of"."ends"')
        each.append(
            f'SELECT "of"."nth" FROM "of" WHERE "of"."kind" = \'{kind}\' AND EXISTS ({found})'  # noqa: S608
        )
    return f"""
        WITH "of" AS MATERIALIZED (
            SELECT * FROM unnest(:kinds::text[], :numbers::bigint[], :texts::text[],
                :begins::date[], :ends::date[])
            WITH ORDINALITY AS "of" ("kind", "number", "text", "begins", "ends", "nth"))
        {" UNION ALL ".join(each)}
    """  # noqa: S608
