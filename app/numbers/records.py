"""The entries that make a figure, newest first: where each number opens."""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, TypedDict

from app.access.roles import Account
from app.access.visibility import PUBLISHED, is_stranger, reader, visible_topic
from app.db import LARGEST_ID, rows
from app.ledger.few import stepped
from app.ledger.figures import BY, counts
from app.ledger.kinds import Kind
from app.numbers.figures import counts_in, meaning, not_told, span
from app.veiling.queries import as_read
from app.web.forms.fields import place

PAGE = 50

# The page first, from an index alone that has its order (ledger_kind, ledger_form and the like),
# then what belongs to its rows, one by one: of a county that statistics do not know a planner would
# read all that it has. `shown`: strangers see the titles of what is public, and of the rest that it
# is there.
OWN = """
    CROSS JOIN LATERAL (
        SELECT "ledger".* FROM "ledger"
        WHERE "ledger"."county" = $1 AND "ledger"."id" = "seen"."id" LIMIT 1) AS "own"
"""
SHOWN = f"""
    JOIN LATERAL (
        SELECT "name", "lineage" FROM "station"
        WHERE "station"."county" = $1 AND "station"."id" = "own"."station" LIMIT 1
    ) AS "station" ON true
    LEFT JOIN LATERAL (
        SELECT "topic".* FROM "topic"
        WHERE "topic"."county" = $1 AND "topic"."id" = "own"."topic" LIMIT 1) AS "topic" ON true
    LEFT JOIN LATERAL (
        SELECT "title" FROM "consultation" WHERE "consultation"."county" = $1
          AND "consultation"."id" = "own"."consultation" LIMIT 1) AS "consultation" ON true
    CROSS JOIN LATERAL (SELECT {visible_topic()} IS TRUE AS shown) AS "of"
    ORDER BY "seen"."happened_on" DESC, "seen"."id" DESC
"""  # noqa: S608  (of this file's own words)
COLUMNS = """
    "own"."id", "own"."happened_on", "own"."station", "station"."name" AS station_name,
    "own"."topic", "topic"."title" AS topic_title, "own"."consultation",
    "consultation"."title" AS consultation_title, shown
"""
SEEN = """
    SELECT "id", "happened_on" FROM "ledger"
    WHERE "ledger"."county" = $1 AND "ledger"."kind" = '{kind}'
      AND "ledger"."happened_on" BETWEEN :since AND :until
      AND ("ledger"."happened_on", "ledger"."id") < (:day::date, :id::bigint)
      AND {narrowed}
    ORDER BY "ledger"."happened_on" DESC, "ledger"."id" DESC
"""
# At one station: from where to where along the one index that has its order. By equal signs a plan
# for any days takes those of the whole county for as few.
AT_STATION = """
    SELECT "id", "happened_on" FROM "ledger"
    WHERE "ledger"."county" = $1
      AND ("station", "kind", "happened_on", "id") >= (:station::bigint, '{kind}', :since::date, 0)
      AND ("station", "kind", "happened_on", "id")
          < (:station::bigint, '{kind}', least(:until::date, :day::date),
             CASE WHEN :day::date > :until::date THEN :last::bigint ELSE :id::bigint END)
    ORDER BY "station" DESC, "kind" DESC, "happened_on" DESC, "id" DESC
"""
ENTRIES, OF_STATION = (
    f"""
    WITH "seen" AS MATERIALIZED ({seen} LIMIT 51)
    SELECT {COLUMNS}, "own"."quantity", "own"."reverses" FROM "seen" {OWN} {SHOWN}
    """  # noqa: S608
    for seen in (SEEN, AT_STATION)
)
# Of figures about persons, to strangers: at which public sittings they were, not how many. Each
# stands at its last entry.
SITTINGS = f"""
    WITH "seen" AS MATERIALIZED (
        SELECT "seen"."id", "seen"."happened_on" FROM ({SEEN} OFFSET 0) AS "seen" {OWN}
        CROSS JOIN LATERAL (
            SELECT sum("all"."quantity") AS n, bool_or(
                       ("all"."happened_on", "all"."id") > ("own"."happened_on", "own"."id")
                   ) AS goes_on
            FROM "ledger" AS "all" WHERE "all"."county" = $1 AND "all"."kind" = '{{kind}}'
              AND "all"."consultation" = "own"."consultation"
              AND "all"."happened_on" BETWEEN :since AND :until) AS sitting
        LEFT JOIN LATERAL (
            SELECT "published_at" FROM "topic" WHERE "topic"."county" = $1
              AND "topic"."id" = "own"."topic" LIMIT 1) AS "topic" ON true
        WHERE coalesce(sitting.n, "own"."quantity") > 0 AND sitting.goes_on IS NOT TRUE
          AND ("own"."topic" IS NULL OR {PUBLISHED})
        ORDER BY "seen"."happened_on" DESC, "seen"."id" DESC LIMIT 51)
    SELECT {COLUMNS}, 1 AS quantity, NULL::bigint AS reverses FROM "seen" {OWN} {SHOWN}
"""  # noqa: S608
FIRST = date.max, LARGEST_ID  # before it all comes


class Seen(TypedDict):
    """An entry as a list shows it. `shown`: the reader may see the topic."""

    id: int
    happened_on: date
    station: int
    station_name: str
    topic: int | None
    topic_title: str | None
    consultation: int | None
    consultation_title: str | None
    shown: bool
    quantity: int
    reverses: int | None


async def records(
    name: str,
    year: int | None,
    before: tuple[date, int] | None,
    account: Account | None,
    station: int | None = None,
) -> dict[str, Any] | None:
    """A page of the entries behind a figure, and what all of them add up to. `ever`: how many there
    are of any year. `station`: at this one alone. None: no such id.
    """
    found = meaning(name)
    if found is None or (station and (found[1] or found[0] not in BY["station"].kinds)):
        return None
    kind, column, part = (found[0], "station", str(station)) if station else found
    hidden = is_stranger(account) and kind.about.persons
    since, until = span(name, year)
    day, id_ = before or FIRST
    of = await counts([column or ""], [kind], part, public=hidden)
    counted = [each for each in of if counts_in(kind, each["since"].year, year)]
    by_year = {each["since"].year: each["n"] for each in of}
    which: dict[str, Any] = {"since": since, "until": until, "day": day, "id": id_}
    if station:
        statement = OF_STATION.format(kind=kind)
        which |= {"station": station, "last": LARGEST_ID}
    else:
        narrowed = BY[column or ""].narrowed
        statement = (SITTINGS if hidden else ENTRIES).format(kind=kind, narrowed=narrowed)
        which["part"] = part
    shown, more = await page_of(account, statement, which)
    exactly = sum(each["n"] for each in counted)
    quantity: int | None = exactly
    if hidden:
        quantity = None if not_told(by_year, year) else stepped(exactly)
    return {
        "quantity": quantity,
        "count": None if hidden else sum(each["entries"] for each in counted),
        "ever": sum(each["entries"] for each in of),
        "entries": shown,
        "next": more,
    }


async def told(
    kinds: Iterable[Kind], since: date, until: date, station: int | None = None
) -> list[tuple[Kind, Seen]]:
    """What strangers read of the latest fifty of these days, of all kinds together, without what
    was taken back.
    """
    day, id_ = FIRST
    which: dict[str, Any] = {"since": since, "until": until, "day": day, "id": id_}
    if station:
        which |= {"station": station, "last": LARGEST_ID}
    statement, of = OF_STATION if station else ENTRIES, dict[int, Kind]()
    found: list[Seen] = []
    for kind in kinds:
        text = statement.format(kind=kind, narrowed="true")
        entries = await rows(text, of=Seen, **which, **reader(None))
        found += standing(entries)
        of |= {each["id"]: kind for each in entries}
    latest = sorted(found, key=itemgetter("happened_on", "id"), reverse=True)[:PAGE]
    read = await as_read(None, latest, "topic_title", "consultation_title")
    return [(of[each["id"]], each) for each in read]


async def all_told(kind: Kind, since: date, until: date) -> list[Seen]:
    """All of these days, page by page: of few days alone."""
    day, id_ = FIRST
    statement, found = ENTRIES.format(kind=kind, narrowed="true"), list[Seen]()
    while True:
        which = {"since": since, "until": until, "day": day, "id": id_}
        entries, more = await page_of(None, statement, which)
        found += entries
        if more is None:
            return standing(found)
        day, id_ = entries[-1]["happened_on"], entries[-1]["id"]


def standing(entries: Sequence[Seen]) -> list[Seen]:
    """Of what is shown, what was not taken back. Pure."""
    back = {each["reverses"] for each in entries} - {None}
    return [
        each
        for each in entries
        if each["shown"] and each["reverses"] is None and each["id"] not in back
    ]


async def entries_of(
    account: Account,
    kind: Kind,
    narrowed: str,
    span: tuple[date, date],
    before: tuple[date, int] | None,
) -> tuple[list[Seen], str | None]:
    """For people of the county: a page of the entries of a span of days, and where the next one
    begins. `narrowed`: SQL, of an entry.
    """
    day, id_ = before or FIRST
    which = {"since": span[0], "until": span[1], "day": day, "id": id_}
    return await page_of(account, ENTRIES.format(kind=kind, narrowed=narrowed), which)


async def page_of(
    account: Account | None, statement: str, which: dict[str, Any]
) -> tuple[list[Seen], str | None]:
    entries = await rows(statement, of=Seen, **which, **reader(account))
    shown = await as_read(account, entries[:PAGE], "topic_title", "consultation_title")
    last = shown[-1] if len(entries) > PAGE else None
    return shown, place(last["happened_on"], last["id"]) if last else None
