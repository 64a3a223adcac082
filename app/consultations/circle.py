"""The circle: who is invited to talk about a topic, by the groups that the charter asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar.response import Template

from app.access.roles import Account, Act, Role, may
from app.access.visibility import visible
from app.charter.model import Charter
from app.charter.rings import COMPOSING
from app.consultations import rules
from app.consultations.tables import Circle, NewPerson, Person
from app.dates import today
from app.db import county_tx, row, rows
from app.i18n import _
from app.people.naming import called
from app.people.queries import members_called
from app.refusal import Refused, refuse_all
from app.topics import transitions
from app.topics.hands import in_fact, turn_of
from app.topics.requirements import lacking
from app.topics.rules import check_turn
from app.topics.tables import LoadedTopic
from app.veiling.rules import shown_name
from app.web.fields import id_in
from app.web.frame import Done, Fields, change, sentence
from app.web.requests import AnyRequest, user_of

PEOPLE = """
    SELECT "circle"."id", "circle"."grp", "circle"."name", "circle"."member", "circle"."department",
           "member"."sector", "department"."name" AS department_name
    FROM "circle"
    LEFT JOIN "member" ON "member"."county" = $1 AND "member"."id" = "circle"."member"
    LEFT JOIN "department"
      ON "department"."county" = $1 AND "department"."id" = "circle"."department"
    WHERE "circle"."county" = $1 AND "circle"."topic" = $2 ORDER BY "circle"."id"
"""

# Placed at the topic's station or under it; others are found by name.
MEMBERS_NEAR = """
    SELECT "member"."id", "member"."name", "member"."sector" FROM "member"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "member"."station"
    WHERE "member"."county" = $1 AND "left_on" IS NULL AND $2 = ANY("station"."lineage")
    ORDER BY "member"."by_pinyin", "member"."id"
"""

DEPARTMENTS = """
    SELECT "id", "name" FROM "department" WHERE "department"."county" = $1
    ORDER BY "by_pinyin"
"""


@dataclass
class PersonForm:
    grp: str
    name: str = ""
    member: str = ""
    department: str = ""


async def people_of(topic_id: int) -> list[Person]:
    return await rows(PEOPLE, topic_id, of=Person)


async def lacking_groups(topic_id: int, charter: Charter) -> tuple[str, ...]:
    """Groups of the topic's circle that are below their minimum, in words. In the caller's tx."""
    return lacking(charter.composition, [each["grp"] for each in await people_of(topic_id)])


async def circle_context(
    topic: LoadedTopic, charter: Charter, *, composing: bool = True
) -> dict[str, Any]:
    """What consultations/_circle.html needs beside `topic`, `held` and `turn`. Caller's tx. Whom to
    choose from is read for those who are `composing` only, not for every visitor.
    """
    people = await people_of(topic["id"])
    return {
        "circle": {
            "name": charter.composition.name,
            "groups": [
                {
                    "key": group.key,
                    "name": group.name,
                    "min": group.min,
                    "max": group.max,
                    "counts_as": group.counts_as,
                    "people": [
                        {**each, "masked": shown_name(each, charter)}
                        for each in people
                        if each["grp"] == group.key
                    ],
                }
                for group in charter.composition.groups
            ],
            "lacking": lacking(charter.composition, [each["grp"] for each in people]),
            "members": await rows(MEMBERS_NEAR, topic["station"]) if composing else [],
            "departments": await rows(DEPARTMENTS) if composing else [],
            "forms": charter.forms,
            "anyone": bool(people),
            "today": today(),
        }
    }


async def member_chosen(form: PersonForm) -> tuple[int, str]:
    """By the list, else by the name typed: 张三, or 张三（农业界） where there are several."""
    chosen = id_in(form.member)
    if not chosen:
        ids, wrong = called(form.name, await members_called(form.name), "name")
        if not wrong and len(ids) != 1:
            wrong = [Refused(_("请选一位，或写一个人的姓名。"), "member")]
        refuse_all(wrong)
        chosen = ids[0]
    found = await row(
        'SELECT "id", "name" FROM "member"'
        ' WHERE "member"."county" = $1 AND "id" = $2 AND "left_on" IS NULL',
        chosen,
    )
    if not found:
        raise Refused(_("没有找到这位%(member)s，请核对姓名。"), "member")
    return found["id"], found["name"]


async def department_chosen(form: PersonForm) -> Any:
    return await row(
        'SELECT "id", "name" FROM "department" WHERE "department"."county" = $1 AND "id" = $2',
        id_in(form.department),
    )


async def person_from(
    form: PersonForm, charter: Charter, people: Sequence[Person], *, any_number: bool = False
) -> NewPerson:
    group = charter.groups.get(form.grp)
    member, department, name, wrong = None, None, form.name, []
    if group and group.counts_as == "member":
        member, name = await member_chosen(form)
    elif group and group.counts_as == "department":
        department = await department_chosen(form)
        if department is None:
            wrong.append(Refused(_("请选单位。"), "department"))
        name = name.strip() or (department["name"] if department else "-")
    wrong += rules.check_person(
        charter.groups, form.grp, name, people, member, any_number=any_number
    )
    refuse_all(wrong)
    return {
        "grp": form.grp,
        "name": name.strip(),
        "member": member,
        "department": department["id"] if department else None,
    }


async def composing(topic_id: int, account: Account) -> Charter:
    """Locks the topic. The charter of it, if its circle is for this account to change now."""
    topic = await transitions.load(topic_id, lock=True)
    if not visible(topic, account):
        transitions.not_there()
    charter = await transitions.charter_of(topic)
    held = account.at(set(Role), topic["lineage"])
    check_turn(in_fact(charter.rings[topic["ring"]], topic), topic["stage"], COMPOSING, held)
    return charter


async def circle_part(request: AnyRequest, topic_id: int, **_person: int) -> Template:
    async with county_tx(readonly=True):
        topic = await transitions.load(topic_id)
        charter = await transitions.charter_of(topic)
        context = await circle_context(topic, charter)
    held = user_of(request).at(set(Role), topic["lineage"])
    context |= {
        "topic": topic,
        "held": held,
        "turn": turn_of(topic, charter, held),
    }
    return Template("consultations/_circle.html", context=context)


@change("/{topic_id:int}/circle", may(Act.MOVE_TOPIC), page="/topics/{topic_id}", part=circle_part)
async def add(request: AnyRequest, form: PersonForm, topic_id: int) -> Done:
    charter = await composing(topic_id, user_of(request))
    person = await person_from(form, charter, await people_of(topic_id))
    await Circle.insert(Circle(topic=topic_id, **person))
    return Done(f"/topics/{topic_id}", sentence(_("%(name)s 已加入。"), name=person["name"]))


@change(
    "/{topic_id:int}/circle/{person_id:int}/removal",
    may(Act.MOVE_TOPIC),
    page="/topics/{topic_id}",
    part=circle_part,
)
async def remove(request: AnyRequest, form: Fields, topic_id: int, person_id: int) -> Done:  # noqa: ARG001
    await composing(topic_id, user_of(request))
    await Circle.delete().where(Circle.topic == topic_id, Circle.id == person_id)
    return Done(f"/topics/{topic_id}", sentence(_("已移出。")))


handlers = [add, remove]
