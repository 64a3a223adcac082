"""The records behind a number, and all behind a sheet, for its snapshot."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from app.access.roles import Account
from app.access.visibility import reader, visible_topic
from app.charter.sheets import Sheet
from app.db import rows
from app.ledger.figures import TAIL
from app.ledger.tables import these
from app.scoring.counts.counting import NEVER_CLOSES, WHOSE, Bounds, Reversal, only_of
from app.scoring.counts.subjects import keys_of
from app.scoring.points.methods import Measure
from app.scoring.rules import wanted

# What may be on the page, each sort from the newest by an index of the ledger; of these few the
# view says what counts. Then names are looked up for the page's rows alone.
BEHIND = """
    WITH "found" AS MATERIALIZED ({found}),
    "entry" AS MATERIALIZED (
        SELECT DISTINCT "entry"."id", "entry"."happened_on", "entry"."n", "entry"."reverses",
               "entry"."role", "entry"."result", "entry"."station", "entry"."topic",
               "entry"."consultation", "entry"."counts_on", "entry"."known_on"
        FROM {these}
        WHERE "entry"."whose" = :whose AND {subject} = :subject {fits} AND {which}
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
POSTED = """
    (SELECT "entry"."id" FROM "ledger" AS "entry"
     WHERE "entry"."county" = $1 AND "entry"."reverses" IS NULL {own} {fits}
       AND "entry"."happened_on" BETWEEN :begins AND :ends
     ORDER BY "entry"."id" DESC LIMIT 51)
"""
# What takes something back counts on that one's day, and belongs to whom that belongs.
TAKEN_BACK = """
    (SELECT "entry"."id" FROM "ledger" AS "posted"
     CROSS JOIN LATERAL (SELECT "back".* FROM "ledger" AS "back"
         WHERE "back"."county" = $1 AND "back"."reverses" = "posted"."id" LIMIT 1) AS "entry"
     WHERE "posted"."county" = $1 AND "posted"."reverses" IS NULL {posted} {fits}
       AND "posted"."kind" = :kind AND "posted"."happened_on" BETWEEN :begins AND :ends
     ORDER BY "entry"."id" DESC LIMIT 51)
"""
BESIDES = "SELECT unnest(:besides::bigint[])"
# What comes along from earlier, where a sheet has that: in which years there is such a thing, the
# kept counts know.
SINCE_EARLIER = """ARRAY(
    SELECT unnest({tail}) UNION ALL
    SELECT "of"."id" FROM (
        SELECT DISTINCT "year" FROM "tally"
        WHERE "tally"."county" = $1 AND "whose" = :whose {only} AND "kind" = :kind
          AND "known_on" > :opens AND "known_on" <= :closes AND "year" < :begins) AS "since"
    CROSS JOIN LATERAL (
        SELECT "posted"."id" FROM "ledger" AS "posted"
        WHERE "posted"."county" = $1 AND "posted"."reverses" IS NULL
          AND "posted"."kind" = :kind {posted}
          AND "posted"."happened_on" >= "since"."year"
          AND "posted"."happened_on" < "since"."year" + interval '1 year') AS "posted"
    CROSS JOIN LATERAL (
        SELECT "posted"."id" UNION ALL
        SELECT "back"."id" FROM "ledger" AS "back"
        WHERE "back"."county" = $1 AND "back"."reverses" = "posted"."id") AS "of")"""
COMES_ALONG = f"""
    (SELECT "entry"."id" FROM {these("counted", SINCE_EARLIER, "entry")}
     WHERE "entry"."whose" = :whose AND {{subject}} = :subject {{fits}}
       AND "entry"."counts_on" < :begins AND "entry"."known_on" > :opens
       AND "entry"."known_on" <= :closes
     ORDER BY "entry"."id" DESC LIMIT 51)
"""  # noqa: S608  (of this program's own words)
# Looked up by their numbers: nothing else of the county is read for them.
OF_SNAPSHOT = """
    SELECT "settled_entry"."entry" AS id FROM "settled_entry"
    WHERE "settled_entry"."county" = $1 AND "settled_entry"."assessment" = :settled
      AND "settled_entry"."subject" = :subject
"""
# Whose an entry of the ledger is, by the ends of the view `counted`.
ENDS = {
    "station": '"{entry}"."station"',
    "member": '"{entry}"."member"',
    "department": """(SELECT "department" FROM "commitment" WHERE "commitment"."county" = $1
                      AND "commitment"."id" = "{entry}"."commitment")""",
}
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
    besides, counted_before = apart(back)
    return await rows(
        listing(sheet.subject, measure, within, further=before is not None, settled=bool(settled)),
        of=Behind,
        whose=WHOSE[sheet.subject].end,
        **within._asdict(),
        subject=subject,
        only=keys_of(sheet.subject, [subject]),
        **measure._asdict(),
        before=before,
        besides=besides,
        counted_before=counted_before,
        settled=settled,
        **reader(account),
    )


def listing(kind: str, measure: Measure, within: Bounds, *, further: bool, settled: bool) -> str:
    """The statement, of the filters in use. Pure."""
    whose = WHOSE[kind]
    own, posted, only = (
        only_of(kind, [], end)[0]
        for end in (*(ENDS[whose.end].format(entry=entry) for entry in ("entry", "posted")),
                    '"subject"')
    )  # fmt: skip
    narrowed = [name for name in ("result", "form", "category") if getattr(measure, name)]
    fits = "".join(f' AND "entry"."{name}" = :{name}' for name in ("kind", *narrowed))
    fits += ' AND "entry"."id" < :before' if further else ""
    parts = [POSTED, TAKEN_BACK, BESIDES]
    if within.opens != NEVER_CLOSES:
        parts.append(COMES_ALONG)
    found = OF_SNAPSHOT if settled else " UNION ALL ".join(parts)
    return BEHIND.format(
        these=these("counted", 'ARRAY(SELECT "id" FROM "found")', "entry"),
        found=found.format(
            own=own, posted=posted, only=only, fits=fits, subject=whose.subject, tail=TAIL
        ),
        subject=whose.subject,
        fits=fits,
        which="true" if settled else LIVE,
        gone=GONE if settled else "false",
        shown=visible_topic('"at"."lineage"'),
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
