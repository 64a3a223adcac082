"""The rings that are simply left when their work is done: composed, researched, looked back."""

from dataclasses import dataclass
from typing import Any

from app.access.roles import Act, may
from app.charter.rings import LEFT_WHEN_DONE
from app.consultations.circle import lacking_groups
from app.db import value
from app.evidence.tables import IS_READY
from app.i18n import _
from app.refusal import refuse_all
from app.topics import rules, transitions
from app.topics.assignee import in_turn
from app.topics.rules import Facts
from app.web.forms.fields import number_in
from app.web.frame import Done
from app.web.requests import AnyRequest, user_of
from app.workflow.topic_page import moved_on, step


@dataclass
class PassageForm:
    version: int
    opinion: str = ""
    report: str = ""
    visits: str = ""
    ticked: frozenset[str] = frozenset()


@step("/passage", may(Act.MOVE_TOPIC), one=True)
async def passage(request: AnyRequest, form: PassageForm, topic_id: int) -> Done:
    """Composed, researched, looked back, published: the ring is left when nothing is missing."""
    me = user_of(request)
    topic, charter, role = await in_turn(topic_id, me, form.version, LEFT_WHEN_DONE)
    ring, research = charter.rings[topic["ring"]], charter.consultations.research
    refuse_all(rules.check_ticked(research, form.ticked))
    facts = Facts(
        opinion=form.opinion,
        report=form.report,
        visits=number_in(form.visits),
        research=rules.unmet(research, form.ticked),
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
        opinion=form.report or form.opinion,
        facts=noted(facts.visits, form.ticked),
    )
    return moved_on(topic_id, _("这一环已完成。"))


def noted(visits: int, ticked: frozenset[str]) -> dict[str, Any] | None:
    kept = {"visits": visits} if visits else {}
    return (kept | ({"ticked": sorted(ticked)} if ticked else {})) or None


PHOTOS = f"""
    SELECT count(*) FROM "photo" WHERE "photo"."county" = $1 AND "topic" = $2 AND {IS_READY}
"""  # noqa: S608


async def photos(topic_id: int) -> int:
    return int(
        await value(
            PHOTOS,
            topic_id,
        )
    )


async def satisfaction(topic_id: int) -> int | None:
    """Per cent: four or five stars, or fewer; None: nobody rated the last answer. What was not
    solved before it and is by now would hold the matter for ever.
    """
    found = await value(
        'SELECT ("stars" >= 4)::int * 100 FROM "rating"'
        ' WHERE "rating"."county" = $1 AND "withdrawn_at" IS NULL AND "answer" = ('
        '    SELECT max("id") FROM "answer"'
        '    WHERE "answer"."county" = $1 AND "answer"."topic" = $2)',
        topic_id,
    )
    return None if found is None else int(found)


handlers = [passage]
