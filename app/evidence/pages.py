"""Photos: sending them, looking at them, taking them away. Their bytes do not come through here."""

from dataclasses import dataclass

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Template

from app.access.roles import Account, Act, may
from app.db import county_tx
from app.evidence import queries, sending, upload_form, uploads
from app.evidence.restoring import restoration
from app.evidence.rights import rights
from app.evidence.rules import (
    CAPTION_KEPT,
    SIZES,
    check_caption,
    check_note,
    mark_of,
    other_day,
    rendition,
    shown_size,
)
from app.evidence.sending import Answer
from app.evidence.sent import LoadedPhoto, photo_and_subject, subject
from app.evidence.sorts import Sort
from app.evidence.store import blob
from app.evidence.store.chosen import store
from app.evidence.store.storage import Missing
from app.evidence.subjects import Found, page_of
from app.evidence.tables import Photo, PhotoNote
from app.i18n import _
from app.refusal import Overtaken, Refused
from app.veiling.queries import as_read
from app.web.forms.tokens import from_our_page
from app.web.frame import Done, change, sentence
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, user_of

KEPT = "public, max-age=31536000, immutable"


SENDING = [may(Act.UPLOAD), from_our_page]


@dataclass
class Announcement:
    kind: str
    id: int
    size: int
    again: int | None = None  # what was announced for it before


@dataclass
class CaptionForm:
    """`before`: what stood there when the form was made."""

    caption: str = ""
    before: str = ""


@dataclass
class NoteForm:
    caption: str = ""


@dataclass
class RemovalForm:
    reason: str = ""


@post("/", status_code=200, guards=[*SENDING, spends("upload")])
async def announce(request: AnyRequest, data: URLEncodedBody[Announcement]) -> Answer:
    return await sending.announced(
        request, Sort.PHOTO, data.kind, data.id, size=data.size, again=data.again
    )


@post(
    "/{photo_id:int}/arrival",
    status_code=200,
    guards=[may(Act.UPLOAD), from_our_page, spends("repeat")],
)
async def arrival(request: AnyRequest, photo_id: FromPath[int]) -> Answer:
    return await sending.arrived(request, Sort.PHOTO, photo_id)


@get("/{photo_id:int}/state", guards=[may(Act.UPLOAD)])
async def state(request: AnyRequest, photo_id: FromPath[int]) -> Answer:
    return await sending.state_of(request, Sort.PHOTO, photo_id)


@get("/of/{kind:str}/{subject_id:int}")
async def of(request: AnyRequest, kind: FromPath[str], subject_id: FromPath[int]) -> Template:
    """All photos of one subject, and how far one's own have come that are not shown yet."""
    account: Account | None = request.user
    async with county_tx(readonly=True):
        context, _of, held = await sending.all_of(Sort.PHOTO, kind, subject_id, account)
        photos = await queries.photos_of(account, kind, [subject_id], inside=held.inside)
    return Template("evidence/of.html", context={**context, "photos": photos.get(subject_id, [])})


@get("/{photo_id:int}")
async def photo_page(request: AnyRequest, photo_id: FromPath[int]) -> Template:
    account: Account | None = request.user
    async with county_tx(readonly=True):
        photo, found = await visible(request.user, photo_id)
        told = {"topic": found["topic"], "title": found["title"], "caption": photo["caption"]}
        (told,) = await as_read(account, [told], "title", "caption")
        notes = [
            {**each, "topic": found["topic"]}  # what is said of it belongs where it does
            for each in await queries.notes_of(photo_id)
        ]
        notes = await as_read(account, notes, "text")
        changes = await uploads.may_change(account, photo, found)
    found["title"], photo["caption"] = str(told["title"]), str(told["caption"])
    width, height = shown_size(photo["width"], photo["height"], SIZES[0])
    private = account is not None and account.may_at(Act.PRIVATE, found["lineage"])
    context = {
        "photo": photo,
        "of": found,
        "page": page_of(found),
        "mark": mark_of(content_of(photo), SIZES[0]) if account is None else "",
        "width": width,
        "height": height,
        "private": private,
        "other_day": private and other_day(photo["taken_at"], found["held_on"]),
        "notes": notes,
        "changes": changes,
        "withdraws": uploads.may_withdraw(account, found),
    }
    return Template("evidence/show.html", context=context)


@get("/{photo_id:int}/{size:int}")
async def picture(
    request: AnyRequest, photo_id: FromPath[int], size: FromPath[int]
) -> Response[bytes]:
    """Comes through us and is asked for anew each time: a link to the store would outlive the
    right to see it. A browser that has it already is told so.
    """
    if size not in SIZES:
        raise NotFoundException
    async with county_tx(readonly=True):
        photo, _of = await visible(request.user, photo_id)
    headers = {**blob.SAFE, "etag": f'"{photo_id}-{size}"'}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(b"", status_code=304, headers=headers)
    return await drawn(photo["object"], size, headers)


@get("/{photo_id:int}/{size:int}/{mark:str}")
async def kept_picture(
    photo_id: FromPath[int], size: FromPath[int], mark: FromPath[str]
) -> Response[bytes]:
    """What strangers may see, and browsers and proxies keep: the address holds a mark of its
    content. Whoever asks after it was withdrawn, or is no longer public, finds nothing.
    """
    if size not in SIZES:
        raise NotFoundException
    async with county_tx(readonly=True):
        photo, _of = await visible(None, photo_id)
    if not mark or mark != mark_of(content_of(photo), size):
        raise NotFoundException
    return await drawn(photo["object"], size, {**blob.SAFE, "cache-control": KEPT})


def content_of(photo: LoadedPhoto) -> str:
    """What marks its address: its bytes' hash; of one from before these were kept, its key, at
    which nothing else is ever put.
    """
    return photo["sha256"] or photo["object"]


async def drawn(key: str, size: int, headers: dict[str, str]) -> Response[bytes]:
    try:
        data = await store().get(rendition(key, size))
    except Missing:
        raise NotFoundException from None
    return Response(data, media_type="image/webp", headers=headers)


@change("/{photo_id:int}/caption", may(Act.UPLOAD), page="/photos/{photo_id}")
async def caption(request: AnyRequest, form: CaptionForm, photo_id: int) -> Done:
    _photo, of = await sending.own(request, Sort.PHOTO, photo_id)
    now = await subject(Sort.PHOTO, of["kind"], of["id"], lock=True)
    if now is None or now["kept"]:
        raise Refused(CAPTION_KEPT, "caption")
    text = check_caption(form.caption)
    saved = (
        await Photo.update({Photo.caption: text})
        .where(Photo.id == photo_id, Photo.caption.is_in([form.before, text]))
        .returning(Photo.id)
    )
    if not saved:
        raise Overtaken(_("说明刚被别人改过，请看过再保存。"), "caption")
    return Done(f"/photos/{photo_id}", sentence(_("说明已保存。")))


@change("/{photo_id:int}/note", may(Act.UPLOAD), page="/photos/{photo_id}", one=True)
async def note(request: AnyRequest, form: NoteForm, photo_id: int) -> Done:
    """Stands beside the caption, which stays as it was recorded."""
    await sending.own(request, Sort.PHOTO, photo_id)
    text = check_note(form.caption)
    await PhotoNote.insert(PhotoNote(photo=photo_id, text=text, account=user_of(request).id))
    return Done(f"/photos/{photo_id}", sentence(_("更正已记在说明旁边。")))


@change("/{photo_id:int}/removal", may(Act.UPLOAD), page="/photos/{photo_id}", one=True)
async def removal(request: AnyRequest, form: RemovalForm, photo_id: int) -> Done:
    return await sending.taken_away(request, Sort.PHOTO, photo_id, form.reason)


async def visible(account: Account | None, photo_id: int) -> tuple[LoadedPhoto, Found]:
    """The photo and what it belongs to, if whoever asks may see it at this moment; else 404. Within
    the caller's transaction.
    """
    found = await photo_and_subject(photo_id)
    if found is None:
        raise NotFoundException
    photo, of = found
    held = await rights(account, of["kind"], of["id"])
    if not uploads.is_seen(account, photo, held):
        raise NotFoundException
    return found


router = Router(
    "/photos",
    route_handlers=[
        announce,
        arrival,
        state,
        upload_form.send_photos,
        of,
        photo_page,
        picture,
        kept_picture,
        caption,
        note,
        removal,
        restoration(Sort.PHOTO),
    ],
)
