"""The state machine of a topic: what may happen at which ring, and where it leads. Plain values.

The rings are the county's (charter); what each kind of ring means is fixed here. Every function
that decides returns a `Move`; every one that forbids raises `Refused` with the rule in words.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from app.charter.model import AGENDA, Conclusion, Ring, RingKind
from app.charter.rings import ASIDE, GATES, LAPSED_FORM
from app.charter.stages import AFTER_THE_ANSWER, BEFORE_ACCEPTANCE, ENDED, Decision, Stage
from app.i18n import _
from app.refusal import Refused, refuse_all
from app.topics.requirements import Facts as Facts
from app.topics.requirements import check_ticked as check_ticked
from app.topics.requirements import lacking as lacking
from app.topics.requirements import missing as missing
from app.topics.requirements import unmet as unmet

LONGEST_TITLE = 60
LONGEST_STORY = 4000
LONGEST_TEXT = 20_000
SHORTEST_TEXT = 10
LETS_IN = frozenset({Decision.PASS, Decision.SETTLE})


class Move(NamedTuple):
    """Where a topic goes. `ring` is its place in the charter's rings; at the end, the last one.

    `told`: whoever raised it has had an answer. What was talked over and then referred still owes
    them one, so it stays with somebody until that is given.
    """

    stage: Stage
    ring: int
    told: bool = False


def stage_at(rings: Sequence[Ring], place: int) -> Stage:
    """The stage of a topic that has just come to this ring."""
    ring = rings[place]
    if ring.kind is RingKind.APPROVE:
        return GATES[ring.of].stage
    if ring.kind.about.stage is not None:
        return ring.kind.about.stage
    before = stage_at(rings, place - 1) if place else Stage.SCREENING
    return Stage.ACCEPTED if before in BEFORE_ACCEPTANCE else Stage.PREPARING


def onward(rings: Sequence[Ring], place: int) -> Move:
    """To the next ring, or, past the last, closed."""
    if place == last(rings):
        return Move(Stage.CLOSED, place)
    return Move(stage_at(rings, place + 1), place + 1)


def last(rings: Sequence[Ring]) -> int:
    """Where the road of all ends; what is aside stands after it."""
    return max(place for place, ring in enumerate(rings) if ring.kind not in ASIDE)


def first(rings: Sequence[Ring], kind: RingKind) -> int | None:
    return next((place for place, ring in enumerate(rings) if ring.kind is kind), None)


def raised(rings: Sequence[Ring]) -> Move:
    """A matter that was just raised waits at the ring after `propose`."""
    return onward(rings, 0)


def check_raising(
    title: str, story: str, category: str, categories: Collection[str]
) -> list[Refused]:
    """Whoever does not know the category, or wants no name to stand there, leaves it open."""
    wrong = []
    if not 4 <= len(title.strip()) <= LONGEST_TITLE:
        wrong.append(Refused(_("请用 4 到 %(most)s 个字写明事情。"), "title", most=LONGEST_TITLE))
    if not 1 <= len(story.strip()) <= LONGEST_STORY:
        wrong.append(Refused(_("请写清经过，不超过 %(most)s 字。"), "story", most=LONGEST_STORY))
    if category and category not in categories:
        wrong.append(Refused(_("请选一个类别。"), "category"))
    return wrong


def category_after(
    category: str, chosen: str, categories: Collection[str], decision: Decision
) -> str:
    """After a level's decision. Whoever lets a matter in says what it is about, if nobody has: what
    is accepted is counted by it.
    """
    if decision not in LETS_IN:
        return category
    found = chosen if chosen in categories else category
    if not found:
        raise Refused(_("提出人没有选类别，请选一个。"), "category")
    return found


def check_turn(ring: Ring, stage: str, kinds: Collection[RingKind], held: Collection[str]) -> None:
    """The right step at the right time by the right person. `held`: roles held at the station."""
    if stage in ENDED:
        raise Refused(_("此%(topic)s已经结束，不能再办理。"))
    if ring.kind not in kinds:
        raise Refused(_("现在轮到「%(ring)s」这一环，不能办理这一步。"), ring=ring.name)
    if not set(ring.by) & set(held):
        raise Refused(_("「%(ring)s」不由您办理。"), ring=ring.name)


def review(
    rings: Sequence[Ring],
    place: int,
    decision: Decision,
    *,
    facts: Facts,
    reason: str = "",
    reasons: Collection[str] = (),
    into: int | None = None,
) -> Move:
    """One level's decision."""
    if decision is Decision.PASS:
        return leave(rings, place, facts)
    if not facts.opinion.strip():
        raise Refused(_("提出人应当知道缘由，请写明。"), "opinion")
    if decision is Decision.DECLINE and reason not in reasons:
        raise Refused(_("请选不予受理的理由。"), "reason")
    if decision is Decision.MERGE and into is None:
        raise Refused(_("请选并入哪个%(topic)s。"), "into")
    if decision is Decision.ESCALATE and rings[place + 1].kind is not RingKind.REVIEW:
        raise Refused(_("上面没有再高一级的审核。"), "decision")
    if decision is Decision.DELEGATE and rings[place - 1].kind is not RingKind.REVIEW:
        raise Refused(_("下面没有再低一级的审核。"), "decision")
    return {
        Decision.RETURN: Move(Stage.RAISED, 0),
        Decision.DECLINE: Move(Stage.DECLINED, place),
        Decision.MERGE: Move(Stage.MERGED, place),
        Decision.SETTLE: Move(Stage.SETTLED, place),
        Decision.ESCALATE: Move(Stage.SCREENING, place + 1),
        Decision.DELEGATE: Move(Stage.SCREENING, place - 1),
    }[decision]


def approve(rings: Sequence[Ring], place: int, *, approved: bool, facts: Facts) -> Move:
    """The Party committee's gate. Not approved: back to the ring before, with the reason."""
    if not approved:
        if not facts.opinion.strip():
            raise Refused(_("不批准须写明理由。"), "opinion")
        back = max(place - 1, 0)
        return Move(stage_at(rings, back), back)
    return leave(rings, place, facts)


def leave(rings: Sequence[Ring], place: int, facts: Facts) -> Move:
    """A ring whose work is done: on to the next, if nothing that it requires is missing."""
    refuse_all(missing(rings[place], facts))
    return onward(rings, place)


def concluded(rings: Sequence[Ring], place: int, conclusion: Conclusion, facts: Facts) -> Move:
    """A consultation was filed. The agenda's rings are left together: they are one sitting.

    consensus, partial → what follows the agenda; none → another round; hard → the road aside, or
    without one referred at once (达成共识跟踪办理, 未达成持续协商, 难以达成提交党委、政府作为决策
    参考).
    """
    start = next(n for n, ring in enumerate(rings) if ring.kind in AGENDA)
    end = max(n for n, ring in enumerate(rings) if ring.kind in AGENDA)
    if not start <= place <= end:
        raise Refused(_("现在轮到「%(ring)s」这一环，不能办理这一步。"), ring=rings[place].name)
    refuse_all([each for ring in rings[start : end + 1] for each in missing(ring, facts)])
    if conclusion is Conclusion.NONE:
        return Move(Stage.CONSULTING, start)
    if conclusion is Conclusion.HARD:
        aside = first(rings, RingKind.REFER)
        return Move(Stage.REFERRED, place) if aside is None else Move(Stage.REFERRING, aside)
    return onward(rings, end)


def referred(rings: Sequence[Ring], place: int, text: str, sent_to: str, facts: Facts) -> Move:
    """Sent to the Party committee and government, with its text."""
    wrong = missing(rings[place], facts)
    if len(text.strip()) < SHORTEST_TEXT:
        wrong.append(Refused(_("请写明内容，至少 10 个字。"), "text"))
    if not sent_to.strip():
        wrong.append(Refused(_("请写明提交给谁。"), "sent_to"))
    refuse_all(wrong)
    return onward(rings, place)


def replied(rings: Sequence[Ring], place: int, text: str, facts: Facts) -> Move:
    """The reply is what whoever raised it is told; so it is answered, and at its end."""
    wrong = missing(rings[place], facts)
    if len(text.strip()) < SHORTEST_TEXT:
        wrong.append(Refused(_("回复至少写 10 个字，提出人看得到。"), "text"))
    refuse_all(wrong)
    return Move(Stage.REFERRED, place, told=True)


def adopted(rings: Sequence[Ring], place: int, *, adopted: bool, reason: str) -> Move:
    """Not adopted: nothing to carry out, but whoever raised it is told why."""
    if adopted:
        return onward(rings, place)
    if not reason.strip():
        raise Refused(_("不采纳须写明理由。"), "reason")
    rate = first(rings, RingKind.RATE)
    return Move(Stage.CARRYING_OUT, rate) if rate is not None else onward(rings, place)


def carried_out(rings: Sequence[Ring], place: int, open_commitments: int, total: int) -> Move:
    if not total:
        raise Refused(_("还没有%(commitment)s：谁办、何时办完，先写下来。"), "task")
    if open_commitments:
        raise Refused(
            _("还有 %(number)s 件%(commitment)s没有办完并核验。"), number=open_commitments
        )
    return onward(rings, place)


def answered(rings: Sequence[Ring], place: int, stage: str, text: str) -> Move:
    """The answer is given; the ring stays `rate`: now whoever raised the matter has the word.
    What was referred is answered where it stands.
    """
    if stage == Stage.ANSWERED:
        raise Refused(_("已经答复过，正等提出人评价。"))
    if stage != Stage.REFERRED and rings[place].kind is not RingKind.RATE:
        raise Refused(_("现在轮到「%(ring)s」这一环，不能办理这一步。"), ring=rings[place].name)
    if len(text.strip()) < SHORTEST_TEXT:
        raise Refused(_("答复至少写 10 个字，说清办了什么、结果怎样。"), "text")
    after = Stage.REFERRED if stage == Stage.REFERRED else Stage.ANSWERED
    return Move(after, place, told=True)


def rated(rings: Sequence[Ring], place: int, *, stage: str, solved: bool) -> Move:
    """Solved: on. Not solved: reopened, back to carrying out."""
    if stage not in AFTER_THE_ANSWER:
        raise Refused(_("还没有答复，不能评价。"))
    if stage == Stage.CLOSED:
        place = last(rings)
    if not solved:
        carry_out = first(rings, RingKind.CARRY_OUT)
        return Move(Stage.CARRYING_OUT, place if carry_out is None else carry_out)
    if stage in {Stage.SETTLED, Stage.CLOSED}:
        return Move(Stage(stage), place)
    return onward(rings, place)


def holders(rings: Sequence[Ring], move: Move) -> list[str]:
    """Roles that may take the next step. After the answer it is whoever raised it: no role."""
    if move.stage is Stage.REFERRED and not move.told:
        return answering(rings)
    if move.stage in ENDED:
        return []
    ring = rings[move.ring]
    if ring.kind is RingKind.RATE and move.stage is Stage.ANSWERED:
        return []
    return [role for role in ring.by if role != "citizen"]


def answering(rings: Sequence[Ring]) -> list[str]:
    """Who gives the county's answers."""
    return next(ring.by for ring in rings if ring.kind is RingKind.RATE)


def turn(ring: Ring, stage: str, held_by: Collection[str], held: Collection[str]) -> str:
    """Which form the topic page offers to somebody who holds these roles: a ring's kind, `agenda`,
    `answer`, `lapse` (the answer was not rated in time) or '' for none. `held_by`: the topic's.
    """
    if stage == Stage.REFERRED:
        return "answer" if set(held_by) & set(held) else ""
    if stage in ENDED or not set(ring.by) & set(held):
        return ""
    if ring.kind in AGENDA:
        return "agenda"
    if ring.kind is RingKind.RATE:
        return "lapse" if stage == Stage.ANSWERED else "answer"
    return str(ring.kind)


def form_of(ring: Ring, turn: str) -> str:
    """The template of the form for what `turn` says; '' for none."""
    forms = {"": "", "answer": RingKind.RATE.about.form, "lapse": LAPSED_FORM}
    return forms.get(turn, ring.kind.about.form)


def withdrawn(place: int, stage: str, reason: str, *, others: bool = False) -> Move:
    """Whoever raised a matter may take it back until it is accepted; then it is the county's.
    `others`: what was merged into it would go with it, and reach nobody.
    """
    if stage not in BEFORE_ACCEPTANCE:
        raise Refused(_("已经立项，不能撤回。"))
    if others:
        raise Refused(_("别人提的同一件事已经并到这里一起办，不能撤回。"))
    if not reason.strip():
        raise Refused(_("请写明撤回的缘由。"), "reason")
    return Move(Stage.WITHDRAWN, place)


def origin(propose: Ring, roles: Collection[str]) -> str:
    """In whose name a matter is raised, as far as the charter lets them."""
    if "member" in roles and "member" in propose.by:
        return "member"
    if set(roles) & set(propose.by) - {"member"}:
        return "station"
    if "citizen" in propose.by:
        return "citizen"
    raise Refused(_("这里不接受自行提出，请与您身边的%(member)s联系。"))


def check_lapse(stage: str, due: date, today: date) -> None:
    """Only an answer that was given, and left unrated past its limit, may be passed over."""
    if stage != Stage.ANSWERED:
        raise Refused(_("还没有答复。"))
    if today <= due:
        raise Refused(_("评价期限未到，请再等等提出人的评价。"))
