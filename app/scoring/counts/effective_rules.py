"""Which rules hold for a sheet's period: those in force on its last day, or today's."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.charter import store
from app.charter.sheets import Sheet
from app.dates import today
from app.db import rows
from app.scoring.periods import Period, period_of
from app.scoring.tables import LoadedAssessment

# Beside them, in the same statement, from which day on there is any record at all.
VERSIONS = """
    SELECT "id", "number", "effective_on",
           (SELECT "happened_on" FROM "ledger" WHERE "ledger"."county" = $1
            ORDER BY "happened_on" LIMIT 1) AS first_day
    FROM "charter" WHERE "charter"."county" = $1
"""


class InForce(NamedTuple):
    """A sheet by the rules of its time, and what stands beside it."""

    sheet: Sheet
    version: int
    year_begins: int
    sheets: dict[str, Sheet]


async def in_force(key: str, day: date) -> InForce | None:
    """The sheet as it was, or is, on the last day of its period that holds `day`. A sheet that came
    within the period belongs to all of it.
    """
    return await by_versions(key, day, await rows(VERSIONS))


async def by_versions(key: str, day: date, versions: Sequence[Any]) -> InForce | None:
    known = version_of(versions, min(day, today()))
    if known is None:
        return None
    if key not in {each.key for each in (await store.version(known)).scoring.sheets}:
        known = await first_knowing(key, versions, day)
        if known is None:
            return None
    scoring = (await store.version(known)).scoring
    sheets = {each.key: each for each in scoring.sheets}
    last = period_of(sheets[key].period, day, scoring.year_begins).ends
    then = version_of(versions, min(last, today())) or known
    later = {each.key: each for each in (await store.version(then)).scoring.sheets}
    if key not in later:  # dropped within the period, by rules that cannot assess by it
        return InForce(sheets[key], known, scoring.year_begins, later | sheets)
    return InForce(later[key], then, scoring.year_begins, sheets | later)


async def first_knowing(key: str, versions: Sequence[Any], day: date) -> int | None:
    """The first version after `day` that has this sheet, if that is in the period of `day`."""
    after = sorted(
        (each for each in versions if day < each["effective_on"] <= today()),
        key=lambda each: (each["effective_on"], each["number"]),
    )
    known = await store.versions({each["id"] for each in after})
    for each in after:
        scoring = known[each["id"]].scoring
        sheet = next((sheet for sheet in scoring.sheets if sheet.key == key), None)
        if sheet is not None:
            last = period_of(sheet.period, day, scoring.year_begins).ends
            return int(each["id"]) if each["effective_on"] <= last else None
    return None


def version_of(versions: Sequence[Any], day: date) -> int | None:
    """→ the id of the one in force; before the first, that one."""
    past = [each for each in versions if each["effective_on"] <= day]
    if past:
        return int(max(past, key=lambda each: each["number"])["id"])
    return int(min(versions, key=lambda each: each["number"])["id"]) if versions else None


async def sheets_over(
    sheet: Sheet, periods: Sequence[Period], opened: Mapping[date, LoadedAssessment]
) -> list[Sheet]:
    """The sheet by the rules of each period: those it was opened under, else those of its last day.
    Where these know no such sheet of the same kind, the one that is given.
    """
    versions = await rows(VERSIONS)
    numbers = [
        opened[each.begins]["charter"]
        if each.begins in opened
        else version_of(versions, min(each.ends, today()))
        for each in periods
    ]
    charters = await store.versions({each for each in numbers if each is not None})
    found = []
    for number in numbers:
        known = charters[number].scoring.sheets if number is not None else []
        own = (each for each in known if each.key == sheet.key)
        of_kind = (each for each in own if (each.subject, each.period) == kind_of(sheet))
        found.append(next(of_kind, sheet))
    return found


def kind_of(sheet: Sheet) -> tuple[str, str]:
    return sheet.subject, sheet.period
