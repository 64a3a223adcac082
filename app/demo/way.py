"""The way of one matter through its county's rings, by the rules that people are held to: each step
is taken on its day, and written down with what it leaves behind (results.py).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from app.charter.model import AGENDA, Conclusion, Ring, RingKind
from app.charter.rings import ASIDE
from app.charter.stages import ENDED, Decision, Stage
from app.dates import deadline
from app.demo import telling
from app.demo.documents import paper
from app.demo.matters import ALIVE, Matter, usual
from app.demo.results import Results
from app.demo.rows import moment
from app.demo.scene import Scene, working_day
from app.demo.sitting import Groups
from app.ledger import Entry, Kind
from app.outcomes.entries import ended
from app.topics import entries, rules, transitions
from app.topics.requirements import Facts
from app.topics.rules import Move
from app.workflow.raising import sending as raising

OFF = {
    "declined": Decision.DECLINE,
    "merged": Decision.MERGE,
    "settled": Decision.SETTLE,
    "returned": Decision.RETURN,
}
GIVEN = "-" * rules.SHORTEST_TEXT
Act = Callable[[], None]
Turn = tuple[str, int, Callable[[], Move], Act | None]  # what step() takes


class Way(Results):
    def __init__(
        self, scene: Scene, groups: Groups, matter: Matter, begins: date, by: date | None
    ) -> None:
        """`by`: when it has to stand where it is to stand. None: it goes as far as it comes."""
        super().__init__(scene, groups, matter)
        self.rings = self.charter.rings
        self.clock, self.by = begins, by
        self.detours = set(matter.detours)
        self.posted: list[Entry] = []  # of its steps, and not taken back

    @property
    def stage(self) -> Stage:
        return Stage(self.topic["stage"])

    def walk(self) -> None:
        self.raised()
        if self.matter.fate == "withdrawn":
            back = partial(rules.withdrawn, self.topic["ring"], self.stage, "-")
            self.step("withdrawn", self.days(1, 5), back, kind="propose")
        while self.stage not in ENDED and not self.stands() and self.onward(self.topic["ring"]):
            pass
        if self.stage is Stage.REFERRED and not self.charter.flow.reference:  # told where it went
            self.step("answered", self.days(1, 6), self.told, self.tell, kind="rate")
        if self.stage not in ENDED:
            self.unfinished(self.rings[self.topic["ring"]])

    def raised(self) -> None:
        by = [role for role in self.rings[0].by if role in {"citizen", "member"}]
        self.origin = self.rng.choices([*by, "station"], [6, 2, 1] if len(by) == 2 else [6, 1])[0]
        raiser = self.people.near(self.at)[0] if self.origin == "member" else None
        form = raising.RaiseForm(
            title=self.matter.title,
            story=self.matter.story,
            spot=self.matter.spot,
            category=self.matter.category,
            name=raiser["name"] if raiser else telling.somebody(self.rng),
        )
        self.day, self.actor = self.clock, raiser["account"] if raiser else None
        at = self.at.id
        made = raising.new_topic(self.charter, 0, at, self.origin, form, self.day, self.actor)
        made.on_theme = self.matter.on_theme
        self.topic = self.scene.rows.put(made, self.day)
        self.scene.post(
            entries.about(self.topic, Kind.TOPIC_RAISED, role=self.origin, **self.whose)
        )

    def stands(self) -> bool:
        matter, ring = self.matter, self.topic["ring"]
        if matter.fate == "returned" and ring == 0:
            return True
        if matter.fate == "reopened" and "reopened" not in self.detours:
            return self.stage is Stage.CARRYING_OUT
        if matter.stop == ring and self.rings[ring].kind is RingKind.RATE:
            return (self.stage is Stage.ANSWERED) == matter.answered
        if matter.stop == ring and self.rings[ring].kind in AGENDA:
            return bool(self.topic["round"] == matter.rounds)
        return bool(matter.stop == ring)

    def days(self, least: int, most: int) -> int:
        return max(1, round(self.rng.randint(least, most) * self.habits.slow))

    def within(self, limit: int) -> int:
        """Mostly in time; now and then at once, or late."""
        drawn = self.rng.random()
        if drawn < 0.2:
            return 1
        return self.days(limit, limit * 3) if drawn > 0.88 else self.days(1, limit)

    def paced(self, days: int) -> int:
        """Faster, if time runs out; what is alive has come to where it stands a short while ago."""
        if self.by is None:
            return days
        left = max((self.by - self.clock).days, 0)
        pace = left / max(usual(self.rings, self.topic["ring"], self.matter), 1)
        pace = pace if self.matter.fate in ALIVE or self.matter.held else min(pace, 1)
        return min(round(days * pace), left)

    def detour(self, name: str) -> bool:
        """Once."""
        found = name in self.detours
        self.detours.discard(name)
        return found

    def leave(self) -> Move:
        return rules.leave(self.rings, self.topic["ring"], self.facts)

    def told(self) -> Move:
        return rules.answered(self.rings, self.topic["ring"], self.stage, self.opinion)

    def onward(self, place: int) -> bool:
        ring, rings = self.rings[place], self.rings
        days, leads = self.within(ring.days or 4), self.leave
        said = "reported" if ring.kind is RingKind.REPORT else "done"
        turn: Turn = (said, days, leads, self.acts.get(ring.kind))
        match ring.kind:
            case RingKind.PROPOSE:  # it was returned, and is completed
                turn = ("resubmitted", self.days(2, 9), partial(rules.raised, rings), None)
            case RingKind.REVIEW:
                turn = self.review(place, days)
            case RingKind.APPROVE:
                turn = self.approve(place, days)
            case kind if kind in AGENDA:
                turn = self.consult(place)
            case RingKind.ADOPT:
                yes = self.matter.fate != "unadopted"
                leads = partial(rules.adopted, rings, place, adopted=yes, reason="-")
                said = "adopted" if yes else "not_adopted"
                turn = (said, days, leads, partial(self.adopt, adopted=yes))
            case RingKind.CARRY_OUT:
                days = self.days(*self.rng.choice([(3, 12), (12, 45), (12, 45), (45, 110)]))
                turn = (said, days, partial(rules.carried_out, rings, place, 0, 1), self.keep)
            case RingKind.RATE:
                turn = self.respond(place, days)
            case RingKind.REFER:
                leads = partial(rules.referred, rings, place, GIVEN, "-")
                turn = entries.REFERRED, days, lambda: leads(Facts()), self.send
            case RingKind.REPLY:
                turn = (
                    "replied",
                    days,
                    partial(rules.replied, rings, place, GIVEN, Facts()),
                    self.tell,
                )
        return self.step(*turn)

    def review(self, place: int, days: int) -> Turn:
        decision = OFF.get(self.matter.fate, Decision.PASS)
        if decision is Decision.PASS and place == 1 and self.detour("returned"):
            decision = Decision.RETURN
        above = self.rings[place + 1].kind is RingKind.REVIEW
        if decision is Decision.PASS and above and self.detour("escalated"):
            decision = Decision.ESCALATE
        reasons = self.charter.decline_reasons
        reason = self.rng.choice(list(reasons))
        leads = partial(
            rules.review, self.rings, place, decision, reason=reason, reasons=reasons, into=1
        )
        acts: dict[Decision, Act] = {
            Decision.SETTLE: self.settle,
            Decision.DECLINE: partial(self.decline, reason),
            Decision.MERGE: self.merge,
        }
        if "admission" in self.rings[place].requires:
            acts[Decision.PASS] = self.admit
        return decision, days, lambda: leads(facts=self.facts), acts.get(decision)

    def approve(self, place: int, days: int) -> Turn:
        before = self.rings[place - 1].kind
        yes = before not in {RingKind.REVIEW, RingKind.RESEARCH} or not self.detour("not_approved")
        leads = partial(rules.approve, self.rings, place, approved=yes)
        said, act = ("approved", self.document) if yes else ("not_approved", None)
        return said, days, lambda: leads(facts=self.facts), act

    def consult(self, place: int) -> Turn:
        """One sitting. All but the last round end without agreement."""
        matter, number = self.matter, self.topic["round"] + 1
        ends = Conclusion.NONE
        if number == matter.rounds and matter.stop != place:
            ends = Conclusion.PARTIAL if self.rng.random() < 0.15 else Conclusion.CONSENSUS
            ends = Conclusion.HARD if matter.fate == "referred" or self.aside() else ends
        days = self.days(8, 32) if number > 1 else self.days(2, 14)
        if matter.held:
            days, self.by = (matter.held[number - 1] - self.clock).days, None
        leads = partial(rules.concluded, self.rings, place, ends)
        return ends, days, lambda: leads(self.facts), partial(self.sit, number, ends)

    def aside(self) -> bool:
        """It is to stand on the road of what is too hard to agree on."""
        stop = self.matter.stop
        return stop is not None and self.rings[stop].kind in ASIDE

    def respond(self, place: int, days: int) -> Turn:
        """It is answered, and then rated: or not, within its time."""
        if self.stage is not Stage.ANSWERED:
            return "answered", min(days, 9), self.told, self.tell
        again = self.matter.fate != "unadopted" and self.detour("reopened")
        if not again and self.rng.random() > self.habits.rated:
            limit = self.rings[place].days or 0
            return "lapsed", limit * 2 + 4, partial(rules.onward, self.rings, place), None
        leads = partial(rules.rated, self.rings, place, stage=self.stage, solved=not again)
        said = "not_solved" if again else "solved"
        return said, self.days(1, 12), leads, partial(self.rate, solved=not again)

    def step(
        self, decision: str, days: int, leads: Callable[[], Move], act: Act | None = None,
        *, kind: str = "",
    ) -> bool:  # fmt: skip
        """On a working day. → whether it was taken: not, if that day has not come yet."""
        self.clock += timedelta(days=self.paced(days))
        if self.clock > self.scene.today:
            return False
        ring = self.rings[self.topic["ring"]]
        if kind == "rate":  # who would have answered it at its end
            ring = next(each for each in self.rings if each.kind is RingKind.RATE)
        kind = kind or str(ring.kind)
        self.day = min(working_day(self.clock), self.scene.today)
        role, self.actor = self.people.who(ring.by, self.at, self.rng)
        if kind == "propose" or decision in {"solved", "not_solved"}:
            role, self.actor = self.origin, self.topic["raiser"]
        self.opinion, self.note = self.said(kind, decision), {}
        self.facts = Facts(self.opinion, report=self.opinion)
        if act:
            act()
        self.move(kind, str(decision), leads(), role)
        if decision in {"adopted", "not_solved"}:
            self.promise()
        return True

    def said(self, kind: str, decision: str) -> str:
        if self.rings[self.topic["ring"]].kind in AGENDA and decision in set(Conclusion):
            return self.charter.consultations.conclusions[Conclusion(decision)]
        if decision == "not_adopted":
            self.why_not = self.drawn("not-adopted")
        if decision == "answered":
            decision = "refused" if self.why_not else decision
            decision = "told" if self.stage is Stage.REFERRED else decision
        about = {"composition": self.charter.composition.name, "reason": self.why_not}
        return telling.opinion(kind, decision, self.matter, self.rng, **about)

    def move(self, kind: str, decision: str, to: Move, role: str) -> None:
        """As topics/transitions.py does it, with this day for today."""
        topic, scene, day, actor = self.topic, self.scene, self.day, self.actor
        told = transitions.passage(topic, kind, decision, self.opinion, self.note, role, actor, day)
        passed = scene.rows.put(told, day)
        passed["at"] = moment(day, 9 + topic["ring"] % 8)
        if decision == "approved":  # nobody has published it yet
            of = {"told_of": topic["id"], "passage": passed["id"]}
            paper(scene, "reply", "批复", day, self.at, public=False, **of)
        kept = bool(self.promises) and all(each.get("verified_on") for each in self.promises)
        limit = self.rings[topic["ring"]].days or 0
        about = topic | {
            "all_verified": kept,
            "in_time": day <= deadline(topic["ring_since"], limit),
            "fell_due": False,
        }
        posting = entries.of_step(about, to, actor=actor, role=role, decision=decision, day=day)
        stands = [each for each in self.posted if each.kind in posting.takes_back]
        self.posted = [each for each in self.posted if each not in stands]
        for each in stands:
            less = replace(each, quantity=-each.quantity, reverses=each.id)
            scene.post(replace(less, happened_on=day, actor=actor))
        self.posted += scene.post(*posting.posts)
        if any(each.kind is Kind.TOPIC_ACCEPTED for each in posting.posts):
            scene.accepted.append(topic)
        changes = transitions.changed(topic, to, self.charter, day)
        if "published_at" in changes:
            changes["published_at"] = moment(day)
        topic |= changes

    def unfinished(self, ring: Ring) -> None:
        """What lies on the table where a living matter stands: a date set, a task under way."""
        today = self.scene.today
        if ring.kind in AGENDA and self.matter.stop is not None:
            own = self.people.near(self.at)[0]["account"] is not None
            # Today, and together, where the member is invited who can sign in; elsewhere soon.
            if own and not self.form().gathers:
                self.matter = replace(self.matter, form="")
            day = today + timedelta(days=0 if own else self.rng.choice([2, 3, 5]))
            self.day = today
            self.plan(self.topic["round"] + 1, day, self.circle or self.invited())
        for promise in self.promises if ring.kind is RingKind.CARRY_OUT else []:
            self.under_way(promise, today)
            light = self.matter.light if self.matter.stop is not None else "as promised"
            days = {"red": -self.rng.choice([4, 11, 26]), "yellow": 2, "green": 40, "done": 5}
            if light in days:
                promise["due_on"] = max(today + timedelta(days=days[light]), self.since)
            if light == "done":
                self.done(promise, today)
            else:
                self.scene.post(*ended(self.topic, promise, today))
