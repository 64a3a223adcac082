"""What must hold of a county's flow, so that every topic can come to its end. Pure, as rules.py."""

from collections.abc import Iterator
from itertools import pairwise

from app.charter.model import AGENDA, Charter, Need, Ring, RingKind, need
from app.charter.problems import Problem, at
from app.words import _

# The words a ring's `by` may use; the same as app/accounts/roles.py (a test holds them together),
# without those who never act in a county.
ROLES = frozenset(
    {"member", "convener", "township", "committee", "leadership", "party", "department", "office"}
)
MOST_DAYS = 500
OF = ("topic", "scheme", "result", "conversion")
ONCE = (
    RingKind.PROPOSE, RingKind.COMPOSE, RingKind.INTRODUCE, RingKind.DISCUSS, RingKind.SUMMARISE,
    RingKind.REPORT, RingKind.ADOPT, RingKind.CARRY_OUT, RingKind.RATE, RingKind.PUBLISH,
)  # fmt: skip
NEEDED = (
    RingKind.PROPOSE, RingKind.REVIEW, RingKind.COMPOSE, RingKind.DISCUSS, RingKind.REPORT,
    RingKind.CARRY_OUT, RingKind.RATE, RingKind.PUBLISH,
)  # fmt: skip
IN_ORDER = (
    RingKind.PROPOSE, RingKind.REVIEW, RingKind.COMPOSE, RingKind.RESEARCH, RingKind.INTRODUCE,
    RingKind.DISCUSS, RingKind.SUMMARISE, RingKind.REPORT, RingKind.ADOPT, RingKind.CARRY_OUT,
    RingKind.LOOK_BACK, RingKind.RATE, RingKind.PUBLISH,
)  # fmt: skip
AT_TABLE = frozenset({Need.MEMBER_PRESENT, Need.MINUTES, Need.DEPARTMENT_ANSWER})


def flow(charter: Charter) -> Iterator[Problem]:
    if charter.flow.draw not in ("steps", "rings"):
        yield at(_("流程"))(_("画法只能是 steps（画步骤）或 rings（画环节）。"))
    yield from shape(charter.rings)
    for step in charter.flow.steps:
        if not step.name.strip():
            yield at(_("流程"))(_("步骤的名称不能空着。"))
        if not step.rings:
            yield at(_("流程"), step.name)(_("这一步里没有环节。"))
        for ring in step.rings:
            yield from one(ring, (_("流程"), step.name, ring.name))


def shape(rings: list[Ring]) -> Iterator[Problem]:
    here = at(_("流程"))
    kinds = [ring.kind for ring in rings]
    for kind in NEEDED:
        if kind not in kinds:
            yield here(_("缺「%(kind)s」这一环。"), kind=str(kind))
    for kind in ONCE:
        if kinds.count(kind) > 1:
            yield here(_("「%(kind)s」只能有一环。"), kind=str(kind))
    if rings and kinds[0] is not RingKind.PROPOSE:
        yield here(_("第一环须是提出（propose）。"))
    if rings and kinds[-1] is not RingKind.PUBLISH:
        yield here(_("最后一环须是公开（publish）。"))
    agenda = [place for place, kind in enumerate(kinds) if kind in AGENDA]
    if agenda and agenda[-1] - agenda[0] + 1 != len(agenda):
        yield here(_("协商会的几环须连在一起，中间不能插别的。"))
    places = [IN_ORDER.index(kind) for kind in kinds if kind in IN_ORDER]
    for place, following in pairwise(places):
        if following < place:
            yield here(
                _("「%(later)s」不能排在「%(earlier)s」前面。"),
                later=str(IN_ORDER[place]),
                earlier=str(IN_ORDER[following]),
            )
    yield from gates(rings)


def gates(rings: list[Ring]) -> Iterator[Problem]:
    """An approval has its place: of the topic before the circle is composed, and so on."""
    stage = 0
    bounds = {"topic": (1, 1), "scheme": (2, 2), "result": (3, 4), "conversion": (4, 4)}
    for ring in rings:
        if ring.kind is RingKind.REVIEW:
            stage = max(stage, 1)
        elif ring.kind in {RingKind.COMPOSE, RingKind.RESEARCH}:
            stage = max(stage, 2)
        elif ring.kind in AGENDA:
            stage = max(stage, 3)
        elif ring.kind in {RingKind.REPORT, RingKind.ADOPT}:
            stage = max(stage, 4)
        elif ring.kind in {RingKind.CARRY_OUT, RingKind.LOOK_BACK, RingKind.RATE}:
            stage = 5
        if ring.kind is RingKind.APPROVE and ring.of in bounds:
            low, high = bounds[ring.of]
            if not low <= stage <= high:
                yield at(_("流程"), ring.name)(
                    _("选题在会审之后审定，方案在调研中批准，结果和转化在协商之后、落实之前审示。")
                )


def one(ring: Ring, path: tuple[str, ...]) -> Iterator[Problem]:
    here = at(*path)
    if not ring.name.strip():
        yield here(_("环节的名称不能空着。"))
    if not ring.by:
        yield here(_("没有人办理这一环，请写明由谁办理。"))
    known = ROLES | ({"citizen"} if ring.kind is RingKind.PROPOSE else set())
    for role in ring.by:
        if role not in known:
            yield here(_("「%(role)s」不能办理这一环。"), role=role)
    if ring.days is not None and ring.days < 1:
        yield here(_("时限要大于 0 个工作日；没有时限就不填。"))
    if ring.days is not None and ring.days > MOST_DAYS:
        yield here(_("时限最多 %(n)s 个工作日。"), n=MOST_DAYS)
    if ring.kind is RingKind.APPROVE and ring.of not in OF:
        yield here(_("请写明审批的是什么：%(known)s。"), known="、".join(OF))
    if ring.kind is not RingKind.APPROVE and ring.of:
        yield here(_("只有审批（approve）才写明审批什么。"))
    for text in ring.requires:
        yield from required(text, ring, path)


def required(text: str, ring: Ring, path: tuple[str, ...]) -> Iterator[Problem]:
    here = at(*path)
    try:
        what, number = need(text)
    except ValueError:
        yield here(_("不认得「%(need)s」这项要求。"), need=text)
        return
    if ":" in text and not 1 <= number <= 100:
        yield here(_("「%(need)s」里的数要在 1 到 100 之间。"), need=text)
    if what in AT_TABLE and ring.kind not in AGENDA:
        yield here(_("「%(need)s」只能在协商会的环节里要求。"), need=text)
