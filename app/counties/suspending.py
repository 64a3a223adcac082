"""The operator closes a county for a while: nobody is signed in, nothing is sent in; it is read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app.access.roles import Act, may
from app.accounts import invitations
from app.accounts.client_ways import WAYS
from app.accounts.trying import version_of_provider
from app.audit import Noted, note
from app.counties.repairing import standing
from app.dates import now
from app.db import county_tx, execute, tx, typed
from app.i18n import _
from app.refusal import Refused
from app.tenancy.numbers import OPERATOR
from app.tenancy.tables import County
from app.web.frame import Done, Fields, change, sentence
from app.web.requests import AnyRequest

SIGN_ALL_OUT = 'DELETE FROM "session" WHERE "session"."county" = $1'
HERE = "/operator/counties/{code}"
ADDRESS = "/operator/counties/{code:int}"


class Shown(TypedDict):
    id: int
    slug: str
    name: str
    opened_at: datetime
    suspended_at: datetime | None
    suspended_why: str


@dataclass
class SuspendForm:
    reason: str = ""


@get(ADDRESS, guards=[may(Act.SIGNUPS)])
async def county(request: AnyRequest, code: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        shown = await one(code)
        await tx().move_to(code)
        given = await standing()
    invitation = invitations.made(request, HERE.format(code=code))
    context = {"invitation": invitation, "county": shown, "given": given}
    return Template("counties/county.html", context=context)


@get(f"{ADDRESS}/invitation", guards=[may(Act.SIGNUPS)])
async def inviting(code: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        shown = await one(code)
        await tx().move_to(code)
        if await standing() is None:
            raise NotFoundException
    return Template("counties/invite.html", context={"county": shown})


@get(f"{ADDRESS}/provider", guards=[may(Act.SIGNUPS)])
async def provider(code: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        shown = await one(code)
        await tx().move_to(code)
        given = await standing()
    if given is None:
        raise NotFoundException
    context = {
        "county": shown,
        "given": given,
        "version": version_of_provider(given),
        "ways": WAYS,
    }
    return Template("counties/provider.html", context=context)


async def one(code: int) -> Shown:
    found = await County.select(*Shown.__annotations__).where(County.id == code)
    if not found:
        raise NotFoundException
    return typed(found, Shown)[0]


@get(f"{ADDRESS}/suspend", guards=[may(Act.SIGNUPS)])
async def suspending(code: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        shown = await one(code)
    if shown["suspended_at"]:
        raise NotFoundException
    return Template("counties/suspend.html", context={"county": shown})


@change(f"{ADDRESS}/suspend", may(Act.SIGNUPS), page=f"{HERE}/suspend")
async def suspend(request: AnyRequest, form: SuspendForm, code: int) -> Done:  # noqa: ARG001
    if not form.reason.strip():
        raise Refused(_("请写明理由，登录的人会看到。"), "reason")
    if (await one(code))["suspended_at"]:
        raise Refused(_("这个县已经暂停了。"))
    await County.update(
        {County.suspended_at: now(), County.suspended_why: form.reason.strip()}
    ).where(County.id == code)
    await tx().move_to(code)
    await execute(SIGN_ALL_OUT)
    await tx().move_to(OPERATOR)
    after = {"state": "suspended", "reason": form.reason.strip()}
    await note(Noted.COUNTY, f"/counties/{code}", {"state": "enabled"}, after)
    return Done(HERE.format(code=code), sentence(_("已暂停，登录着的都已退出。")))


@change(f"{ADDRESS}/resume", may(Act.SIGNUPS), page=HERE)
async def resume(request: AnyRequest, form: Fields, code: int) -> Done:  # noqa: ARG001
    before = {"state": "suspended", "reason": (await one(code))["suspended_why"]}
    await County.update({County.suspended_at: None, County.suspended_why: ""}).where(
        County.id == code
    )
    await tx().move_to(code)
    await execute(SIGN_ALL_OUT)  # whoever came in at the same moment
    await tx().move_to(OPERATOR)
    await note(Noted.COUNTY, f"/counties/{code}", before, {"state": "enabled"})
    return Done(HERE.format(code=code), sentence(_("已恢复，可以登录了。")))


handlers: list[Any] = [county, suspending, suspend, resume, inviting, provider]
