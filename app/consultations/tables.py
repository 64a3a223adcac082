from datetime import date, datetime
from typing import NotRequired, TypedDict

from piccolo.columns import (
    JSONB,
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
)

from app.access.tables import AccountRow
from app.people.tables import Department, Member
from app.stations.tables import Station
from app.tenancy.tables import CountyTable
from app.topics.tables import Topic


class Person(TypedDict):
    """Who sits down over a topic: of its circle, or of one consultation. `grp`: a key of the
    charter's groups; `sector`: a member's.
    """

    id: int
    grp: str
    name: str
    member: int | None
    department: int | None
    sector: str | None
    department_name: str | None


class NewPerson(TypedDict):
    """The columns of somebody who is added to a circle or a consultation."""

    grp: str
    name: str
    member: int | None
    department: int | None


class Invited(Person):
    """`state`: a rules.Came."""

    state: str


class LoadedConsultation(TypedDict):
    """All columns, its station's name and lineage, and of its topic what shows who may see and
    file it. `opinion`: what was said when it was filed.
    """

    county: int
    id: int
    topic: int
    station: int
    round: int
    title: str
    form: str
    place: str
    held_on: date
    begins: str
    agenda: str
    minutes: str
    conclusion: str
    typical: bool
    state: str
    filed_at: datetime | None
    version: int
    reason: str
    cancelled_as: str
    station_name: str
    lineage: list[int]
    topic_title: str
    charter: int
    category: str
    stage: str
    ring: int
    instead: list[str]
    held_here: list[str]
    held_at_all: list[str]
    published_at: datetime | None
    opinion: NotRequired[str]


class Said(TypedDict):
    """`participant`: who said it. `answers`: another statement. `asks`: a participant."""

    id: int
    participant: int
    text: str
    answers: int | None
    asks: int | None
    at: datetime


class Struck(Said):
    """`struck_as`: in whose right."""

    struck_as: str


class Circle(CountyTable):
    """A person of the circle composed for a topic; each consultation starts from it."""

    topic = ForeignKey(Topic, null=False, on_delete=OnDelete.restrict)
    grp = Text(default=None)
    name = Text(default=None)
    member = ForeignKey(Member, null=True, default=None, on_delete=OnDelete.restrict)
    department = ForeignKey(Department, null=True, default=None, on_delete=OnDelete.restrict)


class Consultation(CountyTable):
    """One sitting. `held_on` is the day it is planned for, until it is filed."""

    topic = ForeignKey(Topic, null=False, on_delete=OnDelete.restrict)
    station = ForeignKey(Station, null=False, on_delete=OnDelete.restrict)
    round = Integer(default=None)
    title = Text(default=None)
    form = Text(default=None)
    place = Text(default=None)
    held_on = Date(default=None)
    begins = Text(default="")
    agenda = Text(default="")
    minutes = Text(default="")
    conclusion = Text(default="")
    typical = Boolean(default=False)
    state = Text(default="planned")
    filed_at = Timestamptz(default=None, null=True)
    version = Integer(default=0)
    reason = Text(default="")
    cancelled_as = Text(default="")


class Participant(CountyTable):
    consultation = ForeignKey(Consultation, null=False, on_delete=OnDelete.restrict)
    grp = Text(default=None)
    name = Text(default=None)
    member = ForeignKey(Member, null=True, default=None, on_delete=OnDelete.restrict)
    department = ForeignKey(Department, null=True, default=None, on_delete=OnDelete.restrict)
    state = Text(default="invited")


class Statement(CountyTable):
    """`answers`: the statement that a department answers with this one, on the spot. `asks`: the
    participant who is to answer it.
    """

    consultation = ForeignKey(Consultation, null=False, on_delete=OnDelete.restrict)
    participant = ForeignKey(Participant, null=False, on_delete=OnDelete.restrict)
    text = Text(default=None)
    answers = BigInt(default=None, null=True)
    asks = BigInt(default=None, null=True)
    at = Timestamptz()
    struck_at = Timestamptz(default=None, null=True)
    struck_as = Text(default="")


class Correction(CountyTable):
    """What was filed stays as it is; this is said beneath it."""

    consultation = ForeignKey(Consultation, null=False, on_delete=OnDelete.restrict)
    text = Text(default=None)
    reason = Text(default=None)
    account = ForeignKey(AccountRow, null=False, on_delete=OnDelete.restrict)
    at = Timestamptz()


class UnsavedRecord(CountyTable, tablename="unsaved_record"):
    """What one person typed into a record and could not save (unsaved.py). Only they read it."""

    consultation = ForeignKey(Consultation, null=False, on_delete=OnDelete.restrict)
    account = ForeignKey(AccountRow, null=False, on_delete=OnDelete.restrict)
    token = Text(default=None)
    fields = JSONB(default=None, secret=True)
    at = Timestamptz()
