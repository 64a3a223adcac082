"""What came out in other periods: for trends, moves, and the averages that a sheet mixes in."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from msgspec import structs

from app.charter import store
from app.charter.sheets import Sheet
from app.dates import today
from app.db import rows, value
from app.scoring import rules
from app.scoring.assessment.rules import STANDING
from app.scoring.counts.effective_rules import InForce, kind_of, sheets_over
from app.scoring.counts.facts import facts_now
from app.scoring.counts.subjects import Subject, subjects
from app.scoring.periods import Period, parts
from app.scoring.points.methods import Facts
from app.scoring.tables import NOT_WITHDRAWN, LoadedAssessment, NumberedAssessment

ASSESSMENTS = f"""
    SELECT "assessment".*, "charter"."number" AS version FROM "assessment"
    JOIN "charter" ON "charter"."county" = $1 AND "charter"."id" = "assessment"."charter"
    WHERE "assessment"."county" = $1 AND "sheet" = $2
      AND ("begins", "ends") IN (SELECT * FROM unnest($3::date[], $4::date[]))
      AND {NOT_WITHDRAWN}
"""  # noqa: S608
SETTLED = """
    SELECT "assessment", "subject", "total", "rank" FROM "settled"
    WHERE "settled"."county" = $1 AND "assessment" = ANY($2::bigint[])
      AND ($3::text[] IS NULL OR "subject" = ANY($3))
"""


# The newest first. What stands behind: by which rules it was assessed.
IN_A_ROW = f"""
    SELECT "begins", "ends", "charter", "total" FROM "assessment"
    CROSS JOIN LATERAL (
        SELECT "total" FROM "settled" WHERE "settled"."county" = $1
          AND "settled"."assessment" = "assessment"."id" AND "subject" = $4 LIMIT 1) AS "settled"
    WHERE "assessment"."county" = $1 AND "sheet" = $2 AND "begins" < $3
      AND "stage" = ANY($5::text[]) AND {NOT_WITHDRAWN}
    ORDER BY "begins" DESC
"""  # noqa: S608
FIRST_DAY = """
    SELECT "happened_on" FROM "ledger" WHERE "ledger"."county" = $1 ORDER BY "happened_on" LIMIT 1
"""


class Past(NamedTuple):
    """As it was approved; else as it stands. `known`: there is a record behind it, or somebody
    approved that there was none.
    """

    total: Decimal
    rank: int | None
    known: bool = True


async def assessments_of(
    sheet_key: str, periods: Sequence[Period]
) -> dict[date, NumberedAssessment]:
    """By their first days. A year that was assessed, by a sheet that is a quarter's since, is no
    quarter.
    """
    begins, ends = [each.begins for each in periods], [each.ends for each in periods]
    found = await rows(ASSESSMENTS, sheet_key, begins, ends, of=NumberedAssessment)
    return {each["begins"]: each for each in found}


async def graded_before(sheet: Sheet, period: Period, subject: str) -> list[tuple[Period, str]]:
    """In which grade a subject was, in all settled periods before this one in which it was there,
    the newest first: by the rules of each, whatever reaches a grade today.
    """
    kept = await rows(IN_A_ROW, sheet.key, period.begins, subject, sorted(STANDING))
    charters = await store.versions({each["charter"] for each in kept})
    found = []
    for each in kept:
        then = next(s for s in charters[each["charter"]].scoring.sheets if s.key == sheet.key)
        if kind_of(then) == kind_of(sheet):
            of = Period(sheet.period, each["begins"], each["ends"])
            found.append((of, rules.grade_of(then, each["total"])))
    return found


async def averages_of(
    found: InForce, period: Period, only: Collection[str] | None = None
) -> dict[str, Fraction]:
    """Of the periods of the other sheet: settled ones as they were settled."""
    other = found.sheets.get(found.sheet.mix.of) if found.sheet.mix else None
    if other is None:
        return {}
    within = await mixed_in(other, period, found.year_begins)
    totals = defaultdict(list)
    for each in await history(other, within, found.year_begins, only):
        for subject, past in each.items():
            totals[subject].append(past.total)
    return {
        subject: Fraction(sum(found, Decimal(0))) / len(found) for subject, found in totals.items()
    }


async def mixed_in(other: Sheet, period: Period, year_begins: int) -> list[Period]:
    """The parts of a period whose average counts: of those that have begun not the ones before the
    county's first record, since no data is no zero; but whatever somebody settled.
    """
    begun = [each for each in parts(period, other.period, year_begins) if each.begins <= today()]
    first = await value(FIRST_DAY)
    opened = await assessments_of(other.key, begun)
    return [
        each
        for each in begun
        if (first is not None and first <= each.ends)
        or (each.begins in opened and opened[each.begins]["stage"] in STANDING)
    ]


async def history(
    sheet: Sheet,
    periods: Sequence[Period],
    year_begins: int,
    only: Collection[str] | None = None,
) -> list[dict[str, Past]]:
    """Of each period, by subject: as it was settled; of an open one as it stands by the rules of
    its time, without what it may mix in. `only`: of these subjects; an open period's ranks are then
    among these.
    """
    if not periods:
        return []
    opened = await assessments_of(sheet.key, periods)
    standing = {begins: each["id"] for begins, each in opened.items() if each["stage"] in STANDING}
    these = None if only is None else sorted(only)
    kept: dict[int, dict[str, Past]] = {number: {} for number in standing.values()}
    for each in await rows(SETTLED, list(kept), these) if kept else []:
        kept[each["assessment"]][each["subject"]] = Past(each["total"], each["rank"])
    open_ones = [each for each in periods if each.begins not in standing]
    now = await as_they_stand(sheet, open_ones, year_begins, opened, only) if open_ones else {}
    return [
        kept[standing[each.begins]] if each.begins in standing else now[each.begins]
        for each in periods
    ]


async def as_they_stand(
    sheet: Sheet,
    periods: Sequence[Period],
    year_begins: int,
    opened: Mapping[date, LoadedAssessment],
    only: Collection[str] | None = None,
) -> dict[date, dict[str, Past]]:
    named = await subjects(sheet, periods[0].begins, periods[-1].ends, only)
    alike: list[tuple[Sheet, list[Period]]] = []  # one after the other by the same rules
    for each, own in zip(periods, await sheets_over(sheet, periods, opened), strict=True):
        if alike and alike[-1][0] == own:
            alike[-1][1].append(each)
        else:
            alike.append((own, [each]))
    now: dict[date, dict[str, Past]] = {}
    for own, within in alike:  # as many as changes of the rules meanwhile
        counted, _back = await facts_now(own, within, year_begins, only=only)
        now |= {
            period.begins: stood(own, named, period, facts)
            for period, facts in zip(within, counted, strict=True)
        }
    return now


NONE = Facts()


def stood(
    sheet: Sheet, named: Sequence[Subject], period: Period, facts: dict[str, Facts]
) -> dict[str, Past]:
    """Pure."""
    names = {each.key: each.name for each in named if each.there(period)}
    by = {each.key: each.by for each in named}
    found = rules.ranking(structs.replace(sheet, mix=None), names, facts, by)
    return {
        each.subject: Past(each.total, each.rank, known=facts.get(each.subject, NONE) != NONE)
        for each in found
    }
