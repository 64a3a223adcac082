"""What all records of a county share while they are made: its rules, people, places and clock."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter
from random import Random
from typing import Any

from app.charter.model import Charter, StationKind
from app.dates import is_working_day, now
from app.demo.county import Demo
from app.demo.pictures import HEIGHT, LOOKS, WIDTH
from app.demo.rows import Row, Rows, moment
from app.evidence import entries as photo_entries
from app.evidence.tables import Photo
from app.ledger import Entry
from app.ledger.posting import post_all
from app.stations import entries as station_entries
from app.stations.codes import new_code
from app.stations.tables import Station
from app.topics.tables import Topic


@cache
def working_day(day: date) -> date:
    """This one, or the next."""
    return day if is_working_day(day) else working_day(day + timedelta(days=1))


@dataclass(frozen=True)
class Habits:
    """How a county works: shares of all, but for `slow`, `coming` and `citizens`."""

    slow: float = 1.0  # in all that its offices do
    spoken: float = 1.0  # sittings at which a department answers on the spot
    on_time: float = 0.85
    rated: float = 0.9  # answers
    coming: int = 2  # most members at a sitting
    citizens: int = 9  # at a sitting, on the average


@dataclass
class At:
    """A station, as matters need it."""

    id: int
    name: str
    place: str  # the division's name
    division: str  # its code, or that of what it lies in
    kind: str
    level: str
    lineage: list[int]
    opened_on: date
    parent: "At | None" = None
    rural: bool = True
    weight: float = 1.0  # how often a matter is raised there


@dataclass
class Person:
    """A member."""

    id: int
    name: str
    account: int | None = None


@dataclass
class People:
    accounts: dict[tuple[str, int | None], int] = field(default_factory=dict)  # role, station
    departments: dict[str, int] = field(default_factory=dict)
    members: dict[int, list[Person]] = field(default_factory=dict)  # by station
    everyone: list[Person] = field(default_factory=list)
    own_department: str = ""  # of those who can sign in
    names: dict[int, str] = field(default_factory=dict)  # by account

    def who(self, by: list[str], at: At, rng: Random) -> tuple[str, int | None]:
        """Role and account of somebody who acts at a ring there."""
        role = rng.choice([each for each in by if each != "citizen"])
        lineage: list[int | None] = [None, *at.lineage]
        held = [(role, station) for station in lineage if (role, station) in self.accounts]
        return role, self.accounts[held[-1]] if held else None

    def near(self, at: At) -> list[Person]:
        """Placed there, else at a station above, else anybody."""
        for station in reversed(at.lineage):
            if found := self.members.get(station):
                return found
        return self.everyone


@dataclass
class Scene:
    code: int
    name: str
    demo: Demo  # for its words
    charter: Charter
    habits: Habits
    rng: Random
    rows: Rows
    today: date  # nothing happens after it
    people: People = field(default_factory=People)
    stations: list[At] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)  # topics
    members: list[int] = field(default_factory=list)  # how many come, sitting by sitting …
    citizens: list[int] = field(default_factory=list)  # … if the published sums say so
    now: datetime = field(default_factory=now)

    def post(self, *entries: Entry) -> list[Entry]:
        """Recorded in the evening of its day, or just now. → as posted"""
        made = [
            replace(
                each,
                id=self.rows.id_on(each.happened_on),
                recorded_at=min(moment(each.happened_on, 18), self.now),
            )
            for each in entries
        ]
        self.entries += made
        return made

    def open(  # noqa: PLR0917
        self, kind: StationKind, name: str, place: str, division: str, parent: At | None, day: date
    ) -> At:
        at = At(0, name, place, division, kind.key, kind.level, [], day, parent)
        above = parent.place if parent and parent.place != place else ""
        row = self.rows.add(
            Station,
            day,
            kind=kind.key,
            level=str(kind.level),
            name=name,
            division=division,
            parent=parent.id if parent else None,
            address=f"{above}{place}党群服务中心",
            opened_on=day,
            code=new_code(),  # stands on a wall: drawn, so that nobody makes it from a seed
        )
        at.id = row["id"]
        at.lineage = row["lineage"] = [*(parent.lineage if parent else []), at.id]
        self.stations.append(at)
        self.post(station_entries.opened(at.id, day=day))
        return at

    def photo(self, look: str, day: date, caption: str, account: int | None, **of: Any) -> Row:
        """`of`: the subject by its column. Posted by `add_photo`, where the ledger counts it."""
        number = self.rows.made
        return self.rows.add(
            Photo,
            day,
            caption=f"演示图：{caption}",
            state="ready",
            object=f"{self.code}/demo/{look}{number % LOOKS[look]}",
            width=WIDTH,
            height=HEIGHT,
            taken_at=moment(day, 9 + number % 8, number % 60),
            taken_zone_known=True,
            account=account,
            uploaded_at=moment(day, 18),
            **of,
        )

    def add_photo(  # noqa: PLR0917
        self, look: str, day: date, caption: str, account: int | None, at: At,
        told_of: int | None = None, **of: Any,
    ) -> None:  # fmt: skip
        """`told_of`: the topic under which the ledger has it."""
        row = self.photo(look, day, caption, account, **of)
        about = {"consultation": None, "commitment": None, **row}
        self.post(photo_entries.added(about, at.id, told_of, day=day))

    async def write(self, charter: int) -> None:
        """Within the county's transaction: rows first, then the ledger in the order of the days.
        `charter`: the version under which all of it was raised.
        """
        for topic in self.rows.kept[Topic]:
            topic["charter"] = charter
        await self.rows.write()
        await post_all(sorted(self.entries, key=attrgetter("id")))
