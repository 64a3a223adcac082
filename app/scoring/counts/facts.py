"""What is known of each subject in some periods: counts, reversals, marks."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.charter.sheets import Sheet
from app.db import rows
from app.scoring import rules
from app.scoring.counts import counting
from app.scoring.periods import Period
from app.scoring.points.methods import Facts
from app.scoring.tables import NOT_WITHDRAWN

MARKS = f"""
    SELECT "assessment"."begins", "mark"."subject", "mark"."indicator", "mark"."verified"
    FROM "mark"
    JOIN "assessment" ON "assessment"."county" = $1 AND "assessment"."id" = "mark"."assessment"
    WHERE "mark"."county" = $1 AND "assessment"."sheet" = $2
      AND "assessment"."begins" = ANY($3::date[]) AND "mark"."verified" IS NOT NULL
      AND {NOT_WITHDRAWN} AND ($4::text[] IS NULL OR "mark"."subject" = ANY($4))
"""  # noqa: S608


def replaced(facts: Facts, **more: Any) -> Facts:
    return Facts(**{**vars(facts), **more})


async def facts_now(
    sheet: Sheet,
    periods: Sequence[Period],
    year_begins: int,
    grace: date | None = None,
    only: Collection[str] | None = None,
) -> tuple[list[dict[str, Facts]], list[counting.Reversal]]:
    """For each period by subject: counted, less what was taken back from settled periods, with the
    marks that are verified. Three queries, whatever the number of periods. → also the reversals.
    `only`: of these subjects.
    """
    found = await counting.facts_of(sheet, periods, year_begins, grace=grace, only=only)
    back = await counting.taken_back(sheet, periods, year_begins, only)
    begins, these = [each.begins for each in periods], None if only is None else sorted(only)
    marks = await rows(MARKS, sheet.key, begins, these)
    for number, (period, facts) in enumerate(zip(periods, found, strict=True), start=1):
        own = [each for each in back if each["period"] == number]
        counting.with_back(facts, own, rules.wanted(sheet))
        given: dict[str, dict[str, Decimal]] = defaultdict(dict)
        for each in marks:
            if each["begins"] == period.begins:
                given[each["subject"]][each["indicator"]] = each["verified"]
        for subject, own_marks in given.items():
            facts[subject] = replaced(facts.get(subject, Facts()), given=own_marks)
    return found, back
