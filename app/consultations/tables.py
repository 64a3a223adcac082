from piccolo.columns import BigInt, Boolean, Date, ForeignKey, Integer, OnDelete, Text, Timestamptz

from app.access.tables import AccountRow
from app.people.tables import Department, Member
from app.stations.tables import Station
from app.tenancy.tables import CountyTable
from app.topics.tables import Topic


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


class Participant(CountyTable):
    consultation = ForeignKey(Consultation, null=False, on_delete=OnDelete.restrict)
    grp = Text(default=None)
    name = Text(default=None)
    member = ForeignKey(Member, null=True, default=None, on_delete=OnDelete.restrict)
    department = ForeignKey(Department, null=True, default=None, on_delete=OnDelete.restrict)
    state = Text(default="invited")


class Statement(CountyTable):
    """`answers`: the statement that a department answers with this one, on the spot."""

    consultation = ForeignKey(Consultation, null=False, on_delete=OnDelete.restrict)
    participant = ForeignKey(Participant, null=False, on_delete=OnDelete.restrict)
    text = Text(default=None)
    answers = BigInt(default=None, null=True)
    at = Timestamptz()


class Correction(CountyTable):
    """What was filed stays as it is; this is said beneath it."""

    consultation = ForeignKey(Consultation, null=False, on_delete=OnDelete.restrict)
    text = Text(default=None)
    reason = Text(default=None)
    account = ForeignKey(AccountRow, null=False, on_delete=OnDelete.restrict)
    at = Timestamptz()
