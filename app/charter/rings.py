"""The kinds of rings: all that is fixed about each stands in its record here, and nowhere else.

A county names its rings, orders them and says who holds them; what a kind of ring means is the
same everywhere. A kind without a record is an error when the program starts.
"""

from typing import NamedTuple

from app.charter.stages import Stage
from app.i18n import _
from app.records import Recorded

PASSAGE = "topics/_passage.html"  # the form of what is left when its work is done


class About(NamedTuple):
    """`stage`: of a topic that stands there; None: it follows from the stage before. `form`: the
    template of the form that moves it on. `past`: how far the flow is behind it, for gates.
    """

    called: str  # a msgid
    verb: str  # a msgid: what a button says that leads whoever it waits for to it
    past: int
    stage: Stage | None = None
    form: str = PASSAGE
    once: bool = True  # a flow has one at the most
    needed: bool = False  # a flow has at least one
    anywhere: bool = False  # not bound to the order in which the kinds stand here
    agenda: bool = False  # one sitting holds all rings of the agenda
    composes: bool = False  # the circle may be changed there
    left: bool = False  # left by its holder when nothing that it requires is missing
    open: bool = False  # what is written there is for all; of other steps that they were taken
    # Whose own it may not be that takes the step: who wrote it ("words"), who did it ("work").
    judges: str = ""
    aside: bool = False  # not on the road of all, but on that of what is too hard to agree on


class RingKind(Recorded):
    about: About

    PROPOSE = (
        "propose",
        About(_("提出"), _("补充"), 0, Stage.RAISED, "topics/_resubmission_form.html", needed=True),
    )
    REVIEW = (
        "review",
        About(
            _("审核"),
            _("审一审"),
            1,
            Stage.SCREENING,
            "topics/_review.html",
            once=False,
            needed=True,
            judges="words",
        ),
    )
    APPROVE = (
        "approve",
        About(
            _("审批"),
            _("批一批"),
            0,
            form="topics/_approval.html",
            once=False,
            anywhere=True,
            judges="words",
        ),
    )
    COMPOSE = "compose", About(_("确定人员"), _("定人员"), 2, needed=True, composes=True, left=True)
    RESEARCH = (
        "research",
        About(_("调研"), _("写调研"), 2, once=False, composes=True, left=True, open=True),
    )
    INTRODUCE = "introduce", About(
        _("介绍情况"), _("安排协商"), 3, Stage.CONSULTING, "consultations/_plan.html",
        agenda=True, composes=True, open=True,
    )  # fmt: skip
    DISCUSS = "discuss", About(
        _("讨论"), _("安排协商"), 3, Stage.CONSULTING, "consultations/_plan.html",
        needed=True, agenda=True, composes=True, open=True,
    )  # fmt: skip
    SUMMARISE = "summarise", About(
        _("汇总意见"), _("安排协商"), 3, Stage.CONSULTING, "consultations/_plan.html",
        agenda=True, composes=True, open=True,
    )  # fmt: skip
    REPORT = (
        "report",
        About(
            _("报送成果"),
            _("去报送"),
            4,
            Stage.CONCLUDED,
            "outcomes/_report.html",
            needed=True,
            open=True,
        ),
    )
    ADOPT = (
        "adopt",
        About(
            _("采纳"),
            _("定采纳"),
            4,
            Stage.REPORTED,
            "outcomes/_adoption.html",
            open=True,
            judges="words",
        ),
    )
    CARRY_OUT = (
        "carry_out",
        About(
            _("落实"),
            _("抓落实"),
            5,
            Stage.CARRYING_OUT,
            "outcomes/_carry_out.html",
            needed=True,
            open=True,
        ),
    )
    LOOK_BACK = (
        "look_back",
        About(
            _("回头看"),
            _("去回访"),
            5,
            Stage.CARRYING_OUT,
            once=False,
            left=True,
            open=True,
            judges="work",
        ),
    )
    RATE = (
        "rate",
        About(  # carrying out until the answer is given; then answered
            _("评价"),
            _("答复"),
            5,
            Stage.CARRYING_OUT,
            "outcomes/_answer.html",
            needed=True,
            open=True,
        ),
    )
    PUBLISH = (
        "publish",
        About(_("公开"), _("公开"), 0, Stage.ANSWERED, needed=True, left=True, open=True),
    )
    # To the Party committee and government, as reference: how they word it to each other is
    # theirs, and what they reply is for all.
    REFER = (
        "refer",
        About(
            _("提交决策参考"),
            _("报参考"),
            4,
            Stage.REFERRING,
            "outcomes/_reference.html",
            aside=True,
        ),
    )
    RECEIVE = "receive", About(_("收文"), _("收文"), 4, Stage.REFERRING, aside=True, left=True)
    REPLY = (
        "reply",
        About(
            _("回复"),
            _("回复"),
            4,
            Stage.REFERRING,
            "outcomes/_reply.html",
            aside=True,
            open=True,
            judges="words",
        ),
    )


AGENDA = frozenset(kind for kind in RingKind if kind.about.agenda)
COMPOSING = frozenset(kind for kind in RingKind if kind.about.composes)
LEFT_WHEN_DONE = frozenset(kind for kind in RingKind if kind.about.left)
OPEN_STEPS = frozenset(str(kind) for kind in RingKind if kind.about.open)
ASIDE = tuple(kind for kind in RingKind if kind.about.aside)
IN_ORDER = tuple(kind for kind in RingKind if not kind.about.anywhere and kind not in ASIDE)
LAPSED_FORM = "outcomes/_lapse.html"  # the answer was not rated in time
if own := [kind for kind in RingKind if kind.about.left is (kind.about.form != PASSAGE)]:
    raise TypeError(f"Left when its work is done, or by a form of its own: {own}")


class Gate(NamedTuple):
    """What an `approve` ring approves; between which `past` it may stand."""

    called: str
    stage: Stage
    after: int
    until: int


GATES = {
    "topic": Gate(_("选题"), Stage.SCREENING, 1, 1),
    "scheme": Gate(_("方案"), Stage.PREPARING, 2, 2),
    "result": Gate(_("结果"), Stage.CONCLUDED, 3, 4),
    "conversion": Gate(_("%(outcome)s转化"), Stage.REPORTED, 4, 4),
}
