"""The records behind a number, and all behind a sheet, for its snapshot."""

from collections.abc import Sequence
from typing import Any

from app.charter.sheets import Sheet
from app.db import rows
from app.scoring.counts.counting import WHOSE, Bounds
from app.scoring.points.methods import Measure
from app.scoring.rules import wanted

BEHIND = """
    SELECT DISTINCT "entry"."id", "entry"."happened_on", "entry"."n" AS quantity,
           "entry"."reverses", "entry"."role", "entry"."result",
           "entry"."station", "at"."name" AS station_name,
           "entry"."topic", "topic"."title" AS topic_title,
           "entry"."consultation", "consultation"."title" AS consultation_title,
           "activity"."id" AS activity, "activity"."title" AS activity_title,
           "entry"."counts_on" < $3 AS earlier, "entry"."known_on" > $6 AS late,
           -- strangers see the titles of what is public, and of the rest that it is there
           ("topic"."published_at" IS NOT NULL OR $14::boolean
            OR "at"."lineage" && $15::bigint[]) AS shown,
           {gone} AS gone
    FROM "counted" AS "entry"
    JOIN "station" AS "at" ON "at"."county" = $1 AND "at"."id" = "entry"."station"
    LEFT JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "entry"."topic"
    LEFT JOIN "consultation"
      ON "consultation"."county" = $1 AND "consultation"."id" = "entry"."consultation"
    LEFT JOIN "ledger" ON "ledger"."county" = $1 AND "ledger"."id" = "entry"."id"
    LEFT JOIN "activity" ON "activity"."county" = $1
      AND "activity"."id" = ("ledger"."attributes"->>'activity')::bigint
    WHERE "entry"."county" = $1 AND "entry"."whose" = $2 AND "entry"."kind" = $8
      AND ($9 = '' OR "entry"."result" = $9) AND ($10 = '' OR "entry"."form" = $10)
      AND ($11 = '' OR "entry"."category" = $11) AND ($12::bigint IS NULL OR "entry"."id" < $12)
      AND {subject} = $7 AND {which}
    ORDER BY "entry"."id" DESC LIMIT 51
"""
LIVE = """
      ("entry"."counts_on" BETWEEN $3 AND $4 OR "entry"."id" = ANY($13::bigint[])
       OR ("entry"."counts_on" < $3 AND "entry"."known_on" > $5 AND "entry"."known_on" <= $6
           AND NOT "entry"."id" = ANY($16::bigint[])))
"""
SETTLED = """
      $4::date IS NOT NULL AND $5::date IS NOT NULL AND $16::bigint[] IS NOT NULL
      AND EXISTS (SELECT FROM "settled_entry" WHERE "settled_entry"."county" = $1
                  AND "settled_entry"."assessment" = ANY($13::bigint[])
                  AND "settled_entry"."entry" = "entry"."id")
"""
# Taken back after the snapshot: counts in a later period.
GONE = """
    EXISTS (SELECT FROM "ledger" AS "later" WHERE "later"."county" = $1
            AND "later"."reverses" = "entry"."id"
            AND NOT EXISTS (SELECT FROM "settled_entry" WHERE "settled_entry"."county" = $1
                            AND "settled_entry"."assessment" = ANY($13::bigint[])
                            AND "settled_entry"."entry" = "later"."id"))
"""
# All that a sheet counted, for its snapshot; `$10`: of one subject, or of all.
ALL_BEHIND = """
    SELECT DISTINCT {subject} AS subject, "entry"."id"
    FROM "counted" AS "entry"
    WHERE "entry"."county" = $1 AND "entry"."whose" = $2 AND "entry"."kind" = ANY($7::text[])
      AND (("entry"."counts_on" BETWEEN $3 AND $4 AND ("entry"."known_on" <= $6 OR $8))
       OR "entry"."id" = ANY($9::bigint[])
       OR ("entry"."counts_on" < $3 AND "entry"."known_on" > $5 AND "entry"."known_on" <= $6
           AND NOT "entry"."id" = ANY($11::bigint[])))
      AND ($10::text IS NULL OR {subject} = $10) AND {subject} IS NOT NULL
"""


async def behind(
    sheet: Sheet,
    subject: str,
    measure: Measure,
    within: Bounds,
    before: int | None,
    *,
    back: Sequence[Any] = (),
    settled: int | None = None,
    own: list[int] | None = None,
) -> list[Any]:
    """The entries that were counted, newest first; at most one more than a page. `back`: as
    counting.taken_back() finds them; `settled`: the assessment whose snapshot is asked instead;
    `own`: the reader's stations, whose topics have titles before they are public; None: all.
    """
    whose = WHOSE[sheet.subject]
    which, gone = (LIVE, "false") if settled is None else (SETTLED, GONE)
    besides, counted_before = apart(back)
    return await rows(
        BEHIND.format(subject=whose.subject, which=which, gone=gone),
        whose.end,
        *within,
        subject,
        *measure[:4],
        before,
        besides if settled is None else [settled],
        own is None,
        own or [],
        counted_before,
    )


def apart(back: Sequence[Any]) -> tuple[list[int], list[int]]:
    """Pure. (reversals that count here besides, what would come along but counted before)"""
    reversals = [each["id"] for each in back if each["back"]]
    return reversals, [each["id"] for each in back if not each["back"]]


async def all_behind(
    sheet: Sheet, within: Bounds, back: Sequence[Any], subject: str | None = None
) -> list[tuple[str, int]]:
    """→ (subject, entry)"""
    whose = WHOSE[sheet.subject]
    besides, counted_before = apart(back)
    found = await rows(
        ALL_BEHIND.format(subject=whose.subject),
        whose.end,
        *within,
        sorted({each.kind for each in wanted(sheet)}),
        sheet.late == "penalty",
        besides,
        subject,
        counted_before,
    )
    return [(each["subject"], each["id"]) for each in found]
