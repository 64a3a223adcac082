"""Photos of what a department owes: as its page says."""

from app.access.roles import Account
from app.evidence.rights import Rights, rights_of
from app.evidence.subjects import Subject
from app.outcomes.commitments import adds, load, seen


@rights_of(Subject.COMMITMENT)
async def of_commitment(account: Account | None, commitment_id: int) -> Rights:
    found = await load(commitment_id)
    return Rights(seen(account, found), adds(account, found))
