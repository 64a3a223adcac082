from piccolo.columns import BigInt, Boolean, Date, ForeignKey, OnDelete, Text, Timestamptz

from app.accounts.tables import AccountRow
from app.stations.tables import Station
from app.tenancy import CountyTable


class Department(CountyTable):
    name = Text(default=None)


class Member(CountyTable):
    """`phone` is personal data: masked wherever it is shown."""

    name = Text(default=None)
    sector = Text(default=None)
    standing = Boolean(default=False)
    phone = Text(default="", secret=True)
    station = ForeignKey(Station, null=True, default=None, on_delete=OnDelete.restrict)
    mode = Text(default="fixed")
    account = ForeignKey(AccountRow, null=True, default=None, on_delete=OnDelete.restrict)
    left_on = Date(default=None, null=True)


class Appointment(CountyTable):
    """A role held by an account, perhaps only at a station and what lies under it."""

    account = ForeignKey(AccountRow, null=False, on_delete=OnDelete.restrict)
    role = Text(default=None)
    station = ForeignKey(Station, null=True, default=None, on_delete=OnDelete.restrict)
    department = BigInt(default=None, null=True)
    since = Timestamptz()
    ended_at = Timestamptz(default=None, null=True)
