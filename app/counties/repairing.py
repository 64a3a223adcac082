"""A way in for the operator, where nobody of a county can sign in any more: its provider is put
right, without the sign-in by which the office itself would have tried it.
"""

from dataclasses import dataclass, field
from typing import Any

from litestar.exceptions import NotFoundException

from app.access.asking import without_account
from app.access.roles import Act, may
from app.accounts import invitations
from app.accounts.client_ways import Client
from app.accounts.rules import SECRETLESS
from app.accounts.trying import check_client, issuer_there, put, version_of_provider
from app.audit import Noted, note
from app.counties.opening import office_invited
from app.db import row, tx, value
from app.i18n import _
from app.refusal import Overtaken, Refused, refuse_all
from app.tenancy.numbers import OPERATOR
from app.tenancy.realms import is_county
from app.text.limits import longest
from app.web.forms.versions import OVERTAKEN
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest

HERE = "/operator/counties/{code}"
LONGEST_NAME = longest(f"{HERE}/invitation", "name")
# The first one: by it the first administrator signs in.
FIRST = """
    SELECT "id", "issuer", "client_id", "client_secret", "way" FROM "provider"
    WHERE "provider"."county" = $1 AND "enabled" ORDER BY "id" LIMIT 1
"""


@dataclass
class RepairForm:
    version: str = ""
    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    way: str = ""


async def standing(*, lock: bool = False) -> Any:
    """Of the county that the transaction is bound to."""
    return await row(f"{FIRST} FOR UPDATE" if lock else FIRST)


@change(
    "/operator/counties/{code:int}/provider",
    may(Act.SIGNUPS),
    page=f"{HERE}/provider",
    before=issuer_there,
)
async def repair(request: AnyRequest, form: RepairForm, code: int) -> Done:  # noqa: ARG001
    if not is_county(code):
        raise NotFoundException
    await tx().move_to(code)
    old = await standing(lock=True)
    if old is None:
        raise NotFoundException(_("没有这个登录方式。"))
    if form.version != version_of_provider(old):
        raise Overtaken(OVERTAKEN)
    secret = form.client_secret.strip() or old["client_secret"]
    issuer, client_id = form.issuer.strip(), form.client_id.strip()
    wrong = check_client(client_id, secret, form.way)
    if not issuer:
        wrong.append(Refused(_("请填写身份服务的地址。"), "issuer"))
    refuse_all(wrong)
    kept = "" if form.way in SECRETLESS else secret
    await put(old["id"], Client(old["id"], issuer, client_id, kept, form.way))
    before, after = {"issuer": old["issuer"]}, {"issuer": issuer}
    with without_account():
        await note(Noted.PROVIDER, "/people/providers", before, after)  # it reads it, too
    await tx().move_to(OPERATOR)
    await note(Noted.PROVIDER, f"/counties/{code}", before, after)
    return Done(HERE.format(code=code), sentence(_("身份服务已改好，请县里再登录试试。")))


@dataclass
class InviteForm:
    name: str = ""


@change(
    "/operator/counties/{code:int}/invitation",
    may(Act.SIGNUPS),
    page=f"{HERE}/invitation",
    cookie=invitations.made_cookie,
)
async def invite_office(request: AnyRequest, form: InviteForm, code: int) -> Done:  # noqa: ARG001
    """Where nobody keeps the county any more, or the first code was lost."""
    name, here = form.name.strip(), HERE.format(code=code)
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("请填姓名，不超过 %(most)s 个字。"), "name", most=LONGEST_NAME)
    slug = await value("SELECT slug FROM county WHERE id = $2 AND $1::int IS NOT NULL", code)
    if slug is None:
        raise NotFoundException
    await tx().move_to(code)
    provider = await standing()
    if provider is None:
        raise NotFoundException(_("没有这个登录方式。"))
    with without_account():
        invitation = await office_invited(name, provider["id"])
    await tx().move_to(OPERATOR)
    await note(Noted.COUNTY, f"/counties/{code}", after={"state": "invited"})
    return invitations.shown_at(here, invitation, f"/{slug}")


handlers: list[Any] = [repair, invite_office]
