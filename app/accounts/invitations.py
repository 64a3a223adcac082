"""Invitations: the office says who and what they are to do; whoever signs in with the code is that
person from then on. Nobody has to know what the provider calls them.

An invited account is disabled, and so holds nothing yet: what its role has to do goes to the next
holder until somebody has come.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any, TypedDict
from urllib.parse import urlsplit

from asyncpg import UniqueViolationError
from litestar import Router, get
from litestar.datastructures import Cookie
from litestar.response import Template

from app.access.cookies import cookie, cookie_key
from app.access.sealed import seal, unseal
from app.access.tables import AccountRow
from app.accounts.discovery import LoginFailed
from app.accounts.oidc import Identity
from app.audit import Noted, note
from app.config import settings
from app.dates import now
from app.db import county_tx, execute, row, rows
from app.i18n import _
from app.refusal import Refused
from app.text import compact
from app.text.codes import random_code
from app.web.frame import Done, anybody, change, sentence
from app.web.requests import AnyRequest, before, realm_of

LENGTH = 12  # 31^12 forms, tried at the pace of a quota
LASTS = timedelta(days=14)
HERE = "/invitation"
MARK = 12  # characters of a code's hash, in the address of the sign-in
TYPED, TYPED_FOR = "an invitation that was typed", 1800  # seconds, for the sign-in that follows
MADE, MADE_FOR = "an invitation that was made", 600  # seconds, for whoever made it to hand it on

INVITE = """
    INSERT INTO "invitation" ("county", "account", "hash", "until") VALUES ($1, $2, $3, $4)
    ON CONFLICT ("county", "account") DO UPDATE
        SET "hash" = excluded."hash", "until" = excluded."until"
"""
OF_CODE = """
    SELECT "invitation"."account", "account"."name",
           ARRAY(SELECT "role" FROM "appointment" WHERE "appointment"."county" = $1
                 AND "appointment"."account" = "account"."id" AND "ended_at" IS NULL
                 ORDER BY "id") AS roles
    FROM "invitation"
    JOIN "account"
         ON "invitation"."county" = "account"."county" AND "account"."id" = "invitation"."account"
    WHERE "invitation"."county" = $1 AND "hash" = $2 AND "until" > $3
"""
TAKE = """
    DELETE FROM "invitation" WHERE "invitation"."county" = $1 AND "hash" = $2 AND "until" > $3
    RETURNING "account"
"""
# Accounts before invitations, as where one is made anew or ended: nobody waits for each other.
LOCKED = """
    SELECT "account"."id", "account"."subject", "account"."disabled_at",
           EXISTS (SELECT FROM "member" WHERE "member"."county" = $1
                   AND "member"."account" = "account"."id") AS is_member
    FROM "account"
    WHERE "account"."county" = $1 AND ("provider" = :provider AND "subject" = :subject
        OR "subject" IS NULL AND "account"."id" IN (
            SELECT "account" FROM "invitation" WHERE "invitation"."county" = $1 AND "hash" = :hash))
    ORDER BY "account"."id" FOR UPDATE OF "account"
"""
# Who had signed in before the code came: what the invited account was to have is theirs.
HAND_ON = """
    WITH "ended" AS (
        UPDATE "appointment" SET "ended_at" = :at
        WHERE "appointment"."county" = $1 AND "account" = :invited AND "ended_at" IS NULL
        RETURNING "role", "station", "department")
    INSERT INTO "appointment" ("county", "account", "role", "station", "department", "since")
    SELECT $1, :account, "role", "station", "department", :at FROM "ended"
    WHERE NOT EXISTS (
        SELECT FROM "appointment" AS "held" WHERE "held"."county" = $1
          AND "held"."account" = :account AND "held"."ended_at" IS NULL
          AND "held"."role" = "ended"."role"
          AND "held"."station" IS NOT DISTINCT FROM "ended"."station"
          AND "held"."department" IS NOT DISTINCT FROM "ended"."department")
    RETURNING "role", "station", "department"
"""
AS_MEMBER = """
    UPDATE "member" SET "account" = :account
    WHERE "member"."county" = $1 AND "account" = :invited
"""
# What the office noted of whom it had invited.
CALLED_AT = """
    UPDATE "account" SET "phone" = "invited"."phone" FROM "account" AS "invited"
    WHERE "account"."county" = $1 AND "account"."id" = :account AND "account"."phone" = ''
      AND "invited"."county" = $1 AND "invited"."id" = :invited
"""
WRONG = _("没有这个邀请码，或者它已用过、过期了。请向发给您的人再要一个。")
OVER = _("邀请码已用过、过期或换了新的。请向发给您的人再要一个。")
AT_ONCE = _("您刚才在别处也在登录。请再登录一次，邀请码还有效。")
ANOTHER = _(
    "您登录的账号已属于另一位%(member)s，邀请码没有用掉。请用本人的账号登录，或请办公室核对。"
)
JOINED = _("您本来就有账号：邀请里的职责已经加到这个账号上，不会有第二个账号。")
GROUP = re.compile(".{4}")


Said = dict[str, str | int | None]


class Uninvited(LoginFailed):
    """It is the invitation that does not hold."""


class HandedOn(TypedDict):
    role: str
    station: int | None
    department: int | None


class Invited(TypedDict):
    account: int
    name: str
    roles: list[str]


def hashed(code: str) -> str:
    """Of 59 random bits, tried at the pace of a quota: no salt, no slow hash needed."""
    return sha256(code.encode()).hexdigest()


async def expected(name: str, provider: int) -> int:
    """Somebody of whom no more is known. → the account, disabled until they come."""
    added = AccountRow(provider=provider, subject=None, name=name, disabled_at=now())
    await AccountRow.insert(added)
    await note(Noted.ACCOUNT, f"/people/{added.id}", after={"name": name})
    return int(added.id)


async def invite(account: int) -> str:
    """Within the caller's transaction. → the code, which is kept nowhere; an older one ends."""
    code = random_code(LENGTH)
    await execute(INVITE, account, hashed(code), now() + LASTS)
    await note(Noted.ACCOUNT, f"/people/{account}", after={"state": "invited"})
    return code


async def end(account: int) -> None:
    await execute(
        'DELETE FROM "invitation" WHERE "invitation"."county" = $1 AND "account" = $2', account
    )


async def handed(account: int, realm: str, page: str) -> Done:
    """Invites, and leads to `page`, which shows the code to whoever asked."""
    return shown_at(page, await invite(account), realm)


def shown_at(page: str, code: str, realm: str) -> Done:
    """Leads to `page`, which reads the code (`made`). `realm`: the county's path."""
    return Done(page, sentence(_("邀请码已生成，请交给本人。")), carried(code, realm, page))


def carried(code: str, realm: str, page: str) -> str:
    """What `made` reads."""
    values = {"code": grouped(code), "realm": realm, "page": page}
    return seal(MADE, values, seconds=MADE_FOR)


def grouped(code: str) -> str:
    """As it is read aloud. Pure."""
    return "-".join(GROUP.findall(code))


def made_cookie(_request: AnyRequest, values: str) -> Cookie:
    return cookie("invitation-made", values, seconds=MADE_FOR)


def made(request: AnyRequest, page: str) -> dict[str, str] | None:
    """What this page shows of an invitation that was just made on it."""
    found = unseal(MADE, request.cookies.get(cookie_key("invitation-made"), ""))
    if not found or found["page"] != page:
        return None
    # What stands after the mark a browser keeps to itself: no log has it.
    there = f"{settings.base_url}{found['realm']}{HERE}#{found['code']}"
    return {"code": found["code"], "there": there}


@dataclass
class CodeForm:
    code: str = field(default="", repr=False)


@get(HERE)
async def page(request: AnyRequest) -> Template:
    """To type a code; or, once it is typed, who is invited to what, and to sign in."""
    found = typed(request)
    invited: Invited | None = None
    if found:
        async with county_tx(readonly=True):
            invited = await row(OF_CODE, found["hash"], now(), of=Invited)
    there = f"{before(request.scope)}{HERE}?of={found['hash'][:MARK]}" if found else ""
    return Template("accounts/invitation.html", context={"invited": invited, "there": there})


def cookie_name(realm: str) -> str:
    return f"invited-{realm.strip('/').replace('/', '-')}"


def typed_cookie(request: AnyRequest, values: str) -> Cookie:
    return cookie(cookie_name(realm_of(request)), values, seconds=TYPED_FOR)


def typed(request: AnyRequest) -> dict[str, Any] | None:
    return unseal(TYPED, request.cookies.get(cookie_key(cookie_name(realm_of(request))), ""))


@change(HERE, anybody, page=HERE, cookie=typed_cookie, quota="follow")
async def type_it(request: AnyRequest, form: CodeForm) -> Done:  # noqa: ARG001
    found = hashed(compact(form.code))
    if await row(OF_CODE, found, now()) is None:
        raise Refused(WRONG, "code")
    return Done(HERE, kept=seal(TYPED, {"hash": found}, seconds=TYPED_FOR))


def mark_of(back: str, realm: str) -> str | None:
    """Which invitation's page a sign-in begins on; None: on no such page. Who signs in elsewhere is
    themselves, whatever somebody before them typed at this machine. Pure.
    """
    found = urlsplit(back)
    return found.query.removeprefix("of=") if found.path == f"{realm}{HERE}" else None


def marked(request: AnyRequest, mark: str) -> str | None:
    """The hash of the code that was typed; None: another one was, in another tab."""
    found = typed(request)
    return found["hash"] if found and mark and found["hash"].startswith(mark) else None


async def taken(hash_: str, provider: int, identity: Identity) -> bool:
    """Whoever signs in with the code is the invited account from now on, or has what it was to
    have, if they had an account before; within the caller's transaction. Raises Uninvited.
    → whether they had one
    """
    who = {"provider": provider, "subject": identity.subject, "hash": hash_}
    locked = await rows(LOCKED, **who)
    invited = await row(TAKE, hash_, now())
    account = int(invited["account"]) if invited else 0
    awaited = next((each for each in locked if each["id"] == account), None)
    if awaited is None:
        raise Uninvited("the invitation is over", OVER)
    own = next((each for each in locked if each["subject"] is not None), None)
    if own is None:
        theirs: dict[Any, Any] = {
            AccountRow.provider: provider,
            AccountRow.subject: identity.subject,
            AccountRow.disabled_at: None,
        }
        try:
            await AccountRow.update(theirs).where(AccountRow.id == account)
        except UniqueViolationError as clash:  # they signed in without it at the same moment
            raise LoginFailed("signed in twice at once", AT_ONCE) from clash
        after = {"state": "enabled", "subject": identity.subject}
        await note(Noted.ACCOUNT, f"/people/{account}", {"state": "invited"}, after)
    elif awaited["is_member"] and own["is_member"]:
        raise Uninvited("the account is another member's", ANOTHER)
    elif own["disabled_at"] is None:  # or else the sign-in goes on to be refused
        await handed_on(account, int(own["id"]))
    return own is not None


async def handed_on(invited: int, account: int) -> None:
    """One person, one account: the invited one is nobody's from now on, and leads to theirs."""
    await AccountRow.update({AccountRow.joined: account}).where(AccountRow.id == invited)
    await execute(AS_MEMBER, invited=invited, account=account)
    await execute(CALLED_AT, invited=invited, account=account)
    found = await rows(HAND_ON, invited=invited, account=account, at=now(), of=HandedOn)
    await note_given(account, found)
    over: Said = {"state": "ended", "account": account}
    await note(Noted.ACCOUNT, f"/people/{invited}", {"state": "invited"}, over)


async def note_given(account: int, roles: list[HandedOn]) -> None:
    for each in roles:  # one, as a rule
        given: Said = {
            "role": each["role"],
            "station": each["station"],
            "department": each["department"],
        }
        await note(Noted.ROLE_GIVEN, f"/people/{account}", after=given)


router = Router("/", route_handlers=[page, type_it])  # of a county
