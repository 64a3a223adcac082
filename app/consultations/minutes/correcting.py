"""What was filed stays as it is; a correction stands beside it. On a page of its own, so that
nothing that is pressed beside the record leaves behind what is typed.
"""

from dataclasses import dataclass

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app.access.roles import Act, may
from app.consultations import rights, rules
from app.consultations.closing import found_for
from app.consultations.queries import find, people_of
from app.consultations.rules import State
from app.consultations.sitting import done, step
from app.consultations.tables import Correction
from app.db import county_tx
from app.i18n import _
from app.refusal import refuse_all
from app.topics import transitions
from app.web.frame import Done
from app.web.requests import AnyRequest, user_of

HERE = "/{consultation_id:int}/corrections"


@dataclass
class CorrectionForm:
    reason: str = ""
    text: str = ""


@get(HERE, guards=[may(Act.MOVE_TOPIC)])
async def correcting(request: AnyRequest, consultation_id: FromPath[int]) -> Template:
    me = user_of(request)
    async with county_tx(readonly=True):
        found = await find(consultation_id)
        charter = await transitions.charter_of(found)
        inside = rights.sees_all(found, await people_of(consultation_id), me)
    if not inside or not rights.records(found, charter, me) or found["state"] != State.FILED:
        raise NotFoundException
    return Template("consultations/correcting.html", context={"c": found})


@step("/corrections", may(Act.MOVE_TOPIC), page="/consultations/{consultation_id}/corrections")
async def correct(request: AnyRequest, form: CorrectionForm, consultation_id: int) -> Done:
    me = user_of(request)
    found, _charter = await found_for(consultation_id, me)
    refuse_all(rules.check_correction(found["state"], form.text, form.reason))
    await Correction.insert(
        Correction(
            consultation=consultation_id,
            text=form.text.strip(),
            reason=form.reason.strip(),
            account=me.id,
        )
    )
    return done(consultation_id, _("更正已写下。"))


handlers = [correcting, correct]
