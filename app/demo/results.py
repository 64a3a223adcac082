"""What comes of a matter after it was talked over: outcome, promises, answer, rating."""

from datetime import date, timedelta

from app.demo import telling
from app.demo.matters import Matter
from app.demo.people import somebody
from app.demo.route import Route
from app.demo.rows import Row
from app.demo.scene import Scene, working_day
from app.demo.sitting import Sittings
from app.ledger import Entry
from app.outcomes import entries
from app.outcomes.tables import Answer, Commitment, Outcome, Progress, Rating
from app.workflow import raising


class Results:
    """The part of a Record (record.py) that writes these down."""

    def __init__(
        self, scene: Scene, sittings: Sittings, matter: Matter, route: Route, begins: date
    ) -> None:
        self.scene, self.sittings, self.matter, self.route = scene, sittings, matter, route
        self.begins, self.at, self.rng = begins, matter.at, scene.rng
        self.charter, self.people = scene.charter, scene.people
        by = [role for role in self.charter.rings[0].by if role in {"citizen", "member"}]
        self.origin = self.rng.choices([*by, "station"], [6, 2, 1] if len(by) == 2 else [6, 1])[0]
        raiser = self.people.near(self.at)[0] if self.origin == "member" else None
        form = raising.RaiseForm(
            title=matter.title,
            story=matter.story,
            category=matter.category,
            name=raiser.name if raiser else somebody(self.rng),
        )
        account = raiser.account if raiser else None
        made = raising.new_topic(self.charter, 0, self.at.id, self.origin, form, begins, account)
        made.on_theme = matter.on_theme
        self.topic: Row = scene.rows.put(made, begins)
        self.posted: list[Entry] = []  # of its steps, and not taken back
        self.circle: list[Row] = []
        self.promises: list[Row] = []
        self.outcome: Row = {}
        self.answer = 0
        self.why_not = ""

    def day(self, step: int) -> date:
        """Offices work on working days, and nothing lies in the future."""
        return min(working_day(self.begins + timedelta(days=step)), self.scene.today)

    def report(self, text: str, day: date, actor: int | None) -> Row:
        """→ what the step says of it"""
        kind = self.rng.choice(list(self.charter.outcome_kinds))
        to = telling.reported_to(self.scene.name, self.at.level)
        self.outcome = self.scene.rows.add(
            Outcome, day, topic=self.topic["id"], kind=kind, text=text, reported_to=to,
            reported_on=day,
        )  # fmt: skip
        self.scene.post(entries.reported(self.topic, kind, actor=actor, day=day))
        return {"outcome": self.outcome["id"], "to": to, "kind": kind}

    def adopt(self, day: date, actor: int | None, *, adopted: bool) -> None:
        self.outcome |= {"adopted": adopted, "decided_on": day, "reason": self.why_not}
        self.scene.post(entries.decided(self.topic, adopted=adopted, actor=actor, day=day))

    def promise(self, day: date, actor: int | None) -> None:
        due = day + timedelta(days=self.rng.choice([20, 30, 45, 60, 90]))
        made = self.scene.rows.add(
            Commitment,
            day,
            topic=self.topic["id"],
            department=self.people.departments[self.matter.department],
            task=self.matter.task,
            due_on=due,
            done_on=None,
        )
        self.promises = [made]  # those since it was last reopened
        self.scene.post(entries.promised(self.topic, made, actor=actor, day=day))

    def keep(self, day: date, actor: int | None) -> None:
        """Done some days before it is verified, and now and then late."""
        for promise in self.promises:
            made = promise["id"]
            done = max(day - timedelta(days=self.rng.randint(1, 4)), self.since)
            if self.rng.random() > self.scene.habits.on_time:
                promise["due_on"] = max(done - timedelta(days=self.rng.randint(1, 15)), self.since)
            else:
                promise["due_on"] = max(promise["due_on"], done)
            self.progress(promise, self.so_far(), self.halfway(done))
            self.done(promise, done)
            promise |= {"verified_on": day, "verified_by": actor}
            self.scene.post(entries.verified(self.topic, promise, actor=actor, day=day))
            caption, by = (
                f"{self.at.place}，“{self.matter.title}”办好以后",
                self.department(promise),
            )
            about = {"told_of": self.topic["id"], "commitment": made}
            self.scene.add_photo("work", done, caption, by, self.at, **about)

    @property
    def since(self) -> date:
        """When it came to where it stands."""
        found: date = self.topic["ring_since"]
        return found

    def so_far(self) -> str:
        return telling.drawn(telling.words().under_way, self.rng, self.matter)

    def halfway(self, until: date) -> date:
        return self.since + (until - self.since) // 2

    def done(self, promise: Row, day: date) -> None:
        promise |= {"done_on": day, "done_note": self.matter.done}
        self.progress(promise, self.matter.done, day)
        by = self.department(promise)
        self.scene.post(*entries.ended(self.topic, promise, day))
        self.scene.post(*entries.done(self.topic, promise, actor=by, day=day))

    def department(self, promise: Row) -> int | None:
        """Who can sign in for it."""
        people = self.people
        own = people.departments.get(people.own_department)
        return people.accounts.get(("department", None)) if promise["department"] == own else None

    def progress(self, promise: Row, text: str, day: date) -> None:
        by, made = self.department(promise), promise["id"]
        self.scene.rows.add(Progress, day, commitment=made, text=text, account=by, happened_on=day)

    def tell(self, text: str, day: date, actor: int | None) -> None:
        topic = self.topic["id"]
        self.answer = self.scene.rows.add(
            Answer, day, topic=topic, text=text, account=actor, happened_on=day
        )["id"]

    def rate(self, text: str, day: date, *, solved: bool) -> Row:
        """→ what the step says of it"""
        stars = self.rng.choice([3, 4, 4, 5, 5, 5] if solved else [1, 2, 2])
        self.scene.rows.add(
            Rating, day, topic=self.topic["id"], answer=self.answer, solved=solved, stars=stars,
            comment=text, happened_on=day,
        )  # fmt: skip
        actor = self.topic["raiser"]
        self.scene.post(entries.rated(self.topic, stars, solved=solved, actor=actor, day=day))
        return {"stars": stars}
