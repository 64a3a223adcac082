"""A form's token: made with the page, good for this browser and a day, needed for every change.

It is the signed double-submit cookie of OWASP's CSRF cheat sheet, and names the submission, so
that a second one is known (idempotency.py). Each form of a page has one of its own.
"""

import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from markupsafe import Markup

from app.config import settings
from app.i18n import _

NAME = "browser"  # of the cookie
FIELD = "form_token"
HEADER = "x-form-token"
GOOD_FOR = 24 * 3600  # seconds; a submission is remembered for longer
KEPT_FOR = 30 * 24 * 3600  # seconds, the cookie


@dataclass
class Browser:
    """`key`: a cookie's random text. It is set when a page with a form is shown, not before. `own`:
    the page says what it says to no other browser.
    """

    key: str
    new: bool = False
    shown: bool = False
    own: bool = False


PLACE = Markup("<!-- form token -->")  # nobody's text: those are escaped
is_later: ContextVar[bool] = ContextVar("is_later", default=False)
browser: ContextVar[Browser] = ContextVar("browser")  # set by request_context.py


def of_cookie(text: str | None) -> Browser:
    return Browser(text) if text else Browser(token_urlsafe(18), new=True)


def form_token(at: float | None = None) -> str:
    """`at`: now, as seconds since 1970; tests give another moment."""
    found = browser.get()
    found.shown = True
    found.own = found.own or is_later.get()
    start = f"{token_urlsafe(12)}.{int(time.time() if at is None else at):x}"
    return f"{start}.{signature(start, found.key)}"


def hidden_field() -> Markup:
    """For templates: `{{ form_token() }}` inside each form that changes something."""
    if is_later.get():
        return PLACE
    # Of letters, digits, dots and dashes alone: nothing in it is to be escaped.
    return Markup(f'<input type="hidden" name="{FIELD}" value="{form_token()}">')  # noqa: S704


@contextmanager
def later() -> Iterator[None]:
    """What is drawn within is kept: where a form's token goes stands PLACE."""
    before = is_later.set(True)
    try:
        yield
    finally:
        is_later.reset(before)


def is_good(token: str, at: float | None = None) -> bool:
    """Made for this browser, here, within a day."""
    start, _dot, signed = token.rpartition(".")
    right = signature(start, browser.get().key)
    if not hmac.compare_digest(signed.encode(), right.encode()):
        return False
    age = (time.time() if at is None else at) - int(start.rpartition(".")[2], 16)
    return -1 <= age < GOOD_FOR


def mark_of(what: str) -> str:
    """Of what this browser alone opens by its address: worth nothing in another."""
    found = browser.get()
    found.shown = found.own = True
    return signature(f"of {what}", found.key)


def is_mark_of(what: str, mark: str) -> bool:
    return hmac.compare_digest(mark.encode(), signature(f"of {what}", browser.get().key).encode())


async def from_our_page(
    connection: ASGIConnection[Any, Any, Any, Any], _route: BaseRouteHandler
) -> None:
    """A guard for what scripts of ours send: the token of the form they stand in, as a header."""
    if not is_good(connection.headers.get(HEADER, "")):
        raise PermissionDeniedException(_("这一页打开太久了，请刷新后再试。"))


def signature(start: str, key: str) -> str:
    message = f"form {start} {key}".encode()
    return hmac.digest(settings.secret.encode(), message, "sha256").hex()[:32]
