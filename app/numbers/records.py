"""The entries that make a figure, newest first: where each number opens."""

from datetime import date
from typing import Any

from app.access.roles import Account
from app.access.visibility import reader, visible_topic
from app.db import rows
from app.ledger.few import stepped
from app.ledger.figures import BY, counts
from app.numbers.figures import counts_in, meaning, not_told, span
from app.veiling.queries import as_read
from app.web.fields import place

PAGE = 50

# The page first, from an index that has its order (ledger_kind, ledger_form and the like), then
# what belongs to its rows. `shown`: strangers see the titles of what is public, and for the rest
# that it is there.
SHOWN = f"""
    SELECT "page".*, "station"."name" AS station_name, "topic"."title" AS topic_title,
           "consultation"."title" AS consultation_title, {visible_topic()} IS TRUE AS shown
    FROM "page"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "page"."station"
    LEFT JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "page"."topic"
    LEFT JOIN "consultation"
      ON "consultation"."county" = $1 AND "consultation"."id" = "page"."consultation"
    ORDER BY "page"."happened_on" DESC, "page"."id" DESC
"""  # noqa: S608  (of this file's own words)
WITHIN = """
    "ledger"."county" = $1 AND "ledger"."kind" = '{kind}'
      AND "ledger"."happened_on" BETWEEN :since AND :until
      AND ("ledger"."happened_on", "ledger"."id") < (:day::date, :id::bigint)
"""
ORDERED = 'ORDER BY "ledger"."happened_on" DESC, "ledger"."id" DESC LIMIT 51'
ENTRIES = f"""
    WITH "page" AS MATERIALIZED (
        SELECT "id", "happened_on", "quantity", "reverses", "station", "topic", "consultation"
        FROM "ledger" WHERE {WITHIN} AND {{narrowed}} {ORDERED})
    {SHOWN}
"""  # noqa: S608
# Of figures about persons, to strangers: at which sittings they were, not how many. Each stands at
# its last entry.
SITTINGS = f"""
    WITH "page" AS MATERIALIZED (
        SELECT "id", "happened_on", 1 AS quantity, NULL::bigint AS reverses, "station", "topic",
               "consultation"
        FROM "ledger" CROSS JOIN LATERAL (
            SELECT sum("own"."quantity") AS n, bool_or(
                       ("own"."happened_on", "own"."id") > ("ledger"."happened_on", "ledger"."id")
                   ) AS goes_on
            FROM "ledger" AS "own" WHERE "own"."county" = $1 AND "own"."kind" = '{{kind}}'
              AND "own"."consultation" = "ledger"."consultation"
              AND "own"."happened_on" BETWEEN :since AND :until) AS sitting
        WHERE {WITHIN} AND coalesce(sitting.n, "quantity") > 0 AND sitting.goes_on IS NOT TRUE
        {ORDERED})
    {SHOWN}
"""  # noqa: S608
FIRST = date.max, 2**63 - 1  # before it all comes


async def records(
    name: str, year: int | None, before: tuple[date, int] | None, account: Account | None
) -> dict[str, Any] | None:
    """A page of the entries behind a figure, and what all of them add up to. `ever`: how many there
    are of any year. None: no such id.
    """
    found = meaning(name)
    if found is None:
        return None
    kind, column, part = found
    hidden = account is None and kind.about.persons
    since, until = span(name, year)
    day, id_ = before or FIRST
    of = await counts([column or ""], [kind], part)
    counted = [each for each in of if counts_in(kind, each["since"].year, year)]
    by_year = {each["since"].year: each["n"] for each in of}
    narrowed = BY[column or ""].narrowed
    statement = (SITTINGS if hidden else ENTRIES).format(kind=kind, narrowed=narrowed)
    which = {"since": since, "until": until, "day": day, "id": id_, "part": part}
    entries = await rows(statement, **which, **reader(account))
    shown = await as_read(account, entries[:PAGE], "topic_title", "consultation_title")
    last = shown[-1] if len(entries) > PAGE else None
    exactly = sum(each["n"] for each in counted)
    quantity: int | None = exactly
    if hidden:
        quantity = None if not_told(by_year, year) else stepped(exactly)
    return {
        "quantity": quantity,
        "count": None if hidden else sum(each["entries"] for each in counted),
        "ever": sum(each["entries"] for each in of),
        "entries": shown,
        "next": place(last["happened_on"], last["id"]) if last else None,
    }
