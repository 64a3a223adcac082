"""What whoever follows a matter by its code may do besides what is asked of them: each on a page of
its own. Without scripts a button sends its own form and no other, and on a phone that many use
nothing of what was typed can be kept for later.
"""

from typing import Any, NamedTuple

from litestar import Response, get
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from app.charter.stages import BEFORE_ACCEPTANCE, Stage
from app.db import county_tx
from app.persons import own, wishes
from app.topics import transitions
from app.topics.briefing.passages import passages_of
from app.topics.tables import LoadedTopic
from app.veiling.queries import hidden_of
from app.veiling.rules import as_told
from app.web.requests import AnyRequest
from app.workflow.followed.following import code_meant, codes_of, matters_of, topic_behind
from app.workflow.rating.back import offered


class Meant(NamedTuple):
    topic: LoadedTopic
    code: str


async def meant(request: AnyRequest, of: str) -> Meant | None:
    """As whoever raised it reads it. In the caller's transaction."""
    code = await code_meant(request, of)
    topic_id = await topic_behind(code) if code else None
    if topic_id is None:
        return None
    topic = await transitions.load(topic_id)
    (topic,) = as_told([topic], await hidden_of(None, topic_id), "title")
    return Meant(topic, code)


def to_the_matter(request: AnyRequest, found: Meant | None) -> Redirect:
    """Where there is nothing to do by now: the page of the matter says why, whichever is open."""
    of = f"?of={found.topic['id']}" if found else ""
    return Redirect(f"{request.scope['root_path']}/follow{of}")


Page = Response[Any] | Template


@get("/follow/withdrawal")
async def withdrawing(request: AnyRequest, of: FromQuery[str] = "") -> Page:
    async with county_tx(readonly=True):
        found = await meant(request, of)
    if found is None or found.topic["stage"] not in BEFORE_ACCEPTANCE | {Stage.WITHDRAWN}:
        return to_the_matter(request, found)
    return Template("topics/withdrawing.html", context={"topic": found.topic, "by_code": True})


@get("/follow/rating/withdrawal")
async def rating_anew(request: AnyRequest, of: FromQuery[str] = "") -> Page:
    async with county_tx(readonly=True):
        found = await meant(request, of)
        back = found and await offered(found.topic["id"], await passages_of(found.topic["id"]))
    if found is None or back is None or not back.open:
        return to_the_matter(request, found)
    return Template("outcomes/rating_anew.html", context={"topic": found.topic, "by_code": True})


@get("/follow/wish")
async def wishing(request: AnyRequest, of: FromQuery[str] = "") -> Page:
    async with county_tx(readonly=True):
        found = await meant(request, of)
        asked = await wishes.of_matter(found.topic["id"]) if found else []
    if found is None:
        return to_the_matter(request, found)
    context = {"topic": found.topic, **own.context_of(request, asked)}
    return Template("topics/wishing.html", context=context)


@get("/follow/codes")
async def leaving(request: AnyRequest, of: FromQuery[str] = "") -> Page:
    """While something is asked of whoever raised it, the buttons that leave its page stand here."""
    codes = codes_of(request)
    async with county_tx(readonly=True):
        found = await meant(request, of)
        others = await matters_of([each for each in codes.all if not found or each != found.code])
    if found is None:
        return to_the_matter(request, found)
    context = {"topic": found.topic, "code": found.code, "others": others}
    return Template("topics/leaving.html", context=context)


handlers = [withdrawing, rating_anew, wishing, leaving]
