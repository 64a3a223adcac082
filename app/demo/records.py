"""What a matter leaves behind on its way: every row, and every entry of the ledger."""

import json
from datetime import date, timedelta
from typing import Any

from app.charter.model import AGENDA, Conclusion, RingKind
from app.charter.stages import BEFORE_ACCEPTANCE, ENDED, OFF_THE_ROAD, Stage
from app.demo import telling
from app.demo.people import Member, somebody
from app.demo.results import Results
from app.demo.route import Step
from app.demo.rows import follow_code, moment
from app.demo.sitting import Sitting
from app.ledger import Kind
from app.topics import rules

OFF = {
    Stage.DECLINED: Kind.TOPIC_DECLINED,
    Stage.MERGED: Kind.TOPIC_MERGED,
    Stage.REFERRED: Kind.TOPIC_REFERRED,
    Stage.WITHDRAWN: Kind.TOPIC_WITHDRAWN,
    Stage.CLOSED: Kind.TOPIC_CLOSED,
}


class Record(Results):
    """One matter. `route` says when and how; this writes it down."""

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
            closed_on=since if now.stage in ENDED else None,
            version=len(self.route.steps),
        )

    def reason(self, stage: Stage) -> str:
        if stage is Stage.DECLINED:
            return self.rng.choice(list(self.charter.decline_reasons))
        return ""

    def take(self, step: Step, day: date, origin: str) -> None:
        ring = self.charter.rings[step.place]
        if step.move.told:  # who would have answered it at its end
            ring = next(each for each in self.charter.rings if each.kind is RingKind.RATE)
        role, account = self.scene.people.who(ring.by, self.at, self.rng)
        if step.kind == "propose" or step.decision in {"solved", "not_solved"}:
            role, account = origin, None
        opinion, facts = telling.of(step, self.matter, self.charter, self.rng), dict(step.facts)
        admission = self.charter.topics.admission
        if step.decision == "pass" and "admission" in ring.requires:
            facts["ticked"] = [item.key for item in [*admission.fit, *admission.unfit]]
        opinion = self.act(step, day, account, facts) or opinion
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
        if step.decision == "settle":
            self.tell(day, account, opinion)
        if step.kind == "rate":
            self.rate(step, day, account, opinion)
        self.arrive(step, day, account)
        if step.decision == "adopted":
            self.promise(day, account)

    def act(self, step: Step, day: date, account: int | None, facts: dict[str, Any]) -> str | None:
        """What is done at a ring beside passing it. → its text, where it has one of its own."""
        if step.round:
            self.sitting(step, day, account, facts)
        match step.kind:
            case "compose":
                self.compose()
            case "report":
                return self.report(day, account, facts)
            case "adopt":
                self.adopt(step, day, account)
            case "carry_out":
                self.keep_all(day, account)
        return None

    def arrive(self, step: Step, day: date, account: int | None) -> None:
        """What the new stage means to the ledger; the same as topics/moving.py has it."""
        before, after = self.stage, step.move.stage
        early, off = BEFORE_ACCEPTANCE, OFF_THE_ROAD
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

    def unfinished(self) -> None:
        """What lies on the table where a living matter stands: a date set, a task under way."""
        now, today = self.route.now, self.scene.today
        ring = self.charter.rings[now.ring]
        if now.stage in ENDED:
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
