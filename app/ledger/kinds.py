"""What can be counted: all that is fixed about each kind of entry stands in its record here.

Fixed meanings, the same in every county; never renamed, only added to. A kind without a record is
an error when the program starts. Which kinds counties are compared by: measures.py.
"""

from collections.abc import Iterable
from typing import NamedTuple

from app.i18n import _
from app.records import Recorded


class About(NamedTuple):
    """Texts are msgids. `own`: in words that a county has of its own, filled in from its charter's
    names. `figure`: the id of the figure on the numbers page that counts it; `label`: what it is
    called there. `persons`: it counts people, of whom few are not told (app/ledger/few.py).
    """

    called: str
    own: str = ""
    figure: str = ""
    label: str = ""
    persons: bool = False


class Kind(Recorded):
    about: About

    STATION_OPENED = (
        "station.opened",
        About(_("设立阵地"), own=_("设立%(station)s"), figure="stations", label="%(station)s"),
    )
    # all that people verify of it is verified
    STATION_STANDARD_MET = (
        "station.standard_met",
        About(
            _("阵地达标"),
            own=_("%(station)s达标"),
            figure="stations-met",
            label=_("达标的%(station)s"),
        ),
    )
    TOPIC_RAISED = "topic.raised", About(_("提出"), figure="topics-raised", label=_("提出的事情"))
    # somebody met the same matter: once a browser
    TOPIC_JOINED = "topic.joined", About(_("我也遇到"))
    # any step at a ring; role: who took it, result: the decision
    TOPIC_STEP = "topic.step", About(_("经办一步"))
    TOPIC_ACCEPTED = "topic.accepted", About(_("立项"), figure="topics", label=_("立项%(topic)s"))
    # an accepted topic that belongs to the year's theme
    TOPIC_ON_THEME = (
        "topic.on_theme",
        About(
            _("主题内立项"),
            own=_("%(theme)s内立项"),
            figure="topics-on-theme",
            label=_("其中%(theme)s"),
        ),
    )
    TOPIC_DECLINED = "topic.declined", About(_("不予受理"), figure="declined", label=_("不予受理"))
    TOPIC_MERGED = "topic.merged", About(_("并案办理"))
    TOPIC_SETTLED = "topic.settled", About(_("就地解决"), figure="settled", label=_("就地解决"))
    TOPIC_REFERRED = (
        "topic.referred",
        About(_("提交决策参考"), figure="referred", label=_("提交决策参考")),
    )
    # what was sent came to its end: replied to, or its day passed; whichever first
    REFERENCE_DUE = "reference.due", About(_("决策参考回复到期（含提前回复）"))
    REFERENCE_REPLIED = (
        "reference.replied",
        About(_("决策参考有回复"), figure="referred-replied", label=_("其中已回复")),
    )
    REFERENCE_REPLIED_ON_TIME = "reference.replied_on_time", About(_("决策参考按期回复"))
    TOPIC_WITHDRAWN = "topic.withdrawn", About(_("撤回"))
    # a public matter that strangers no longer see; taken back when it is put back
    TOPIC_TAKEN_DOWN = "topic.taken_down", About(_("撤下公开"))
    # the office asked for it
    TOPIC_NUDGED = "topic.nudged", About(_("催办"))
    # form, result: the conclusion
    CONSULTATION_FILED = (
        "consultation.filed",
        About(
            _("协商归档"),
            own=_("%(consultation)s归档"),
            figure="consultations",
            label="%(consultation)s",
        ),
    )
    CONSULTATION_TYPICAL = (
        "consultation.typical",
        About(_("评为典型"), figure="typical", label=_("其中典型")),
    )
    # one each; `member` where it is known
    ATTENDANCE_MEMBER = (
        "attendance.member",
        About(
            _("委员参加（人次）"),
            own=_("%(member)s参加（人次）"),
            figure="member-attendances",
            label=_("%(member)s参与（人次）"),
            persons=True,
        ),
    )
    # one per consultation, quantity: how many
    ATTENDANCE_CITIZEN = (
        "attendance.citizen",
        About(_("群众参加（人次）"), figure="citizens", label=_("群众参与（人次）"), persons=True),
    )
    # as citizens
    ATTENDANCE_DEPARTMENT = (
        "attendance.department",
        About(
            _("部门参加（人次）"),
            figure="departments",
            label=_("%(department)s参与（人次）"),
            persons=True,
        ),
    )
    STATEMENT_MADE = "statement.made", About(_("发言"))
    # by a department, on the spot
    STATEMENT_ANSWERED = "statement.answered", About(_("部门当场答复"))
    PHOTO_ADDED = "photo.added", About(_("上传照片"))
    FILE_ADDED = "file.added", About(_("上传文件"))
    # its result is the kind of the outcome
    OUTCOME_REPORTED = (
        "outcome.reported",
        About(
            _("报送成果"), own=_("报送%(outcome)s"), figure="outcomes", label=_("报送%(outcome)s")
        ),
    )
    OUTCOME_ADOPTED = (
        "outcome.adopted",
        About(_("成果被采纳"), own=_("%(outcome)s被采纳"), figure="adopted", label=_("其中被采纳")),
    )
    OUTCOME_NOT_ADOPTED = (
        "outcome.not_adopted",
        About(_("成果未被采纳"), own=_("%(outcome)s未被采纳")),
    )
    COMMITMENT_MADE = (
        "commitment.made",
        About(
            _("定下落实事项"),
            own=_("定下%(commitment)s"),
            figure="commitments",
            label="%(commitment)s",
        ),
    )
    # came to its end: done, or its day passed; whichever first
    COMMITMENT_DUE = (
        "commitment.due",
        About(_("落实事项到期（含提前办结）"), own=_("%(commitment)s到期（含提前办结）")),
    )
    COMMITMENT_DONE = (
        "commitment.done",
        About(
            _("落实事项办结"),
            own=_("%(commitment)s办结"),
            figure="commitments-done",
            label=_("其中已办完"),
        ),
    )
    COMMITMENT_DONE_ON_TIME = (
        "commitment.done_on_time",
        About(
            _("落实事项按期办结"),
            own=_("%(commitment)s按期办结"),
            figure="commitments-on-time",
            label=_("其中按期办完"),
        ),
    )
    COMMITMENT_VERIFIED = (
        "commitment.verified",
        About(_("落实事项经核验"), own=_("%(commitment)s经核验")),
    )
    TOPIC_ANSWERED = (
        "topic.answered",
        About(_("答复提出人"), figure="answered", label=_("已作%(answer)s")),
    )
    # answered after all was verified; taken back when reopened
    TOPIC_SOLVED = "topic.solved", About(_("问题解决"), figure="solved", label=_("解决的问题"))
    TOPIC_REOPENED = "topic.reopened", About(_("重新办理"))
    TOPIC_CLOSED = "topic.closed", About(_("办结公开"))
    # form: its kind, result: its level, role: 1/3, first of three
    ACTIVITY_DONE = "activity.done", About(_("履职活动"))
    # result: to whom, prefecture, province or nation
    CASE_NOMINATED = "case.nominated", About(_("推荐为典型"), own=_("推荐%(case)s"))
    # result: by whom, as above
    CASE_CHOSEN = "case.chosen", About(_("被选为典型"), own=_("%(case)s被选用"))
    # of the county's topmost station; its attributes say which
    ASSESSMENT_OPENED = "assessment.opened", About(_("开始考核"))
    APPEAL_ANSWERED = "appeal.answered", About(_("答复申诉"))  # likewise; its result: upheld or not
    # its quantity: the stars; its result: solved or not_solved
    RATING_GIVEN = "rating.given", About(_("群众评价"), own="%(rating)s")


NAMES: dict[Kind, str] = {kind: kind.about.called for kind in Kind}


def in_sql(kinds: Iterable[Kind]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)
