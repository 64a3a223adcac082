"""Whose own a record is reads the same in a list's SQL as by `own` of the loaded record."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.access.own import Record, own
from app.access.parties import (
    carried_out,
    own_activity,
    own_appeal,
    own_commitment,
    own_mark,
    own_topic,
)
from app.access.roles import Role
from app.access.sessions import account_of
from app.access.tables import Appointment
from app.activities.pages import record_of as of_activity
from app.activities.tables import Activity, ActivityMember
from app.charter.model import RingKind
from app.dates import now, today
from app.db import county_tx, rows, value
from app.evidence.tables import Photo
from app.outcomes.commitments import commits, load
from app.outcomes.commitments import record_of as of_commitment
from app.outcomes.tables import Commitment, Progress
from app.people.tables import Department
from app.scoring.rights import own_of
from app.scoring.tables import Appeal, Assessment, Mark
from app.topics import judging, transitions
from app.topics.tables import Passage
from app.topics.transitions import passage
from tests import given

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("county")]


async def owners(sql: str, record: int, joined: str) -> set[int]:
    found = await rows(
        f'SELECT "account"."id" FROM "account" CROSS JOIN {joined}'  # noqa: S608
        f' WHERE "account"."county" = $1 AND {sql}',
        record,
    )
    return {each["id"] for each in found}


async def all_accounts() -> list[Any]:
    ids = await rows('SELECT "id" FROM "account" WHERE "account"."county" = $1')
    return [await account_of(each["id"]) for each in ids]


async def by_python(record: Record) -> set[int]:
    return {each.id for each in await all_accounts() if own(each, record)}


TOPIC = '(SELECT * FROM "topic" WHERE "topic"."county" = $1 AND "id" = $2) AS "topic"'


@pytest.mark.parametrize("judged", ["words", "work", ""])
async def test_of_a_topic(judged: str) -> None:
    raiser, completer, reporter, undoer, worker, verifier, merger, first = [
        await given.an_account(Role.OFFICE) for _each in range(8)
    ]
    later = await given.an_account(Role.OFFICE)
    topic = await given.a_topic(await given.a_station(), ring="采纳", raiser=raiser, judged=judged)
    # The same matter, merged into it: whoever raised that raised this.
    merged = await given.a_topic(
        await given.a_station(), stage="merged", merged_into=topic, raiser=merger
    )
    await given.a_topic(await given.a_station(), stage="merged", merged_into=merged, raiser=first)
    async with county_tx():
        department = await given.a_department("住建局")
        made = await given.a_commitment(topic, department, today())
        for who in (worker, verifier):
            await Progress.insert(
                Progress(commitment=made, text="装好了", account=who, happened_on=today())
            )
        await value(
            'UPDATE "commitment" SET "verified_by" = $3 WHERE "commitment"."county" = $1'
            ' AND "id" = $2 RETURNING "id"',
            made,
            verifier,
        )
        loaded = await transitions.load(topic)
        here = loaded["ring"]
        steps = [
            (0, "propose", "resubmitted", completer),
            (here - 1, "report", "reported", reporter),
            (here - 1, "report", "taken_back", undoer),
            (1, "review", "pass", undoer),
            (here, "report", "reported", later),  # it went back behind that
        ]
        await Passage.insert(
            *(
                passage({**loaded, "ring": ring}, kind, decision, "", None, "office", who, today())
                for ring, kind, decision, who in steps
            )
        )
    debtor = await given.an_account(Role.DEPARTMENT, department=department)
    expected = {
        "words": {raiser, completer, reporter, merger, first},
        "work": {worker, debtor},
        "": set(),
    }[judged]
    async with county_tx(readonly=True):
        assert await owners(own_topic('"account"."id"'), topic, TOPIC) == expected
        record_of = judging.JUDGED.get(judged)
        record = await record_of(loaded) if record_of else Record()
        assert await by_python(record) == expected


@pytest.mark.parametrize(
    ("stage", "own_steps"),
    [
        ("screening", {"propose", "report"}),
        ("preparing", {"propose", "report", "compose", "research"}),
        ("concluded", {"propose", "report", "introduce", "discuss", "summarise"}),
        ("reported", {"propose", "report"}),
        ("referring", {"propose", "report"}),
    ],
)
async def test_who_wrote_what_a_gate_or_a_reply_judges(stage: str, own_steps: set[str]) -> None:
    """Whose own is all that they wrote of it; who decided or received is no author."""
    topic = await given.a_topic(await given.a_station(), ring="采纳", stage=stage, judged="words")
    whose = {str(kind): await given.an_account(Role.OFFICE) for kind in RingKind}
    async with county_tx():
        loaded = await transitions.load(topic)
        steps = [
            passage({**loaded, "ring": 0}, kind, "done", "", None, "office", who, today())
            for kind, who in whose.items()
        ]
        await Passage.insert(*steps)
    expected = {whose[kind] for kind in own_steps}
    async with county_tx(readonly=True):
        assert await owners(own_topic('"account"."id"'), topic, TOPIC) == expected
        assert await by_python(await judging.written(loaded)) == expected


async def taken_over(department: int, by: int) -> None:
    async with county_tx():
        ended: Any = {Department.ceased_at: now(), Department.taken_over_by: by}
        await Department.update(ended).where(Department.id == department)


async def test_of_a_commitment() -> None:
    """Whoever takes over from a department answers for what it did, too, and so does whoever spoke
    for it on the day when it was done.
    """
    earlier, last, former, gone = [await given.an_account(Role.OFFICE) for _each in range(4)]
    topic = await given.a_topic(await given.a_station(), ring="落实")
    async with county_tx():
        department, heir, heirs_heir, other = [
            await given.a_department(each) for each in ("建设局", "住建局", "城建局", "水利局")
        ]
        made = await given.a_commitment(topic, department, today())
        done: Any = {Commitment.done_on: today() - timedelta(days=1)}
        await Commitment.update(done).where(Commitment.id == made)
        for who, days in ((former, 0), (gone, 2)):
            await Appointment.insert(
                Appointment(
                    account=who, role=str(Role.DEPARTMENT), department=department,
                    since=now() - timedelta(days=9), ended_at=now() - timedelta(days=days),
                )
            )  # fmt: skip
        for who in (earlier, last):
            await Progress.insert(
                Progress(commitment=made, text="装好了", account=who, happened_on=today())
            )
    await taken_over(department, heir)
    await taken_over(heir, heirs_heir)
    debtor, _other = [
        await given.an_account(Role.DEPARTMENT, department=each) for each in (heirs_heir, other)
    ]
    there = (
        '(SELECT * FROM "commitment" WHERE "commitment"."county" = $1 AND "id" = $2)'
        ' AS "commitment"'
    )
    async with county_tx(readonly=True):
        found = await owners(own_commitment('"account"."id"'), made, there)
        assert found == {earlier, last, debtor, former}
        loaded = await load(made)
        assert (
            await by_python(of_commitment(loaded, [{"account": each} for each in (earlier, last)]))
            == found
        )
        may = {each.id for each in await all_accounts() if commits(each, loaded)}
        assert may == {earlier, last, gone}
        assert await by_python(await judging.carried_out({"id": topic})) == {*found, earlier}
        assert await owners(carried_out('"account"."id"'), topic, TOPIC) == found


async def test_of_an_activity() -> None:
    reporter, taking_part, sender, filer, other = [
        await given.an_account(Role.COMMITTEE) for _each in range(5)
    ]
    town = await given.a_station()
    village = await given.a_station(
        "南村议事点", kind="village", level="village", parent={"id": town, "lineage": [town]}
    )
    clerk = await given.an_account(Role.TOWNSHIP, station=town)
    neighbour = await given.an_account(Role.TOWNSHIP, station=await given.a_station("别镇"))
    kept, left = [await given.an_account(Role.COMMITTEE) for _each in range(2)]
    async with county_tx():
        for who, days in ((kept, 0), (left, 1)):
            await Appointment.insert(
                Appointment(
                    account=who, role=str(Role.CONVENER), station=village,
                    since=now() - timedelta(days=9), ended_at=now() - timedelta(days=days),
                )
            )  # fmt: skip
        member = await given.a_member(account=taking_part)
        one = Activity(
            kind="proposal", title="修路提案", happened_on=today(), station=village,
            account=reporter, reported_by="张三",
        )  # fmt: skip
        await Activity.insert(one)
        await ActivityMember.insert(ActivityMember(activity=one.id, place=1, member=member))
        await Photo.insert(
            Photo(activity=one.id, object="theirs", account=sender),
            Photo(activity=one.id, object="removed", account=other, removed_at=now()),
        )
        await given.a_file("activity", one.id, account=filer)
        await given.a_file("activity", one.id, account=other, removed_at=now())
    there = (
        '(SELECT * FROM "activity" WHERE "activity"."county" = $1 AND "id" = $2) AS "activity"'
        ' JOIN "station" ON "station"."county" = $1 AND "station"."id" = "activity"."station"'
    )
    async with county_tx(readonly=True):
        found = await owners(own_activity('"account"."id"'), one.id, there)
        assert found == {reporter, taking_part, sender, filer, clerk, kept}
        assert not found & {other, neighbour, left}
        lineage = [town, village]
        loaded = {
            "id": one.id, "account": reporter, "members": [member], "lineage": lineage,
            "happened_on": today(),
        }  # fmt: skip
        assert await by_python(await of_activity(loaded)) == found


@pytest.mark.parametrize(
    "kind", ["member", "department", "ended", "station", "township", "sector", "county"]
)
async def test_of_an_appeal(kind: str) -> None:
    appellant, first, claimant, before, checker = [
        await given.an_account(Role.OFFICE) for _each in range(5)
    ]
    town = await given.a_station()
    village = await given.a_station(
        "南村议事点", kind="village", level="village", parent={"id": town, "lineage": [town]}
    )
    async with county_tx():
        department, ended = [await given.a_department(each) for each in ("住建局", "建设局")]
        division = await value(
            'SELECT "division" FROM "station" WHERE "station"."county" = $1 AND "id" = $2', town
        )
    await taken_over(ended, department)
    people = {
        "clerk": await given.an_account(Role.TOWNSHIP, station=town),
        "convener": await given.an_account(Role.CONVENER, station=village),
        "debtor": await given.an_account(Role.DEPARTMENT, department=department),
        "member": await given.an_account(Role.MEMBER),
        "office": await given.an_account(Role.OFFICE),
    }
    async with county_tx():
        member = await given.a_member(account=people["member"])
        subject, whose = {
            "member": (str(member), {"member"}),
            "department": (str(department), {"debtor"}),
            "ended": (str(ended), {"debtor"}),
            "station": (str(village), {"clerk", "convener"}),
            "township": (division[:9], {"clerk"}),
            "sector": ("农业界", {"member"}),
            "county": ("county", set[str]()),
        }[kind]
        version = await value('SELECT max("id") FROM "charter" WHERE "charter"."county" = $1')
        held = Assessment(
            sheet="quarter", charter=version, opened_by="李", begins=date(2026, 4, 1),
            ends=date(2026, 6, 30),
        )  # fmt: skip
        await Assessment.insert(held)
        one = Appeal(
            assessment=held.id, subject=subject, indicator="place", text="少了一场",
            account=appellant, person="李", points_before=Decimal(1), total_before=Decimal(1),
        )  # fmt: skip
        await Appeal.insert(one)
        await Mark.insert(
            Mark(
                assessment=held.id, subject=subject, indicator="place", claimants=[first, claimant],
                claimed_account=claimant, verifiers=[before, checker],
            )
        )  # fmt: skip
    there = '(SELECT * FROM "appeal" WHERE "appeal"."county" = $1 AND "id" = $2) AS "appeal"'
    expected = {appellant, before, checker, *(people[each] for each in whose)}
    async with county_tx(readonly=True):
        assert await owners(own_appeal('"account"."id"'), one.id, there) == expected
        of = {"ended": "department"}.get(kind, kind)
        speaking = {
            each.id
            for each in await all_accounts()
            if kind != "county" and subject in (await own_of(each))[of]
        }
        assert {appellant, before, checker, *speaking} == expected
        (mark,) = await rows('SELECT * FROM "mark" WHERE "mark"."county" = $1')
        there = '(SELECT * FROM "mark" WHERE "mark"."county" = $1 AND "id" = $2) AS "mark"'
        offices = {appellant, before, checker, people["office"]} if kind == "county" else set()
        whose_mark = await owners(own_mark('"account"."id"'), mark["id"], there)
        assert whose_mark == {first, claimant, *speaking, *offices}
