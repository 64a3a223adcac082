"""Stations, departments and members of a simulated county, in its real townships and villages."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import zip_longest
from random import Random

from app.charter.model import Charter, Level, StationKind
from app.counties.rules import kind_of
from app.demo.people import somebody
from app.demo.province_nature import Nature
from app.demo.province_scene import Person, Scene, Stand
from app.demo.rows import wall_code
from app.divisions.rules import is_oddity, short_name
from app.ledger import Entry, Kind

Division = tuple[str, str]  # code and name
UNITS = ("人民医院", "职教中心", "工业集中区", "个体私营经济协会", "电商产业园")
AREAS = ("第一片区", "第二片区", "第三片区")
STREET = "街道"


def settled(divisions: Sequence[Division]) -> list[tuple[Division, list[Division]]]:
    """The townships with their villages, without what is none."""
    found: dict[str, tuple[Division, list[Division]]] = {}
    for code, name in divisions:
        if is_oddity(code, name):
            continue
        if len(code) == 9:
            found[code] = (code, name), []
        elif code[:9] in found:
            found[code[:9]][1].append((code, name))
    return list(found.values())


def village_kind(charter: Charter, name: str) -> StationKind | None:
    """Where a county has stations of townships only, they stand in communities too (雁江)."""
    return kind_of(charter, Level.VILLAGE, name) or (
        charter.kind_for(Level.TOWNSHIP, name) if name.endswith("社区") else None
    )


def spread(lists: list[list[Division]], rng: Random) -> list[Division]:
    """One of each township, then a second of each …"""
    for each in lists:
        rng.shuffle(each)
    return [village for turn in zip_longest(*lists) for village in turn if village]


def settle(scene: Scene, divisions: Sequence[Division]) -> None:
    townships = settled(divisions)
    scene.open(Builder(scene, townships).build())
    departments(scene)
    members(scene)


class Builder:
    def __init__(self, scene: Scene, townships: list[tuple[Division, list[Division]]]) -> None:
        self.scene, self.nature, self.rng = scene, scene.nature, scene.rng
        self.townships = townships
        self.streets = {code for (code, name), _villages in townships if STREET in name}
        self.built: list[Stand] = []
        self.by_code: dict[str, Stand] = {}
        standards = scene.charter.stations.standards
        every = list(scene.charter.station_kinds)
        self.held_to = {kind for each in standards for kind in each.kinds or every}

    def build(self) -> list[Stand]:
        code, charter = f"{self.scene.code}", self.scene.charter
        if kind := kind_of(charter, Level.COUNTY, self.scene.name):
            self.add(kind, (code, self.scene.name))
        number = max(1, round(len(self.townships) * min(self.nature.covered, 1)))
        number = min(number, self.nature.stations)
        chosen = sorted(self.rng.sample(self.townships, min(number, len(self.townships))))
        for (town, name), _villages in chosen:
            if kind := kind_of(charter, Level.TOWNSHIP, short_name(name)):
                self.add(kind, (town, name))
        for village in spread([list(villages) for _town, villages in chosen], self.rng):
            if len(self.built) >= self.nature.stations:
                break
            if kind := village_kind(charter, short_name(village[1])):
                self.add(kind, village)
        if len(self.built) >= 20:
            self.add_others(code)
        return self.built

    def add_others(self, code: str) -> None:
        """Those that no division names: of companies and institutions, and of areas."""
        units = iter(UNITS)
        village, at = list(self.by_code.items())[-1]
        for kind in self.scene.charter.stations.kinds:
            if kind.level is Level.UNIT:
                self.add(kind, (code, self.scene.name + next(units)))
            if kind.level is Level.AREA:
                for name in AREAS:
                    self.add(kind, (village, at.place + name))

    def add(self, kind: StationKind, division: Division) -> None:
        code, name = division
        place = short_name(name)
        parent = self.by_code.get(code[:9]) or self.by_code.get(code[:6])
        if len(code) == 12:
            parent = self.by_code.get(code) or parent
        opened = self.opens(parent)
        at = Stand(
            self.scene.ids.on(opened), place + kind.suffix, place, kind.key, kind.level, [], parent
        )
        at.lineage = [*(parent.lineage if parent else []), at.id]
        at.opened_on, at.rural = opened, code[:9] not in self.streets
        drawn = self.rng.random()
        at.weight = 0.05 + drawn * drawn
        self.built.append(at)
        self.by_code.setdefault(code, at)
        self.scene.rows.add(
            "station",
            id=at.id,
            kind=kind.key,
            level=str(kind.level),
            name=at.name,
            division=code,
            parent=parent.id if parent else None,
            lineage=at.lineage,
            address=f"{place}党群服务中心",
            opened_on=opened,
            code=wall_code(),  # stands on a wall: drawn, so that nobody makes it from the seed
        )
        self.scene.post(Entry(kind=Kind.STATION_OPENED, station=at.id, happened_on=opened))
        self.meet(at)

    def opens(self, parent: Stand | None) -> date:
        nature = self.nature
        early = nature.begins - timedelta(days=self.rng.randint(5, 80))
        if not self.built or self.rng.random() < nature.pilot:
            return max(early, parent.opened_on) if parent else early
        span = (nature.ends - nature.begins).days * 2 // 3
        later = nature.begins + timedelta(days=self.rng.randrange(span + 1))
        return max(later, parent.opened_on) if parent else later

    def meet(self, at: Stand) -> None:
        if at.kind not in self.held_to or self.rng.random() > self.nature.met:
            return
        day = at.opened_on + timedelta(days=self.rng.randint(20, 400))
        if day <= self.nature.ends:
            self.scene.post(Entry(kind=Kind.STATION_STANDARD_MET, station=at.id, happened_on=day))


def departments(scene: Scene) -> None:
    """The preset's, by the names that they have here: 县住建局 is 区住建局 in a district."""
    ending = scene.name[-1] if scene.name[-1] in "县市区" else "县"
    names = [*scene.demo.departments, *(words.department for words in scene.demo.matters)]
    for name in dict.fromkeys(names):
        called = ending + name[1:] if name[0] in "县市区" else name
        if name.endswith("街道办事处"):
            called = f"{ending}综合行政执法局"
        scene.called[name] = called
        if called not in scene.departments:
            scene.departments[called] = scene.ids.on(scene.ids.first)
            scene.rows.add("department", id=scene.departments[called], name=called)


def members(scene: Scene) -> None:
    nature, rng = scene.nature, scene.rng
    homes = [at for at in scene.stations if at.level in {"township", "village"}]
    rural, street = ([at for at in homes if at.rural is kind] for kind in (True, False))
    limit = scene.charter.placement.members_per_station
    modes = [mode.key for mode in scene.charter.placement.modes]
    for number in range(nature.members):
        among = rural if rng.random() < nature.rural else street
        at = rng.choice(among or homes) if rng.random() < nature.placed else None
        if at and limit and len(scene.members.get(at.id, [])) >= limit.max:
            at = None
        member = Person(scene.ids.on(scene.ids.first), somebody(rng))
        scene.everyone.append(member)
        if at:
            scene.members.setdefault(at.id, []).append(member)
        scene.rows.add(
            "member",
            id=member.id,
            name=member.name,
            sector=rng.choice(scene.demo.sectors),
            standing=number < nature.members // 6,
            station=at.id if at else None,
            mode=modes[0] if number % 4 else modes[-1],
        )


def people(townships: int, villages: int, nature: Nature, rng: Random) -> int:
    """Inhabitants, as many as would live in so many villages."""
    found = townships * rng.randint(1500, 4000) + villages * rng.randint(900, 2300)
    return max(found // 100 * 100, nature.members * 50)
