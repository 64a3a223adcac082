"""The minutes and the arrangement, written by several people who do not lose each other's words."""

from dataclasses import dataclass
from typing import Any

from litestar.params import FromPath, URLEncodedBody
from litestar.response import Template

from app.access.roles import Account, Act, may
from app.charter.model import Charter
from app.consultations import rules
from app.consultations.planning import PlanForm
from app.consultations.queries import everything, people_of, to_record
from app.consultations.recording import shown
from app.consultations.tables import Consultation
from app.dates import today
from app.db import county_tx
from app.refusal import refuse_all
from app.web.requests import AnyRequest, form_post, is_htmx, user_of


@dataclass
class RecordForm(PlanForm):
    version: int = -1
    minutes: str = ""


@form_post("/{consultation_id:int}/record", guards=[may(Act.MOVE_TOPIC)])
async def record(
    request: AnyRequest, consultation_id: FromPath[int], data: URLEncodedBody[RecordForm]
) -> Any:
    """Arrangement and minutes. A form made before somebody else's save overwrites nothing: it
    comes back as typed, with what was saved beside it, and may then be saved on purpose.
    """
    me = user_of(request)
    async with county_tx():
        found, charter = await to_record(consultation_id, me)
        stale = found["version"] != data.version
        if not stale:
            await save(found, charter, data)
    return (
        await kept(request, consultation_id, data)
        if stale
        else await shown(request, consultation_id, "record")
    )


async def save(found: dict[str, Any], charter: Charter, data: RecordForm) -> None:
    people = len(await people_of(found["id"]))
    wrong = rules.check_plan(data.plan, charter.forms, today(), people)
    refuse_all(wrong + rules.check_minutes(data.minutes))
    await Consultation.update(
        {
            Consultation.title: data.plan.title,
            Consultation.form: data.plan.form,
            Consultation.place: data.plan.place,
            Consultation.held_on: data.plan.held_on,
            Consultation.begins: data.plan.begins,
            Consultation.agenda: data.plan.agenda,
            Consultation.minutes: data.minutes.strip(),
            Consultation.version: found["version"] + 1,
        }
    ).where(Consultation.id == found["id"])


async def kept(request: AnyRequest, consultation_id: int, data: RecordForm) -> Template:
    account: Account = request.user
    async with county_tx(readonly=True):
        context = await everything(consultation_id, account)
    saved = context["c"]
    context |= {
        "stale": dict(saved),
        "c": saved
        | {
            "title": data.title,
            "form": data.manner,
            "place": data.place,
            "held_on": data.plan.held_on or saved["held_on"],
            "begins": data.begins,
            "agenda": data.agenda,
            "minutes": data.minutes,
        },
        "photos": [],
    }
    if not is_htmx(request):
        return Template(
            "consultations/show.html",
            context=context,
            status_code=409,
        )
    return Template(
        "consultations/_record.html",
        context=context,
        status_code=409,
        headers={"hx-retarget": "#record", "hx-reswap": "outerHTML"},
    )


handlers = [record]
