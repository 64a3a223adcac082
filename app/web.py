"""What every page that takes a form needs: the answer to it, and that a second submit is none."""

from datetime import date
from secrets import token_urlsafe
from typing import Any

from litestar import Request, Response
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from app.accounts.roles import Account
from app.charter.model import Charter
from app.db import tx, value
from app.words import _

AnyRequest = Request[Any, Any, Any]


def once() -> str:
    """A fresh form's token: `<input type="hidden" name="once" value="{{ once() }}">`."""
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
        token[:64],
        led_to,
    )
    if new:
        return None
    found = await value(
        'SELECT "led_to" FROM "submission" WHERE "submission"."county" = $1 AND "token" = $2',
        token[:64],
    )
    return str(found)


async def remember(token: str, led_to: str) -> None:
    """Where a form led to that was not known when it came in."""
    await tx().connection.execute(
        'UPDATE "submission" SET "led_to" = $3 WHERE "submission"."county" = $1 AND "token" = $2',
        tx().county,
        token[:64],
        led_to,
    )


def is_htmx(request: AnyRequest) -> bool:
    return request.headers.get("hx-request") == "true"


def to(request: AnyRequest, path: str) -> Response[Any]:
    """After a change: to the page at `path` (inside the realm). HTMX is told to go there too."""
    address = f"{request.scope['realm_path']}{path}"  # type: ignore[typeddict-item]
    if is_htmx(request):
        return Response(b"", status_code=200, headers={"hx-redirect": address})
    return Redirect(address, status_code=303)


def charter_of(request: AnyRequest) -> Charter:
    found: Charter | None = request.scope["charter"]  # type: ignore[typeddict-item]
    if found is None:
        raise NotFoundException(_("没有这个页面。"))
    return found


def user_of(request: AnyRequest) -> Account:
    """Of a guarded route, where there is one."""
    account: Account = request.user
    return account


def day_in(text: str) -> date | None:
    """What a date field holds; None if it is empty or no day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def number_in(text: str) -> int:
    """What a number field holds; 0 if it is empty or no number."""
    return int(text) if text.strip().isdecimal() and len(text) < 10 else 0
