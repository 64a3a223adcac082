"""The operator's pages: who asks to join, and which counties there are. Never what is in them."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from app.access.roles import Act, may
from app.charter import presets
from app.counties import signups
from app.counties.opening import decide
from app.db import county_tx, tx
from app.i18n import _, translated
from app.text.search import words_pattern
from app.web.idempotency import once
from app.web.requests import AnyRequest, to, user_of

# Of the queue, which is nobody's: it holds ids only.
QUEUE = """
    SELECT count(*) FILTER (WHERE status = 'queued') AS queued,
           count(*) FILTER (WHERE status = 'picked') AS picked,
           min(created) FILTER (WHERE status = 'queued') AS oldest
    FROM jobs.pgqueuer
"""


@dataclass
class DecisionForm:
    decision: str = ""
    reason: str = ""
    once: str = ""


@get("/operator")
async def operator(
    request: AnyRequest,
    q: FromQuery[str] = "",
    after: FromQuery[int | None] = None,
    before: FromQuery[int | None] = None,
) -> Response[Any]:
    if request.user is None:
        return Redirect("/operator/login?back=/operator")
    if not request.user.may(Act.SIGNUPS):
        raise PermissionDeniedException(translated(_("您的身份不能办理此事。")))
    async with county_tx(readonly=True):
        waiting, _older = await signups.listed(waiting=True)
        decided, older = await signups.listed(waiting=False, before=before)
        counties, next_county = await signups.registry(words_pattern(q), after)
        total = await signups.counties_at_work()
        queue = await tx().connection.fetchrow(QUEUE)
    return Template(
        "counties/operator.html",
        context={
            "waiting": waiting,
            "decided": decided,
            "older": older,
            "counties": counties,
            "next_county": next_county,
            "total": total,
            "queue": queue,
            "q": q[:40],
        },
    )


@get("/operator/signups/{signup_id:int}", guards=[may(Act.SIGNUPS)])
async def signup(signup_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        found = await signups.one(signup_id)
    if found is None:
        raise NotFoundException
    charter = presets.presets().get(found["preset"])
    title = charter.title if charter else found["preset"]
    return Template(
        "counties/decide.html", context={"signup": found, "title": title, "once": once()}
    )


@post("/operator/signups/{signup_id:int}/decision", status_code=200, guards=[may(Act.SIGNUPS)])
async def decision(
    request: AnyRequest, signup_id: FromPath[int], data: URLEncodedBody[DecisionForm]
) -> Response[Any]:
    async with county_tx(readonly=True):
        found = await signups.one(signup_id)
    if found is None:
        raise NotFoundException
    await decide(signup_id, data.decision, data.reason, user_of(request).id, data.once)
    return to(request, f"/signups/{signup_id}")


handlers: list[Any] = [operator, signup, decision]
