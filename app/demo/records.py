"""What a matter leaves behind on its way: every row, and every entry of the ledger."""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from app.charter.model import AGENDA, Charter, Conclusion, RingKind
from app.dates import is_working_day
from app.demo import telling
from app.demo.county import Demo
from app.demo.people import Member, People, somebody
from app.demo.places import At
from app.demo.route import Matter, Route, Step
from app.demo.rows import Rows, follow_code, moment
from app.demo.sitting import Sitting
from app.ledger import Entry, Kind
from app.topics import rules
from app.topics.rules import Stage

OFF = {
    Stage.DECLINED: Kind.TOPIC_DECLINED,
    Stage.MERGED: Kind.TOPIC_MERGED,
    Stage.REFERRED: Kind.TOPIC_REFERRED,
    Stage.WITHDRAWN: Kind.TOPIC_WITHDRAWN,
    Stage.CLOSED: Kind.TOPIC_CLOSED,
}


@dataclass
class Scene:
    """All that a matter's records need of its county."""

    demo: Demo
    charter: Charter
    charter_id: int
    people: People
    stations: list[At]
    rows: Rows
    rng: Random
    today: date
    entries: list[Entry] = field(default_factory=list)
    reopened: list[tuple[int, int | None, date]] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)
    follow: str = ""  # of a topic that waits for its rating: the example
    members: list[int] = field(default_factory=list)  # how many come, sitting by sitting …
    citizens: list[int] = field(default_factory=list)  # … if the published sums say so


@cache
def working_day(day: date) -> date:
    """This one, or the next."""
    return day if is_working_day(day) else working_day(day + timedelta(days=1))


class Record:
    """One matter. `route` says when and how; this writes it down."""

    def __init__(self, scene: Scene, matter: Matter, route: Route, begins: date) -> None:
        self.scene, self.matter, self.route, self.begins = scene, matter, route, begins
        self.at = scene.stations[matter.station]
        self.id = scene.rows.next_id()
        self.charter, self.rng = scene.charter, scene.rng
        self.stage, self.ring = rules.raised(self.charter.rings)
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

    def write(self) -> None:
        by = [role for role in self.charter.rings[0].by if role in {"citizen", "member"}]
        origin = self.rng.choices([*by, "station"], [6, 2, 1] if len(by) == 2 else [6, 1])[0]
        raiser = None
        if origin == "member":
            raiser = self.scene.people.near(self.at)[0]
        self.post(Kind.TOPIC_RAISED, self.begins, role=origin)
        for step in self.route.steps:
            self.take(step, self.day(step.day), origin)
        self.unfinished()
        self.topic_row(origin, raiser)

    def topic_row(self, origin: str, raiser: Member | None) -> None:
        now, rows = self.route.now, self.scene.rows
        since = self.day(self.route.since)
        code = follow_code()
        waits = now.stage is Stage.ANSWERED and self.charter.rings[now.ring].kind is RingKind.RATE
        merged = now.stage is Stage.MERGED
        if waits and not self.scene.follow:
            self.scene.follow = code
        rows.add(
            "topic",
            id=self.id,
            station=self.at.id,
            charter=self.scene.charter_id,
            title=self.matter.title,
            story=self.matter.story,
            category=self.matter.category,
            origin=origin,
            raiser_name=raiser.name if raiser else somebody(self.rng),
            raiser=raiser.account if raiser else None,
            follow_code=code,
            raised_on=self.begins,
            stage=str(now.stage),
            ring=now.ring,
            ring_since=since,
            held_by=rules.holders(self.charter.rings, now),
            round=self.route.rounds,
            on_theme=self.matter.on_theme,
            merged_into=next(reversed(self.scene.accepted), None) if merged else None,
            reason=self.reason(now.stage),
            published_at=moment(self.published) if self.published else None,
            closed_on=since if now.stage in rules.ENDED else None,
            version=len(self.route.steps),
        )

    def reason(self, stage: Stage) -> str:
        if stage is Stage.DECLINED:
            return self.rng.choice(list(self.charter.decline_reasons))
        return ""

    def take(self, step: Step, day: date, origin: str) -> None:
        ring = self.charter.rings[step.place]
        role, account = self.scene.people.who(ring.by, self.at, self.rng)
        if step.kind == "propose" or step.decision in {"solved", "not_solved"}:
            role, account = origin, None
        opinion, facts = telling.of(step, self.matter, self.charter, self.rng), dict(step.facts)
        admission = self.charter.topics.admission
        if step.decision == "pass" and "admission" in ring.requires:
            facts["ticked"] = [item.key for item in [*admission.fit, *admission.unfit]]
        if step.kind == "compose":
            self.compose()
        if step.round:
            self.sitting(step, day, account, facts)
        if step.kind == "report":
            opinion = self.report(day, account, facts)
        if step.kind == "adopt":
            self.adopt(step, day, account)
        if step.kind == "carry_out":
            self.keep_all(day, account)
        self.scene.rows.add(
            "passage",
            id=self.scene.rows.next_id(),
            topic=self.id,
            ring=step.place,
            kind=step.kind,
            decision=step.decision,
            opinion=opinion,
            facts=json.dumps(facts, ensure_ascii=False),
            account=account,
            role=role,
            happened_on=day,
            at=moment(day, 9 + step.place % 8),
        )
        self.post(Kind.TOPIC_STEP, day, role=role, result=step.decision, actor=account)
        if step.kind == "rate":
            self.rate(step, day, account, opinion)
        self.arrive(step, day, account)
        if step.decision == "adopted":
            self.promise(day, account)

    def arrive(self, step: Step, day: date, account: int | None) -> None:
        """What the new stage means to the ledger; the same as topics/moving.py has it."""
        before, after = self.stage, step.move.stage
        early, off = rules.BEFORE_ACCEPTANCE, rules.OFF_THE_ROAD
        if before in early and after not in early | off:
            self.post(Kind.TOPIC_ACCEPTED, day, actor=account)
            self.scene.accepted.append(self.id)
            self.published = day
            if self.matter.on_theme:
                self.post(Kind.TOPIC_ON_THEME, day, actor=account)
        if after in OFF and after is not before:
            self.post(OFF[after], day, actor=account)
        if after is Stage.SETTLED:
            self.post(Kind.TOPIC_SETTLED, day, actor=account)
            self.post(Kind.TOPIC_SOLVED, day, actor=account)
            self.published = day
        self.stage = after

    def compose(self) -> None:
        self.circle = Sitting(self.scene, self, people=None).invited()
        for each in self.circle:
            row = {key: each[key] for key in ("grp", "name", "member", "department")}
            self.scene.rows.add("circle", topic=self.id, **row)

    def sitting(self, step: Step, day: date, account: int | None, facts: dict[str, Any]) -> None:
        told = self.matter.people
        people = told[step.round - 1] if step.round <= len(told) else None
        sat = Sitting(self.scene, self, people=people)
        made = sat.file(step.round, day, Conclusion(step.decision), account)
        facts |= {"consultation": made, "round": step.round}

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
            "due_on": day + timedelta(days=self.rng.choice([30, 45, 60])),
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

    def rate(self, step: Step, day: date, account: int | None, opinion: str) -> None:
        rows = self.scene.rows
        if step.decision == "answered":
            self.answer = rows.next_id()
            rows.add(
                "answer",
                id=self.answer,
                topic=self.id,
                text=opinion,
                account=account,
                happened_on=day,
            )
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

    def unfinished(self) -> None:
        """What lies on the table where a living matter stands: a date set, a task under way."""
        now, today = self.route.now, self.scene.today
        ring = self.charter.rings[now.ring]
        if now.stage in rules.ENDED:
            return
        if ring.kind in AGENDA:
            Sitting(self.scene, self, people=None).plan(self.route.rounds + 1)
        if ring.kind is not RingKind.CARRY_OUT or not self.commitments:
            return
        commitment = self.commitments[-1]
        self.progress(commitment, telling.under_way(self.matter), self.day(self.route.since))
        match self.matter.light:
            case "red":
                commitment["due_on"] = today - timedelta(days=4)
            case "yellow":
                commitment["due_on"] = today + timedelta(days=2)
            case "done":
                commitment["due_on"] = today + timedelta(days=5)
                self.done(commitment, today)
            case _:
                commitment["due_on"] = today + timedelta(days=40)
