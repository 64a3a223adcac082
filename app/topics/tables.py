from datetime import date, datetime
from typing import NotRequired, TypedDict

from piccolo.columns import (
    JSONB,
    Array,
    BigInt,
    Boolean,
    Date,
    DoublePrecision,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
)

from app.charter.tables import CharterVersion
from app.lights import Light
from app.stations.tables import Station
from app.tenancy.tables import CountyTable


class Topic(CountyTable):
    """`raiser_name`, `raiser_phone` and `raiser` are personal data, seen by whoever has to answer,
    and gone since `raiser_gone_on`; names of who sat down since `people_gone_on` (app/persons/).

    `brought`: how it came, where a clerk (`brought_by`) raised it for somebody. `spot`: where
    exactly, as whoever raised it says; `latitude`, `longitude`: of their phone, if they tapped for
    it, personal and gone with their name.

    `ring` is a place in the rings of the charter version it was raised under (`charter`).

    The database makes `held_as` of `held_by` and `instead`, and `raiser_called` of `raiser_name`.
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
    instead = Array(base_column=Text(), default=list)
    judged = Text(default="")
    nudged_on = Date(default=None, null=True)
    round = Integer(default=0)
    on_theme = Boolean(default=False)
    merged_into = BigInt(default=None, null=True)
    reason = Text(default="")
    published_at = Timestamptz(default=None, null=True)
    taken_down_at = Timestamptz(default=None, null=True)
    taken_down_reason = Text(default="")
    closed_on = Date(default=None, null=True)
    version = Integer(default=0)
    raiser_gone_on = Date(default=None, null=True)
    people_gone_on = Date(default=None, null=True)
    unrated = Boolean(default=False)
    brought = Text(default="")
    slip = Text(default="", secret=True)
    spot = Text(default="")
    brought_by = BigInt(default=None, null=True)
    latitude = DoublePrecision(default=None, null=True, secret=True)
    longitude = DoublePrecision(default=None, null=True, secret=True)
    held_as = Text(default="")
    raiser_called = Text(default="", secret=True)


class AtRing(TypedDict):
    """What `with_ring` (queries.py) reads of a topic, and what it puts in."""

    stage: str
    ring: int
    ring_since: date
    category: str
    ring_name: NotRequired[str]
    verb: NotRequired[str]
    category_name: NotRequired[str]
    light: NotRequired[Light | None]


class LoadedTopic(AtRing):
    """All columns, and of its station what says who may act; `held_here`: roles somebody holds
    there who may take the step, `held_at_all`: whoever it is. `all_verified`: where an answer is
    given, whether all that was promised is kept;
    `in_time`, `fell_due`: where a reference is replied to, whether within its limit, and whether
    it is known already that the limit has passed.
    """

    county: int
    id: int
    station: int
    charter: int
    title: str
    story: str
    origin: str
    raiser_name: str
    raiser_phone: str
    raiser: int | None
    follow_code: str
    raised_on: date
    held_by: list[str]
    instead: list[str]
    judged: str
    nudged_on: date | None
    round: int
    on_theme: bool
    merged_into: int | None
    reason: str
    published_at: datetime | None
    taken_down_at: datetime | None
    taken_down_reason: str
    closed_on: date | None
    version: int
    raiser_gone_on: date | None
    people_gone_on: date | None
    unrated: bool
    brought: str
    slip: str
    spot: str
    brought_by: int | None
    latitude: float | None
    longitude: float | None
    held_as: str
    raiser_called: str
    station_name: str
    station_level: str
    station_kind: str
    lineage: list[int]
    held_here: list[str]
    held_at_all: list[str]
    all_verified: NotRequired[bool]
    in_time: NotRequired[bool]
    fell_due: NotRequired[bool]


class Changes(TypedDict):
    """What a move makes other of a topic's columns."""

    stage: str
    ring: int
    held_by: list[str]
    instead: list[str]
    judged: str
    nudged_on: NotRequired[date | None]
    version: int
    closed_on: date | None
    ring_since: NotRequired[date]
    published_at: NotRequired[datetime]
    reason: NotRequired[str]
    merged_into: NotRequired[int]


class Joined(CountyTable):
    """Somebody met the same matter. `browser`: a mark of theirs, another one at each matter."""

    topic = ForeignKey(Topic, null=False, on_delete=OnDelete.restrict)
    browser = Text(default=None, secret=True)
    code = Text(default=None, secret=True)
    joined_on = Date(default=None)


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
