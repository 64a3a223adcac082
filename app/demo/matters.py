"""One matter, and the teller who makes them up from a county's words (tenants/*/matters.toml)."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.demo.county import Case, Words
from app.demo.scene import At, Scene

OFF_EARLY = frozenset({"settled", "withdrawn", "declined"})
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
    fate: str = "closed"
    stop: int | None = None
    answered: bool = False  # alive at `rate`: after the answer
    light: str = "green"  # alive at `carry_out`
    rounds: int = 1
    gaps: list[int] = field(default_factory=list)  # days from one round to the next, if fixed
    held_on: date | None = None  # the first round, if fixed
    begins: date | None = None  # if fixed
    form: str = ""
    people: list[int] = field(default_factory=list)  # in the room, if known
    typical: bool = False
    on_theme: bool = False
    detours: frozenset[str] = frozenset()  # returned, escalated, not_approved, reopened


class Teller:
    """`forms`: that a matter can take. `called`: departments that have another name here."""

    def __init__(
        self,
        scene: Scene,
        words: list[Words],
        forms: list[str],
        called: Mapping[str, str] | None = None,
    ) -> None:
        self.scene, self.rng, self.words, self.forms = scene, scene.rng, words, forms
        self.called = called or {}
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
            raise LookupError(f"{self.scene.name}: no matter can come up at {at.name}")
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
        return Matter(
            at=at,
            title=f"{at.place}{title}",
            story=rng.choice(words.story).format(**values),
            category=words.category,
            department=department or self.called.get(words.department, words.department),
            task=words.task.format(**values),
            done=words.done.format(**values),
            **({"form": self.form(), "detours": self.detours()} | more),
        )

    def form(self) -> str:
        weights = [6, 4, *([1] * len(self.forms))][: len(self.forms)]
        return self.rng.choices(self.forms, weights)[0]

    def detours(self) -> frozenset[str]:
        odds = {"returned": 0.05, "escalated": 0.12, "not_approved": 0.05}
        return frozenset(each for each, share in odds.items() if self.rng.random() < share)

    def case(self, case: Case) -> Matter:
        kinds = [str(ring.kind) for ring in self.scene.charter.rings]
        return Matter(
            at=next(at for at in self.scene.stations if at.place == case.station),
            fate="alive" if case.stop else "closed",
            stop=kinds.index(case.stop) if case.stop else None,
            title=case.title,
            story=case.story,
            category=case.category,
            department=case.department,
            task=case.task,
            done=case.done or f"{case.task}，已经办完。",
            rounds=len(case.people),
            form=case.form or self.forms[0],
            people=case.people,
            typical=case.typical,
            on_theme=case.theme,
        )
