"""What the people's pages read and write, within the caller's transaction; keyset pagination."""

from datetime import date, datetime
from typing import Any, TypedDict, TypeVar

from app.access.roles import SIGNED_IN, Account, Role
from app.access.tables import AccountRow, Appointment
from app.accounts.invitations import expected
from app.audit import Noted, note
from app.choosing.asking import offer
from app.choosing.kinds import What
from app.dates import now
from app.db import row, rows, value
from app.i18n import _
from app.pieces.queries import along
from app.refusal import Refused
from app.text.search import search_pattern

PAGE = 50
LAST = 2**62

ACCOUNTS = """
    SELECT "account"."id", "account"."name", "account"."subject", "account"."disabled_at",
           coalesce((SELECT "until" > :now FROM "invitation" WHERE "invitation"."county" = $1
                     AND "invitation"."account" = "account"."id"), false) AS invited,
           ARRAY(SELECT "appointment"."role" || coalesce('|' || "station"."name", '')
                 FROM "appointment"
                 LEFT JOIN "station"
                      ON "appointment"."county" = "station"."county" AND "station"."id"
                      = "appointment"."station"
                 WHERE "appointment"."county" = $1 AND "appointment"."account" = "account"."id"
                   AND "ended_at" IS NULL ORDER BY "appointment"."id") AS held
    FROM {of}
    WHERE "account"."county" = $1 AND {at}."id" < :before AND "joined" IS NULL {fits}
    ORDER BY {at}."id" DESC LIMIT 51
"""
FITS = 'AND ("account"."name" ~* :pattern OR "account"."subject" ~* :pattern)'
# Those that may fit, each by its key: a walk in the list's order would look at all of the county's.
AMONG = """
    (SELECT DISTINCT unnest(:ids::bigint[]) AS id) AS its CROSS JOIN LATERAL (
        SELECT "account".* FROM "account"
        WHERE "account"."county" = $1 AND "account"."id" = its.id LIMIT 1) AS "account"
"""
ACCOUNT = """
    SELECT "account".*, "provider"."name" AS provider_name
    FROM "account"
    JOIN "provider" ON "account"."county" = "provider"."county" AND "provider"."id"
         = "account"."provider"
    WHERE "account"."county" = $1 AND "account"."id" = $2
"""
HELD = """
    SELECT "appointment"."id", "appointment"."role", "appointment"."since",
           "appointment"."ended_at", "station"."name" AS station, "department"."name" AS department
    FROM "appointment"
    LEFT JOIN "station"
         ON "appointment"."county" = "station"."county" AND "station"."id" = "appointment"."station"
    LEFT JOIN "department" ON "appointment"."county" = "department"."county" AND
         "department"."id" = "appointment"."department"
    WHERE "appointment"."county" = $1 AND "appointment"."account" = $2
    ORDER BY "ended_at" IS NOT NULL, "appointment"."id" DESC
"""
# Who may be the same person, and does not need a second account.
NAMESAKES = """
    SELECT "account"."id", "account"."name" FROM "invitation"
    JOIN "account"
      ON "account"."county" = $1 AND "account"."id" = "invitation"."account"
    WHERE "invitation"."county" = $1 AND "until" > $4 AND "account"."name" = $3
      AND "account"."id" <> $2
    ORDER BY "account"."id" DESC
"""


class Row(TypedDict):
    id: int


class ListedAccount(Row):
    """`held`: role, or role|station. No subject: nobody has come; `invited`: its code holds."""

    name: str
    subject: str | None
    disabled_at: datetime | None
    invited: bool
    held: list[str]


class LoadedAccount(Row):
    county: int
    provider: int
    subject: str | None
    name: str
    phone: str
    disabled_at: datetime | None
    gone_on: date | None
    joined: int | None
    created_at: datetime
    provider_name: str


class Namesake(Row):
    name: str


class Held(Row):
    role: str
    since: datetime
    ended_at: datetime | None
    station: str | None
    department: str | None


Paged = TypeVar("Paged", bound=Row)


async def accounts(q: str, before: int | None) -> tuple[list[ListedAccount], int | None]:
    pattern = search_pattern(q)
    of = await along("account", "", q)
    sql = ACCOUNTS.format(of=of.of, at=of.at, fits=FITS if pattern else "")
    found = await rows(
        sql, before=start(before), pattern=pattern, words=of.words, now=now(), of=ListedAccount
    )
    return paged(found)


def start(before: int | None) -> int:
    return LAST if before is None else max(0, min(before, LAST))


def paged(found: list[Paged]) -> tuple[list[Paged], int | None]:
    """One row more was asked for than a page holds. → (the page, where the next one starts)"""
    return found[:PAGE], found[PAGE - 1]["id"] if len(found) > PAGE else None


async def account(account_id: int) -> LoadedAccount | None:
    return await row(ACCOUNT, account_id, of=LoadedAccount)


async def namesakes(account_id: int, name: str) -> list[Namesake]:
    """Of the same name, invited, and not come yet."""
    return await rows(NAMESAKES, account_id, name, now(), of=Namesake)


async def held(account_id: int) -> list[Held]:
    return await rows(HELD, account_id, of=Held)


async def choices(
    me: Account, station: int | None = None, department: int | None = None
) -> dict[str, Any]:
    """What a role can be limited to, and who vouches for a subject. `station`, `department`: what
    stands there now.
    """
    return {
        "stations": await offer(What.STATION, me, chosen=station),
        "departments": await offer(What.DEPARTMENT, me, chosen=department),
        "providers": await rows(
            'SELECT "id", "name" FROM "provider" WHERE "provider"."county" = $1 AND "enabled"'
            ' ORDER BY "id"'
        ),
        "roles": [role for role in Role if role in SIGNED_IN],
    }


async def provider_refusals(provider: int | None) -> list[Refused]:
    known = await value(
        'SELECT true FROM "provider" WHERE "provider"."county" = $1 AND "id" = $2 AND "enabled"',
        provider,
    )
    return [] if known else [Refused(_("请选登录方式。"), "provider")]


async def add_account(provider: int, subject: str, name: str) -> int:
    """Somebody who has already signed in without a role is found, not added again."""
    found = (
        await AccountRow.select(AccountRow.id)
        .where((AccountRow.provider == provider) & (AccountRow.subject == subject))
        .first()
    )
    if found:
        return int(found["id"])
    added = AccountRow(provider=provider, subject=subject, name=name)
    await AccountRow.insert(added)
    return int(added.id)


async def add_invited(name: str) -> int:
    """By whichever provider they come."""
    first = 'SELECT min("id") FROM "provider" WHERE "provider"."county" = $1 AND "enabled"'
    return await expected(name, await value(first))


HAS_ENDED = """
    SELECT true FROM "department"
    WHERE "department"."county" = $1 AND "id" = $2 AND "ceased_at" IS NOT NULL
"""


async def appoint(account_id: int, role: str, station: int | None, department: int | None) -> None:
    twin = await value(
        'SELECT true FROM "appointment" WHERE "appointment"."county" = $1 AND "account" = $2'
        ' AND "role" = $3 AND "station" IS NOT DISTINCT FROM $4'
        ' AND "department" IS NOT DISTINCT FROM $5 AND "ended_at" IS NULL',
        account_id,
        role,
        station,
        department,
    )
    if twin:
        raise Refused(_("已经有这个职责了。"), "role")
    await Appointment.insert(
        Appointment(
            account=account_id, role=role, station=station, department=department, since=now()
        )
    )
    if await value(HAS_ENDED, department):  # the appointment holds it: it ends before, or after
        raise Refused(_("这个单位刚刚停用了，请另选。"), "department")
    given = await said_of_role(role, station, department)
    await note(Noted.ROLE_GIVEN, f"/people/{account_id}", after=given)


NAMED = """
    SELECT (SELECT "name" FROM "station" WHERE "station"."county" = $1 AND "id" = $2) AS station,
           (SELECT "name" FROM "department"
            WHERE "department"."county" = $1 AND "id" = $3) AS department
"""


async def said_of_role(
    role: str, station: int | None, department: int | None
) -> dict[str, str | None]:
    """For the log: by the names that they have now."""
    return {"role": role, **await row(NAMED, station, department)}


async def end_role(account: int, role: Role) -> None:
    """Wherever this account holds it: its time is over."""
    which = (Appointment.account == account) & (Appointment.role == str(role))
    ended = (
        await Appointment.update({Appointment.ended_at: now()})
        .where(which & Appointment.ended_at.is_null())
        .returning(Appointment.station, Appointment.department)
    )
    for each in ended:  # one at most, as a rule
        was = await said_of_role(str(role), each["station"], each["department"])
        await note(Noted.ROLE_ENDED, f"/people/{account}", was)


ENDED_WITH_IT = """
    SELECT DISTINCT "station", "department" FROM "appointment" AS "was"
    WHERE "was"."county" = $1 AND "account" = $2 AND "role" = $3
      AND ("ended_at" AT TIME ZONE 'Asia/Shanghai')::date >= $4
      AND NOT EXISTS (SELECT FROM "appointment" AS "held" WHERE "held"."county" = $1
                      AND "held"."account" = $2 AND "held"."role" = $3
                      AND "held"."ended_at" IS NULL)
"""


async def role_again(account: int, role: Role, since: date) -> None:
    """Its time is not over after all: what ended on the day of `since`, or later, is held anew."""
    for each in await rows(ENDED_WITH_IT, account, str(role), since):  # one at most, as a rule
        await appoint(account, str(role), each["station"], each["department"])
