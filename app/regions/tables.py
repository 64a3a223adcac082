from piccolo.columns import (
    JSONB,
    Array,
    BigInt,
    Bytea,
    Date,
    DoublePrecision,
    Integer,
    Text,
    Timestamptz,
)

from app.tenancy.tables import CountyTable


class CountyCount(CountyTable):
    """Counts by quarters (app/ledger/measures.py). No id of its own; as in app/ledger/tables.py."""

    id = None  # type: ignore[assignment]
    quarter = Date(primary_key=True)
    item = Text(default=None)
    measure = Text(default=None)
    n = BigInt(default=None)


class CountySeries(CountyTable):
    """The same as one row for each item (app/ledger/series.py)."""

    id = None  # type: ignore[assignment]
    item = Text(primary_key=True, default=None)
    began = Integer(default=None)
    sums = Array(base_column=BigInt(), default=None)


class RegionCounted(CountyTable):
    """Which county has which place in its region's counts (app/regions/counts.py)."""

    id = None  # type: ignore[assignment]
    county = Integer(primary_key=True, default=0)
    counties = Array(base_column=Integer(), default=None)
    first = Integer(default=None)
    last = Integer(default=None)


class RegionCount(CountyTable):
    """A number for each county of a region, up to a quarter's end."""

    id = None  # type: ignore[assignment]
    measure = Text(primary_key=True, default=None)
    quarter = Integer(default=None)
    n = Bytea(default=None)


class KeptView(CountyTable):
    """A part of a region's pages, compressed (app/regions/comparison/cache.py)."""

    id = None  # type: ignore[assignment]
    about = Text(primary_key=True, default=None)
    language = Text(default=None)
    shared = Integer(default=None)
    agreed = BigInt(default=None)
    made_at = Timestamptz(default=None)
    asked_at = Timestamptz(default=None)
    part = Bytea(default=None)


class TownshipCount(CountyTable):
    """Where there are stations today."""

    id = None  # type: ignore[assignment]
    township = Text(primary_key=True)
    stations = Integer(default=None)
    villages = Integer(default=None)
    covered = Integer(default=None)


class Profile(CountyTable):
    """How many live there, as the office says."""

    id = None  # type: ignore[assignment]
    county = Integer(primary_key=True, default=0)
    people = Integer(default=None)
    said_of = Integer(default=None)
    said_by = Text(default=None)
    said_at = Timestamptz()


class Share(CountyTable):
    """One item that one region sees, from the day it was agreed until it is ended."""

    region = Integer(default=None)
    item = Text(default=None)
    agreed = BigInt(default=None)
    changed = BigInt(default=None)
    agreed_by = Text(default=None)
    agreed_at = Timestamptz()
    ended_by = Text(default="")
    ended_at = Timestamptz(default=None, null=True)


class Look(CountyTable):
    region = Integer(default=None)
    person = Text(default=None)
    page = Text(default=None)
    looked_on = Date()


class Weighting(CountyTable):
    """A region's own: `weights` by key of an indicator."""

    name = Text(default=None)
    weights = JSONB(default=None)
    saved_by = Text(default=None)
    saved_at = Timestamptz()


class ApiKey(CountyTable):
    """A region's own. `minute`, `used`: how often it was used since when, for the limit."""

    name = Text(default=None)
    hash = Text(default=None)
    made_by = Text(default=None)
    made_at = Timestamptz()
    ended_at = Timestamptz(default=None, null=True)
    used_at = Timestamptz(default=None, null=True)
    minute = Timestamptz()
    used = Integer(default=0)


class Standing(CountyTable):
    """A county's place among those of a region; written by the region's role only."""

    id = None  # type: ignore[assignment]
    region = Integer(primary_key=True)
    indicator = Text(default=None)
    first = Date(default=None)
    last = Date(default=None)
    number = DoublePrecision(default=None, null=True)
    middle = DoublePrecision(default=None, null=True)
    low = DoublePrecision(default=None, null=True)
    high = DoublePrecision(default=None, null=True)
    light = Text(default=None)
    rank = Integer(default=None, null=True)
    among = Integer(default=None)
    made_at = Timestamptz()


class Told(CountyTable):
    """Of whom counties were told, under their region's code; written by the region's role only."""

    id = None  # type: ignore[assignment]
    indicator = Text(primary_key=True, default=None)
    last = Date(default=None)
    counties = Array(base_column=Integer(), default=None)
    middle = DoublePrecision(default=None, null=True)
    low = DoublePrecision(default=None, null=True)
    high = DoublePrecision(default=None, null=True)
    among = Integer(default=None)
    told_at = Timestamptz()
