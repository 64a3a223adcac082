"""One consultation of a matter: who sits there, what is said, and what of it is counted."""

from collections import defaultdict
from datetime import date
from typing import Any

from app.charter.model import Charter, Conclusion, Group, Need, SittingForm
from app.consultations.filing import entries
from app.consultations.minutes.sections import composed
from app.consultations.requirements import facts_of
from app.consultations.rules import placed
from app.consultations.tables import Consultation, Participant, Statement
from app.demo.documents import paper
from app.demo.matters import Matter
from app.demo.rows import Row, moment
from app.demo.scene import Scene
from app.demo.telling import drawn, somebody, words
from app.tenancy.tables import CountyTable
from app.topics.requirements import Facts

MANY = frozenset({"citizen", "villager"})


class Groups:
    """Of a county's composition: by what they count as; `many`: of whom there may be any number."""

    def __init__(self, charter: Charter) -> None:
        by: dict[str, list[Group]] = defaultdict(list)
        for group in charter.composition.groups:
            by[group.counts_as].append(group)
        self.citizens = sorted(by["citizen"], key=lambda each: -each.min)
        self.least = sum(each.min for each in self.citizens)
        named = [each for each in self.citizens if "stakeholder" in each.key or each.key in MANY]
        self.many = named or self.citizens
        self.member, self.conveners, self.experts = by["member"][0], by["convener"], by["expert"]
        asked = [each for each in by["department"] if each.min or "department" in each.key]
        self.departments = asked or by["department"][:1]
        needs = {need for ring in charter.rings for need in ring.requires}
        self.answers_at_once = Need.DEPARTMENT_ANSWER in needs


class Sitting:
    """`day`, `actor` and `opinion` are those of the step that is being written down."""

    day: date
    actor: int | None
    opinion: str
    topic: Row

    def __init__(self, scene: Scene, groups: Groups, matter: Matter) -> None:
        self.scene, self.groups, self.matter, self.at = scene, groups, matter, matter.at
        self.rng, self.charter, self.people = scene.rng, scene.charter, scene.people
        self.habits = scene.habits

    def add(self, table: type[CountyTable], day: date | None = None, **row: Any) -> Row:
        return self.scene.rows.add(table, day or self.day, **row)

    def drawn(self, what: str, **more: str) -> str:
        return drawn(what, self.rng, self.matter, **more)

    def invited(self) -> list[Row]:
        """The circle: the minimum of each group. The member who can sign in is asked first."""
        return self.seated(1, len(self.groups.citizens), first=True)

    def came(self, number: int) -> list[Row]:
        """Who sat there; as many as an article says, or as the published sums leave for it."""
        scene, told = self.scene, self.matter.people
        members = scene.members.pop() if scene.members else self.rng.randint(1, self.habits.coming)
        if scene.citizens:
            return self.seated(members, scene.citizens.pop())
        if number > len(told):
            crowd = self.habits.citizens + self.rng.randint(-4, 6)
            return self.seated(members, max(self.groups.least, crowd))
        found = self.seated(members, 0, departments=2)
        found += [self.person(each) for each in self.groups.experts]
        return found + self.crowd(told[number - 1] - len(found))

    def seated(
        self, members: int, citizens: int, *, departments: int = 1, first: bool = False
    ) -> list[Row]:
        """So many members and citizens, and of everybody else as few as the charter lets."""
        people, groups, rng = self.people, self.groups, self.rng
        found = [self.person(each) for each in groups.conveners]
        of = {"department": people.departments.get(self.matter.department)}
        found += [self.person(group) | of for group in groups.departments * departments]
        near = people.near(self.at)
        start = 0 if first else rng.randrange(len(near))
        taken = [near[(start + n) % len(near)] for n in range(min(members, len(near)))]
        if len(taken) < members:
            others = [each for each in people.everyone if each not in near]
            taken += rng.sample(others, min(members - len(taken), len(others)))
        found += [
            self.person(groups.member) | {"name": each["name"], "member": each["id"]}
            for each in taken
        ]
        return found + self.crowd(citizens)

    def crowd(self, citizens: int) -> list[Row]:
        """First one of each group, those that must be there before the others; then the many."""
        groups = self.groups
        more = self.rng.choices(groups.many, k=max(0, citizens - len(groups.citizens)))
        return [self.person(group) for group in [*groups.citizens[:citizens], *more]]

    def person(self, group: Group) -> Row:
        return {"grp": group.key, "name": somebody(self.rng), "member": None, "department": None}

    def form(self) -> SittingForm:
        known = self.matter.form in self.charter.forms
        return self.charter.form(self.matter.form if known else next(iter(self.charter.forms)))

    def plan(
        self, number: int, day: date, people: list[Row], state: str = "invited", **more: Any
    ) -> tuple[Row, list[Row]]:
        """→ the consultation, and who takes part"""
        title, form = self.matter.title, self.form()
        made = self.add(
            Consultation,
            day,
            topic=self.topic["id"],
            station=self.at.id,
            round=number,
            title=title + (f"第{number}次" if number > 1 else "") + self.charter.names.consultation,
            form=form.key,
            place=placed("", form, f"{self.at.place}党群服务中心"),
            held_on=day,
            begins=self.drawn("begins"),
            agenda=self.drawn("agenda"),
            **more,
        )
        of = {"consultation": made["id"], "state": state}
        return made, [self.add(Participant, **of, **each) for each in people]

    def file(self, number: int, ends: Conclusion) -> tuple[int, Facts]:
        """→ its id, and what filing it found there."""
        matter, charter, names = self.matter, self.charter, self.charter.names
        conclusion = charter.consultations.conclusions[ends]
        called = {"convener": names.convener, "member": names.member, "conclusion": conclusion}
        made, people = self.plan(
            number,
            self.day,
            self.came(number),
            "present",
            minutes=self.minutes(called),
            conclusion=str(ends),
            typical=matter.typical and ends in {Conclusion.CONSENSUS, Conclusion.PARTIAL},
            filed_at=moment(self.day, 18),
        )
        made["state"] = "filed"
        said = self.speak(made["id"], people)
        category = self.topic["category"]
        self.scene.post(*entries(made, people, said, charter, category, actor=self.actor))
        photos = self.rng.randint(1, 2)
        for _turn in range(photos):
            look = "site" if made["form"] == "site" else "meeting"
            caption = f"{self.at.place}，大家在一起商量“{matter.title}”"
            of = {"told_of": self.topic["id"], "consultation": made["id"]}
            self.scene.photo(look, self.day, caption, self.actor, self.at, **of)
        if matter.people or made["typical"]:
            of = {"told_of": self.topic["id"], "consultation": made["id"]}
            paper(self.scene, "minutes", names.minutes, self.day, self.at, public=True, **of)
        answers = sum(each["answers"] is not None for each in said)
        found = {"photos": photos, "minutes": made["minutes"], "answers": answers}
        return made["id"], facts_of(people, charter, form=made["form"], **found)

    def minutes(self, called: dict[str, str]) -> str:
        """Under the county's own heads; of one that no text is told for, nothing."""
        sections = self.charter.consultations.sections
        if not sections:
            return self.drawn("minutes", **called)
        known = [each.key for each in sections if f"minutes-{each.key}" in words().texts]
        typed = {key: self.drawn(f"minutes-{key}", **called) for key in known}
        return composed(typed, sections)

    def speak(self, made: int, people: list[Row]) -> list[Row]:
        """A citizen asks, a member proposes, the department answers on the spot."""
        groups, found = self.charter.groups, list[Row]()
        citizen = next(each for each in people if groups[each["grp"]].counts_as == "citizen")
        member = next(each for each in people if each["member"])
        official = next((each for each in people if each["department"]), None)
        said = [(citizen, "asks", 0), (member, "proposes", 10)]
        if official and (self.groups.answers_at_once or self.rng.random() < self.habits.spoken):
            said.append((official, "replies", 40))
        for speaker, what, minute in said:
            row = self.add(
                Statement,
                consultation=made,
                participant=speaker["id"],
                text=self.drawn(what),
                answers=found[0]["id"] if what == "replies" else None,
                at=moment(self.day, 15, minute),
            )
            found.append(row)
        return found
