"""What is to be made anew, as changes wrote it down (0084), and what it is about."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict

from app.db import execute, row, rows, value
from app.publishing.touched import Changed, Matter, of_records

MOST = 300  # marks at once
# Figures stand on many pages, and change with most that is done: not with each.
NEXT = """
    SELECT "id", "kind", "record", "first" FROM "publish_mark"
    WHERE "publish_mark"."county" = $1 AND ("kind" <> 'figures' OR "at" <= $2)
    ORDER BY "first" AND "kind" <> 'county' DESC, "id" LIMIT $3
"""
DONE = 'DELETE FROM "publish_mark" WHERE "publish_mark"."county" = $1 AND "id" = ANY($2::bigint[])'
STATE = """
    SELECT "at", "day", "cases", "failed", "failed_at", EXISTS (
        SELECT FROM "charter" WHERE "charter"."county" = $1 AND "effective_on" > "day"
            AND "effective_on" <= $2) AS new_rules
    FROM "published" WHERE "published"."county" = $1
"""
KEPT = """
    INSERT INTO "published" ("county", "at", "day", "cases") VALUES ($1, now(), $2, $3)
    ON CONFLICT ("county") DO UPDATE SET "at" = now(), "day" = $2, "cases" = $3, "failed" = '',
        "failed_at" = NULL, "rendered" = 0
"""
# Without a day it is begun anew, wherever this one ends.
BEGUN = """
    WITH "part_of_it" AS (DELETE FROM "publish_mark" WHERE "publish_mark"."county" = $1)
    INSERT INTO "published" ("county") VALUES ($1)
    ON CONFLICT ("county") DO UPDATE SET "day" = NULL
"""
PROGRESS = 'UPDATE "published" SET "rendered" = $2 WHERE "published"."county" = $1'
FAILED = """
    INSERT INTO "published" ("county", "failed", "failed_at") VALUES ($1, $2, now())
    ON CONFLICT ("county") DO UPDATE SET "failed" = $2, "failed_at" = now()
"""
# Regions publish and recall them, of any county; and that strikes out of them who is erased.
CASES = """
    SELECT concat_ws(' ', count(*), sum(hashtextextended(concat_ws(chr(0x1f), "id", "title",
        "matter", "talk", "result", "photos"::text), 0)))
    FROM "published_case" WHERE "withdrawn_at" IS NULL AND $1::int IS NOT NULL
"""
# Of a day: lights turn with what is open, and a sitting that was to come has been.
OPEN = """
    UNION SELECT "id" FROM "topic" WHERE "topic"."county" = $1
        AND "published_at" IS NOT NULL AND "closed_on" IS NULL
    UNION SELECT "topic" FROM "commitment" WHERE "commitment"."county" = $1
        AND "verified_on" IS NULL AND "withdrawn_on" IS NULL
    UNION SELECT "topic" FROM "consultation" WHERE "consultation"."county" = $1
        AND "state" = 'planned'
"""
MATTERS = """
    WITH "those" AS MATERIALIZED (
        SELECT unnest(:topic::bigint[]) AS "topic"
        UNION SELECT "topic" FROM "consultation" WHERE "consultation"."county" = $1
            AND "id" = ANY(:consultation::bigint[])
        UNION SELECT "topic" FROM "commitment" WHERE "commitment"."county" = $1
            AND "id" = ANY(:commitment::bigint[])
        UNION SELECT "topic" FROM "passage" WHERE "passage"."county" = $1
            AND "id" = ANY(:passage::bigint[])
        UNION SELECT "topic" FROM "outcome" WHERE "outcome"."county" = $1
            AND "id" = ANY(:outcome::bigint[])
        UNION SELECT "topic" FROM "enclosure" WHERE "enclosure"."county" = $1
            AND "id" = ANY(:enclosure::bigint[]){OPEN})
    SELECT "topic"."id", "category", "station"."lineage", "raised_on",
        ARRAY(SELECT "consultation"."id" FROM "consultation" WHERE "consultation"."county" = $1
              AND "consultation"."topic" = "topic"."id") AS consultations,
        ARRAY(SELECT "held_on" FROM "consultation" WHERE "consultation"."county" = $1
              AND "consultation"."topic" = "topic"."id") AS days,
        ARRAY(SELECT "commitment"."id" FROM "commitment" WHERE "commitment"."county" = $1
              AND "commitment"."topic" = "topic"."id") AS commitments
    FROM "topic" JOIN "station"
      ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "topic"."county" = $1 AND "topic"."id" IN (SELECT "topic" FROM "those")
"""
OF_ANY_DAY, OF_A_DAY = MATTERS.format(OPEN=""), MATTERS.format(OPEN=OPEN)
OF_MATTERS = ("topic", "consultation", "commitment", "passage", "outcome", "enclosure")


class Mark(TypedDict):
    id: int
    kind: str
    record: int
    first: bool


class State(TypedDict):
    """`failed`: at what it broke off last, if nothing went well since; `new_rules`: others are in
    force since its day.
    """

    at: datetime | None
    day: date | None
    cases: str
    failed: str
    failed_at: datetime | None
    new_rules: bool


async def state(day: date) -> State | None:
    """None: nothing was ever published of the county."""
    return await row(STATE, day, of=State)


async def following(figures_of: datetime) -> list[Mark]:
    """What is to be seen no longer comes first, and alone, but for what may stand on any page.
    `figures_of`: then or before.
    """
    found = await rows(NEXT, figures_of, MOST, of=Mark)
    return [each for each in found if each["first"] and each["kind"] != "county"] or found


async def cases() -> str:
    found: str = await value(CASES)
    return found


async def what(marks: Iterable[Mark], *, day: bool, cases: bool) -> Changed:
    """`day`: another one began."""
    records = defaultdict[str, set[int]](set)
    for each in marks:
        records[each["kind"]].add(each["record"])
    asked = {kind: list(records[kind]) for kind in OF_MATTERS}
    matters = [
        Matter(
            each["id"],
            frozenset(f"{one:%Y-%m}" for one in [each["raised_on"], *each["days"]]),
            each["category"],
            tuple(each["lineage"]),
            tuple(each["consultations"]),
            tuple(each["commitments"]),
        )
        for each in await rows(OF_A_DAY if day else OF_ANY_DAY, **asked)
    ]
    own = (of_records(kind, found) for kind, found in records.items())
    return Changed(
        matters,
        frozenset[str]().union(*own),
        day=day,
        places=not records.keys().isdisjoint({"station", "check", "member"}),
        figures="figures" in records,
        cases=day or cases,
    )


async def done(marks: Iterable[Mark]) -> None:
    await execute(DONE, [each["id"] for each in marks])


async def keep(day: date, cases: str) -> None:
    """All that was changed until now is published."""
    await execute(KEPT, day, cases)


async def begin() -> None:
    """All that was changed until now is part of making everything anew."""
    await execute(BEGUN)


async def progress(pages: int) -> None:
    await execute(PROGRESS, pages)


async def failed(why: str) -> None:
    await execute(FAILED, why)
