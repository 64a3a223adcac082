"""What happens to a topic, as the ledger has it. Plain values in, entries out."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from app.charter.stages import AFTER_THE_ANSWER, BEFORE_ACCEPTANCE, OFF_THE_ROAD, Stage
from app.dates import today
from app.ledger import Entry, Kind
from app.topics.rules import Move

# What a new stage means to the ledger, beside the step itself.
POSTS = {
    Stage.DECLINED: Kind.TOPIC_DECLINED,
    Stage.MERGED: Kind.TOPIC_MERGED,
    Stage.REFERRED: Kind.TOPIC_REFERRED,
    Stage.WITHDRAWN: Kind.TOPIC_WITHDRAWN,
    Stage.ANSWERED: Kind.TOPIC_ANSWERED,
    Stage.CLOSED: Kind.TOPIC_CLOSED,
}
TAKEN_BACK = "taken_back"  # the decision that takes the last step back
# What no longer stands of a matter that is taken up again.
UNSOLVED = (Kind.TOPIC_SOLVED, Kind.TOPIC_SETTLED, Kind.TOPIC_CLOSED)
REFERRED = "referred"  # the decision that sends a reference


class Posting(NamedTuple):
    posts: list[Entry]
    takes_back: list[Kind]  # of what stands for the topic, on the same day


def about(
    topic: Mapping[str, Any],
    kind: Kind,
    *,
    actor: int | None = None,
    day: date | None = None,
    **more: Any,
) -> Entry:
    """`topic`: id, station, category."""
    return Entry(
        kind=kind,
        station=topic["station"],
        topic=topic["id"],
        category=topic["category"],
        actor=actor,
        happened_on=day or today(),
        **more,
    )


def of_step(
    topic: Mapping[str, Any],
    to: Move,
    *,
    actor: int | None,
    role: str,
    decision: str,
    day: date,
) -> Posting:
    """A step at a ring. `topic`: as it was before; `all_verified` where an answer is given,
    `in_time` and `fell_due` where a reference is replied to.
    """

    def entry(kind: Kind, **more: Any) -> Entry:
        return about(topic, kind, actor=actor, day=day, **more)

    posts, back = [entry(Kind.TOPIC_STEP, role=role, result=decision)], []
    if decision == TAKEN_BACK:  # what the step had posted is taken back with its reason
        return Posting(posts, [])
    before, after = Stage(topic["stage"]), to.stage
    if before in BEFORE_ACCEPTANCE and after not in (BEFORE_ACCEPTANCE | OFF_THE_ROAD):
        posts.append(entry(Kind.TOPIC_ACCEPTED))
        if topic["on_theme"]:
            posts.append(entry(Kind.TOPIC_ON_THEME))
    if after in BEFORE_ACCEPTANCE and before not in BEFORE_ACCEPTANCE:
        back += [Kind.TOPIC_ACCEPTED, Kind.TOPIC_ON_THEME]
    posts += [entry(kind) for kind in of_stage(topic, before, after, decision)]
    if after is Stage.SETTLED and before is not Stage.SETTLED:
        posts += [entry(Kind.TOPIC_SETTLED), entry(Kind.TOPIC_SOLVED)]
    if after is Stage.ANSWERED and before is Stage.CARRYING_OUT and topic.get("all_verified"):
        posts.append(entry(Kind.TOPIC_SOLVED))
    if after is Stage.CARRYING_OUT and before in AFTER_THE_ANSWER:
        posts.append(entry(Kind.TOPIC_REOPENED))
        back += UNSOLVED
    return Posting(posts, back)


def of_stage(topic: Mapping[str, Any], before: Stage, after: Stage, decision: str) -> list[Kind]:
    """Referred is what was sent: at the step that sends it, without a road aside at once."""
    if decision == REFERRED:
        return [Kind.TOPIC_REFERRED]
    if before is Stage.REFERRING and after is Stage.REFERRED:
        return of_reply(topic)
    if before is after is Stage.REFERRED:
        return [Kind.TOPIC_ANSWERED]
    return [POSTS[after]] if after is not before and after in POSTS else []


def of_reply(topic: Mapping[str, Any]) -> list[Kind]:
    """The Party committee's reply is what whoever raised it is told."""
    kinds = [Kind.REFERENCE_REPLIED, Kind.TOPIC_ANSWERED]
    if topic.get("in_time"):
        kinds.append(Kind.REFERENCE_REPLIED_ON_TIME)
    if not topic.get("fell_due"):
        kinds.append(Kind.REFERENCE_DUE)
    return kinds
