"""Sessions: a row per signed-in browser, until it expires. The cookie holds a random token, the row
only its hash.

A screen on a wall reads its page again by itself, which nobody does. It has a clock of its own in
the row: by that it stays open when the person's time is over, and opens nothing but its page.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from secrets import token_urlsafe
from types import MappingProxyType
from typing import Any, NamedTuple, TypedDict

from litestar.datastructures import Cookie

from app.access import cookies
from app.access.roles import Account, Grant, Role
from app.access.tables import Appointment, Session
from app.dates import now
from app.db import county_tx, row, typed

IDLE = timedelta(minutes=30)  # where the county's charter says nothing else of a role
ABSOLUTE = timedelta(hours=12)  # no charter says more
KNOWN_AFTER = timedelta(days=1)  # whose it was, so that what they typed can be kept

MOST_LISTED = 50  # of one account's; a page says that there are more
SEEN_EVERY = timedelta(minutes=1)

# From the session on, each is looked up: where the planner takes a county for a single row, a join
# would look through all accounts of the provider.
BEHIND = """
    SELECT "account"."id" AS account, "account"."name", "session"."id" AS session,
           "started_at", "seen_at", "wall_at",
           (SELECT "member"."id" FROM "member"
            WHERE "member"."county" = $1 AND "member"."account" = "account"."id") AS member,
           ARRAY(SELECT ROW(role, station, department)::text FROM "appointment"
                 WHERE "appointment"."county" = $1 AND "appointment"."account" = "account"."id"
                   AND "ended_at" IS NULL) AS grants
    FROM "session" CROSS JOIN LATERAL (
        SELECT "account".* FROM "account"
        WHERE "account"."county" = $1 AND "account"."id" = "session"."account"
          AND "disabled_at" IS NULL LIMIT 1) AS "account"
    WHERE "session"."county" = $1 AND "token_hash" = :token_hash
      AND (SELECT "enabled" FROM "provider"
           WHERE "provider"."county" = $1 AND "provider"."id" = "account"."provider")
"""


class Limits(NamedTuple):
    """`idle`: by role; of several roles the shortest counts."""

    absolute: timedelta = ABSOLUTE
    idle: Mapping[Role, timedelta] = MappingProxyType({})

    def idle_of(self, roles: Iterable[str]) -> timedelta:
        return min((self.idle.get(Role(role), IDLE) for role in roles), default=IDLE)


def cookie_name(realm_path: str) -> str:
    """Each realm has its own, so that signing in to one county leaves another's alone."""
    return cookies.cookie_key(own_name(realm_path))


def own_name(realm_path: str) -> str:
    return "session-" + realm_path.strip("/").replace("/", "-")


async def open_session(account: int) -> str:
    """Within the caller's transaction. → the token for the cookie; kept nowhere else."""
    token = token_urlsafe(32)
    await Session.insert(Session(token_hash=digest(token), account=account))
    return token


class Found(NamedTuple):
    account: Account
    session: int
    stale: bool  # not noted as seen for a while: `note_seen`


async def behind(token: str, limits: Limits) -> Found | None:
    """Within the caller's transaction. Reads only: no late request undoes a sign-out."""
    found = await row(BEHIND, token_hash=digest(token))
    return found and read(found, limits)


def read(found: Mapping[str, Any], limits: Limits, *, wall: bool = False) -> Found | None:
    """A row of BEHIND. None: it lets nobody in any more. `wall`: a page that reads itself again is
    asked for, which goes on where it was open before the person's time was over.
    """
    at, grants = now(), tuple(grant(text) for text in found["grants"])
    idle = limits.idle_of(each.role for each in grants)
    walled = found["wall_at"] or found["started_at"]
    last = max(found["seen_at"], walled) if wall else found["seen_at"]
    if found["started_at"] <= at - limits.absolute or last <= at - idle:
        return None
    account = Account(found["account"], found["name"], grants, found["member"])
    noted = walled if wall else found["seen_at"]
    return Found(account, found["session"], noted < at - SEEN_EVERY)


HOLDER = """
    SELECT "account"."id", "account"."name",
           (SELECT "member"."id" FROM "member"
            WHERE "member"."county" = $1 AND "member"."account" = "account"."id") AS member,
           ARRAY(SELECT ROW(role, station, department)::text FROM "appointment"
                 WHERE "appointment"."county" = $1 AND "appointment"."account" = "account"."id"
                   AND "ended_at" IS NULL) AS grants
    FROM "account" JOIN "provider" ON "provider"."county" = $1
     AND "provider"."id" = "account"."provider"
    WHERE "account"."county" = $1 AND "account"."id" = $2
      AND ($3 OR "disabled_at" IS NULL AND "enabled")
"""


async def account_of(account: int | None, *, ended: bool = False) -> Account | None:
    """As it stands now, for work that goes on after the request; None: it has ended. `ended`: also
    then, for whose own something is. Within the caller's transaction.
    """
    found = await row(HOLDER, account, ended)
    if found is None:
        return None
    grants = tuple(grant(text) for text in found["grants"])
    return Account(found["id"], found["name"], grants, found["member"])


async def whose(token: str) -> int | None:
    """Within the caller's transaction. The account of a session, also of one that has expired."""
    found = await Session.select(Session.account).where(Session.token_hash == digest(token)).first()
    return int(found["account"]) if found else None


async def note_seen(session: int, *, wall: bool = False) -> None:
    """Every few minutes at most, so that reading stays reading. A closed session stays closed."""
    clock = Session.wall_at if wall else Session.seen_at
    async with county_tx():
        await Session.update({clock: now()}).where(Session.id == session)


@lru_cache(1024)
def grant(text: str) -> Grant:
    """'(township,123,)' → Grant(Role.TOWNSHIP, 123, None)"""
    role, *places = text.strip("()").split(",")
    station, department = (int(place) if place else None for place in places)
    return Grant(Role(role), station, department)


async def close_session(token: str) -> None:
    """Within the caller's transaction."""
    await Session.delete().where(Session.token_hash == digest(token))


async def close_all(account: int, *, but: int = 0) -> None:
    """Within the caller's transaction. `but`: the session that asks for it."""
    await Session.delete().where((Session.account == account) & (Session.id != but))


class OpenSession(TypedDict):
    """`wall_at`: where a screen on a wall is all that it still opens."""

    id: int
    started_at: datetime
    seen_at: datetime
    wall_at: datetime | None


async def open_sessions(account: int, limits: Limits) -> list[OpenSession]:
    """Those that still let somebody in, the newest first, and one more than is listed; without what
    identifies them.
    """
    at = now()
    held = await Appointment.select(Appointment.role).where(
        (Appointment.account == account) & Appointment.ended_at.is_null()
    )
    idle = limits.idle_of(each["role"] for each in held)
    in_use = Session.seen_at > at - idle
    found = await (
        Session.select(Session.id, Session.started_at, Session.seen_at, Session.wall_at)
        .where(Session.account == account)
        .where(
            (Session.started_at > at - limits.absolute) & (in_use | (Session.wall_at > at - idle))
        )
        .order_by(Session.id, ascending=False)
        .limit(MOST_LISTED + 1)
    )
    for each in found:
        if each["seen_at"] > at - idle:
            each["wall_at"] = None
    return typed(found, OpenSession)


def cookie(realm_path: str, token: str) -> Cookie:
    return cookies.cookie(
        own_name(realm_path), token, seconds=int((ABSOLUTE + KNOWN_AFTER).total_seconds())
    )


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
