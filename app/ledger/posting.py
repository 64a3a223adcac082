"""Posting to the append-only ledger: in the caller's transaction, so that both are kept or lost
together. Nobody else writes the ledger.

Entries go in as VALUES, row after row in one go: so no statement is long, and Citus, which takes no
INSERT … SELECT under forced row security, takes them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from app.dates import today
from app.db import execute, execute_many, in_batches, rows
from app.ledger.kinds import Kind
from app.ledger.tables import Reason

BATCH = 500


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
    reason: str = ""  # in words, kept beside the ledger
    # For records of other days only; else the database says what they are.
    id: int | None = None
    recorded_at: datetime | None = None
    reverses: int | None = None


PLACES = """
    SELECT "id", "level", "kind" FROM "station"
    WHERE "station"."county" = $1 AND "id" = ANY($2::bigint[])
"""
POST = """
    INSERT INTO "ledger" ("county", "kind", "station", "happened_on", "actor", "topic",
        "consultation", "commitment", "member", "quantity", "category", "form", "result", "role",
        "attributes", "reverses", "level", "station_kind", "id", "recorded_at")
    VALUES ($1, :kind, :station, :happened_on, :actor, :topic, :consultation, :commitment, :member,
        :quantity, :category, :form, :result, :role, :attributes, :reverses, :level, :station_kind,
        coalesce(:id, app.new_id()), coalesce(:recorded_at, clock_timestamp()))
"""
# Of two that take it back at once, one does.
POST_BACK = f"{POST} ON CONFLICT DO NOTHING"
DUE = "INSERT INTO jobs.due (county) VALUES ($1)"
# What stands: posted, and not yet taken back.
STANDS = """
    SELECT "posted".* FROM "ledger" AS "posted"
    WHERE "posted"."county" = $1 AND "posted"."kind" = ANY($2::text[])
      AND "posted"."reverses" IS NULL
      AND NOT EXISTS (SELECT FROM "ledger" AS "back"
                      WHERE "back"."county" = $1 AND "back"."reverses" = "posted"."id")
      AND {named} ORDER BY "posted"."id"
"""


async def post(*entries: Entry) -> None:
    await post_all(entries)


async def post_all(entries: Sequence[Entry]) -> None:
    """However many, in batches. The county's job seals and counts them."""
    if not entries:
        return
    found = await rows(PLACES, list({each.station for each in entries}))
    places = {each["id"]: (each["level"], each["kind"]) for each in found}
    if any(each.station not in places for each in entries):
        raise LookupError("An entry names a station that is not there.")
    async for part in in_batches(entries, BATCH):
        told = await reasons_aside(part)
        await execute_many(POST, [values_of(each, *places[each.station]) for each in told])
    await note_due()


async def reasons_aside(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The words of a reason may name somebody: the ledger holds their id."""
    told = {
        (each.topic, each.reason): Reason(topic=each.topic, text=each.reason)
        for each in entries
        if each.reason
    }
    if not told:
        return entries
    await Reason.insert(*told.values())
    return [
        replace(each, attributes=each.attributes | {"reason": told[each.topic, each.reason].id})
        if each.reason
        else each
        for each in entries
    ]


def values_of(entry: Entry, level: str, station_kind: str) -> dict[str, Any]:
    """Of POST. What is sealed can never be erased: of persons and their words it holds ids only."""
    if not all(type(each) is int for each in entry.attributes.values()):
        raise TypeError("The ledger's attributes are ids.")
    return {
        **vars(entry),
        "kind": str(entry.kind),
        "attributes": json.dumps(entry.attributes, ensure_ascii=False),
        "level": level,
        "station_kind": station_kind,
    }


async def take_back(
    *kinds: Kind,
    topic: int | None = None,
    consultation: int | None = None,
    commitment: int | None = None,
    member: int | None = None,
    station: int | None = None,
    result: str | None = None,
    attributes: dict[str, Any] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    reason: str = "",
    actor: int | None = None,
    happened_on: date | None = None,
) -> None:
    """Posts the reversal of what stands of these kinds for all that is named. Nothing stands:
    nothing is posted. `since`: of what was recorded from then on, and before `until`; `reason` is
    kept with the reversal. The public numbers fall on the day it is taken back; for scores it is
    gone from the day it was posted, unless they are settled by then (app/scoring/).
    """
    named = {
        "topic": topic,
        "consultation": consultation,
        "commitment": commitment,
        "member": member,
        "station": station,
        "result": result,
        "attributes": json.dumps(attributes, ensure_ascii=False) if attributes else None,
    }
    given: dict[str, Any] = {column: value for column, value in named.items() if value is not None}
    if not given:
        raise ValueError("Nothing is named that could be taken back.")
    where = [
        f'"posted"."{column}" {"@>" if column == "attributes" else "="} ${place}'
        for place, column in enumerate(given, start=3)
    ]
    for when, compared in ((since, ">="), (until, "<")):
        if when is not None:
            where.append(f'"posted"."recorded_at" {compared} ${len(given) + 3}')
            given[compared] = when
    sql = STANDS.format(named=" AND ".join(where))
    stands = await rows(sql, [str(kind) for kind in kinds], *given.values())
    if not stands:
        return
    day = happened_on or today()
    async for part in in_batches(stands, BATCH):
        back = await reasons_aside([reversal(each, day, actor, reason) for each in part])
        values = [
            values_of(entry, each["level"], each["station_kind"])
            for entry, each in zip(back, part, strict=True)
        ]
        await execute_many(POST_BACK, values)
    await note_due()


# What by the clock was posted after it was taken back was posted by one that was ahead.
UNDONE = """
    SELECT "back".* FROM "ledger" AS "back"
    JOIN "ledger" AS "posted"
      ON "posted"."county" = $1 AND "posted"."id" = "back"."reverses"
    WHERE "back"."county" = $1 AND "back"."topic" = :topic AND "back"."kind" = ANY(:kinds::text[])
      AND (:said::text IS NULL OR coalesce("back"."attributes" ->> 'reason', '') = :said)
      AND (:since::timestamptz IS NULL OR "back"."recorded_at" >= :since)
      AND (:until::timestamptz IS NULL OR "back"."recorded_at" < :until)
      AND (:since::timestamptz IS NULL OR "posted"."recorded_at" < :since
           OR "posted"."recorded_at" > "back"."recorded_at")
      AND (:commitment::bigint IS NULL OR "back"."commitment" = :commitment)
    ORDER BY "back"."id"
"""


async def put_back(
    *kinds: Kind,
    topic: int,
    since: datetime | None = None,
    until: datetime | None = None,
    commitment: int | None = None,
    said: str | None = None,
    reason: str = "",
    actor: int | None = None,
) -> None:
    """Posts anew what was posted before then and taken back since, before `until`, or with the
    reason `said`, an id: the step that did so was a mistake. Like what is taken back, it counts on
    the day on which that is said.
    """
    if since is None and said is None:
        raise ValueError("Nothing is named that could be put back.")
    named = [str(kind) for kind in kinds]
    found = await rows(
        UNDONE,
        topic=topic,
        kinds=named,
        since=since,
        commitment=commitment,
        until=until,
        said=said,
    )
    again = [replace(reversal(each, today(), actor, reason), reverses=None) for each in found]
    await post_all(again)


def reversal(posted: Any, day: date, actor: int | None, reason: str = "") -> Entry:
    """The same, less, on another day. Pure."""
    attributes = json.loads(posted["attributes"])
    return Entry(
        kind=Kind(posted["kind"]),
        station=posted["station"],
        happened_on=day,
        actor=actor,
        topic=posted["topic"],
        consultation=posted["consultation"],
        commitment=posted["commitment"],
        member=posted["member"],
        quantity=-posted["quantity"],
        category=posted["category"],
        form=posted["form"],
        result=posted["result"],
        role=posted["role"],
        attributes={name: id_ for name, id_ in attributes.items() if name != "reason"},
        reason=reason,
        reverses=posted["id"],
    )


async def note_due() -> None:
    """The county's job has something to count: entries, or what stands today."""
    await execute(DUE)
