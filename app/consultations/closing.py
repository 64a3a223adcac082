"""How a consultation ends: filed with its conclusion, or cancelled; and what may be said after."""

from dataclasses import dataclass

from app import ledger
from app.access.hands import check_undo
from app.access.own import OTHERS
from app.access.roles import Account, Act, Role, may
from app.charter.model import Charter, Conclusion
from app.consultations import requirements, rules, unsaved
from app.consultations.filing import entries
from app.consultations.minutes.keeping import RecordForm, keep
from app.consultations.minutes.sections import first_field
from app.consultations.planning import rounds_left
from app.consultations.queries import (
    filing,
    find,
    people_of,
    photos_ready,
    statements_of,
    to_record,
    whose,
)
from app.consultations.rights import (
    WHO_CALLS_IT_TYPICAL,
    calls_typical,
    hand_at,
    in_time,
    its_turn,
    records,
    sees_all,
)
from app.consultations.rules import Came, State
from app.consultations.sitting import done, step
from app.consultations.tables import Consultation, Correction, LoadedConsultation, Participant
from app.dates import now, today
from app.db import execute
from app.i18n import _
from app.ledger import Entry, Kind
from app.refusal import Refused, refuse_all
from app.topics import transitions
from app.topics.hands import in_fact
from app.topics.rules import concluded
from app.topics.tables import LoadedTopic, Topic
from app.web.frame import Done, Fields
from app.web.requests import AnyRequest, user_of

# Until now it could have been called back.
STRUCK_ENDS = """
    DELETE FROM "statement" WHERE "statement"."county" = $1 AND "consultation" = $2
      AND "struck_at" IS NOT NULL
"""


@dataclass
class FilingForm(RecordForm):
    """With the record as it stands on the screen: that is what is filed."""

    conclusion: str = ""
    opinion: str = ""


@dataclass
class CancellationForm:
    reason: str = ""


@dataclass
class TypicalForm:
    typical: str = ""
    reason: str = ""


async def all_noted(_request: AnyRequest, typed: Fields) -> list[Refused]:
    return unsaved.not_noted(typed)


@step("/filing", may(Act.MOVE_TOPIC), before=all_noted)
async def file(request: AnyRequest, form: FilingForm, consultation_id: int) -> Done:
    me = user_of(request)
    # The topic first, as everywhere, so that two who lock both never wait for each other.
    topic = await transitions.load((await find(consultation_id))["topic"], lock=True)
    found, charter = await to_record(consultation_id, me)
    its_turn(found, charter, me)
    ended = await keep(found, charter, form, me)
    await conclude(topic, await find(consultation_id), charter, form, me)
    if ended:
        said = _("已归档，结论写进了进展。归的是您写的这一份，没保存的那一份已去掉。")
        return done(consultation_id, said)
    return done(consultation_id, _("已归档，结论写进了进展。"))


async def conclude(
    topic: LoadedTopic,
    found: LoadedConsultation,
    charter: Charter,
    form: FilingForm,
    account: Account,
) -> None:
    people, statements = await people_of(found["id"]), await statements_of(found["id"])
    facts = requirements.facts_of(
        people,
        charter,
        photos=await photos_ready(found["id"]),
        minutes=found["minutes"],
        answers=sum(each["answers"] is not None for each in statements),
        form=found["form"],
        opinion=form.opinion,
    )
    came = len(rules.present(people))
    wrong = requirements.not_ready(
        charter, facts, found["held_on"], today(), came=came, form=found["form"]
    )
    for each in wrong:
        if each.field == "minutes":
            each.field = first_field(charter.consultations.sections)
    conclusion = requirements.conclusion_of(form.conclusion)
    if conclusion is None:
        wrong.insert(0, Refused(_("请选结论。"), "conclusion"))
    refuse_all(wrong)
    move = concluded(charter.rings, topic["ring"], Conclusion(form.conclusion), facts)

    found["conclusion"] = form.conclusion
    await execute(STRUCK_ENDS, found["id"])
    await Consultation.update(
        {
            Consultation.conclusion: form.conclusion,
            Consultation.state: str(State.FILED),
            Consultation.filed_at: now(),
            Consultation.version: found["version"] + 1,
        }
    ).where(Consultation.id == found["id"])
    await Participant.update({Participant.state: str(Came.ABSENT)}).where(
        Participant.consultation == found["id"], Participant.state == str(Came.INVITED)
    )
    await Topic.update({Topic.round: topic["round"] + 1}).where(Topic.id == topic["id"])
    await ledger.post(
        *entries(found, people, statements, charter, topic["category"], actor=account.id)
    )
    ring = in_fact(charter.rings[topic["ring"]], topic)
    held = account.at(set(Role), topic["lineage"])
    await transitions.move(
        topic,
        move,
        account=account,
        role=next(str(role) for role in held if role in ring.by),
        kind=ring.kind,
        decision=form.conclusion,
        opinion=form.opinion,
        facts={"consultation": found["id"], "round": found["round"]},
    )


@step("/cancellation", may(Act.MOVE_TOPIC))
async def cancel(request: AnyRequest, form: CancellationForm, consultation_id: int) -> Done:
    me = user_of(request)
    found, _charter = await to_record(consultation_id, me)
    rules.check_cancelling(found["state"], form.reason)
    await Consultation.update(
        {
            Consultation.state: str(State.CANCELLED),
            Consultation.reason: form.reason.strip(),
            Consultation.cancelled_as: str(hand_at(me, found)),
            Consultation.version: found["version"] + 1,
        }
    ).where(Consultation.id == consultation_id)
    return done(consultation_id, _("这一次已取消。"))


# Stands beneath it from then on, as a correction does.
WAS_CANCELLED = _("曾经取消，当时写的原因：%(reason)s")


@step("/taking-up", may(Act.MOVE_TOPIC))
async def take_up(request: AnyRequest, form: CancellationForm, consultation_id: int) -> Done:
    """It was cancelled by mistake: all that was written in it is there again. Where another was
    held since, it comes after that.
    """
    me = user_of(request)
    topic = await transitions.load((await find(consultation_id))["topic"], lock=True)
    found, charter = await found_for(consultation_id, me)
    left = await rounds_left(topic["id"])
    rules.check_taking_up(found["state"], form.reason, left.planned)
    in_time(found, charter)
    check_undo(hand_at(me, found), found["cancelled_as"])
    await Consultation.update(
        {
            Consultation.state: str(State.PLANNED),
            Consultation.reason: "",
            Consultation.cancelled_as: "",
            Consultation.round: left.last + 1,
            Consultation.version: found["version"] + 1,
        }
    ).where(Consultation.id == consultation_id)
    await Correction.insert(
        Correction(
            consultation=consultation_id,
            text=WAS_CANCELLED % {"reason": found["reason"]},
            reason=form.reason.strip(),
            account=me.id,
        )
    )
    return done(consultation_id, _("这一次已恢复，原来写的都在。"))


async def found_for(consultation_id: int, account: Account) -> tuple[LoadedConsultation, Charter]:
    """As `to_record`, but filed ones too."""
    found = await find(consultation_id, lock=True)
    charter = await transitions.charter_of(found)
    if not sees_all(found, await people_of(consultation_id), account):
        transitions.not_there()
    if not records(found, charter, account):
        raise Refused(_("这次协商不由您记录。"))
    return found, charter


@step("/typical", may(Act.CONSULT))
async def call_typical(request: AnyRequest, form: TypicalForm, consultation_id: int) -> Done:
    me, typical = user_of(request), form.typical == "true"
    found, _charter = await found_for(consultation_id, me)
    if not me.at(WHO_CALLS_IT_TYPICAL, found["lineage"]):
        raise Refused(_("典型由政协办公室或专门委员会评定。"))
    rules.check_typical(found["state"], typical=typical, reason=form.reason)
    if not calls_typical(found, me, await whose(found, await filing(found), me)):
        raise Refused(OTHERS)
    if typical != found["typical"]:
        await Consultation.update({Consultation.typical: typical}).where(
            Consultation.id == consultation_id
        )
        if found["state"] == State.FILED and typical:
            await ledger.post(typical_entry(found, me))
        elif found["state"] == State.FILED:
            await ledger.take_back(
                Kind.CONSULTATION_TYPICAL,
                consultation=consultation_id,
                reason=form.reason.strip(),
                actor=me.id,
            )
    return done(consultation_id, _("已列为典型。") if typical else _("已不再列为典型。"))


def typical_entry(found: LoadedConsultation, account: Account) -> Entry:
    return Entry(
        kind=Kind.CONSULTATION_TYPICAL,
        station=found["station"],
        topic=found["topic"],
        consultation=found["id"],
        happened_on=found["held_on"],
        form=found["form"],
        category=found["category"],
        actor=account.id,
    )


handlers = [file, cancel, take_up, call_typical]
