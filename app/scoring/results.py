"""A sheet with its scores: as they stand today, or as they were settled."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from litestar.exceptions import NotFoundException

from app.charter import store
from app.charter.sheets import Sheet
from app.db import row, rows
from app.i18n import _
from app.refusal import Overtaken
from app.scoring import rules
from app.scoring.assessment.rules import STANDING
from app.scoring.counts import counting, snapshot
from app.scoring.counts.effective_rules import InForce
from app.scoring.counts.facts import facts_now, replaced
from app.scoring.counts.history import Past, assessments_of, averages_of, graded_before, history
from app.scoring.counts.subjects import subjects
from app.scoring.headings import NO_SUBJECT, Heading, heading, heading_if_any, heading_of
from app.scoring.periods import Period, before
from app.scoring.points.methods import Facts
from app.scoring.tables import LoadedAssessment

SETTLED = """
    SELECT "assessment", "subject", "name", "facts", "total", "rank", "by_pinyin" FROM "settled"
    WHERE "settled"."county" = $1 AND "assessment" = $2
      AND ($3::text[] IS NULL OR "subject" = ANY($3))
"""


@dataclass
class Standing:
    sheet: Sheet
    period: Period
    version: int
    year_begins: int
    scores: list[rules.Score]
    names: dict[str, str]
    facts: dict[str, Facts]
    assessment: LoadedAssessment | None = None  # its record; None: nobody has opened one
    back: list[counting.Reversal] = field(
        default_factory=list
    )  # reversals from settled periods, counted here
    kept: dict[str, Decimal] = field(default_factory=dict)  # settled: the totals that were kept
    mixed: Sheet | None = None  # the sheet whose average it mixes in
    by: dict[str, str] = field(default_factory=dict)  # `Score.by` of each
    last: Period | None = None  # the one before; None: the sheet was not there yet

    @property
    def stage(self) -> str:
        return self.assessment["stage"] if self.assessment else ""

    @property
    def settled(self) -> bool:
        return self.stage in STANDING

    @property
    def opened(self) -> LoadedAssessment:
        """Its record, for steps that only an assessment that was opened can take."""
        if self.assessment is None:
            raise LookupError(f"Nobody has opened {self.sheet.key}.")
        return self.assessment

    @property
    def same(self) -> bool:
        """Recomputed just now from what was kept, it is what was kept."""
        return all(each.total == self.kept[each.subject] for each in self.scores)

    @property
    def within(self) -> counting.Bounds:
        return counting.bounds(self.sheet, self.period, self.year_begins)

    def scored_anew(self) -> "Standing":
        self.scores = rules.ranking(self.sheet, self.names, self.facts, self.by)
        return self

    def find(self, subject: str) -> rules.Score | None:
        return next((each for each in self.scores if each.subject == subject), None)

    def of(self, subject: str) -> rules.Score:
        found = self.find(subject)
        if found is None:
            raise NotFoundException(NO_SUBJECT)
        return found


async def counted(head: Heading, only: Collection[str] | None = None) -> Standing:
    """Settled, or as it stands today. `only`: of these subjects, who are not ranked by that: their
    places are known from the order of all (`placed` in order.py).
    """
    if head.assessment and head.settled:
        found = await as_settled(head.assessment, only)
    else:
        whom = () if head.early else only
        found = await live(head.rules, head.period, head.assessment, only=whom)
    found.last = await last_of(found)
    return found


async def last_of(found: Standing) -> Period | None:
    """The period before, if the sheet was there, and the county."""
    last = before(found.period, found.year_begins)
    head = await heading_if_any(found.sheet.key, last.begins)
    return last if head and not head.early else None


async def standing(sheet_key: str, day: date) -> Standing:
    return await counted(await heading(sheet_key, day))


async def as_settled(assessment: LoadedAssessment, only: Collection[str] | None = None) -> Standing:
    scoring = (await store.version(assessment["charter"])).scoring
    sheet = next(each for each in scoring.sheets if each.key == assessment["sheet"])
    kept = await rows(SETTLED, assessment["id"], None if only is None else sorted(only))
    facts = {each["subject"]: snapshot.read(each["facts"]) for each in kept}
    names = {each["subject"]: each["name"] for each in kept}
    by = {each["subject"]: each["by_pinyin"] for each in kept}
    found = Standing(
        sheet,
        Period(sheet.period, assessment["begins"], assessment["ends"]),
        assessment["charter"],
        scoring.year_begins,
        rules.ranking(sheet, names, facts, by),
        names,
        facts,
        assessment,
        by=by,
    )
    found.kept = {each["subject"]: each["total"] for each in kept}
    if sheet.mix:
        found.mixed = next((each for each in scoring.sheets if each.key == sheet.mix.of), None)
    return found


async def live(
    found: InForce,
    period: Period,
    assessment: LoadedAssessment | None = None,
    grace: date | None = None,
    only: Collection[str] | None = None,
) -> Standing:
    sheet = found.sheet
    named = await subjects(sheet, period.begins, period.ends, only)
    (facts,), back = await facts_now(sheet, [period], found.year_begins, grace, only)
    averages = await averages_of(found, period, only)
    for subject, average in averages.items():
        own = facts.get(subject, Facts())
        facts[subject] = replaced(own, average=average)
    names = {each.key: each.name for each in named}
    by = {each.key: each.by for each in named}
    return Standing(
        sheet,
        period,
        found.version,
        found.year_begins,
        rules.ranking(sheet, names, facts, by),
        names,
        facts,
        assessment,
        back,
        by=by,
        mixed=found.sheets.get(sheet.mix.of) if sheet.mix else None,
    )


TREND = 6


async def earlier(
    found: Standing, most: int = TREND, only: Collection[str] | None = None
) -> list[tuple[Period, dict[str, Past]]]:
    """The periods before this one, oldest first, with their totals: of whom there is a record,
    since no data is no zero. A sheet that mixes another in: those only that are settled. `only`:
    as history() has it.
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
    totals = await history(found.sheet, periods, found.year_begins, only)
    known = [{who: past for who, past in each.items() if past.known} for each in totals]
    return [(period, each) for period, each in zip(periods, known, strict=True) if each]


async def followed(found: Standing, score: rules.Score) -> list[tuple[Period, str]]:
    """The grades before, where something follows from today's."""
    if not found.sheet.follows.get(score.grade):
        return []
    return await graded_before(found.sheet, found.period, score.subject)


ONE = 'SELECT * FROM "assessment" WHERE "assessment"."county" = $1 AND "id" = $2'
LOCKED = f"{ONE} FOR UPDATE"


async def assessment_of(assessment_id: int, *, lock: bool = False) -> LoadedAssessment:
    found = await row(LOCKED if lock else ONE, assessment_id, of=LoadedAssessment)
    if found is None:
        raise NotFoundException(_("没有这次考核。"))
    if lock and found["withdrawn_at"] is not None:
        raise Overtaken(_("这次考核已经撤回，什么都没有改。"))
    return found


async def of_assessment(assessment: LoadedAssessment) -> Standing:
    """Settled, or as it stands by the rules it was opened under."""
    return await counted(await heading_of(assessment))


async def recounted(assessment: LoadedAssessment, grace: date | None = None) -> Standing:
    """From today's records, by the rules it was opened under. `grace`: counting.bounds()."""
    head = await heading_of(assessment)
    return await live(head.rules, head.period, assessment, grace)
