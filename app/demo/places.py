"""The county's real townships and villages, and the stations that stand in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.charter.model import Charter
from app.demo.county import Demo, Stations
from app.demo.rows import Rows, wall_code
from app.divisions.rules import is_oddity

ENDS = {
    "村民委员会": "村", "村委会": "村", "居民委员会": "社区", "居委会": "社区",
}  # fmt: skip


@dataclass
class Place:
    """A township or village, or the county itself."""

    code: str
    name: str
    level: str
    within: "Place | None" = None
    holds: list["Place"] = field(default_factory=list)


@dataclass
class At:
    """A station, as matters need it."""

    id: int
    name: str
    place: str  # the division's name
    kind: str
    level: str
    lineage: list[int]
    parent: "At | None" = None


def plain_name(name: str) -> str:
    """'惠通村委会' → '惠通村', '龙湖社区居委会' → '龙湖社区': as people say it."""
    for ending, word in ENDS.items():
        if name.endswith(ending):
            start = name.removesuffix(ending)
            return start if start.endswith((word, "社区", "村")) else start + word
    return name


def places(demo: Demo, divisions: Sequence[tuple[str, str]]) -> Place:
    """`divisions`: code and name of what lies in the county, in the order of the codes."""
    county = Place(str(demo.code), demo.name, "county")
    townships: dict[str, Place] = {}
    for code, name in divisions:
        kept = code[:9] in demo.also or not is_oddity(code, name)
        if len(code) == 9 and kept:
            townships[code] = Place(code, demo.called.get(code, name), "township", county)
            county.holds.append(townships[code])
        elif len(code) == 12 and kept and code[:9] in townships:
            above = townships[code[:9]]
            above.holds.append(Place(code, plain_name(name), "village", above))
    return county


def chosen(spec: Stations, county: Place, rng: Random) -> list[Place]:
    if spec.at == "county":
        return [county]
    townships = [each for each in county.holds if not spec.of or each.name in spec.of]
    if spec.at == "township":
        fit = [each for each in townships if each.name.endswith(tuple(spec.ends) or ("",))]
        return fit[: spec.number]
    lists = [
        [village for village in each.holds if village.name.endswith(tuple(spec.ends) or ("",))]
        for each in townships
    ]
    wanted = [village for each in lists for village in each if village.name in spec.with_]
    for each in lists:
        rng.shuffle(each)
    deepest = max(map(len, lists))
    spread = [each[turn] for turn in range(deepest) for each in lists if turn < len(each)]
    spread = [village for village in spread if village not in wanted]
    number = len(wanted) + len(spread) if spec.number is None else spec.number
    return sorted([*wanted, *spread][:number], key=lambda village: village.code)


def open_stations(  # noqa: PLR0917
    demo: Demo, charter: Charter, county: Place, rows: Rows, rng: Random, begins: date
) -> list[At]:
    stations: list[At] = []
    first: dict[str, At] = {}  # by division: whose parent it is that lies below
    for spec in demo.stations:
        kind = charter.station_kinds[spec.kind]
        if spec.at:
            named = [(each, each.name + kind.suffix) for each in chosen(spec, county, rng)]
        else:
            under = find(county, spec.under) if spec.under else county
            named = [
                (Place("", name, kind.level, under), name + kind.suffix) for name in spec.names
            ]
        for place, name in named:
            parent = above(place, first)
            at = At(rows.next_id(), name, place.name, kind.key, kind.level, [], parent)
            at.lineage = [*(parent.lineage if parent else []), at.id]
            stations.append(at)
            if place.code:
                first.setdefault(place.code, at)
            rows.add(
                "station",
                id=at.id,
                kind=kind.key,
                level=str(kind.level),
                name=name,
                division=place.code or place.within.code if place.within else place.code,
                parent=parent.id if parent else None,
                lineage=at.lineage,
                address=f"{place.within.name if place.within else ''}{place.name}党群服务中心",
                opened_on=begins - timedelta(days=rng.randrange(1, 90)),
                code=wall_code(),
            )
    return stations


def above(place: Place, first: dict[str, At]) -> At | None:
    step = place.within
    while step is not None:
        if step.code in first:
            return first[step.code]
        step = step.within
    return None


def find(county: Place, name: str) -> Place:
    everywhere = [county, *county.holds, *(v for each in county.holds for v in each.holds)]
    return next(each for each in everywhere if each.name == name)
