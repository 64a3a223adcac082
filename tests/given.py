"""What tests start from. All of it happens in the county that is bound."""

import json
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from httpx import AsyncClient

from app.access.roles import Role
from app.access.sealed import seal
from app.access.sessions import cookie_name, open_session
from app.access.tables import AccountRow, Appointment, KeptForm, Provider
from app.activities.tables import Activity
from app.cases.tables import Nomination
from app.charter import store
from app.charter.model import Charter, RingKind
from app.charter.stages import BEFORE_ACCEPTANCE
from app.consultations.tables import UnsavedRecord
from app.dates import now, today
from app.db import county_in_tx, county_tx, current_realm, value
from app.divisions.load import load as load_divisions
from app.evidence.tables import File
from app.outcomes.tables import Answer, Commitment, Rating
from app.people.tables import Department, Member
from app.persons.tables import Wish
from app.portal.tables import FirstDay
from app.scoring.tables import Appeal, Assessment, Mark
from app.stations.tables import StandardCheck, Station
from app.tenancy.tables import County
from app.topics import rules
from app.topics.tables import Passage, Topic
from app.workflow.followed import following

CHARTER = (Path(__file__).parent / "charter.toml").read_text()
numbers = count(1)


async def a_county(number: int) -> None:
    await County.insert(County(id=number, slug=f"c{number}", name="试点县", opened_at=now()))
    await store.save(CHARTER, author="测试", note="起步", effective_on=date(2020, 1, 1))
    await FirstDay.insert(FirstDay(None, False, item="all"))  # no list of what a new one does


async def an_account(
    *roles: Role,
    station: int | None = None,
    department: int | None = None,
    name: str = "张三",
    provider: int | None = None,
) -> int:
    """An account with these roles. → its id"""
    async with county_tx():
        provider = provider or await value(
            'SELECT "id" FROM "provider" WHERE "provider"."county" = $1 LIMIT 1'
        )
        if provider is None:
            row = Provider(
                name="测试身份服务",
                issuer="http://127.0.0.1:1",
                client_id="a",
                client_secret="b",  # noqa: S106
            )
            await Provider.insert(row)
            provider = row.id
        account = AccountRow(provider=provider, subject=f"s{next(numbers)}", name=name)
        await AccountRow.insert(account)
        for role in roles:
            await Appointment.insert(
                Appointment(account=account.id, role=role, station=station, department=department)
            )
    return int(account.id)


async def signed_in(
    client: AsyncClient, *roles: Role, station: int | None = None, department: int | None = None
) -> int:
    """The client carries a session of a new account with these roles. → the account's id"""
    account = await an_account(*roles, station=station, department=department)
    await sign_in(client, account)
    return account


async def sign_in(client: AsyncClient, account: int, realm: str = "") -> None:
    async with county_tx():
        token = await open_session(account)
        number = county_in_tx()
    realm = realm or (f"/c{number}" if number > 1 else "/operator")
    client.cookies.set(cookie_name(realm), token)


def follows(client: AsyncClient, code: str) -> None:
    """The client has typed this follow-up code."""
    sealed = seal(following.PURPOSE, {"all": [code], "open": code}, seconds=60)
    client.cookies.set(f"followed-c{current_realm.get()}", sealed)


async def a_station(
    name: str = "龙兴镇工作站",
    kind: str = "town",
    level: str = "township",
    parent: dict[str, Any] | None = None,
) -> int:
    """→ its id. `kind` is a key of tests/charter.toml."""
    async with county_tx():
        station = Station(
            kind=kind,
            level=level,
            name=name,
            division=f"{current_realm.get()}100",
            parent=parent["id"] if parent else None,
            opened_on=date(2021, 1, 1),
            code=f"S{next(numbers):07}",
            lineage=[],
        )
        await Station.insert(station)
        lineage = [*(parent["lineage"] if parent else []), station.id]
        await Station.update({Station.lineage: lineage}).where(Station.id == station.id)
    return int(station.id)


async def divisions(url_of_owner: str) -> None:
    """The national list, but only these counties, unless more is there already. In no time."""
    few = {"140825", "621202", "611025", "512002", "330421"}  # the five presets' own
    others = {"330402", "330424", "330481", "140826", "310115", "441900", "140822", "330482"}
    others |= {"140823", "140824", "140827", "611026"}
    await load_divisions(url_of_owner, only=frozenset(few | others))


async def an_assessment(
    station: int, *, sheet: str = "quarter", indicator: str = "place", text: str = ""
) -> None:
    """With a mark and an appeal; and an activity besides. Within the caller's county_tx."""
    version = await value(
        'SELECT max("id") FROM "charter" WHERE "charter"."county" = $1 AND "effective_on" <= $2',
        today(),
    )
    one = Assessment(
        sheet=sheet,
        charter=version,
        opened_by=f"{text}李",
        begins=date(2026, 4, 1),
        ends=date(2026, 6, 30),
    )
    await Assessment.insert(one)
    about: dict[str, Any] = {
        "assessment": one.id,
        "subject": str(station),
        "indicator": indicator,
    }
    await Mark.insert(Mark(None, False, claim=f"{text}有牌子", claimed_by=f"{text}李", **about))
    account = await value('SELECT min("id") FROM "account" WHERE "account"."county" = $1')
    worth: Any = {"points_before": Decimal(1), "total_before": Decimal(1)}
    said: Any = {"text": f"{text}少了一场", "person": f"{text}李"}
    await Appeal.insert(Appeal(None, False, account=account, **said, **worth, **about))
    await an_activity(station, account, text=text)


async def an_activity(
    station: int, account: int | None = None, *, text: str = "", **columns: Any
) -> int:
    """Within the caller's county_tx. → its id"""
    activity = Activity(
        **{
            "kind": "case",
            "title": f"{text}一件事",
            "happened_on": date(2026, 5, 6),
            "station": station,
            "account": account,
            "reported_by": f"{text}李",
            **columns,
        }
    )
    await Activity.insert(activity)
    return int(activity.id)


async def a_check(station: int, *, item: str = "place", text: str = "", **columns: Any) -> int:
    """An item of tests/charter.toml's standard, shown. Within the caller's county_tx. → its id"""
    account = columns.pop("account", None) or await value(
        'SELECT min("id") FROM "account" WHERE "account"."county" = $1'
    )
    words = {"called": f"{text}有场所", "note": f"{text}在一楼", "shown_by": f"{text}李"}
    check = StandardCheck(
        None,
        False,
        **{"station": station, "standard": "三有", "item": item, "account": account}
        | words
        | columns,
    )
    await StandardCheck.insert(check)
    return int(check.id)


async def a_kept_form(*, text: str = "") -> int:
    """Somebody's, whose sign-in had expired. Within the caller's county_tx. → its id"""
    account = await value('SELECT min("id") FROM "account" WHERE "account"."county" = $1')
    fields = json.dumps([["opinion", text]])
    one = KeptForm(
        account=account, browser="x", address="/topics/1/review", page="/", fields=fields
    )
    await KeptForm.insert(one)
    return int(one.id)


async def an_unsaved_record(*, text: str = "") -> None:
    """Within the caller's county_tx."""
    one = UnsavedRecord(
        consultation=await value(
            'SELECT min("id") FROM "consultation" WHERE "consultation"."county" = $1'
        ),
        account=await value('SELECT min("id") FROM "account" WHERE "account"."county" = $1'),
        token="x",  # noqa: S106
        fields=json.dumps({"minutes": text}),
    )
    await UnsavedRecord.insert(one)


async def a_wish(topic: int, *, kind: str = "access", text: str = "", **columns: Any) -> int:
    """Of whoever raised it. Within the caller's county_tx. → its id"""
    day = today()
    one = Wish(
        topic=topic, kind=kind, channel="office", asked_on=day, due_on=day, words=f"{text}我的"
    )
    for name, each in columns.items():
        setattr(one, name, each)
    await Wish.insert(one)
    return int(one.id)


async def a_nomination(topic: int, *, text: str = "") -> int:
    """To its province. Within the caller's county_tx. → its id"""
    told: Any = dict.fromkeys(("title", "matter", "talk", "result"), f"{text}一件事")
    told |= {"region": county_in_tx() // 10000, "onward": False, "nominated_by": f"{text}李"}
    one = Nomination(topic=topic, **told)
    await Nomination.insert(one)
    return int(one.id)


async def a_department(name: str) -> int:
    """Within the caller's county_tx. The same name gives the same one. → its id"""
    found = await value(
        'SELECT "id" FROM "department" WHERE "department"."county" = $1 AND "name" = $2', name
    )
    if found is None:
        department = Department(name=name)
        await Department.insert(department)
        found = department.id
    return int(found)


async def a_member(
    name: str = "王委员", station: int | None = None, account: int | None = None
) -> int:
    """Within the caller's county_tx. → its id"""
    member = Member(name=name, sector="农业界", station=station, account=account)
    await Member.insert(member)
    return int(member.id)


async def a_topic(station: int, *, ring: str = "镇街初筛", **columns: Any) -> int:
    """A topic that stands at this ring of tests/charter.toml, as if it had come there. → its id"""
    charter = store.read(CHARTER)
    place = next(n for n, each in enumerate(charter.rings) if each.name == ring)
    stage = rules.stage_at(charter.rings, place)
    async with county_tx():
        version, _charter = await store.in_force()
        topic = Topic(
            **{
                "station": station,
                "charter": version,
                "title": "村口路灯坏了三个月",
                "story": "晚上老人摔了两次。",
                "category": "hard",
                "origin": "citizen",
                "raiser_name": "李大爷",
                "raiser_phone": "13800005678",
                "follow_code": f"F{next(numbers):08}",
                "raised_on": today(),
                "stage": str(stage),
                "ring": place,
                "ring_since": today(),
                "held_by": rules.holders(charter.rings, rules.Move(stage, place)),
                "judged": charter.rings[place].kind.about.judges,
                "published_at": None if stage in BEFORE_ACCEPTANCE else now(),
                **columns,
            }
        )
        await Topic.insert(topic)
    return int(topic.id)


def charter() -> Charter:
    """That of every test's county."""
    return store.read(CHARTER)


async def a_file(kind: str, subject: int, **columns: Any) -> int:
    """A row alone, without bytes, ready and internal. Within the caller's county_tx. → its id"""
    key = f"{county_in_tx()}/files/{next(numbers):016}"
    of = {"name": "批复.pdf", "type": "pdf", "size": 1000, "state": "ready", "object": key}
    made = File(**{**of, kind: subject, **columns})
    await File.insert(made)
    return int(made.id)


async def a_commitment(topic: int, department: int, due_on: date) -> int:
    """Within the caller's county_tx. → its id"""
    made = Commitment(topic=topic, department=department, task="修好村口路灯", due_on=due_on)
    await Commitment.insert(made)
    return int(made.id)


async def a_rating(topic: int, day: date) -> None:
    """Answered, and rated with one star as solved. Within the caller's county_tx."""
    about: dict[str, Any] = {"topic": topic, "happened_on": day}
    answer = Answer(text="修好了", **about)
    await Answer.insert(answer)
    await Rating.insert(Rating(answer=answer.id, solved=True, stars=1, **about))
    place = next(n for n, each in enumerate(charter().rings) if each.kind is RingKind.RATE)
    step: dict[str, Any] = {"kind": "rate", "decision": "solved", "role": "citizen"}
    await Passage.insert(Passage(ring=place, **step, **about))


async def another_provider(*, enabled: bool = True) -> int:
    made = Provider(
        name="另一处",
        issuer="https://other.example",
        client_id="a",
        client_secret="b",  # noqa: S106
        enabled=enabled,
    )
    async with county_tx():
        await Provider.insert(made)
    return int(made.id)
