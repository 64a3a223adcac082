"""Stages of a topic and decisions of a screening or review, with the words that people read."""

from enum import StrEnum

from app.i18n import _


class Stage(StrEnum):
    RAISED = "raised"
    SCREENING = "screening"
    ACCEPTED = "accepted"
    PREPARING = "preparing"
    CONSULTING = "consulting"
    CONCLUDED = "concluded"
    REPORTED = "reported"
    CARRYING_OUT = "carrying_out"
    ANSWERED = "answered"
    CLOSED = "closed"
    REFERRING = "referring"  # with the Party committee and government, who owe a reply
    DECLINED = "declined"
    MERGED = "merged"
    SETTLED = "settled"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


OFF_THE_ROAD = frozenset(
    {Stage.DECLINED, Stage.MERGED, Stage.SETTLED, Stage.REFERRED, Stage.WITHDRAWN}
)
ENDED = OFF_THE_ROAD | {Stage.CLOSED}
# In SQL: "stage" NOT IN {ENDED_STAGES}
ENDED_STAGES = "(" + ", ".join(f"'{each}'" for each in Stage if each in ENDED) + ")"
BEFORE_ACCEPTANCE = frozenset({Stage.RAISED, Stage.SCREENING})
AFTER_THE_ANSWER = frozenset({Stage.ANSWERED, Stage.CLOSED, Stage.SETTLED})

STAGE_NAMES = {
    Stage.RAISED: _("已提出"),
    Stage.SCREENING: _("审核中"),
    Stage.ACCEPTED: _("已立项"),
    Stage.PREPARING: _("商前准备"),
    Stage.CONSULTING: _("协商中"),
    Stage.CONCLUDED: _("已形成意见"),
    Stage.REPORTED: _("已报送"),
    Stage.CARRYING_OUT: _("落实中"),
    Stage.ANSWERED: _("已答复"),
    Stage.CLOSED: _("已办结"),
    Stage.REFERRING: _("党委、政府研究中"),
    Stage.DECLINED: _("不予受理"),
    Stage.MERGED: _("并案办理"),
    Stage.SETTLED: _("就地解决"),
    Stage.REFERRED: _("提交决策参考"),
    Stage.WITHDRAWN: _("已撤回"),
}


class Decision(StrEnum):
    PASS = "pass"  # noqa: S105
    RETURN = "return"
    DECLINE = "decline"
    MERGE = "merge"
    ESCALATE = "escalate"
    DELEGATE = "delegate"
    SETTLE = "settle"


DECISION_NAMES = {
    Decision.PASS: _("通过"),
    Decision.RETURN: _("退回补充"),
    Decision.DECLINE: _("不予受理"),
    Decision.MERGE: _("并入另一件"),
    Decision.ESCALATE: _("上报上一级"),
    Decision.DELEGATE: _("交下一级办理"),
    Decision.SETTLE: _("就地解决"),
}


# What a passage's decision reads as in the timeline.
STEP_NAMES: dict[str, str] = {
    **{str(key): name for key, name in DECISION_NAMES.items()},
    "approved": _("批准"),
    "not_approved": _("不批准"),
    "done": _("完成"),
    "resubmitted": _("补充后再提交"),
    "withdrawn": _("撤回"),
    "reported": _("已报送"),
    "adopted": _("采纳"),
    "not_adopted": _("不采纳"),
    "answered": _("已答复"),
    "solved": _("提出人：解决了"),
    "not_solved": _("提出人：没有解决，重新办理"),
    "lapsed": _("期限内未评价"),
    "referred": _("已提交"),
    "replied": _("已回复"),
    "taken_back": _("撤回了这一步"),
}
