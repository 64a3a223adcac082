"""A form counts once: a second submit of the same page to the same address changes nothing."""

from contextvars import ContextVar
from hashlib import sha256
from secrets import token_urlsafe

from app.db import tx, value

submitted_to: ContextVar[str] = ContextVar("submitted_to", default="")  # set by request_context.py


def once() -> str:
    """A fresh page's token: `<input type="hidden" name="once" value="{{ once() }}">`. The forms of
    a page share it: it counts once for each address that they are sent to.
    """
    return token_urlsafe(12)


async def seen_before(token: str, led_to: str = "-") -> str | None:
    """Within the transaction of a change. None: the form is new, go on. Else where its first
    submit led to, "-" where nobody said. A twin that is under way at this moment is waited for.
    """
    if not token:
        return None
    new = await value(
        'INSERT INTO "submission" ("county", "token", "led_to") VALUES ($1, $2, $3)'
        " ON CONFLICT DO NOTHING RETURNING true",
        of_this_form(token),
        led_to,
    )
    if new:
        return None
    found = await value(
        'SELECT "led_to" FROM "submission" WHERE "submission"."county" = $1 AND "token" = $2',
        of_this_form(token),
    )
    return str(found)


def of_this_form(token: str) -> str:
    return sha256(f"{submitted_to.get()}\n{token}".encode()).hexdigest()


async def remember(token: str, led_to: str) -> None:
    """Where a form led to that was not known when it came in."""
    await tx().connection.execute(
        'UPDATE "submission" SET "led_to" = $3 WHERE "submission"."county" = $1 AND "token" = $2',
        tx().county,
        of_this_form(token),
        led_to,
    )
