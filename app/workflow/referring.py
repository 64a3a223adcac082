"""What is too hard to agree on: sent to the Party committee and government as reference, received,
and replied to; whoever raised it is told the reply.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from app.access.roles import Act, may
from app.access.visibility import held_at
from app.charter.model import Charter, RingKind
from app.dates import deadline, today
from app.db import county_in_tx, county_tx
from app.i18n import _
from app.outcomes.tables import Answer
from app.tenancy.tables import County
from app.topics import entries, references, rules, transitions
from app.topics.assignee import in_turn
from app.topics.briefing.passages import LoadedPassage, passages_of
from app.topics.rules import Facts
from app.topics.tables import LoadedTopic
from app.web.frame import Done
from app.web.requests import AnyRequest, user_of
from app.workflow.topic_page import moved_on, step


@dataclass
class ReferenceForm:
    version: int
    text: str = ""
    sent_to: str = ""
    document: str = ""


@dataclass
class ReplyForm:
    version: int
    text: str = ""
    document: str = ""


@step("/reference", may(Act.MOVE_TOPIC))
async def refer(request: AnyRequest, form: ReferenceForm, topic_id: int) -> Done:
    me = user_of(request)
    topic, charter, role = await in_turn(topic_id, me, form.version, {RingKind.REFER})
    facts = Facts(opinion=form.text, document=form.document)
    to = rules.referred(charter.rings, topic["ring"], form.text, form.sent_to, facts)
    await transitions.move(
        topic,
        to,
        account=me,
        role=role,
        kind=RingKind.REFER,
        decision=entries.REFERRED,
        opinion=form.text,
        facts={"to": form.sent_to.strip(), "document": form.document.strip()},
    )
    return moved_on(topic_id, _("已提交，等党委、政府收文。"))


@step("/reply", may(Act.MOVE_TOPIC))
async def reply(request: AnyRequest, form: ReplyForm, topic_id: int) -> Done:
    """What is written is the answer, on the same day."""
    me = user_of(request)
    topic, charter, role = await in_turn(topic_id, me, form.version, {RingKind.REPLY})
    facts = Facts(opinion=form.text, document=form.document)
    to = rules.replied(charter.rings, topic["ring"], form.text, facts)
    until = until_of(topic, charter)
    topic["in_time"] = until is None or today() <= until
    topic["fell_due"] = await references.fell_due(topic_id)
    await Answer.insert(
        Answer(topic=topic_id, text=form.text.strip(), account=me.id, happened_on=today())
    )
    await transitions.move(
        topic,
        to,
        account=me,
        role=role,
        kind=RingKind.REPLY,
        decision="replied",
        opinion=form.text,
        facts={"document": form.document.strip()} if form.document.strip() else None,
    )
    return moved_on(topic_id, _("回复已记录，提出人看得到。"))


def until_of(topic: LoadedTopic, charter: Charter) -> date | None:
    """Of what stands at the ring of the reply."""
    days = charter.rings[topic["ring"]].days
    return None if days is None else deadline(topic["ring_since"], days)


class Paper(TypedDict):
    """`sent`: the step that sent it. `until`: by when a reply is due, if it is waited for."""

    topic: LoadedTopic
    sent: LoadedPassage
    reply: LoadedPassage | None
    until: date | None
    flow: Charter
    county_name: str


@get("/{topic_id:int}/reference", guards=[may(Act.SEE)])
async def paper(request: AnyRequest, topic_id: FromPath[int]) -> Template:
    """As it is printed and sent. For those who handle the matter."""
    async with county_tx(readonly=True):
        context: Any = await paper_of(request, topic_id)
    return Template("outcomes/reference.html", context=context)


async def paper_of(request: AnyRequest, topic_id: int) -> Paper:
    topic = await transitions.load(topic_id)
    passages = await passages_of(topic_id)
    sent = last_of(passages, entries.REFERRED)
    if not held_at(topic, user_of(request)) or sent is None:
        transitions.not_there()
    charter = await transitions.charter_of(topic)
    waits = charter.rings[topic["ring"]].kind is RingKind.REPLY and bool(topic["held_by"])
    county = await County.select(County.name).where(County.id == county_in_tx()).first()
    return {
        "topic": topic,
        "sent": sent,
        "reply": last_of(passages, "replied"),
        "until": until_of(topic, charter) if waits else None,
        "flow": charter,
        "county_name": county["name"] if county else "",
    }


def last_of(passages: list[LoadedPassage], decision: str) -> LoadedPassage | None:
    return next((each for each in reversed(passages) if each["decision"] == decision), None)


handlers = [refer, reply, paper]
