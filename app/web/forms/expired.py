"""A form that arrives when its sign-in has expired is kept for an hour, and stands on its page
again after signing in, in the same window: browsers inside other apps have only one.
"""

import json
from datetime import timedelta
from typing import Any

from litestar import Request, Response, Router, get
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException, NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath

from app.access import sessions
from app.access.roles import signed_in
from app.access.tables import KeptForm
from app.dates import now
from app.db import county_tx, row, value
from app.i18n import _, translated
from app.refusal import Overtaken
from app.web.forms import tokens, validation
from app.web.forms.refill import refilled
from app.web.forms.refused import page_at, words_of
from app.web.forms.validation import Fields
from app.web.requests import AnyRequest, user_of

KEPT_FOR = timedelta(hours=1)
MOST = 20  # of one person
WELCOME = _("您刚才填写的内容都在，请核对后再提交。")
KEPT = """
    SELECT "address", "page", "fields" FROM "kept_form"
    WHERE "kept_form"."county" = $1 AND "id" = $2 AND "account" = $3 AND "browser" = $4
      AND "at" > $5
"""
KEPT_BY = """
    SELECT count(*) FROM "kept_form"
    WHERE "kept_form"."county" = $1 AND "account" = $2 AND "at" > $3
"""


async def keep_for_later(
    connection: ASGIConnection[Any, Any, Any, Any], route: BaseRouteHandler
) -> None:
    """Stands before the guards. Only for a browser that carries a session of ours, if an old one:
    strangers' forms are not read.
    """
    guards = [each.__name__ for each in route.resolve_guards()]
    if connection.user is not None or "anybody" in guards or not isinstance(connection, Request):
        return
    token = connection.cookies.get(sessions.cookie_name(connection.scope["realm_path"]))  # type: ignore[typeddict-item]
    if not token:
        return
    frame = route.opt["frame"]
    async with county_tx():
        account = await sessions.whose(token)
        if account is None or await value(KEPT_BY, account, now() - KEPT_FOR) >= MOST:
            return
        try:
            fields = await validation.sent(connection, frame.most, file=frame.file)
        except HTTPException:
            return
        fields = fields.without(tokens.FIELD)
        one = KeptForm(
            account=account,
            browser=tokens.browser.get().key,
            address=connection.url.path,
            page=frame.page_of(connection.path_params, fields),
            fields=json.dumps(fields.pairs),
        )
        await KeptForm.insert(one)
    connection.scope["kept"] = one.id  # type: ignore[typeddict-unknown-key]


@get("/kept/{kept_id:int}", guards=[signed_in])
async def kept_form(request: AnyRequest, kept_id: FromPath[int]) -> Response[str]:
    """For the same person in the same browser."""
    key = tokens.browser.get().key
    async with county_tx(readonly=True):
        found = await row(KEPT, kept_id, user_of(request).id, key, now() - KEPT_FOR)
    page = await page_at(request, found["page"]) if found else None
    if page is None:
        raise NotFoundException(_("没有这个页面，或者它不对您公开。"))
    typed = Fields([(name, text) for name, text in json.loads(found["fields"])])
    words = words_of(Overtaken.status)._replace(title=translated(WELCOME))
    text = refilled(page, found["address"], typed, [], words)
    return Response(text, media_type="text/html")


def router(path: str) -> Router:
    return Router(path, route_handlers=[kept_form])
