"""The entries that make a figure, newest first: where each number opens."""

from typing import Any

from app.db import row, rows
from app.numbers.figures import meaning, span

PAGE = 50

NARROWED = {
    None: "$5::text = ''",
    "level": '"ledger"."level" = $5',
    "station_kind": '"ledger"."station_kind" = $5',
    "form": '"ledger"."form" = $5',
    "result": '"ledger"."result" = $5',
}

SUM = """
    SELECT coalesce(sum("quantity"), 0)::bigint AS quantity, count(*) AS entries FROM "ledger"
    WHERE "ledger"."county" = $1 AND "kind" = $2 AND "happened_on" BETWEEN $3 AND $4 AND {narrowed}
"""

# `shown`: strangers see the titles of what is public, and for the rest that it is there.
ENTRIES = """
    SELECT "ledger"."id", "ledger"."happened_on", "ledger"."quantity", "ledger"."reverses",
           "ledger"."station", "station"."name" AS station_name,
           "ledger"."topic", "topic"."title" AS topic_title,
           "ledger"."consultation", "consultation"."title" AS consultation_title,
           ("topic"."published_at" IS NOT NULL OR $7::boolean
            OR "station"."lineage" && $8::bigint[]) AS shown
    FROM "ledger"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "ledger"."station"
    LEFT JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "ledger"."topic"
    LEFT JOIN "consultation"
      ON "consultation"."county" = $1 AND "consultation"."id" = "ledger"."consultation"
    WHERE "ledger"."county" = $1 AND "ledger"."kind" = $2
      AND "ledger"."happened_on" BETWEEN $3 AND $4 AND {narrowed}
      AND ($6::bigint IS NULL OR "ledger"."id" < $6)
    ORDER BY "ledger"."id" DESC LIMIT 51
"""
SUMS = {column: SUM.format(narrowed=narrowed) for column, narrowed in NARROWED.items()}
PAGES = {column: ENTRIES.format(narrowed=narrowed) for column, narrowed in NARROWED.items()}


async def records(
    name: str, year: int | None, before: int | None, *, own: list[int] | None
) -> dict[str, Any] | None:
    """A page of the entries behind a figure, and what all of them add up to. None: no such id.
    `own`: the reader's stations, whose topics have titles before they are public.
    """
    found = meaning(name)
    if found is None:
        return None
    kind, column, part = found
    since, until = span(name, year)
    total = await row(SUMS[column], str(kind), since, until, part)
    entries = await rows(
        PAGES[column], str(kind), since, until, part, before, own is None, own or []
    )
    shown = entries[:PAGE]
    return {
        "quantity": total["quantity"],
        "count": total["entries"],
        "entries": shown,
        "next": shown[-1]["id"] if len(entries) > PAGE else None,
    }
