"""What was taken away by mistake comes back with a reason, as long as its bytes are kept: its row
and its count in the ledger. Files come back internal, whatever they were.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict

from litestar.exceptions import NotFoundException

from app import audit
from app.access.hands import may_undo
from app.access.roles import Account, Act, may
from app.db import rows, value
from app.evidence import uploads
from app.evidence.entries import of_sent
from app.evidence.hands import hand_of
from app.evidence.rights import Rights, rights
from app.evidence.rules import NO_LONGER_THERE, RESTORE_REASON, check_reason
from app.evidence.sent import NAMES, Sent, sent_and_subject, subject
from app.evidence.sorts import Sort
from app.evidence.store.sweep import REMOVED_FOR_GOOD_AFTER
from app.evidence.subjects import Found
from app.i18n import _, translated
from app.ledger import post
from app.refusal import Refused
from app.veiling.queries import as_read
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, user_of

# A day before its bytes go: none goes while it is being put back.
LONGEST = REMOVED_FOR_GOOD_AFTER - timedelta(days=1)
BY_MISTAKE = """"state" = 'ready' AND "erased_on" IS NULL AND "removed_at" > now() - $3::interval"""
CALLED = NAMES | {Sort.PHOTO: '"caption"'}
REMOVED = {
    (sort, kind): f"""
    SELECT "id", {kind.about.topic.format(sent=sort)} AS topic, {CALLED[sort]} AS called,
           "removed_at" AS at, "removed_reason" AS reason, "account", "removed_as"
    FROM "{sort}"
    WHERE "{sort}"."county" = $1 AND "{kind}" = $2 AND {BY_MISTAKE}
    ORDER BY "removed_at" DESC, "id" DESC LIMIT 61
"""  # noqa: S608
    for sort in Sort
    for kind in sort.about.subjects
}
INTERNAL = {Sort.PHOTO: "", Sort.FILE: ', "published_at" = NULL, "published_by" = NULL'}
PUT_BACK = {
    sort: f"""
    UPDATE "{sort}"
    SET "removed_at" = NULL, "removed_reason" = '', "removed_as" = ''{INTERNAL[sort]}
    WHERE "{sort}"."county" = $1 AND "id" = $2 AND "removed_as" = $4 AND {BY_MISTAKE}
    RETURNING true
"""  # noqa: S608
    for sort in Sort
}


class Removed(TypedDict):
    """`called`: a photo's caption, a file's name."""

    id: int
    topic: int | None
    called: str
    at: datetime
    reason: str
    account: int | None
    removed_as: str


async def removed(account: Account | None, sort: Sort, of: Found, held: Rights) -> list[Removed]:
    """What this reader may put back. Within the caller's transaction."""
    if account is None or not account.may(Act.UPLOAD):
        return []
    found = await rows(REMOVED[sort, of["kind"]], of["id"], LONGEST, of=Removed)
    mine = [each for each in found if may_put_back(account, each, of, held)]
    return [
        {**each, "reason": translated(each["reason"])}
        for each in await as_read(account, mine, "called", "reason")
    ]


def may_put_back(account: Account, gone: Removed | Sent, of: Found, held: Rights) -> bool:
    """Whoever could take it away, in the right in which it went or in a higher one; of what is kept
    the office alone.
    """
    mine, personal = hand_of(account, of, held), of["kind"].about.personal
    if not held.sees or not may_undo(mine, gone["removed_as"], personal=personal):
        return False
    if of["kept"]:
        return uploads.may_withdraw(account, of)
    return uploads.keeps(account, gone["account"], of, held)


@dataclass
class RestorationForm:
    """`kind`, `of`: the page on which it stands."""

    kind: str = ""
    of: str = ""
    reason: str = ""


async def put_back(sort: Sort, sent: int, account: Account, reason: str) -> str:
    """→ where it is seen again."""
    found = await sent_and_subject(sort, sent)
    now = await subject(sort, found[0]["kind"], found[0]["of"], lock=True) if found else None
    held = await rights(account, now["kind"], now["id"]) if now else Rights()
    if found is None or now is None:
        raise NotFoundException
    if not may_put_back(account, found[0], now, held):
        raise NotFoundException
    why = check_reason(reason, RESTORE_REASON)
    await uploads.one_by_one(sort, now)
    most = uploads.most_of(sort, now["kind"])
    if await value(uploads.THERE[sort, now["kind"]], now["id"]) >= most:
        raise Refused(sort.about.says.full, "reason", most=most)
    if not await value(PUT_BACK[sort], sent, LONGEST, found[0]["removed_as"]):
        raise Refused(NO_LONGER_THERE, "reason")
    await post(*of_sent(sort, sent, now, actor=account.id, reason=why))
    page = f"{sort.about.path}/{sent}"
    await audit.note(audit.Noted.PUT_BACK, page, after={"reason": why})
    return page


def restoration(sort: Sort) -> Any:
    """The form on the page of all that one subject has."""

    @change(
        f"/{{{sort}_id:int}}/restoration",
        may(Act.UPLOAD),
        page=f"{sort.about.path}/of/{{kind}}/{{of}}",
    )
    async def handler(request: AnyRequest, form: RestorationForm, **sent: int) -> Done:
        page = await put_back(sort, sent[f"{sort}_id"], user_of(request), form.reason)
        return Done(page, sentence(_("已恢复。")))

    return handler
