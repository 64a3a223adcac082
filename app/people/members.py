"""The members of the CPPCC: who they are, where they are placed, which account is theirs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.roles import Act, Role, may
from app.accounts import invitations
from app.audit import Noted, note
from app.choosing.asking import number_chosen, offer
from app.choosing.kinds import What
from app.dates import today
from app.db import county_tx, row, rows, value
from app.i18n import _
from app.ledger.posting import note_due
from app.people import queries, rules
from app.people.tables import Member
from app.pieces.queries import Along, along
from app.refusal import Refused, refuse_all
from app.text import canonical_phone, masked_phone
from app.text.search import search_pattern
from app.web.forms.fields import word_asked
from app.web.forms.validation import Fields
from app.web.forms.versions import check_version, version_of
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, charter_of, realm_of, user_of

ROSTER = """
    SELECT "member"."id", "member"."name", "member"."sector", "member"."standing",
           "member"."phone", "member"."mode", "member"."left_on", "station"."name" AS station
    FROM {of}
    LEFT JOIN LATERAL (
        SELECT "name" FROM "station" WHERE "station"."county" = $1
           AND "station"."id" = "member"."station" LIMIT 1) AS "station" ON true
    WHERE "member"."county" = $1 {fits} {further}
    ORDER BY {at}."{key}", {at}."id" LIMIT 51
"""
FITS = 'AND ("member"."name" ~* :pattern OR "member"."sector" ~* :pattern)'
FURTHER = """AND ({at}."{key}", {at}."id") > (
          (SELECT seen."{key}" FROM "member" AS seen
           WHERE seen."county" = $1 AND seen."id" = :after), :after::bigint)"""
ORDERS = {"pinyin": _("按拼音"), "strokes": _("按姓氏笔画")}
MEMBER = """
    SELECT "member".*, "account"."subject"
    FROM "member"
    LEFT JOIN "account"
         ON "member"."county" = "account"."county" AND "account"."id" = "member"."account"
    WHERE "member"."county" = $1 AND "member"."id" = $2
"""
OWNER = """
    SELECT "member"."id" FROM "member" WHERE "member"."county" = $1 AND "member"."account" = $2
"""


class ListedMember(queries.Row):
    """`station`: its name."""

    name: str
    sector: str
    standing: str
    phone: str
    mode: str
    left_on: date | None
    station: str | None


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
    version: str = ""


def listing(along: Along, key: str, *, searched: bool, further: bool) -> str:
    """The roster's statement, of the filters in use. Pure."""
    return ROSTER.format(
        of=along.of,
        at=along.at,
        key=key,
        fits=FITS if searched else "",
        further=FURTHER.format(at=along.at, key=key) if further else "",
    )


async def listed(order: str, q: str, after: int | None) -> list[ListedMember]:
    pattern, key = search_pattern(q), f"by_{order}"
    of = await along("member", key, q)
    sql = listing(of, key, searched=bool(pattern), further=after is not None)
    return await rows(sql, pattern=pattern, words=of.words, after=after, of=ListedMember)


@get("/members", guards=[may(Act.PEOPLE)])
async def members(
    request: AnyRequest,
    q: FromQuery[str] = "",
    order: FromQuery[str] = "",
    after: FromQuery[int | None] = None,
) -> Template:
    """A roster as offices print them: by pinyin, or by the strokes of the names."""
    order = word_asked(order, ORDERS) or "pinyin"
    async with county_tx(readonly=True):
        found, following = queries.paged(await listed(order, q, after))
        choices = await queries.choices(user_of(request))
        accounts = await offer(What.ACCOUNT, user_of(request))
    shown = [{**each, "phone": masked_phone(each["phone"])} for each in found]
    context = {
        "members": shown,
        "following": following,
        "q": q,
        "order": order,
        "orders": ORDERS,
        "modes": modes_of(request),
        "accounts": accounts,
    }
    return Template("people/members.html", context=context | choices)


@change("/members", may(Act.PEOPLE), page="/people/members")
async def add_member(request: AnyRequest, form: MemberForm) -> Done:
    columns = await columns_of(request, form, None)
    columns["phone"] = canonical_phone(form.phone) or ""
    added = Member(**columns)
    await Member.insert(added)
    await note(
        Noted.MEMBER, f"/people/members/{added.id}", after=told({**columns, "left_on": None})
    )
    await note_due()  # how many there are is compared
    return Done("/people/members", sentence(_("已添加%(name)s。"), name=form.name.strip()))


@get("/members/{member_id:int}", guards=[may(Act.PEOPLE)])
async def edit_member(request: AnyRequest, member_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        member = await row(MEMBER, member_id)
        if member is None:
            raise NotFoundException(_("没有这位%(member)s。"))
        choices = await queries.choices(user_of(request), member["station"])
        accounts = await offer(What.ACCOUNT, user_of(request), chosen=member["account"])
    shown = {**member, "phone": masked_phone(member["phone"])}
    version = version_of(*stands(member))
    context = {
        "member": shown,
        "modes": modes_of(request),
        "version": version,
        "accounts": accounts,
        **choices,
    }
    return Template("people/member.html", context=context)


@change("/members/{member_id:int}", may(Act.PEOPLE), page="/people/members/{member_id}")
async def change_member(request: AnyRequest, form: MemberForm, member_id: int) -> Done:
    """An empty phone field leaves the phone as it is: the page shows it masked."""
    found = await row(f"{MEMBER} FOR UPDATE OF member", member_id)
    if found is None:
        raise NotFoundException(_("没有这位%(member)s。"))
    check_version(form.version, *stands(found))
    changed: dict[Any, Any] = await columns_of(request, form, member_id)
    changed["left_on"] = (found["left_on"] or today()) if form.left else None
    if form.no_phone or form.phone.strip():
        changed["phone"] = "" if form.no_phone else canonical_phone(form.phone)
    await Member.update(changed).where(Member.id == member_id)
    if changed["left_on"] and not found["left_on"]:
        for account in {found["account"], changed["account"]} - {None}:
            await queries.end_role(account, Role.MEMBER)
    elif found["left_on"] and not changed["left_on"]:
        await is_there_again(found, changed["account"])
    was, became = told(found), told({**found, **changed})
    differ = sorted(key for key in was if was[key] != became[key])
    if differ:
        before, after = ({key: each[key] for key in differ} for each in (was, became))
        await note(Noted.MEMBER, f"/people/members/{member_id}", before, after)
    await note_due()
    return Done("/people/members", sentence(_("%(name)s的资料已保存。"), name=form.name.strip()))


@change(
    "/members/{member_id:int}/invitation",
    may(Act.PEOPLE),
    page="/people/members/{member_id}",
    cookie=invitations.made_cookie,
)
async def invite_member(request: AnyRequest, form: Fields, member_id: int) -> Done:  # noqa: ARG001
    found = await row(f"{MEMBER} FOR UPDATE OF member", member_id)
    if found is None:
        raise NotFoundException(_("没有这位%(member)s。"))
    if found["account"] is not None or found["left_on"]:
        raise Refused(_("已有账号，或者已经离任，不用邀请。"))
    account = await queries.add_invited(found["name"])
    await Member.update({Member.account: account}).where(Member.id == member_id)
    await note(
        Noted.MEMBER, f"/people/members/{member_id}", {"account": None}, {"account": account}
    )
    await queries.appoint(account, Role.MEMBER, None, None)
    return await invitations.handed(account, realm_of(request), f"/people/{account}")


async def is_there_again(member: Any, account: int | None) -> None:
    """They had not left: the role that ended with their time is theirs as before."""
    if account is not None and account == member["account"]:
        await queries.role_again(account, Role.MEMBER, member["left_on"])


def told(member: Any) -> dict[str, Any]:
    """What the log keeps of a member: of the phone as much as pages show."""
    return {
        "name": member["name"],
        "sector": member["sector"],
        "contact": masked_phone(member["phone"]),
        "station": member["station"],
        "account": member["account"],
        "left": str(member["left_on"] or ""),
    }


def stands(member: Any) -> list[Any]:
    """What the form shows of it."""
    shown = ("name", "sector", "standing", "phone", "station", "mode", "account", "left_on")
    return [member[each] for each in shown]


async def columns_of(
    request: AnyRequest, form: MemberForm, member_id: int | None
) -> dict[str, Any]:
    """Raises Refused, with all that is wrong."""
    me = user_of(request)
    station, no_station = await number_chosen(What.STATION, me, form.station, "station")
    account, no_account = await number_chosen(What.ACCOUNT, me, form.subject, "subject")
    wrong = rules.check_member(
        form.name,
        form.sector,
        form.phone,
        form.mode,
        modes={choice.key for choice in modes_of(request)},
        placed=bool(form.station),
    )
    if account is not None:
        wrong += rules.check_owner(await value(OWNER, account), member_id)
    refuse_all([*wrong, *no_station, *no_account])
    return {
        "name": form.name.strip(),
        "sector": form.sector.strip(),
        "standing": form.standing == "true",
        "station": station,
        "mode": form.mode or "fixed",
        "account": account,
    }


def modes_of(request: AnyRequest) -> list[Any]:
    return list(charter_of(request).placement.modes)


handlers = [members, add_member, edit_member, change_member, invite_member]
