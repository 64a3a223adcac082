"""What a script asks while it sends a photo or a file: for a link, whether it came, how far it is.
And the pages of all that one subject has, and of taking one away.
"""

from typing import Any

from litestar import Response
from litestar.exceptions import NotFoundException, PermissionDeniedException

from app import audit
from app.access.roles import Account
from app.db import county_tx
from app.evidence import restoring, uploads
from app.evidence.rights import Rights, rights
from app.evidence.sent import Sent, sent_and_subject, subject, unfinished, withdrawn
from app.evidence.sorts import Sort
from app.evidence.subjects import Found, page_of
from app.i18n import translated
from app.veiling.queries import as_read
from app.web.frame import Done, sentence
from app.web.requests import AnyRequest, before, user_of

Answer = Response[dict[str, Any]]


async def announced(
    request: AnyRequest, sort: Sort, kind: str, subject_id: int, **told: Any
) -> Answer:
    """→ the link by which the browser sends it to the store, for the next ten minutes."""
    async with county_tx():
        row = await uploads.announce(user_of(request), sort, kind, subject_id, **told)
    link = uploads.link_for(row, told["size"])
    # As text: JavaScript rounds numbers of this size.
    return Response({"id": str(row.id), "upload": link._asdict()})


async def arrived(request: AnyRequest, sort: Sort, sent: int) -> Answer:
    async with county_tx(readonly=True):
        found, _of = await own(request, sort, sent)
    if found["state"] == "pending":
        await uploads.arrive(sort, sent, found["object"])
    return await state_of(request, sort, sent)


async def state_of(request: AnyRequest, sort: Sort, sent: int) -> Answer:
    async with county_tx(readonly=True):
        found, _of = await own(request, sort, sent)
    page = f"{before(request.scope)}{sort.about.path}/{sent}"
    answer = {
        "state": found["state"],
        "text": translated(found["refusal"]) if found["refusal"] else "",
        "page": page,
    }
    if sort.about.sizes:
        answer["picture"] = f"{page}/{sort.about.sizes[-1]}"
    return Response(answer)


async def all_of(
    sort: Sort, kind: str, subject_id: int, account: Account | None
) -> tuple[dict[str, Any], Found, Rights]:
    """The context of a page of all that one subject has, without what is shown there: how far one's
    own have come, and what was taken away. Within the caller's transaction.
    """
    found = await subject(sort, kind, subject_id)
    held = await rights(account, found["kind"], subject_id) if found else Rights()
    if found is None or not held.sees:
        raise NotFoundException
    (found,) = await as_read(account, [found], "title")
    own_ones = await unfinished(sort, found, account.id) if account else []
    context = {
        "of": found,
        "page": page_of(found),
        "unfinished": own_ones,
        "received": translated(sort.about.says.received),
        "withdrawn": await withdrawn(account, sort, found, held),
        "removed": await restoring.removed(account, sort, found, held),
        "path": sort.about.path,
        "adds": held.adds and found["open"],
    }
    return context, found, held


async def taken_away(request: AnyRequest, sort: Sort, sent: int, reason: str) -> Done:
    row, found = await own(request, sort, sent)
    await uploads.remove(sort, row, found, user_of(request), reason)
    about = page_of(found)
    if row["state"] == "ready":  # what nobody was shown is no takedown
        after = {"file": f"{sort.about.path}/{sent}", "reason": reason.strip()}
        await audit.note(audit.Noted.TAKEN_DOWN, about, after=after)
    return Done(about, sentence(sort.about.says.removed))


async def own(request: AnyRequest, sort: Sort, sent: int) -> tuple[Sent, Found]:
    """For whoever sent it, and for those who keep the station's records; others: as not there.
    Within the caller's transaction.
    """
    found = await sent_and_subject(sort, sent)
    if found is None:
        raise NotFoundException
    row, of = found
    if not await uploads.may_change(request.user, row, of):
        if uploads.is_seen(request.user, row, await rights(request.user, of["kind"], of["id"])):
            raise PermissionDeniedException(sort.about.says.not_its_keeper)
        raise NotFoundException
    return found
