"""The office asks whoever has a matter (a reminder, 催办): one, or several at once: harmless, as
nothing is decided by it, and each is asked for once a day, told and kept as if it were alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app import ledger
from app.access.holding import HELD_AT_ALL, HELD_HERE
from app.access.roles import Act, may
from app.dates import today
from app.db import execute, rows
from app.i18n import _
from app.ledger import Kind
from app.portal.under_way import LISTS
from app.refusal import Refused
from app.topics import transitions
from app.topics.entries import about
from app.topics.hands import check_nudge, in_hand
from app.web.forms.fields import id_in, word_asked
from app.web.frame import Done, Fields, change, sentence
from app.web.requests import AnyRequest, user_of

HERE = "/desk/county"
CHOSEN = f"""
    SELECT "topic"."id", "topic"."station", "topic"."category", "topic"."nudged_on",
           "topic"."held_by", "topic"."instead", {HELD_HERE} AS held_here,
           {HELD_AT_ALL} AS held_at_all
    FROM "topic" JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "topic"."county" = $1 AND "topic"."id" = ANY($2::bigint[])
    ORDER BY "topic"."id" FOR UPDATE OF "topic"
"""  # noqa: S608
NUDGED = """
    UPDATE "topic" SET "nudged_on" = $3
    WHERE "topic"."county" = $1 AND "topic"."id" = ANY($2::bigint[])
"""


@dataclass
class NudgesForm:
    topic: frozenset[str] = frozenset()
    shown: str = ""


@change("/desk/county/{topic_id:int}/nudge", may(Act.NUDGE), page=HERE)
async def nudge(request: AnyRequest, form: Fields, topic_id: int) -> Done:  # noqa: ARG001
    """Whoever has it sees it on their desk and on the matter's page; the ledger keeps it."""
    await nudged([topic_id], user_of(request).id)
    return Done(HERE, sentence(_("已催办，经办人的工作台上可以看到。")))


@change("/desk/county/nudges", may(Act.NUDGE), page=f"{HERE}?shown={{shown}}")
async def nudge_several(request: AnyRequest, form: NudgesForm) -> Done:
    """Of which one was nudged today, or nobody has it any more, that one alone is left out."""
    chosen = [number for each in form.topic if (number := id_in(each))]
    if not chosen:
        raise Refused(_("请先勾选要催的事。"), "topic")
    n = await nudged(chosen, user_of(request).id)
    said = sentence(_("已催办 %(n)s 件，经办人的工作台上可以看到。"), n=n)
    return Done(f"{HERE}?shown={word_asked(form.shown, LISTS)}", said)


async def nudged(topics: Iterable[int], actor: int) -> int:
    """How many were. Raises what is wrong with the only one, or with the first where all are."""
    found = await rows(CHOSEN, list(topics))
    if not found:
        transitions.not_there()
    wrong = [why for each in found if (why := refusal(each))]
    asked = [each for each in found if not refusal(each)]
    if wrong and not asked:
        raise wrong[0]
    await execute(NUDGED, [each["id"] for each in asked], today())
    await ledger.post(*(about(each, Kind.TOPIC_NUDGED, actor=actor) for each in asked))
    return len(asked)


def refusal(topic: Any) -> Refused | None:
    try:
        check_nudge(in_hand(topic), topic["nudged_on"], today())
    except Refused as why:
        return why
    return None


handlers = [nudge, nudge_several]
