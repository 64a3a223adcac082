"""What a sheet's subjects did in its periods: one statement for all subjects, all indicators and
all periods asked for, from kept counts by month (app/ledger/folding.py) and the tail: entries that
are not in them yet, so that a score is never behind its records.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple, TypedDict

from app.charter.sheets import Sheet
from app.db import rows
from app.ledger.figures import TAIL
from app.ledger.tables import these
from app.scoring.counts.subjects import OF_TOWNSHIPS, keys_of
from app.scoring.periods import Period, before
from app.scoring.points.methods import Facts, Measure
from app.scoring.rules import wanted

NEVER_CLOSES = date(9999, 12, 31)


class Whose(NamedTuple):
    """How an entry belongs to a kind of subject: which of its ends counts, and what it leads to."""

    end: str  # of the view `counted`: station, member or department
    subject: str


# What an entry's end lies in is looked up in one object for all entries. No join: of a county that
# statistics do not know, a planner expects one entry and one station, and compares each with each.
LIES_IN = """
    (SELECT jsonb_object_agg("{of}"."id", {what}) FROM "{of}" WHERE "{of}"."county" = $1)
    ->> "entry"."subject"::text
"""
WHOSE = {
    "station": Whose("station", ' "entry"."subject"::text '),
    # all stations in its territory: the first nine digits of a division's code
    "township": Whose("station", LIES_IN.format(of="station", what='left("division", 9)')),
    "county": Whose("station", " 'county' "),
    "member": Whose("member", ' "entry"."subject"::text '),
    "sector": Whose("member", LIES_IN.format(of="member", what='"sector"')),
    "department": Whose("department", ' "entry"."subject"::text '),
}
# Of some subjects alone: by the ends themselves, which an index knows.
AMONG = {
    "township": ("station", 'left("division", 9)', f"{OF_TOWNSHIPS.format(these=':only')} AND"),
    "sector": ("member", '"sector"', ""),
}
LYING = """
    SELECT "id", {1} AS what FROM "{0}" WHERE "{0}"."county" = $1 AND {2} {1} = ANY(:only::text[])
"""
THESE = "{{subject}} = ANY(ARRAY(SELECT of.id FROM ({lying}) AS of))"
ONE_BY_ONE = "{subject} = ANY(:only::bigint[])"
ONLY = {
    "station": ONE_BY_ONE,
    "township": THESE.format(lying=LYING.format(*AMONG["township"])),
    "county": "{subject} IS NOT NULL AND cardinality(:only::text[]) > 0",
    "member": ONE_BY_ONE,
    "sector": THESE.format(lying=LYING.format(*AMONG["sector"])),
    "department": ONE_BY_ONE,
}
# What lies in some of them is read once, for that and for what lies in which.
LIES = 'WITH "lies" AS MATERIALIZED ({lying}), '
LIES_IN_ONE = """(SELECT jsonb_object_agg("lies"."id", "lies".what) FROM "lies")
    ->> "entry"."subject"::text
"""
OF_THESE = 'AND "subject" = ANY(ARRAY(SELECT "lies"."id" FROM "lies"))'
FITS = """
    "asked"."kind" = "entry"."kind" AND "asked"."result" IN ('', "entry"."result")
      AND "asked"."form" IN ('', "entry"."form")
      AND "asked"."category" IN ('', "entry"."category")
"""
# What is kept of a year falls into a period by its months; what came late from earlier, by the day.
COUNTS = """
    {with_} "asked" AS (
        SELECT * FROM unnest(:kinds::text[], :results::text[], :forms::text[],
                             :categories::text[], :splits::text[])
        WITH ORDINALITY AS "asked" ("kind", "result", "form", "category", "split", "number")),
    "period" AS (
        SELECT * FROM unnest(:begins::date[], :ends::date[], :opens::date[], :closes::date[])
        WITH ORDINALITY AS "period" ("begins", "ends", "opens", "closes", "number")),
    "entry" AS MATERIALIZED (
        SELECT "period"."number" AS period, "subject", "kind", "category", "form", "result",
               "role", 'earlier' AS when, "of".n, "of".records
        FROM "period" JOIN "tally" ON "tally"."county" = $1 AND "whose" = :whose {only}
         AND "kind" = ANY(:kinds::text[]) AND "known_on" > :opened AND "year" >= :term
         AND "year" < "period"."begins" AND "known_on" > "period"."opens"
         AND "known_on" <= "period"."closes"
        CROSS JOIN LATERAL (
            SELECT sum(n) AS n, sum(records) AS records
            FROM unnest("n"[1 : {months_before}],
                        "records"[1 : {months_before}]) AS "month" (n, records)
        ) AS "of" WHERE "of".n IS NOT NULL
        UNION ALL
        SELECT "period"."number", "subject", "kind", "category", "form", "result", "role",
               CASE WHEN "known_on" > "period"."closes" THEN 'late' ELSE '' END,
               "of".n, "of".records
        FROM "tally" JOIN "period" ON "year" <= "period"."ends"
         AND "year" > "period"."begins" - interval '1 year'
        CROSS JOIN LATERAL (
            SELECT sum(n) AS n, sum(records) AS records
            FROM unnest("n"[{first} : {last}], "records"[{first} : {last}]) AS "month" (n, records)
        ) AS "of"
        WHERE "tally"."county" = $1 AND "whose" = :whose AND "kind" = ANY(:kinds::text[])
          AND "year" BETWEEN :first AND :last AND "of".n IS NOT NULL {only}
        UNION ALL
        SELECT "period"."number", "subject", "kind", "category", "form", "result", "role",
               CASE WHEN "counts_on" < "period"."begins" THEN 'earlier'
                    WHEN "known_on" > "period"."closes" THEN 'late' ELSE '' END, "n", sign("n")
        FROM {tail}
        JOIN "period" ON "counts_on" BETWEEN "period"."begins" AND "period"."ends"
          OR ("counts_on" < "period"."begins" AND "known_on" > "period"."opens"
              AND "known_on" <= "period"."closes")
        WHERE "counted"."county" = $1 AND "whose" = :whose AND "kind" = ANY(:kinds::text[])
          AND "counts_on" >= :term {only})
    SELECT period, "asked"."number" AS asked, {subject} AS subject,
           CASE "asked"."split" WHEN 'role' THEN "entry"."role"
                WHEN 'result' THEN "entry"."result" ELSE '' END AS part,
           "entry".when, sum("entry".n)::bigint AS n
    FROM "entry" JOIN "asked" ON {fits}
    GROUP BY 1, 2, 3, 4, 5 {late}
"""
# The first and last month of the period within the row's year, and how many lie before it begins.
FIRST = """CASE WHEN "period"."begins" > "year"
    THEN extract(month FROM "period"."begins")::int ELSE 1 END"""
LAST = """CASE WHEN "period"."ends" < "year" + interval '1 year'
    THEN extract(month FROM "period"."ends")::int ELSE 12 END"""
MONTHS_BEFORE = """CASE WHEN "period"."begins" < "year" + interval '1 year'
    THEN extract(month FROM "period"."begins")::int - 1 ELSE 12 END"""
# Where lateness costs: how many records came late, each once, whatever counts it and however much.
LATE = """
    UNION ALL
    SELECT period, 0, {subject}, '', 'late', sum("entry".records)::bigint
    FROM "entry"
    WHERE "entry".when = 'late' AND EXISTS (SELECT FROM "asked" WHERE {fits})
    GROUP BY 1, 3
"""
# Snapshots of the sheet.
STANDING = """
    SELECT "id" FROM "assessment" WHERE "assessment"."county" = $1 AND "sheet" = $2
      AND "withdrawn_at" IS NULL AND "stage" IN ('notice', 'approved', 'locked')
"""
# What was taken back after a settled sheet had counted it: falls into the period in which it was.
# Of all that was taken back then, that is looked up first by what the snapshots hold. By `coalesce`
# its index knows it (ledger_back).
BACK = """
    WITH "back" AS MATERIALIZED (
        SELECT "period"."number", "period"."begins", "ledger"."id", "ledger"."reverses"
        FROM unnest(:begins::date[], :ends::date[])
             WITH ORDINALITY AS "period" ("begins", "ends", "number")
        CROSS JOIN LATERAL (
            SELECT "id", "reverses" FROM "ledger" WHERE "ledger"."county" = $1
              AND "happened_on" BETWEEN "period"."begins" AND "period"."ends"
              AND coalesce("reverses", 0) > 0 AND "kind" = ANY(:kinds::text[]) OFFSET 0) AS "ledger"
        WHERE (SELECT true FROM "settled_entry" WHERE "settled_entry"."county" = $1
                 AND "settled_entry"."entry" = "ledger"."reverses"
                 AND "settled_entry"."assessment" = ANY(:standing::bigint[]) LIMIT 1))
    SELECT "back"."number" AS period, {subject} AS subject, "entry"."kind", "entry"."category",
           "entry"."form", "entry"."result", "entry"."role", "entry"."id", "entry"."n", true AS back
    FROM "back" JOIN "counted" AS "entry" ON "entry"."county" = $1
     AND "entry"."id" = "back"."id" AND "entry"."counts_on" < "back"."begins"
    WHERE "entry"."whose" = :whose {only}
      AND NOT EXISTS (SELECT FROM "settled_entry"
                      JOIN "assessment" ON "assessment"."county" = $1
                        AND "assessment"."id" = "settled_entry"."assessment"
                      WHERE "settled_entry"."county" = $1
                        AND "settled_entry"."assessment" = ANY(:standing::bigint[])
                        AND "assessment"."begins" < "back"."begins"
                        AND "settled_entry"."entry" = "entry"."id")
"""
# What comes along from earlier because it was late, but was counted there after an appeal.
COUNTED_BEFORE = """
    SELECT "period"."number" AS period, {subject} AS subject, "entry"."kind", "entry"."category",
           "entry"."form", "entry"."result", "entry"."role", "entry"."id",
           -"entry"."n" AS n, false AS back
    FROM unnest(:begins::date[], :opens::date[], :closes::date[])
         WITH ORDINALITY AS "period" ("begins", "opens", "closes", "number")
    JOIN "settled_entry" ON "settled_entry"."county" = $1
    JOIN "assessment" ON "assessment"."county" = $1
      AND "assessment"."id" = "settled_entry"."assessment"
      AND "assessment"."id" = ANY(:standing::bigint[])
      AND "assessment"."begins" < "period"."begins"
    JOIN "counted" AS "entry" ON "entry"."county" = $1 AND "entry"."whose" = :whose
      AND "entry"."id" = "settled_entry"."entry" AND "entry"."kind" = ANY(:kinds::text[])
      AND "entry"."counts_on" < "period"."begins" AND "entry"."known_on" > "period"."opens"
      AND "entry"."known_on" <= "period"."closes"
    WHERE {subject} = "settled_entry"."subject" {only}
"""


class Reversal(TypedDict):
    """`period`: which, from 1. `back`: true, taken back here; false, counted already before."""

    period: int
    subject: str
    kind: str
    category: str
    form: str
    result: str
    role: str
    id: int
    n: int
    back: bool


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


async def facts_of(
    sheet: Sheet,
    periods: Sequence[Period],
    year_begins: int,
    measures: Collection[Measure] | None = None,
    *,
    grace: date | None = None,
    only: Collection[str] | None = None,
) -> list[dict[str, Facts]]:
    """For each period by subject, of those of whom anything is recorded. `measures`: these rather
    than the sheet's own; `only`: of these subjects.
    """
    asked = sorted(wanted(sheet) if measures is None else measures)
    within = [bounds(sheet, each, year_begins, grace) for each in periods]
    if not asked or not within:
        return [{} for _each in periods]
    first = min(each.begins for each in within)
    term = first
    if sheet.late == "next" and sheet.closing_days is not None:
        term = date(first.year - 5, 1, 1)
    whose = WHOSE[sheet.subject]
    own = {"subject": whose.subject, "fits": FITS, "tail": these("counted", TAIL)}
    own |= {"first": FIRST, "last": LAST, "months_before": MONTHS_BEFORE}
    own["only"], which = only_of(sheet.subject, only, '"subject"')
    own["with_"] = "WITH"
    if only is not None and sheet.subject in AMONG:
        own["with_"] = LIES.format(lying=LYING.format(*AMONG[sheet.subject]))
        own |= {"subject": LIES_IN_ONE, "only": OF_THESE}
    late = LATE.format(**own) if sheet.late == "penalty" else ""
    found = await rows(
        COUNTS.format(**own, late=late),
        whose=whose.end,
        kinds=[each.kind for each in asked],
        results=[each.result for each in asked],
        forms=[each.form for each in asked],
        categories=[each.category for each in asked],
        splits=[each.split for each in asked],
        begins=[each.begins for each in within],
        ends=[each.ends for each in within],
        opens=[each.opens for each in within],
        closes=[each.closes for each in within],
        opened=min(each.opens for each in within),
        term=term,
        first=date(first.year, 1, 1),
        last=max(each.ends for each in within),
        **which,
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
    """Pure. What is late counts where that costs points, else it does not. What has no number of
    a measure says how many records were late.
    """
    sums: list[dict[str, Sums]] = [defaultdict(Sums) for _each in range(periods)]
    for each in found:
        if each["subject"] is None or (each["when"] == "late" and not penalised):
            continue
        own = sums[each["period"] - 1][each["subject"]]
        if not each["asked"]:
            own.late = each["n"]
            continue
        measure = asked[each["asked"] - 1]
        own.counts[measure] += each["n"]
        if measure.split:
            own.parts[measure][each["part"]] = own.parts[measure].get(each["part"], 0) + each["n"]
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


async def taken_back(
    sheet: Sheet,
    periods: Sequence[Period],
    year_begins: int,
    only: Collection[str] | None = None,
) -> list[Reversal]:
    """Reversals that fall into these periods, of what settled
    assessments of the same sheet had counted before; and what those had counted already.
    """
    standing = [each["id"] for each in await rows(STANDING, sheet.key)]
    if not standing:
        return []
    whose = WHOSE[sheet.subject]
    these, which = only_of(sheet.subject, only, '"entry"."subject"')
    kinds = sorted({each.kind for each in wanted(sheet)})
    begins = [each.begins for each in periods]
    found = await rows(
        BACK.format(subject=whose.subject, only=these),
        of=Reversal,
        whose=whose.end,
        begins=begins,
        ends=[each.ends for each in periods],
        kinds=kinds,
        standing=standing,
        **which,
    )
    if sheet.late == "next" and sheet.closing_days is not None:
        within = [bounds(sheet, each, year_begins) for each in periods]
        opens, closes = [each.opens for each in within], [each.closes for each in within]
        found += await rows(
            COUNTED_BEFORE.format(subject=whose.subject, only=these),
            of=Reversal,
            whose=whose.end,
            begins=begins,
            opens=opens,
            closes=closes,
            kinds=kinds,
            standing=standing,
            **which,
        )
    return found


def only_of(kind: str, only: Collection[str] | None, subject: str) -> tuple[str, dict[str, Any]]:
    """Pure. A condition on an entry's end, and its value. None: of all subjects."""
    if only is None:
        return "", {}
    return f"AND {ONLY[kind].format(subject=subject)}", {"only": keys_of(kind, only)}


def with_back(
    facts: dict[str, Facts], back: Sequence[Reversal], measures: Collection[Measure]
) -> None:
    """Pure, but for `facts`."""
    sums: dict[str, dict[Measure, int]] = defaultdict(lambda: defaultdict(int))
    gone: dict[str, dict[Measure, int]] = defaultdict(lambda: defaultdict(int))
    parts: dict[str, dict[Measure, dict[str, int]]] = defaultdict(dict)
    for entry in back:
        for measure in measures:
            if fits(measure, entry):
                sums[entry["subject"]][measure] += entry["n"]
                if entry["back"]:
                    gone[entry["subject"]][measure] += entry["n"]
                if measure.split:
                    apart = parts[entry["subject"]].setdefault(measure, {})
                    columns: Mapping[str, Any] = entry
                    part = columns[measure.split]
                    apart[part] = apart.get(part, 0) + entry["n"]
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
        facts[subject] = Facts(counts, both, own.given, own.late, dict(gone[subject]), own.average)
