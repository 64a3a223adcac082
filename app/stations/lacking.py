"""Which stations wait for a verification, and which do not meet their standard yet; and the records
behind what is counted of it.
"""

from itertools import groupby, repeat
from operator import itemgetter
from typing import Any, TypedDict

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.holding import FOR_WHOM, ToMark, marked_by, to_mark
from app.access.parties import own_check
from app.access.roles import Account, Act, may
from app.access.visibility import is_stranger, reader, visible_topic
from app.charter.model import Charter
from app.charter.wording import proof
from app.dates import today
from app.db import county_tx, row, rows
from app.evidence.tables import IS_READY
from app.i18n import _
from app.ledger.kinds import Kind
from app.stations import checks, rules
from app.stations.queries import find
from app.veiling.queries import as_read
from app.web.forms.fields import id_asked, word_asked
from app.web.requests import AnyRequest, charter_of, user_of

PAGE = 50
SHOWN: dict[str, str] = {"waiting": _("等待核验"), "lacking": _("还没有达标"), "met": _("已达标")}

# One that is ready, looked for only of what is shown.
PROVEN = f"""(NOT "asked".photo OR coalesce((
    SELECT true FROM "photo" WHERE "photo"."county" = $1
      AND "photo"."standard_check" = "standard_check"."id" AND {IS_READY} LIMIT 1), false))"""  # noqa: S608
# What the rules ask for: a column is one text, since the driver looks at each part of a list, and a
# charter may have hundreds. No text that is typed has the sign between them.
BETWEEN = "\x1f"
COLUMNS = {
    "kinds": "text", "asked_of": "text", "items": "text", "called": "text", "photos": "boolean",
}  # fmt: skip
OF_RULES = "unnest({})".format(
    ", ".join(f"string_to_array(:{name}, chr(31))::{kind}[]" for name, kind in COLUMNS.items())
)
# What each kind of station has to show. Without its photos nothing waits yet.
STAND = f"""
    WITH "asked" AS (
        SELECT * FROM {OF_RULES} AS "asked" (kind, standard, item, called, photo)),
    "each" AS MATERIALIZED (
        SELECT "station"."id", "station"."name", "station"."division", "asked".called,
               "last"."id" AS "check", coalesce("last"."state" = 'verified', false) AS verified,
               coalesce("last".waits, false) AS waits
        FROM "station" JOIN "asked" ON "asked".kind = "station"."kind"
        LEFT JOIN LATERAL (
            SELECT "standard_check"."id", "standard_check"."state",
                   "standard_check"."state" = 'shown' AND {PROVEN} AS waits
            FROM "standard_check" WHERE "standard_check"."county" = $1
              AND "standard_check"."station" = "station"."id"
              AND "standard_check"."standard" = "asked".standard
              AND "standard_check"."item" = "asked".item
              AND "standard_check"."state" IN ('shown', 'verified') LIMIT 1) AS "last" ON true
        WHERE "station"."county" = $1 AND "station"."closed_on" IS NULL
          AND (:mine::bigint[] IS NULL OR "station"."lineage" && :mine)),
    "stand" AS (
        SELECT "id", "name", "division", count(*) AS needed,
               count(*) FILTER (WHERE verified) AS verified,
               array_agg("check" ORDER BY "check") FILTER (WHERE waits) AS waiting,
               array_agg(called ORDER BY "check") FILTER (WHERE waits) AS waiting_called,
               array_agg(called) FILTER (WHERE NOT verified AND NOT waits) AS missing
        FROM "each" GROUP BY 1, 2, 3)
"""  # noqa: S608  (of this program's own words)
TOTALS = f"""
    {STAND}
    SELECT count(*) AS stations, count(*) FILTER (WHERE verified = needed) AS met,
           count(*) FILTER (WHERE verified < needed) AS lacking,
           count(waiting) AS waiting, coalesce(sum(cardinality(waiting)), 0) AS items
    FROM "stand"
"""  # noqa: S608  (of this program's own words)
# As `items` of TOTALS, from what is shown alone: each once, and only then its station.
ITEMS = f"""
    FROM (
        SELECT "standard_check".* FROM "standard_check"
        WHERE "standard_check"."county" = $1 AND "standard_check"."state" = 'shown' OFFSET 0
    ) AS "standard_check"
    CROSS JOIN LATERAL (
        SELECT "id", "name", "division", "kind", "lineage" FROM "station"
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
                   array_agg("standard_check"."id" ORDER BY "standard_check"."id") AS waiting,
                   array_agg("asked".called ORDER BY "standard_check"."id") AS waiting_called
            {ITEMS} AND {which} GROUP BY 1, 2, 3) AS "found"
        LEFT JOIN division ON division.code = left("found"."division", 9)
        WHERE :after::bigint IS NULL OR ("found"."division", "found"."id") >
               (SELECT seen."division", seen."id" FROM "station" AS seen
                WHERE seen."county" = $1 AND seen."id" = :after)
        ORDER BY "found"."division", "found"."id" LIMIT 51
    """  # noqa: S608
    for key, which in marked_by(own_check).items()
}
LISTED = f"""
    {STAND}
    SELECT "stand".*, division.name AS place
    FROM "stand" LEFT JOIN division ON division.code = left("stand"."division", 9)
    WHERE CASE :chosen WHEN 'waiting' THEN waiting IS NOT NULL WHEN 'met' THEN verified = needed
               ELSE verified < needed END
      AND (:after::bigint IS NULL OR ("stand"."division", "stand"."id") >
           (SELECT seen."division", seen."id" FROM "station" AS seen
            WHERE seen."county" = $1 AND seen."id" = :after))
    ORDER BY "stand"."division", "stand"."id" LIMIT 51
"""  # noqa: S608
RECORDS = f"""
    SELECT "ledger"."id", "ledger"."happened_on", "ledger"."quantity", "ledger"."reverses",
           "ledger"."station", "station"."name" AS station_name,
           "ledger"."topic", "topic"."title" AS topic_title,
           "ledger"."consultation", "consultation"."title" AS consultation_title,
           {visible_topic()} IS TRUE AS shown
    FROM "ledger"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "ledger"."station"
    LEFT JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "ledger"."topic"
    LEFT JOIN "consultation"
      ON "consultation"."county" = $1 AND "consultation"."id" = "ledger"."consultation"
    WHERE {checks.STANDS} AND "ledger"."kind" = :kind
      AND "ledger"."happened_on" >= :since
      AND (:before::bigint IS NULL OR "ledger"."id" < :before)
      AND (NOT :public OR "topic"."id" IS NULL OR {visible_topic()})
    ORDER BY "ledger"."id" DESC LIMIT 51
"""  # noqa: S608  (of this program's own words)


def asked(charter: Charter, me: Account) -> dict[str, Any]:
    """Values of STAND."""
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
    """Of the stations one looks after. Within the caller's transaction."""
    (found,) = await rows(TOTALS, of=Totals, **asked(charter, me))
    return found


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


@get("/standards", guards=[may(Act.STANDARD)])
async def overview(
    request: AnyRequest, only: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Template:
    me, charter = user_of(request), charter_of(request)
    marks = me.may(Act.MARK)
    known = {**SHOWN, **FOR_WHOM} if marks else SHOWN
    chosen = word_asked(only, known) or ("waiting" if marks else "lacking")
    further = id_asked(after)
    async with county_tx(readonly=True):
        counts = await totals(charter, me)
        to_mark = await items_waiting(charter, me)
        if chosen in FOR_WHOM:
            values = asked_to_mark(charter, me)
            found = await rows(TO_MARK[chosen], **values, after=further)
        else:
            found = await rows(LISTED, **asked(charter, me), chosen=chosen, after=further)
    context = {
        "stations": [(at, list(here)) for at, here in groupby(found[:PAGE], itemgetter("place"))],
        "more": found[PAGE - 1]["id"] if len(found) > PAGE else None,
        "counts": counts,
        "shown": SHOWN,
        "state": chosen,
        "to_mark": to_mark,
        "FOR_WHOM": FOR_WHOM,
        "standards": charter.stations.standards,
    }
    return Template("stations/standards.html", context=context)


@get("/{station_id:int}/counted")
async def counted(
    request: AnyRequest,
    station_id: FromPath[int],
    standard: FromQuery[str] = "",
    item: FromQuery[str] = "",
    before: FromQuery[str] = "",
) -> Template:
    """The records of this period that an item is counted from. Of persons, to strangers: those at
    public sittings, each of which says how many came.
    """
    account: Account | None = request.user
    charter = charter_of(request)
    async with county_tx(readonly=True):
        station = await find(station_id)
        of = next(
            (
                (each, one)
                for each in rules.standards_for(charter, station["kind"])
                for one in each.items
                if one.counts and (each.name, one.key) == (standard, item)
            ),
            None,
        )
        if of is None:
            raise NotFoundException(_("没有这个页面。"))
        since = rules.begins(of[1].every, today(), charter.scoring.year_begins)
        found = await rows(
            RECORDS,
            station=station_id,
            kind=of[1].counts,
            since=since,
            before=id_asked(before),
            public=is_stranger(account) and Kind(of[1].counts).about.persons,
            **reader(account),
        )
        entries = await as_read(account, found[:PAGE], "topic_title", "consultation_title")
    context = {
        "station": station,
        "standard": of[0],
        "item": of[1],
        "proof": proof(of[1]),
        "since": since,
        "entries": entries,
        "next": entries[-1]["id"] if len(found) > PAGE else None,
    }
    return Template("stations/counted.html", context=context)


handlers: list[Any] = [overview, counted]
