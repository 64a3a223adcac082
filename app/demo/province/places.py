"""Stations, departments and members of a simulated county, in its real townships and villages."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from app.charter.model import Charter, Level, StationKind
from app.counties.rules import kind_of
from app.demo.people import a_member, somebody
from app.demo.places import Division, Opener, Town, spread
from app.demo.province.nature import Nature
from app.demo.scene import Scene
from app.people.tables import Department
from app.stations.entries import standard_met

UNITS = ("人民医院", "职教中心", "工业集中区", "个体私营经济协会", "电商产业园")
AREAS = ("第一片区", "第二片区", "第三片区")
STREET = "街道"


def village_kind(charter: Charter, name: str) -> StationKind | None:
    """Where a county has stations of townships only, they stand in communities too (雁江)."""
    return kind_of(charter, Level.VILLAGE, name) or (
        charter.kind_for(Level.TOWNSHIP, name) if name.endswith("社区") else None
    )


def settle(scene: Scene, nature: Nature, towns: Sequence[Town]) -> dict[str, str]:
    """→ what the preset's departments are called here"""
    Builder(scene, nature, towns).build()
    called = departments(scene)
    members(scene, nature)
    return called


class Builder(Opener):
    def __init__(self, scene: Scene, nature: Nature, towns: Sequence[Town]) -> None:
        super().__init__(scene)
        self.nature, self.rng, self.towns = nature, scene.rng, towns
        self.streets = {each.itself.code for each in towns if STREET in each.itself.name}
        standards = scene.charter.stations.standards
        every = list(scene.charter.station_kinds)
        self.held_to = {kind for each in standards for kind in each.kinds or every}

    def build(self) -> None:
        charter, built = self.scene.charter, self.scene.stations
        county = Division(f"{self.scene.code}", self.scene.name)
        if kind := kind_of(charter, Level.COUNTY, county.name):
            self.add(kind, county)
        number = max(1, round(len(self.towns) * min(self.nature.covered, 1)))
        number = min(number, self.nature.stations, len(self.towns))
        towns = sorted(self.rng.sample(self.towns, number))
        for town in towns:
            if kind := kind_of(charter, Level.TOWNSHIP, town.itself.name):
                self.add(kind, town.itself)
        for village in spread([list(each.villages) for each in towns], self.rng):
            if len(built) >= self.nature.stations:
                break
            if kind := village_kind(charter, village.name):
                self.add(kind, village)
        if len(built) >= 20:
            self.add_others(county)

    def add_others(self, county: Division) -> None:
        """Those that no division names: of companies and institutions, and of areas."""
        units, (village, at) = iter(UNITS), list(self.first.items())[-1]
        for kind in self.scene.charter.stations.kinds:
            if kind.level is Level.UNIT:
                self.add(kind, Division("", county.name + next(units)), county.code)
            if kind.level is Level.AREA:
                for name in AREAS:
                    self.add(kind, Division("", at.place + name), village)

    def add(self, kind: StationKind, division: Division, within: str = "") -> None:
        at = self.open(kind, division, self.opens(), within=within)
        drawn = self.rng.random()
        at.rural = (division.code or within)[:9] not in self.streets
        at.weight = 0.05 + drawn * drawn
        if at.kind in self.held_to and self.rng.random() <= self.nature.met:
            day = at.opened_on + timedelta(days=self.rng.randint(20, 400))
            if day <= self.nature.ends:
                self.scene.post(standard_met(at.id, day=day))

    def opens(self) -> date:
        nature = self.nature
        if not self.scene.stations or self.rng.random() < nature.pilot:
            return nature.begins - timedelta(days=self.rng.randint(5, 80))
        span = (nature.ends - nature.begins).days * 2 // 3
        return nature.begins + timedelta(days=self.rng.randrange(span + 1))


def departments(scene: Scene) -> dict[str, str]:
    called = {name: here(name, scene.name) for name in scene.demo.departments}
    for name in dict.fromkeys(called.values()):
        row = scene.rows.add(Department, scene.rows.first, name=name)
        scene.people.departments[name] = row["id"]
    return called


def here(department: str, county: str) -> str:
    """A preset's department by the name that it has in another county: 县住建局 is 区住建局 in a
    district.
    """
    ending = county[-1] if county[-1] in "县市区" else "县"
    if department.endswith("街道办事处"):
        return f"{ending}综合行政执法局"
    return ending + department[1:] if department[0] in "县市区" else department


def members(scene: Scene, nature: Nature) -> None:
    rng, placed = scene.rng, scene.people.members
    homes = [at for at in scene.stations if at.level in {"township", "village"}]
    rural, street = ([at for at in homes if at.rural is kind] for kind in (True, False))
    limit = scene.charter.placement.members_per_station
    for number in range(nature.members):
        among = rural if rng.random() < nature.rural else street
        at = rng.choice(among or homes) if rng.random() < nature.placed else None
        if at and limit and len(placed.get(at.id, [])) >= limit.max:
            at = None
        a_member(scene, somebody(rng), at, number, nature.members // 6)


def people(townships: int, villages: int, nature: Nature, rng: Random) -> int:
    """Inhabitants, as many as would live in so many villages."""
    found = townships * rng.randint(1500, 4000) + villages * rng.randint(900, 2300)
    return max(found // 100 * 100, nature.members * 50)
