"""From what was done to the next of the desk."""

from litestar import get
from litestar.response import Redirect

from app.access.roles import Account, Act, may
from app.activities.waiting import figures
from app.charter.model import Charter
from app.dates import today
from app.db import county_tx
from app.persons import wishes
from app.portal.desk.held import topics_of
from app.portal.desk.queries import (
    appeals_for,
    asked_of,
    owed_by,
    raised_by,
    sittings_of,
    to_verify_by,
)
from app.portal.desk.rules import signs_in
from app.scoring.assessment import waiting as marks
from app.stations import standing
from app.web.requests import AnyRequest, charter_of, user_of


@get("/desk/next", guards=[may(Act.DESK)])
async def next_task(request: AnyRequest) -> Redirect:
    """To what waits longest of the first kind on the desk that has something for now."""
    async with county_tx(readonly=True):
        path = await first_waiting(user_of(request), charter_of(request))
    return Redirect(f"{request.scope['root_path']}{path}", status_code=302)


async def first_waiting(me: Account, charter: Charter) -> str:
    """A sitting waits for whoever records it from its day on, and on its day for its members."""
    if found := await raised_by(me, 1):
        return f"/topics/{found[0]['id']}"
    for each in await sittings_of(me, today()):
        gathers = charter.form(each["form"]).gathers
        if each["keeps"] or signs_in(each, today(), gathers=gathers):
            return f"/consultations/{each['id']}"
    if found := await topics_of(me, "", 1):
        return f"/topics/{found[0]['id']}"
    if found := await asked_of(me, 1):
        return f"/consultations/{found[0]['id']}#statements"
    if found := await owed_by(me, 1) or await to_verify_by(me, 1):
        return f"/commitments/{found[0]['id']}"
    return await to_mark(me, charter) or await of_office(me) or "/desk"


async def to_mark(me: Account, charter: Charter) -> str:
    if not me.may(Act.MARK):
        return ""
    if (await standing.items_waiting(charter, me))["mine"]:
        return "/stations/standards?only=mine"
    if claimed := [each for each in await marks.claimed(me) if each["mine"]]:
        return f"/assessments/{claimed[0]['id']}?only=mine"
    return "/activities?only=mine" if (await figures(me))["mine"] else ""


async def of_office(me: Account) -> str:
    if me.may(Act.WISHES) and (wish := await wishes.waiting(1)):
        return f"/wishes/{wish[0]['id']}"
    if appeals := await appeals_for(me, 1):
        return f"/assessments/{appeals[0]['assessment']}/answers/{appeals[0]['id']}"
    if sheets := [each for each in await marks.to_approve(me) if not each["nobody"]]:
        return f"/assessments/{sheets[0]['id']}"
    return ""
