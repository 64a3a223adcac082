"""What may be done about a matter besides its steps: each on a page of its own beneath the topic's,
so that whatever is pressed, nothing that was typed for something else is left behind.
"""

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.roles import Account, Act, may, signed_in
from app.access.visibility import visible
from app.charter.stages import BEFORE_ACCEPTANCE, Stage
from app.db import county_tx
from app.topics import transitions
from app.topics.back import last_standing, may_go_back
from app.topics.briefing.passages import passages_of
from app.topics.tables import LoadedTopic
from app.veiling.queries import hidden_of, veils_of
from app.veiling.rules import as_told
from app.web.requests import AnyRequest, user_of
from app.workflow.rating.back import offered

Page = Response[Any] | Template
WORDS = ("title", "story", "spot")


async def read(topic_id: int, account: Account) -> LoadedTopic:
    """In the caller's transaction."""
    topic = await transitions.load(topic_id)
    (topic,) = as_told([topic], await hidden_of(account, topic_id), *WORDS)
    return topic


async def raised_by(topic_id: int, account: Account) -> LoadedTopic:
    topic = await read(topic_id, account)
    if topic["raiser"] != account.id:
        raise NotFoundException
    return topic


def to_the_matter(request: AnyRequest, topic_id: int) -> Redirect:
    """Where there is nothing to do by now: the page of the matter says why."""
    return Redirect(f"{request.scope['root_path']}/topics/{topic_id}")


@get("/{topic_id:int}/withdrawal", guards=[signed_in])
async def withdrawing(request: AnyRequest, topic_id: FromPath[int]) -> Page:
    async with county_tx(readonly=True):
        topic = await raised_by(topic_id, user_of(request))
    if topic["stage"] not in BEFORE_ACCEPTANCE | {Stage.WITHDRAWN}:
        return to_the_matter(request, topic_id)
    return Template("topics/withdrawing.html", context={"topic": topic, "by_code": False})


@get("/{topic_id:int}/rating/withdrawal", guards=[signed_in])
async def rating_anew(request: AnyRequest, topic_id: FromPath[int]) -> Page:
    async with county_tx(readonly=True):
        topic = await raised_by(topic_id, user_of(request))
        back = await offered(topic_id, await passages_of(topic_id))
    if back is None or not back.open:
        return to_the_matter(request, topic_id)
    return Template("outcomes/rating_anew.html", context={"topic": topic, "by_code": False})


@get("/{topic_id:int}/office", guards=[may(Act.VEIL)])
async def office(request: AnyRequest, topic_id: FromPath[int]) -> Template:
    """What the office does about a matter beside its steps: veils words, takes back, takes down."""
    me = user_of(request)
    async with county_tx(readonly=True):
        topic = await read(topic_id, me)
        if not visible(topic, me):
            raise NotFoundException
        step = last_standing(await passages_of(topic_id))
        context = {
            "topic": topic,
            "flow": await transitions.charter_of(topic),
            "veils": await veils_of(topic_id),
            "last_step": step if may_go_back(step) else None,
        }
    return Template("topics/office.html", context=context)


handlers = [withdrawing, rating_anew, office]
