"""One row per signed-in browser. The cookie holds a random token, the row only its hash."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from app.accounts.roles import Account, Grant, Role
from app.accounts.tables import Session
from app.config import settings
from app.dates import now
from app.db import county_tx, row

IDLE = timedelta(minutes=30) * 16  # a working day: village offices fill in long forms
ABSOLUTE = timedelta(hours=12)

BEHIND = """
    SELECT "account"."id", "account"."name",
           (SELECT "member"."id" FROM "member"
            WHERE "member"."county" = $1 AND "member"."account" = "account"."id") AS member,
           ARRAY(SELECT ROW(role, station, department)::text FROM "appointment"
                 WHERE "appointment"."county" = $1 AND "appointment"."account" = "account"."id"
                   AND "ended_at" IS NULL) AS grants
    FROM "session" JOIN "account"
      ON "account"."county" = $1 AND "account"."id" = "session"."account"
    WHERE "session"."county" = $1 AND "token_hash" = $2
      AND "started_at" > $3 AND "seen_at" > $4 AND "disabled_at" IS NULL
"""


def cookie_name(realm_path: str) -> str:
    """Each realm has its own, so that signing in to one county leaves another's alone."""
    name = "session-" + realm_path.strip("/")
    return f"__Host-{name}" if settings.secure else name


async def open_session(account: int) -> str:
    """Within the caller's transaction. → the token for the cookie; kept nowhere else."""
    token = token_urlsafe(32)
    await Session.insert(Session(token_hash=digest(token), account=account))
    return token


async def account_behind(token: str) -> Account | None:
    """Within the caller's transaction. Reads only: no late request undoes a sign-out."""
    found = await row(BEHIND, digest(token), now() - ABSOLUTE, now() - IDLE)
    if found is None:
        return None
    grants = tuple(grant(text) for text in found["grants"])
    return Account(found["id"], found["name"], grants, found["member"])


def grant(text: str) -> Grant:
    """'(township,123,)' → Grant(Role.TOWNSHIP, 123, None)"""
    role, station, department = text.strip("()").split(",")
    return Grant(Role(role), int(station) if station else None, int(department) if department else None)


async def close_session(token: str) -> None:
    async with county_tx():
        await Session.delete().where(Session.token_hash == digest(token))


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
