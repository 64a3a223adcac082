"""A topic's next round: prepared from its circle, by whoever has the agenda's rings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from app.access.roles import Account, Act, Role, may
from app.access.visibility import held_at, visible
from app.charter.model import AGENDA, Charter
from app.consultations import circle, rules
from app.consultations.rounds import rounds_of
from app.consultations.sitting import done
from app.consultations.tables import Consultation, Participant, Person
from app.dates import today
from app.db import county_tx, rows
from app.i18n import _
from app.people.taking_over import follow
from app.refusal import refuse_all
from app.text import fold
from app.topics import transitions
from app.topics.hands import in_fact, turn_of
from app.topics.rules import check_turn
from app.topics.tables import LoadedTopic
from app.veiling.queries import hidden_of
from app.veiling.rules import as_told
from app.web.forms.fields import day_in
from app.web.frame import Done, change
from app.web.requests import AnyRequest, user_of

ROUNDS = """
    SELECT "round", "state" FROM "consultation"
    WHERE "consultation"."county" = $1 AND "topic" = $2 AND "state" <> 'cancelled'
"""


@dataclass
class PlanForm:
    """`manner` is the form of consultation: a field called `form` hides a form's own from htmx."""

    title: str = ""
    manner: str = ""
    place: str = ""
    held_on: str = ""
    begins: str = ""
    agenda: str = ""

    def plan(self, charter: Charter, station: str) -> rules.Plan:
        """`station`: where it is, if nothing else is said."""
        return rules.Plan(
            title=self.title.strip(),
            form=self.manner,
            place=rules.placed(self.place, charter.form(self.manner), station),
            held_on=day_in(self.held_on),
            begins=fold(self.begins),
            agenda=self.agenda.strip(),
        )


async def in_turn(topic_id: int, account: Account) -> tuple[LoadedTopic, Charter]:
    """The locked topic, if a consultation on it is for this account to plan now."""
    topic = await transitions.load(topic_id, lock=True)
    if not visible(topic, account):
        transitions.not_there()
    charter = await transitions.charter_of(topic)
    held = account.at(set(Role), topic["lineage"])
    check_turn(in_fact(charter.rings[topic["ring"]], topic), topic["stage"], AGENDA, held)
    return topic, charter


@change(
    "/{topic_id:int}/consultations",
    may(Act.MOVE_TOPIC),
    page="/topics/{topic_id}/consultations/new",
    most=circle.MOST_FIELDS,
    one=True,
)
async def plan(request: AnyRequest, form: PlanForm, topic_id: int) -> Done:
    topic, charter = await in_turn(topic_id, user_of(request))
    people = await circle.people_of(topic_id)
    chosen = form.plan(charter, topic["station_name"])
    refuse_all(rules.check_plan(chosen, charter.forms, today(), len(people)))
    number = await planned(topic, chosen, people)
    return done(number, _("已安排。参加的人、发言和记录都写在这一页。"))


class Left(NamedTuple):
    """Of a topic's rounds that were not cancelled: the number of the last, and how many are still
    to be held.
    """

    last: int
    planned: int


async def rounds_left(topic_id: int) -> Left:
    found = await rows(ROUNDS, topic_id)
    planned = sum(each["state"] == rules.State.PLANNED for each in found)
    return Left(max((each["round"] for each in found), default=0), planned)


async def planned(topic: LoadedTopic, chosen: rules.Plan, people: Sequence[Person]) -> int:
    """The next round, with the circle as its participants. → its id"""
    left = await rounds_left(topic["id"])
    rules.check_no_other(left.planned)
    consultation = Consultation(
        topic=topic["id"],
        station=topic["station"],
        round=left.last + 1,
        title=chosen.title,
        form=chosen.form,
        place=chosen.place,
        held_on=chosen.held_on,
        begins=chosen.begins,
        agenda=chosen.agenda,
    )
    await Consultation.insert(consultation)
    await Participant.insert(
        *(
            Participant(
                consultation=consultation.id,
                grp=each["grp"],
                name=each["name"],
                member=each["member"],
                department=each["department"],
            )
            for each in people
        )
    )
    await follow(topic["id"])  # where one has just ended
    return int(consultation.id)


@get("/{topic_id:int}/consultations/new", guards=[may(Act.MOVE_TOPIC)])
async def prepare(request: AnyRequest, topic_id: FromPath[int]) -> Template:
    me = user_of(request)
    async with county_tx(readonly=True):
        topic = await transitions.load(topic_id)
        if not visible(topic, me):
            transitions.not_there()
        charter = await transitions.charter_of(topic)
        held = held_at(topic, me)
        now = turn_of(topic, charter, held)
        context = await circle.circle_context(topic, charter, me, composing=now in circle.COMPOSES)
        hidden = await hidden_of(me, topic_id)
        context["rounds"] = await rounds_of(topic_id, hidden)
    (told,) = as_told([topic], hidden, "title", "story")
    context |= {"topic": told, "held": held, "turn": now}
    return Template("consultations/new.html", context=context)


handlers = [plan, prepare]
