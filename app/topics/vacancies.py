"""Where nobody holds what a ring asks for, under one charter: a page of it, and how many. What is
said of a station is `hands.unheld`; the database says at how many stations of a level just the
same roles are held, for of these there are few.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypedDict

from app.access.holding import APPOINTED_AT_ALL
from app.charter.model import Ring
from app.db import rows
from app.topics import hands

PAGE = 50
# Roles as bits, in the order of `all`: sets of stations and of who holds what are each read once,
# and not for one another. `first`: of such stations those on this page, at most.
FOUND = f"""
    WITH "held" AS MATERIALIZED (
        SELECT "appointment"."station",
               bit_or(1 << array_position(:all::text[], "appointment"."role")) AS roles
        {APPOINTED_AT_ALL}
        GROUP BY 1),
    "open" AS MATERIALIZED (
        SELECT "id", "division", "by_pinyin", "level", "lineage" FROM "station"
        WHERE "station"."county" = $1 AND "closed_on" IS NULL),
    "here" AS (
        SELECT "line".id, bit_or("held".roles) AS roles
        FROM (SELECT "id", unnest("lineage") AS place FROM "open") AS "line"
        JOIN "held" ON "held"."station" = "line".place GROUP BY 1),
    "last" AS (SELECT "division", "by_pinyin" FROM "station"
        WHERE "station"."county" = $1 AND "id" = :after::bigint)
    SELECT "open"."level", count(*) AS n,
           coalesce("here".roles, 0) | coalesce(
               (SELECT roles FROM "held" WHERE "held"."station" IS NULL), 0) AS held,
           (array_agg("open"."id"
                      ORDER BY "open"."division", "open"."by_pinyin", "open"."id") FILTER (
               WHERE ("open"."division", "open"."by_pinyin", "open"."id") > (
                   coalesce((SELECT "division" FROM "last"), ''),
                   coalesce((SELECT "by_pinyin" FROM "last"), ''), :after::bigint)))[:{PAGE + 1}]
               AS first
    FROM "open" LEFT JOIN "here" ON "here".id = "open"."id"
    GROUP BY 1, 3
"""  # noqa: S608
NAMES = f"""
    SELECT "id", "name" FROM "station"
    WHERE "station"."county" = $1 AND "id" = ANY($2::bigint[])
    ORDER BY "division", "by_pinyin", "id" LIMIT {PAGE + 1}
"""  # noqa: S608


class Alike(TypedDict):
    """Stations of a level, `n` of them, where the same roles are held."""

    level: str
    n: int
    held: int
    first: list[int] | None


class Named(TypedDict):
    id: int
    name: str


class VacancyAt(TypedDict):
    """`station_name` beside its id."""

    station: int
    station_name: str
    roles: list[str]
    rings: list[str]


class Vacancies(NamedTuple):
    """`further`: behind which station the next page begins; None: there is none."""

    page: list[VacancyAt]
    total: int
    further: int | None


async def vacancies(rings: Sequence[Ring], after: int = 0) -> Vacancies:
    """Within the caller's transaction. `after`: the station that the page before ended with. A page
    ends with all that one station lacks, when there are PAGE.
    """
    roles = sorted({role for ring in rings for role in ring.by} - {"citizen"})
    total = 0
    empty: dict[int, list[tuple[list[str], list[str]]]] = {}
    for each in await rows(FOUND, all=roles, after=after, of=Alike):
        here = {role for place, role in enumerate(roles, 1) if each["held"] >> place & 1}
        if lacks := hands.unheld(rings, each["level"], here):
            total += each["n"] * len(lacks)
            empty |= dict.fromkeys(each["first"] or (), lacks)
    page: list[VacancyAt] = []
    last = 0
    for place in await rows(NAMES, [*empty], of=Named) if empty else []:
        if len(page) >= PAGE:
            return Vacancies(page, total, last)
        last = place["id"]
        page += [
            VacancyAt(station=last, station_name=place["name"], roles=by, rings=named)
            for by, named in empty[last]
        ]
    return Vacancies(page, total, None)
