"""The records behind a number, and all behind a sheet, for its snapshot."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from app.access.roles import Account
from app.access.visibility import reader, visible_topic
from app.charter.sheets import Sheet
from app.db import rows
from app.scoring.counts.counting import WHOSE, Bounds, Reversal
from app.scoring.points.methods import Measure
from app.scoring.rules import wanted

# A page first: names are looked up for its rows alone.
BEHIND = """
    WITH "entry" AS MATERIALIZED (
        SELECT DISTINCT "entry"."id", "entry"."happened_on", "entry"."n", "entry"."reverses",
               "entry"."role", "entry"."result", "entry"."station", "entry"."topic",
               "entry"."consultation", "entry"."counts_on", "entry"."known_on"
        FROM "counted" AS "entry"
        WHERE "entry"."county" = $1 AND "entry"."whose" = :whose AND "entry"."kind" = :kind
          AND (:result = '' OR "entry"."result" = :result)
          AND (:form = '' OR "entry"."form" = :form)
          AND (:category = '' OR "entry"."category" = :category)
          AND (:before::bigint IS NULL OR "entry"."id" < :before)
          AND {subject} = :subject AND {which}
        ORDER BY "entry"."id" DESC LIMIT 51)
    SELECT "entry"."id", "entry"."happened_on", "entry"."n" AS quantity,
           "entry"."reverses", "entry"."role", "entry"."result",
           "entry"."station", "at"."name" AS station_name,
           "entry"."topic", "topic"."title" AS topic_title,
           "entry"."consultation", "consultation"."title" AS consultation_title,
           "activity"."id" AS activity, "activity"."title" AS activity_title,
           "entry"."counts_on" < :begins AS earlier, "entry"."known_on" > :closes AS late,
           -- strangers see the titles of what is public, and of the rest that it is there
           {shown} IS TRUE AS shown,
           {gone} AS gone
    FROM "entry"
    CROSS JOIN LATERAL (SELECT "name", "lineage" FROM "station"
        WHERE "station"."county" = $1 AND "station"."id" = "entry"."station" LIMIT 1) AS "at"
    LEFT JOIN LATERAL (SELECT * FROM "topic"
        WHERE "topic"."county" = $1 AND "topic"."id" = "entry"."topic" LIMIT 1) AS "topic" ON true
    LEFT JOIN LATERAL (SELECT "title" FROM "consultation"
        WHERE "consultation"."county" = $1 AND "consultation"."id" = "entry"."consultation"
        LIMIT 1) AS "consultation" ON true
    LEFT JOIN LATERAL (SELECT ("attributes"->>'activity')::bigint AS id FROM "ledger"
        WHERE "ledger"."county" = $1 AND "ledger"."id" = "entry"."id" LIMIT 1) AS "of" ON true
    LEFT JOIN LATERAL (SELECT "id", "title" FROM "activity"
        WHERE "activity"."county" = $1 AND "activity"."id" = "of"."id" LIMIT 1
        ) AS "activity" ON true
    ORDER BY "entry"."id" DESC
"""
LIVE = """
      ("entry"."counts_on" BETWEEN :begins AND :ends OR "entry"."id" = ANY(:besides::bigint[])
       OR ("entry"."counts_on" < :begins AND "entry"."known_on" > :opens
           AND "entry"."known_on" <= :closes
           AND NOT "entry"."id" = ANY(:counted_before::bigint[])))
"""
# Looked up by their numbers: nothing else of the county is read for them.
SETTLED = """
      "entry"."id" = ANY(ARRAY(
          SELECT "settled_entry"."entry" FROM "settled_entry"
          WHERE "settled_entry"."county" = $1 AND "settled_entry"."assessment" = :settled
            AND "settled_entry"."subject" = :subject))
"""
# Taken back after the snapshot: counts in a later period.
GONE = """
    EXISTS (SELECT FROM "ledger" AS "later" WHERE "later"."county" = $1
            AND "later"."reverses" = "entry"."id"
            AND NOT EXISTS (SELECT FROM "settled_entry" WHERE "settled_entry"."county" = $1
                            AND "settled_entry"."assessment" = :settled
                            AND "settled_entry"."entry" = "later"."id"))
"""
# All that a sheet counted, for its snapshot, of one subject or of all.
ALL_BEHIND = """
    SELECT DISTINCT {subject} AS subject, "entry"."id"
    FROM "counted" AS "entry"
    WHERE "entry"."county" = $1 AND "entry"."whose" = :whose
      AND "entry"."kind" = ANY(:kinds::text[])
      AND (("entry"."counts_on" BETWEEN :begins AND :ends
            AND ("entry"."known_on" <= :closes OR :late))
       OR "entry"."id" = ANY(:besides::bigint[])
       OR ("entry"."counts_on" < :begins AND "entry"."known_on" > :opens
           AND "entry"."known_on" <= :closes
           AND NOT "entry"."id" = ANY(:counted_before::bigint[])))
      AND (:subject::text IS NULL OR {subject} = :subject) AND {subject} IS NOT NULL
"""


class Behind(TypedDict):
    """`earlier`: of an earlier period, comes along; `late`: came after the closing date; `gone`:
    taken back after the snapshot. `shown`: the reader may read the titles.
    """

    id: int
    happened_on: date
    quantity: int
    reverses: int | None
    role: str
    result: str
    station: int
    station_name: str
    topic: int | None
    topic_title: str | None
    consultation: int | None
    consultation_title: str | None
    activity: int | None
    activity_title: str | None
    earlier: bool
    late: bool
    shown: bool
    gone: bool


async def behind(
    sheet: Sheet,
    subject: str,
    measure: Measure,
    within: Bounds,
    before: int | None,
    *,
    back: Sequence[Reversal] = (),
    settled: int | None = None,
    account: Account | None = None,
) -> list[Behind]:
    """The entries that were counted, newest first; at most one more than a page. `back`: as
    counting.taken_back() finds them; `settled`: the assessment whose snapshot is asked instead;
    `account`: who reads; of what is not public a stranger reads no title.
    """
    whose = WHOSE[sheet.subject]
    which, gone = (LIVE, "false") if settled is None else (SETTLED, GONE)
    besides, counted_before = apart(back)
    return await rows(
        BEHIND.format(
            subject=whose.subject, which=which, gone=gone, shown=visible_topic('"at"."lineage"')
        ),
        of=Behind,
        whose=whose.end,
        **within._asdict(),
        subject=subject,
        kind=measure.kind,
        result=measure.result,
        form=measure.form,
        category=measure.category,
        before=before,
        besides=besides,
        counted_before=counted_before,
        settled=settled,
        **reader(account),
    )


def apart(back: Sequence[Reversal]) -> tuple[list[int], list[int]]:
    """Pure. (reversals that count here besides, what would come along but counted before)"""
    reversals = [each["id"] for each in back if each["back"]]
    return reversals, [each["id"] for each in back if not each["back"]]


async def all_behind(
    sheet: Sheet, within: Bounds, back: Sequence[Reversal], subject: str | None = None
) -> list[tuple[str, int]]:
    """→ (subject, entry)"""
    whose = WHOSE[sheet.subject]
    besides, counted_before = apart(back)
    found = await rows(
        ALL_BEHIND.format(subject=whose.subject),
        whose=whose.end,
        **within._asdict(),
        kinds=sorted({each.kind for each in wanted(sheet)}),
        late=sheet.late == "penalty",
        besides=besides,
        subject=subject,
        counted_before=counted_before,
    )
    return [(each["subject"], each["id"]) for each in found]
