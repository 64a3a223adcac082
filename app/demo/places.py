"""A county's real townships and villages, and the stations that stand in them."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import zip_longest
from random import Random
from typing import NamedTuple

from app.charter.model import Charter, Level, StationKind
from app.counties.rules import kind_of
from app.demo.county import Demo, Stations
from app.demo.placing import places_of
from app.demo.scene import At, Scene
from app.demo.telling import words
from app.divisions.rules import is_oddity, short_name
from app.stations.places import Place
from app.stations.tables import Station

STREET = "街道"


class Division(NamedTuple):
    code: str
    name: str


class Town(NamedTuple):
    itself: Division
    villages: list[Division]


Opened = tuple[StationKind, Division, str]  # `within`: of what is no division, what it lies in


def plain_name(name: str) -> str:
    """'惠通村委会' → '惠通村', '龙湖居委会' → '龙湖社区': as people say it."""
    for ending in ("居民委员会", "居委会"):
        if name.endswith(ending) and not name.endswith(f"社区{ending}"):
            return f"{name.removesuffix(ending)}社区"
    return short_name(name)


def settled(divisions: Sequence[tuple[str, str]], demo: Demo) -> list[Town]:
    """The townships with their villages, in the order of the codes, without what is none."""
    found: dict[str, Town] = {}
    for code, name in divisions:
        if is_oddity(code, name) and code[:9] not in demo.also:
            continue
        if len(code) == 9:
            found[code] = Town(Division(code, demo.called.get(code, short_name(name))), [])
        elif code[:9] in found:
            found[code[:9]].villages.append(Division(code, plain_name(name)))
    return list(found.values())


def spread(lists: list[list[Division]], rng: Random) -> list[Division]:
    """One of each township, then a second of each …"""
    for each in lists:
        rng.shuffle(each)
    return [village for turn in zip_longest(*lists) for village in turn if village]


def open_stations(scene: Scene, towns: Sequence[Town]) -> None:
    """Each lies under the first that was opened in what its place lies in. Where there is a pilot,
    the others follow later.
    """
    rng, first = scene.rng, dict[str, At]()
    streets = {each.itself.code for each in towns if STREET in each.itself.name}
    demo, span = scene.demo, (scene.today - scene.since).days * 2 // 3
    for kind, place, within in (specified if demo.stations else simulated)(scene, towns):
        day = scene.begins - timedelta(days=rng.randrange(1, 90))
        if first and rng.random() > scene.habits.pilot:
            day = scene.since + timedelta(days=rng.randrange(span + 1))
        code = place.code or within
        above = [within, *(code[:length] for length in (9, 6) if len(code) > length)]
        parent = next((first[each] for each in above if each in first), None)
        at = scene.open(kind, place.name, code, parent, day)
        at.rural = code[:9] not in streets
        if place.code:
            first.setdefault(code, at)
    place_stations(scene, towns)


def place_stations(scene: Scene, towns: Sequence[Town]) -> None:
    """Taken on the day on which each was opened."""
    demo, rows = scene.demo, {row["id"]: row for row in scene.rows.kept[Station]}
    if demo.seat is None:
        return
    codes = [each.itself.code for each in towns]
    of = [(each.id, each.division) for each in scene.stations]
    for number, place in places_of(Place(*demo.seat), demo.reach, codes, of).items():
        rows[number] |= {**place._asdict(), "placed_on": rows[number]["opened_on"]}


def specified(scene: Scene, towns: Sequence[Town]) -> Iterator[Opened]:
    """Those of the published numbers."""
    county = Division(str(scene.demo.code), scene.demo.name)
    everywhere = [county, *(each for town in towns for each in (town.itself, *town.villages))]
    for spec in scene.demo.stations:
        kind = scene.charter.station_kinds[spec.kind]
        under = next((each.code for each in everywhere if each.name == spec.under), county.code)
        for name in spec.names:
            yield kind, Division("", name), under
        for place in [] if spec.names else chosen(spec, county, towns, scene.rng):
            yield kind, place, ""


def chosen(spec: Stations, county: Division, towns: Sequence[Town], rng: Random) -> list[Division]:
    mine = [each for each in towns if not spec.of or each.itself.name in spec.of]
    lists = [list(each.villages) for each in mine]
    if spec.at != "village":
        lists = [[county]] if spec.at == "county" else [[each.itself] for each in mine]
    ends = tuple(spec.ends) or ("",)
    lists = [[each for each in places if each.name.endswith(ends)] for places in lists]
    wanted = [each for places in lists for each in places if each.name in spec.with_]
    others = [each for each in spread(lists, rng) if each not in wanted]
    return sorted([*wanted, *others][: spec.number])


def simulated(scene: Scene, towns: Sequence[Town]) -> Iterator[Opened]:
    """One of each kind that the charter has for a place, up to the number; in larger counties also
    those that no division names: of companies and institutions, and of areas.
    """
    demo, charter, rng = scene.demo, scene.charter, scene.rng
    county = Division(str(demo.code), demo.name)
    number = max(
        1, min(round(len(towns) * scene.habits.covered), demo.figures.stations, len(towns))
    )
    mine = sorted(rng.sample(towns, number))
    places = [(Level.COUNTY, county), *((Level.TOWNSHIP, town.itself) for town in mine)]
    villages = spread([list(town.villages) for town in mine], rng)
    places += [(Level.VILLAGE, village) for village in villages]
    found = [(kind, at) for level, at in places if (kind := proposed(charter, level, at.name))]
    found = found[: demo.figures.stations]
    yield from ((kind, at, "") for kind, at in found)
    if len(found) < 20:
        return
    last, units = found[-1][1], iter(words().texts["units"])
    for kind in charter.stations.kinds:
        if kind.level is Level.UNIT:
            yield kind, Division("", county.name + next(units)), county.code
        if kind.level is Level.AREA:
            for name in words().texts["areas"]:
                yield kind, Division("", last.name + name), last.code


def proposed(charter: Charter, level: Level, name: str) -> StationKind | None:
    """Where a county has stations of townships only, they stand in communities too."""
    town = level is Level.VILLAGE and name.endswith("社区")
    return kind_of(charter, level, name) or (
        charter.kind_for(Level.TOWNSHIP, name) if town else None
    )
