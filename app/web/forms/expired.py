"""A form that arrives when its sign-in has expired is kept for an hour, and stands on its page
again after signing in, in the same window: browsers inside other apps have only one.
"""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, TypedDict

from litestar import Request, Response, Router, get
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException, NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.response import Template

from app.access import sessions
from app.access.roles import signed_in
from app.access.tables import KeptForm
from app.dates import now
from app.db import county_tx, execute, row, rows, value
from app.i18n import _, translated
from app.refusal import Overtaken
from app.web.forms import tokens, validation
from app.web.forms.fields import id_in
from app.web.forms.idempotency import Done
from app.web.forms.refill import BESIDE, refilled
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
WAITING = """
    SELECT "id", "at" FROM "kept_form"
    WHERE "kept_form"."county" = $1 AND "account" = $2 AND "browser" = $3 AND "at" > $4
    ORDER BY "at" DESC
"""
TAKEN = """
    DELETE FROM "kept_form" WHERE "kept_form"."county" = $1 AND "id" = $2 AND "account" = $3
      AND "browser" = $4
"""
# What is saved by itself while one types comes again and again from one form.
AGAIN = """
    UPDATE "kept_form" SET "fields" = $6::jsonb, "at" = now()
    WHERE "kept_form"."county" = $1 AND "account" = $2 AND "browser" = $3 AND "address" = $4
      AND "form" = $5 AND "form" <> '' RETURNING "id"
"""


async def keep_for_later(
    connection: ASGIConnection[Any, Any, Any, Any], route: BaseRouteHandler
) -> None:
    """Stands before the guards. Only for a browser that carries a session of ours, if an old one:
    strangers' forms are not read. A form of anybody's is kept where somebody signed in sent it as
    such: it would arrive as a stranger's.
    """
    guards = [each.__name__ for each in route.resolve_guards()]
    frame = route.opt["frame"]
    anybody_s = "anybody" in guards
    if connection.user is not None or not isinstance(connection, Request):
        return
    token = connection.cookies.get(sessions.cookie_name(connection.scope["realm_path"]))  # type: ignore[typeddict-item]
    if not token or (anybody_s and not frame.signed):
        return
    async with county_tx():
        account = await sessions.whose(token)
        if account is None:
            return
        try:
            fields = await validation.sent(
                connection, frame.most, file=frame.file, files=frame.files
            )
        except HTTPException:
            connection.scope["kept"] = 0  # type: ignore[typeddict-unknown-key]
            return
        if anybody_s and not fields.get(frame.signed):
            return
        form = form_of(fields.get(tokens.FIELD))
        fields = fields.without(tokens.FIELD)
        typed, key = json.dumps(fields.pairs), tokens.browser.get().key
        kept = await value(AGAIN, account, key, connection.url.path, form, typed)
        if kept is None:
            page = frame.page_of(connection.path_params, fields)
            kept = await keep(account, connection.url.path, page, fields, form=form)
    # 0: it could not be kept, as its page says while it can still be copied
    connection.scope["kept"] = kept or 0  # type: ignore[typeddict-unknown-key]
    if anybody_s:
        await signed_in(connection, route)


async def keep(
    account: int, address: str, page: str, fields: Fields, *, form: str = ""
) -> int | None:
    """For this browser. None: as many are kept of this person as can be. The caller's tx."""
    if await value(KEPT_BY, account, now() - KEPT_FOR) >= MOST:
        return None
    one = KeptForm(
        account=account,
        browser=tokens.browser.get().key,
        address=address,
        page=page,
        fields=json.dumps(fields.pairs),
        form=form,
    )
    await KeptForm.insert(one)
    return int(one.id)


class Waiting(TypedDict):
    id: int
    at: datetime


async def waiting(account: int) -> list[Waiting]:
    """What this person sent from this browser and has not sent again: whoever signed in by another
    way than the one that leads back finds it. Within the caller's transaction.
    """
    key = tokens.browser.get().key
    return await rows(WAITING, account, key, now() - KEPT_FOR, of=Waiting)


async def taken(request: AnyRequest, number: str, came: Done | Template) -> None:
    """It was sent again, and counted. `number`: as its form says it, if it stood in one."""
    kept = id_in(number)
    if kept is not None and isinstance(came, Done) and request.user is not None:
        async with county_tx():
            await execute(TAKEN, kept, request.user.id, tokens.browser.get().key)


def form_of(token: str) -> str:
    """Tells forms of one address apart, as two tabs have them. Pure."""
    return sha256(token.encode()).hexdigest() if token else ""


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
    typed = Fields([*typed.without(BESIDE).pairs, (BESIDE, str(kept_id))])
    text = refilled(page, found["address"], typed, [], words, all_of_it=True)
    return Response(text, media_type="text/html")


def router(path: str) -> Router:
    return Router(path, route_handlers=[kept_form])
