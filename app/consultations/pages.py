"""Consultations as addresses: the list, one of them, and where the forms are."""

from litestar import Router, get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app import evidence
from app.access.roles import Account
from app.choosing.asking import filtered
from app.choosing.kinds import What
from app.consultations import circle, closing, minutes, planning, recording
from app.consultations.queries import everything
from app.consultations.rounds import newest
from app.consultations.rules import State
from app.dates import today
from app.db import county_tx
from app.evidence.files import shelf
from app.evidence.rights import rights
from app.evidence.subjects import Subject
from app.web.fields import number_in
from app.web.requests import AnyRequest


@get("/")
async def index(
    request: AnyRequest,
    before: FromQuery[str] = "",
    station: FromQuery[str] = "",
    form: FromQuery[str] = "",
    year: FromQuery[str] = "",
) -> Template:
    account: Account | None = request.scope.get("user")
    chosen = number if 2000 <= (number := number_in(year)) <= 2999 else None
    async with county_tx(readonly=True):
        at, stations = await filtered(What.STATION, account, station)
        listed = await newest(
            account,
            before=before,
            station=at,
            form=form,
            year=chosen,
        )
    context = {**listed, "stations": stations, "years": range(today().year, 2016, -1)}
    return Template("consultations/index.html", context=context)


@get("/{consultation_id:int}")
async def consultation_page(request: AnyRequest, consultation_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        context = await everything(consultation_id, request.scope.get("user"))
        photos = await evidence.photos_of(request.user, "consultation", [consultation_id])
        held = await rights(request.user, Subject.CONSULTATION, consultation_id)
        files = await shelf(
            request.user,
            Subject.CONSULTATION,
            consultation_id,
            held,
            open_=context["c"]["state"] != State.CANCELLED,
        )
    context["photos"] = photos.get(consultation_id, [])
    context["files_here"] = files
    return Template("consultations/show.html", context=context)


router = Router(
    "/consultations",
    route_handlers=[
        index,
        consultation_page,
        *recording.handlers,
        *minutes.handlers,
        *closing.handlers,
    ],
)
routers = [router, Router("/topics", route_handlers=[*circle.handlers, *planning.handlers])]
