"""Photos of a claim: seen by whoever sees the score, sent by who claims and who verifies."""

from app.access.roles import Account, Act
from app.evidence.rights import Rights, rights_of
from app.evidence.subjects import Subject
from app.scoring.assessment.marking import for_marks
from app.scoring.results import assessment_of
from app.scoring.tables import Mark


@rights_of(Subject.MARK)
async def of_mark(account: Account | None, mark_id: int) -> Rights:
    mark = await Mark.select(Mark.assessment, Mark.subject).where(Mark.id == mark_id).first()
    if mark is None or account is None or not account.may(Act.CLAIM):
        return Rights()
    _head, own = await for_marks(account, await assessment_of(mark["assessment"]), mark["subject"])
    return Rights(True, own or account.may(Act.MARK))
