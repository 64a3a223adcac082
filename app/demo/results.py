"""What a matter leaves behind on its way: rows, and entries of the ledger, as the product makes
them.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.charter.model import Conclusion, RingKind
from app.consultations.tables import Circle
from app.demo import telling
from app.demo.matters import Matter
from app.demo.rows import Row
from app.demo.scene import Scene
from app.demo.sitting import Groups, Sitting
from app.outcomes import entries
from app.outcomes.tables import Answer, Commitment, Outcome, Progress, Rating
from app.topics.requirements import Facts, lacking, ticks, unmet


class Results(Sitting):
    """`note` is what a step says besides its opinion, `facts` what there is for the rules."""

    note: Row
    facts: Facts

    def __init__(self, scene: Scene, groups: Groups, matter: Matter) -> None:
        super().__init__(scene, groups, matter)
        self.acts = {
            RingKind.COMPOSE: self.compose,
            RingKind.RESEARCH: self.research,
            RingKind.REPORT: self.report,
        }
        self.circle: list[Row] = []
        self.promises: list[Row] = []  # those since it was last reopened
        self.outcome: Row = {}
        self.answer = 0
        self.why_not = ""

    @property
    def of(self) -> Row:
        return {"topic": self.topic["id"]}

    @property
    def whose(self) -> dict[str, Any]:
        return {"actor": self.actor, "day": self.day}

    @property
    def since(self) -> date:
        """When it came to where it stands."""
        found: date = self.topic["ring_since"]
        return found

    def look(self) -> None:
        """At the place itself: at what it is about, or what was settled there."""
        caption = f"{self.at.place}，到现场看“{self.matter.title}”"
        self.scene.photo("site", self.day, caption, self.actor, self.at, **self.of)

    def research(self) -> None:
        self.look()
        visits = self.rng.randint(2, 6)
        keys = ticks(self.charter.consultations.research)
        self.note = {"visits": visits} | ({"ticked": sorted(keys)} if keys else {})
        self.facts = replace(self.facts, visits=visits)

    def document(self) -> None:
        number = f"〔演示〕{self.rng.randrange(3, 90)}号"
        self.note, self.facts = {"document": number}, replace(self.facts, document=number)

    def admit(self) -> None:
        admission = self.charter.topics.admission
        keys = frozenset(ticks(admission))
        self.facts = Facts(self.opinion, admission=unmet(admission, keys))
        self.note = {"ticked": sorted(keys)}

    def settle(self) -> None:
        self.tell()
        self.look()

    def decline(self, reason: str) -> None:
        self.topic["reason"] = reason

    def merge(self) -> None:
        before = [each["id"] for each in self.scene.accepted if each["raised_on"] < self.day]
        self.topic["merged_into"] = self.rng.choice(before) if before else None

    def compose(self) -> None:
        """The member who can sign in is asked first."""
        self.circle = self.invited()
        for each in self.circle:
            self.add(Circle, **self.of, **each)
        groups = [each["grp"] for each in self.circle]
        self.facts = Facts(lacking=lacking(self.charter.composition, groups))

    def sit(self, number: int, ends: Conclusion) -> None:
        made, self.facts = self.file(number, ends)
        self.topic["round"] = number
        self.note = {"consultation": made, "round": number}

    def report(self) -> None:
        kind = self.rng.choice(list(self.charter.outcome_kinds))
        to = telling.reported_to(self.scene.demo.name, self.at.level)
        self.opinion = self.drawn("outcome")
        self.outcome = self.add(
            Outcome, **self.of, kind=kind, text=self.opinion, reported_to=to, reported_on=self.day
        )
        self.scene.post(entries.reported(self.topic, kind, **self.whose))
        self.note = {"outcome": self.outcome["id"], "to": to, "kind": kind}

    def send(self) -> None:
        to = telling.reported_to(self.scene.demo.name, self.at.level)
        self.note = {"to": to, "document": f"〔演示〕{self.rng.randrange(3, 90)}号"}

    def adopt(self, *, adopted: bool) -> None:
        self.outcome |= {"adopted": adopted, "decided_on": self.day, "reason": self.why_not}
        self.scene.post(entries.decided(self.topic, adopted=adopted, **self.whose))

    def promise(self) -> None:
        made = self.add(
            Commitment,
            **self.of,
            department=self.people.departments[self.matter.department],
            task=self.matter.task,
            due_on=self.day + timedelta(days=self.rng.choice([20, 30, 45, 60, 90])),
            done_on=None,
        )
        self.promises = [made]
        self.scene.post(entries.promised(self.topic, made, **self.whose))

    def keep(self) -> None:
        """Done some days before it is verified, and now and then late."""
        caption = f"{self.at.place}，“{self.matter.title}”办好以后"
        for promise in self.promises:
            done = max(self.day - timedelta(days=self.rng.randint(1, 4)), self.since)
            if self.rng.random() > self.habits.on_time:
                promise["due_on"] = max(done - timedelta(days=self.rng.randint(1, 15)), self.since)
            else:
                promise["due_on"] = max(promise["due_on"], done)
            self.under_way(promise, done)
            self.done(promise, done)
            promise |= {"verified_on": self.day, "verified_by": self.actor}
            self.scene.post(entries.verified(self.topic, promise, **self.whose))
            of = {"told_of": self.topic["id"], "commitment": promise["id"]}
            self.scene.photo("work", done, caption, self.department(promise), self.at, **of)

    def under_way(self, promise: Row, until: date) -> None:
        halfway = self.since + (until - self.since) // 2
        self.progress(promise, self.drawn("under-way"), halfway)

    def done(self, promise: Row, day: date) -> None:
        promise |= {"done_on": day, "done_note": self.matter.done}
        self.progress(promise, self.matter.done, day)
        by = self.department(promise)
        self.scene.post(*entries.ended(self.topic, promise, day))
        self.scene.post(*entries.done(self.topic, promise, actor=by, day=day))

    def department(self, promise: Row) -> int | None:
        """Who can sign in for it."""
        own = next(iter(self.people.departments.values()))
        of = self.people.accounts.get(("department", None))
        return of if promise["department"] == own else None

    def progress(self, promise: Row, text: str, day: date) -> None:
        row: Row = {"commitment": promise["id"], "account": self.department(promise)}
        self.add(Progress, day, text=text, happened_on=day, **row)

    def tell(self) -> None:
        row: Row = {"text": self.opinion, "account": self.actor, "happened_on": self.day}
        self.answer = self.add(Answer, **self.of, **row)["id"]

    def rate(self, *, solved: bool) -> None:
        stars = self.rng.choice([3, 4, 4, 5, 5, 5] if solved else [1, 2, 2])
        row: Row = {"answer": self.answer, "solved": solved, "stars": stars}
        self.add(Rating, **self.of, comment=self.opinion, happened_on=self.day, **row)
        self.scene.post(entries.rated(self.topic, stars, solved=solved, **self.whose))
        self.note = {"stars": stars}
