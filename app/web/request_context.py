"""Middleware: what every page needs: the charter in force, and who asks. One statement finds it, in
the transaction in which the page reads what it shows.
"""

import time
from collections.abc import Callable
from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from msgspec import structs

from app import i18n
from app.access import sessions
from app.access.asking import Asking, asking
from app.access.cookies import cookie, cookie_key
from app.charter.english import as_written, spoken
from app.charter.store import AtWork
from app.db import Ahead, ahead, county_tx, current_realm
from app.tenancy.realms import is_county
from app.web import flash
from app.web.forms import tokens
from app.web.kept.again import OPTION, Again
from app.web.who_asks import last_seen, who_asks

WATCHED = "/healthz"  # by programs: who asks, and in which language, is nothing to it
clock: Callable[[], float] = time.monotonic
READING = ("GET", "HEAD")
SKIPPED = ("/static", "/blob", "/no-such-county")


class RequestContext(ASGIMiddleware):
    """Sets scope["user"] (Account or None) and scope["charter"] (Charter; None: no county)."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        bag: Any = scope
        if bag["path"] == WATCHED:
            bag["user"], bag["charter"], bag["said"] = None, None, None
            await next_app(scope, receive, send)
            return
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
        cookies = connection.cookies
        chosen = cookies.get(cookie_key("lang"), "")
        heard = connection.headers.get("accept-language", "")
        i18n.language.set(chosen if chosen in i18n.LANGUAGES else i18n.preferred(heard))
        tokens.browser.set(tokens.of_cookie(cookies.get(cookie_key(tokens.NAME))))
        bag["large"] = cookies.get(cookie_key("size")) == "large"
        page, around = Ahead(), ahead.get()  # a page that a form shows again stands in its request
        if around:
            await around.end()
        ahead.set(page)
        # A form is not read within: its sender may be slow.
        try:
            found = await find_out(connection, page if bag["method"] == "GET" else None)
        except BaseException:
            ahead.set(around)
            raise
        bag["said"] = flash.heard(cookies.get(cookie_key(flash.NAME), ""))
        user, client = bag["user"], bag.get("client")
        address = str(client[0]) if client else ""
        writes = as_written.set(bag["method"] not in READING)
        before = asking.set(Asking(user and user.id, user.name if user else "", address))
        route = bag.get("route_handler")  # none: what fits no route
        if whose := route and route.opt.get(OPTION):
            next_app = Again(next_app, page, whose)
        try:
            await next_app(scope, receive, with_cookies(bag, page, send))
        finally:
            asking.reset(before)
            as_written.reset(writes)
            ahead.set(around)  # nobody would end what is left to it from now on
            await page.end()
        if found and found.stale:
            await sessions.note_seen(found.session, wall=is_wall(bag))


async def find_out(
    connection: ASGIConnection[Any, Any, Any, Any], left_to: Ahead | None = None
) -> sessions.Found | None:
    """Who asks, now, and under which charter: into the scope."""
    bag: Any = connection.scope
    bag["user"], bag["session_id"], bag["office"] = None, None, ""
    at_work(bag, AtWork())
    bag["found_out_at"], found = clock(), None
    token = connection.cookies.get(sessions.cookie_name(bag["realm_path"]))
    if not bag["path"].startswith(SKIPPED):
        in_county = is_county(current_realm.get() or 0)
        if in_county or token:
            try:
                async with county_tx(readonly=True, left_to=left_to):
                    asked = who_asks(token, in_county=in_county, wall=is_wall(bag))
                    (now, found, office) = await asked
            except Exception:  # its page says so as the county's
                at_work(bag, last_seen(current_realm.get() or 0))
                raise
            at_work(bag, now)
            if found:
                bag["user"], bag["session_id"] = found.account, found.session
                bag["office"] = office
    return found


def is_wall(bag: Any) -> bool:
    """Whether the page reads itself again, whoever is there: that is no use of a session."""
    return bool(bag["route_handler"].opt.get("wall")) if "route_handler" in bag else False


def at_work(bag: Any, now: AtWork) -> None:
    """Under which charter, into the scope and for the words that are said."""
    bag["charter_id"], bag["charter"], bag["suspended"], bag["county_name"] = now
    charter = now.charter
    i18n.own_words.set(structs.asdict(spoken(charter).names) if charter else {})
    i18n.own_english.set(charter.english if charter else {})


def with_cookies(bag: Any, page: Ahead, send: Send) -> Send:
    """A browser that was shown a form is known again by a cookie; what was said is said once."""

    async def sends(message: Any) -> None:
        if message["type"] == "http.response.start":
            await page.end()  # a page that reads nothing else: its reader may be slow
            seen, found = [], tokens.browser.get()
            if found.new and found.shown:
                seen.append(cookie(tokens.NAME, found.key, seconds=tokens.KEPT_FOR))
            if bag["said"] and bag.get("heard"):
                seen.append(flash.over())
            more = [each.to_encoded_header() for each in seen]
            message["headers"] = [*message["headers"], *more]
        await send(message)

    return sends
