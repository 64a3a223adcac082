"""The entries that make a figure, newest first: where each number opens."""

from typing import Any

from app.access.roles import Account
from app.access.visibility import reader, visible_topic
from app.db import row, rows
from app.ledger.few import stepped
from app.numbers.figures import meaning, not_told, span
from app.veiling.queries import as_read

PAGE = 50

NARROWED = {
    None: ":part::text = ''",
    "level": '"ledger"."level" = :part',
    "station_kind": '"ledger"."station_kind" = :part',
    "form": '"ledger"."form" = :part',
    "result": '"ledger"."result" = :part',
}

SUM = """
    SELECT coalesce(sum("quantity"), 0)::bigint AS quantity, count(*) AS entries FROM "ledger"
    WHERE "ledger"."county" = $1 AND "kind" = :kind AND "happened_on" BETWEEN :since AND :until
      AND {narrowed}
"""

# `shown`: strangers see the titles of what is public, and for the rest that it is there.
ENTRIES = """
    SELECT "ledger"."id", "ledger"."happened_on", "ledger"."quantity", "ledger"."reverses",
           "ledger"."station", "station"."name" AS station_name,
           "ledger"."topic", "topic"."title" AS topic_title,
           "ledger"."consultation", "consultation"."title" AS consultation_title,
           {shown} IS TRUE AS shown
    FROM "ledger"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "ledger"."station"
    LEFT JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "ledger"."topic"
    LEFT JOIN "consultation"
      ON "consultation"."county" = $1 AND "consultation"."id" = "ledger"."consultation"
    WHERE "ledger"."county" = $1 AND "ledger"."kind" = :kind
      AND "ledger"."happened_on" BETWEEN :since AND :until AND {narrowed}
      AND (:before::bigint IS NULL OR "ledger"."id" < :before)
    ORDER BY "ledger"."id" DESC LIMIT 51
"""
# Of figures about persons, to strangers: at which sittings they were, not how many.
SITTINGS = f"""
    WITH "sitting" AS (
        SELECT max("ledger"."id") AS id, max("happened_on") AS happened_on,
               "station", "topic", "consultation" FROM "ledger"
        WHERE "ledger"."county" = $1 AND "ledger"."kind" = :kind
          AND "ledger"."happened_on" BETWEEN :since AND :until
        GROUP BY "station", "topic", "consultation"
        HAVING sum("quantity") > 0 AND (:before::bigint IS NULL OR max("ledger"."id") < :before)
        ORDER BY 1 DESC LIMIT 51)
    SELECT "sitting".id, "sitting".happened_on, 1 AS quantity, NULL::bigint AS reverses,
           "sitting"."station", "station"."name" AS station_name,
           "sitting"."topic", "topic"."title" AS topic_title,
           "sitting"."consultation", "consultation"."title" AS consultation_title,
           {visible_topic()} IS TRUE AS shown
    FROM "sitting"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "sitting"."station"
    LEFT JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "sitting"."topic"
    LEFT JOIN "consultation"
      ON "consultation"."county" = $1 AND "consultation"."id" = "sitting"."consultation"
    ORDER BY "sitting".id DESC
"""  # noqa: S608  (of this file's own words)
BY_YEAR = """
    SELECT extract(year FROM "happened_on")::int AS year, sum("quantity")::bigint AS n
    FROM "ledger" WHERE "ledger"."county" = $1 AND "kind" = $2 GROUP BY 1
"""
SUMS = {column: SUM.format(narrowed=narrowed) for column, narrowed in NARROWED.items()}
PAGES = {
    column: ENTRIES.format(narrowed=narrowed, shown=visible_topic())
    for column, narrowed in NARROWED.items()
}


async def records(
    name: str, year: int | None, before: int | None, account: Account | None
) -> dict[str, Any] | None:
    """A page of the entries behind a figure, and what all of them add up to. None: no such id."""
    found = meaning(name)
    if found is None:
        return None
    kind, column, part = found
    hidden = account is None and kind.about.persons
    since, until = span(name, year)
    which = {"kind": str(kind), "since": since, "until": until, "part": part}
    total = await row(SUMS[column], **which)
    by_year = {each["year"]: each["n"] for each in await rows(BY_YEAR, str(kind))} if hidden else {}
    statement = SITTINGS if hidden else PAGES[column]
    entries = await rows(statement, before=before, **which, **reader(account))
    shown = await as_read(account, entries[:PAGE], "topic_title", "consultation_title")
    quantity = total["quantity"]
    if hidden:
        quantity = None if not_told(by_year, year) else stepped(quantity)
    return {
        "quantity": quantity,
        "count": None if hidden else total["entries"],
        "entries": shown,
        "next": shown[-1]["id"] if len(entries) > PAGE else None,
    }


async def counted(name: str) -> bool:
    """Whether there ever was such a thing: a county may have had other words before."""
    kind, column, part = meaning(name) or (None, None, "")
    since, until = span(name, None)
    total = await row(SUMS[column], kind=str(kind), since=since, until=until, part=part)
    return bool(total["entries"])
