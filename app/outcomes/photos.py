"""Photos and files of what a department owes: as its page says. Files of what was reported: as its
matter's page says.
"""

from app.access.roles import Account
from app.evidence.rights import Rights, rights_of
from app.evidence.subjects import Subject
from app.outcomes import commitments
from app.outcomes.queries import outcomes_of
from app.outcomes.tables import Outcome
from app.topics.photos import of_topic


@rights_of(Subject.COMMITMENT)
async def of_commitment(account: Account | None, commitment_id: int) -> Rights:
    found = await commitments.load(commitment_id)
    return commitments.rights_of(account, found)


@rights_of(Subject.OUTCOME)
async def of_outcome(account: Account | None, outcome_id: int) -> Rights:
    """Of one that went back with its step no page tells: those who handle the matter read it."""
    found = await Outcome.select(Outcome.topic).where(Outcome.id == outcome_id).first()
    if found is None:
        return Rights()
    rights = await of_topic(account, found["topic"])
    stands = (await outcomes_of(found["topic"], None))["outcomes"]
    if outcome_id not in {each["id"] for each in stands}:
        return Rights(rights.inside, adds=False, inside=rights.inside)
    return rights
