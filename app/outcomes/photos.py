"""Photos and files of what a department owes: as its page says. Files of what was reported: as its
matter's page says.
"""

from app.access.roles import Account
from app.evidence.rights import Rights, rights_of
from app.evidence.subjects import Subject
from app.outcomes import commitments
from app.outcomes.tables import Outcome
from app.topics.photos import of_topic


@rights_of(Subject.COMMITMENT)
async def of_commitment(account: Account | None, commitment_id: int) -> Rights:
    found = await commitments.load(commitment_id)
    return commitments.rights_of(account, found)


@rights_of(Subject.OUTCOME)
async def of_outcome(account: Account | None, outcome_id: int) -> Rights:
    found = await Outcome.select(Outcome.topic).where(Outcome.id == outcome_id).first()
    return await of_topic(account, found["topic"]) if found else Rights()
