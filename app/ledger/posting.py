"""Posting: in the caller's transaction, so that both are kept or lost together."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.dates import today
from app.db import tx
from app.ledger.kinds import Kind


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened. The station's level and kind are filled in from the station."""

    kind: Kind
    station: int
    happened_on: date = field(default_factory=today)
    actor: int | None = None  # an account; None: somebody without one, or a job
    topic: int | None = None
    consultation: int | None = None
    commitment: int | None = None
    member: int | None = None
    quantity: int = 1
    category: str = ""
    form: str = ""
    result: str = ""
    role: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)


POST = """
    INSERT INTO "ledger" ("county", "kind", "station", "happened_on", "actor", "topic",
        "consultation", "commitment", "member", "quantity", "category", "form", "result", "role",
        "attributes", "level", "station_kind")
    SELECT $1, entry.kind, entry.station, entry.happened_on, entry.actor, entry.topic,
        entry.consultation, entry.commitment, entry.member, entry.quantity, entry.category,
        entry.form, entry.result, entry.role, entry.attributes, "station"."level", "station"."kind"
    FROM unnest($2::text[], $3::bigint[], $4::date[], $5::bigint[], $6::bigint[], $7::bigint[],
        $8::bigint[], $9::bigint[], $10::int[], $11::text[], $12::text[], $13::text[], $14::text[],
        $15::jsonb[]) WITH ORDINALITY AS entry (kind, station, happened_on, actor, topic,
        consultation, commitment, member, quantity, category, form, result, role, attributes, place)
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = entry.station
    ORDER BY entry.place
"""

MARK = """
    WITH due AS (INSERT INTO jobs.due (county) VALUES ($1))
    INSERT INTO "dirty" ("county", "month")
    SELECT DISTINCT $1::int, date_trunc('month', day)::date FROM unnest($2::date[]) AS day
"""

# What stands: posted, and not yet taken back. Of two that take it back at once, one does.
TAKE_BACK = """
  WITH back AS (
    INSERT INTO "ledger" ("county", "kind", "happened_on", "actor", "station", "topic",
        "consultation", "commitment", "member", "quantity", "level", "station_kind", "category",
        "form", "result", "role", "reverses")
    SELECT $1, "posted"."kind", $2, $3, "posted"."station", "posted"."topic",
        "posted"."consultation", "posted"."commitment", "posted"."member", -"posted"."quantity",
        "posted"."level", "posted"."station_kind", "posted"."category", "posted"."form",
        "posted"."result", "posted"."role", "posted"."id"
    FROM "ledger" "posted"
    WHERE "posted"."county" = $1 AND "posted"."kind" = ANY($4::text[])
      AND "posted"."{of}" = $5 AND "posted"."reverses" IS NULL
      AND NOT EXISTS (SELECT FROM "ledger" "back"
                      WHERE "back"."county" = $1 AND "back"."reverses" = "posted"."id")
    ON CONFLICT DO NOTHING
    RETURNING "reverses")
  SELECT DISTINCT "posted"."happened_on" FROM back
  JOIN "ledger" "posted" ON "posted"."county" = $1 AND "posted"."id" = back."reverses"
"""
TAKE_BACK_OF = {
    of: TAKE_BACK.format(of=of) for of in ("topic", "consultation", "commitment", "station")
}


async def post(*entries: Entry) -> None:
    await post_all(entries)


async def post_all(entries: Sequence[Entry]) -> None:
    """One statement, however many. Marks the months whose counts have to be made anew."""
    if not entries:
        return
    columns = [
        [str(each.kind) for each in entries],
        [each.station for each in entries],
        [each.happened_on for each in entries],
        [each.actor for each in entries],
        [each.topic for each in entries],
        [each.consultation for each in entries],
        [each.commitment for each in entries],
        [each.member for each in entries],
        [each.quantity for each in entries],
        [each.category for each in entries],
        [each.form for each in entries],
        [each.result for each in entries],
        [each.role for each in entries],
        [json.dumps(each.attributes, ensure_ascii=False) for each in entries],
    ]
    bound = tx()
    answer = await bound.connection.execute(POST, bound.county, *columns)
    if answer != f"INSERT 0 {len(entries)}":
        raise LookupError("An entry names a station that is not there.")
    await mark_dirty([each.happened_on for each in entries])


async def take_back(
    *kinds: Kind,
    topic: int | None = None,
    consultation: int | None = None,
    commitment: int | None = None,
    station: int | None = None,
    actor: int | None = None,
    happened_on: date | None = None,
) -> None:
    """Posts the reversal of what stands of these kinds for the one thing that is named. Nothing
    stands: nothing is posted. The public numbers fall on the day it is taken back; for scores it is
    gone from the day it was posted, unless they are settled by then (app/scoring/).
    """
    named = {
        "topic": topic,
        "consultation": consultation,
        "commitment": commitment,
        "station": station,
    }
    ((of, number),) = [(of, number) for of, number in named.items() if number is not None]
    bound, day = tx(), happened_on or today()
    posted = await bound.connection.fetch(
        TAKE_BACK_OF[of], bound.county, day, actor, [str(kind) for kind in kinds], number
    )
    if posted:
        await mark_dirty([day, *(each["happened_on"] for each in posted)])


async def mark_dirty(days: Sequence[date]) -> None:
    bound = tx()
    await bound.connection.execute(MARK, bound.county, list(days))
