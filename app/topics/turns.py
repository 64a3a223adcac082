"""Whose turn it is, and what is shown after a step was taken."""

from collections.abc import Collection
from typing import Any

from litestar import Response
from litestar.response import Template

from app.accounts.roles import Account, Role
from app.charter.model import Charter, RingKind
from app.db import county_tx
from app.topics import moving, rules
from app.topics.loading import everything
from app.web import AnyRequest, is_htmx, once, to


async def shown(request: AnyRequest, topic_id: int) -> Response[Any] | Template:
    """After a step: HTMX gets the topic anew, a plain form goes to its page."""
    if not is_htmx(request):
        return to(request, f"/topics/{topic_id}")
    async with county_tx(readonly=True):
        context = await everything(topic_id, request.user)
    return Template("topics/_topic.html", context=context | {"once": once()})


async def in_turn(
    topic_id: int, account: Account, version: int, kinds: Collection[RingKind]
) -> tuple[dict[str, Any], Charter, str]:
    """The locked topic, its charter, and the role in which this account may act on it now."""
    topic = await moving.load(topic_id, lock=True)
    charter = await moving.charter_of(topic)
    held = account.at(set(Role), topic["lineage"])
    if not moving.visible(topic, account):
        await moving.load(-1)  # as if it were not there
    moving.check_fresh(topic, version)
    ring = charter.rings[topic["ring"]]
    rules.check_turn(ring, topic["stage"], kinds, held)
    return topic, charter, next(str(role) for role in held if role in ring.by)
