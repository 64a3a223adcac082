"""How stations stand with their standards: lists of them and their figures, from the same
conditions. Within the caller's transaction.
"""

from functools import lru_cache
from itertools import repeat
from typing import Any, TypedDict

from app.access.holding import ToMark, marked_by, to_mark
from app.access.parties import own_check
from app.access.roles import Account, Act
from app.charter.model import Charter
from app.db import row, rows
from app.evidence.tables import IS_READY
from app.stations import rules

# One that is ready, looked for only of what is shown.
PROVEN = f"""(NOT "asked".photo OR coalesce((
    SELECT true FROM "photo" WHERE "photo"."county" = $1
      AND "photo"."standard_check" = "standard_check"."id" AND {IS_READY} LIMIT 1), false))"""  # noqa: S608
# What the kind of one "station" has to show, and how it stands with that. Without its photos
# nothing waits yet.
# A column is one text, since the driver looks at each part of a list, and a charter may have
# hundreds. No text that is typed has the sign between them.
BETWEEN = "\x1f"
COLUMNS = {
    "kinds": "text", "asked_of": "text", "items": "text", "called": "text", "photos": "boolean",
}  # fmt: skip
OF_RULES = "unnest({})".format(
    ", ".join(f"string_to_array(:{name}, chr(31))::{kind}[]" for name, kind in COLUMNS.items())
)
ASKED = f"""
    "asked" AS MATERIALIZED (
        SELECT * FROM {OF_RULES} AS "asked" (kind, standard, item, called, photo))
"""  # noqa: S608  (of this file's own words)
STAND = f"""
    CROSS JOIN LATERAL (
        SELECT count(*) AS needed, count(*) FILTER (WHERE verified) AS verified,
               array_agg("check" ORDER BY "check") FILTER (WHERE waits) AS waiting,
               array_agg(called ORDER BY "check") FILTER (WHERE waits) AS waiting_called,
               array_agg(called) FILTER (WHERE NOT verified AND NOT waits) AS missing
        FROM (
            SELECT "asked".called, "last"."id" AS "check",
                   coalesce("last"."state" = 'verified', false) AS verified,
                   coalesce("last".waits, false) AS waits
            FROM "asked" LEFT JOIN LATERAL (
                SELECT "standard_check"."id", "standard_check"."state",
                       "standard_check"."state" = 'shown' AND {PROVEN} AS waits
                FROM "standard_check" WHERE "standard_check"."county" = $1
                  AND "standard_check"."station" = "station"."id"
                  AND "standard_check"."standard" = "asked".standard
                  AND "standard_check"."item" = "asked".item
                  AND "standard_check"."state" IN ('shown', 'verified') LIMIT 1) AS "last" ON true
            WHERE "asked".kind = "station"."kind") AS "each"
        OFFSET 0) AS "stand"
"""  # noqa: S608  (of this program's own words)
# Which stations: all, one after the other in the order of the list, as far as they are read; or
# those alone of which something is shown, or verified. `{which}`: what else is asked of them.
OPEN = """"station"."county" = $1 AND "station"."closed_on" IS NULL
    AND "station"."kind" = ANY(string_to_array(:kinds, chr(31))) {which}"""
MINE = ' AND "station"."lineage" && :mine::bigint[]'
BEHIND = """ AND ("station"."division", "station"."by_pinyin", "station"."id") > (
    SELECT seen."division", seen."by_pinyin", seen."id" FROM "station" AS seen
    WHERE seen."county" = $1 AND seen."id" = :after::bigint)"""
SEEN = ", ".join(f'"station"."{each}"' for each in ("id", "name", "division", "by_pinyin", "kind"))
WALKED = f"""(
    SELECT {SEEN} FROM "station"
    WHERE {OPEN} ORDER BY "station"."division", "station"."by_pinyin", "station"."id" OFFSET 0
) AS "station"
"""  # noqa: S608
FOUND = f"""(
    SELECT DISTINCT "standard_check"."station" AS id FROM "standard_check"
    WHERE "standard_check"."county" = $1 AND "standard_check"."state" = '{{state}}') AS "at"
    CROSS JOIN LATERAL (
        SELECT {SEEN} FROM "station" WHERE "station"."id" = "at".id AND {OPEN} LIMIT 1) AS "station"
"""  # noqa: S608
# A list: from which stations, and what holds of its own; its figure counts just these.
LISTS = {
    "waiting": (FOUND.format(state="shown", which="{which}"), "waiting IS NOT NULL"),
    "lacking": (WALKED, "verified < needed"),
    "met": (FOUND.format(state="verified", which="{which}"), "verified = needed"),
}


def of(shown: str, which: str) -> str:
    """SQL, from FROM on. Pure."""
    stations, holds = LISTS[shown]
    return f"FROM {stations.format(which=which)} {STAND} WHERE {holds}"


@lru_cache
def counting(*, mine: bool) -> str:
    """Whoever does not meet it lacks something: so they are not looked through to be counted.
    Pure.
    """
    which = MINE if mine else ""
    return f"""
        WITH {ASKED}
        SELECT "all".stations, "met".met, "all".stations - "met".met AS lacking,
               "waits".waiting, "waits".items
        FROM (SELECT count(*) AS stations FROM "station" WHERE {OPEN.format(which=which)}) AS "all",
             (SELECT count(*) AS met {of("met", which)}) AS "met",
             (SELECT count(*) AS waiting, coalesce(sum(cardinality(waiting)), 0) AS items
              {of("waiting", which)}) AS "waits"
    """  # noqa: S608  (of this program's own words)


@lru_cache
def listing(shown: str, *, mine: bool, further: bool) -> str:
    """Pure."""
    which = (MINE if mine else "") + (BEHIND if further else "")
    return f"""
        WITH {ASKED}
        SELECT "page".*, division.name AS place FROM (
            SELECT "station"."id", "station"."name", "station"."division", "station"."by_pinyin",
                   "stand".*
            {of(shown, which)}
            ORDER BY "station"."division", "station"."by_pinyin", "station"."id" LIMIT 51) AS "page"
        LEFT JOIN division ON division.code = left("page"."division", 9)
        ORDER BY "page"."division", "page"."by_pinyin", "page"."id"
    """  # noqa: S608  (of this program's own words)


# As `items` of the figures, from what is shown alone: each once, and only then its station.
ITEMS = f"""
    FROM (
        SELECT "standard_check".* FROM "standard_check"
        WHERE "standard_check"."county" = $1 AND "standard_check"."state" = 'shown' OFFSET 0
    ) AS "standard_check"
    CROSS JOIN LATERAL (
        SELECT "id", "name", "division", "by_pinyin", "kind", "lineage", "held" FROM "station"
        WHERE "station"."county" = $1 AND "station"."id" = "standard_check"."station"
          AND "station"."closed_on" IS NULL OFFSET 0
    ) AS "station"
    JOIN {OF_RULES} AS "asked" (kind, standard, item, called, photo)
      ON "asked".kind = "station"."kind" AND "asked".standard = "standard_check"."standard"
     AND "asked".item = "standard_check"."item"
    WHERE {PROVEN}
      AND (:mine::bigint[] IS NULL OR "station"."lineage" && :mine)
"""  # noqa: S608
# Whose they are to verify: how many, and which.
ITEMS_WAITING = f"SELECT {to_mark(own_check)} {ITEMS}"
TO_MARK = {
    key: f"""
        SELECT "found".*, division.name AS place FROM (
            SELECT "station"."id", "station"."name", "station"."division",
                   "station"."by_pinyin",
                   array_agg("standard_check"."id" ORDER BY "standard_check"."id") AS waiting,
                   array_agg("asked".called ORDER BY "standard_check"."id") AS waiting_called
            {ITEMS} AND {which} GROUP BY 1, 2, 3, 4) AS "found"
        LEFT JOIN division ON division.code = left("found"."division", 9)
        WHERE :after::bigint IS NULL OR ("found"."division", "found"."by_pinyin", "found"."id") >
               (SELECT seen."division", seen."by_pinyin", seen."id" FROM "station" AS seen
                WHERE seen."county" = $1 AND seen."id" = :after)
        ORDER BY "found"."division", "found"."by_pinyin", "found"."id" LIMIT 51
    """  # noqa: S608
    for key, which in marked_by(own_check).items()
}


def asked(charter: Charter, me: Account) -> dict[str, Any]:
    """What ASKED and MINE are given."""
    found = [
        (kind, standard, key, item.name, str(item.photo))
        for kind in charter.station_kinds
        for (standard, key), item in rules.to_verify(rules.standards_for(charter, kind)).items()
    ]
    columns = map(BETWEEN.join, zip(*found, strict=True)) if found else repeat("")
    return {**dict(zip(COLUMNS, columns, strict=False)), "mine": me.stations(Act.STANDARD)}


class Totals(TypedDict):
    """How many stations; the last two: how many have an item that waits, and how many items."""

    stations: int
    met: int
    lacking: int
    waiting: int
    items: int


async def totals(charter: Charter, me: Account) -> Totals:
    """Of the stations one looks after."""
    values = asked(charter, me)
    (found,) = await rows(counting(mine=values["mine"] is not None), of=Totals, **values)
    return found


async def listed(charter: Charter, me: Account, shown: str, after: int | None) -> list[Any]:
    """One more than a page."""
    values = asked(charter, me)
    sql = listing(shown, mine=values["mine"] is not None, further=after is not None)
    return await rows(sql, **values, after=after)


async def to_verify(charter: Charter, me: Account, whom: str, after: int | None) -> list[Any]:
    """Likewise. `whom`: a key of FOR_WHOM."""
    return await rows(TO_MARK[whom], **asked_to_mark(charter, me), after=after)


async def items_waiting(charter: Charter, me: Account) -> ToMark:
    """As `items` of the totals, but for what is one's own."""
    if me.may(Act.MARK) and (
        found := await row(ITEMS_WAITING, **asked_to_mark(charter, me), of=ToMark)
    ):
        return found
    return ToMark(mine=0, nobody=0)


def asked_to_mark(charter: Charter, me: Account) -> dict[str, Any]:
    """Values of ITEMS and of whose they are."""
    first = me.comes_first(Act.MARK)
    return {**asked(charter, me), "mine": me.stations(Act.MARK), "me": me.id, "first": first}
