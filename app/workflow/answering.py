"""The answer to whoever raised the matter, and their rating of it."""

from app.access.roles import Account, Act, Role, may, signed_in
from app.access.visibility import visible
from app.charter.model import Charter, RingKind
from app.charter.stages import Stage
from app.dates import deadline, today
from app.db import row
from app.i18n import _
from app.outcomes.tables import Answer
from app.refusal import Refused
from app.topics import rules as topic_rules
from app.topics import transitions
from app.topics.assignee import in_turn
from app.topics.briefing.passages import passages_of
from app.topics.hands import in_hand
from app.topics.rules import Move
from app.topics.tables import LoadedTopic
from app.web.frame import Done
from app.web.requests import AnyRequest, user_of
from app.workflow.carrying_out import OPEN, StepForm
from app.workflow.rating.back import RatingBackForm, take_back
from app.workflow.rating.giving import RatingForm, rate
from app.workflow.topic_page import moved_on, step


@step("/answers", may(Act.MOVE_TOPIC))
async def answer(request: AnyRequest, form: StepForm, topic_id: int) -> Done:
    """What whoever raised the matter is told. Counts as solved if all that was promised is kept."""
    me = user_of(request)
    topic, charter, role = await to_answer(topic_id, me, form.version)
    move = topic_rules.answered(charter.rings, topic["ring"], topic["stage"], form.text)
    await Answer.insert(
        Answer(topic=topic_id, text=form.text.strip(), account=me.id, happened_on=today())
    )
    commitments = await row(OPEN, topic_id)
    topic["all_verified"] = bool(commitments["total"]) and not commitments["open"]
    await transitions.move(
        topic,
        move,
        account=me,
        role=role,
        kind="rate",
        decision="answered",
        opinion=form.text,
    )
    return moved_on(topic_id, _("已答复，等待评价。"))


async def to_answer(
    topic_id: int, account: Account, version: int
) -> tuple[LoadedTopic, Charter, str]:
    """The locked topic and the role in which this account answers. What was referred stands at
    another ring, and is answered by who would have answered it at its end.
    """
    topic = await transitions.load(topic_id, lock=True)
    if topic["stage"] != Stage.REFERRED:
        return await in_turn(topic_id, account, version, {RingKind.RATE})
    if not visible(topic, account):
        transitions.not_there()
    transitions.check_fresh(topic, version)
    held = account.at(set(Role), topic["lineage"])
    hands = in_hand(topic).roles
    role = next((str(role) for role in held if role in hands), None)
    if role is None:
        raise Refused(_("答复不由您办理，或者已经答复过。"))
    return topic, await transitions.charter_of(topic), role


@step("/lapse", may(Act.MOVE_TOPIC))
async def lapse(request: AnyRequest, form: StepForm, topic_id: int) -> Done:
    """The answer was not rated within the ring's limit: on, and the timeline says so."""
    me = user_of(request)
    topic, charter, role = await in_turn(topic_id, me, form.version, {RingKind.RATE})
    ring = charter.rings[topic["ring"]]
    topic_rules.check_lapse(topic["stage"], deadline(topic["ring_since"], ring.days or 0), today())
    following = topic_rules.onward(charter.rings, topic["ring"])
    await transitions.move(
        topic,
        Move(following.stage, following.ring),
        account=me,
        role=role,
        kind="rate",
        decision="lapsed",
    )
    return moved_on(topic_id, _("已记录，进入下一环。"))


@step("/rating", signed_in)
async def rating(request: AnyRequest, form: RatingForm, topic_id: int) -> Done:
    """By whoever raised it, signed in. Without an account: /follow."""
    me, topic = await raised_by_me(request, topic_id)
    await rate(topic, form, account=me)
    return moved_on(topic_id, _("评价已收到，谢谢。"))


@step("/rating/withdrawal", signed_in, alone="/rating/withdrawal")
async def rating_back(request: AnyRequest, form: RatingBackForm, topic_id: int) -> Done:
    me, topic = await raised_by_me(request, topic_id)
    await take_back(topic, await passages_of(topic_id), form, account=me)
    return moved_on(topic_id, _("评价已收回，请您重新评。"))


async def raised_by_me(request: AnyRequest, topic_id: int) -> tuple[Account, LoadedTopic]:
    """Locked. For everybody else it is not there."""
    me = user_of(request)
    topic = await transitions.load(topic_id, lock=True)
    if topic["raiser"] != me.id:
        transitions.not_there()
    return me, topic


handlers = [answer, lapse, rating, rating_back]
