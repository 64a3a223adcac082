"""What must hold of a county's flow, so that every topic can come to its end. Pure, as rules.py."""

from collections.abc import Iterator
from itertools import pairwise

from app.charter.model import AGENDA, Charter, Need, Ring, RingKind, need
from app.charter.problems import Place, Problem, at, only
from app.charter.rings import ASIDE, GATES, IN_ORDER
from app.charter.wording import requirement, said, who
from app.i18n import _

# The words a ring's `by` may use; the same as app/access/roles.py (a test holds them together),
# without those who never act in a county.
ROLES = frozenset(
    {"member", "convener", "township", "committee", "leadership", "party", "department", "office"}
)
MOST_DAYS = 500
CHECKED_AT = {Need.ADMISSION: RingKind.REVIEW, Need.RESEARCH_CHECK: RingKind.RESEARCH}
AT_TABLE = frozenset({Need.MEMBER_PRESENT, Need.MINUTES, Need.DEPARTMENT_ANSWER})
# What is asked there and can be met: whatever else stood there would be asked by nobody, or no
# matter would ever leave the ring. tests/charter/test_needs.py walks each.
MET_AT: dict[RingKind, frozenset[Need]] = {
    RingKind.PROPOSE: frozenset(),
    RingKind.REVIEW: frozenset({Need.OPINION, Need.ADMISSION}),
    RingKind.APPROVE: frozenset({Need.OPINION, Need.APPROVAL_DOCUMENT}),
    RingKind.COMPOSE: frozenset({Need.OPINION, Need.COMPOSITION, Need.PHOTOS}),
    RingKind.RESEARCH: frozenset(
        {Need.RESEARCH_REPORT, Need.RESEARCH_CHECK, Need.VISITS, Need.COMPOSITION, Need.PHOTOS}
    ),
    **dict.fromkeys(AGENDA, AT_TABLE | {Need.OPINION, Need.COMPOSITION, Need.PHOTOS}),
    RingKind.REPORT: frozenset({Need.OPINION}),
    RingKind.ADOPT: frozenset(),
    RingKind.CARRY_OUT: frozenset(),
    RingKind.LOOK_BACK: frozenset({Need.OPINION, Need.PHOTOS}),
    RingKind.RATE: frozenset(),
    RingKind.PUBLISH: frozenset({Need.OPINION, Need.PHOTOS, Need.SATISFACTION}),
    RingKind.RECEIVE: frozenset({Need.OPINION, Need.PHOTOS}),
    RingKind.REFER: frozenset({Need.OPINION, Need.APPROVAL_DOCUMENT}),
    RingKind.REPLY: frozenset({Need.OPINION, Need.APPROVAL_DOCUMENT}),
}


if left := set(RingKind) - set(MET_AT):
    raise TypeError(f"What can be met at these kinds of rings: {left}")
Placed = list[tuple[Place, Ring]]


def flow(charter: Charter) -> Iterator[Problem]:
    if charter.flow.draw not in ("steps", "rings"):
        yield only(("flow",), "Flow", "draw")
    placed: Placed = []
    for number, step in enumerate(charter.flow.steps):
        here = ("flow", "steps", number)
        if not step.name.strip():
            yield at(*here, "name")(_("步骤的名称不能空着。"))
        if not step.rings:
            yield at(*here, "rings")(_("这一步里没有环节。"))
        placed += [((*here, "rings", place), ring) for place, ring in enumerate(step.rings)]
    yield from shape(placed)
    aside: Placed = [
        (("flow", "reference", place), ring) for place, ring in enumerate(charter.flow.reference)
    ]
    yield from reference(aside)
    for place, ring in [*placed, *aside]:
        yield from one(ring, place)
        if Need.RESEARCH_CHECK in ring.requires and charter.consultations.research is None:
            yield at("consultations", "research")(
                _("环节「%(ring)s」要求核对调研清单，这里还没有写。"), ring=ring.name
            )


def reference(placed: Placed) -> Iterator[Problem]:
    """Sent, received, replied to within a limit; or nothing of it."""
    if not placed:
        return
    kinds = [ring.kind for _place, ring in placed]
    if kinds != list(ASIDE):
        yield at("flow", "reference")(
            _("难以达成共识的，依次是这几环，各一环：%(kinds)s。"),
            kinds="、".join(called(kind) for kind in ASIDE),
        )
    for place, ring in placed:
        if ring.kind is RingKind.REPLY and ring.days is None:
            yield at(*place, "days")(_("回复要有时限。"))


def shape(placed: Placed) -> Iterator[Problem]:
    here = at("flow", "steps")
    kinds = [ring.kind for _place, ring in placed]
    for place, ring in placed:
        if ring.kind in ASIDE:
            yield at(*place, "kind")(
                _("「%(kind)s」只用于难以达成共识的事，不放在步骤里。"),
                kind=called(ring.kind),
            )
    for kind in RingKind:
        if kind.about.needed and kind not in kinds:
            yield here(_("缺「%(kind)s」这一环。"), kind=called(kind))
    yield from once(placed)
    if kinds and kinds[0] is not RingKind.PROPOSE:
        yield here(_("第一环须是提出。"))
    if kinds and kinds[-1] is not RingKind.PUBLISH:
        yield here(_("最后一环须是公开。"))
    agenda = [number for number, kind in enumerate(kinds) if kind in AGENDA]
    if agenda and agenda[-1] - agenda[0] + 1 != len(agenda):
        yield here(_("协商会的几环须连在一起，中间不能插别的。"))
    ordered = [(place, ring.kind) for place, ring in placed if ring.kind in IN_ORDER]
    for (_before, earlier), (place, later) in pairwise(ordered):
        if IN_ORDER.index(later) < IN_ORDER.index(earlier):
            yield at(*place, "kind")(
                _("「%(later)s」不能排在「%(earlier)s」前面。"),
                later=called(earlier),
                earlier=called(later),
            )
    yield from gates(placed)


def once(placed: Placed) -> Iterator[Problem]:
    seen = set()
    for place, ring in placed:
        if ring.kind.about.once and ring.kind in seen:
            yield at(*place, "kind")(_("「%(kind)s」只能有一环。"), kind=called(ring.kind))
        seen.add(ring.kind)


def called(kind: RingKind) -> str:
    return said(kind.about.called)


def gates(placed: Placed) -> Iterator[Problem]:
    """An approval has its place: of the topic before the circle is composed, and so on."""
    past = 0
    for place, ring in placed:
        past = max(past, ring.kind.about.past)
        gate = GATES.get(ring.of) if ring.kind is RingKind.APPROVE else None
        if gate and not gate.after <= past <= gate.until:
            yield at(*place, "of")(
                _("选题在会审之后审定，方案在调研中批准，结果和转化在协商之后、落实之前审示。")
            )


def one(ring: Ring, place: Place) -> Iterator[Problem]:
    if not ring.name.strip():
        yield at(*place, "name")(_("环节的名称不能空着。"))
    if not ring.by:
        yield at(*place, "by")(_("没有人办理这一环，请写明由谁办理。"))
    known = ROLES | ({"citizen"} if ring.kind is RingKind.PROPOSE else set())
    for role in ring.by:
        if role not in known:
            yield at(*place, "by")(_("「%(role)s」不能办理这一环。"), role=who([role]))
    if ring.days is not None and ring.days < 1:
        yield at(*place, "days")(_("时限要大于 0 个工作日；没有时限就不填。"))
    if ring.days is not None and ring.days > MOST_DAYS:
        yield at(*place, "days")(_("时限最多 %(n)s 个工作日。"), n=MOST_DAYS)
    if ring.kind is RingKind.APPROVE and ring.of not in GATES:
        yield only(place, "Ring", "of")
    if ring.kind is not RingKind.APPROVE and ring.of:
        yield at(*place, "of")(_("只有审批才写明审批什么。"))
    for text in ring.requires:
        yield from required(text, ring, place)


def asked_of(ring: Ring, text: str) -> bool:
    """Whether a step asks for this requirement there, and it can be met: of rules that were signed
    before that had to be so.
    """
    try:
        what, _number = need(text)
    except ValueError:
        return False
    return what in MET_AT[ring.kind]


def required(text: str, ring: Ring, place: Place) -> Iterator[Problem]:
    here = at(*place, "requires")
    try:
        what, number = need(text)
    except ValueError:
        yield here(_("没有「%(need)s」这项要求。"), need=text)
        return
    if ":" in text and not 1 <= number <= 100:
        yield here(_("「%(need)s」里的数要在 1 到 100 之间。"), need=text)
    if what in AT_TABLE and ring.kind not in AGENDA:
        yield here(_("「%(need)s」只能在协商会的环节里要求。"), need=requirement(text))
    if ring.kind is not CHECKED_AT.get(what, ring.kind):
        yield here(
            _("「%(need)s」只能在「%(kind)s」这种环节里要求。"),
            need=requirement(text),
            kind=said(CHECKED_AT[what].about.called),
        )
    elif not MET_AT[ring.kind] and what not in AT_TABLE:
        yield here(
            _("「%(kind)s」这种环节不核对要求，「%(need)s」写在这里不起作用。"),
            need=requirement(text),
            kind=called(ring.kind),
        )
    elif what not in AT_TABLE and what not in MET_AT[ring.kind]:
        yield here(
            _("在「%(kind)s」这种环节里办不到「%(need)s」，事情会停在这里。"),
            need=requirement(text),
            kind=called(ring.kind),
        )
