from piccolo.columns import Array, BigInt, Date, Text

from app.tenancy import CountyTable


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
