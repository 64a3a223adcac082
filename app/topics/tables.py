from piccolo.columns import (
    JSONB,
    Array,
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
)

from app.charter.tables import CharterVersion
from app.stations.tables import Station
from app.tenancy.tables import CountyTable


class Topic(CountyTable):
    """`raiser_name`, `raiser_phone` and `raiser` are personal data, seen by whoever has to answer.

    `ring` is a place in the rings of the charter version it was raised under (`charter`).
    """

    station = ForeignKey(Station, null=False, on_delete=OnDelete.restrict)
    charter = ForeignKey(CharterVersion, null=False, on_delete=OnDelete.restrict)
    title = Text(default=None)
    story = Text(default=None)
    category = Text(default=None)
    origin = Text(default=None)
    raiser_name = Text(default=None, secret=True)
    raiser_phone = Text(default="", secret=True)
    raiser = BigInt(default=None, null=True)
    follow_code = Text(default=None, secret=True)
    raised_on = Date(default=None)
    stage = Text(default=None)
    ring = Integer(default=None)
    ring_since = Date(default=None)
    held_by = Array(base_column=Text(), default=None)
    round = Integer(default=0)
    on_theme = Boolean(default=False)
    merged_into = BigInt(default=None, null=True)
    reason = Text(default="")
    published_at = Timestamptz(default=None, null=True)
    closed_on = Date(default=None, null=True)
    version = Integer(default=0)


class Passage(CountyTable):
    """What happened at a ring. Written once; corrected by another."""

    topic = ForeignKey(Topic, null=False, on_delete=OnDelete.restrict)
    ring = Integer(default=None)
    kind = Text(default=None)
    decision = Text(default=None)
    opinion = Text(default="")
    facts = JSONB(default="{}")
    account = BigInt(default=None, null=True)
    role = Text(default=None)
    happened_on = Date(default=None)
    at = Timestamptz()
