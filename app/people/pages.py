"""Accounts and the roles they hold, for the office."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access import sessions
from app.access.keeping import keep_somebody
from app.access.roles import SIGNED_IN, Account, Act, may
from app.access.tables import AccountRow, Appointment, Session
from app.accounts import invitations
from app.audit import Noted, note
from app.choosing.asking import number_chosen
from app.choosing.kinds import What
from app.dates import now
from app.db import county_tx
from app.i18n import _
from app.people import departments, ending, members, providers, queries, rules
from app.refusal import Refused, refuse_all
from app.web.forms.fields import id_in
from app.web.forms.validation import Fields
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, charter_of, realm_of, to, user_of
from app.web.who_asks import limits_of

PAGE = "/people/{account_id}"


@dataclass
class RoleForm:
    role: str = ""
    station: str = ""
    department: str = ""


@dataclass
class AccountForm(RoleForm):
    provider: str = ""
    subject: str = ""
    name: str = ""


@get("/", guards=[may(Act.PEOPLE)])
async def index(
    request: AnyRequest, q: FromQuery[str] = "", before: FromQuery[int | None] = None
) -> Template:
    async with county_tx(readonly=True):
        found, older = await queries.accounts(q, before)
        choices = await queries.choices(user_of(request))
    context = {"accounts": found, "older": older, "q": q, **choices}
    return Template("people/index.html", context=context)


@change("/", may(Act.PEOPLE), page="/people", cookie=invitations.made_cookie)
async def add(request: AnyRequest, form: AccountForm) -> Done:
    """Without a subject: by invitation."""
    provider, subject, name = id_in(form.provider), form.subject.strip(), form.name.strip()
    station, department, wrong = await role_of(user_of(request), form)
    refuse_all(
        [
            *(await queries.provider_refusals(provider) if subject else ()),
            *rules.check_account(subject, name),
            *wrong,
        ]
    )
    if not subject:
        account = await queries.add_invited(name)
        await queries.appoint(account, form.role, station, department)
        return await invitations.handed(account, realm_of(request), f"/people/{account}")
    account = await queries.add_account(provider or 0, subject, name)
    await note(Noted.ACCOUNT, f"/people/{account}", after={"name": name, "subject": subject})
    await queries.appoint(account, form.role, station, department)
    return Done(f"/people/{account}", sentence(_("账号已添加，职责已登记。")))


@get("/{account_id:int}", guards=[may(Act.PEOPLE)])
async def account_page(request: AnyRequest, account_id: FromPath[int]) -> Template | Response[Any]:
    """One that was joined leads to the person's account, from wherever it is named."""
    async with county_tx(readonly=True):
        account = await queries.account(account_id)
        if account is None:
            raise NotFoundException(_("没有这个账号。"))
        if account["joined"]:
            return to(request, f"/people/{account['joined']}")
        context = {
            "account": account,
            "namesakes": await queries.namesakes(account_id, account["name"]),
            "appointments": await queries.held(account_id),
            "invitation": invitations.made(request, f"/people/{account_id}"),
            "sessions": await sessions.open_sessions(account_id, limits_of(charter_of(request))),
            **await queries.choices(user_of(request)),
        }
    return Template("people/account.html", context=context)


@change("/{account_id:int}/appointments", may(Act.PEOPLE), page=PAGE)
async def appoint(request: AnyRequest, form: RoleForm, account_id: int) -> Done:
    await lock(account_id)
    station, department, wrong = await role_of(user_of(request), form)
    refuse_all(wrong)
    await queries.appoint(account_id, form.role, station, department)
    return here(account_id, _("职责已登记。"))


@change("/{account_id:int}/appointments/{appointment_id:int}/end", may(Act.PEOPLE), page=PAGE)
async def end(
    request: AnyRequest,  # noqa: ARG001
    form: Fields,  # noqa: ARG001
    account_id: int,
    appointment_id: int,
) -> Done:
    chosen = (Appointment.id == appointment_id) & (Appointment.account == account_id)
    held = await Appointment.select().where(chosen).first()
    if held is None:
        raise NotFoundException(_("没有这个职责。"))
    await Appointment.update({Appointment.ended_at: now()}).where(
        chosen & Appointment.ended_at.is_null()
    )
    await keep_somebody()
    if held["ended_at"] is None:
        was = await queries.said_of_role(held["role"], held["station"], held["department"])
        await note(Noted.ROLE_ENDED, f"/people/{account_id}", was)
    return here(account_id, _("这项职责已结束。"))


@change("/{account_id:int}/disable", may(Act.PEOPLE), page=PAGE)
async def disable(request: AnyRequest, form: Fields, account_id: int) -> Done:  # noqa: ARG001
    """Its sessions end with it, and nobody signs in to it again; nor by an invitation."""
    await lock(account_id)
    await invitations.end(account_id)
    await AccountRow.update({AccountRow.disabled_at: now()}).where(AccountRow.id == account_id)
    await keep_somebody()
    await note(Noted.ACCOUNT, f"/people/{account_id}", *states(disabled=True))
    await sessions.close_all(account_id)
    return here(account_id, _("账号已停用，登录着的都已退出。"))


@change("/{account_id:int}/enable", may(Act.PEOPLE), page=PAGE)
async def enable(request: AnyRequest, form: Fields, account_id: int) -> Done:  # noqa: ARG001
    await lock(account_id)
    rules.check_came(await subject_of(account_id))
    await AccountRow.update({AccountRow.disabled_at: None}).where(AccountRow.id == account_id)
    await note(Noted.ACCOUNT, f"/people/{account_id}", *states(disabled=False))
    return here(account_id, _("账号已重新启用。"))


@change("/{account_id:int}/invitation", may(Act.PEOPLE), page=PAGE, cookie=invitations.made_cookie)
async def invite(request: AnyRequest, form: Fields, account_id: int) -> Done:  # noqa: ARG001
    """Anew: an older code is good for nothing from now on."""
    await lock(account_id)
    rules.check_not_come(await subject_of(account_id))
    return await invitations.handed(account_id, realm_of(request), f"/people/{account_id}")


async def subject_of(account_id: int) -> str | None:
    found = await AccountRow.select(AccountRow.subject).where(AccountRow.id == account_id).first()
    return found["subject"] if found else None


@dataclass
class PhoneForm:
    """`was`: what stood there when the form was made."""

    phone: str = ""
    was: str = ""


@change("/{account_id:int}/phone", may(Act.PEOPLE), page=PAGE)
async def phone(request: AnyRequest, form: PhoneForm, account_id: int) -> Done:  # noqa: ARG001
    """At the desk: whoever leads the county calls it when something is overdue."""
    await lock(account_id)
    kept = rules.work_phone(form.phone)
    found = await AccountRow.select(AccountRow.phone).where(AccountRow.id == account_id).first()
    rules.check_phone_seen(form.was, found["phone"] if found else "")
    await AccountRow.update({AccountRow.phone: kept}).where(AccountRow.id == account_id)
    return here(account_id, _("电话已登记。") if kept else _("电话已删去。"))


@change("/{account_id:int}/sessions/end", may(Act.PEOPLE), page=PAGE)
async def end_sessions(request: AnyRequest, form: Fields, account_id: int) -> Done:  # noqa: ARG001
    await lock(account_id)
    await sessions.close_all(account_id)
    await note(Noted.SESSIONS_ENDED, f"/people/{account_id}")
    return here(account_id, _("登录着的设备都已退出。"))


@change("/{account_id:int}/sessions/{session_id:int}/end", may(Act.PEOPLE), page=PAGE)
async def end_session(
    request: AnyRequest,  # noqa: ARG001
    form: Fields,  # noqa: ARG001
    account_id: int,
    session_id: int,
) -> Done:
    await lock(account_id)
    await Session.delete().where((Session.id == session_id) & (Session.account == account_id))
    await note(Noted.SESSIONS_ENDED, f"/people/{account_id}", {"session": session_id})
    return here(account_id, _("这台设备已退出。"))


def states(*, disabled: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Before and after, for the log. Pure."""
    on, off = {"state": "enabled"}, {"state": "disabled"}
    return (on, off) if disabled else (off, on)


def here(account_id: int, said: str) -> Done:
    return Done(f"/people/{account_id}", sentence(said))


async def lock(account_id: int) -> None:
    """The account's row until the transaction ends; 404 if there is none. Nothing is done to one
    that was joined, whatever page of before asks for it. What it does itself goes on meanwhile: two
    who change each other's account would wait for each other.
    """
    this = AccountRow.id == account_id
    found = await AccountRow.select(AccountRow.joined).where(this).lock_rows("NO KEY UPDATE")
    if not found:
        raise NotFoundException(_("没有这个账号。"))
    if found[0]["joined"]:
        raise Refused(_("本人已用这份邀请并入原有的账号，请到那个账号上办。"))


async def role_of(me: Account, form: RoleForm) -> tuple[int | None, int | None, list[Refused]]:
    """→ the station and the department that it is limited to, and all that is wrong."""
    station, no_station = await number_chosen(What.STATION, me, form.station, "station")
    department, no_department = await number_chosen(
        What.DEPARTMENT, me, form.department, "department"
    )
    unfound = [*no_station, *no_department]
    fields = {each.field for each in unfound}
    wrong = rules.check_role(form.role, known=SIGNED_IN, station=station, department=department)
    return station, department, [*(each for each in wrong if each.field not in fields), *unfound]


router = Router(
    "/people",
    route_handlers=[
        index, add, account_page, appoint, end, disable, enable, invite, phone, end_sessions,
        end_session,
        *members.handlers, *departments.handlers, *ending.handlers, *providers.handlers,
    ],
)  # fmt: skip
