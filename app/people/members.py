"""The members of the CPPCC: who they are, where they are placed, which account is theirs."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Template

from app.dates import today
from app.db import county_tx, row, rows
from app.i18n import _
from app.ledger.posting import mark_dirty
from app.people import queries, rules
from app.people.tables import Member
from app.refusal import Refused, refuse_all
from app.stations.tables import Station
from app.text import canonical_phone
from app.text.search import search_pattern
from app.web.fields import id_in
from app.web.idempotency import once, seen_before
from app.web.requests import charter_of, to

AnyRequest = Request[Any, Any, Any]

MEMBERS = """
    SELECT "member"."id", "member"."name", "member"."sector", "member"."standing",
           "member"."phone", "member"."mode", "member"."left_on", "station"."name" AS station
    FROM "member"
    LEFT JOIN "station"
         ON "member"."county" = "station"."county" AND "station"."id" = "member"."station"
    WHERE "member"."county" = $1 AND "member"."id" < $2
      AND ("member"."name" ~* $3 OR "member"."sector" ~* $3)
    ORDER BY "member"."id" DESC LIMIT $4
"""
MEMBER = """
    SELECT "member".*, "account"."subject"
    FROM "member"
    LEFT JOIN "account"
         ON "member"."county" = "account"."county" AND "account"."id" = "member"."account"
    WHERE "member"."county" = $1 AND "member"."id" = $2
"""
ACCOUNT = """
    SELECT "account"."id", (SELECT "member"."id" FROM "member"
        WHERE "member"."county" = $1 AND "member"."account" = "account"."id") AS member
    FROM "account" WHERE "account"."county" = $1 AND "subject" = $2 LIMIT 2
"""


@dataclass
class MemberForm:
    name: str = ""
    sector: str = ""
    standing: str = ""
    phone: str = ""
    no_phone: str = ""
    station: str = ""
    mode: str = ""
    subject: str = ""
    left: str = ""
    once: str = ""


@get("/members")
async def members(
    request: AnyRequest, q: FromQuery[str] = "", before: FromQuery[int | None] = None
) -> Template:
    async with county_tx(readonly=True):
        found, older = queries.paged(
            await rows(MEMBERS, queries.start(before), search_pattern(q), queries.PAGE + 1)
        )
        choices = await queries.choices()
    shown = [{**each, "phone": rules.masked(each["phone"])} for each in found]
    context = {"members": shown, "older": older, "q": q, "modes": modes_of(request)}
    return Template("people/members.html", context={**context, "once": once(), **choices})


@post("/members", status_code=200)
async def add_member(request: AnyRequest, data: URLEncodedBody[MemberForm]) -> Response[Any]:
    check(request, data)
    async with county_tx():
        if not await seen_before(data.once, "/people/members"):
            columns = await columns_of(data, None)
            await Member.insert(Member(**columns, phone=canonical_phone(data.phone) or ""))
            await mark_dirty([today()])  # how many there are is compared
    return to(request, "/people/members")


@get("/members/{member_id:int}")
async def edit_member(request: AnyRequest, member_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        member = await row(MEMBER, member_id)
        choices = await queries.choices()
    if member is None:
        raise NotFoundException(_("没有这位委员。"))
    shown = {**member, "phone": rules.masked(member["phone"])}
    context = {"member": shown, "modes": modes_of(request), "once": once(), **choices}
    return Template("people/member.html", context=context)


@post("/members/{member_id:int}", status_code=200)
async def change_member(
    request: AnyRequest, member_id: FromPath[int], data: URLEncodedBody[MemberForm]
) -> Response[Any]:
    """An empty phone field leaves the phone as it is: the page shows it masked."""
    check(request, data)
    async with county_tx():
        found = (
            await Member.select(Member.id, Member.left_on).where(Member.id == member_id).lock_rows()
        )
        if not found:
            raise NotFoundException(_("没有这位委员。"))
        changed: dict[Any, Any] = await columns_of(data, member_id)
        changed["left_on"] = (found[0]["left_on"] or today()) if data.left else None
        if data.no_phone or data.phone.strip():
            changed["phone"] = "" if data.no_phone else canonical_phone(data.phone)
        await Member.update(changed).where(Member.id == member_id)
        await mark_dirty([today()])
    return to(request, "/people/members")


def check(request: AnyRequest, data: MemberForm) -> None:
    modes = {choice.key for choice in modes_of(request)}
    wrong = rules.check_member(
        data.name, data.sector, data.phone, data.mode, modes=modes, placed=bool(data.station)
    )
    refuse_all(wrong)


async def columns_of(data: MemberForm, member_id: int | None) -> dict[str, Any]:
    station = id_in(data.station)
    if station is not None and not await Station.exists().where(
        (Station.id == station) & Station.closed_on.is_null()
    ):
        raise Refused(_("没有这一处，或者它已撤销。"), "station")
    return {
        "name": data.name.strip(),
        "sector": data.sector.strip(),
        "standing": data.standing == "true",
        "station": station,
        "mode": data.mode or "fixed",
        "account": await account_called(data.subject.strip(), member_id),
    }


async def account_called(subject: str, member_id: int | None) -> int | None:
    if not subject:
        return None
    found = await rows(ACCOUNT, subject)
    if len(found) != 1:
        raise Refused(_("没有这个账号标识，请先在「账号」里添加。"), "subject")
    if found[0]["member"] not in {None, member_id}:
        raise Refused(_("这个账号已属于另一位委员。"), "subject")
    return int(found[0]["id"])


def modes_of(request: AnyRequest) -> list[Any]:
    return list(charter_of(request).placement.modes)


handlers = [members, add_member, edit_member, change_member]
