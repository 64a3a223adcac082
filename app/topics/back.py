"""How a step that was taken by mistake goes back: the last one that stands, with a reason. Pure.

What is written down stays; beside it stands that it was taken back, and why.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from app.charter.model import Ring, RingKind
from app.charter.stages import Stage
from app.i18n import _
from app.ledger import Kind
from app.refusal import Refused
from app.topics.entries import TAKEN_BACK
from app.topics.rules import Move, onward, stage_at

# What whoever raised it said is theirs: they say it anew, or what they said leads on; and what they
# withdrew they alone bring on again.
RATED = frozenset({"solved", "not_solved"})
WITHDRAWN = "withdrawn"
THEIRS = RATED | {"resubmitted", WITHDRAWN}
DECIDED = frozenset({"adopted", "not_adopted"})
# What a step may have posted, beside that it was taken.
POSTED = (
    Kind.TOPIC_ACCEPTED, Kind.TOPIC_ON_THEME, Kind.TOPIC_DECLINED, Kind.TOPIC_MERGED,
    Kind.TOPIC_SETTLED, Kind.TOPIC_REFERRED, Kind.TOPIC_WITHDRAWN, Kind.TOPIC_ANSWERED,
    Kind.TOPIC_SOLVED, Kind.TOPIC_CLOSED, Kind.REFERENCE_DUE, Kind.REFERENCE_REPLIED,
    Kind.REFERENCE_REPLIED_ON_TIME, Kind.OUTCOME_REPORTED, Kind.OUTCOME_ADOPTED,
    Kind.OUTCOME_NOT_ADOPTED,
)  # fmt: skip
# And what a rating posts beside itself: also what is owed again when it is not solved.
BY_RATING = (
    Kind.TOPIC_CLOSED, Kind.TOPIC_REOPENED, Kind.COMMITMENT_MADE, Kind.COMMITMENT_DUE,
)  # fmt: skip
FILED = (
    Kind.CONSULTATION_FILED, Kind.CONSULTATION_TYPICAL, Kind.ATTENDANCE_MEMBER,
    Kind.ATTENDANCE_CITIZEN, Kind.ATTENDANCE_DEPARTMENT, Kind.STATEMENT_MADE,
    Kind.STATEMENT_ANSWERED,
)  # fmt: skip

CLOCKS_DIFFER = timedelta(minutes=1)  # two at once: who began first may be written down last

Step = TypeVar("Step", bound=Mapping[str, Any])
T = TypeVar("T")


def standing(passages: Sequence[Step]) -> list[Step]:
    """Of all steps in their order, those that were not taken back."""
    found: list[Step] = []
    for each in passages:
        if each["decision"] == TAKEN_BACK:
            found = found[:-1]
        else:
            found.append(each)
    return found


def last_standing(passages: Sequence[Step]) -> Step | None:
    found = standing(passages)
    return found[-1] if found else None


def still_there(passages: Sequence[Step], decisions: frozenset[str], left: Sequence[T]) -> list[T]:
    """Of what such steps left behind, one each and in their order, what has not gone back with its
    step. What was not written down with a step stays.
    """
    made = [each for each in passages if each["decision"] in decisions]
    if len(made) != len(left):
        return list(left)
    stands = {each["id"] for each in standing(passages)}
    return [one for step, one in zip(made, left, strict=True) if step["id"] in stands]


def until(passages: Sequence[Mapping[str, Any]], step: Mapping[str, Any]) -> datetime | None:
    """From when on what is recorded belongs to steps before this one, since the clock was ahead
    when they were taken. None: it was not.
    """
    right = step["at"] + CLOCKS_DIFFER
    before = (each["at"] for each in passages if each["id"] < step["id"])
    return min((at for at in before if at > right), default=None)


def outcomes_decided(passages: Sequence[Step]) -> list[int]:
    """What the last step that stands decided of: reported since the decision before it."""
    *before, last = standing(passages)
    since = max((each["id"] for each in before if each["decision"] in DECIDED), default=0)
    return [
        each["facts"]["outcome"]
        for each in passages
        if since < each["id"] < last["id"] and "outcome" in each["facts"]
    ]


def may_go_back(step: Mapping[str, Any] | None) -> bool:
    return step is not None and step["decision"] not in THEIRS


def check_brought_on(step: Mapping[str, Any] | None, reason: str) -> None:
    if step is None or step["decision"] != WITHDRAWN:
        raise Refused(_("这件事没有撤回，不用恢复。"))
    if not reason.strip():
        raise Refused(_("请写明恢复的缘由。"), "reason")


def before(rings: Sequence[Ring], step: Mapping[str, Any]) -> Move:
    """Where the topic stood when the step was taken."""
    place = step["ring"]
    return Move(stage_before(rings, place, step["kind"], step["decision"]), place)


def stood_since(rings: Sequence[Ring], passages: Sequence[Step], raised_on: date) -> date:
    """Since when the topic had stood where the last step that stands was taken: its limit goes on,
    and does not begin anew because somebody erred.
    """
    *earlier, last = standing(passages)
    came = (each for each in reversed(earlier) if before(rings, each) != before(rings, last))
    led_there = next(came, None)
    return led_there["happened_on"] if led_there else raised_on


def stage_before(rings: Sequence[Ring], place: int, kind: str, decision: str) -> Stage:
    ring = rings[place]
    if decision == "lapsed":
        return Stage.ANSWERED
    if kind == RingKind.RATE and ring.kind is not RingKind.RATE:  # answered where it was referred
        return Stage.REFERRED
    if decision == WITHDRAWN:
        return Stage.RAISED if place == 0 else Stage.SCREENING
    return stage_at(rings, place)


def before_rating(rings: Sequence[Ring], way: Sequence[Step]) -> Move:
    """Where the topic stood when it was rated, which is the last step of its way that stands: where
    the step before had led.
    """
    *earlier, rating = way
    led = earlier[-1]["decision"] if earlier else "answered"
    after = {"answered": Stage.ANSWERED, "settle": Stage.SETTLED}
    stage = after.get(led) or onward(rings, earlier[-1]["ring"]).stage
    return Move(stage, rating["ring"])


def check(step: Mapping[str, Any] | None, reason: str, *, promised: int, planned: int) -> None:
    """`promised`: commitments that stand; `planned`: sittings that are still to be held."""
    if step is None:
        raise Refused(_("还没有办过哪一步，没有可以撤回的。"))
    if step["decision"] in THEIRS:
        raise Refused(_("上一步是提出人自己的，不能由别人撤回。"))
    if step["decision"] == "adopted" and promised:
        raise Refused(_("已经定下要办的事，请先逐件撤回，再撤回这一步。"))
    if "consultation" in step["facts"] and planned:
        raise Refused(_("后面又安排了一次，请先取消，再撤回这一步。"))
    if not reason.strip():
        raise Refused(_("请写明撤回的缘由。"), "reason")
