from piccolo.columns import Array, BigInt, Date, Text, Timestamptz

from app.tenancy.tables import CountyTable


class Station(CountyTable):
    """`lineage`: itself and what it lies under, from the top; made when the station is opened."""

    kind = Text(default=None)
    level = Text(default=None)
    name = Text(default=None)
    division = Text(default=None)
    parent = BigInt(default=None, null=True)
    lineage = Array(base_column=BigInt(), default=None)
    address = Text(default="")
    opened_on = Date(default=None)
    closed_on = Date(default=None, null=True)
    code = Text(default=None)


class StandardCheck(CountyTable):
    """An item of a station's standard, shown once: `standard` is its name in the charter, `item`
    the item's key, `called` what the item was called then.
    """

    station = BigInt(default=None)
    standard = Text(default=None)
    item = Text(default=None)
    called = Text(default=None)
    note = Text(default="")
    account = BigInt(default=None)
    shown_by = Text(default=None)
    shown_at = Timestamptz()
    state = Text(default="shown")
    verified_by = Text(default="")
    verified_at = Timestamptz(default=None, null=True)
    ended_by = Text(default="")
    ended_at = Timestamptz(default=None, null=True)
    reason = Text(default="")
