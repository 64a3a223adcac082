"""A matter's card: what stands beside its address where somebody passes that on. Of what strangers
read, and under the same veil; its own address holds a mark of what it says, so that what it said
before is found no longer.
"""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.access.visibility import visible
from app.db import county_tx
from app.evidence.pages import KEPT
from app.evidence.store.blob import SAFE
from app.topics.briefing.cards import card_of
from app.topics.queries import with_ring
from app.topics.transitions import charter_of as rules_of
from app.topics.transitions import load
from app.veiling.queries import hidden_of
from app.veiling.rules import as_told
from app.web.forms.fields import NO_SUCH
from app.web.rate_limit import spends
from app.web.requests import AnyRequest

HEADERS = SAFE | {"cache-control": KEPT, "cross-origin-resource-policy": "cross-origin"}


@get("/topics/{topic_id:int}/card/{file:str}", guards=[spends("export")])
async def card(
    request: AnyRequest, topic_id: FromPath[int], file: FromPath[str]
) -> Response[bytes]:
    async with county_tx(readonly=True):
        topic = await load(topic_id)
        if not visible(topic, None):
            raise NotFoundException(NO_SUCH)
        (topic,) = as_told([topic], await hidden_of(None, topic_id), "title")
        rules = await rules_of(topic)
        found = card_of(request, with_ring(topic, rules), rules)
    if file != found.file:
        raise NotFoundException(NO_SUCH)
    from app.public.drawing import drawn  # noqa: PLC0415  (of no use before somebody asks)

    return Response(drawn(found), media_type="image/jpeg", headers=HEADERS)


handlers = [card]
