"""Files: sending them, publishing them, taking them along and away. They are sent straight to the
store, and come back through us, who ask each time.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Stream, Template

from app import audit
from app.access.hands import Hand, may_undo
from app.access.roles import Account, Act, may
from app.dates import now
from app.db import county_tx
from app.evidence import files, sending, upload_form, uploads
from app.evidence.decoding.contents import Type, check_name
from app.evidence.hands import hand_of
from app.evidence.restoring import restoration
from app.evidence.rights import Rights, rights
from app.evidence.rules import NOT_PUBLISHER, PAGE_NOT_PUBLIC, RETRACTED_ABOVE, check_reason
from app.evidence.sending import Answer
from app.evidence.sent import LoadedFile, file_and_subject
from app.evidence.sorts import Sort
from app.evidence.store import blob
from app.evidence.store.chosen import store
from app.evidence.store.storage import Missing
from app.evidence.subjects import Found, page_of
from app.evidence.tables import File
from app.i18n import _, translated
from app.refusal import Refused
from app.veiling.queries import as_read
from app.web.forms.tokens import from_our_page
from app.web.frame import Done, Fields, change, sentence
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, user_of

SENDING = [may(Act.UPLOAD), from_our_page]


@dataclass
class Announcement:
    kind: str
    id: int
    size: int
    name: str
    again: int | None = None  # what was announced for it before


@dataclass
class ReasonForm:
    reason: str = ""


@post("/", status_code=200, guards=[*SENDING, spends("upload")])
async def announce(request: AnyRequest, data: URLEncodedBody[Announcement]) -> Answer:
    name = check_name(data.name)
    return await sending.announced(
        request, Sort.FILE, data.kind, data.id, size=data.size, again=data.again, name=name
    )


@post(
    "/{file_id:int}/arrival",
    status_code=200,
    guards=[may(Act.UPLOAD), from_our_page, spends("repeat")],
)
async def arrival(request: AnyRequest, file_id: FromPath[int]) -> Answer:
    return await sending.arrived(request, Sort.FILE, file_id)


@get("/{file_id:int}/state", guards=[may(Act.UPLOAD)])
async def state(request: AnyRequest, file_id: FromPath[int]) -> Answer:
    return await sending.state_of(request, Sort.FILE, file_id)


@get("/of/{kind:str}/{subject_id:int}")
async def of(request: AnyRequest, kind: FromPath[str], subject_id: FromPath[int]) -> Template:
    account: Account | None = request.user
    async with county_tx(readonly=True):
        context, found, held = await sending.all_of(Sort.FILE, kind, subject_id, account)
        shelf = await files.shelf(account, found["kind"], subject_id, held, open_=found["open"])
    return Template("evidence/files.html", context={**context, "shelf": shelf})


@get("/{file_id:int}")
async def file_page(request: AnyRequest, file_id: FromPath[int]) -> Template:
    account: Account | None = request.user
    async with county_tx(readonly=True):
        file, found, held = await visible(account, file_id)
        (told,) = await as_read(account, [found], "title")
        changes = await uploads.may_change(account, file, found)
    context = {
        "file": file,
        "called": translated(Type(file["type"]).about.called),
        "of": told,
        "page": page_of(found),
        "inside": held.inside,
        "publishes": files.may_publish(account, found, held)
        and (
            may_undo(hand_of(user_of(request), found, held), file["retracted_as"] or Hand.SENDER)
            if file["internal"]
            else not found["kept"] or uploads.may_withdraw(account, found)
        ),
        "changes": changes and (not found["kept"] or uploads.may_withdraw(account, found)),
    }
    return Template("evidence/file.html", context=context)


@get("/{file_id:int}/download")
async def download(request: AnyRequest, file_id: FromPath[int]) -> Stream:
    """Never shown inside a page: browsers are told to keep it, and to believe nothing of it but
    what we say.
    """
    async with county_tx(readonly=True):
        file, _of, _held = await visible(request.user, file_id)
    try:
        pieces = await store().pieces(file["object"])
    except Missing:
        raise NotFoundException from None
    headers = {
        **blob.SAFE,
        "content-disposition": disposition(file["name"]),
        "content-length": str(file["size"]),
        "content-type": Type(file["type"]).about.media,
    }
    return Stream(pieces, headers=headers)


def disposition(name: str) -> str:
    """RFC 6266: for old programs a name that all can read, for others the true one (RFC 5987)."""
    ending = name.rpartition(".")[2] if "." in name else ""
    plain = name if name.isascii() else f"file.{ending}" if ending.isascii() else "file"
    safe = "".join(each if each.isalnum() or each in " ._-()" else "_" for each in plain)
    return f"attachment; filename=\"{safe}\"; filename*=UTF-8''{quote(name, safe='')}"


@change("/{file_id:int}/publication", may(Act.PUBLISH), page="/files/{file_id}", one=True)
async def publication(request: AnyRequest, form: Fields, file_id: int) -> Done:  # noqa: ARG001
    file, of, held = await to_publish(request, file_id)
    me = user_of(request)
    if not may_undo(hand_of(me, of, held), file["retracted_as"] or Hand.SENDER):
        raise Refused(RETRACTED_ABOVE)
    await File.update(
        {File.published_at: now(), File.published_by: me.id, File.retracted_as: ""}
    ).where(File.id == file_id, File.published_at.is_null())
    page = f"/files/{file_id}"
    if file["internal"]:
        await audit.note(audit.Noted.FILE_PUBLISHED, page, after={"state": "shared"})
    return Done(page, sentence(_("文件已公开。")))


@change("/{file_id:int}/retraction", may(Act.PUBLISH), page="/files/{file_id}", one=True, by="act")
async def retraction(request: AnyRequest, form: ReasonForm, file_id: int) -> Done:
    """Internal again, with a reason; what is kept, by the office alone, as it is taken away."""
    file, of, held = await to_publish(request, file_id)
    me = user_of(request)
    await uploads.check_kept(me, Sort.FILE, of)
    reason = check_reason(form.reason)
    internal: dict[Any, Any] = {
        File.published_at: None,
        File.published_by: None,
        File.retracted_as: str(hand_of(me, of, held)),
    }
    await File.update(internal).where(File.id == file_id, File.published_at.is_not_null())
    page = f"/files/{file_id}"
    if not file["internal"]:
        after = {"state": "withdrawn", "reason": reason}
        await audit.note(audit.Noted.FILE_PUBLISHED, page, after=after)
    return Done(page, sentence(_("文件已收回，只在内部可见。")))


@change("/{file_id:int}/removal", may(Act.UPLOAD), page="/files/{file_id}", one=True, by="act")
async def removal(request: AnyRequest, form: ReasonForm, file_id: int) -> Done:
    return await sending.taken_away(request, Sort.FILE, file_id, form.reason)


async def visible(account: Account | None, file_id: int) -> tuple[LoadedFile, Found, Rights]:
    """The file, with its name as `account` reads it, if it may see it at this moment; else 404.
    Within the caller's transaction.
    """
    found = await file_and_subject(file_id)
    if found is None:
        raise NotFoundException
    file, of = found
    held = await rights(account, of["kind"], of["id"])
    if not uploads.is_seen(account, file, held):
        raise NotFoundException
    (told,) = await as_read(account, [{"topic": of["topic"], "name": file["name"]}], "name")
    return {**file, "name": str(told["name"])}, of, held


async def to_publish(request: AnyRequest, file_id: int) -> tuple[LoadedFile, Found, Rights]:
    file, of, held = await visible(request.user, file_id)
    if not files.may_publish(request.user, of, held):
        raise Refused(NOT_PUBLISHER if of["kind"].about.public else PAGE_NOT_PUBLIC)
    return file, of, held


router = Router(
    "/files",
    route_handlers=[
        announce,
        arrival,
        state,
        upload_form.send_files,
        of,
        file_page,
        download,
        publication,
        retraction,
        removal,
        restoration(Sort.FILE),
    ],
)
