"""What all records of a simulated county share while they are made: words, places, ids, ledger."""

import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from random import Random

from app.charter.model import AGENDA, Charter, RingKind
from app.charter.stages import BEFORE_ACCEPTANCE
from app.dates import now
from app.db import tx
from app.demo.county import Demo, Words
from app.demo.places import At
from app.demo.province_nature import Nature
from app.demo.rows import EPOCH, Rows, moment
from app.ledger import Entry
from app.ledger.measures import ELSEWHERE
from app.topics import rules

HOUR = 3_600_000_000  # microseconds

# As POST of app/ledger/posting.py, with what only records of other days need: ids in the order of
# those days, when it was recorded, and what it takes back.
LEDGER = """
    INSERT INTO "ledger" ("county", "id", "kind", "station", "happened_on", "recorded_at", "topic",
        "consultation", "commitment", "member", "quantity", "category", "form", "result", "role",
        "reverses", "level", "station_kind")
    SELECT $1, entry.id, entry.kind, entry.station, entry.happened_on, entry.recorded_at,
        entry.topic, entry.consultation, entry.commitment, entry.member, entry.quantity,
        entry.category, entry.form, entry.result, entry.role, entry.reverses, "station"."level",
        "station"."kind"
    FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::date[], $6::timestamptz[],
        $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::int[], $12::text[],
        $13::text[], $14::text[], $15::text[], $16::bigint[]) AS entry (id, kind, station,
        happened_on, recorded_at, topic, consultation, commitment, member, quantity, category, form,
        result, role, reverses)
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = entry.station
    ORDER BY entry.id
"""


class Ids:
    """As app.new_id() made them in the last hour: none is ever made again, and they grow with the
    days of the records, which are spread over that hour.
    """

    def __init__(self, first: date, last: date) -> None:
        self.first = first
        self.start = int(time.time() * 1_000_000) - EPOCH - HOUR
        self.day = HOUR // ((last - first).days + 2)
        self.made = 0

    def on(self, day: date) -> int:
        self.made += 1
        tick = self.start + (day - self.first).days * self.day + self.made
        return tick * 4096 + self.made % 4096


@dataclass
class Stand(At):
    """A station, and what chooses it for a matter."""

    opened_on: date = date.min
    rural: bool = True
    weight: float = 1.0


@dataclass
class Person:
    id: int
    name: str


@dataclass
class Course:
    """Where the county's rings are, as far as simulated matters stop there."""

    gates: list[int]  # the first and the last before it is accepted
    agenda: list[int]
    report: int
    adopt: int
    carry_out: int
    rate: int

    @classmethod
    def of(cls, charter: Charter) -> "Course":
        rings = charter.rings
        kinds = [ring.kind for ring in rings]
        before = [n for n in range(1, len(rings)) if rules.stage_at(rings, n) in BEFORE_ACCEPTANCE]
        return cls(
            gates=sorted({before[0], before[-1]}),
            agenda=[n for n, kind in enumerate(kinds) if kind in AGENDA],
            report=kinds.index(RingKind.REPORT),
            adopt=kinds.index(RingKind.ADOPT),
            carry_out=kinds.index(RingKind.CARRY_OUT),
            rate=kinds.index(RingKind.RATE),
        )


@dataclass
class Scene:
    code: int
    name: str
    demo: Demo  # for its words
    charter: Charter
    charter_id: int
    nature: Nature
    rng: Random
    ids: Ids
    rows: Rows = field(default_factory=Rows)
    posted: list[tuple[int, Entry, int | None]] = field(default_factory=list)
    departments: dict[str, int] = field(default_factory=dict)  # by the name that it has here
    called: dict[str, str] = field(default_factory=dict)  # name in the preset's words → that one
    members: dict[int, list[Person]] = field(default_factory=dict)  # by station
    everyone: list[Person] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)  # topics

    def __post_init__(self) -> None:
        self.course = Course.of(self.charter)
        forms = [form for form in self.charter.forms if form not in {"thematic", "joint"}]
        self.other_forms = [form for form in forms if form in ELSEWHERE]
        self.meetings = [form for form in forms if form not in ELSEWHERE]
        self.stations: list[Stand] = []
        self.weights: list[float] = []

    def open(self, stations: Sequence[Stand]) -> None:
        self.stations = sorted(stations, key=lambda at: (at.opened_on, at.id))
        self.opened = [at.opened_on for at in self.stations]
        self.weights = list(accumulate(at.weight for at in self.stations))

    def somewhere(self, day: date) -> Stand:
        """Among the stations of that day; some have much more to do than others."""
        there = max(bisect_right(self.opened, day), 1)
        drawn = self.rng.random() * self.weights[there - 1]
        return self.stations[min(bisect_right(self.weights, drawn), there - 1)]

    def words(self) -> Words:
        return self.rng.choice(self.demo.matters)

    def form(self) -> str:
        other = self.other_forms and self.rng.random() < self.nature.elsewhere
        return self.rng.choice(self.other_forms) if other else self.meetings[0]

    def post(self, entry: Entry, reverses: int | None = None) -> int:
        made = self.ids.on(entry.happened_on)
        self.posted.append((made, entry, reverses))
        return made

    async def write(self) -> None:
        """Within the county's transaction: one statement a table."""
        await self.rows.write()
        entries = [entry for _id, entry, _reverses in self.posted]
        latest = now()
        recorded = {day: min(moment(day, 18), latest) for day in {e.happened_on for e in entries}}
        await tx().connection.execute(
            LEDGER,
            tx().county,
            [made for made, _entry, _reverses in self.posted],
            [str(each.kind) for each in entries],
            [each.station for each in entries],
            [each.happened_on for each in entries],
            [recorded[each.happened_on] for each in entries],
            [each.topic for each in entries],
            [each.consultation for each in entries],
            [each.commitment for each in entries],
            [each.member for each in entries],
            [each.quantity for each in entries],
            [each.category for each in entries],
            [each.form for each in entries],
            [each.result for each in entries],
            [each.role for each in entries],
            [reverses for _id, _entry, reverses in self.posted],
        )
