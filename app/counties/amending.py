"""The operator's page of the national list: counties founded or renamed since it was issued."""

from dataclasses import dataclass
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from litestar.response import Template

from app.access.roles import Act, may
from app.audit import Noted, note
from app.db import county_tx
from app.divisions import amending
from app.i18n import _
from app.text import compact
from app.web.forms.fields import NO_SUCH, id_asked
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest

HERE = "/operator/divisions"


@dataclass
class DivisionForm:
    code: str = ""
    name: str = ""


@get(HERE, guards=[may(Act.SIGNUPS)])
async def divisions(after: FromQuery[str] = "") -> Template:
    if id_asked(after) is not None and len(after) > 12:
        raise NotFoundException(NO_SUCH)
    async with county_tx(readonly=True):
        found, following = await amending.amended(after)
    return Template("counties/divisions.html", context={"found": found, "following": following})


@change(HERE, may(Act.SIGNUPS), page=HERE)
async def amend(_request: AnyRequest, form: DivisionForm) -> Done:
    name, code = form.name.strip(), compact(form.code)
    before = await amending.amend(code, name)
    await note(Noted.DIVISION, "/divisions", {"name": before}, {"code": code, "name": name})
    if before is None:
        return Done(HERE, sentence(_("已添加：%(name)s。"), name=name))
    return Done(HERE, sentence(_("已更名：%(before)s → %(name)s。"), before=before, name=name))


handlers: list[Any] = [divisions, amend]
