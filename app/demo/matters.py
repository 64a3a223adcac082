"""One matter, and the teller who makes them up from a county's words (tenants/*/matters.toml)."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from msgspec.structs import asdict

from app.charter.model import AGENDA, Ring, RingKind
from app.charter.rings import ASIDE
from app.demo.county import Case, Words, words
from app.demo.scene import At, Scene

ALIVE = frozenset({"alive", "reopened", "returned"})
OFF = frozenset({"declined", "merged", "settled", "returned", "withdrawn"})
USUAL = {RingKind.CARRY_OUT: 36, RingKind.RATE: 14}  # days; else by the ring's limit
OFF_EARLY = frozenset({"settled", "withdrawn", "declined"})
DETOURS = {"returned": 0.05, "escalated": 0.12, "not_approved": 0.05}
TEAMS, YEARS = "一二三四五六七八", "两三四五六"


@dataclass
class Matter:
    """What is to become of it: `fate`, or, if it is alive, the ring at which it `stop`s."""

    at: At
    title: str
    story: str
    category: str
    department: str
    task: str
    done: str  # what was done in the end, as the answer tells it
    spot: str = ""
    fate: str = "closed"
    stop: int | None = None
    answered: bool = False  # alive at `rate`: after the answer
    light: str = "green"  # alive at `carry_out`
    rounds: int = 1
    held: list[date] = field(default_factory=list)  # the rounds, if fixed
    form: str = ""
    people: list[int] = field(default_factory=list)  # in the room, if known
    typical: bool = False
    on_theme: bool = False
    detours: frozenset[str] = frozenset()  # DETOURS, reopened


def way_to(rings: Sequence[Ring], place: int, stop: int | None) -> list[Ring]:
    """To what is aside one comes from the last of the agenda."""
    before = list(enumerate(rings))[place:stop]
    if stop is None or rings[min(stop, len(rings) - 1)].kind not in ASIDE:
        return [ring for _n, ring in before if ring.kind not in ASIDE]
    talked = max(n for n, ring in enumerate(rings) if ring.kind in AGENDA)
    return [ring for n, ring in before if n <= talked or ring.kind in ASIDE]


def usual(rings: Sequence[Ring], place: int, matter: Matter) -> float:
    """About how many days it takes from a ring to where the matter is to stand."""
    stop = 3 if matter.fate in OFF else matter.stop
    days = 50.0 * (matter.fate == "reopened" or "reopened" in matter.detours)
    for ring in way_to(rings, place, stop):
        if ring.kind in AGENDA:
            days += 20 * (matter.rounds - 1) / sum(each.kind in AGENDA for each in rings)
        days += USUAL.get(ring.kind, 0.6 * (ring.days or 4))
    return days


class Teller:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.rng, demo = scene, scene.rng, scene.demo
        self.words = [each for each in words(demo.preset) if each.general or not demo.simulated]
        left = {demo.figures.monthly, "thematic", "joint"}
        self.forms = [each for each in scene.charter.forms if each not in left]
        self.told: Counter[str] = Counter()

    def fit(self, at: At, *, theme: bool, small: bool, department: str) -> Words:
        """Told least so far, of those that can come up there; what can anywhere, if none else."""
        found = [
            each
            for each in self.words
            if at.place.endswith(tuple(each.ends) or ("",))
            and (at.level in each.levels or not each.levels)
        ]
        wishes: list[Callable[[Words], object]] = [
            lambda each: each.theme or not theme,
            lambda each: each.ends or each.levels,
            lambda each: each.department == department or not department,
            lambda each: each.small is small,
        ]
        for wanted in wishes:
            found = [each for each in found if wanted(each)] or found
        if not found:
            raise LookupError(f"{self.scene.demo.name}: no matter can come up at {at.name}")
        self.rng.shuffle(found)
        return min(found, key=lambda each: (self.told[at.name + each.title], self.told[each.title]))

    def matter(self, at: At, *, department: str = "", **more: Any) -> Matter:
        """`department`: whose it is to be, where there is such a matter."""
        small, theme = more.get("fate") in OFF_EARLY, more.get("on_theme", False)
        words = self.fit(at, theme=theme, small=small, department=department)
        self.told.update([words.title, at.name + words.title])
        rng = self.rng
        values = {
            "place": at.place,
            "team": f"{rng.choice(TEAMS)}组",
            "n": rng.randint(9, 68),
            "m": rng.randint(6, 60) * 10,
            "y": rng.choice(YEARS),
            "w": rng.randint(3, 40),
            "k": rng.randint(2, 9),
        }
        values["title"] = title = words.title.format(**values)
        odds = DETOURS | {"reopened": self.scene.habits.reopened}
        detours = frozenset(each for each, share in odds.items() if rng.random() < share)
        return Matter(
            at=at,
            title=f"{at.place}{title}",
            story=rng.choice(words.story).format(**values),
            spot=f"{at.place}{values['team']}" if at.level == "village" else "",
            category=words.category,
            department=department or self.scene.demo.here(words.department),
            task=words.task.format(**values),
            done=words.done.format(**values),
            **({"form": self.form(), "detours": detours} | more),
        )

    def form(self) -> str:
        """Mostly the usual one."""
        usual, *others = self.forms
        elsewhere = others and self.rng.random() < self.scene.habits.elsewhere
        return self.rng.choice(others) if elsewhere else usual

    def case(self, case: Case) -> Matter:
        kinds = [str(ring.kind) for ring in self.scene.charter.rings]
        told = asdict(case) | {
            "stop": kinds.index(case.stop) if case.stop else None,
            "fate": "alive" if case.stop else "closed",
            "done": case.done or f"{case.task}，已经办完。",
            "form": case.form or self.forms[0],
            "rounds": len(case.people),
        }
        place = told.pop("station")
        return Matter(at=next(at for at in self.scene.stations if at.place == place), **told)
