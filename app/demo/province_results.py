"""What comes of a simulated matter after it was talked over."""

from datetime import timedelta
from typing import Any

from app.charter.stages import Stage
from app.demo import telling
from app.demo.province_steps import Ahead, Steps
from app.ledger import Kind
from app.topics import rules
from app.topics.rules import Move


class Results(Steps):
    """The part of a Topic (province_topics.py) that writes these down."""

    def follow_through(self) -> None:
        """Reported, adopted or not, carried out, answered, rated, published."""
        course, rng = self.course, self.rng
        self.until(self.days(1, 6))
        outcome = self.report()
        facts = {"outcome": outcome["id"], "to": outcome["reported_to"], "kind": outcome["kind"]}
        move = rules.onward(self.rings, course.report)
        self.step(course.report, "reported", 0, move, facts=facts)
        self.post(Kind.OUTCOME_REPORTED, result=outcome["kind"])
        self.until(self.days(3, 12))
        adopted = rng.random() < self.nature.adopted
        outcome |= {"adopted": adopted, "decided_on": self.day}
        outcome["reason"] = "" if adopted else telling.NOT_ADOPTED
        reason = telling.NOT_ADOPTED
        move = rules.adopted(self.rings, course.adopt, adopted=adopted, reason=reason)
        self.step(course.adopt, "adopted" if adopted else "not_adopted", 0, move)
        self.post(Kind.OUTCOME_ADOPTED if adopted else Kind.OUTCOME_NOT_ADOPTED)
        if adopted:
            self.keep()
        self.close(adopted=adopted)

    def report(self) -> dict[str, Any]:
        self.scene.rows.add(
            "outcome",
            id=self.scene.ids.on(self.day),
            topic=self.id,
            kind=self.rng.choice(list(self.scene.charter.outcome_kinds)),
            text=telling.outcome(self.matter),
            reported_to="党委、政府",
            reported_on=self.day,
        )
        return self.scene.rows.kept["outcome"][-1]

    def keep(self) -> None:
        """A promise with a day; kept by then or later; verified."""
        rng, took = self.rng, self.days(14, 50)
        done = self.day + timedelta(days=took)
        late = rng.random() > self.nature.on_time
        due = done + timedelta(days=-rng.randint(1, min(20, took)) if late else rng.randint(0, 30))
        row: dict[str, Any] = {
            "id": self.scene.ids.on(self.day),
            "topic": self.id,
            "department": self.scene.departments[self.matter.department],
            "task": self.matter.task,
            "due_on": due,
        }
        self.scene.rows.add("commitment", **row)
        row = self.scene.rows.kept["commitment"][-1]
        self.post(Kind.COMMITMENT_MADE, commitment=row["id"])
        if min(done, due) <= self.nature.ends:
            self.post(Kind.COMMITMENT_DUE, min(done, due), commitment=row["id"])
        if done > self.nature.ends:
            raise Ahead
        self.day = done
        row |= {"done_on": done, "done_note": telling.done(self.matter)}
        self.post(Kind.COMMITMENT_DONE, commitment=row["id"])
        if done <= due:
            self.post(Kind.COMMITMENT_DONE_ON_TIME, commitment=row["id"])
        self.until(self.days(1, 5))
        row["verified_on"] = self.day
        self.post(Kind.COMMITMENT_VERIFIED, commitment=row["id"])
        place = self.course.carry_out
        self.step(place, "done", 0, Move(Stage.CARRYING_OUT, self.course.rate))

    def tell(self, text: str) -> None:
        self.answer = self.scene.ids.on(self.day)
        self.scene.rows.add(
            "answer", id=self.answer, topic=self.id, text=text, happened_on=self.day
        )

    def close(self, *, adopted: bool, again: bool = False) -> None:
        rate = self.course.rate
        self.step(rate, "answered", self.days(1, 6), Move(Stage.ANSWERED, rate))
        self.tell(self.opinion("rate", "answered"))
        self.post(Kind.TOPIC_ANSWERED)
        if adopted:
            self.solved = self.post(Kind.TOPIC_SOLVED)
        if not adopted or self.rng.random() > self.nature.rated:
            self.step(rate, "lapsed", self.days(14, 22), rules.onward(self.rings, rate))
        elif again or self.rng.random() < self.nature.content:
            self.until(self.days(1, 8))
            self.rated(solved=True)
        else:
            self.until(self.days(1, 8))
            self.rated(solved=False)
            self.reopen()
            return
        while self.now.stage is not Stage.CLOSED:
            place = self.now.ring
            self.step(place, "done", self.days(1, 4), rules.onward(self.rings, place))
        self.post(Kind.TOPIC_CLOSED)
        self.publish("closed")

    def rated(self, *, solved: bool) -> None:
        rate, rng = self.course.rate, self.rng
        move = rules.rated(self.rings, rate, stage=Stage.ANSWERED, solved=solved)
        word = "solved" if solved else "not_solved"
        self.step(rate, word, 0, move, role=self.origin)
        stars = rng.choice((3, 4, 4, 5, 5, 5)) if solved else rng.choice((1, 2, 2, 3))
        self.scene.rows.add(
            "rating",
            topic=self.id,
            answer=self.answer,
            solved=solved,
            stars=stars,
            comment=self.scene.rows.kept["passage"][-1]["opinion"],
            happened_on=self.day,
        )
        self.post(Kind.RATING_GIVEN, quantity=stars, result=word)

    def reopen(self) -> None:
        """What stood as solved is taken back; it is carried out once more."""
        self.post(Kind.TOPIC_REOPENED)
        self.scene.post(self.entry(Kind.TOPIC_SOLVED, self.day, quantity=-1), self.solved)
        self.keep()
        self.close(adopted=True, again=True)
