"""What all records of a simulated county share while they are made: words, places, ids, ledger."""

import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from operator import attrgetter
from random import Random

from app.charter.model import AGENDA, Charter, RingKind
from app.charter.stages import BEFORE_ACCEPTANCE
from app.dates import now
from app.demo.county import Demo, Words
from app.demo.places import At
from app.demo.province_nature import Nature
from app.demo.rows import EPOCH, Rows, moment
from app.ledger import Entry
from app.ledger.measures import ELSEWHERE
from app.ledger.posting import post_all
from app.topics import rules

HOUR = 3_600_000_000  # microseconds


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
        latest = now()
        days = {entry.happened_on for _id, entry, _reverses in self.posted}
        recorded = {day: min(moment(day, 18), latest) for day in days}
        told = [
            replace(entry, id=made, recorded_at=recorded[entry.happened_on], reverses=reverses)
            for made, entry, reverses in self.posted
        ]
        await post_all(sorted(told, key=attrgetter("id")))
