"""A sheet with its scores: as they stand today, or as they were settled."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from litestar.exceptions import NotFoundException
from msgspec import structs

from app.charter import store
from app.charter.sheets import Sheet
from app.dates import today
from app.db import row, rows
from app.scoring import counting, rules, snapshot
from app.scoring.life import STANDING
from app.scoring.methods import Facts
from app.scoring.periods import Period, before, parts, period_of
from app.words import _

VERSIONS = """
    SELECT "id", "number", "effective_on" FROM "charter" WHERE "charter"."county" = $1
"""
ASSESSMENTS = """
    SELECT "assessment".*, "charter"."number" AS version FROM "assessment"
    JOIN "charter" ON "charter"."county" = $1 AND "charter"."id" = "assessment"."charter"
    WHERE "assessment"."county" = $1 AND "sheet" = $2 AND "begins" = ANY($3::date[])
"""
HOLDING = """
    SELECT * FROM "assessment" WHERE "assessment"."county" = $1 AND "sheet" = $2
      AND $3 BETWEEN "begins" AND "ends" ORDER BY "id" DESC LIMIT 1
"""
SETTLED = """
    SELECT "assessment", "subject", "name", "facts", "total", "rank" FROM "settled"
    WHERE "settled"."county" = $1 AND "assessment" = ANY($2::bigint[])
"""
MARKS = """
    SELECT "assessment"."begins", "mark"."subject", "mark"."indicator", "mark"."verified"
    FROM "mark"
    JOIN "assessment" ON "assessment"."county" = $1 AND "assessment"."id" = "mark"."assessment"
    WHERE "mark"."county" = $1 AND "assessment"."sheet" = $2
      AND "assessment"."begins" = ANY($3::date[]) AND "mark"."verified" IS NOT NULL
"""


class InForce(NamedTuple):
    """A sheet by the rules of its time, and what stands beside it."""

    sheet: Sheet
    version: int
    year_begins: int
    sheets: dict[str, Sheet]


@dataclass
class Standing:
    sheet: Sheet
    period: Period
    version: int
    year_begins: int
    scores: list[rules.Score]
    names: dict[str, str]
    facts: dict[str, Facts]
    assessment: Any = None  # its record; None: nobody has opened one
    back: list[Any] = field(default_factory=list)  # reversals from settled periods, counted here
    kept: dict[str, Decimal] = field(default_factory=dict)  # settled: the totals that were kept
    mixed: Sheet | None = None  # the sheet whose average it mixes in

    @property
    def stage(self) -> str:
        return self.assessment["stage"] if self.assessment else ""

    @property
    def settled(self) -> bool:
        return self.stage in STANDING

    @property
    def same(self) -> bool:
        """Recomputed just now from what was kept, it is what was kept."""
        return all(each.total == self.kept[each.subject] for each in self.scores)

    @property
    def within(self) -> counting.Bounds:
        return counting.bounds(self.sheet, self.period, self.year_begins)

    def scored_anew(self) -> "Standing":
        self.scores = ranked(self.sheet, self.names, self.facts)
        return self

    def find(self, subject: str) -> rules.Score | None:
        return next((each for each in self.scores if each.subject == subject), None)

    def of(self, subject: str) -> rules.Score:
        found = self.find(subject)
        if found is None:
            raise NotFoundException(_("这张表里没有这个对象。"))
        return found


async def standing(sheet_key: str, day: date) -> Standing:
    """Within the caller's transaction. By the rules that it was opened under, whatever came after;
    where nobody has opened it by those that were in force on the period's last day, or are today.
    """
    assessment = await row(HOLDING, sheet_key, day)
    if assessment is not None:
        return await of_assessment(assessment)
    found = await in_force(sheet_key, day)
    if found is None:
        raise NotFoundException(_("没有这张考核表，或者那时还没有。"))
    return await live(found, period_of(found.sheet.period, day, found.year_begins))


async def in_force(key: str, day: date) -> InForce | None:
    """The sheet as it was, or is, on the last day of its period that holds `day`."""
    versions = await rows(VERSIONS)
    now = version_of(versions, min(day, today()))
    if now is None:
        return None
    scoring = (await store.version(now)).scoring
    sheets = {each.key: each for each in scoring.sheets}
    if key not in sheets:
        return None
    last = period_of(sheets[key].period, day, scoring.year_begins).ends
    then = version_of(versions, min(last, today())) or now
    later = {each.key: each for each in (await store.version(then)).scoring.sheets}
    return InForce(later.get(key, sheets[key]), then, scoring.year_begins, sheets | later)


def version_of(versions: Sequence[Any], day: date) -> int | None:
    """→ the id of the one in force; before the first, that one."""
    past = [each for each in versions if each["effective_on"] <= day]
    if past:
        return int(max(past, key=lambda each: each["number"])["id"])
    return int(min(versions, key=lambda each: each["number"])["id"]) if versions else None


async def assessments_of(sheet_key: str, periods: Sequence[Period]) -> dict[date, Any]:
    found = await rows(ASSESSMENTS, sheet_key, [each.begins for each in periods])
    return {each["begins"]: each for each in found}


async def as_settled(assessment: Any) -> Standing:
    scoring = (await store.version(assessment["charter"])).scoring
    sheet = next(each for each in scoring.sheets if each.key == assessment["sheet"])
    kept = await rows(SETTLED, [assessment["id"]])
    facts = {each["subject"]: snapshot.read(each["facts"]) for each in kept}
    names = {each["subject"]: each["name"] for each in kept}
    found = Standing(
        sheet,
        Period(sheet.period, assessment["begins"], assessment["ends"]),
        assessment["charter"],
        scoring.year_begins,
        ranked(sheet, names, facts),
        names,
        facts,
        assessment,
    )
    found.kept = {each["subject"]: each["total"] for each in kept}
    if sheet.mix:
        found.mixed = next((each for each in scoring.sheets if each.key == sheet.mix.of), None)
    return found


def ranked(sheet: Sheet, names: dict[str, str], facts: dict[str, Facts]) -> list[rules.Score]:
    """Pure."""
    scores = [rules.score(sheet, subject, facts.get(subject, Facts())) for subject in names]
    excluded = {subject for subject, name in names.items() if name in sheet.excluded}
    return rules.ranked(sheet, scores, facts, excluded)


async def live(
    found: InForce, period: Period, assessment: Any = None, grace: date | None = None
) -> Standing:
    sheet = found.sheet
    named = await counting.subjects(sheet, period.begins, period.ends)
    (facts,), back = await facts_now(sheet, [period], found.year_begins, grace)
    averages = await averages_of(found, period)
    for subject, average in averages.items():
        own = facts.get(subject, Facts())
        facts[subject] = replaced(own, average=average)
    names = {each.key: each.name for each in named}
    return Standing(
        sheet,
        period,
        found.version,
        found.year_begins,
        ranked(sheet, names, facts),
        names,
        facts,
        assessment,
        back,
        mixed=found.sheets.get(sheet.mix.of) if sheet.mix else None,
    )


def replaced(facts: Facts, **more: Any) -> Facts:
    return Facts(**{**vars(facts), **more})


async def facts_now(
    sheet: Sheet, periods: Sequence[Period], year_begins: int, grace: date | None = None
) -> tuple[list[dict[str, Facts]], list[Any]]:
    """For each period by subject: counted, less what was taken back from settled periods, with the
    marks that are verified. Three queries, whatever the number of periods. → also the reversals.
    """
    found = await counting.facts_of(sheet, periods, year_begins, grace=grace)
    back = await counting.taken_back(sheet, periods, year_begins)
    marks = await rows(MARKS, sheet.key, [each.begins for each in periods])
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


async def averages_of(found: InForce, period: Period) -> dict[str, Fraction]:
    """Of the periods of the other sheet that have begun: settled ones as they were settled."""
    other = found.sheets.get(found.sheet.mix.of) if found.sheet.mix else None
    if other is None:
        return {}
    within = parts(period, other.period, found.year_begins)
    begun = [each for each in within if each.begins <= today()]
    totals = defaultdict(list)
    for each in await history(other, begun, found.year_begins):
        for subject, total in each.items():
            totals[subject].append(total)
    return {
        subject: Fraction(sum(found, Decimal(0))) / len(found) for subject, found in totals.items()
    }


async def history(
    sheet: Sheet, periods: Sequence[Period], year_begins: int
) -> list[dict[str, Decimal]]:
    """The totals of each period, by subject; of an open period by the rules that are given, and
    without what it may mix in.
    """
    if not periods:
        return []
    opened = await assessments_of(sheet.key, periods)
    standing = {begins: each["id"] for begins, each in opened.items() if each["stage"] in STANDING}
    kept: dict[int, dict[str, Decimal]] = {number: {} for number in standing.values()}
    for each in await rows(SETTLED, list(kept)):
        kept[each["assessment"]][each["subject"]] = each["total"]
    open_ones = [each for each in periods if each.begins not in standing]
    now: dict[date, dict[str, Decimal]] = {}
    if open_ones:
        named = await counting.subjects(sheet, open_ones[0].begins, open_ones[-1].ends)
        counted, _back = await facts_now(sheet, open_ones, year_begins)
        bare = structs.replace(sheet, mix=None)
        for period, facts in zip(open_ones, counted, strict=True):
            now[period.begins] = {
                each.key: rules.score(bare, each.key, facts.get(each.key, Facts())).total
                for each in named
                if each.there(period)
            }
    return [
        kept[standing[each.begins]] if each.begins in standing else now[each.begins]
        for each in periods
    ]


TREND = 6


async def earlier(found: Standing, most: int = TREND) -> list[tuple[Period, dict[str, Decimal]]]:
    """The periods before this one, oldest first, with their totals. A sheet that mixes another in:
    those only that are settled.
    """
    periods = [before(found.period, found.year_begins)]
    while len(periods) < most - 1:
        periods.append(before(periods[-1], found.year_begins))
    periods.reverse()
    if found.sheet.mix:
        opened = await assessments_of(found.sheet.key, periods)
        periods = [
            each
            for each in periods
            if each.begins in opened and opened[each.begins]["stage"] in STANDING
        ]
    totals = await history(found.sheet, periods, found.year_begins)
    return [(period, each) for period, each in zip(periods, totals, strict=True) if each]


ONE = 'SELECT * FROM "assessment" WHERE "assessment"."county" = $1 AND "id" = $2'
LOCKED = f"{ONE} FOR UPDATE"


async def assessment_of(assessment_id: int, *, lock: bool = False) -> Any:
    found = await row(LOCKED if lock else ONE, assessment_id)
    if found is None:
        raise NotFoundException(_("没有这次考核。"))
    return found


async def of_assessment(assessment: Any) -> Standing:
    """Settled, or as it stands by the rules it was opened under."""
    if assessment["stage"] in STANDING:
        return await as_settled(assessment)
    return await recounted(assessment)


async def recounted(assessment: Any, grace: date | None = None) -> Standing:
    """From today's records, by the rules it was opened under. `grace`: counting.bounds()."""
    scoring = (await store.version(assessment["charter"])).scoring
    sheets = {each.key: each for each in scoring.sheets}
    found = InForce(sheets[assessment["sheet"]], assessment["charter"], scoring.year_begins, sheets)
    period = Period(found.sheet.period, assessment["begins"], assessment["ends"])
    return await live(found, period, assessment, grace)
