"""What every page needs before it begins, in one round trip: the charter in force, and who asks."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from app import web, words
from app.accounts import sessions
from app.charter import store
from app.db import county_tx, current_county
from app.tenancy import is_county

SKIPPED = ("/static", "/healthz", "/blob", "/no-such-county")


class Arrival(ASGIMiddleware):
    """Sets scope["user"] (Account or None) and scope["charter"] (Charter; None: no county)."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        bag: Any = scope
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
        chosen = connection.cookies.get(web.cookie_key("lang"), "zh")
        words.language.set(chosen if chosen in words.LANGUAGES else "zh")
        web.submitted_to.set(bag["path"])
        bag["large"] = connection.cookies.get(web.cookie_key("size")) == "large"
        bag["user"], bag["charter"], bag["charter_id"], bag["session_id"] = None, None, None, None
        token = connection.cookies.get(sessions.cookie_name(bag["realm_path"]))
        if not bag["path"].startswith(SKIPPED):
            in_county = is_county(current_county.get() or 0)
            if in_county or token:
                async with county_tx(readonly=True):
                    found = await sessions.behind(token) if token else None
                    if in_county:
                        bag["charter_id"], bag["charter"] = await store.in_force()
                if found:
                    bag["user"], bag["session_id"] = found.account, found.session
                    if found.stale:
                        await sessions.note_seen(found.session)
        await next_app(scope, receive, send)
