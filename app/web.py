"""What every page that takes a form needs: the answer to it, and that a second submit is none."""

import hmac
import re
from contextvars import ContextVar
from datetime import date
from functools import partial
from hashlib import sha256
from ipaddress import ip_network
from secrets import token_urlsafe
from typing import Any

from litestar import MediaType, Request, Response, post
from litestar.datastructures import Cookie
from litestar.exceptions import NotFoundException, TooManyRequestsException
from litestar.response import Redirect

from app.accounts.roles import Account
from app.charter.model import Charter
from app.config import settings
from app.dates import now
from app.db import tx, value
from app.text import fold
from app.words import _

AnyRequest = Request[Any, Any, Any]
DIGITS = re.compile("[0-9]+")

# A form's handler answers with a part of a page or a redirect, and is annotated `Any`: Litestar
# would call that JSON.
form_post = partial(post, status_code=200, media_type=MediaType.HTML)


LIMITS = {  # so many from one address in a county, then a pause
    "raise": (60, "1 hour"),  # a village may share one address
    "follow": (30, "10 minutes"),
    "signup": (20, "1 hour"),
}

submitted_to: ContextVar[str] = ContextVar("submitted_to", default="")  # app/arrival.py


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


async def limited(request: AnyRequest, what: str) -> None:
    """Within the caller's transaction: if it is taken back, nothing was tried."""
    most, span = LIMITS[what]
    who = hmac.digest(settings.secret.encode(), address_of(request).encode(), "sha256").hex()[:32]
    seen = await value(
        'SELECT count(*) FROM "attempt" WHERE "attempt"."county" = $1 AND "what" = $2'
        ' AND "who" = $3 AND "at" > $4::timestamptz - $5::text::interval',
        what,
        who,
        now(),
        span,
    )
    if seen >= most:
        raise TooManyRequestsException
    await tx().connection.execute(
        'INSERT INTO "attempt" ("county", "what", "who") VALUES ($1, $2, $3)',
        tx().county,
        what,
        who,
    )


def address_of(request: AnyRequest) -> str:
    """Of IPv6 the network: whoever has one address there has all of them."""
    host = request.client.host if request.client else ""
    return str(ip_network(f"{host.partition('%')[0]}/64", strict=False)) if ":" in host else host


def cookie_key(name: str) -> str:
    """Over https browsers then take it from this very host only, not from one beside it."""
    return f"__Host-{name}" if settings.secure else name


def cookie(name: str, text: str, *, seconds: int) -> Cookie:
    """Not readable by scripts, not sent with other sites' forms. Empty: taken away."""
    return Cookie(
        key=cookie_key(name),
        value=text,
        path="/",  # __Host- asks for it; the names keep the realms apart
        max_age=seconds if text else 0,
        httponly=True,
        secure=settings.secure,
        samesite="lax",
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
    """What a date field holds; None if it is empty, no day, or none that anybody alive can mean."""
    try:
        day = date.fromisoformat(fold(text))
    except ValueError:
        return None
    return day if 1900 <= day.year < 3000 else None


def id_in(text: str) -> int | None:
    """Which record a field names; None if none, or what cannot be an id."""
    number = fold(text)
    return int(number) if DIGITS.fullmatch(number) and len(number) < 19 else None


def number_in(text: str) -> int:
    """What a number field holds; 0 if it is empty or no number."""
    number = fold(text)
    return int(number) if DIGITS.fullmatch(number) and len(number) < 10 else 0
