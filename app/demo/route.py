"""The way of one matter through its county's rings, by the rules that people are held to."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from app.charter.model import AGENDA, Charter, Conclusion, RingKind
from app.charter.stages import ENDED, Decision, Stage
from app.demo.matters import Matter
from app.demo.scene import Habits
from app.topics import rules
from app.topics.requirements import Facts
from app.topics.rules import Move

# What a ring can require is there: record.py holds it against what it has written down.
ALL = Facts(
    opinion="-", report="-", visits=9, members_present=9, photos=9, minutes="-",
    department_answers=9, document="-",
)  # fmt: skip
OFF = {
    "declined": Decision.DECLINE,
    "merged": Decision.MERGE,
    "settled": Decision.SETTLE,
    "returned": Decision.RETURN,
}
ANSWER = "这件事的来龙去脉已经说清。"


@dataclass
class Step:
    day: int  # since the matter was raised
    place: int  # the ring at which it happened
    kind: str
    decision: str
    move: Move
    round: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


class Route:
    """`steps` in their order; `now` is where the matter stands, since the day `since`."""

    def __init__(self, matter: Matter, charter: Charter, rng: Random, habits: Habits) -> None:
        self.matter, self.charter, self.rings = matter, charter, charter.rings
        self.rng, self.habits = rng, habits
        self.steps: list[Step] = []
        self.detours = set(matter.detours)
        self.day, self.now, self.rounds = 0, rules.raised(self.rings), 0
        self.answered = False
        self.agenda = [n for n, ring in enumerate(self.rings) if ring.kind in AGENDA]
        self.walk()

    @property
    def since(self) -> int:
        return self.steps[-1].day if self.steps else 0

    def cut(self, last: int) -> None:
        """What lies after that day has not come yet."""
        self.steps = [each for each in self.steps if each.day <= last]

    def walk(self) -> None:
        if self.matter.fate == "withdrawn":
            move = rules.withdrawn(self.now.ring, self.now.stage, "-")
            self.step("propose", "withdrawn", move, self.rng.randint(1, 5))
        while self.now.stage not in ENDED and not self.stands():
            self.onward()
        if self.now.stage is Stage.REFERRED:  # whoever raised it is told where it went
            told = rules.answered(self.rings, self.now.ring, Stage.REFERRED, ANSWER)
            self.step("rate", "answered", told, self.days(1, 6))

    def stands(self) -> bool:
        if self.matter.fate == "returned" and self.now.ring == 0:
            return True
        if self.matter.fate == "reopened" and "reopened" not in self.detours:
            return self.now.stage is Stage.CARRYING_OUT
        at_stop = self.matter.stop == self.now.ring
        if at_stop and self.rings[self.now.ring].kind is RingKind.RATE:
            return self.answered == self.matter.answered
        if at_stop and self.now.ring in self.agenda:
            return self.rounds == self.matter.rounds
        return at_stop

    def days(self, least: int, most: int) -> int:
        return max(1, round(self.rng.randint(least, most) * self.habits.slow))

    def within(self, limit: int | None) -> int:
        """Mostly in time; now and then at once, or late."""
        limit = limit or 4
        drawn = self.rng.random()
        if drawn < 0.2:
            return 1
        return self.days(limit, limit * 3) if drawn > 0.88 else self.days(1, limit)

    def step(self, kind: str, decision: str, move: Move, days: int, **more: Any) -> None:
        self.day += days
        self.steps.append(Step(self.day, self.now.ring, str(kind), str(decision), move, **more))
        self.now = move

    def detour(self, name: str) -> bool:
        """Once."""
        found = name in self.detours
        self.detours.discard(name)
        return found

    def onward(self) -> None:
        ring, place = self.rings[self.now.ring], self.now.ring
        days = self.within(ring.days)
        match ring.kind:
            case RingKind.PROPOSE:  # it was returned, and is completed
                again = rules.raised(self.rings)
                self.step("propose", "resubmitted", again, self.days(2, 9))
            case RingKind.REVIEW:
                self.reviewed(place, days)
            case RingKind.APPROVE:
                self.approved(place, days)
            case RingKind.RESEARCH:
                move = rules.leave(self.rings, place, ALL)
                self.step(ring.kind, "done", move, days, facts={"visits": self.rng.randint(2, 6)})
            case kind if kind in AGENDA:
                self.sat(place)
            case RingKind.REPORT:
                self.step("report", "reported", rules.leave(self.rings, place, ALL), days)
            case RingKind.ADOPT:
                yes = self.matter.fate != "unadopted"
                move = rules.adopted(self.rings, place, adopted=yes, reason="-")
                self.step("adopt", "adopted" if yes else "not_adopted", move, days)
            case RingKind.CARRY_OUT:
                days = self.days(*self.rng.choice([(3, 12), (12, 45), (12, 45), (45, 110)]))
                self.step("carry_out", "done", rules.carried_out(self.rings, place, 0, 1), days)
            case RingKind.RATE:
                self.rated(place, days)
            case _:
                self.step(ring.kind, "done", rules.leave(self.rings, place, ALL), days)

    def reviewed(self, place: int, days: int) -> None:
        decision = OFF.get(self.matter.fate, Decision.PASS)
        if decision is Decision.PASS and place == 1 and self.detour("returned"):
            decision = Decision.RETURN
        above = self.rings[place + 1].kind is RingKind.REVIEW
        if decision is Decision.PASS and above and self.detour("escalated"):
            decision = Decision.ESCALATE
        reasons = self.charter.decline_reasons
        reason = self.rng.choice(list(reasons))
        move = rules.review(
            self.rings, place, decision, facts=ALL, reason=reason, reasons=reasons, into=1
        )
        facts = {"reason": reason} if decision is Decision.DECLINE else {}
        self.step("review", decision, move, days, facts=facts)

    def approved(self, place: int, days: int) -> None:
        before = self.rings[place - 1].kind
        no = before in {RingKind.REVIEW, RingKind.RESEARCH} and self.detour("not_approved")
        move = rules.approve(self.rings, place, approved=not no, facts=ALL)
        facts = {} if no else {"document": f"〔演示〕{self.rng.randrange(3, 90)}号"}
        self.step("approve", "not_approved" if no else "approved", move, days, facts=facts)

    def sat(self, place: int) -> None:
        """One sitting. All but the last round end without agreement."""
        last = self.rounds + 1 == self.matter.rounds and self.matter.stop != place
        conclusion = Conclusion.NONE
        if last and self.matter.fate == "referred":
            conclusion = Conclusion.HARD
        elif last:
            conclusion = Conclusion.PARTIAL if self.rng.random() < 0.15 else Conclusion.CONSENSUS
        gap = self.days(8, 32) if self.rounds else self.days(2, 14)
        if self.rounds and self.matter.gaps:
            gap = self.matter.gaps[self.rounds - 1]
        self.rounds += 1
        move = rules.concluded(self.rings, place, conclusion, ALL)
        self.step(self.rings[place].kind, conclusion, move, gap, round=self.rounds)

    def rated(self, place: int, days: int) -> None:
        if not self.answered:
            move = rules.answered(self.rings, place, self.now.stage, ANSWER)
            self.step("rate", "answered", move, min(days, 9))
            self.answered = True
            return
        self.answered = False
        again = self.matter.fate != "unadopted" and self.detour("reopened")
        if not again and self.rng.random() > self.habits.rated:
            limit = self.rings[place].days or 0
            self.step("rate", "lapsed", rules.onward(self.rings, place), limit * 2 + 4)
            return
        move = rules.rated(self.rings, place, stage=Stage.ANSWERED, solved=not again)
        self.step("rate", "not_solved" if again else "solved", move, self.days(1, 12))
