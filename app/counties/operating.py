"""The operator's pages: who asks to join, and which counties there are. Never what is in them."""

import json
from dataclasses import dataclass
from typing import Any

from asyncpg import UniqueViolationError
from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app.access.roles import Act, may
from app.accounts import invitations
from app.audit import Noted, note, note_seen
from app.charter import presets
from app.charter.english import spoken
from app.charter.published import published
from app.charter.wording import FIELDS, STATION_LEVELS, said
from app.config import settings
from app.counties import signups
from app.counties.opening import decide, reopen
from app.counties.rules import ANOTHER_WAITS
from app.db import county_tx, tx
from app.i18n import _
from app.jobs import pulse
from app.refusal import Overtaken, Refused
from app.text.search import words_pattern
from app.web.frame import Done, Fields, change, sentence
from app.web.requests import AnyRequest, user_of

MOST_HELD = 20  # are listed; a retry takes these


@dataclass
class DecisionForm:
    decision: str = ""
    reason: str = ""


async def front(
    q: str, after: int | None, before: int | None, waiting_before: int | None
) -> dict[str, Any]:
    """Of the operator's front page. Within the caller's transaction."""
    waiting, older_waiting = await signups.listed(waiting=True, before=waiting_before)
    decided, older = await signups.listed(waiting=False, before=before)
    counties, next_county = await signups.registry(words_pattern(q), after)
    parts = await pulse.read(tx().connection)
    return {
        "waiting": waiting,
        "older_waiting": older_waiting,
        "asking": await signups.how_many_wait(),
        "decided": decided,
        "older": older,
        "counties": counties,
        "next_county": next_county,
        "total": await signups.counties_at_work(),
        "parts": parts,
        "silent": pulse.is_silent(parts),
        "publisher": pulse.publisher_of(parts) if parts and settings.publish_to else "",
        "held": await queue().list_failed_jobs(MOST_HELD),
        "q": q[:40],
    }


@get("/operator/signups/{signup_id:int}", guards=[may(Act.SIGNUPS)])
async def signup(request: AnyRequest, signup_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        found = await signups.one(signup_id)
        if found is None:
            raise NotFoundException
        others = await published(int(found["preset"])) if found["preset"].isdecimal() else None
    await note_seen(f"/signups/{signup_id}")
    charter = presets.presets().get(found["preset"])
    title = spoken(charter).title if charter else found["preset"]
    context = {
        "signup": found,
        "title": f"{others['name']} · {others['platform']}" if others else title,
        "invitation": invitations.made(request, HERE.format(signup_id=signup_id)),
        "own": own_words(json.loads(found["names"])),
    }
    return Template("counties/decide.html", context=context)


def own_words(names: dict[str, str]) -> list[tuple[str, str]]:
    """What it is, what the county calls it."""
    called = FIELDS["Names"] | STATION_LEVELS
    return [(said(called[word]), text) for word, text in names.items() if word in called]


HERE = "/operator/signups/{signup_id}"


@change(
    "/operator/signups/{signup_id:int}/decision",
    may(Act.SIGNUPS),
    page=HERE,
    cookie=invitations.made_cookie,
)
async def decision(request: AnyRequest, form: DecisionForm, signup_id: int) -> Done:
    state, slug, code = await decide(signup_id, form.decision, form.reason, user_of(request).id)
    after = {"decision": state, "reason": form.reason.strip()[:500]}
    await note(Noted.SIGNUP_DECIDED, f"/signups/{signup_id}", after=after)
    said = (
        _("已通过，这个县已经开通。") if state == "approved" else _("未通过，申请单位会看到理由。")
    )
    here = HERE.format(signup_id=signup_id)
    kept = invitations.carried(code, f"/{slug}", here) if code else ""
    return Done(here, sentence(said), kept)


@dataclass
class ReopenForm:
    reason: str = ""


@change("/operator/signups/{signup_id:int}/reopening", may(Act.SIGNUPS), page=HERE)
async def reopening(request: AnyRequest, form: ReopenForm, signup_id: int) -> Done:  # noqa: ARG001
    """A refusal that was a mistake goes back. What the office typed is there still."""
    refused = await reopen(signup_id, form.reason)
    after = {"state": "reopened", "reason": form.reason.strip()}
    before = {"decision": "refused", "reason": refused}
    await note(Noted.SIGNUP_DECIDED, f"/signups/{signup_id}", before, after)
    said = _("这份申请重新等待审核，申请单位会看到理由。")
    return Done(HERE.format(signup_id=signup_id), sentence(said))


@change("/operator/signups/{signup_id:int}/confirmation", may(Act.SIGNUPS), page=HERE, one=True)
async def confirmation(request: AnyRequest, form: Fields, signup_id: int) -> Done:  # noqa: ARG001
    """Until its contact was reached a sign-up keeps nobody else from asking."""
    try:
        state = await signups.confirm(signup_id, user_of(request).id)
    except UniqueViolationError as clash:
        raise Refused(ANOTHER_WAITS) from clash
    if state is None:
        raise NotFoundException
    if state != "waiting":
        raise Overtaken(_("这份申请已经处理过，不能再处理。"))
    await note(Noted.SIGNUP_DECIDED, f"/signups/{signup_id}", after={"state": "confirmed"})
    return Done(HERE.format(signup_id=signup_id), sentence(_("已记下：联系人核实过了。")))


def queue() -> Any:
    """Within a transaction. Imported here: of all pages of web workers this one alone needs it."""
    from app.jobs.taking import queries  # noqa: PLC0415

    return queries(tx().connection)


@change("/operator/jobs/retrial", may(Act.SIGNUPS), page="/operator")
async def retry(request: AnyRequest, form: Fields) -> Done:  # noqa: ARG001
    """What failed four times, once the reason is mended: from the beginning."""
    held = await queue().list_failed_jobs(MOST_HELD)
    if not held:
        raise Refused(_("没有停下的后台任务。"))
    await queue().requeue_jobs([each.id for each in held])
    await note(Noted.JOBS, "/operator", after={"found": len(held)})
    return Done("/operator", sentence(_("%(n)s 件后台任务重新排队。"), n=len(held)))


handlers: list[Any] = [signup, decision, reopening, confirmation, retry]
