from piccolo.columns import Array, BigInt, Boolean, Date, ForeignKey, OnDelete, Text, Timestamptz

from app.access.tables import AccountRow
from app.stations.tables import Station
from app.tenancy.tables import CountyTable


class Department(CountyTable):
    """`phone`: of the unit, nobody's own."""

    name = Text(default=None)
    phone = Text(default="")
    by_pinyin = Text(default="")
    ceased_at = Timestamptz(default=None, null=True)
    taken_over_by = BigInt(default=None, null=True)
    handed = Array(BigInt(), default=list)  # commitments that went to it


class Member(CountyTable):
    """`phone` is personal data: masked wherever it is shown. `by_pinyin` and `by_strokes` give the
    order of rosters: the database writes them beside every name.
    """

    name = Text(default=None)
    sector = Text(default=None)
    standing = Boolean(default=False)
    phone = Text(default="", secret=True)
    station = ForeignKey(Station, null=True, default=None, on_delete=OnDelete.restrict)
    mode = Text(default="fixed")
    account = ForeignKey(AccountRow, null=True, default=None, on_delete=OnDelete.restrict)
    left_on = Date(default=None, null=True)
    by_pinyin = Text(default="")
    by_strokes = Text(default="")
    gone_on = Date(default=None, null=True)
