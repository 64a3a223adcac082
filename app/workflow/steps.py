"""The rings that are simply left when their work is done: composed, researched, looked back."""

from dataclasses import dataclass
from typing import Any

from litestar.params import FromPath, URLEncodedBody

from app.access.roles import Act, may
from app.charter.model import RingKind
from app.consultations.circle import lacking_groups
from app.db import county_tx, value
from app.topics import rules, transitions
from app.topics.rules import Facts
from app.topics.turns import in_turn
from app.web.fields import number_in
from app.web.idempotency import seen_before
from app.web.requests import AnyRequest, form_post, user_of
from app.workflow.topic_page import shown

LEFT_WHEN_DONE = frozenset(
    {RingKind.COMPOSE, RingKind.RESEARCH, RingKind.LOOK_BACK, RingKind.PUBLISH}
)


@dataclass
class PassageForm:
    version: int
    once: str = ""
    opinion: str = ""
    report: str = ""
    visits: str = ""


@form_post("/{topic_id:int}/passage", guards=[may(Act.MOVE_TOPIC)])
async def passage(
    request: AnyRequest, topic_id: FromPath[int], data: URLEncodedBody[PassageForm]
) -> Any:
    """Composed, researched, looked back, published: the ring is left when nothing is missing."""
    me = user_of(request)
    async with county_tx():
        if not await seen_before(data.once):
            topic, charter, role = await in_turn(topic_id, me, data.version, LEFT_WHEN_DONE)
            ring = charter.rings[topic["ring"]]
            facts = Facts(
                opinion=data.opinion,
                report=data.report,
                visits=number_in(data.visits),
                lacking=await lacking_groups(topic_id, charter),
                photos=await photos(topic_id),
                satisfaction=await satisfaction(topic_id),
            )
            await transitions.move(
                topic,
                rules.leave(charter.rings, topic["ring"], facts),
                account=me,
                role=role,
                kind=ring.kind,
                decision="done",
                opinion=data.report or data.opinion,
                facts={"visits": facts.visits} if facts.visits else None,
            )
    return await shown(request, topic_id)


async def photos(topic_id: int) -> int:
    return int(
        await value(
            'SELECT count(*) FROM "photo" WHERE "photo"."county" = $1 AND "topic" = $2'
            ' AND "state" = \'ready\' AND "removed_at" IS NULL',
            topic_id,
        )
    )


async def satisfaction(topic_id: int) -> int | None:
    """Per cent of ratings with 4 or 5 stars; None: nobody rated."""
    found = await value(
        'SELECT round(avg(("stars" >= 4)::int) * 100) FROM "rating"'
        ' WHERE "rating"."county" = $1 AND "topic" = $2',
        topic_id,
    )
    return None if found is None else int(found)


handlers = [passage]
