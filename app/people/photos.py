"""A member's portrait: sent by the member or the office, seen at their station."""

from app.access.roles import Account, Act
from app.charter import store
from app.db import row
from app.evidence.rights import Rights, rights_of
from app.evidence.subjects import Subject
from app.people.portraits import ONE, Shown


@rights_of(Subject.MEMBER)
async def of_member(account: Account | None, member_id: int) -> Rights:
    """A face is a person's own: nobody puts it there but they themselves and the office."""
    (_number, charter), member = await store.in_force(), await row(ONE, member_id, of=Shown)
    if charter is None or member is None or not charter.publicity.faces:
        return Rights()
    theirs = account is not None and (account.may(Act.PEOPLE) or account.id == member["account"])
    return Rights(sees=member["public"] or theirs, adds=theirs)
