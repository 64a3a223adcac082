"""What a matter leaves behind on its way: every row, and every entry of the ledger, as the product
makes them.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from app.charter.model import AGENDA, Conclusion, Ring, RingKind
from app.charter.stages import ENDED, Decision
from app.consultations.tables import Circle
from app.demo import telling
from app.demo.results import Results
from app.demo.route import Step
from app.demo.rows import Row, moment
from app.ledger import Kind
from app.outcomes.entries import ended
from app.refusal import refuse_all
from app.topics import entries, transitions
from app.topics.requirements import Facts, lacking, missing

LEAVES = frozenset({"pass", "approved", "done", *Conclusion})


class Done(NamedTuple):
    """At a ring: what there is for the rules, and what the step says of it."""

    facts: Facts
    note: Row


class Record(Results):
    """One matter. `route` says when and how; this writes it down."""

    def write(self) -> None:
        told = {"day": self.begins, "role": self.origin, "actor": self.topic["raiser"]}
        self.scene.post(entries.about(self.topic, Kind.TOPIC_RAISED, **told))
        for step in self.route.steps:
            self.take(step, self.day(step.day))
        if self.topic["stage"] not in ENDED:
            self.unfinished(self.charter.rings[self.topic["ring"]])

    def take(self, step: Step, day: date) -> None:
        ring = self.charter.rings[step.place]
        if step.move.told:  # who would have answered it at its end
            ring = next(each for each in self.charter.rings if each.kind is RingKind.RATE)
        role, actor = self.people.who(ring.by, self.at, self.rng)
        if step.kind == "propose" or step.decision in {"solved", "not_solved"}:
            role, actor = self.origin, self.topic["raiser"]
        if step.decision == "not_adopted":
            self.why_not = self.rng.choice(telling.words().not_adopted)
        opinion = telling.opinion(step, self.matter, self.charter, self.rng, self.why_not)
        if step.kind == "report":
            opinion = telling.drawn(telling.words().outcome, self.rng, self.matter)
        facts, note = self.act(step, ring, opinion, day, actor)
        if step.decision in LEAVES:
            left = self.agenda if step.round else [ring]
            refuse_all([each for one in left for each in missing(one, facts)])
        self.move(step, opinion, step.facts | note, day, role, actor)
        if step.decision in {"adopted", "not_solved"}:
            self.promise(day, actor)

    @property
    def agenda(self) -> list[Ring]:
        return [ring for ring in self.charter.rings if ring.kind in AGENDA]

    def act(self, step: Step, ring: Ring, opinion: str, day: date, actor: int | None) -> Done:
        """What is done at a ring beside passing it."""
        if step.round:
            return self.sit(step, day, actor)
        match step.kind:
            case "review":
                return self.review(step, ring, opinion, day, actor)
            case "compose":
                return self.compose(day)
            case "report":
                return Done(Facts(opinion=opinion), self.report(opinion, day, actor))
            case "adopt":
                self.adopt(day, actor, adopted=step.decision == "adopted")
            case "carry_out":
                self.keep(day, actor)
            case "rate":
                return Done(Facts(), self.respond(step, opinion, day, actor))
            case "research":
                self.photo(day, actor)
        facts = step.facts
        document, visits = str(facts.get("document", "")), int(facts.get("visits", 0))
        return Done(Facts(opinion, report=opinion, visits=visits, document=document), {})

    def review(self, step: Step, ring: Ring, opinion: str, day: date, actor: int | None) -> Done:
        match step.decision:
            case Decision.PASS if "admission" in ring.requires:
                admission = self.charter.topics.admission
                keys = frozenset(item.key for item in [*admission.fit, *admission.unfit])
                return Done(Facts(ticked=keys, admission=keys), {"ticked": sorted(keys)})
            case Decision.SETTLE:
                self.tell(opinion, day, actor)
                self.photo(day, actor)
            case Decision.DECLINE:
                self.topic["reason"] = step.facts.pop("reason")
            case Decision.MERGE:
                self.topic["merged_into"] = next(reversed(self.scene.accepted), None)
        return Done(Facts(opinion=opinion), {})

    def compose(self, day: date) -> Done:
        self.circle = self.sittings.invited(self.at, self.matter)
        for each in self.circle:
            self.scene.rows.add(Circle, day, topic=self.topic["id"], **each)
        groups = [each["grp"] for each in self.circle]
        return Done(Facts(lacking=lacking(self.charter.composition, groups)), {})

    def respond(self, step: Step, opinion: str, day: date, actor: int | None) -> Row:
        if step.decision == "answered":
            self.tell(opinion, day, actor)
        if step.decision in {"solved", "not_solved"}:
            return self.rate(opinion, day, solved=step.decision == "solved")
        return {}

    def sit(self, step: Step, day: date, actor: int | None) -> Done:
        made, facts = self.sittings.file(
            self.topic, self.at, self.matter, step.round, day, Conclusion(step.decision), actor
        )
        self.topic["round"] = step.round
        return Done(facts, {"consultation": made, "round": step.round})

    def photo(self, day: date, actor: int | None) -> None:
        """Of the place itself: of what was looked at, or what was settled there."""
        topic, caption = self.topic["id"], f"{self.at.place}，到现场看“{self.matter.title}”"
        self.scene.add_photo("site", day, caption, actor, self.at, told_of=topic, topic=topic)

    def move(  # noqa: PLR0917
        self, step: Step, opinion: str, note: Row, day: date, role: str, actor: int | None
    ) -> None:
        """As topics/transitions.py does it, with this day for today."""
        topic, scene = self.topic, self.scene
        written = transitions.passage(
            topic, step.kind, step.decision, opinion, note, role, actor, day
        )
        scene.rows.put(written, day)["at"] = moment(day, 9 + step.place % 8)
        kept = bool(self.promises) and all(each.get("verified_on") for each in self.promises)
        posting = entries.of_step(
            topic | {"all_verified": kept},
            step.move,
            actor=actor,
            role=role,
            decision=step.decision,
            day=day,
        )
        stands = [each for each in self.posted if each.kind in posting.takes_back]
        self.posted = [each for each in self.posted if each not in stands]
        for each in stands:
            less = replace(each, quantity=-each.quantity, reverses=each.id)
            scene.post(replace(less, happened_on=day, actor=actor))
        self.posted += scene.post(*posting.posts)
        if any(each.kind is Kind.TOPIC_ACCEPTED for each in posting.posts):
            scene.accepted.append(topic["id"])
        changes = transitions.changed(topic, step.move, self.charter, day)
        if "published_at" in changes:
            changes["published_at"] = moment(day)
        topic |= changes

    def unfinished(self, ring: Ring) -> None:
        """What lies on the table where a living matter stands: a date set, a task under way."""
        today = self.scene.today
        if ring.kind in AGENDA and self.matter.stop is not None:
            own = self.people.near(self.at)[0].account is not None
            # Today where the member is invited who can sign in; elsewhere in the days to come.
            day = today + timedelta(days=0 if own else self.rng.choice([2, 3, 5]))
            number = self.topic["round"] + 1
            self.sittings.plan(self.topic["id"], self.at, self.matter, number, day, self.circle)
        if ring.kind is RingKind.CARRY_OUT:
            for promise in self.promises:
                self.under_way(promise, today)

    def under_way(self, promise: Row, today: date) -> None:
        self.progress(promise, self.so_far(), self.halfway(today))
        light = self.matter.light if self.matter.stop is not None else "as promised"
        days = {"red": -self.rng.choice([4, 11, 26]), "yellow": 2, "green": 40, "done": 5}
        if light in days:
            promise["due_on"] = max(today + timedelta(days=days[light]), self.since)
        if light == "done":
            self.done(promise, today)
        else:
            self.scene.post(*ended(self.topic, promise, today))
