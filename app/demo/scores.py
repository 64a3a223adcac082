"""The last two quarters of a county that scores: one locked, one under public notice with appeals.

Marks and appeals are made up; what is counted comes from the ledger, as everywhere.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from app.activities.pages import PUT_MEMBERS, entries_of
from app.activities.tables import Activity
from app.charter.sheets import Sheet
from app.dates import CHINA, now, today
from app.db import row, rows, tx, value
from app.demo.scene import Scene
from app.ledger import post
from app.scoring.assessment import rules, settling
from app.scoring.assessment.rules import Stage
from app.scoring.counts.effective_rules import in_force
from app.scoring.periods import Period, before, period_of
from app.scoring.results import assessment_of, of_assessment
from app.scoring.tables import Appeal, Assessment, Mark

WHY = (
    "牌子、制度上墙，议事桌椅齐全",
    "场所固定，台账齐全，公示栏更新及时",
    "制度上墙，缺少开放时间公示",
)
CASES = (
    "老旧小区加装电梯的协商",
    "一条断头路怎样接通",
    "小河沟治理的三次协商",
    "农贸市场搬迁协商记",
)


async def settle_scores(scene: Scene) -> None:
    """Within the county's transaction, when everything is posted."""
    sheet = next((each for each in scene.charter.scoring.sheets if each.period == "quarter"), None)
    if sheet is None:
        return
    rng = Random(scene.demo.code)  # noqa: S311  # the same every time
    await report_activities(scene, rng)
    begins = scene.charter.scoring.year_begins
    last = before(period_of("quarter", today(), begins), begins)
    await assess(scene, sheet, before(last, begins), rng, locked=True)
    await assess(scene, sheet, last, rng, locked=False)


def person(scene: Scene, word: str) -> str:
    return next(name for subject, _role, name in scene.people.signs_in if subject.endswith(word))


async def assess(scene: Scene, sheet: Sheet, period: Period, rng: Random, *, locked: bool) -> None:
    found = await in_force(sheet.key, period.ends)
    if found is None:
        return
    office, leader = person(scene, "-office"), person(scene, "-leadership")
    when = days_of(period, locked=locked)
    one = Assessment(
        sheet=sheet.key,
        charter=found.version,
        begins=period.begins,
        ends=period.ends,
        opened_by=office,
        opened_at=moment(when["opened"]),
    )
    await Assessment.insert(one)
    shown = await of_assessment(await assessment_of(one.id))
    marks = []
    for indicator in rules.marks_of(sheet):
        for subject in shown.names:
            most = Decimal(str(indicator.marks))
            marks.append(
                Mark(
                    assessment=one.id,
                    subject=subject,
                    indicator=indicator.key,
                    claimed=most,
                    claim="对照标准逐项自查，均已达到",
                    claimed_by="经办",
                    claimed_at=moment(when["claimed"]),
                    verified=(most * rng.randrange(12, 21) / 20).quantize(Decimal("0.1")),
                    reason=rng.choice(WHY),
                    verified_by=office,
                    verified_at=moment(when["verified"]),
                )
            )
    if marks:
        await Mark.insert(*marks)
    settled = await of_assessment(await assessment_of(one.id))
    await settling.keep(settled)
    noticed = {"notice_until": when["until"], "noticed_at": moment(when["noticed"])}
    await move(one.id, stage=Stage.NOTICE, **noticed)
    if locked:
        approved = moment(when["approved"])
        await move(one.id, stage=Stage.APPROVED, approved_by=leader, approved_at=approved)
        await move(one.id, stage=Stage.LOCKED, locked_by=office, locked_at=approved)
    else:
        await appeal(one.id)


def days_of(period: Period, *, locked: bool) -> dict[str, date]:
    """One after the other; of the one under notice, still open for some days."""
    if locked:
        steps = {"opened": 5, "claimed": 12, "verified": 18, "noticed": 20, "until": 27}
        after = steps | {"approved": 29}
        return {step: period.ends + timedelta(days=n) for step, n in after.items()}
    before = {"opened": 20, "claimed": 12, "verified": 5, "noticed": 2, "until": -5}
    first = period.ends + timedelta(days=1)
    return {step: max(first, today() - timedelta(days=n)) for step, n in before.items()}


def moment(day: date) -> datetime:
    """In the morning, at the office; not in the future."""
    return min(datetime.combine(day, time(9, 30), CHINA), now())


async def move(assessment: int, **changes: object) -> None:
    await Assessment.update(changes).where(Assessment.id == assessment)  # type: ignore[arg-type]


async def appeal(assessment: int) -> None:
    """The one who can sign in, if it is theirs: so that there is something to answer."""
    found = await of_assessment(await assessment_of(assessment))
    subject = await value(
        'SELECT CASE WHEN $3 = \'township\' THEN left("station"."division", 9)'
        ' ELSE "station"."id"::text END FROM "appointment"'
        ' JOIN "account" ON "account"."county" = $1 AND "account"."id" = "appointment"."account"'
        ' JOIN "station" ON "station"."county" = $1 AND "station"."id" = "appointment"."station"'
        ' WHERE "appointment"."county" = $1 AND "account"."subject" LIKE $2 LIMIT 1',
        "%-township",
        found.sheet.subject,
    )
    clerk = await row(
        'SELECT "id", "name" FROM "account" WHERE "account"."county" = $1 AND "subject" LIKE $2',
        "%-township",
    )
    score = found.find(subject or "")
    if score is None or clerk is None:
        return
    indicator = score.parts[0].indicator.key
    await Appeal.insert(
        Appeal(
            assessment=assessment,
            subject=subject,
            indicator=indicator,
            text="公示前我们已经补齐，请到现场再看一次。",
            account=clerk["id"],
            person=clerk["name"],
            points_before=score.points_of(indicator),
            total_before=score.total,
            rank_before=score.rank,
        )
    )


async def report_activities(scene: Scene, rng: Random) -> None:
    kinds = scene.charter.activities
    if not kinds:
        return
    office = await row(
        'SELECT "id", "name" FROM "account" WHERE "account"."county" = $1 AND "subject" LIKE $2',
        "%-office",
    )
    found = await rows(
        'SELECT "id", "station" FROM "member" WHERE "member"."county" = $1'
        ' AND "station" IS NOT NULL ORDER BY "id" LIMIT 200'
    )
    for number, title in enumerate(CASES):
        kind, member = kinds[number % len(kinds)], rng.choice(found)
        waits = number == len(CASES) - 1
        one = Activity(
            kind=kind.key,
            title=title,
            happened_on=today() - timedelta(days=20 + 40 * number),
            station=member["station"],
            level=kind.levels[number % len(kind.levels)] if kind.levels else "",
            account=office["id"],
            reported_by=office["name"],
            state="reported" if waits else "verified",
            decided_by="" if waits else person(scene, "-committee"),
            decided_at=None if waits else now(),
        )
        await Activity.insert(one)
        await tx().connection.execute(PUT_MEMBERS, tx().county, one.id, [member["id"]])
        if not waits:
            told = one.to_dict() | {"members": [member["id"]], "station": member["station"]}
            await post(*entries_of(told, office["id"]))
