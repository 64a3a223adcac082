"""What all matters of a county share while they are told."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

from app.charter.model import Charter
from app.dates import is_working_day
from app.demo.county import Demo
from app.demo.people import People
from app.demo.places import At
from app.demo.rows import Rows
from app.ledger import Entry


@dataclass
class Scene:
    """All that a matter's records need of its county."""

    demo: Demo
    charter: Charter
    charter_id: int
    people: People
    stations: list[At]
    rows: Rows
    rng: Random
    today: date
    entries: list[Entry] = field(default_factory=list)
    reopened: list[tuple[int, int | None, date]] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)
    follow: str = ""  # of a topic that waits for its rating: the example
    members: list[int] = field(default_factory=list)  # how many come, sitting by sitting …
    citizens: list[int] = field(default_factory=list)  # … if the published sums say so


@cache
def working_day(day: date) -> date:
    """This one, or the next."""
    return day if is_working_day(day) else working_day(day + timedelta(days=1))
