"""Accounts and the roles they hold, for the office."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Template

from app.access import sessions
from app.access.roles import SIGNED_IN, Act, may
from app.access.tables import AccountRow, Appointment, Session
from app.dates import now
from app.db import county_tx
from app.i18n import _
from app.people import departments, members, queries, rules
from app.refusal import refuse_all
from app.web.fields import id_in
from app.web.idempotency import once, seen_before
from app.web.requests import to

AnyRequest = Request[Any, Any, Any]


@dataclass
class RoleForm:
    role: str = ""
    station: str = ""
    department: str = ""
    once: str = ""


@dataclass
class AccountForm(RoleForm):
    provider: str = ""
    subject: str = ""
    name: str = ""


@get("/")
async def index(q: FromQuery[str] = "", before: FromQuery[int | None] = None) -> Template:
    async with county_tx(readonly=True):
        found, older = await queries.accounts(q, before)
        choices = await queries.choices()
    context = {"accounts": found, "older": older, "q": q, "once": once(), **choices}
    return Template("people/index.html", context=context)


@post("/", status_code=200)
async def add(request: AnyRequest, data: URLEncodedBody[AccountForm]) -> Response[Any]:
    station, department = places(data)
    refuse_all(
        rules.check_account(data.subject, data.name)
        + rules.check_role(data.role, known=SIGNED_IN, station=station, department=department)
    )
    async with county_tx():
        if there := await seen_before(data.once, "/people"):
            return to(request, there)
        account = await queries.add_account(
            id_in(data.provider) or 0, data.subject.strip(), data.name.strip()
        )
        await queries.appoint(account, data.role, station, department)
    return to(request, f"/people/{account}")


@get("/{account_id:int}")
async def show(account_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        account = await queries.account(account_id)
        if account is None:
            raise NotFoundException(_("没有这个账号。"))
        context = {
            "account": account,
            "appointments": await queries.held(account_id),
            "sessions": await sessions.open_sessions(account_id),
            "once": once(),
            **await queries.choices(),
        }
    return Template("people/account.html", context=context)


@post("/{account_id:int}/appointments", status_code=200)
async def appoint(
    request: AnyRequest, account_id: FromPath[int], data: URLEncodedBody[RoleForm]
) -> Response[Any]:
    station, department = places(data)
    refuse_all(rules.check_role(data.role, known=SIGNED_IN, station=station, department=department))
    here = f"/people/{account_id}"
    async with county_tx():
        if await seen_before(data.once, here):
            return to(request, here)
        await lock(account_id)
        await queries.appoint(account_id, data.role, station, department)
    return to(request, here)


@post("/{account_id:int}/appointments/{appointment_id:int}/end", status_code=200)
async def end(
    request: AnyRequest, account_id: FromPath[int], appointment_id: FromPath[int]
) -> Response[Any]:
    chosen = (Appointment.id == appointment_id) & (Appointment.account == account_id)
    async with county_tx():
        held = await Appointment.select(Appointment.role).where(chosen).first()
        if held is None:
            raise NotFoundException(_("没有这个职责。"))
        if held["role"] == "office":
            await queries.keep_one_office(account_id)
        await Appointment.update({Appointment.ended_at: now()}).where(
            chosen & Appointment.ended_at.is_null()
        )
    return to(request, f"/people/{account_id}")


@post("/{account_id:int}/disable", status_code=200)
async def disable(request: AnyRequest, account_id: FromPath[int]) -> Response[Any]:
    """Its sessions end with it, and nobody signs in to it again."""
    async with county_tx():
        await lock(account_id)
        await queries.keep_one_office(account_id)
        await AccountRow.update({AccountRow.disabled_at: now()}).where(AccountRow.id == account_id)
        await sessions.close_all(account_id)
    return to(request, f"/people/{account_id}")


@post("/{account_id:int}/enable", status_code=200)
async def enable(request: AnyRequest, account_id: FromPath[int]) -> Response[Any]:
    async with county_tx():
        await lock(account_id)
        await AccountRow.update({AccountRow.disabled_at: None}).where(AccountRow.id == account_id)
    return to(request, f"/people/{account_id}")


@post("/{account_id:int}/sessions/end", status_code=200)
async def end_sessions(request: AnyRequest, account_id: FromPath[int]) -> Response[Any]:
    async with county_tx():
        await lock(account_id)
        await sessions.close_all(account_id)
    return to(request, f"/people/{account_id}")


@post("/{account_id:int}/sessions/{session_id:int}/end", status_code=200)
async def end_session(
    request: AnyRequest, account_id: FromPath[int], session_id: FromPath[int]
) -> Response[Any]:
    async with county_tx():
        await lock(account_id)
        await Session.delete().where((Session.id == session_id) & (Session.account == account_id))
    return to(request, f"/people/{account_id}")


async def lock(account_id: int) -> None:
    """The account's row until the transaction ends; 404 if there is none."""
    found = await AccountRow.select(AccountRow.id).where(AccountRow.id == account_id).lock_rows()
    if not found:
        raise NotFoundException(_("没有这个账号。"))


def places(form: RoleForm) -> tuple[int | None, int | None]:
    return id_in(form.station), id_in(form.department)


router = Router(
    "/people",
    guards=[may(Act.PEOPLE)],
    route_handlers=[
        index, add, show, appoint, end, disable, enable, end_sessions, end_session,
        *members.handlers, *departments.handlers,
    ],
)  # fmt: skip
