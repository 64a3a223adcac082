"""The circle: who is invited to talk about a topic, by the groups that the charter asks for."""

from collections.abc import Callable
from typing import Any

from litestar.response import Template

from app.access.roles import Account, Act, Role, may
from app.access.visibility import held_at, visible
from app.charter.model import Charter
from app.charter.rings import COMPOSING
from app.choosing.asking import Offer, offer
from app.choosing.kinds import What
from app.consultations.known import MOST, Known, KnownForm, key_of, known_at
from app.consultations.persons import PersonForm, check, names_of, persons_from, stay_veiled
from app.consultations.tables import Circle, Person
from app.dates import today
from app.db import county_tx, rows
from app.i18n import _
from app.people.taking_over import follow
from app.refusal import Refused
from app.topics import transitions
from app.topics.hands import in_fact, turn_of
from app.topics.requirements import lacking
from app.topics.rules import check_turn
from app.topics.tables import LoadedTopic
from app.veiling.rules import shown_name
from app.web.frame import Done, Fields, Handler, change, sentence
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


COMPOSES = frozenset({"compose", "research", "agenda"})  # turns, as consultations/_circle.html asks
MOST_FIELDS = 2 * MOST + 200  # of all that stands on the page


async def people_of(topic_id: int) -> list[Person]:
    return await rows(PEOPLE, topic_id, of=Person)


async def lacking_groups(topic_id: int, charter: Charter) -> tuple[str, ...]:
    """Groups of the topic's circle that are below their minimum, in words. In the caller's tx."""
    return lacking(charter.composition, [each["grp"] for each in await people_of(topic_id)])


async def circle_context(
    topic: LoadedTopic, charter: Charter, account: Account | None, *, composing: bool = True
) -> dict[str, Any]:
    """What consultations/_circle.html needs beside `topic`, `held` and `turn`. Caller's tx. Whom to
    choose from is read for those who are `composing` only, not for every visitor.
    """
    people = await people_of(topic["id"])
    offers: dict[str, Any] = {}
    near = list[Known]()
    if composing:
        offers, near = await to_choose(account, topic["station"]), await known_at(topic, charter)
    inside = {key_of(each): each for each in people}
    offered = {each.key for each in near}
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
                    "n": sum(each["grp"] == group.key for each in people),
                    "people": [
                        {**each, "masked": shown_name(each, charter)}
                        for each in people
                        if each["grp"] == group.key and key_of(each) not in offered
                    ],
                    "known": [
                        each for each in near if grp_of(each, inside.get(each.key)) == group.key
                    ],
                }
                for group in charter.composition.groups
            ],
            "there": inside.keys() & offered,
            "last": sum(each.last and each.key not in inside for each in near),
            "lacking": lacking(charter.composition, [each["grp"] for each in people]),
            **offers,
            "forms": charter.consultations.forms,
            "anyone": bool(people),
            "today": today(),
        },
        "pressed": None,
    }


def grp_of(one: Known, inside: Person | None) -> str:
    """Where somebody stands: in the group in which they are asked, else as the last time."""
    return inside["grp"] if inside else one.person["grp"]


async def to_choose(account: Account | None, station: int) -> dict[str, Offer]:
    """For consultations/_person_fields.html."""
    return {
        "members": await offer(What.MEMBER, account, station),
        "departments": await offer(What.DEPARTMENT, account),
    }


async def composing(topic_id: int, account: Account) -> tuple[LoadedTopic, Charter]:
    """Locks the topic. It and its charter, if its circle is for this account to change now."""
    topic = await transitions.load(topic_id, lock=True)
    if not visible(topic, account):
        transitions.not_there()
    charter = await transitions.charter_of(topic)
    held = account.at(set(Role), topic["lineage"])
    check_turn(in_fact(charter.rings[topic["ring"]], topic), topic["stage"], COMPOSING, held)
    return topic, charter


async def circle_part(request: AnyRequest, topic_id: int, **_person: int) -> Template:
    async with county_tx(readonly=True):
        topic = await transitions.load(topic_id)
        charter = await transitions.charter_of(topic)
        context = await circle_context(topic, charter, request.user)
    held = held_at(topic, user_of(request))
    added = request.url.path.endswith("/circle")
    context |= {
        "topic": topic,
        "held": held,
        "turn": turn_of(topic, charter, held),
        "pressed": str((await request.form()).get("grp", "")) if added else None,
    }
    return Template("consultations/_circle.html", context=context)


def composed(path: str) -> Callable[[Handler], Any]:
    """A button of the page on which a circle is composed (consultations/_composing.html)."""
    return change(
        f"/{{topic_id:int}}{path}",
        may(Act.MOVE_TOPIC),
        page="/topics/{topic_id}",
        part=circle_part,
        most=MOST_FIELDS,
        by="grp",
        one=True,
    )


@composed("/circle")
async def add(request: AnyRequest, form: PersonForm, topic_id: int) -> Done | Template:
    _topic, charter = await composing(topic_id, user_of(request))
    there, address = await people_of(topic_id), f"/topics/{topic_id}/circle"
    found = await persons_from(request, form, charter, there, address=address, part="circle")
    if isinstance(found, Template):
        return found
    await Circle.insert(*(Circle(topic=topic_id, **person) for person in found))
    await follow(topic_id)  # where one has just ended
    return Done(f"/topics/{topic_id}", sentence(_("%(name)s 已加入。"), name=names_of(found)))


@composed("/circle/{person_id:int}/removal")
async def remove(request: AnyRequest, form: Fields, topic_id: int, person_id: int) -> Done:  # noqa: ARG001
    me = user_of(request)
    _topic, charter = await composing(topic_id, me)
    for person in await people_of(topic_id):
        if person["id"] == person_id:
            await stay_veiled(topic_id, [person], charter, me)
    await Circle.delete().where(Circle.topic == topic_id, Circle.id == person_id)
    return Done(f"/topics/{topic_id}", sentence(_("已移出。")))


@composed("/circle/known")
async def ask_known(request: AnyRequest, form: KnownForm, topic_id: int) -> Done:
    """Only what differs is changed: others compose at the same time."""
    me = user_of(request)
    topic, charter = await composing(topic_id, me)
    near = {each.key: each for each in await known_at(topic, charter)}
    people = {key_of(each): each for each in await people_of(topic_id)}
    ticked = form.there | {each.key for each in near.values() if form.last and each.last}
    came, gone = ticked - form.was - people.keys(), (form.was - ticked) & people.keys()
    if not came <= near.keys():
        raise Refused(_("名单刚有变化，请再选一次。"))
    asked = [near[key].person for key in near if key in came]
    rest = [each for key, each in people.items() if key not in gone]
    check(asked, charter, rest, any_number=False, field="there")
    if asked:
        await Circle.insert(*(Circle(topic=topic_id, **person) for person in asked))
        await follow(topic_id)
    if gone:
        left = [people[key] for key in gone]
        await stay_veiled(topic_id, left, charter, me)
        await Circle.delete().where(Circle.id.is_in([each["id"] for each in left]))
    return Done(f"/topics/{topic_id}", sentence(_("人员已记下。")))


handlers = [add, remove, ask_known]
