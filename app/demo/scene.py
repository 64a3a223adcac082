"""What all records of a county share while they are made: its rules, people, places and clock."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from operator import attrgetter
from random import Random
from typing import Any

from app.charter.model import StationKind
from app.dates import is_working_day, now
from app.demo.county import Demo
from app.demo.own import charter_of, rules_of
from app.demo.pictures import HEIGHT, LOOKS, WIDTH
from app.demo.rows import Row, Rows, moment
from app.evidence import entries as evidence_entries
from app.evidence.sorts import Sort
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
    rural: bool


@dataclass
class People:
    """Members are rows; they have a name each, and one has an account."""

    accounts: dict[tuple[str, int | None], int] = field(default_factory=dict)  # role, station
    departments: dict[str, int] = field(default_factory=dict)
    members: dict[int, list[Row]] = field(default_factory=dict)  # by station
    everyone: list[Row] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)  # by account

    def who(self, by: list[str], at: At, rng: Random) -> tuple[str, int | None]:
        """Role and account of somebody who acts at a ring there."""
        role = rng.choice([each for each in by if each != "citizen"])
        lineage: list[int | None] = [None, *at.lineage]
        held = [(role, station) for station in lineage if (role, station) in self.accounts]
        return role, self.accounts[held[-1]] if held else None

    def near(self, at: At) -> list[Row]:
        """Placed there, else at a station above, else anybody."""
        for station in reversed(at.lineage):
            if found := self.members.get(station):
                return found
        return self.everyone


class Scene:
    def __init__(self, demo: Demo, seed: int | str, today: date) -> None:
        """Nothing happens after `today`, or after the demo's end."""
        self.demo, self.habits = demo, demo.habits
        self.today = min(demo.ends or today, today)
        self.since = today - timedelta(days=demo.months * 30)  # when matters are raised
        self.begins = self.since - timedelta(days=demo.months + 90)  # its rules are in force
        self.charter = charter_of(rules_of(demo))
        self.rng = Random(seed)  # noqa: S311  # the same every time
        self.rows = Rows(self.begins - timedelta(days=90), today)
        self.people = People()
        self.stations: list[At] = []
        self.entries: list[Entry] = []
        self.accepted: list[Row] = []  # topics
        self.nominated: dict[int, list[int]] = {}  # by region
        self.papers: dict[str, list[Row]] = defaultdict(list)  # files, by what is in them
        # How many come, sitting by sitting, if the published sums say so.
        self.members: list[int] = []
        self.citizens: list[int] = []
        self.now = now()

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

    def open(self, kind: StationKind, place: str, division: str, above: At | None, day: date) -> At:
        """Not before what it lies under."""
        day = max(day, above.opened_on) if above else day
        at = place if above is None or place.startswith(above.place) else above.place + place
        row = self.rows.add(
            Station,
            day,
            kind=kind.key,
            level=str(kind.level),
            name=place + kind.suffix,
            division=division,
            parent=above.id if above else None,
            address=f"{at}党群服务中心",
            opened_on=day,
            code=new_code(),  # stands on a wall: drawn, so that nobody makes it from a seed
        )
        row["lineage"] = [*(above.lineage if above else []), row["id"]]
        of = {name: row[name] for name in ("id", "name", "division", "level", "lineage")}
        self.stations.append(At(place=place, kind=kind.key, opened_on=day, rural=True, **of))
        self.post(station_entries.opened(row["id"], day=day))
        return self.stations[-1]

    def photo(
        self, look: str, day: date, caption: str, account: int | None, at: At | None, **of: Any
    ) -> None:
        """`of`: the subject by its column. `at`: where the ledger counts it."""
        number = self.rows.made
        told_of = of.pop("told_of", of.get("topic"))
        row = self.rows.add(
            Photo,
            day,
            caption=f"演示图：{caption}",
            state="ready",
            object=f"{self.demo.code}/demo/{look}{number % LOOKS[look]}",
            width=WIDTH,
            height=HEIGHT,
            taken_at=moment(day, 9 + number % 8, number % 60),
            taken_zone_known=True,
            account=account,
            uploaded_at=moment(day, 18),
            **{"consultation": None, "commitment": None, **of},
        )
        if at:
            self.post(
                evidence_entries.added(
                    Sort.PHOTO,
                    row["id"],
                    station=at.id,
                    topic=told_of,
                    consultation=row["consultation"],
                    commitment=row["commitment"],
                    actor=account,
                    day=day,
                )
            )

    async def write(self, charter: int) -> None:
        """Within the county's transaction: rows first, then the ledger in the order of the days.
        `charter`: the version under which all of it was raised.
        """
        for topic in self.rows.kept[Topic]:
            topic["charter"] = charter
        await self.rows.write()
        await post_all(sorted(self.entries, key=attrgetter("id")))
