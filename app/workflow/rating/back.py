"""Whoever raised a matter takes back a rating that was given by mistake, and rates anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from app import ledger
from app.access.parties import there_is
from app.access.roles import Account
from app.dates import now, today
from app.db import row, rows, value
from app.i18n import _
from app.ledger import Kind
from app.outcomes import rules
from app.outcomes.tables import Commitment, Rating, since
from app.refusal import Refused
from app.topics import back, transitions
from app.topics.entries import TAKEN_BACK, UNSOLVED
from app.topics.tables import LoadedTopic
from app.workflow.rating.giving import KEPT, KeptOne

# What happened after the step $3: what is owed since then; and whether anybody went on from there.
OF_IT = """FROM "{0}" WHERE "{0}"."county" = $1 AND "{0}"."commitment" = "commitment"."id\""""
SINCE = f"""
    SELECT ARRAY(SELECT "id" FROM "commitment" WHERE "commitment"."county" = $1
                   AND "commitment"."topic" = $2 AND "commitment"."id" > $3) AS owed,
           EXISTS (SELECT FROM "commitment" WHERE "commitment"."county" = $1
                     AND "commitment"."topic" = $2 AND {since("$3")}
                     AND ("commitment"."id" < $3
                          OR "done_on" IS NOT NULL OR "withdrawn_on" IS NOT NULL
                          OR {there_is(OF_IT.format("progress") + ' AND "account" IS NOT NULL')}
                          OR {there_is(OF_IT.format("photo"))}
                          OR {there_is(OF_IT.format("file"))}))
           OR EXISTS (SELECT FROM "answer" WHERE "answer"."county" = $1
                        AND "answer"."topic" = $2 AND "answer"."id" > $3)
           OR EXISTS (SELECT FROM "nomination" WHERE "nomination"."county" = $1
                        AND "nomination"."topic" = $2 AND "nomination"."withdrawn_at" IS NULL)
           AS gone_on
"""  # noqa: S608
LAST = """
    SELECT max("id") FROM "rating" WHERE "rating"."county" = $1 AND "topic" = $2
      AND "withdrawn_at" IS NULL
"""


class Offered(NamedTuple):
    """`open`: the last rating can be taken back; else somebody has gone on from there."""

    open: bool
    last_day: date


@dataclass
class RatingBackForm:
    version: int = -1
    reason: str = ""


def ways(passages: Sequence[Any]) -> tuple[list[Any], Any]:
    """All steps that stand; and the last of them that is a rating, or None."""
    way = back.standing(passages)
    return way, next((each for each in reversed(way) if each["decision"] in back.RATED), None)


async def owed_since(topic: int, way: Sequence[Any]) -> list[int] | None:
    """What is owed again because of this rating, the last step of the way. None: somebody has
    already gone on from there.
    """
    *before, last = way
    found = await row(SINCE, topic, last["id"])
    kept = []
    if last["decision"] == "not_solved":
        reopened = [each["id"] for each in before if each["decision"] == "not_solved"]
        kept = await rows(KEPT, topic, max(reopened, default=0), last["id"], of=KeptOne)
    if found["gone_on"] or len(found["owed"]) != len(kept):
        return None
    return list(found["owed"])


async def offered(topic: int, passages: Sequence[Any]) -> Offered | None:
    """None: nothing was rated, or it was too long ago."""
    way, rated = ways(passages)
    if rated is None or not rules.to_change(rated["happened_on"], today()):
        return None
    can = rated is way[-1] and await owed_since(topic, way) is not None
    return Offered(can, rules.last_to_change(rated["happened_on"]))


async def counts_not(
    topic: int, way: Sequence[Any], until: datetime | None, reason: str, actor: int | None
) -> None:
    """The ledger, as if the last step of the way had not been rated. The rating itself was posted
    before that step was written down: it is the one since the step before.
    """
    since, before = way[-1]["at"], min(each["at"] for each in way[-2:]) if len(way) > 1 else None
    why: Any = {"topic": topic, "reason": reason, "actor": actor, "until": until}
    await ledger.take_back(Kind.RATING_GIVEN, since=before, **why)
    await ledger.take_back(*back.BY_RATING, since=since, **why)
    await ledger.put_back(*UNSOLVED, topic=topic, since=since, until=until, actor=actor)


async def take_back(
    topic: LoadedTopic,
    passages: Sequence[Any],
    form: RatingBackForm,
    *,
    account: Account | None,
) -> None:
    """`topic` is locked, and whoever asks has raised it. As if it had not been rated; that it was
    stays in the timeline, with the reason.
    """
    transitions.check_fresh(topic, form.version)
    way, rated = ways(passages)
    if rated is None:
        raise Refused(_("还没有评价，没有可以收回的。"))
    owed = await owed_since(topic["id"], way) if rated is way[-1] else None
    rules.check_change(rated["happened_on"], today(), untouched=owed is not None)
    reason = form.reason.strip()
    if not reason:
        raise Refused(_("请写明为什么要改。"), "reason")
    actor = account.id if account else None
    await counts_not(topic["id"], way, back.until(passages, way[-1]), reason, actor)
    last = await value(LAST, topic["id"])
    await Rating.update({Rating.withdrawn_at: now()}).where(Rating.id == last)
    if owed:
        changes: dict[Any, Any] = {"withdrawn_on": today(), "withdrawn_reason": reason}
        await Commitment.update(changes).where(Commitment.id.is_in(owed))
    charter = await transitions.charter_of(topic)
    to = back.before_rating(charter.rings, way)
    if not transitions.publishes(charter, to.stage):
        await transitions.change(topic, {"published_at": None})
    await transitions.move(
        topic,
        to,
        account=account,
        role=topic["origin"],
        kind=rated["kind"],
        decision=TAKEN_BACK,
        opinion=reason,
        facts={"of": rated["id"]},
        ring=rated["ring"],
    )
