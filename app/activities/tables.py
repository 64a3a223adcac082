from piccolo.columns import Array, BigInt, Date, ForeignKey, Integer, OnDelete, Text, Timestamptz

from app.people.tables import Member
from app.stations.tables import Station
from app.tenancy.tables import CountyTable


class Activity(CountyTable):
    """履职活动, outside a consultation. `quantity`: pieces, half-days …, as its kind says."""

    kind = Text(default=None)
    title = Text(default=None)
    happened_on = Date(default=None)
    station = ForeignKey(Station, null=False, on_delete=OnDelete.restrict)
    level = Text(default="")
    quantity = Integer(default=1)
    note = Text(default="")
    guests = Array(Text(), default=list)
    account = BigInt(default=None)
    reported_by = Text(default=None)
    reported_at = Timestamptz()
    state = Text(default="reported")
    reason = Text(default="")
    decided_by = Text(default="")
    decided_at = Timestamptz(default=None, null=True)
    decided_as = Text(default="")


class ActivityMember(CountyTable):
    """No id of its own; as in app/ledger/tables.py. `place`: from 1, in the order of the names."""

    id = None  # type: ignore[assignment]
    activity = BigInt(primary_key=True)
    place = Integer(default=None)
    member = ForeignKey(Member, null=False, on_delete=OnDelete.restrict)
