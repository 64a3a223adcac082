"""The matters of a simulated county: as many as are needed for about as many consultations as its
nature says, and what becomes of each.
"""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from app.bulk import moved
from app.demo.county import words
from app.demo.matters import Matter, Teller
from app.demo.province.nature import Nature
from app.demo.record import Record
from app.demo.route import Route
from app.demo.scene import At, Scene
from app.demo.sitting import Sittings
from app.ledger.measures import ELSEWHERE

AWAY = {"declined": 12, "settled": 6, "merged": 2, "withdrawn": 1}  # of those not accepted
MOST_ROUNDS = 5


def tell_all(scene: Scene, nature: Nature, called: Mapping[str, str]) -> None:
    rng, general = scene.rng, [each for each in words(nature.preset) if each.general]
    forms = [form for form in scene.charter.forms if form not in {"thematic", "joint"}]
    meetings = [form for form in forms if form not in ELSEWHERE]
    others = [form for form in forms if form in ELSEWHERE] or meetings
    teller = Teller(scene, general, meetings[:1], called)
    sittings, somewhere = Sittings(scene), Somewhere(scene)
    number = round(nature.consultations / (nature.accepted * (1 + nature.again)) * 1.05) or 1
    for raised in sorted(a_day(scene, nature) for _each in range(number)):
        form = rng.choice(others) if rng.random() < nature.elsewhere else meetings[0]
        matter = fated(teller, nature, somewhere.on(raised), form)
        route = Route(matter, scene.charter, rng, nature)
        route.cut((nature.ends - raised).days)
        Record(scene, sittings, matter, route, raised).write()
        moved()


def a_day(scene: Scene, nature: Nature) -> date:
    """Later ones are likelier, by `growth`."""
    rng, span = scene.rng, (nature.ends - nature.begins).days
    while True:
        far = rng.random()
        if rng.random() * nature.growth <= 1 + (nature.growth - 1) * far:
            return nature.begins + timedelta(days=int(far * span))


class Somewhere:
    """Among the stations of a day; some have much more to do than others."""

    def __init__(self, scene: Scene) -> None:
        self.rng = scene.rng
        self.stations = sorted(scene.stations, key=lambda at: (at.opened_on, at.id))
        self.opened = [at.opened_on for at in self.stations]
        self.weights = list(accumulate(at.weight for at in self.stations))

    def on(self, day: date) -> At:
        there = max(bisect_right(self.opened, day), 1)
        drawn = self.rng.random() * self.weights[there - 1]
        return self.stations[min(bisect_right(self.weights, drawn), there - 1)]


def fated(teller: Teller, nature: Nature, at: At, form: str) -> Matter:
    rng = teller.rng
    more: dict[str, Any] = {"form": form}
    if rng.random() > nature.accepted:
        fate = rng.choices(list(AWAY), list(AWAY.values()))[0]
        late = fate == "merged" and not teller.scene.accepted
        return teller.matter(at, fate="declined" if late else fate, **more)
    while more.setdefault("rounds", 1) < MOST_ROUNDS and rng.random() < nature.again:
        more["rounds"] += 1
    if rng.random() < nature.hard:
        return teller.matter(at, fate="referred", **more)
    if rng.random() > nature.adopted:
        return teller.matter(at, fate="unadopted", **more)
    matter = teller.matter(at, typical=rng.random() < nature.typical, **more)
    if rng.random() > nature.content:
        matter.detours |= {"reopened"}
    return matter
