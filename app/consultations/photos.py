"""Photos and files of a sitting: as its page says."""

from collections.abc import Sequence

from app.access.roles import Account
from app.consultations import rights
from app.consultations.queries import find, people_of
from app.consultations.tables import Invited, LoadedConsultation
from app.evidence.rights import Rights, rights_of
from app.evidence.subjects import Subject


@rights_of(Subject.CONSULTATION)
async def of_consultation(account: Account | None, consultation_id: int) -> Rights:
    return of_loaded(account, await find(consultation_id), await people_of(consultation_id))


def of_loaded(
    account: Account | None, found: LoadedConsultation, people: Sequence[Invited]
) -> Rights:
    inside = rights.sees_all(found, people, account)
    adds = inside and rights.sends(found, people, account)
    return Rights(inside or rights.is_public(found), adds, inside)
