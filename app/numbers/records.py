"""The entries that make a figure, newest first: where each number opens."""

from typing import Any

from app.access.roles import Account
from app.access.visibility import reader, visible_topic
from app.db import row, rows
from app.numbers.figures import meaning, span
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
    since, until = span(name, year)
    which = {"kind": str(kind), "since": since, "until": until, "part": part}
    total = await row(SUMS[column], **which)
    entries = await rows(PAGES[column], before=before, **which, **reader(account))
    shown = await as_read(account, entries[:PAGE], "topic_title", "consultation_title")
    return {
        "quantity": total["quantity"],
        "count": total["entries"],
        "entries": shown,
        "next": shown[-1]["id"] if len(entries) > PAGE else None,
    }
