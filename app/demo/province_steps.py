"""How each step of a simulated matter is written down."""

import json
from datetime import date, timedelta
from typing import Any

from app.charter.model import Conclusion
from app.charter.stages import ENDED
from app.demo import telling
from app.demo.county import Words
from app.demo.province_scene import Scene, Stand
from app.demo.province_sittings import Sittings
from app.demo.route import Matter
from app.demo.rows import moment
from app.demo.scene import working_day
from app.ledger import Entry, Kind
from app.topics import rules
from app.topics.rules import Move

WORDED = {"pass", "decline", "merge", "settle", "withdrawn", "approved", "adopted", "solved"}
WORDED |= {"not_adopted", "not_solved"}


class Ahead(Exception):
    """The next step lies after the last day."""


class Steps:
    """The part of a Topic (province_topics.py) that all of its steps need."""

    def __init__(  # noqa: PLR0917
        self, scene: Scene, sittings: Sittings, words: Words, at: Stand, title: str, raised: date
    ) -> None:
        self.scene, self.sittings, self.words, self.at = scene, sittings, words, at
        self.rng, self.nature, self.course = scene.rng, scene.nature, scene.course
        self.rings = scene.charter.rings
        self.id = scene.ids.on(raised)
        self.raised = self.day = self.since = raised
        self.now = rules.raised(self.rings)
        self.matter = Matter(
            station=0,
            title=title,
            story=words.story.format(place=at.place, title=title.removeprefix(at.place)),
            category=words.category,
            department=scene.called[words.department],
            task=words.task.format(place=at.place, title=title.removeprefix(at.place)),
            on_theme=words.theme and scene.charter.topics.theme is not None,
        )
        self.steps = self.rounds = self.answer = self.solved = 0
        self.origin = self.reason = ""
        self.into: int | None = None
        self.published: date | None = None

    def days(self, least: int, most: int) -> int:
        """A county is slow or quick in all that its offices do."""
        return round(self.rng.randint(least, most) * self.nature.slow)

    def until(self, days: int) -> None:
        """Offices work on working days."""
        day = working_day(self.day + timedelta(days=days)) if days else self.day
        if day > self.nature.ends:
            raise Ahead
        self.day = day

    def post(self, kind: Kind, day: date | None = None, **more: Any) -> int:
        return self.scene.post(self.entry(kind, day or self.day, **more))

    def entry(self, kind: Kind, day: date, **more: Any) -> Entry:
        return Entry(
            kind=kind,
            station=self.at.id,
            topic=self.id,
            category=self.matter.category,
            happened_on=day,
            **more,
        )

    def step(
        self,
        place: int,
        decision: str,
        days: int,
        move: Move,
        *,
        role: str = "",
        facts: dict[str, Any] | None = None,
    ) -> None:
        self.until(days)
        ring = self.rings[place]
        role = role or next(each for each in ring.by if each not in {"citizen", "member"})
        self.scene.rows.add(
            "passage",
            id=self.scene.ids.on(self.day),
            topic=self.id,
            ring=place,
            kind=str(ring.kind),
            decision=decision,
            opinion=self.opinion(str(ring.kind), decision),
            facts=json.dumps(facts or {}),
            role=role,
            happened_on=self.day,
            at=moment(self.day, 9 + place % 8),
        )
        self.post(Kind.TOPIC_STEP, role=role, result=decision)
        self.steps += 1
        self.now, self.since = move, self.day

    def opinion(self, kind: str, decision: str) -> str:
        if decision in WORDED:
            return self.rng.choice(telling.OPINIONS[decision])
        conclusions = self.scene.charter.consultations.conclusions
        if decision in conclusions:
            return conclusions[Conclusion(decision)]
        if decision == "reported":
            return telling.outcome(self.matter)
        if decision == "lapsed":
            return ""
        called = {
            "matter": self.matter.title,
            "task": self.matter.task,
            "department": self.matter.department,
            "composition": self.scene.charter.composition.name,
        }
        return telling.REPORTS.get(kind, "").format(**called)

    def publish(self, since: str) -> None:
        if self.published is None and (
            self.scene.charter.publicity.topics_from == since or self.now.stage in ENDED
        ):
            self.published = self.day
