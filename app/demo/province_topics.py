"""The way of one simulated matter, from the day it was raised to the last day: all that has come by
then is written down, and it stands where it is.
"""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from app.charter.model import Conclusion
from app.charter.stages import ENDED, Decision, Stage
from app.demo import telling
from app.demo.people import somebody
from app.demo.province_results import Results
from app.demo.province_scene import Scene
from app.demo.province_sittings import Sittings
from app.demo.province_steps import Ahead
from app.demo.rows import follow_code, moment
from app.ledger import Kind
from app.topics import rules
from app.topics.rules import Move

# What becomes of those that are not accepted, as weights.
AWAY = {Stage.DECLINED: 12, Stage.SETTLED: 6, Stage.MERGED: 2, Stage.WITHDRAWN: 1}
DECISIONS = {
    Stage.DECLINED: Decision.DECLINE,
    Stage.SETTLED: Decision.SETTLE,
    Stage.MERGED: Decision.MERGE,
}
AWAY_KINDS = {
    Stage.DECLINED: Kind.TOPIC_DECLINED,
    Stage.SETTLED: Kind.TOPIC_SETTLED,
    Stage.MERGED: Kind.TOPIC_MERGED,
    Stage.WITHDRAWN: Kind.TOPIC_WITHDRAWN,
}


def tell_all(scene: Scene) -> None:
    """As many matters as are needed for about as many consultations as the county's nature says."""
    nature, rng = scene.nature, scene.rng
    sittings = Sittings(scene)
    number = round(nature.consultations / (nature.accepted * (1 + nature.again)) * 1.05) or 1
    for raised in sorted(a_day(scene) for _each in range(number)):
        words, at = scene.words(), scene.somewhere(raised)
        title = f"{at.place}{rng.choice(words.titles)}"
        Topic(scene, sittings, words, at, title, raised).write()


def a_day(scene: Scene) -> date:
    """Later ones are likelier, by `growth`."""
    nature, rng = scene.nature, scene.rng
    span = (nature.ends - nature.begins).days
    while True:
        far = rng.random()
        if rng.random() * nature.growth <= 1 + (nature.growth - 1) * far:
            return nature.begins + timedelta(days=int(far * span))


class Topic(Results):
    def write(self) -> None:
        by = [role for role in self.rings[0].by if role in {"citizen", "member"}]
        self.origin = self.rng.choice([*by, *by, "station"])
        self.post(Kind.TOPIC_RAISED, self.raised, role=self.origin)
        with suppress(Ahead):
            self.walk()
        self.row()

    def walk(self) -> None:
        if self.rng.random() > self.nature.accepted:
            self.turned_away()
            return
        gates = self.course.gates
        if len(gates) > 1:
            last = gates[-1]
            self.step(gates[0], "pass", self.days(1, 6), Move(Stage.SCREENING, last))
        approves = self.rings[gates[-1]].kind == "approve"
        passed = rules.onward(self.rings, gates[-1])
        self.step(gates[-1], "approved" if approves else "pass", self.days(1, 8), passed)
        self.post(Kind.TOPIC_ACCEPTED)
        if self.words.theme and self.scene.charter.topics.theme:
            self.post(Kind.TOPIC_ON_THEME)
        self.scene.accepted.append(self.id)
        self.publish("accepted")
        if self.talk() is Conclusion.HARD:
            self.refer()
        else:
            self.follow_through()

    def turned_away(self) -> None:
        place = self.course.gates[0]
        stage = self.rng.choices(list(AWAY), list(AWAY.values()))[0]
        if stage is Stage.MERGED and not self.scene.accepted:
            stage = Stage.DECLINED
        move = Move(stage, place)
        if stage is Stage.WITHDRAWN:
            self.step(0, "withdrawn", self.days(1, 5), move, role=self.origin)
        else:
            self.step(place, str(DECISIONS[stage]), self.days(1, 8), move)
        self.post(AWAY_KINDS[stage])
        if stage is Stage.SETTLED:
            self.solved = self.post(Kind.TOPIC_SOLVED)
            self.tell(self.rng.choice(telling.OPINIONS["settle"]))
            self.publish("closed")
        if stage is Stage.DECLINED:
            self.reason = self.rng.choice(list(self.scene.charter.decline_reasons))
        if stage is Stage.MERGED:
            self.into = self.scene.accepted[-1]

    def talk(self) -> Conclusion:
        """Round after round, until they agree or see that they do not."""
        agenda = self.course.agenda
        days = self.days(6, 30)
        while True:
            ends = self.concludes()
            move = {
                Conclusion.NONE: Move(Stage.CONSULTING, agenda[0]),
                Conclusion.HARD: Move(Stage.REFERRED, agenda[0]),
            }.get(ends) or rules.onward(self.rings, agenda[-1])
            self.until(days)
            self.rounds += 1
            made = self.sittings.file(self.id, self.at, self.matter, self.rounds, self.day, ends)
            facts = {"consultation": made, "round": self.rounds}
            self.step(agenda[0], str(ends), 0, move, facts=facts)
            if ends is not Conclusion.NONE:
                return ends
            days = self.days(8, 26)

    def concludes(self) -> Conclusion:
        drawn = self.rng.random()
        if self.rounds < 4 and drawn < self.nature.again:
            return Conclusion.NONE
        if drawn > 1 - self.nature.hard:
            return Conclusion.HARD
        return Conclusion.PARTIAL if self.rng.random() < 0.15 else Conclusion.CONSENSUS

    def refer(self) -> None:
        """To those who decide; and whoever raised it is told where it went."""
        self.post(Kind.TOPIC_REFERRED)
        told = Move(Stage.REFERRED, self.course.agenda[0], told=True)
        self.step(self.course.rate, "answered", self.days(1, 6), told)
        self.tell(f"“{self.matter.title}”几方一时难以谈拢，已提交党委、政府作为决策参考。")
        self.post(Kind.TOPIC_ANSWERED)

    def row(self) -> None:
        now = self.now
        row: dict[str, Any] = {
            "id": self.id,
            "station": self.at.id,
            "charter": self.scene.charter_id,
            "title": self.matter.title,
            "story": self.matter.story,
            "category": self.matter.category,
            "origin": self.origin,
            "raiser_name": somebody(self.rng),
            # Opens what somebody told in confidence: drawn, so that nobody makes it from the seed.
            "follow_code": follow_code(),
            "raised_on": self.raised,
            "stage": str(now.stage),
            "ring": now.ring,
            "ring_since": self.since,
            "held_by": rules.holders(self.rings, now),
            "round": self.rounds,
            "on_theme": self.matter.on_theme,
            "merged_into": self.into,
            "reason": self.reason,
            "published_at": moment(self.published) if self.published else None,
            "closed_on": self.since if now.stage in ENDED else None,
            "version": self.steps,
        }
        self.scene.rows.add("topic", **row)
