"""A matter half way under a charter, as an example: raised, passed on, and sat down over today."""

import json
from datetime import timedelta
from typing import NamedTuple

from app.access.tables import Appointment
from app.charter.model import AGENDA, Charter, Level, Ring, RingKind
from app.consultations import planning
from app.consultations.circle import people_of
from app.consultations.queries import people_of as invited
from app.consultations.rules import Came, Plan
from app.consultations.tables import Circle, Participant, Statement
from app.dates import now, today
from app.db import county_in_tx
from app.i18n import _, translated
from app.stations.codes import new_code
from app.stations.tables import Station
from app.topics import rules as way
from app.topics import transitions
from app.topics.codes import new_code as new_follow_code
from app.topics.rules import Move
from app.topics.tables import Passage, Topic

PLACES = {
    Level.COUNTY: _("示例县"),
    Level.TOWNSHIP: _("示例镇"),
    Level.VILLAGE: _("示例村"),
    Level.UNIT: _("示例单位"),
    Level.AREA: _("示例片区"),
}
DECISIONS = {RingKind.REVIEW: "pass", RingKind.APPROVE: "approved"}
MOST_PEOPLE = 12  # of a group; the example is no worse for a group that wants a hundred


class Example(NamedTuple):
    code: str  # the station's
    topic: int
    consultation: int
    ring: Ring  # at which the topic stands


async def made(version: int, charter: Charter, holder: int) -> Example:
    """In the caller's transaction; `version`: the id under which the charter is saved in it. Its
    texts say that they are examples. Nothing is posted to the ledger. `holder`: an account
    that gets every role there.
    """
    station = await a_station(charter)
    place = next(n for n, ring in enumerate(charter.rings) if ring.kind in AGENDA)
    roles = {role for ring in charter.rings for role in ring.by} - {"citizen"}
    await Appointment.insert(
        *(Appointment(account=holder, role=role, station=station.id) for role in sorted(roles))
    )
    topic = await a_topic(station.id, version, charter, place)
    await Circle.insert(
        *(
            Circle(topic=topic, grp=group.key, name=translated(_("示例%(who)s"), who=who))
            for group in charter.groups.values()
            for who in called(group.name, group.min)
        )
    )
    sitting = await planning.planned(
        await transitions.load(topic),
        Plan(
            title=translated(_("示例：商量路灯怎么修")),
            form=next(iter(charter.forms)),
            place=station.name,
            held_on=today(),
            begins="14:30",
            agenda=translated(_("示例：听情况、各方说、形成意见")),
        ),
        await people_of(topic),
    )
    await Participant.update({Participant.state: Came.PRESENT}).where(
        Participant.consultation == sitting
    )
    first = (await invited(sitting))[0]["id"]
    text = translated(_("示例：路口最暗，先装两盏。"))
    await Statement.insert(Statement(consultation=sitting, participant=first, text=text))
    return Example(station.code, topic, sitting, charter.rings[place])


def called(group: str, least: int) -> list[str]:
    many = min(max(least, 1), MOST_PEOPLE)
    return [f"{group}{n}" for n in range(1, many + 1)] if many > 1 else [group]


async def a_station(charter: Charter) -> Station:
    """Of the kind that is nearest to people's doors."""
    kinds = charter.stations.kinds
    near = [kind for at in (Level.VILLAGE, Level.TOWNSHIP) for kind in kinds if kind.level is at]
    kind = (near or kinds)[0]
    station = Station(
        kind=kind.key,
        level=str(kind.level),
        name=translated(PLACES[kind.level]) + (kind.suffix or kind.name),
        division=str(county_in_tx()),
        lineage=[],
        opened_on=today(),
        code=new_code(),
    )
    await Station.insert(station)
    await Station.update({Station.lineage: [station.id]}).where(Station.id == station.id)
    return station


async def a_topic(station: int, version: int, charter: Charter, place: int) -> int:
    """It stands at this ring, and has passed those before it."""
    by = charter.rings[0].by
    to = Move(way.stage_at(charter.rings, place), place)
    topic = Topic(
        station=station,
        charter=version,
        title=translated(_("示例：村口的路灯坏了三个月")),
        story=translated(_("示例：晚上老人摔了两次，盼着早点修好。")),
        category=next(iter(charter.categories)),
        origin="citizen" if "citizen" in by else "member" if "member" in by else "station",
        raiser_name=translated(_("示例%(who)s"), who=translated(_("村民"))),
        follow_code=new_follow_code(),
        raised_on=today() - timedelta(days=30),
        stage=str(to.stage),
        ring=place,
        ring_since=today(),
        held_by=way.holders(charter.rings, to),
        published_at=now() if transitions.publishes(charter, to.stage) else None,
    )
    await Topic.insert(topic)
    await Passage.insert(*(passed(topic.id, n, charter.rings[n]) for n in range(1, place)))
    return int(topic.id)


def passed(topic: int, place: int, ring: Ring) -> Passage:
    number = translated(_("示例〔%(year)s〕1号"), year=today().year)
    facts = {"document": number} if ring.kind is RingKind.APPROVE else {}
    return Passage(
        topic=topic,
        ring=place,
        kind=str(ring.kind),
        decision=DECISIONS.get(ring.kind, "done"),
        opinion=translated(_("示例：情况属实，同意。")),
        facts=json.dumps(facts, ensure_ascii=False),
        role=ring.by[0],
        happened_on=today(),
    )
