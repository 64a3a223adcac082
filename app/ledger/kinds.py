"""What can be counted. Fixed meanings, the same in every county; never renamed, only added to."""

from enum import StrEnum

from app.i18n import _


class Kind(StrEnum):
    STATION_OPENED = "station.opened"
    STATION_STANDARD_MET = "station.standard_met"  # all that people verify of it is verified
    TOPIC_RAISED = "topic.raised"
    TOPIC_STEP = "topic.step"  # any step at a ring; role: who took it, result: the decision
    TOPIC_ACCEPTED = "topic.accepted"
    TOPIC_ON_THEME = "topic.on_theme"  # an accepted topic that belongs to the year's theme
    TOPIC_DECLINED = "topic.declined"
    TOPIC_MERGED = "topic.merged"
    TOPIC_SETTLED = "topic.settled"
    TOPIC_REFERRED = "topic.referred"
    TOPIC_WITHDRAWN = "topic.withdrawn"
    CONSULTATION_FILED = "consultation.filed"  # form, result: the conclusion
    CONSULTATION_TYPICAL = "consultation.typical"
    ATTENDANCE_MEMBER = "attendance.member"  # one each; `member` where it is known
    ATTENDANCE_CITIZEN = "attendance.citizen"  # one per consultation, quantity: how many
    ATTENDANCE_DEPARTMENT = "attendance.department"  # as citizens
    STATEMENT_MADE = "statement.made"
    STATEMENT_ANSWERED = "statement.answered"  # by a department, on the spot
    PHOTO_ADDED = "photo.added"
    OUTCOME_REPORTED = "outcome.reported"  # result: kind of the outcome
    OUTCOME_ADOPTED = "outcome.adopted"
    OUTCOME_NOT_ADOPTED = "outcome.not_adopted"
    COMMITMENT_MADE = "commitment.made"
    COMMITMENT_DUE = "commitment.due"  # came to its end: done, or its day passed; whichever first
    COMMITMENT_DONE = "commitment.done"
    COMMITMENT_DONE_ON_TIME = "commitment.done_on_time"
    COMMITMENT_VERIFIED = "commitment.verified"
    TOPIC_ANSWERED = "topic.answered"
    TOPIC_SOLVED = "topic.solved"  # answered after all was verified; taken back when reopened
    TOPIC_REOPENED = "topic.reopened"
    TOPIC_CLOSED = "topic.closed"
    ACTIVITY_DONE = "activity.done"  # form: its kind, result: its level, role: 1/3, first of three
    CASE_NOMINATED = "case.nominated"  # result: to whom, prefecture or province
    CASE_CHOSEN = "case.chosen"  # result: by whom, as above
    RATING_GIVEN = "rating.given"  # quantity: stars; result: solved or not_solved


NAMES: dict[Kind, str] = {
    Kind.STATION_OPENED: _("设立阵地"),
    Kind.STATION_STANDARD_MET: _("阵地达标"),
    Kind.TOPIC_RAISED: _("提出"),
    Kind.TOPIC_STEP: _("经办一步"),
    Kind.TOPIC_ACCEPTED: _("立项"),
    Kind.TOPIC_ON_THEME: _("主题内立项"),
    Kind.TOPIC_DECLINED: _("不予受理"),
    Kind.TOPIC_MERGED: _("并案办理"),
    Kind.TOPIC_SETTLED: _("就地解决"),
    Kind.TOPIC_REFERRED: _("提交决策参考"),
    Kind.TOPIC_WITHDRAWN: _("撤回"),
    Kind.CONSULTATION_FILED: _("协商归档"),
    Kind.CONSULTATION_TYPICAL: _("评为典型"),
    Kind.ATTENDANCE_MEMBER: _("委员参加（人次）"),
    Kind.ATTENDANCE_CITIZEN: _("群众参加（人次）"),
    Kind.ATTENDANCE_DEPARTMENT: _("部门参加（人次）"),
    Kind.STATEMENT_MADE: _("发言"),
    Kind.STATEMENT_ANSWERED: _("部门当场答复"),
    Kind.PHOTO_ADDED: _("上传照片"),
    Kind.OUTCOME_REPORTED: _("报送成果"),
    Kind.OUTCOME_ADOPTED: _("成果被采纳"),
    Kind.OUTCOME_NOT_ADOPTED: _("成果未被采纳"),
    Kind.COMMITMENT_MADE: _("定下落实事项"),
    Kind.COMMITMENT_DUE: _("落实事项到期（含提前办结）"),
    Kind.COMMITMENT_DONE: _("落实事项办结"),
    Kind.COMMITMENT_DONE_ON_TIME: _("落实事项按期办结"),
    Kind.COMMITMENT_VERIFIED: _("落实事项经核验"),
    Kind.TOPIC_ANSWERED: _("答复提出人"),
    Kind.TOPIC_SOLVED: _("问题解决"),
    Kind.TOPIC_REOPENED: _("重新办理"),
    Kind.TOPIC_CLOSED: _("办结公开"),
    Kind.ACTIVITY_DONE: _("履职活动"),
    Kind.CASE_NOMINATED: _("推荐为典型"),
    Kind.CASE_CHOSEN: _("被选为典型"),
    Kind.RATING_GIVEN: _("群众评价"),
}
