"""What a sheet's subjects did in its periods: one statement for all subjects, all indicators and
all periods asked for, from counts by month (app/ledger/counting.py). Months whose counts are due to
be made anew are read from the entries themselves, so that a score is never behind its records.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from app.charter.sheets import Sheet
from app.db import rows
from app.scoring.methods import Facts, Measure
from app.scoring.periods import Period, before
from app.scoring.rules import wanted

PAGE = 50
NEVER_CLOSES = date(9999, 12, 31)


class Whose(NamedTuple):
    """How an entry belongs to a kind of subject: which of its ends counts, and what it leads to."""

    end: str  # of the view `counted`: station, member or department
    subject: str
    join: str = ""


STATION = """ JOIN "station" ON "station"."county" = $1 AND "station"."id" = "entry"."subject" """
MEMBER = """ JOIN "member" ON "member"."county" = $1 AND "member"."id" = "entry"."subject" """
WHOSE = {
    "station": Whose("station", ' "entry"."subject"::text '),
    # all stations in its territory: the first nine digits of a division's code
    "township": Whose("station", ' left("station"."division", 9) ', STATION),
    "county": Whose("station", " 'county' "),
    "member": Whose("member", ' "entry"."subject"::text '),
    "sector": Whose("member", ' "member"."sector" ', MEMBER),
    "department": Whose("department", ' "entry"."subject"::text '),
}
COUNTS = """
    WITH "asked" AS (
        SELECT * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
        WITH ORDINALITY AS "asked" ("kind", "result", "form", "category", "split", "number")),
    "period" AS (
        SELECT * FROM unnest($8::date[], $9::date[], $10::date[], $11::date[])
        WITH ORDINALITY AS "period" ("begins", "ends", "opens", "closes", "number")),
    "wet" AS MATERIALIZED (
        SELECT DISTINCT "month" FROM "dirty" WHERE "dirty"."county" = $1
          AND "month" BETWEEN $12 AND $13),
    "entry" AS (
        SELECT "subject", "month", "known_on", "kind", "category", "form", "result", "role", "n"
        FROM "tally" WHERE "tally"."county" = $1 AND "whose" = $2 AND "kind" = ANY($3::text[])
          AND "month" BETWEEN $12 AND $13 AND "month" NOT IN (SELECT "month" FROM "wet")
        UNION ALL
        SELECT "subject", "wet"."month", "known_on", "kind", "category", "form", "result", "role",
               "n"
        FROM "wet" CROSS JOIN LATERAL (
            SELECT * FROM "counted" WHERE "counted"."county" = $1 AND "whose" = $2
              AND "kind" = ANY($3::text[]) AND "counts_on" >= "wet"."month"
              AND "counts_on" < ("wet"."month" + interval '1 month')::date) AS "counted")
    SELECT "period"."number" AS period, "asked"."number" AS asked, {subject} AS subject,
           CASE "asked"."split" WHEN 'role' THEN "entry"."role"
                WHEN 'result' THEN "entry"."result" ELSE '' END AS part,
           CASE WHEN "entry"."month" < "period"."begins" THEN 'earlier'
                WHEN "entry"."known_on" > "period"."closes" THEN 'late' ELSE '' END AS when,
           sum("entry"."n")::bigint AS n
    FROM "entry"
    JOIN "asked" ON "asked"."kind" = "entry"."kind"
      AND ("asked"."result" IN ('', "entry"."result")) AND ("asked"."form" IN ('', "entry"."form"))
      AND ("asked"."category" IN ('', "entry"."category"))
    JOIN "period" ON "entry"."month" BETWEEN "period"."begins" AND "period"."ends"
      OR ("entry"."month" < "period"."begins" AND "entry"."known_on" > "period"."opens"
          AND "entry"."known_on" <= "period"."closes")
    {join}
    GROUP BY 1, 2, 3, 4, 5
"""
# What was taken back after a settled sheet had counted it: falls into the period in which it was.
BACK = """
    SELECT "period"."number" AS period, {subject} AS subject, "entry"."kind", "entry"."category",
           "entry"."form", "entry"."result", "entry"."role", "entry"."id", "entry"."n"
    FROM unnest($3::date[], $4::date[])
         WITH ORDINALITY AS "period" ("begins", "ends", "number")
    JOIN "counted" AS "entry"
      ON "entry"."happened_on" BETWEEN "period"."begins" AND "period"."ends"
      AND "entry"."counts_on" < "period"."begins" {join}
    WHERE "entry"."county" = $1 AND "entry"."whose" = $2 AND "entry"."reverses" IS NOT NULL
      AND "entry"."kind" = ANY($5::text[])
      AND EXISTS (SELECT FROM "settled_entry"
                  JOIN "assessment" ON "assessment"."county" = $1
                    AND "assessment"."id" = "settled_entry"."assessment"
                  WHERE "settled_entry"."county" = $1 AND "assessment"."sheet" = $6
                    AND "settled_entry"."entry" = "entry"."reverses")
      AND NOT EXISTS (SELECT FROM "settled_entry"
                      JOIN "assessment" ON "assessment"."county" = $1
                        AND "assessment"."id" = "settled_entry"."assessment"
                      WHERE "settled_entry"."county" = $1 AND "assessment"."sheet" = $6
                        AND "assessment"."begins" < "period"."begins"
                        AND "settled_entry"."entry" = "entry"."id")
"""
# What comes along from earlier because it was late, but was counted there after an appeal.
COUNTED_BEFORE = """
    SELECT "period"."number" AS period, {subject} AS subject, "entry"."kind", "entry"."category",
           "entry"."form", "entry"."result", "entry"."role", "entry"."id", -"entry"."n" AS n
    FROM unnest($3::date[], $4::date[], $5::date[])
         WITH ORDINALITY AS "period" ("begins", "opens", "closes", "number")
    JOIN "settled_entry" ON "settled_entry"."county" = $1
    JOIN "assessment" ON "assessment"."county" = $1
      AND "assessment"."id" = "settled_entry"."assessment" AND "assessment"."sheet" = $7
      AND "assessment"."begins" < "period"."begins"
    JOIN "counted" AS "entry" ON "entry"."county" = $1 AND "entry"."whose" = $2
      AND "entry"."id" = "settled_entry"."entry" AND "entry"."kind" = ANY($6::text[])
      AND "entry"."counts_on" < "period"."begins" AND "entry"."known_on" > "period"."opens"
      AND "entry"."known_on" <= "period"."closes"
    {join} WHERE {subject} = "settled_entry"."subject"
"""
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
            OR "at"."lineage" && $15::bigint[]) AS shown
    FROM "counted" AS "entry" {join}
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
       OR ("entry"."counts_on" < $3 AND "entry"."known_on" > $5 AND "entry"."known_on" <= $6))
"""
SETTLED = """
      $4::date IS NOT NULL AND $5::date IS NOT NULL
      AND EXISTS (SELECT FROM "settled_entry" WHERE "settled_entry"."county" = $1
                  AND "settled_entry"."assessment" = ANY($13::bigint[])
                  AND "settled_entry"."entry" = "entry"."id")
"""
# All that a sheet counted, for its snapshot; `$10`: of one subject, or of all.
ALL_BEHIND = """
    SELECT DISTINCT {subject} AS subject, "entry"."id"
    FROM "counted" AS "entry" {join}
    WHERE "entry"."county" = $1 AND "entry"."whose" = $2 AND "entry"."kind" = ANY($7::text[])
      AND (("entry"."counts_on" BETWEEN $3 AND $4 AND ("entry"."known_on" <= $6 OR $8))
       OR "entry"."id" = ANY($9::bigint[])
       OR ("entry"."counts_on" < $3 AND "entry"."known_on" > $5 AND "entry"."known_on" <= $6))
      AND ($10::text IS NULL OR {subject} = $10) AND {subject} IS NOT NULL
"""
SUBJECTS = {
    "station": """
        SELECT "id"::text AS subject, "name", "opened_on" AS since, "closed_on" AS until
        FROM "station" WHERE "station"."county" = $1
          AND "opened_on" <= $3 AND ("closed_on" IS NULL OR "closed_on" >= $2)
    """,
    "township": """
        SELECT "division"."code" AS subject, "division"."name", min("opened_on") AS since,
               nullif(max(coalesce("closed_on", '9999-12-31')), '9999-12-31') AS until
        FROM "station" JOIN "division" ON "division"."code" = left("station"."division", 9)
        WHERE "station"."county" = $1 AND length("station"."division") >= 9
          AND "opened_on" <= $3 AND ("closed_on" IS NULL OR "closed_on" >= $2)
        GROUP BY 1, 2
    """,
    "county": """
        SELECT 'county' AS subject, "name", NULL::date AS since, NULL::date AS until FROM "county"
        WHERE "county"."id" = $1 AND $2::date <= $3::date
    """,
    "member": """
        SELECT "id"::text AS subject, "name", NULL::date AS since, "left_on" AS until
        FROM "member" WHERE "member"."county" = $1
          AND ("left_on" IS NULL OR "left_on" >= $2) AND $2::date <= $3::date
    """,
    "sector": """
        SELECT "sector" AS subject, "sector" AS name, NULL::date AS since, NULL::date AS until
        FROM "member" WHERE "member"."county" = $1 AND "sector" <> ''
          AND ("left_on" IS NULL OR "left_on" >= $2) AND $2::date <= $3::date
        GROUP BY 1
    """,
    "department": """
        SELECT "id"::text AS subject, "name", NULL::date AS since, NULL::date AS until
        FROM "department" WHERE "department"."county" = $1 AND $2::date <= $3::date
    """,
}


class Subject(NamedTuple):
    key: str
    name: str
    since: date | None
    until: date | None

    def there(self, period: Period) -> bool:
        return (self.since is None or self.since <= period.ends) and (
            self.until is None or self.until >= period.begins
        )


class Bounds(NamedTuple):
    """Which records a period takes: `opens`, `closes`: the days after which, and until which, they
    are recorded; what was recorded in between about an earlier period comes along.
    """

    begins: date
    ends: date
    opens: date
    closes: date


def bounds(sheet: Sheet, period: Period, year_begins: int, grace: date | None = None) -> Bounds:
    """Pure. Without a closing date nothing is ever late, and nothing comes from earlier. `grace`:
    a later closing date, for whose appeal is upheld.
    """
    if sheet.closing_days is None:
        return Bounds(period.begins, period.ends, NEVER_CLOSES, NEVER_CLOSES)
    days = timedelta(days=sheet.closing_days)
    opens = before(period, year_begins).ends + days if sheet.late == "next" else NEVER_CLOSES
    closes = max(period.ends + days, grace or date.min)
    return Bounds(period.begins, period.ends, opens, closes)


async def subjects(sheet: Sheet, begins: date, ends: date) -> list[Subject]:
    """Who was there on any of these days."""
    found = await rows(SUBJECTS[sheet.subject], begins, ends)
    return [Subject(each["subject"], each["name"], each["since"], each["until"]) for each in found]


async def facts_of(
    sheet: Sheet,
    periods: Sequence[Period],
    year_begins: int,
    measures: Collection[Measure] | None = None,
    grace: date | None = None,
) -> list[dict[str, Facts]]:
    """For each period by subject, of those of whom anything is recorded. `measures`: these rather
    than the sheet's own.
    """
    asked = sorted(wanted(sheet) if measures is None else measures)
    within = [bounds(sheet, each, year_begins, grace) for each in periods]
    if not asked or not within:
        return [{} for _each in periods]
    first = min(each.begins for each in within)
    if sheet.late == "next" and sheet.closing_days is not None:
        first = date(first.year - 5, first.month, 1)  # a term
    whose = WHOSE[sheet.subject]
    found = await rows(
        COUNTS.format(subject=whose.subject, join=whose.join),
        whose.end,
        *map(list, zip(*asked, strict=True)),
        *map(list, zip(*within, strict=True)),
        first,
        max(each.ends for each in within),
    )
    return folded(found, asked, len(within), penalised=sheet.late == "penalty")


@dataclass
class Sums:
    counts: dict[Measure, int] = field(default_factory=lambda: defaultdict(int))
    parts: dict[Measure, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    late: int = 0


def folded(
    found: list[Any], asked: Sequence[Measure], periods: int, *, penalised: bool
) -> list[dict[str, Facts]]:
    """Pure. What is late counts where that costs points, else it does not. A record that several
    indicators count is late once for each kind of it.
    """
    sums: list[dict[str, Sums]] = [defaultdict(Sums) for _each in range(periods)]
    late: dict[tuple[int, str, str], int] = defaultdict(int)
    for each in found:
        if each["subject"] is None or (each["when"] == "late" and not penalised):
            continue
        measure = asked[each["asked"] - 1]
        own = sums[each["period"] - 1][each["subject"]]
        own.counts[measure] += each["n"]
        if measure.split:
            own.parts[measure][each["part"]] = own.parts[measure].get(each["part"], 0) + each["n"]
        if each["when"] == "late":
            key = (each["period"] - 1, each["subject"], measure.kind)
            late[key] = max(late[key], each["n"])
    for (number, subject, _kind), n in late.items():
        sums[number][subject].late += n
    return [
        {
            subject: Facts(
                dict(own.counts), {m: dict(p) for m, p in own.parts.items()}, late=own.late
            )
            for subject, own in each.items()
        }
        for each in sums
    ]


def fits(measure: Measure, entry: Any) -> bool:
    return measure.kind == entry["kind"] and all(
        not asked or asked == entry[column]
        for column, asked in (
            ("result", measure.result),
            ("form", measure.form),
            ("category", measure.category),
        )
    )


async def taken_back(sheet: Sheet, periods: Sequence[Period], year_begins: int) -> list[Any]:
    """Reversals that fall into these periods (`period`: which, from 1), of what settled
    assessments of the same sheet had counted before; and what those had counted already.
    """
    whose = WHOSE[sheet.subject]
    kinds = sorted({each.kind for each in wanted(sheet)})
    begins, ends = [each.begins for each in periods], [each.ends for each in periods]
    sql = BACK.format(subject=whose.subject, join=whose.join)
    found = await rows(sql, whose.end, begins, ends, kinds, sheet.key)
    if sheet.late == "next" and sheet.closing_days is not None:
        within = [bounds(sheet, each, year_begins) for each in periods]
        opens, closes = [each.opens for each in within], [each.closes for each in within]
        sql = COUNTED_BEFORE.format(subject=whose.subject, join=whose.join)
        found += await rows(sql, whose.end, begins, opens, closes, kinds, sheet.key)
    return found


def with_back(facts: dict[str, Facts], back: list[Any], measures: Collection[Measure]) -> None:
    """Pure, but for `facts`."""
    sums: dict[str, dict[Measure, int]] = defaultdict(lambda: defaultdict(int))
    parts: dict[str, dict[Measure, dict[str, int]]] = defaultdict(dict)
    for entry in back:
        for measure in measures:
            if fits(measure, entry):
                sums[entry["subject"]][measure] += entry["n"]
                if measure.split:
                    apart = parts[entry["subject"]].setdefault(measure, {})
                    apart[entry[measure.split]] = apart.get(entry[measure.split], 0) + entry["n"]
    for subject, less in sums.items():
        own = facts.get(subject, Facts())
        counts = {m: own.of(m) + less.get(m, 0) for m in {*own.counts, *less}}
        both = {
            m: {
                key: own.parts.get(m, {}).get(key, 0) + parts[subject].get(m, {}).get(key, 0)
                for key in {*own.parts.get(m, {}), *parts[subject].get(m, {})}
            }
            for m in {*own.parts, *parts[subject]}
        }
        facts[subject] = Facts(counts, both, own.given, own.late, dict(less), own.average)


async def behind(
    sheet: Sheet,
    subject: str,
    measure: Measure,
    within: Bounds,
    before: int | None,
    *,
    back: Sequence[int] = (),
    settled: int | None = None,
    own: list[int] | None = None,
) -> list[Any]:
    """The entries that were counted, newest first; at most one more than a page. `back`: reversals
    that count here besides; `settled`: the assessment whose snapshot is asked instead; `own`: the
    reader's stations, whose topics have titles before they are public; None: all.
    """
    whose = WHOSE[sheet.subject]
    which = LIVE if settled is None else SETTLED
    return await rows(
        BEHIND.format(subject=whose.subject, join=whose.join, which=which),
        whose.end,
        *within,
        subject,
        *measure[:4],
        before,
        list(back) if settled is None else [settled],
        own is None,
        own or [],
    )


async def all_behind(
    sheet: Sheet, within: Bounds, back: Sequence[int], subject: str | None = None
) -> list[tuple[str, int]]:
    """→ (subject, entry)"""
    whose = WHOSE[sheet.subject]
    found = await rows(
        ALL_BEHIND.format(subject=whose.subject, join=whose.join),
        whose.end,
        *within,
        sorted({each.kind for each in wanted(sheet)}),
        sheet.late == "penalty",
        list(back),
        subject,
    )
    return [(each["subject"], each["id"]) for each in found]
