"""One filed consultation of a simulated matter: its row, who sat there, what was said, the entries
that filing posts.
"""

from datetime import date
from typing import Any

from app.charter.model import Conclusion, Group
from app.consultations.filing import entries
from app.demo import telling
from app.demo.people import somebody
from app.demo.province_scene import Person, Scene, Stand
from app.demo.route import Matter
from app.demo.rows import moment

AGENDA = "一、介绍情况；二、各方发言；三、部门回应；四、归纳意见。"
BEGINS = ("09:00", "09:30", "14:30", "15:00", "19:30")


class Sittings:
    """Of a county: its groups are looked at once."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.rng, self.nature = scene, scene.rng, scene.nature
        groups = scene.charter.composition.groups
        self.citizens = sorted(of(groups, "citizen"), key=lambda each: -each.min)
        self.least = sum(each.min for each in self.citizens)
        self.members = of(groups, "member")[0]
        self.conveners = of(groups, "convener")
        found = of(groups, "department")
        named = [each for each in found if each.min or "department" in each.key]
        self.departments = (named or found)[:1]

    def file(  # noqa: PLR0917
        self, topic: int, at: Stand, matter: Matter, number: int, day: date, ends: Conclusion
    ) -> int:
        scene, rng = self.scene, self.rng
        made = scene.ids.on(day)
        name = scene.charter.names.consultation
        typical = ends in {Conclusion.CONSENSUS, Conclusion.PARTIAL}
        row: dict[str, Any] = {
            "id": made,
            "topic": topic,
            "station": at.id,
            "round": number,
            "title": matter.title + (f"第{number}次{name}" if number > 1 else name),
            "form": scene.form(),
            "place": f"{at.place}党群服务中心",
            "held_on": day,
            "begins": rng.choice(BEGINS),
            "agenda": AGENDA,
            "minutes": telling.minutes(matter, scene.charter, ends),
            "conclusion": str(ends),
            "typical": typical and rng.random() < self.nature.typical,
            "state": "filed",
            "filed_at": moment(day, 18),
        }
        scene.rows.add("consultation", **row)
        people = self.came(made, at, scene.departments[matter.department], day)
        said = self.speak(made, matter, people, day)
        for entry in entries(row, people, said, scene.charter, matter.category):
            scene.post(entry)
        return made

    def came(self, made: int, at: Stand, department: int, day: date) -> list[dict[str, Any]]:
        rng = self.rng
        wanted = min(rng.randint(1, self.nature.coming), len(self.scene.everyone))
        found = [self.seat(self.members, each.name, each.id) for each in self.near(at, wanted)]
        found += [self.seat(each, somebody(rng)) for each in self.conveners]
        for group in self.departments:
            found.append(self.seat(group, somebody(rng), department=department))
        crowd = max(self.least, self.nature.citizens + rng.randint(-3, 5))
        for number in range(crowd):
            sure = number < len(self.citizens)
            group = self.citizens[number] if sure else rng.choice(self.citizens)
            found.append(self.seat(group, somebody(rng)))
        for each in found:
            each["id"] = self.scene.ids.on(day)
            self.scene.rows.add("participant", consultation=made, **each)
        return found

    def near(self, at: Stand, wanted: int) -> list[Person]:
        """Those placed there or above it come; else anybody."""
        homes = [self.scene.members[each] for each in at.lineage if each in self.scene.members]
        pool = homes[-1] if homes and len(homes[-1]) >= wanted else self.scene.everyone
        return self.rng.sample(pool, wanted)

    def seat(
        self, group: Group, name: str, member: int | None = None, department: int | None = None
    ) -> dict[str, Any]:
        return {
            "grp": group.key,
            "name": name,
            "member": member,
            "department": department,
            "state": "present",
        }

    def speak(
        self, made: int, matter: Matter, people: list[dict[str, Any]], day: date
    ) -> list[dict[str, Any]]:
        """A citizen asks; now and then the department answers on the spot."""
        asked = self.scene.ids.on(day)
        official = next((each for each in people if each["department"]), None)
        said: list[tuple[int, dict[str, Any], str, int | None]] = [
            (asked, people[-1], telling.asks(matter, self.rng), None)
        ]
        if official and self.rng.random() < self.nature.spoken:
            said.append((self.scene.ids.on(day), official, telling.replies(matter), asked))
        for number, (statement, speaker, text, answers) in enumerate(said):
            self.scene.rows.add(
                "statement",
                id=statement,
                consultation=made,
                participant=speaker["id"],
                text=text,
                answers=answers,
                at=moment(day, 15, 10 * number),
            )
        return [{"answers": answers} for _id, _speaker, _text, answers in said]


def of(groups: list[Group], counts_as: str) -> list[Group]:
    return [group for group in groups if group.counts_as == counts_as]
