"""The minutes and the arrangement, written by several people who do not lose each other's words."""

from dataclasses import dataclass, field

from litestar.exceptions import NotFoundException

from app.access.roles import Account, Act, may, signed_in
from app.charter.model import Charter
from app.consultations import rules, unsaved
from app.consultations.minutes.sections import REST, composed, first_field
from app.consultations.planning import PlanForm
from app.consultations.queries import people_of, to_record
from app.consultations.sitting import done, step
from app.consultations.tables import Consultation, LoadedConsultation
from app.dates import today
from app.i18n import _
from app.refusal import Overtaken, refuse_all
from app.web.frame import Done, Fields
from app.web.requests import AnyRequest, user_of


@dataclass
class RecordForm(PlanForm):
    """`sections`: by the key of the charter's. `draft`: tells this form from others; saving it ends
    what it could not save before, and what it `began` from.
    """

    version: int = -1
    minutes: str = ""
    sections: dict[str, str] = field(default_factory=dict)
    draft: str = field(default="", repr=False)
    began: str = field(default="", repr=False)


@step("/record", may(Act.MOVE_TOPIC), part="record")
async def record(request: AnyRequest, form: RecordForm, consultation_id: int) -> Done:
    """Arrangement and minutes."""
    me = user_of(request)
    found, charter = await to_record(consultation_id, me)
    await keep(found, charter, form, me)
    return done(consultation_id, _("记录已保存。"))


async def keep(
    found: LoadedConsultation, charter: Charter, form: RecordForm, account: Account
) -> bool:
    """A form made before somebody else's save overwrites nothing: it comes back as typed, with what
    was saved beside it, and may then be saved on purpose. → did this form end what was overtaken?
    """
    sections = charter.consultations.sections
    if found["version"] != form.version:
        raise Overtaken(
            _(
                "别人刚保存过这份记录，您的没有保存，也没有丢：框里是您写的，旁边是对方保存的。"
                "并好以后再保存。"
            ),
            first_field(sections),
        )
    minutes = composed({REST: form.minutes, **form.sections}, sections)
    people = len(await people_of(found["id"]))
    plan = form.plan(charter, found["station_name"])
    wrong = rules.check_plan(plan, charter.forms, today(), people)
    refuse_all(wrong + rules.check_minutes(minutes, first_field(sections)))
    await Consultation.update(
        {
            Consultation.title: plan.title,
            Consultation.form: plan.form,
            Consultation.place: plan.place,
            Consultation.held_on: plan.held_on,
            Consultation.begins: plan.begins,
            Consultation.agenda: plan.agenda,
            Consultation.minutes: minutes,
            Consultation.version: found["version"] + 1,
        }
    ).where(Consultation.id == found["id"])
    return await unsaved.end(found["id"], account.id, {form.draft, form.began} - {""}, form.version)


@step("/unsaved", signed_in)
async def throw_away(request: AnyRequest, form: Fields, consultation_id: int) -> Done:
    """By whoever typed it, though they may see the consultation no longer."""
    token = form.get("thrown") or form.get("draft")
    tokens = unsaved.own(form) if token in unsaved.own(form) else {token}
    if not await unsaved.end(consultation_id, user_of(request).id, tokens):
        raise NotFoundException
    return done(consultation_id, _("您没保存的那一份已经去掉，已保存的没有变。"))


handlers = [record, throw_away]
