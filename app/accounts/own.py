"""One's own account and sessions, and how one likes to read; what all sign-in pages need."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from app.access import sessions
from app.access.cookies import cookie
from app.access.roles import signed_in
from app.accounts.rules import local_back
from app.audit import Noted, note
from app.db import county_tx, row
from app.i18n import LANGUAGES, _, translated
from app.web.forms import validation
from app.web.forms.validation import Fields
from app.web.frame import Done, sentence
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, realm_of, referer, user_of
from app.web.who_asks import limits_of

YEAR = 365 * 24 * 3600

OWN = """
    SELECT "account"."subject", "account"."name", "provider"."name" AS provider,
           ARRAY(SELECT "appointment"."role" || coalesce('|' || "station"."name", '')
                 FROM "appointment"
                 LEFT JOIN "station"
                      ON "appointment"."county" = "station"."county" AND "station"."id"
                      = "appointment"."station"
                 WHERE "appointment"."county" = $1 AND "account" = "account"."id"
                   AND "ended_at" IS NULL) AS held
    FROM "account"
    JOIN "provider" ON "account"."county" = "provider"."county" AND "provider"."id"
         = "account"."provider"
    WHERE "account"."county" = $1 AND "account"."id" = $2
"""


@post(
    "/view",
    status_code=200,
    guards=[spends("change")],
    request_max_body_size=validation.LARGEST,
)
async def view(request: AnyRequest) -> Response[Any]:
    """In which language one likes to read outside of the counties, for a year; then back to where
    one was. A county's pages say it in their address, and ask no cookie. Outside of the frame:
    nothing but this browser's own cookies changes.
    """
    typed = await validation.sent(request)
    response = Redirect(came_from(request), status_code=303)
    if (language := typed.get("lang")) in LANGUAGES:
        response.set_cookie(cookie("lang", language, seconds=YEAR))
    return response


@get("/account", guards=[signed_in])
async def account(request: AnyRequest, back: FromQuery[str] = "") -> Template:
    me = user_of(request)
    async with county_tx(readonly=True):
        own = await row(OWN, me.id)
        limits = limits_of(request.scope["charter"])  # type: ignore[typeddict-item]
        open_now = await sessions.open_sessions(me.id, limits)
    context = {
        "own": own,
        "whom": office_of(request),
        "sessions": open_now,
        "this_one": request.scope["session_id"],  # type: ignore[typeddict-item]
        "back": local_back(back, realm_of(request)),
    }
    return Template("accounts/account.html", context=context)


async def end_others(request: AnyRequest, form: Fields) -> Done:  # noqa: ARG001
    await sessions.close_all(user_of(request).id, but=request.scope["session_id"])  # type: ignore[typeddict-item]
    await note(Noted.SESSIONS_ENDED, f"/people/{user_of(request).id}")
    return Done(f"{prefix_of(request)}/account", sentence(_("其他设备都已退出。")))


def prefix_of(request: AnyRequest) -> str:
    """Before addresses inside the application: the operator's realm is a part of one."""
    return "" if request.scope["root_path"] else realm_of(request)


def in_county(request: AnyRequest) -> bool:
    return request.scope["charter"] is not None  # type: ignore[typeddict-item]


def office_of(request: AnyRequest) -> str:
    """Who looks after accounts here, to be told where one does not get in."""
    return translated(_("政协办公室") if in_county(request) else _("平台运营方"))


def home_of(request: AnyRequest) -> str:
    return "/desk" if in_county(request) else ""


def came_from(request: AnyRequest) -> str:
    found = referer(request)
    path = f"{found.path}?{found.query}" if found.query else found.path
    here = found.netloc == request.headers.get("host") and local_back(path, "")
    return path if here else realm_of(request)
