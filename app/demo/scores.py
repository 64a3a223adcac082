"""The last two quarters of a county that scores: one locked, one under public notice with appeals.

Marks and appeals are made up; what is counted comes from the ledger, as everywhere.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.access.roles import Role
from app.activities.pages import entries_of
from app.activities.tables import Activity, ActivityMember
from app.charter.sheets import Sheet
from app.dates import now, today
from app.demo.people import home
from app.demo.rows import moment
from app.demo.scene import Scene
from app.demo.telling import drawn, words
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
    office, leader = (scene.people.accounts[role, None] for role in (Role.OFFICE, Role.LEADERSHIP))
    who = scene.people.names[office], scene.people.names[leader]
    await assess(scene, sheet, before(last, begins), *who, locked=True)
    if noticed := await assess(scene, sheet, last, *who, locked=False):
        await appeal(scene, noticed)


async def assess(
    scene: Scene, sheet: Sheet, period: Period, office: str, leader: str, *, locked: bool
) -> int | None:
    """→ its id; None: there were no rules yet"""
    found = await in_force(sheet.key, period.ends)
    if found is None:
        return None
    opened, claimed, verified, noticed, until = days_of(period, locked=locked)
    one = Assessment(
        sheet=sheet.key,
        charter=found.version,
        begins=period.begins,
        ends=period.ends,
        opened_by=office,
        opened_at=morning(opened),
    )
    await Assessment.insert(one)
    shown = await of_assessment(await assessment_of(one.id))
    marks = [
        Mark(
            assessment=one.id,
            subject=subject,
            indicator=indicator.key,
            claimed=Decimal(str(indicator.marks)),
            claim=drawn("claim", scene.rng),
            claimed_by="经办",
            claimed_at=morning(claimed),
            verified=round(Decimal(str(indicator.marks)) * scene.rng.randrange(12, 21) / 20, 1),
            reason=drawn("marks", scene.rng),
            verified_by=office,
            verified_at=morning(verified),
        )
        for indicator in rules.marks_of(sheet)
        for subject in shown.names
    ]
    if marks:
        await Mark.insert(*marks)
    await settling.keep(await of_assessment(await assessment_of(one.id)))
    changes: dict[Any, Any] = {"notice_until": until, "noticed_at": morning(noticed)}
    changes["stage"] = Stage.LOCKED if locked else Stage.NOTICE
    if locked:
        approved = morning(until + timedelta(days=2))
        changes |= {"approved_by": leader, "approved_at": approved}
        changes |= {"locked_by": office, "locked_at": approved}
    await Assessment.update(changes).where(Assessment.id == one.id)
    return int(one.id)


def days_of(period: Period, *, locked: bool) -> list[date]:
    """One after the other; of the one under notice, still open for some days."""
    if locked:
        return [period.ends + timedelta(days=n) for n in (5, 12, 18, 20, 27)]
    first = period.ends + timedelta(days=1)
    return [max(first, today() - timedelta(days=n)) for n in (20, 12, 5, 2, -5)]


def morning(day: date) -> datetime:
    """At the office; not in the future."""
    return min(moment(day, 9, 30), now())


async def appeal(scene: Scene, assessment: int) -> None:
    """The one who can sign in, if it is theirs: so that there is something to answer."""
    found, town = await of_assessment(await assessment_of(assessment)), home(scene)[0]
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
            text=drawn("appeal", scene.rng),
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
    titles = words().texts["activities"] if kinds else []
    office, committee = (people.accounts[role, None] for role in (Role.OFFICE, Role.COMMITTEE))
    for number, title in enumerate(titles):
        kind, day = kinds[number % len(kinds)], scene.today - timedelta(days=20 + 40 * number)
        at = rng.choice([each for each in scene.stations if each.id in people.members])
        row = scene.rows.add(
            Activity,
            day,
            kind=kind.key,
            title=title,
            happened_on=day,
            station=at.id,
            level=kind.levels[number % len(kind.levels)] if kind.levels else "",
            quantity=1,
            account=office,
            reported_by=people.names[office],
            state="reported",
        )
        member = rng.choice(people.members[at.id])["id"]
        scene.rows.add(ActivityMember, activity=row["id"], place=1, member=member)
        scene.photo("meeting", day, title, office, at, activity=row["id"])
        if title != titles[-1]:
            row |= {"state": "verified", "decided_by": people.names[committee]}
            row["decided_at"] = moment(day)
            scene.post(*entries_of(row | {"members": [member]}, office))
