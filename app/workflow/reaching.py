"""How whoever has to answer reaches whoever raised a matter: the number opens by a click, and staff
find a matter by name and number. Both are noted in the audit log.
"""

from dataclasses import dataclass
from typing import Any

from litestar import get
from litestar.response import Template

from app.access.roles import Act, may
from app.access.visibility import may_reach, reachable_topic, reader
from app.audit import Noted, note
from app.db import rows
from app.i18n import _
from app.persons.others import Other, of_the_name, same
from app.refusal import Refused
from app.text import canonical_phone
from app.topics import transitions
from app.web.frame import Fields, change
from app.web.requests import AnyRequest, is_htmx, user_of

HERE = "/topics/finding"
MOST = 200  # matters of one name, among which the number decides

FIND = f"{of_the_name(reachable_topic())} LIMIT :most"


@change("/{topic_id:int}/number", may(Act.ANSWER), page="/topics/{topic_id}", repeats=True)
async def number(request: AnyRequest, form: Fields, topic_id: int) -> Template:  # noqa: ARG001
    """Each look is one line of the log: what is shown is kept nowhere in the page's address."""
    topic = await transitions.load(topic_id)
    if not may_reach(topic, user_of(request)) or not topic["raiser_phone"]:
        transitions.not_there()
    await note(Noted.NUMBER_SEEN, f"/topics/{topic_id}")
    template = "topics/_number.html" if is_htmx(request) else "topics/number.html"
    return Template(template, context={"topic": topic, "opened": True})


@get("/finding", guards=[may(Act.PRIVATE)])
async def finding() -> Template:
    return Template("topics/finding.html", context={"found": None, "form": FindForm()})


@dataclass
class FindForm:
    name: str = ""
    phone: str = ""


@change("/finding", may(Act.PRIVATE), page=HERE, repeats=True)
async def find(request: AnyRequest, form: FindForm) -> Template:
    """Both have to be whole and right, so that nobody leafs through the villagers by this."""
    phone = canonical_phone(form.phone)
    if not form.name.strip() or phone is None:
        raise Refused(_("请把姓名和电话都填完整，两样都对才查得到。"), "phone")
    found = same(await candidates(request, form.name), form.name, phone)
    shown = ", ".join(str(each["id"]) for each in found)
    await note(Noted.RAISER_SEARCHED, HERE, after={"found": shown})
    template = "topics/_finding.html" if is_htmx(request) else "topics/finding.html"
    return Template(template, context={"found": found, "form": form})


async def candidates(request: AnyRequest, name: str) -> list[Other]:
    who: Any = reader(user_of(request))
    return await rows(FIND, name=name, most=MOST, **who, of=Other)


handlers = [number, finding, find]
