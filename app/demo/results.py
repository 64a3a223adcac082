"""What comes of a matter after it was talked over: outcome, commitments, answer, rating."""

from datetime import date, timedelta
from typing import Any

from app.demo import telling
from app.demo.route import Matter, Route, Step
from app.demo.scene import Scene, working_day
from app.ledger import Entry, Kind
from app.topics import rules


class Results:
    """The part of a Record (records.py) that writes these down."""

    def __init__(self, scene: Scene, matter: Matter, route: Route, begins: date) -> None:
        self.scene, self.matter, self.route, self.begins = scene, matter, route, begins
        self.at = scene.stations[matter.station]
        self.id = scene.rows.next_id()
        self.charter, self.rng = scene.charter, scene.rng
        self.stage = rules.raised(self.charter.rings).stage
        self.published: date | None = None
        self.commitments: list[dict[str, Any]] = []
        self.outcome: dict[str, Any] = {}
        self.circle: list[dict[str, Any]] = []
        self.answer = 0

    def day(self, step: int) -> date:
        """Offices work on working days, and nothing lies in the future."""
        return min(working_day(self.begins + timedelta(days=step)), self.scene.today)

    def post(self, kind: Kind, day: date, **more: Any) -> None:
        self.scene.entries.append(
            Entry(
                kind=kind,
                station=self.at.id,
                topic=self.id,
                category=self.matter.category,
                happened_on=day,
                **more,
            )
        )

    def report(self, day: date, account: int | None, facts: dict[str, Any]) -> str:
        kind = self.rng.choice(list(self.charter.outcome_kinds))
        text = telling.outcome(self.matter)
        self.outcome = {
            "id": self.scene.rows.next_id(),
            "topic": self.id,
            "kind": kind,
            "text": text,
            "reported_to": telling.reported_to(self.scene.demo, self.at),
            "reported_on": day,
        }
        self.scene.rows.add("outcome", **self.outcome)
        self.outcome = self.scene.rows.kept["outcome"][-1]
        facts |= {"outcome": self.outcome["id"], "to": self.outcome["reported_to"], "kind": kind}
        self.post(Kind.OUTCOME_REPORTED, day, result=kind, actor=account)
        return text

    def adopt(self, step: Step, day: date, account: int | None) -> None:
        yes = step.decision == "adopted"
        self.outcome |= {"adopted": yes, "decided_on": day}
        self.outcome["reason"] = "" if yes else telling.NOT_ADOPTED
        kind = Kind.OUTCOME_ADOPTED if yes else Kind.OUTCOME_NOT_ADOPTED
        self.post(kind, day, actor=account)

    def promise(self, day: date, account: int | None) -> None:
        rows, people = self.scene.rows, self.scene.people
        commitment = {
            "id": rows.next_id(),
            "topic": self.id,
            "department": people.departments[self.matter.department],
            "task": self.matter.task,
            "due_on": day + timedelta(days=self.rng.choice([45, 60, 90])),
        }
        rows.add("commitment", **commitment)
        self.commitments.append(rows.kept["commitment"][-1])
        made = commitment["id"]
        self.post(Kind.COMMITMENT_MADE, day, commitment=made, actor=account)

    def keep_all(self, day: date, account: int | None) -> None:
        for commitment in self.commitments:
            done = day - timedelta(days=self.rng.randint(1, 4))
            if self.rng.random() < 0.12:  # late now and then
                commitment["due_on"] = done - timedelta(days=self.rng.randint(1, 9))
            self.done(commitment, done)
            commitment |= {"verified_on": day, "verified_by": account}
            self.post(Kind.COMMITMENT_VERIFIED, day, commitment=commitment["id"], actor=account)

    def done(self, commitment: dict[str, Any], day: date) -> None:
        commitment |= {"done_on": day, "done_note": telling.done(self.matter)}
        self.progress(commitment, telling.done(self.matter), day)
        ended = min(day, commitment["due_on"])
        self.post(Kind.COMMITMENT_DUE, ended, commitment=commitment["id"])
        self.post(Kind.COMMITMENT_DONE, day, commitment=commitment["id"])
        if day <= commitment["due_on"]:
            self.post(Kind.COMMITMENT_DONE_ON_TIME, day, commitment=commitment["id"])

    def progress(self, commitment: dict[str, Any], text: str, day: date) -> None:
        rows, people = self.scene.rows, self.scene.people
        own = commitment["department"] == people.departments[people.own_department]
        rows.add(
            "progress",
            id=rows.next_id(),
            commitment=commitment["id"],
            text=text,
            account=people.accounts["department", None] if own else None,
            happened_on=day,
        )

    def tell(self, day: date, account: int | None, text: str) -> None:
        self.answer = self.scene.rows.next_id()
        self.scene.rows.add(
            "answer",
            id=self.answer,
            topic=self.id,
            text=text,
            account=account,
            happened_on=day,
        )

    def rate(self, step: Step, day: date, account: int | None, opinion: str) -> None:
        rows = self.scene.rows
        if step.decision == "answered":
            self.tell(day, account, opinion)
            self.post(Kind.TOPIC_ANSWERED, day, actor=account)
            if self.commitments:
                self.post(Kind.TOPIC_SOLVED, day, actor=account)
            return
        solved = step.decision == "solved"
        stars = self.rng.choice([4, 5, 5]) if solved else 2
        rows.add(
            "rating",
            topic=self.id,
            answer=self.answer,
            solved=solved,
            stars=stars,
            comment=opinion,
            happened_on=day,
        )
        result = "solved" if solved else "not_solved"
        self.post(Kind.RATING_GIVEN, day, quantity=stars, result=result)
        if not solved:
            self.post(Kind.TOPIC_REOPENED, day)
            self.scene.reopened.append((self.id, None, day))
            self.promise(day, None)
