"""Which sheet, of which period, by which rules: what must be known before anything is counted."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from litestar.exceptions import NotFoundException

from app.charter import store
from app.charter.sheets import Sheet
from app.dates import today
from app.db import rows
from app.i18n import _
from app.scoring.assessment.rules import STANDING
from app.scoring.counts.effective_rules import VERSIONS, InForce, by_versions
from app.scoring.counts.subjects import Asked, Subject, all_subjects, as_listed, subjects
from app.scoring.counts.subjects import are_there as found_there
from app.scoring.periods import Period, period_of
from app.scoring.tables import NOT_WITHDRAWN, LoadedAssessment

NO_SUBJECT = _("这张表里没有这个对象。")
HOLDING = f"""
    SELECT "assessment".* FROM unnest($2::text[], $3::date[]) AS "of" ("sheet", "day")
    CROSS JOIN LATERAL (
        SELECT * FROM "assessment" WHERE "assessment"."county" = $1
          AND "assessment"."sheet" = "of"."sheet"
          AND "of"."day" BETWEEN "begins" AND "ends" AND {NOT_WITHDRAWN}
        ORDER BY "id" DESC LIMIT 1) AS "assessment"
"""  # noqa: S608
NAMES = """
    SELECT "subject", "name" FROM "settled"
    WHERE "settled"."county" = $1 AND "assessment" = $2
"""


class Heading(NamedTuple):
    """Which sheet, by which rules, of which period, and how far it is: all that must be known to
    say who may see it. Nothing of it is counted yet.
    """

    rules: InForce
    period: Period
    assessment: LoadedAssessment | None = None  # its record; None: nobody has opened one
    early: bool = False  # over before the county's first record: of nobody there is a figure

    @property
    def sheet(self) -> Sheet:
        return self.rules.sheet

    @property
    def stage(self) -> str:
        return self.assessment["stage"] if self.assessment else ""

    @property
    def settled(self) -> bool:
        return self.stage in STANDING

    @property
    def opened(self) -> LoadedAssessment:
        """Its record, where it is known that there is one."""
        if self.assessment is None:
            raise LookupError(f"Nobody has opened {self.sheet.key}.")
        return self.assessment


async def heading(sheet_key: str, day: date) -> Heading:
    found = await heading_if_any(sheet_key, day)
    if found is None:
        raise NotFoundException(_("没有这张考核表，或者那时还没有。"))
    return found


async def heading_if_any(sheet_key: str, day: date) -> Heading | None:
    """Within the caller's transaction. By the rules that it was opened under, whatever came after;
    where nobody has opened it by those that were in force on the period's last day, or are today.
    """
    return (await headings([(sheet_key, day)]))[0]


async def headings(asked: Sequence[tuple[str, date]]) -> list[Heading | None]:
    """As `heading_if_any`, in the order in which they are asked. As many statements for all."""
    keys, days = [key for key, _day in asked], [day for _key, day in asked]
    opened = await rows(HOLDING, keys, days, of=LoadedAssessment)
    await store.versions({each["charter"] for each in opened})  # at once
    found: dict[tuple[str, date], Heading | None] = {}
    for key, day in asked:
        holds = (each for each in opened if each["sheet"] == key)
        within = [each for each in holds if each["begins"] <= day <= each["ends"]]
        if within:
            found[key, day] = await heading_of(max(within, key=lambda each: each["id"]))
    if unopened := [at for at in asked if at not in found]:
        versions = await rows(VERSIONS)
        for key, day in unopened:
            rules = await by_versions(key, day, versions)
            period = rules and period_of(rules.sheet.period, day, rules.year_begins)
            if rules and period:
                found[key, day] = Heading(rules, period, early=is_early(period, versions))
            else:
                found[key, day] = None
    return [found[at] for at in asked]


def is_early(period: Period, versions: Sequence[Any]) -> bool:
    """No data is no zero, nor the grade of one. Pure. `versions`: as VERSIONS finds them."""
    first = next((each["first_day"] for each in versions), None) or today()
    return period.ends < first


async def heading_of(assessment: LoadedAssessment) -> Heading:
    scoring = (await store.version(assessment["charter"])).scoring
    sheets = {each.key: each for each in scoring.sheets}
    found = InForce(sheets[assessment["sheet"]], assessment["charter"], scoring.year_begins, sheets)
    period = Period(found.sheet.period, assessment["begins"], assessment["ends"])
    return Heading(found, period, assessment)


async def assessed_by(head: Heading, only: Collection[str] | None = None) -> list[Subject]:
    """Who is assessed by it, as things stand today."""
    if head.early:
        return []
    return await subjects(head.sheet, head.period.begins, head.period.ends, only)


async def names_of(head: Heading) -> dict[str, str]:
    """Of all its subjects, as offices list them: by pinyin."""
    if head.assessment and head.settled:
        kept = await rows(NAMES, head.assessment["id"])
        names = {each["subject"]: each["name"] for each in kept}
        there = as_listed(await all_subjects(head.sheet.subject, names))
        return {each.key: names[each.key] for each in there} | names
    return {each.key: each.name for each in as_listed(await assessed_by(head))}


async def are_there(asked: Sequence[tuple[Heading, str]]) -> list[bool]:
    """Whether this subject is in that sheet: as it was settled, or as things stand today. In the
    order in which it is asked; one statement.
    """
    found = await found_there([
        Asked(
            head.sheet.subject, subject, head.period.begins, head.period.ends,
            head.assessment["id"] if head.assessment and head.settled else None,
        )
        for head, subject in asked
    ])  # fmt: skip
    return [each and not head.early for each, (head, _who) in zip(found, asked, strict=True)]


async def check_there(head: Heading, subject: str) -> None:
    """Before anything is counted."""
    if not (await are_there([(head, subject)]))[0]:
        raise NotFoundException(NO_SUBJECT)
