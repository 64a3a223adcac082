"""How a consultation ends: filed with its conclusion, or cancelled; and what may be said after."""

from dataclasses import dataclass
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody

from app import ledger
from app.access.roles import Account, Act, Role, may
from app.charter.model import Charter, Conclusion
from app.consultations import requirements, rules
from app.consultations.filing import entries
from app.consultations.queries import find, people_of, photos_ready, statements_of, to_record
from app.consultations.rights import calls_typical, its_turn, records, sees_all
from app.consultations.rules import Came, State
from app.consultations.tables import Consultation, Correction, Participant
from app.dates import now, today
from app.db import county_tx
from app.i18n import _
from app.ledger import Entry, Kind
from app.refusal import Refused, refuse_all
from app.topics import transitions
from app.topics.rules import concluded
from app.topics.tables import Topic
from app.web.idempotency import seen_before
from app.web.requests import AnyRequest, form_post, to, user_of


@dataclass
class FilingForm:
    version: int
    conclusion: str = ""
    opinion: str = ""
    once: str = ""


@dataclass
class ReasonForm:
    reason: str = ""
    text: str = ""
    once: str = ""


@dataclass
class TypicalForm:
    typical: str = ""


@form_post("/{consultation_id:int}/filing", guards=[may(Act.MOVE_TOPIC)])
async def file(
    request: AnyRequest, consultation_id: FromPath[int], data: URLEncodedBody[FilingForm]
) -> Any:
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            # The topic first, as everywhere, so that two who lock both never wait for each other.
            topic = await transitions.load((await find(consultation_id))["topic"], lock=True)
            found, charter = await to_record(consultation_id, me)
            its_turn(found, charter, me)
            if found["version"] != data.version:
                raise Refused(_("记录刚被别人改过，请刷新看过再归档。"))
            await conclude(topic, found, charter, data, me)
    return to(request, f"/consultations/{consultation_id}")


async def conclude(
    topic: dict[str, Any],
    found: dict[str, Any],
    charter: Charter,
    data: FilingForm,
    account: Account,
) -> None:
    people, statements = await people_of(found["id"]), await statements_of(found["id"])
    facts = requirements.facts_of(
        people,
        charter,
        photos=await photos_ready(found["id"]),
        minutes=found["minutes"],
        answers=sum(each["answers"] is not None for each in statements),
        opinion=data.opinion,
    )
    came = len(rules.present(people))
    wrong = requirements.not_ready(charter, facts, found["held_on"], today(), came)
    conclusion = requirements.conclusion_of(data.conclusion)
    if conclusion is None:
        wrong.insert(0, Refused(_("请选结论。"), "conclusion"))
    refuse_all(wrong)
    move = concluded(charter.rings, topic["ring"], Conclusion(data.conclusion), facts)

    found["conclusion"] = data.conclusion
    await Consultation.update(
        {
            Consultation.conclusion: data.conclusion,
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
    ring = charter.rings[topic["ring"]]
    held = account.at(set(Role), topic["lineage"])
    await transitions.move(
        topic,
        move,
        account=account,
        role=next(str(role) for role in held if role in ring.by),
        kind=ring.kind,
        decision=data.conclusion,
        opinion=data.opinion,
        facts={"consultation": found["id"], "round": found["round"]},
    )


@form_post("/{consultation_id:int}/cancellation", guards=[may(Act.MOVE_TOPIC)])
async def cancel(
    request: AnyRequest, consultation_id: FromPath[int], data: URLEncodedBody[ReasonForm]
) -> Any:
    async with county_tx():
        if not await seen_before(data.once):
            found, _charter = await to_record(consultation_id, user_of(request))
            rules.check_cancelling(found["state"], data.reason)
            await Consultation.update(
                {
                    Consultation.state: str(State.CANCELLED),
                    Consultation.reason: data.reason.strip(),
                    Consultation.version: found["version"] + 1,
                }
            ).where(Consultation.id == consultation_id)
    return to(request, f"/consultations/{consultation_id}")


async def found_for(consultation_id: int, account: Account) -> tuple[dict[str, Any], Charter]:
    """As `to_record`, but filed ones too."""
    found = await find(consultation_id, lock=True)
    charter = await transitions.charter_of(found)
    if not sees_all(found, await people_of(consultation_id), account):
        raise NotFoundException(_("没有这个页面，或者它不对您公开。"))
    if not records(found, charter, account):
        raise Refused(_("这次协商不由您记录。"))
    return found, charter


@form_post("/{consultation_id:int}/typical", guards=[may(Act.CONSULT)])
async def call_typical(
    request: AnyRequest, consultation_id: FromPath[int], data: URLEncodedBody[TypicalForm]
) -> Any:
    me, typical = user_of(request), data.typical == "true"
    async with county_tx():
        found, _charter = await found_for(consultation_id, me)
        if not calls_typical(found, me):
            raise Refused(_("典型由县政协办公室或专门委员会评定。"))
        rules.check_typical(found["state"], typical=typical)
        if typical != found["typical"]:
            await Consultation.update({Consultation.typical: typical}).where(
                Consultation.id == consultation_id
            )
            if found["state"] == State.FILED:
                await ledger.post(typical_entry(found, me))
    return to(request, f"/consultations/{consultation_id}")


def typical_entry(found: dict[str, Any], account: Account) -> Entry:
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


@form_post("/{consultation_id:int}/corrections", guards=[may(Act.MOVE_TOPIC)])
async def correct(
    request: AnyRequest, consultation_id: FromPath[int], data: URLEncodedBody[ReasonForm]
) -> Any:
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            found, _charter = await found_for(consultation_id, me)
            refuse_all(rules.check_correction(found["state"], data.text, data.reason))
            await Correction.insert(
                Correction(
                    consultation=consultation_id,
                    text=data.text.strip(),
                    reason=data.reason.strip(),
                    account=me.id,
                )
            )
    return to(request, f"/consultations/{consultation_id}#corrections")


handlers = [file, cancel, call_typical, correct]
