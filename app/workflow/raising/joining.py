"""Instead of raising a matter again: which may be the same, from the neighbourhood, and joining
it.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from litestar.response import Template

from app import ledger
from app.dates import today
from app.i18n import _
from app.ledger import Kind
from app.text import compact
from app.topics import transitions
from app.topics.briefing import similar
from app.topics.briefing.similar import Near, around
from app.topics.entries import about
from app.veiling.queries import as_read
from app.web.forms.tokens import browser
from app.web.forms.validation import Fields
from app.web.frame import Done, anybody, change, sentence
from app.web.requests import AnyRequest
from app.workflow import joined
from app.workflow.followed.following import codes_of, follow_cookie

NEAR = 5  # shown before anything is typed


class Offered(Near):
    met: joined.Met | None


@dataclass
class TitleForm:
    station: str = ""
    title: str = ""


async def offered(found: list[Near]) -> list[Offered]:
    n = await joined.counts([each["id"] for each in found])
    return [{**each, "met": joined.met(n.get(each["id"], 0))} for each in found]


async def nearby(station: str) -> list[Offered]:
    """What is under way around, for whoever has typed nothing yet, or types without scripts."""
    found = [each for each in await around(None, compact(station)) if each["open"]][:NEAR]
    return await offered(await as_read(None, found, "title", topic="id"))


async def like(station: str, title: str) -> list[Offered]:
    return await offered(await similar.like(None, compact(station), title))


@change("/raise/alike/look", anybody, page="/raise?station={station}", repeats=True)
async def look(_request: AnyRequest, form: TitleForm) -> Template:
    """While the title is being written."""
    found = await like(form.station, form.title)
    return Template("topics/_alike.html", context={"alike": found, "nearby": []})


def page_of(parameters: dict[str, Any], typed: Fields) -> str:
    if station := typed.get("station"):
        held = quote(typed.get("held"), safe="")
        return f"/raise?station={quote(station, safe='')}&held={held}"
    return f"/topics/{parameters['topic_id']}"


@change("/raise/joining/{topic_id:int}", anybody, page=page_of, cookie=follow_cookie, quota="raise")
async def join(request: AnyRequest, form: Fields, topic_id: int) -> Done:  # noqa: ARG001
    topic = await transitions.load(topic_id, lock=True)
    if topic["published_at"] is None:
        transitions.not_there()
    joined.check_joining(topic["stage"], topic["follow_code"], codes_of(request).all)
    code, new = await joined.join(topic_id, browser.get().key, today())
    if new:
        actor = request.user.id if request.user else None
        await ledger.post(about(topic, Kind.TOPIC_JOINED, actor=actor))
    return Done("/follow", sentence(_("已记下：这件事您也遇到。有了答复，在这里看得到。")), code)


handlers = [look, join]
