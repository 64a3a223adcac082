"""One consultation of a matter: who sits there, what is said, and what of it is counted."""

from collections import defaultdict
from datetime import date
from typing import Any

from app.charter.model import Conclusion, Group, Need
from app.consultations.filing import entries
from app.consultations.requirements import facts_of
from app.consultations.tables import Consultation, Participant, Statement
from app.demo.matters import Matter
from app.demo.rows import Row, moment
from app.demo.scene import At, Scene
from app.demo.telling import drawn, somebody
from app.topics.requirements import Facts

MANY = frozenset({"citizen", "villager"})


class Sittings:
    """Of a county: its groups are looked at once."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.rng, self.charter = scene, scene.rng, scene.charter
        by: dict[str, list[Group]] = defaultdict(list)
        for group in scene.charter.composition.groups:
            by[group.counts_as].append(group)
        self.citizens = sorted(by["citizen"], key=lambda each: -each.min)
        self.least = sum(each.min for each in self.citizens)
        named = [each for each in self.citizens if "stakeholder" in each.key or each.key in MANY]
        self.many = named or self.citizens
        needs = {need for ring in scene.charter.rings for need in ring.requires}
        self.spoken = 1.0 if Need.DEPARTMENT_ANSWER in needs else scene.habits.spoken
        self.member, self.conveners, self.experts = by["member"][0], by["convener"], by["expert"]
        asked = [each for each in by["department"] if each.min or "department" in each.key]
        self.departments = asked or by["department"][:1]

    def invited(self, at: At, matter: Matter) -> list[Row]:
        """The circle: the minimum of each group. The member who can sign in is asked first."""
        return self.seated(at, matter, 1, len(self.citizens), first=True)

    def came(self, at: At, matter: Matter, number: int) -> list[Row]:
        """Who sat there; as many as an article says, or as the published sums leave for it."""
        scene, rng = self.scene, self.rng
        members = scene.members.pop() if scene.members else rng.randint(1, scene.habits.coming)
        if scene.citizens:
            return self.seated(at, matter, members, scene.citizens.pop())
        if number > len(matter.people):
            crowd = scene.habits.citizens + rng.randint(-4, 6)
            return self.seated(at, matter, members, max(self.least, crowd))
        found = self.seated(at, matter, members, 0, departments=2)
        found += [self.person(each) for each in self.experts]
        return found + self.crowd(matter.people[number - 1] - len(found))

    def seated(
        self, at: At, matter: Matter, members: int, citizens: int, departments: int = 1,
        *, first: bool = False,
    ) -> list[Row]:  # fmt: skip
        """So many members and citizens, and of everybody else as few as the charter lets."""
        people, rng = self.scene.people, self.rng
        department = people.departments.get(matter.department)
        found = [self.person(each) for each in self.conveners]
        asked = self.departments * departments
        found += [self.person(group, department=department) for group in asked]
        near = people.near(at)
        start = 0 if first else rng.randrange(len(near))
        taken = [near[(start + n) % len(near)] for n in range(min(members, len(near)))]
        if len(taken) < members:
            others = [each for each in people.everyone if each not in near]
            taken += rng.sample(others, min(members - len(taken), len(others)))
        found += [self.person(self.member, each["name"], member=each["id"]) for each in taken]
        return found + self.crowd(citizens)

    def crowd(self, citizens: int) -> list[Row]:
        """First one of each group, those that must be there before the others; then the many."""
        more = self.rng.choices(self.many, k=max(0, citizens - len(self.citizens)))
        return [self.person(group) for group in [*self.citizens[:citizens], *more]]

    def person(
        self, group: Group, name: str = "", member: int | None = None, department: int | None = None
    ) -> Row:
        name = name or somebody(self.rng)
        return {"grp": group.key, "name": name, "member": member, "department": department}

    def plan(  # noqa: PLR0917
        self, topic: int, at: At, matter: Matter, number: int, day: date, people: list[Row],
        state: str = "invited", **more: Any,
    ) -> tuple[Row, list[Row]]:  # fmt: skip
        """→ the consultation, and who takes part"""
        add, name, forms = self.scene.rows.add, self.charter.names.consultation, self.charter.forms
        made = add(
            Consultation,
            day,
            topic=topic,
            station=at.id,
            round=number,
            title=f"{matter.title}{name}" if number == 1 else f"{matter.title}第{number}次{name}",
            form=matter.form if matter.form in forms else next(iter(forms)),
            place=f"{at.place}党群服务中心",
            held_on=day,
            begins=drawn("begins", self.rng),
            agenda=drawn("agenda", self.rng),
            **more,
        )
        of = {"consultation": made["id"], "state": state}
        day = min(day, self.scene.today)
        return made, [add(Participant, day, **of, **each) for each in people]

    def file(  # noqa: PLR0917
        self, topic: Row, at: At, matter: Matter, number: int, day: date, ends: Conclusion,
        account: int | None,
    ) -> tuple[int, Facts]:  # fmt: skip
        """→ its id, and what filing it found there."""
        scene, charter = self.scene, self.charter
        names, conclusion = charter.names, charter.consultations.conclusions[ends]
        called = {"convener": names.convener, "member": names.member, "conclusion": conclusion}
        made, people = self.plan(
            topic["id"],
            at,
            matter,
            number,
            day,
            self.came(at, matter, number),
            "present",
            minutes=drawn("minutes", self.rng, matter, **called),
            conclusion=str(ends),
            typical=matter.typical and ends in {Conclusion.CONSENSUS, Conclusion.PARTIAL},
            filed_at=moment(day, 18),
        )
        made["state"] = "filed"
        said = self.speak(made["id"], matter, people, day)
        scene.post(*entries(made, people, said, charter, topic["category"], actor=account))
        photos = self.rng.randint(1, 2)
        for _turn in range(photos):
            look = "site" if made["form"] == "site" else "meeting"
            caption = f"{at.place}，大家在一起商量“{matter.title}”"
            of = {"told_of": topic["id"], "consultation": made["id"]}
            scene.photo(look, day, caption, account, at, **of)
        answers = sum(each["answers"] is not None for each in said)
        found = {"photos": photos, "minutes": made["minutes"], "answers": answers}
        return made["id"], facts_of(people, charter, **found)

    def speak(self, made: int, matter: Matter, people: list[Row], day: date) -> list[Row]:
        """A citizen asks, a member proposes, the department answers on the spot."""
        groups = self.charter.groups
        citizen = next(each for each in people if groups[each["grp"]].counts_as == "citizen")
        member = next(each for each in people if each["member"])
        official = next((each for each in people if each["department"]), None)
        said = [(citizen, "asks", 0), (member, "proposes", 10)]
        if official and self.rng.random() < self.spoken:
            said.append((official, "replies", 40))
        found: list[Row] = []
        for speaker, what, minute in said:
            row = self.scene.rows.add(
                Statement,
                day,
                consultation=made,
                participant=speaker["id"],
                text=drawn(what, self.rng, matter),
                answers=found[0]["id"] if what == "replies" else None,
                at=moment(day, 15, minute),
            )
            found.append(row)
        return found
