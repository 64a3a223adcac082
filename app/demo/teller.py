"""Makes up matters from the words of a county's demo.toml."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from app.charter.model import Charter
from app.demo.county import Case, Demo, Words
from app.demo.people import home
from app.demo.places import At
from app.demo.route import Matter


@dataclass
class Teller:
    """Makes up matters from the county's words."""

    demo: Demo
    charter: Charter
    stations: list[At]
    rng: Random
    today: date

    def __post_init__(self) -> None:
        self.index = {at.id: number for number, at in enumerate(self.stations)}
        self.levels = {
            level: [n for n, at in enumerate(self.stations) if at.level == level]
            for level in self.demo.levels
        }
        self.turn = 0
        self.town, self.village = (self.index[at.id] for at in home(self.demo, self.stations))
        # All that was consulted on there is told of: nothing must be added.
        self.quiet = {n for n, at in enumerate(self.stations) if at.place in self.demo.only_told}
        self.begins = self.today - timedelta(days=self.demo.months * 30)

    def somewhere(self) -> int:
        levels = self.demo.levels
        while True:
            level = self.rng.choices(list(levels), list(levels.values()))[0]
            found = self.rng.choice(self.levels[level])
            if found not in self.quiet:
                return found

    def matter(self, at: int, **more: Any) -> Matter:
        words = self.words(theme=more.get("on_theme", False))
        title = words.titles[self.turn // len(self.demo.matters) % len(words.titles)]
        place = self.stations[at].place
        return Matter(
            station=at,
            title=f"{place}{title}",
            story=words.story.format(place=place, title=title),
            category=words.category,
            department=words.department,
            task=words.task.format(place=place, title=title),
            **({"form": self.form()} | more),
        )

    def words(self, *, theme: bool) -> Words:
        self.turn += 1
        fit = [each for each in self.demo.matters if each.theme or not theme]
        return fit[self.turn % len(fit)]

    def form(self) -> str:
        plan = self.demo.plan
        forms = [
            form
            for form in self.charter.forms
            if form not in {plan.joint, plan.monthly, "thematic"}
        ]
        weights = [6, 4, *([1] * len(forms))][: len(forms)]
        return self.rng.choices(forms, weights)[0]

    def case(self, case: Case) -> Matter:
        at = next(n for n, at in enumerate(self.stations) if at.place == case.station)
        kinds = [str(ring.kind) for ring in self.charter.rings]
        return Matter(
            fate="alive" if case.stop else "closed",
            stop=kinds.index(case.stop) if case.stop else None,
            station=at,
            title=case.title,
            story=case.story,
            category=case.category,
            department=case.department,
            task=case.task,
            rounds=len(case.people),
            form=case.form or "meeting",
            people=case.people,
            typical=case.typical,
            on_theme=case.theme,
        )
