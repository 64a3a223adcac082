"""Which matters a county has: the told cases, some alive at every ring, the rest long closed, so
many that the published figures come out exactly.
"""

from datetime import date
from itertools import pairwise
from typing import Any

from app.charter.model import AGENDA, RingKind
from app.demo.county import words
from app.demo.matters import Matter, Teller
from app.demo.people import home
from app.demo.scene import At, Scene

LIGHTS = ("red", "yellow", "green", "done")
OFF = frozenset({"declined", "merged", "settled", "returned", "withdrawn"})
REOPENS = frozenset({"reopened"})
REOPENED = 0.04  # of those that are closed in the end


class Planner:
    def __init__(self, scene: Scene, slug: str) -> None:
        self.scene, self.demo, self.rng = scene, scene.demo, scene.rng
        plan = self.demo.plan
        left = {plan.joint, plan.monthly, "thematic"}
        forms = [each for each in scene.charter.forms if each not in left]
        self.teller = Teller(scene, words(slug), forms)
        self.town, self.village = home(scene)
        self.near = [at for at in scene.stations if self.town.id in at.lineage]
        # All that was consulted on there is told of: nothing must be added.
        self.quiet = {at.id for at in scene.stations if at.place in self.demo.only_told}
        kinds = [ring.kind for ring in scene.charter.rings]
        self.agenda = next(n for n, kind in enumerate(kinds) if kind in AGENDA)
        self.rate, self.carry_out = kinds.index(RingKind.RATE), kinds.index(RingKind.CARRY_OUT)

    def matters(self) -> list[Matter]:
        told = [self.teller.case(case) for case in self.demo.cases]
        so_far = [*told, *self.alive()]
        most = self.demo.published.topics
        if self.demo.plan.monthly:
            rest = self.meetings()
        elif most is not None:
            rest = self.up_to(so_far, most)
        else:
            rest = self.closed(so_far)
        return [*so_far, *self.off_the_road(), *rest]

    def matter(self, at: At | None = None, **more: Any) -> Matter:
        return self.teller.matter(at or self.somewhere(), **more)

    def somewhere(self) -> At:
        levels = self.demo.levels
        while True:
            level = self.rng.choices(list(levels), list(levels.values()))[0]
            at = self.rng.choice([each for each in self.scene.stations if each.level == level])
            if at.id not in self.quiet:
                return at

    def nearby(self) -> At:
        """In the township of those who sign in."""
        return self.rng.choice([at for at in self.near if at.id not in self.quiet])

    def alive(self) -> list[Matter]:
        """Some at every ring, all over the county; so many near those who sign in that their desks
        have work.
        """
        found, plan, rings = [], self.demo.plan, self.scene.charter.rings
        loud = self.village if self.village.id not in self.quiet else None
        for place, ring in enumerate(rings):
            if place == 0 or (ring.kind in AGENDA and place != self.agenda):
                continue
            at = None
            if "convener" in ring.by:
                at = self.village if place <= self.agenda else loud
            elif "township" in ring.by:
                at = self.nearby()
            for number in range(plan.alive):
                matter = self.matter(None if number else at, stop=place, fate="alive")
                matter.rounds = number % 2 if place == self.agenda else 1
                found.append(matter)
        own = self.scene.people.own_department
        for number, light in enumerate(LIGHTS * plan.alive):
            more = {"department": own if number < len(LIGHTS) else "", "light": light}
            at = loud if number == 0 else None
            found.append(self.matter(at, stop=self.carry_out, fate="alive", **more))
        return [
            *found,
            self.matter(loud, stop=self.rate, fate="alive", answered=True),
            self.matter(loud, fate="reopened", detours=REOPENS),
            self.matter(fate="reopened", detours=REOPENS),
            self.matter(loud, fate="returned"),
        ]

    def off_the_road(self) -> list[Matter]:
        plan = self.demo.plan
        fates = {"settled": plan.settled, "declined": plan.declined, "withdrawn": 1}
        fates["merged"] = plan.declined // 3
        return [self.matter(fate=fate) for fate, number in fates.items() for _n in range(number)]

    def filed(self, matter: Matter) -> int:
        """How many consultations it has brought about."""
        before = matter.stop is not None and matter.stop < self.agenda
        return 0 if matter.fate in OFF or before else matter.rounds

    def solves(self, matter: Matter) -> int:
        """Whether its answer counts as solved, and still stands."""
        if matter.fate != "alive":
            return int(matter.fate in {"settled", "closed"})
        place = matter.stop or 0
        return int(place > self.rate or (place == self.rate and matter.answered))

    def closed(self, so_far: list[Matter]) -> list[Matter]:
        """As many as are needed for the published number of consultations, and of solved ones."""
        plan, published = self.demo.plan, self.demo.published
        consultations = (published.consultations or 0) - sum(map(self.filed, so_far))
        solved = (published.solved or plan.solved) - plan.settled - sum(map(self.solves, so_far))
        fates = ["closed"] * solved
        fates += ["referred"] * plan.referred + ["unadopted"] * plan.unadopted
        more = consultations - len(fates)
        if more < 0:
            raise ValueError(f"{self.demo.name}: {-more} consultations too few for the plan")
        rounds = [1] * len(fates)
        while more:
            lucky = self.rng.randrange(len(fates))
            if rounds[lucky] < 4:
                rounds[lucky] += 1
                more -= 1
        made = [
            self.reopened(self.matter(fate=fate, rounds=number))
            for fate, number in zip(fates, rounds, strict=True)
        ]
        typical = published.typical if published.typical is not None else plan.typical
        self.call_typical(made, typical - sum(each.typical for each in so_far))
        return made

    def reopened(self, matter: Matter) -> Matter:
        if matter.fate == "closed" and self.rng.random() < REOPENED:
            matter.detours |= {"reopened"}
        return matter

    def call_typical(self, made: list[Matter], number: int) -> None:
        good = [each for each in made if each.fate in {"closed", "unadopted"}]
        for matter in self.rng.sample(good, number):
            matter.typical = True

    def up_to(self, so_far: list[Matter], topics: int) -> list[Matter]:
        """As many as the published number of accepted ones asks for, and of those on theme."""
        accepted = [each for each in so_far if self.is_accepted(each)]
        theme = (self.demo.published.topics_on_theme or 0) - sum(e.on_theme for e in accepted)
        made = []
        for _number in range(topics - len(accepted)):
            on_theme = theme > 0
            theme -= on_theme
            made.append(self.matter(on_theme=on_theme, typical=on_theme))
        for matter in accepted:
            if theme > 0 and not matter.on_theme and matter.fate == "alive":
                matter.on_theme = True
                theme -= 1
        return made

    def is_accepted(self, matter: Matter) -> bool:
        rings = self.scene.charter.rings
        before = [n for n, r in enumerate(rings) if r.kind is RingKind.REVIEW or r.of == "topic"]
        return matter.fate not in OFF and (matter.stop is None or matter.stop > max(before))

    def meetings(self) -> list[Matter]:
        """A county's rhythm: a villagers' meeting every month at some villages, a joint conference
        every quarter at the county.
        """
        plan, stations = self.demo.plan, self.scene.stations
        villages = [at for at in stations if at.level == "village" and at is not self.village]
        county = next(at for at in stations if at.level == "county")
        made = []
        for at in [self.village, *self.rng.sample(villages, plan.meeting_villages - 1)]:
            made += self.series(at, plan.monthly, months=1)
        made += self.series(county, plan.joint, months=3)
        self.call_typical(made, plan.typical)
        return made

    def series(self, at: At, form: str, months: int) -> list[Matter]:
        """One meeting each period. A matter on which they do not agree is taken up at the next."""
        rng, made, today = self.rng, [], self.scene.today
        days = []
        for back in range(self.demo.months, 0, -months):
            year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
            days.append(date(year, month + 1, rng.randint(8, 22)))
        while days:
            rounds = min(rng.choices([1, 2, 3], [70, 22, 8])[0], len(days))
            held, days = days[:rounds], days[rounds:]
            hard = rng.random() * 100 < self.demo.plan.hard_share
            matter = self.matter(at, form=form, rounds=rounds, held_on=held[0])
            matter.gaps = [(b - a).days for a, b in pairwise(held)]
            matter.fate = "referred" if hard else "closed"
            made.append(self.reopened(matter))
        return made
