from datetime import date, datetime
from typing import TypedDict

from piccolo.columns import Array, BigInt, Date, DoublePrecision, Text, Timestamptz

from app.tenancy.tables import CountyTable


class Station(CountyTable):
    """`lineage`: itself and what it lies under, from the top; made when the station is opened.
    `held`: roles that somebody has there, above it or everywhere, and `held_as` the same as a text;
    the database writes both. Its place is in degrees of WGS-84.
    """

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
    by_pinyin = Text(default="")
    held = Array(base_column=Text(), default=[])
    held_as = Text(default="")
    latitude = DoublePrecision(default=None, null=True)
    longitude = DoublePrecision(default=None, null=True)
    placed_on = Date(default=None, null=True)
    placed_by = BigInt(default=None, null=True)


class LoadedStation(TypedDict):
    id: int
    kind: str
    level: str
    name: str
    division: str
    parent: int | None
    lineage: list[int]
    address: str
    opened_on: date
    closed_on: date | None
    code: str


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


class LoadedCheck(TypedDict):
    county: int
    id: int
    station: int
    standard: str
    item: str
    called: str
    note: str
    account: int
    shown_by: str
    shown_at: datetime
    state: str
    verified_by: str
    verified_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    reason: str


class CheckAtStation(LoadedCheck):
    """`kind`, `lineage`, `closed_on`: the station's."""

    station_name: str
    kind: str
    lineage: list[int]
    closed_on: date | None
