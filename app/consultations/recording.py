"""While it goes on: who came and what was said. Several people do it at once."""

from dataclasses import dataclass
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Template

from app.access.roles import Act, may
from app.consultations import rules
from app.consultations.circle import PersonForm, person_from
from app.consultations.queries import everything, find, people_of, to_record
from app.consultations.rights import own_place, sees_all, speaks
from app.consultations.rules import Came
from app.consultations.tables import Participant, Statement
from app.dates import today
from app.db import county_tx, value
from app.i18n import _
from app.refusal import Refused
from app.topics import transitions
from app.web.fields import id_in
from app.web.idempotency import seen_before
from app.web.requests import AnyRequest, form_post, is_htmx, to, user_of


@dataclass
class StatementForm:
    participant: int
    text: str = ""
    answers: str = ""
    once: str = ""


async def shown(request: AnyRequest, consultation_id: int, part: str) -> Any:
    """HTMX gets the part that changed, and what is still lacking; a plain form the page."""
    if not is_htmx(request):
        return to(request, f"/consultations/{consultation_id}#{part}")
    async with county_tx(readonly=True):
        context = await everything(consultation_id, request.user)
    return Template(
        f"consultations/_{part}.html",
        context=context | {"swapped": True},
    )


@form_post("/{consultation_id:int}/attendance", guards=[may(Act.MOVE_TOPIC)])
async def attendance(request: AnyRequest, consultation_id: FromPath[int]) -> Any:
    """`came`: ticked now; `was`: ticked when the form was made. Only what differs is changed, so
    that somebody who signed in on a phone meanwhile stays signed in.
    """
    form = await request.form()
    came, was = (numbers(form.getall(name, [])) for name in ("came", "was"))
    async with county_tx():
        await to_record(consultation_id, user_of(request))
        await set_state(consultation_id, came - was, Came.PRESENT)
        await set_state(consultation_id, was - came, Came.ABSENT)
    return await shown(request, consultation_id, "people")


def numbers(texts: list[Any]) -> set[int]:
    found = (id_in(text) for text in texts if isinstance(text, str))
    return {number for number in found if number}


async def set_state(consultation_id: int, people: set[int], state: Came) -> None:
    if people:
        await Participant.update({Participant.state: str(state)}).where(
            Participant.consultation == consultation_id, Participant.id.is_in(sorted(people))
        )


@form_post("/{consultation_id:int}/walk-ins", guards=[may(Act.MOVE_TOPIC)])
async def walk_in(
    request: AnyRequest, consultation_id: FromPath[int], data: URLEncodedBody[PersonForm]
) -> Any:
    """Somebody who came unasked. The charter's maximum holds for the circle, not for the day."""
    async with county_tx():
        if not await seen_before(data.once):
            _found, charter = await to_record(consultation_id, user_of(request))
            people = await people_of(consultation_id)
            person = await person_from(data, charter, people, any_number=True)
            await Participant.insert(
                Participant(consultation=consultation_id, state=str(Came.PRESENT), **person)
            )
    return await shown(request, consultation_id, "people")


@form_post("/{consultation_id:int}/sign-in", guards=[may(Act.SIGN_IN_SELF)])
async def sign_in(request: AnyRequest, consultation_id: FromPath[int]) -> Any:
    me = user_of(request)
    async with county_tx():
        found = await find(consultation_id, lock=True)
        people = await people_of(consultation_id)
        if not sees_all(found, people, me):
            raise NotFoundException(_("没有这个页面，或者它不对您公开。"))
        rules.check_sign_in(found["state"], found["held_on"], today())
        place = own_place(found, people, me)
        if place is None:
            raise Refused(_("名单里没有您，请找记录人添加。"))
        await set_state(consultation_id, {place["id"]}, Came.PRESENT)
    return to(request, f"/consultations/{consultation_id}")


@form_post("/{consultation_id:int}/statements", guards=[may(Act.SPEAK)])
async def say(
    request: AnyRequest, consultation_id: FromPath[int], data: URLEncodedBody[StatementForm]
) -> Any:
    """Whoever speaks is there: the speaker is marked present."""
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            found = await find(consultation_id, lock=True)
            people = await people_of(consultation_id)
            if not sees_all(found, people, me):
                raise NotFoundException(_("没有这个页面，或者它不对您公开。"))
            rules.check_open(found["state"])
            if not speaks(found, people, me):
                raise Refused(_("这次协商不由您记录。"))
            rules.check_statement(data.text)
            speaker = next((p for p in people if p["id"] == data.participant), None)
            if speaker is None:
                raise Refused(_("请选发言人。"), "participant")
            answers = await answered(found, data, speaker)
            await Statement.insert(
                Statement(
                    consultation=consultation_id,
                    participant=speaker["id"],
                    text=data.text.strip(),
                    answers=answers,
                )
            )
            await set_state(consultation_id, {speaker["id"]}, Came.PRESENT)
    return await shown(request, consultation_id, "statements")


async def answered(found: dict[str, Any], data: StatementForm, speaker: Any) -> int | None:
    """The statement that this one answers; None: it stands for itself."""
    if not data.answers:
        return None
    charter = await transitions.charter_of(found)
    rules.check_answer(speaker, charter.groups)
    number = await value(
        'SELECT "id" FROM "statement" WHERE "statement"."county" = $1 AND "id" = $2'
        ' AND "consultation" = $3 AND "answers" IS NULL',
        id_in(data.answers),
        found["id"],
    )
    if number is None:
        raise Refused(_("没有找到要答复的发言。"), "answers")
    return int(number)


handlers = [attendance, walk_in, sign_in, say]
