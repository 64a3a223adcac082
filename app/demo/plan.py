"""Which matters a county has: the told cases, some alive at every ring, the rest long closed, so
many that the ledger comes to the published figures; and when each was raised.
"""

from collections import Counter
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from app.bulk import moved
from app.charter.model import AGENDA, RingKind
from app.demo.matters import ALIVE, Matter, Teller, usual
from app.demo.people import home
from app.demo.scene import At, Scene
from app.demo.sitting import Groups
from app.demo.way import Way
from app.ledger import Kind

LIGHTS = ("red", "yellow", "green", "done")
REOPENED: dict[str, Any] = {"fate": "reopened", "detours": frozenset({"reopened"})}
MOST_ROUNDS = 4
Wish = dict[str, Any]  # of a matter: what is not left to chance


class Planner:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.demo, self.rng = scene, scene.demo, scene.rng
        self.figures, self.rings = scene.demo.figures, scene.charter.rings
        self.teller, self.groups = Teller(scene), Groups(scene.charter)
        number = Counter(at.level for at in scene.stations)
        self.weights = list(accumulate(self.weight(at, number[at.level]) for at in scene.stations))

    def weight(self, at: At, number: int) -> float:
        """How often a matter comes up there; where all that there was is told of, nothing more."""
        if at.place in self.demo.only_told:
            return 0
        drawn = self.rng.random()
        return self.demo.levels.get(at.level, 0) / number if self.demo.levels else drawn * drawn

    def tell_everything(self) -> None:
        """The rest last but what it is to be counted with, and what is merged into it."""
        figures, rng = self.figures, self.rng
        number = figures.consultations or 0
        self.scene.members = shared_out(figures.member_attendances, number, 1, rng)
        self.scene.citizens = shared_out(figures.citizens, number, self.groups.least, rng)
        for case in self.demo.cases:
            self.walk(self.teller.case(case))
        off = {"settled": figures.settled, "declined": figures.declined, "withdrawn": 1}
        early = [{"fate": fate} for fate, number in off.items() for _n in range(number)]
        for wish in [*(self.alive() if figures.alive else []), *early]:
            self.tell(**wish)
        merged = [{"fate": "merged"}] * (figures.declined // 3)
        for wish in [*self.rest(), *merged]:
            self.tell(**wish)

    def tell(self, at: At | None = None, **more: Any) -> None:
        at = at or self.rng.choices(self.scene.stations, cum_weights=self.weights)[0]
        theme = self.figures.topics_on_theme
        more["on_theme"] = theme > 0 and self.counted(Kind.TOPIC_ON_THEME) < theme
        self.walk(self.teller.matter(at, **more))

    def walk(self, matter: Matter) -> None:
        Way(self.scene, self.groups, matter, *schedule(self.scene, matter)).walk()
        moved()

    def counted(self, kind: Kind) -> int:
        """So far, without what was taken back."""
        return sum(each.quantity for each in self.scene.entries if each.kind is kind)

    def alive(self) -> list[Wish]:
        """Some at every ring, all over the county; so many near those who sign in that their desks
        have work.
        """
        town, village = home(self.scene)
        told = [at for at in self.scene.stations if at.place in self.demo.only_told]
        near = [at for at in self.scene.stations if town.id in at.lineage]
        near = [at for at in near if at not in [village, *told]]
        loud = None if village in told else village
        kinds, found, each = [ring.kind for ring in self.rings], list[Wish](), self.figures.alive
        agenda = next(place for place, kind in enumerate(kinds) if kind in AGENDA)
        for place, ring in enumerate(self.rings):
            if place == 0 or (ring.kind in AGENDA and place != agenda):
                continue
            at = self.rng.choice(near) if "township" in ring.by else None
            if "convener" in ring.by:
                at = village if place <= agenda else loud
            for number in range(each):
                rounds = number % 2 if place == agenda else 1
                found.append({"at": None if number else at, "stop": place, "rounds": rounds})
        own = self.demo.departments[0]
        for number, light in enumerate(LIGHTS * each):
            of = {"stop": kinds.index(RingKind.CARRY_OUT), "light": light}
            of["department"] = own if number < len(LIGHTS) else ""
            found.append(of | {"at": None if number else loud})
        found.append({"at": loud, "stop": kinds.index(RingKind.RATE), "answered": True})
        found += [REOPENED, REOPENED | {"at": loud}]
        found.append({"at": self.rng.choice(near), "fate": "returned"})
        return [{"fate": "alive"} | wish for wish in found]

    def rest(self) -> list[Wish]:
        """As many as are still needed for the published numbers."""
        figures = self.figures
        found = self.meetings() if figures.monthly else self.closed()
        good = [wish for wish in found if wish["fate"] in {"closed", "unadopted"}]
        typical = max(figures.typical - self.counted(Kind.CONSULTATION_TYPICAL), 0)
        for wish in self.rng.sample(good, min(typical, len(good))):
            wish["typical"] = True
        return found

    def closed(self) -> list[Wish]:
        figures = self.figures
        closed = figures.solved - self.counted(Kind.TOPIC_SOLVED)
        if figures.topics is not None:
            closed = figures.topics - self.counted(Kind.TOPIC_ACCEPTED)
        fates = {"closed": closed, "referred": figures.referred, "unadopted": figures.unadopted}
        found: list[Wish] = []
        for fate, number in fates.items():
            found += [{"fate": fate, "rounds": 1} for _n in range(number)]
        so_far = self.counted(Kind.CONSULTATION_FILED) + len(found)
        more = 0 if figures.consultations is None else figures.consultations - so_far
        if more < 0:
            raise ValueError(f"{self.demo.name}: {-more} consultations too few for the plan")
        while more:
            lucky = self.rng.choice(found)
            if lucky["rounds"] < MOST_ROUNDS:
                lucky["rounds"] += 1
                more -= 1
        return found

    def meetings(self) -> list[Wish]:
        """A county's rhythm: a villagers' meeting every month at some villages, a joint conference
        every quarter at the county.
        """
        figures, stations, village = self.figures, self.scene.stations, home(self.scene)[1]
        villages = [at for at in stations if at.level == "village" and at is not village]
        county = next(at for at in stations if at.level == "county")
        found = self.series(county, figures.joint, months=3)
        for at in [village, *self.rng.sample(villages, figures.meeting_villages - 1)]:
            found += self.series(at, figures.monthly, months=1)
        return found

    def series(self, at: At, form: str, months: int) -> list[Wish]:
        """One meeting each period. A matter on which they do not agree is taken up at the next."""
        rng, found, today = self.rng, list[Wish](), self.scene.today
        days = []
        for back in range(self.demo.months, 0, -months):
            year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
            days.append(date(year, month + 1, rng.randint(8, 22)))
        while days:
            rounds = min(rng.choices([1, 2, 3], [70, 22, 8])[0], len(days))
            held, days = days[:rounds], days[rounds:]
            fate = "referred" if rng.random() * 100 < self.figures.hard_share else "closed"
            found.append({"at": at, "form": form, "rounds": rounds, "held": held, "fate": fate})
        return found


def shared_out(total: int, among: int, least: int, rng: Random) -> list[int]:
    """`total` as so many numbers, none below `least`. No total: no numbers."""
    shares = [least] * (among if total else 0)
    for _each in range(total - sum(shares)):
        shares[rng.randrange(among)] += 1
    return shares


def schedule(scene: Scene, matter: Matter) -> tuple[date, date | None]:
    """When it was raised, and by when it has to stand where it is to stand: in time, where figures
    are to come out exactly; else (None) it has come as far as it could.
    """
    rng, habits, today = scene.rng, scene.habits, scene.today
    takes = timedelta(days=round(usual(scene.charter.rings, 1, matter)) + 2)
    if matter.held:
        return matter.held[0] - timedelta(days=rng.randint(20, 45)), matter.held[0]
    if matter.fate in ALIVE:
        waits = rng.choice([0, 0, 1, 1, 2, 3, 5, 8, 12, 30])  # the last are over any limit
        waits = rng.randint(28, 50) if matter.light == "red" else waits
        by = today - timedelta(days=waits)
        return by - takes, by
    far = rng.random()
    while rng.random() * habits.growth > 1 + (habits.growth - 1) * far:
        far = rng.random()
    if matter.fate == "merged":  # into one that is there already
        far = (1 + far) / 2
    since = max(scene.since, matter.at.opened_on)
    last = today if scene.demo.simulated else today - takes
    day = since + timedelta(days=int(far * max((last - since).days, 1)))
    return day, None if scene.demo.simulated else today
