"""The last two quarters of a county that scores: one locked, one under public notice with appeals.

Marks and appeals are made up; what is counted comes from the ledger, as everywhere.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.access.roles import Role
from app.activities.pages import entries_of
from app.activities.tables import Activity, ActivityMember
from app.charter.sheets import Sheet
from app.dates import CHINA, now, today
from app.demo.people import home
from app.demo.scene import Scene
from app.demo.telling import words
from app.scoring.assessment import rules, settling
from app.scoring.assessment.rules import Stage
from app.scoring.counts.effective_rules import in_force
from app.scoring.periods import Period, before, period_of
from app.scoring.results import assessment_of, of_assessment
from app.scoring.tables import Appeal, Assessment, Mark


async def settle_scores(scene: Scene) -> None:
    """Within the county's transaction, when everything is posted."""
    sheet = next((each for each in scene.charter.scoring.sheets if each.period == "quarter"), None)
    if sheet is None:
        return
    begins = scene.charter.scoring.year_begins
    last = before(period_of("quarter", today(), begins), begins)
    await assess(scene, sheet, before(last, begins), locked=True)
    await assess(scene, sheet, last, locked=False)


async def assess(scene: Scene, sheet: Sheet, period: Period, *, locked: bool) -> None:
    found = await in_force(sheet.key, period.ends)
    if found is None:
        return
    people, rng = scene.people, scene.rng
    office, leader = (
        people.names[people.accounts[role, None]] for role in (Role.OFFICE, Role.LEADERSHIP)
    )
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
                    reason=rng.choice(words().marks),
                    verified_by=office,
                    verified_at=moment(when["verified"]),
                )
            )
    if marks:
        await Mark.insert(*marks)
    await settling.keep(await of_assessment(await assessment_of(one.id)))
    noticed = {"notice_until": when["until"], "noticed_at": moment(when["noticed"])}
    await move(one.id, stage=Stage.NOTICE, **noticed)
    if locked:
        approved = moment(when["approved"])
        await move(one.id, stage=Stage.APPROVED, approved_by=leader, approved_at=approved)
        await move(one.id, stage=Stage.LOCKED, locked_by=office, locked_at=approved)
    else:
        await appeal(scene, one.id)


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


async def appeal(scene: Scene, assessment: int) -> None:
    """The one who can sign in, if it is theirs: so that there is something to answer."""
    found = await of_assessment(await assessment_of(assessment))
    town = home(scene)[0]
    subject = town.division[:9] if found.sheet.subject == "township" else str(town.id)
    score = found.find(subject)
    if score is None:
        return
    clerk = scene.people.accounts[Role.TOWNSHIP, town.id]
    indicator = score.parts[0].indicator.key
    await Appeal.insert(
        Appeal(
            assessment=assessment,
            subject=subject,
            indicator=indicator,
            text=words().appeal[0],
            account=clerk,
            person=scene.people.names[clerk],
            points_before=score.points_of(indicator),
            total_before=score.total,
            rank_before=score.rank,
        )
    )


def report_activities(scene: Scene) -> None:
    """What members did besides: all but the last, which waits, verified by the committee."""
    kinds, rng, people = scene.charter.activities, scene.rng, scene.people
    titles = words().activities if kinds else []
    office, committee = (people.accounts[role, None] for role in (Role.OFFICE, Role.COMMITTEE))
    stations = {at.id: at for at in scene.stations}
    placed = [(at, each) for at in people.members for each in people.members[at]]
    for number, title in enumerate(titles):
        kind, (at, member) = kinds[number % len(kinds)], rng.choice(placed)
        waits, day = number == len(titles) - 1, scene.today - timedelta(days=20 + 40 * number)
        decided = {"decided_by": people.names[committee], "decided_at": moment(day)}
        row = scene.rows.add(
            Activity,
            day,
            kind=kind.key,
            title=title,
            happened_on=day,
            station=at,
            level=kind.levels[number % len(kind.levels)] if kind.levels else "",
            quantity=1,
            account=office,
            reported_by=people.names[office],
            state="reported" if waits else "verified",
            **({} if waits else decided),
        )
        scene.rows.add(ActivityMember, activity=row["id"], place=1, member=member.id)
        of = {"activity": row["id"]}
        scene.add_photo("meeting", day, f"{title}", office, stations[at], **of)
        if not waits:
            scene.post(*entries_of(row | {"members": [member.id]}, office))
