"""Photos and files of an activity: seen by whoever sees its page, sent by whoever took part or
keeps it.
"""

from app.access.roles import KEEPERS, Account, Act
from app.activities.pages import is_own, seen
from app.evidence.rights import Rights, rights_of
from app.evidence.subjects import Subject


@rights_of(Subject.ACTIVITY)
async def of_activity(account: Account | None, activity_id: int) -> Rights:
    if account is None or not account.may(Act.ACTIVITY):
        return Rights()
    found = await seen(account, activity_id)
    adds = is_own(account, found) or bool(account.at(KEEPERS, found["lineage"]))
    return Rights(sees=True, adds=adds, inside=True)
