"""One consultation of a matter: who sits there, what is said, and what of it is counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.charter.model import Conclusion, Group
from app.consultations.filing import entries
from app.demo import telling
from app.demo.people import somebody
from app.demo.pictures import HEIGHT, NUMBER, WIDTH
from app.demo.rows import moment
from app.demo.scene import Scene
from app.ledger import Entry, Kind

MANY = frozenset({"citizen", "villager"})


def is_citizen(group: Group) -> bool:
    return group.counts_as == "citizen"


class Sitting:
    """`people`: how many are in the room, where an article says so."""

    def __init__(self, scene: Scene, record: Any, *, people: int | None) -> None:
        self.scene, self.record, self.people = scene, record, people
        self.rng, self.charter = scene.rng, scene.charter
        self.groups = scene.charter.composition.groups

    def invited(self) -> list[dict[str, Any]]:
        """The circle: the minimum of each group. The member who can sign in is asked first."""
        return self.seated(1, sum(map(is_citizen, self.groups)), first=True)

    def came(self) -> list[dict[str, Any]]:
        """Who sat there; as many as an article says, or as the published sums leave for it."""
        least = sum(group.min for group in self.groups if is_citizen(group))
        told = self.people is not None and not self.scene.citizens
        members = self.scene.members.pop() if self.scene.members else self.rng.choice([1, 1, 2])
        if told and self.people:
            officials = self.officials(2)
            experts = self.experts()
            citizens = self.people - members - len(officials) - len(experts)
            return [*self.seated(members, citizens, officials=officials), *experts]
        if self.scene.citizens:
            return self.seated(members, self.scene.citizens.pop())
        return self.seated(members, max(least, 4) + self.rng.randrange(9))

    def seated(
        self,
        members: int,
        citizens: int,
        *,
        officials: list[dict[str, Any]] | None = None,
        first: bool = False,
    ) -> list[dict[str, Any]]:
        """So many members and citizens, and of everybody else as few as the charter lets."""
        found = list(officials or self.officials(1))
        near = self.scene.people.near(self.record.at)
        group = next(each for each in self.groups if each.counts_as == "member")
        start = 0 if first else self.rng.randrange(len(near))
        taken = [near[(start + n) % len(near)] for n in range(min(members, len(near)))]
        while len(taken) < members:
            other = self.rng.choice(self.scene.people.everyone)
            taken += [] if other in taken else [other]
        found += [self.person(group) | {"name": m.name, "member": m.id} for m in taken]
        return found + [self.person(group) for group in self.crowd(citizens)]

    def crowd(self, citizens: int) -> list[Group]:
        """First one of each group, those that must be there before the others; then the many."""
        groups = sorted(filter(is_citizen, self.groups), key=lambda each: -each.min)
        many = [each for each in groups if "stakeholder" in each.key or each.key in MANY]
        more = [many[self.rng.randrange(len(many))] for _n in range(citizens - len(groups))]
        return [*groups[:citizens], *more]

    def officials(self, departments: int) -> list[dict[str, Any]]:
        found = []
        for group in self.groups:
            if group.counts_as == "convener":
                found.append(self.person(group))
            if group.counts_as == "department" and (group.min or "department" in group.key):
                found += [self.person(group) for _n in range(departments)]
        return found

    def experts(self) -> list[dict[str, Any]]:
        """Of a big sitting: a lawyer, a technician."""
        return [self.person(each) for each in self.groups if each.counts_as == "expert"]

    def person(self, group: Group) -> dict[str, Any]:
        department = None
        if group.counts_as == "department":
            department = self.scene.people.departments[self.record.matter.department]
        return {
            "grp": group.key,
            "name": somebody(self.rng),
            "member": None,
            "department": department,
        }

    def row(self, number: int, day: date, **more: Any) -> int:
        matter, rows = self.record.matter, self.scene.rows
        made = rows.next_id()
        name = self.charter.names.consultation
        rows.add(
            "consultation",
            id=made,
            topic=self.record.id,
            station=self.record.at.id,
            round=number,
            title=f"{matter.title}{name}" if number == 1 else f"{matter.title}第{number}次{name}",
            form=matter.form
            if matter.form in self.charter.forms
            else next(iter(self.charter.forms)),
            place=f"{self.record.at.place}党群服务中心",
            held_on=day,
            begins=self.rng.choice(["09:00", "09:30", "14:30", "15:00", "19:30"]),
            agenda="一、介绍情况；二、各方发言；三、部门回应；四、归纳意见。",
            **more,
        )
        return made

    def plan(self, number: int) -> None:
        """Today where the member is invited who can sign in; elsewhere in the days to come."""
        own = self.scene.people.near(self.record.at)[0].account is not None
        day = self.scene.today + timedelta(days=0 if own else self.rng.choice([2, 3, 5]))
        made = self.row(number, day, typical=False, state="planned")
        for each in self.record.circle or self.invited():
            self.scene.rows.add(
                "participant",
                id=self.scene.rows.next_id(),
                consultation=made,
                state="invited",
                **each,
            )

    def file(self, number: int, day: date, conclusion: Conclusion, account: int | None) -> int:
        matter = self.record.matter
        typical = matter.typical and conclusion is not Conclusion.NONE
        made = self.row(
            number,
            day,
            minutes=telling.minutes(matter, self.charter, conclusion),
            conclusion=str(conclusion),
            typical=typical,
            state="filed",
            filed_at=moment(day, 18),
        )
        people = [
            {"id": self.scene.rows.next_id(), "state": "present", **each} for each in self.came()
        ]
        for each in people:
            self.scene.rows.add("participant", consultation=made, **each)
        statements = self.speak(made, day, people)
        consultation = self.scene.rows.kept["consultation"][-1]
        category = matter.category
        self.scene.entries += entries(
            consultation, people, statements, self.charter, category, actor=account
        )
        for turn in range(1 + (made >> 12) % 2):
            self.photo(made, day, account, turn)
        return made

    def speak(self, made: int, day: date, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """A citizen asks, a member proposes, the department answers on the spot."""
        matter, rows = self.record.matter, self.scene.rows
        citizen = next(p for p in people if self.charter.groups[p["grp"]].counts_as == "citizen")
        member = next(p for p in people if p["member"])
        asked = rows.next_id()
        said = [
            (asked, citizen, telling.asks(matter, self.rng), None),
            (rows.next_id(), member, telling.proposes(matter, self.rng), None),
            *(
                (rows.next_id(), each, telling.replies(matter), asked)
                for each in [p for p in people if p["department"]][:1]
            ),
        ]
        for number, (statement, speaker, text, answers) in enumerate(said):
            rows.add(
                "statement",
                id=statement,
                consultation=made,
                participant=speaker["id"],
                text=text,
                answers=answers,
                at=moment(day, 15, 10 * number),
            )
        return [{"answers": answers} for _statement, _speaker, _text, answers in said]

    def photo(self, made: int, day: date, account: int | None, turn: int) -> None:
        rows = self.scene.rows
        rows.add(
            "photo",
            id=rows.next_id(),
            topic=self.record.id,
            consultation=made,
            caption=f"演示图：{self.record.at.place}，大家坐在一起商量",
            state="ready",
            object=f"{self.scene.demo.code}/demo/{(made + turn * 3) % NUMBER}",
            width=WIDTH,
            height=HEIGHT,
            taken_at=moment(day, 15, 30),
            taken_zone_known=True,
            account=account,
            uploaded_at=moment(day, 17),
        )
        self.scene.entries.append(
            Entry(
                kind=Kind.PHOTO_ADDED,
                station=self.record.at.id,
                topic=self.record.id,
                consultation=made,
                happened_on=day,
                actor=account,
                attributes={"photo": rows.kept["photo"][-1]["id"]},
            )
        )
