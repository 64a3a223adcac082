"""While it goes on: who came and what was said. Several people do it at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from litestar.response import Template

from app.access.hands import check_undo
from app.access.roles import Account, Act, may
from app.choosing.asking import number_chosen
from app.choosing.kinds import What
from app.consultations import rules
from app.consultations.persons import PersonForm, names_of, persons_from, stay_veiled
from app.consultations.queries import IS_WALK_IN, find, people_of, to_record
from app.consultations.rights import hand_at, own_place, sees_all, speaks
from app.consultations.rules import Came
from app.consultations.sitting import done, step
from app.consultations.tables import Correction, Invited, LoadedConsultation, Participant, Statement
from app.dates import today
from app.db import execute, rows, value
from app.i18n import _
from app.people.taking_over import follow
from app.refusal import Refused, refuse_all
from app.topics import transitions
from app.web.forms.fields import id_in
from app.web.frame import Done, Fields
from app.web.requests import AnyRequest, user_of

STRIKE = """
    UPDATE "statement" SET "struck_at" = now(), "struck_as" = $4
    WHERE "statement"."county" = $1
      AND "consultation" = $3 AND ("id" = $2 OR "answers" = $2) AND "struck_at" IS NULL
    RETURNING "id"
"""
STRUCK_AS = """
    SELECT "struck_as" FROM "statement" WHERE "statement"."county" = $1 AND "id" = $2
      AND "consultation" = $3 AND "struck_at" IS NOT NULL
"""
# With the answers that were struck in the same moment.
RETURN = """
    UPDATE "statement" SET "struck_at" = NULL, "struck_as" = '' FROM "statement" AS "one"
    WHERE "statement"."county" = $1 AND "one"."county" = $1 AND "one"."id" = $2
      AND "one"."consultation" = $3 AND "one"."struck_at" = "statement"."struck_at"
      AND ("statement"."id" = $2 OR "statement"."answers" = $2)
      AND NOT EXISTS (SELECT FROM "statement" AS "asked" WHERE "asked"."county" = $1
                      AND "asked"."id" = "one"."answers" AND "asked"."struck_at" IS NOT NULL)
    RETURNING "statement"."id"
"""
# Whoever is off the list said nothing; what was struck of them goes with them.
UNSAID = """
    DELETE FROM "statement" WHERE "statement"."county" = $1 AND "struck_at" IS NOT NULL
      AND ("participant" = $2 OR "asks" = $2 OR "answers" IN (SELECT "id" FROM "statement" AS "said"
           WHERE "said"."county" = $1 AND ("said"."participant" = $2 OR "said"."asks" = $2)))
"""
SPOKE = """
    SELECT EXISTS (SELECT FROM "statement"
        WHERE "statement"."county" = $1 AND ("participant" = $2 OR "asks" = $2)
          AND "struck_at" IS NULL)
"""
WALK_OUT = f"""
    DELETE FROM "participant" WHERE "participant"."county" = $1 AND "consultation" = $2
      AND "id" = $3 AND {IS_WALK_IN} RETURNING true
"""  # noqa: S608


@dataclass
class AttendanceForm:
    """`came`: ticked now; `was`: ticked when the form was made. `everybody`: those of whom
    nothing is said yet came, too.
    """

    came: frozenset[str] = frozenset()
    was: frozenset[str] = frozenset()
    everybody: str = ""


@dataclass
class ReturnForm:
    reason: str = ""
    back: str = ""


@dataclass
class StatementForm:
    """`answers`: of which statement's answer the button was pressed."""

    participant: str = ""
    text: str = ""
    answers: str = ""
    asks: str = ""


@step("/attendance", may(Act.MOVE_TOPIC), part="people")
async def attendance(request: AnyRequest, form: AttendanceForm, consultation_id: int) -> Done:
    """Only what differs is changed, so that somebody who signed in on a phone meanwhile stays
    signed in.
    """
    await to_record(consultation_id, user_of(request))
    came, was = numbers(form.came), numbers(form.was)
    if form.everybody:
        people = await people_of(consultation_id)
        came |= {each["id"] for each in people if each["state"] == Came.INVITED}
    await set_state(consultation_id, came - was, Came.PRESENT)
    await set_state(consultation_id, was - came, Came.ABSENT)
    return done(consultation_id, _("参加的人已记下。"))


def numbers(texts: Iterable[str]) -> set[int]:
    return {number for number in map(id_in, texts) if number}


async def set_state(consultation_id: int, people: set[int], state: Came) -> None:
    if people:
        await Participant.update({Participant.state: str(state)}).where(
            Participant.consultation == consultation_id, Participant.id.is_in(sorted(people))
        )


@step("/walk-ins", may(Act.MOVE_TOPIC), part="people", by="grp")
async def walk_in(request: AnyRequest, form: PersonForm, consultation_id: int) -> Done | Template:
    """Somebody who came unasked. The charter's maximum holds for the circle, not for the day."""
    sitting, charter = await to_record(consultation_id, user_of(request))
    found = await persons_from(
        request,
        form,
        charter,
        await people_of(consultation_id),
        address=f"/consultations/{consultation_id}/walk-ins",
        part="people",
        any_number=True,
    )
    if isinstance(found, Template):
        return found
    await Participant.insert(
        *(
            Participant(consultation=consultation_id, state=str(Came.PRESENT), **person)
            for person in found
        )
    )
    await follow(sitting["topic"])  # where one has just ended
    return done(consultation_id, _("%(name)s 已加入。"), name=names_of(found))


async def inside(
    consultation_id: int, account: Account
) -> tuple[LoadedConsultation, list[Invited]]:
    """The locked consultation and its people, for whoever sees all of it."""
    found = await find(consultation_id, lock=True)
    people = await people_of(consultation_id)
    if not sees_all(found, people, account):
        transitions.not_there()
    return found, people


@step("/sign-in", may(Act.SIGN_IN_SELF))
async def sign_in(request: AnyRequest, form: Fields, consultation_id: int) -> Done:  # noqa: ARG001
    me = user_of(request)
    found, people = await inside(consultation_id, me)
    manner = (await transitions.charter_of(found)).form(found["form"])
    rules.check_sign_in(found["state"], found["held_on"], today(), manner)
    place = own_place(found, people, me)
    if place is None:
        raise Refused(_("名单里没有您，请找记录人添加。"))
    await set_state(consultation_id, {place["id"]}, Came.PRESENT)
    return done(consultation_id, _("您已签到。"))


@step("/statements", may(Act.SPEAK), part="statements", by="answers")
async def say(request: AnyRequest, form: StatementForm, consultation_id: int) -> Done:
    """Whoever speaks is there: the speaker is marked present."""
    me = user_of(request)
    found, people = await inside(consultation_id, me)
    rules.check_open(found["state"])
    if not speaks(found, people, me):
        raise Refused(_("这次协商不由您记录。"))
    wrong = rules.check_statement(form.text)
    chosen, unfound = await number_chosen(
        What.SPEAKER, me, form.participant, "participant", consultation_id
    )
    asked, nobody = await number_chosen(What.ASKED, me, form.asks, "asks", consultation_id)
    speaker: Any = next((each for each in people if each["id"] == chosen), None)
    wrong = [*unfound, *wrong, *nobody]
    if speaker is None and not unfound:
        wrong.insert(0, Refused(_("请选发言人。"), "participant"))
    refuse_all(wrong)
    answers = await answered(found, form.answers, speaker)
    await Statement.insert(
        Statement(
            consultation=consultation_id,
            participant=speaker["id"],
            text=form.text.strip(),
            answers=answers,
            asks=None if answers else asked,
        )
    )
    await set_state(consultation_id, {speaker["id"]}, Came.PRESENT)
    return done(consultation_id, _("答复已记下。") if answers else _("发言已记下。"))


@step("/statements/{statement_id:int}/removal", may(Act.MOVE_TOPIC), part="statements")
async def strike(
    request: AnyRequest,
    form: Fields,  # noqa: ARG001
    consultation_id: int,
    statement_id: int,
) -> Done:
    """Noted by mistake; its answers go with it. What was filed stays."""
    me = user_of(request)
    found, _charter = await to_record(consultation_id, me)
    if not await rows(STRIKE, statement_id, consultation_id, str(hand_at(me, found))):
        raise Refused(_("这条发言已经不在了。"))
    return done(consultation_id, _("已撤下，归档以前还可以恢复。"))


# Stands beneath the sitting from then on, as a correction does.
WAS_STRUCK = _("曾经撤下一条发言，又恢复了。")


@step("/statements/{statement_id:int}/return", may(Act.MOVE_TOPIC), part="statements", by="back")
async def call_back(
    request: AnyRequest, form: ReturnForm, consultation_id: int, statement_id: int
) -> Done:
    """It was struck by mistake."""
    me = user_of(request)
    found, _charter = await to_record(consultation_id, me)
    if not form.reason.strip():
        raise Refused(_("请写明恢复的缘由。"), "reason")
    if (done_as := await value(STRUCK_AS, statement_id, consultation_id)) is not None:
        check_undo(hand_at(me, found), done_as)
    if not await rows(RETURN, statement_id, consultation_id):
        raise Refused(_("这条发言没有撤下。"))
    await Correction.insert(
        Correction(
            consultation=consultation_id,
            text=WAS_STRUCK,
            reason=form.reason.strip(),
            account=me.id,
        )
    )
    return done(consultation_id, _("已恢复。"))


@step("/walk-ins/{person_id:int}/removal", may(Act.MOVE_TOPIC), part="people")
async def walk_out(
    request: AnyRequest,
    form: Fields,  # noqa: ARG001
    consultation_id: int,
    person_id: int,
) -> Done:
    """Added by mistake: not one of the circle, who stay on the list though they did not come."""
    me = user_of(request)
    sitting, charter = await to_record(consultation_id, me)
    if await value(SPOKE, person_id):
        raise Refused(_("记了这个人的发言，请先撤下发言。"))
    person = next((p for p in await people_of(consultation_id) if p["id"] == person_id), None)
    await execute(UNSAID, person_id)
    if person is None or not await rows(WALK_OUT, consultation_id, person_id):
        raise Refused(_("只能移出名单以外添加的人。"))
    await stay_veiled(sitting["topic"], [person], charter, me)
    return done(consultation_id, _("已移出。"))


async def answered(found: LoadedConsultation, answers: str, speaker: Invited) -> int | None:
    """The statement that this one answers; None: it stands for itself."""
    if not answers:
        return None
    charter = await transitions.charter_of(found)
    rules.check_answer(speaker, charter.groups)
    number = await value(
        'SELECT "id" FROM "statement" WHERE "statement"."county" = $1 AND "id" = $2'
        ' AND "consultation" = $3 AND "answers" IS NULL AND "struck_at" IS NULL',
        id_in(answers),
        found["id"],
    )
    if number is None:
        raise Refused(_("没有找到要答复的发言。"), "answers")
    return int(number)


handlers = [attendance, walk_in, walk_out, sign_in, say, strike, call_back]
