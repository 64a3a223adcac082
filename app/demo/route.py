"""The way of one matter through its county's rings, by the rules that people are held to."""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from app.charter.model import AGENDA, Conclusion, Ring, RingKind
from app.charter.stages import ENDED, Decision, Stage
from app.topics import rules
from app.topics.rules import Move


@dataclass
class Matter:
    """What is to become of it: `fate`, or, if it is alive, the ring at which it `stop`s."""

    station: int  # index
    title: str
    story: str
    category: str
    department: str
    task: str
    fate: str = "closed"
    stop: int | None = None
    answered: bool = False  # alive at `rate`: after the answer
    light: str = "green"  # alive at `carry_out`
    rounds: int = 1
    gaps: list[int] = field(default_factory=list)  # days from one round to the next, if fixed
    held_on: date | None = None  # the first round, if fixed
    form: str = ""
    people: list[int] = field(default_factory=list)  # in the room, if known
    typical: bool = False
    on_theme: bool = False
    begins: date | None = None


@dataclass
class Step:
    day: int  # since the matter was raised
    place: int  # the ring at which it happened
    kind: str
    decision: str
    move: Move
    facts: dict[str, Any] = field(default_factory=dict)
    round: int = 0


OFF = {
    "declined": Decision.DECLINE,
    "merged": Decision.MERGE,
    "settled": Decision.SETTLE,
    "returned": Decision.RETURN,
}


class Route:
    """`steps`, in their order; `end` is where the matter stands, `since` which day."""

    def __init__(self, matter: Matter, rings: list[Ring], rng: Random) -> None:
        self.matter, self.rings, self.rng = matter, rings, rng
        self.steps: list[Step] = []
        self.day, self.now, self.rounds = 0, rules.raised(rings), 0
        self.answered = self.reopened = False
        if matter.fate == "withdrawn":
            self.step("propose", "withdrawn", Move(Stage.WITHDRAWN, self.now.ring), 2)
        while self.now.stage not in ENDED and not self.stands():
            self.onward()
        self.since = self.steps[-1].day if self.steps else 0

    def stands(self) -> bool:
        if self.matter.fate == "returned" and self.now.ring == 0:
            return True
        if self.matter.fate == "reopened" and self.reopened:
            return True
        at_stop = self.matter.stop == self.now.ring
        if at_stop and self.rings[self.now.ring].kind is RingKind.RATE:
            return self.answered == self.matter.answered
        if at_stop and self.rings[self.now.ring].kind in AGENDA:
            return self.rounds == self.matter.rounds
        return at_stop

    def step(self, kind: str, decision: str, move: Move, days: int, **more: Any) -> None:
        self.day += days
        self.steps.append(Step(self.day, self.now.ring, kind, decision, move, **more))
        self.now = move

    def onward(self) -> None:
        ring, place = self.rings[self.now.ring], self.now.ring
        days = self.rng.randint(1, max(2, (ring.days or 4) - 1))
        match ring.kind:
            case RingKind.REVIEW:
                self.reviewed(place, days)
            case RingKind.APPROVE:
                number = self.rng.randrange(3, 90)
                move = rules.onward(self.rings, place)
                self.step(
                    "approve", "approved", move, days, facts={"document": f"〔演示〕{number}号"}
                )
            case RingKind.RESEARCH:
                visits = self.rng.randint(2, 4)
                move = rules.onward(self.rings, place)
                self.step(ring.kind, "done", move, days, facts={"visits": visits})
            case kind if kind in AGENDA:
                self.sat(place)
            case RingKind.REPORT:
                self.step("report", "reported", rules.onward(self.rings, place), days)
            case RingKind.ADOPT:
                yes = self.matter.fate != "unadopted"
                move = rules.adopted(self.rings, place, adopted=yes, reason="-")
                self.step("adopt", "adopted" if yes else "not_adopted", move, days)
            case RingKind.CARRY_OUT:
                days = self.rng.randint(12, 45)
                self.step("carry_out", "done", rules.onward(self.rings, place), days)
            case RingKind.RATE:
                self.rated(place, days)
            case _:
                self.step(ring.kind, "done", rules.onward(self.rings, place), days)

    def reviewed(self, place: int, days: int) -> None:
        decision = OFF.get(self.matter.fate)
        if decision is None:
            self.step("review", "pass", rules.onward(self.rings, place), days)
            return
        stages = {
            Decision.DECLINE: Move(Stage.DECLINED, place),
            Decision.MERGE: Move(Stage.MERGED, place),
            Decision.SETTLE: Move(Stage.SETTLED, place),
            Decision.RETURN: Move(Stage.RAISED, 0),
        }
        self.step("review", decision, stages[decision], days)

    def sat(self, place: int) -> None:
        """One sitting. All but the last round end without agreement."""
        agenda = [n for n, ring in enumerate(self.rings) if ring.kind in AGENDA]
        last = self.rounds + 1 == self.matter.rounds and self.matter.stop != place
        conclusion = Conclusion.NONE
        if last and self.matter.fate == "referred":
            conclusion = Conclusion.HARD
        elif last:
            conclusion = Conclusion.PARTIAL if self.rng.random() < 0.15 else Conclusion.CONSENSUS
        if conclusion is Conclusion.HARD:
            move = Move(Stage.REFERRED, place)
        elif conclusion is Conclusion.NONE:
            move = Move(Stage.CONSULTING, agenda[0])
        else:
            move = rules.onward(self.rings, agenda[-1])
        gap = self.rng.randint(12, 24) if self.rounds else self.rng.randint(2, 6)
        if self.rounds and self.matter.gaps:
            gap = self.matter.gaps[self.rounds - 1]
        self.rounds += 1
        self.step(self.rings[place].kind, conclusion, move, gap, round=self.rounds)
        if conclusion is Conclusion.HARD:  # whoever raised it is told where it went
            told = Move(Stage.REFERRED, place, told=True)
            self.step("rate", "answered", told, self.rng.randint(1, 5))

    def rated(self, place: int, days: int) -> None:
        if not self.answered:
            self.step("rate", "answered", Move(Stage.ANSWERED, place), min(days, 5))
            self.answered = True
            return
        solved = self.matter.fate != "reopened"
        move = rules.rated(self.rings, place, stage=Stage.ANSWERED, solved=solved)
        self.step("rate", "solved" if solved else "not_solved", move, min(days, 6))
        self.answered, self.reopened = solved, not solved
