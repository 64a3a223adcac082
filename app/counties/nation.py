"""The operator names the staff of the national office: its provider, and who of it. Then they sign
in at its own address, as a province's do, and see what counties agreed to share with it.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from app.access.asking import without_account
from app.access.roles import Act, Role, may
from app.accounts.operators import enter
from app.accounts.outgoing import address_fits
from app.accounts.trying import issuer_there
from app.audit import Noted, note
from app.counties.rules import UNFIT_ISSUER
from app.db import tx
from app.i18n import _
from app.refusal import Refused, refuse_all
from app.tenancy.numbers import NATION, OPERATOR
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest

HERE = "/operator"


@dataclass
class NationForm:
    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    subject: str = ""
    name: str = ""


MISSING = {
    "issuer": _("请填写身份服务的地址。"),
    "client_id": _("请填写客户端编号。"),
    "client_secret": _("请填写客户端密钥。"),
    "subject": _("请填写这个人在身份服务里的编号（sub）。"),
    "name": _("请填写姓名。"),
}


@change("/operator/nation", may(Act.SIGNUPS), page=HERE, before=issuer_there)
async def name_national(request: AnyRequest, form: NationForm) -> Done:  # noqa: ARG001
    typed = {name: getattr(form, name).strip() for name in MISSING}
    wrong = [Refused(text, name) for name, text in MISSING.items() if not typed[name]]
    if typed["issuer"] and not address_fits(typed["issuer"]):
        wrong.append(Refused(UNFIT_ISSUER, "issuer"))
    refuse_all(wrong)
    provider = {name: typed[name] for name in ("issuer", "client_id", "client_secret")}
    provider["name"] = urlsplit(typed["issuer"]).hostname or typed["issuer"]
    await tx().move_to(NATION)
    with without_account():
        fresh = await enter(Role.REGION, provider, typed["subject"], typed["name"])
    await tx().move_to(OPERATOR)
    if not fresh:
        raise Refused(_("这个人已经是全国一级的工作人员。"), "subject")
    await note(Noted.ROLE_GIVEN, HERE, after={"role": "region", "name": typed["name"]})
    said = _("已指定%(name)s，请从 /regions/%(nation)s/ 登录。")
    return Done(HERE, sentence(said, name=typed["name"], nation=NATION))


handlers: list[Any] = [name_national]
