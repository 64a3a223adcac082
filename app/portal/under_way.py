"""All that waits in the county, as lists and their figures: from the same conditions, each read as
far as it is shown. No figure is counted further than MOST.
"""

from datetime import date
from typing import TypedDict

from app.access.holding import HANDS, UNOWED, UNVERIFIED
from app.charter import store
from app.charter.stages import ENDED_STAGES
from app.dates import today
from app.db import row, rows
from app.i18n import _
from app.lights import since
from app.portal.unheld import (
    AFTER,
    ANY_UNHELD,
    AT_STATION,
    MOST,
    OTHERS,
    SORTS,
    WAITS,
    kept,
    of_nobody,
)
from app.topics.tables import AtRing

PAGE = 50
LISTS = {
    "unheld": _("没有人担任"),
    "late": _("已逾期"),
    "soon": _("临期"),
    "all": _("等得最久的"),
}
OPEN = f'"topic"."stage" NOT IN {ENDED_STAGES}'

# Of each ring under way that has a limit: what stands there since when is overdue, or due soon.
# From one ring to the next by their index: they are few, what stands at them may be many.
RINGS = f"""
    WITH RECURSIVE "at" (charter, ring) AS (
        (SELECT "charter", "ring" FROM "topic" WHERE "topic"."county" = $1 AND {OPEN}
         ORDER BY 1, 2 LIMIT 1)
        UNION ALL
        SELECT "next".* FROM "at" CROSS JOIN LATERAL (
            SELECT "topic"."charter", "topic"."ring" FROM "topic"
            WHERE "topic"."county" = $1 AND {OPEN}
              AND ("topic"."charter", "topic"."ring") > ("at".charter, "at".ring)
            ORDER BY 1, 2 LIMIT 1) AS "next")
    SELECT charter, ring FROM "at"
"""  # noqa: S608
TERMS = """unnest(:charters::bigint[], :rings::int[], :late::date[], :soon::date[])
    AS term (charter, ring, late, soon)"""
LATE = '"topic"."ring_since" <= term.late'
SOON = '"topic"."ring_since" > term.late AND "topic"."ring_since" <= term.soon'


def by_ring(when: str, most: int, after: str = "") -> str:
    """SQL: what stands at rings with a limit, from each ring no more than are asked for. Pure."""
    return f"""
        SELECT "of".* FROM {TERMS} CROSS JOIN LATERAL (
            SELECT "topic"."id", "topic"."ring_since" FROM "topic"
            WHERE "topic"."county" = $1 AND {OPEN} AND "topic"."charter" = term.charter
              AND "topic"."ring" = term.ring AND {when} {after}
            ORDER BY "topic"."ring_since", "topic"."id" LIMIT {most}) AS "of"
    """  # noqa: S608


def counted(found: str) -> str:
    return f"(SELECT count(*) FROM ({found} LIMIT {MOST + 1}) AS first)"  # noqa: S608


ALL = f'SELECT "topic"."id" FROM "topic" WHERE "topic"."county" = $1 AND {WAITS}'  # noqa: S608


def figures(page: str = "") -> str:
    """SQL: of each list. `page`: what else is read of what nobody holds. Pure."""
    return f"""
        WITH {SORTS}, {OTHERS}
        SELECT {counted(ANY_UNHELD)} AS unheld,
               {counted(by_ring(LATE, MOST + 1))} AS late,
               {counted(by_ring(SOON, MOST + 1))} AS soon, {counted(ALL)} AS "all" {page}
    """


COUNTS = figures()
# What others than roles are lacking for is looked at once, for the figure and the page.
COUNTS_AND_PAGE = figures(
    f""", ARRAY(SELECT "id" FROM (
            SELECT "of"."id", "of"."ring_since"
            FROM ({of_nobody(PAGE + 1, f"true {AFTER}")}) AS "of"
            UNION
            SELECT "id", "ring_since" FROM "others" WHERE true {AFTER}
            UNION
            SELECT "id", "ring_since" FROM ({kept(PAGE + 1, AFTER)}) AS "kept") AS "unheld"
        ORDER BY "ring_since", "id" LIMIT {PAGE + 1}) AS page"""  # noqa: S608
)
FOUND = """
    SELECT its."id", its."ring_since" FROM unnest(:page::bigint[]) AS one (id) CROSS JOIN LATERAL (
        SELECT "id", "ring_since" FROM "topic"
        WHERE "topic"."county" = $1 AND "topic"."id" = one.id LIMIT 1) AS its
"""
# Each list: what goes before, and its page.
PAGES = {
    "unheld": ("", FOUND),
    "late": ("", by_ring(LATE, PAGE + 1, AFTER)),
    "soon": ("", by_ring(SOON, PAGE + 1, AFTER)),
    "all": ("", f"{ALL} {AFTER}"),
}


def listing(before: str, found: str) -> str:
    """SQL: who has it is looked up for the page alone. Pure."""
    return f"""
        {before}{"," if before else "WITH"} "page" AS MATERIALIZED (
            {found} ORDER BY "ring_since", "id" LIMIT {PAGE + 1})
        SELECT "topic"."id", "topic"."title", "topic"."stage", "topic"."ring",
               "topic"."ring_since", "topic"."charter", "topic"."category", "topic"."nudged_on",
               "topic"."held_by", hands.roles, hands.vacant, hands.own,
               {UNVERIFIED} AS unverified, {UNOWED} AS unowed,
               "topic"."taken_down_at" IS NOT NULL AS taken_down, "station"."name" AS station_name
        FROM "page" CROSS JOIN LATERAL (
            SELECT * FROM "topic" WHERE "topic"."county" = $1 AND "topic"."id" = "page"."id" LIMIT 1
        ) AS "topic"
        {AT_STATION}
        {HANDS}
        ORDER BY "topic"."ring_since", "topic"."id"
    """  # noqa: S608


LISTED = {shown: listing(*PAGES[shown]) for shown in LISTS}


class Counts(TypedDict):
    unheld: int
    late: int
    soon: int
    all: int


class CountsAndPage(Counts):
    """`page`: ids of what nobody holds."""

    page: list[int]


class Under(TypedDict):
    charter: int
    ring: int


class Waiting(AtRing):
    """`roles`: who has it in fact. `vacant`, `own`: as `Hands`. `unverified`: something of it was
    done, and nobody is left who may verify it. `unowed`: something is owed by a department that
    nobody speaks for.
    """

    id: int
    title: str
    charter: int
    nudged_on: date | None
    held_by: list[str]
    roles: list[str]
    vacant: bool
    own: bool
    unverified: bool
    unowed: bool
    taken_down: bool
    station_name: str


class Terms(TypedDict):
    charters: list[int]
    rings: list[int]
    late: list[date]
    soon: list[date]


async def terms() -> Terms:
    under = await rows(RINGS, of=Under)
    charters = await store.versions({each["charter"] for each in under})
    found = Terms(charters=[], rings=[], late=[], soon=[])
    for each in under:
        ring = charters[each["charter"]].rings[each["ring"]]
        if ring.days is not None:
            late, soon = since(ring.days, today())
            found["charters"].append(each["charter"])
            found["rings"].append(each["ring"])
            found["late"].append(late)
            found["soon"].append(soon)
    return found


async def counts() -> dict[str, str]:
    """Within the caller's transaction: the figures of the lists, as they are shown."""
    return as_told(await row(COUNTS, of=Counts, **(await terms())))


def as_told(found: Counts | None) -> dict[str, str]:
    """Pure."""
    known = found or Counts(unheld=0, late=0, soon=0, all=0)
    return {name: told(known[name]) for name in LISTS}  # type: ignore[literal-required]


def told(n: int) -> str:
    """Pure."""
    return str(n) if n <= MOST else f"{MOST}+"


async def listed(
    shown: str, after: tuple[date, int] | None
) -> tuple[list[Waiting], dict[str, str]]:
    """Within the caller's transaction: one more than a page, and the figures of all lists. `after`:
    where the last page ended.
    """
    day, topic = after or (date.min, 0)
    asked = {"day": day, "topic": topic, **(await terms())}
    if shown == "unheld":
        both = await row(COUNTS_AND_PAGE, of=CountsAndPage, **asked)
        page = both["page"] if both else []
        return await rows(LISTED[shown], of=Waiting, page=page), as_told(both)
    found = await rows(LISTED[shown], of=Waiting, **asked)
    return found, as_told(await row(COUNTS, of=Counts, **asked))
