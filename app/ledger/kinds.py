"""What can be counted. Fixed meanings, the same in every county; never renamed, only added to."""

from enum import StrEnum


class Kind(StrEnum):
    STATION_OPENED = "station.opened"
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
    COMMITMENT_DONE = "commitment.done"
    COMMITMENT_DONE_ON_TIME = "commitment.done_on_time"
    COMMITMENT_VERIFIED = "commitment.verified"
    TOPIC_ANSWERED = "topic.answered"
    TOPIC_SOLVED = "topic.solved"  # answered after all was verified; taken back when reopened
    TOPIC_REOPENED = "topic.reopened"
    TOPIC_CLOSED = "topic.closed"
    RATING_GIVEN = "rating.given"  # quantity: stars; result: solved or not_solved
