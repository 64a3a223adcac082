"""What whoever raised a matter may do with it: complete what was returned, or take it back."""

from dataclasses import dataclass
from typing import Any

from litestar.params import FromPath, URLEncodedBody

from app.access.roles import Account, Role, signed_in
from app.charter.model import Charter
from app.charter.stages import Stage
from app.db import county_tx
from app.i18n import _
from app.refusal import Refused, refuse_all
from app.topics import rules, transitions
from app.topics.tables import Topic
from app.web.idempotency import seen_before
from app.web.requests import AnyRequest, form_post, user_of
from app.workflow.topic_page import shown


@dataclass
class ResubmissionForm:
    version: int
    title: str
    story: str = ""
    once: str = ""


@dataclass
class WithdrawalForm:
    version: int
    reason: str = ""
    once: str = ""


@form_post("/{topic_id:int}/resubmission", guards=[signed_in])
async def resubmission(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[ResubmissionForm]
) -> Any:
    """What was returned is completed and sent in again, by who raised it or its station."""
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            topic = await transitions.load(topic_id, lock=True)
            charter = await transitions.charter_of(topic)
            held = me.at(set(Role), topic["lineage"])
            if topic["raiser"] != me.id and not set(held) & set(charter.rings[0].by):
                await transitions.load(-1)
            transitions.check_fresh(topic, data.version)
            await resubmit(topic, charter, data.title, data.story, account=me)
    return await shown(request, topic_id)


async def resubmit(
    topic: dict[str, Any], charter: Charter, title: str, story: str, *, account: Account | None
) -> None:
    if topic["stage"] != Stage.RAISED or topic["ring"] != 0:
        raise Refused(_("这件事没有被退回，不用补充。"))
    refuse_all(rules.check_raising(title, story, topic["category"], [topic["category"]], "-"))
    changes: dict[Any, Any] = {"title": title.strip()}
    await Topic.update(changes).where(Topic.id == topic["id"])
    topic |= changes
    await transitions.move(
        topic,
        rules.raised(charter.rings),
        account=account,
        role=topic["origin"],
        kind="propose",
        decision="resubmitted",
        opinion=story,
    )


@form_post("/{topic_id:int}/withdrawal", guards=[signed_in])
async def withdrawal(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[WithdrawalForm]
) -> Any:
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            topic = await transitions.load(topic_id, lock=True)
            if topic["raiser"] != me.id:
                await transitions.load(-1)
            transitions.check_fresh(topic, data.version)
            await withdraw(topic, data.reason, account=me)
    return await shown(request, topic_id)


async def withdraw(topic: dict[str, Any], reason: str, *, account: Account | None) -> None:
    await transitions.move(
        topic,
        rules.withdrawn(topic["ring"], topic["stage"], reason),
        account=account,
        role=topic["origin"],
        kind="propose",
        decision="withdrawn",
        opinion=reason,
    )


handlers = [resubmission, withdrawal]
