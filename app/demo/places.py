"""A county's real townships and villages, and the stations that stand in them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from random import Random
from typing import NamedTuple

from app.charter.model import StationKind
from app.demo.county import Demo, Stations
from app.demo.scene import At, Scene
from app.divisions.rules import is_oddity, short_name


class Division(NamedTuple):
    code: str
    name: str


class Town(NamedTuple):
    itself: Division
    villages: list[Division]


def plain_name(name: str) -> str:
    """'惠通村委会' → '惠通村', '龙湖居委会' → '龙湖社区': as people say it."""
    for ending in ("居民委员会", "居委会"):
        if name.endswith(ending) and not name.endswith(f"社区{ending}"):
            return f"{name.removesuffix(ending)}社区"
    return short_name(name)


def settled(divisions: Sequence[tuple[str, str]], demo: Demo | None = None) -> list[Town]:
    """The townships with their villages, in the order of the codes, without what is none."""
    also: Collection[str] = demo.also if demo else ()
    called: Mapping[str, str] = demo.called if demo else {}
    found: dict[str, Town] = {}
    for code, name in divisions:
        if is_oddity(code, name) and code[:9] not in also:
            continue
        if len(code) == 9:
            found[code] = Town(Division(code, called.get(code, short_name(name))), [])
        elif code[:9] in found:
            found[code[:9]].villages.append(Division(code, plain_name(name)))
    return list(found.values())


def spread(lists: list[list[Division]], rng: Random) -> list[Division]:
    """One of each township, then a second of each …"""
    for each in lists:
        rng.shuffle(each)
    return [village for turn in zip_longest(*lists) for village in turn if village]


class Opener:
    """Of a county: each station lies under the first that was opened in what its place lies in."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.first: dict[str, At] = {}

    def open(self, kind: StationKind, division: Division, day: date, *, within: str = "") -> At:
        """`within`: the code of what it lies in, if it is no division itself."""
        code, name = division.code or within, division.name
        above = [within, code[:9] if len(code) > 9 else "", code[:6] if len(code) > 6 else ""]
        parent = next((self.first[each] for each in above if each in self.first), None)
        if parent:
            day = max(day, parent.opened_on)
        at = self.scene.open(kind, name + kind.suffix, name, code, parent, day)
        if division.code:
            self.first.setdefault(code, at)
        return at


def open_stations(scene: Scene, towns: Sequence[Town], begins: date) -> None:
    """Those of the published numbers."""
    rng, opener = scene.rng, Opener(scene)
    county = Division(str(scene.code), scene.name)
    everywhere = [county, *(each for town in towns for each in (town.itself, *town.villages))]
    for spec in scene.demo.stations:
        kind = scene.charter.station_kinds[spec.kind]
        under = next((each.code for each in everywhere if each.name == spec.under), county.code)
        named = [Division("", name) for name in spec.names]
        for place in named or chosen(spec, county, towns, rng):
            day = begins - timedelta(days=rng.randrange(1, 90))
            opener.open(kind, place, day, within=under if named else "")


def chosen(spec: Stations, county: Division, towns: Sequence[Town], rng: Random) -> list[Division]:
    if spec.at == "county":
        return [county]
    ends = tuple(spec.ends) or ("",)
    mine = [each for each in towns if not spec.of or each.itself.name in spec.of]
    if spec.at == "township":
        fit = [each.itself for each in mine if each.itself.name.endswith(ends)]
        return fit[: spec.number]
    lists = [[each for each in town.villages if each.name.endswith(ends)] for town in mine]
    wanted = [each for villages in lists for each in villages if each.name in spec.with_]
    others = [each for each in spread(lists, rng) if each not in wanted]
    number = len(wanted) + len(others) if spec.number is None else spec.number
    return sorted([*wanted, *others][:number])
