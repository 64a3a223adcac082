"""A member's portrait: sent by the member or the office, seen at their station."""

from app.access.roles import Account, Act
from app.charter import store
from app.db import row
from app.evidence.rights import Rights, rights_of
from app.evidence.subjects import Subject
from app.people.portraits import ONE, Shown


@rights_of(Subject.MEMBER)
async def of_member(account: Account | None, member_id: int) -> Rights:
    """A face is a person's own: nobody puts it there but they themselves and the office, which
    leaves it to them once they took theirs down.
    """
    (_number, charter), member = await store.in_force(), await row(ONE, member_id, of=Shown)
    if charter is None or member is None or not charter.publicity.faces:
        return Rights()
    own = account is not None and account.id == member["account"]
    office = account is not None and account.may(Act.PEOPLE)
    adds = own or (office and not member["left_to_them"])
    return Rights(sees=member["public"] or own or office, adds=adds, own=own)
