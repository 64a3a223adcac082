"""What is looked for in the log, within the caller's transaction."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypedDict

from app.access.roles import NAMES
from app.audit import abouts
from app.audit.kinds import FIELDS, VALUES, Noted
from app.charter.model import Charter
from app.db import LARGEST_ID, row, rows
from app.i18n import _, translated
from app.text.search import search_pattern

LOOKED = 1_000  # entries that one page of a search looks through; then it says how far it came

# In the order of an index (audit_at, audit_act): another day to end at is no walk to get there.
RANGE = """
    SELECT "id", "act", "actor", "person", "address", "about", "before", "after", "at" FROM "audit"
    WHERE "audit"."county" = $1
      AND "at" >= (:since::date)::timestamp AT TIME ZONE 'Asia/Shanghai'
      AND "at" < (:until::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' {narrowed}
    ORDER BY "at" DESC, "id" DESC LIMIT :looked
"""
OF_ACT = ' AND "act" = :act'
FURTHER = """ AND ("at", "id") < (
          (SELECT seen."at" FROM "audit" AS seen
           WHERE seen."county" = $1 AND seen."id" = :before), :before::bigint)"""
FITTING = """
    WITH "looked" AS MATERIALIZED ({within})
    SELECT "id", "act", "actor", "person", "address", "about", "before", "after", "at" FROM "looked"
    WHERE "act" = ANY(:acts::text[]) OR "person" ~* :pattern OR "address" ~* :pattern
       OR "about" ~* :pattern OR "about" = ANY(:told::text[]) OR (:system AND "person" = '')
       OR "before"::text ~* :pattern OR "after"::text ~* :pattern
       OR "before"::text ~ :words OR "after"::text ~ :words
    ORDER BY "at" DESC, "id" DESC LIMIT :most
"""
THESE = """
    SELECT "id", "act", "actor", "person", "address", "about", "before", "after", "at" FROM "audit"
    WHERE "audit"."county" = $1 AND "id" = ANY($2::bigint[]) ORDER BY "at" DESC, "id" DESC
"""
ABOUTS = 'WITH "looked" AS MATERIALIZED ({within}) SELECT DISTINCT "about" FROM "looked"'
# How far a search came that has not seen all.
LAST = """
    WITH "looked" AS MATERIALIZED ({within})
    SELECT "id", "at" FROM "looked" OFFSET :looked - 1 LIMIT 1
"""


class Entry(TypedDict):
    id: int
    act: str
    actor: int | None
    person: str
    address: str
    about: str
    before: str  # JSON
    after: str
    at: datetime


class OfAbout(TypedDict):
    about: str


class LastLooked(TypedDict):
    id: int
    at: datetime


class Asked(TypedDict):
    """What is looked for, as the page's form has it."""

    q: str
    act: str
    since: date
    until: date


def within(wanted: Asked, before: int | None) -> str:
    """The statement's range, of the filters in use. Pure."""
    narrowed = (OF_ACT if wanted["act"] else "") + (FURTHER if before is not None else "")
    return RANGE.format(narrowed=narrowed)


async def entries(
    wanted: Asked, before: int | None, most: int, charter: Charter | None, looked: int
) -> list[Entry]:
    """`looked`: of so many at most those that fit what is searched for. `charter`: as of `told`."""
    sql, values = await statement(wanted, before, most, charter, looked)
    return await rows(sql, **values, of=Entry)


async def ids(wanted: Asked, most: int, charter: Charter | None) -> list[int]:
    """Of all entries that fit, as they stand now, the latest first."""
    sql, values = await statement(wanted, None, most, charter, LARGEST_ID)
    found = await rows(f'SELECT "id" FROM ({sql}) AS "fits"', **values)  # noqa: S608
    return [each["id"] for each in found]


async def those(ids: Sequence[int]) -> list[Entry]:
    """The latest first."""
    return await rows(THESE, list(ids), of=Entry)


async def statement(
    wanted: Asked, before: int | None, most: int, charter: Charter | None, looked: int
) -> tuple[str, dict[str, Any]]:
    pattern, sql = search_pattern(wanted["q"]), within(wanted, before)
    acts: list[str] = []
    words, about = "", list[str]()
    if pattern:
        acts, words = shown_as(pattern)
        ranged = ABOUTS.format(within=sql)
        there = await rows(ranged, **wanted, before=before, looked=looked, of=OfAbout)
        told = await abouts.told({each["about"] for each in there}, charter)
        about = [key for key, said in told.items() if found_in(pattern, said.words)]
        sql = FITTING.format(within=sql)
    else:
        looked = most
    return sql, {
        **wanted,
        "pattern": pattern,
        "acts": acts,
        "words": words,
        "told": about,
        "system": bool(pattern) and found_in(pattern, translated(NOBODY)),
        "before": before,
        "looked": looked,
        "most": most,
    }


NOBODY = _("系统")  # did what stands there without a name
NOTHING = "$^"  # a pattern that finds nothing


def found_in(pattern: str, text: str) -> bool:
    """Pure."""
    return re.search(pattern, text, re.IGNORECASE) is not None


def shown_as(pattern: str) -> tuple[list[str], str]:
    """What stands in words on the page, and otherwise in the log: the acts that are called so, and
    a pattern of the fields and values in `before` and `after`. Pure.
    """

    def called(of: Mapping[Any, str]) -> list[str]:
        return [str(key) for key, text in of.items() if found_in(pattern, translated(text))]

    keys = [f'"{each}": ' for each in called(FIELDS)]
    values = [f': "{each}"' for each in called({**NAMES, **VALUES})]
    acts = called({each: each.about for each in Noted})
    return acts, "|".join([*keys, *values]) or NOTHING


async def last_looked(wanted: Asked, before: int | None) -> LastLooked | None:
    """None: a page of the search has seen all that there is."""
    sql = LAST.format(within=within(wanted, before))
    return await row(sql, **wanted, before=before, looked=LOOKED, of=LastLooked)
