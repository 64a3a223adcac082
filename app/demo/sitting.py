"""One consultation of a matter: who sits there, what is said, and what of it is counted."""

from datetime import date
from typing import Any

from app.charter.model import Conclusion, Group, Need
from app.consultations.filing import entries
from app.consultations.requirements import facts_of
from app.consultations.tables import Consultation, Participant, Statement
from app.demo import telling
from app.demo.matters import Matter
from app.demo.people import somebody
from app.demo.rows import Row, moment
from app.demo.scene import At, Scene
from app.topics.requirements import Facts

MANY = frozenset({"citizen", "villager"})
BEGINS = ("09:00", "09:30", "14:30", "15:00", "19:30")
AGENDA = "一、介绍情况；二、各方发言；三、部门回应；四、归纳意见。"


class Sittings:
    """Of a county: its groups are looked at once."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.rng, self.charter = scene, scene.rng, scene.charter
        self.words = telling.words()
        by: dict[str, list[Group]] = {}
        for group in scene.charter.composition.groups:
            by.setdefault(group.counts_as, []).append(group)
        self.citizens = sorted(by["citizen"], key=lambda each: -each.min)
        self.least = sum(each.min for each in self.citizens)
        named = [each for each in self.citizens if "stakeholder" in each.key or each.key in MANY]
        self.many = named or self.citizens
        needs = {need for ring in scene.charter.rings for need in ring.requires}
        self.spoken = 1.0 if Need.DEPARTMENT_ANSWER in needs else scene.habits.spoken
        self.member, self.conveners = by["member"][0], by.get("convener", [])
        departments = by.get("department", [])
        asked = [each for each in departments if each.min or "department" in each.key]
        self.departments, self.experts = asked or departments[:1], by.get("expert", [])

    def invited(self, at: At, matter: Matter) -> list[Row]:
        """The circle: the minimum of each group. The member who can sign in is asked first."""
        return self.seated(at, matter, 1, len(self.citizens), first=True)

    def came(self, at: At, matter: Matter, number: int) -> list[Row]:
        """Who sat there; as many as an article says, or as the published sums leave for it."""
        scene, rng = self.scene, self.rng
        told = matter.people[number - 1] if number <= len(matter.people) else None
        members = scene.members.pop() if scene.members else rng.randint(1, scene.habits.coming)
        if scene.citizens:
            return self.seated(at, matter, members, scene.citizens.pop())
        if told is not None:
            found = self.seated(at, matter, members, 0, departments=2)
            found += [self.person(each) for each in self.experts]
            return found + [self.person(each) for each in self.crowd(told - len(found))]
        crowd = scene.habits.citizens + rng.randint(-4, 6)
        return self.seated(at, matter, members, max(self.least, crowd))

    def seated(
        self, at: At, matter: Matter, members: int, citizens: int, departments: int = 1,
        *, first: bool = False,
    ) -> list[Row]:  # fmt: skip
        """So many members and citizens, and of everybody else as few as the charter lets."""
        people, rng = self.scene.people, self.rng
        found = [self.person(each) for each in self.conveners]
        department = people.departments.get(matter.department)
        for group in self.departments:
            found += [self.person(group, department=department) for _n in range(departments)]
        near = people.near(at)
        start = 0 if first else rng.randrange(len(near))
        taken = [near[(start + n) % len(near)] for n in range(min(members, len(near)))]
        if len(taken) < members:
            others = [each for each in people.everyone if each not in near]
            taken += rng.sample(others, min(members - len(taken), len(others)))
        found += [self.person(self.member, each.name, member=each.id) for each in taken]
        return found + [self.person(group) for group in self.crowd(citizens)]

    def crowd(self, citizens: int) -> list[Group]:
        """First one of each group, those that must be there before the others; then the many."""
        more = self.rng.choices(self.many, k=max(0, citizens - len(self.citizens)))
        return [*self.citizens[:citizens], *more]

    def person(
        self, group: Group, name: str = "", member: int | None = None, department: int | None = None
    ) -> Row:
        name = name or somebody(self.rng)
        return {"grp": group.key, "name": name, "member": member, "department": department}

    def row(self, topic: int, at: At, matter: Matter, number: int, day: date, **more: Any) -> Row:
        name, forms = self.charter.names.consultation, self.charter.forms
        return self.scene.rows.add(
            Consultation,
            day,
            topic=topic,
            station=at.id,
            round=number,
            title=f"{matter.title}{name}" if number == 1 else f"{matter.title}第{number}次{name}",
            form=matter.form if matter.form in forms else next(iter(forms)),
            place=f"{at.place}党群服务中心",
            held_on=day,
            begins=self.rng.choice(BEGINS),
            agenda=AGENDA,
            **more,
        )

    def plan(  # noqa: PLR0917
        self, topic: int, at: At, matter: Matter, number: int, day: date, circle: list[Row]
    ) -> None:
        made = self.row(topic, at, matter, number, day)
        for each in circle or self.invited(at, matter):
            self.scene.rows.add(Participant, self.scene.today, consultation=made["id"], **each)

    def file(  # noqa: PLR0917
        self, topic: Row, at: At, matter: Matter, number: int, day: date, ends: Conclusion,
        account: int | None,
    ) -> tuple[int, Facts]:  # fmt: skip
        """→ its id, and what filing it found there."""
        scene, rng = self.scene, self.rng
        made = self.row(
            topic["id"],
            at,
            matter,
            number,
            day,
            minutes=self.minutes(matter, ends),
            conclusion=str(ends),
            typical=matter.typical and ends in {Conclusion.CONSENSUS, Conclusion.PARTIAL},
            state="filed",
            filed_at=moment(day, 18),
        )
        people = [
            scene.rows.add(Participant, day, consultation=made["id"], state="present", **each)
            for each in self.came(at, matter, number)
        ]
        said = self.speak(made["id"], matter, people, day)
        scene.post(*entries(made, people, said, self.charter, topic["category"], actor=account))
        photos = rng.randint(1, 2)
        for _turn in range(photos):
            look = "site" if made["form"] == "site" else "meeting"
            caption = f"{at.place}，大家在一起商量“{matter.title}”"
            of = {"consultation": made["id"]}
            scene.add_photo(look, day, caption, account, at, topic["id"], **of)
        answers = sum(each["answers"] is not None for each in said)
        return made["id"], facts_of(
            people, self.charter, photos=photos, minutes=made["minutes"], answers=answers
        )

    def minutes(self, matter: Matter, ends: Conclusion) -> str:
        names, conclusions = self.charter.names, self.charter.consultations.conclusions
        return telling.drawn(
            self.words.minutes,
            self.rng,
            matter,
            convener=names.convener,
            member=names.member,
            conclusion=conclusions[ends],
        )

    def speak(self, made: int, matter: Matter, people: list[Row], day: date) -> list[Row]:
        """A citizen asks, a member proposes, the department answers on the spot."""
        rng, rows = self.rng, self.scene.rows
        groups = self.charter.groups
        citizen = next(each for each in people if groups[each["grp"]].counts_as == "citizen")
        member = next(each for each in people if each["member"])
        official = next((each for each in people if each["department"]), None)
        said = [
            (citizen, telling.drawn(self.words.asks, rng, matter)),
            (member, telling.drawn(self.words.proposes, rng, matter)),
        ]
        found = [
            rows.add(
                Statement,
                day,
                consultation=made,
                participant=speaker["id"],
                text=text,
                answers=None,
                at=moment(day, 15, 10 * place),
            )
            for place, (speaker, text) in enumerate(said)
        ]
        if official and rng.random() < self.spoken:
            answer = {"participant": official["id"], "answers": found[0]["id"]}
            answer |= {
                "text": telling.drawn(self.words.replies, rng, matter),
                "at": moment(day, 15, 40),
            }
            found.append(rows.add(Statement, day, consultation=made, **answer))
        return found
