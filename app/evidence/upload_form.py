"""The photos' form without JavaScript: they come through us, to the same intake.

Bytes and several parts do not fit into the frame (app/web/frame.py), so that what it guarantees is
kept here by hand: allowed before it is read, the form's token, counted once, refused on its page.
"""

from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import quote

from litestar import MediaType, post
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException

from app.access.roles import Account, Act, may
from app.db import county_tx
from app.evidence import uploads
from app.evidence.tables import Photo
from app.i18n import _
from app.refusal import Overtaken, Refused, refuse_all
from app.web import flash, tokens
from app.web.fields import id_in
from app.web.flash import sentence
from app.web.forms import Fields
from app.web.idempotency import Done, content_of, first_of, forget, remember
from app.web.refused_forms import lines_of, shown_again
from app.web.requests import AnyRequest, to, user_of

LARGEST = 128 * 2**20  # bytes: three photos of the largest size
STALE = _("这一页打开太久，或是在别的浏览器里打开的。请重新选择照片，再传一次。")
NAMED = _("%(name)s：%(why)s")


@post(
    "/form",
    status_code=200,
    media_type=MediaType.HTML,
    guards=[may(Act.UPLOAD)],
    request_max_body_size=LARGEST,
)
async def send(request: AnyRequest) -> Any:
    filled = await request.form()
    typed = Fields([(name, str(filled.get(name, ""))) for name in ("kind", "id")])
    number = id_in(typed.get("id"))
    if number is None:
        raise NotFoundException
    page = f"/photos/of/{quote(typed.get('kind'), safe='')}/{number}"
    address, token = request.url.path, str(filled.get(tokens.FIELD, ""))
    sent = [each for each in filled.getall("photo", []) if isinstance(each, UploadFile)]
    files = [each for each in sent if each.filename]
    try:
        done = Done(page, sentence(_("照片已送达，正在处理；过一会儿刷新本页。")))
        done = await taken(user_of(request), typed, files, Submission(token, address), done)
    except Refused as refusal:
        return await shown_again(request, page, address, typed, refusal, unsaid=set())
    response = to(request, done.to)
    response.set_cookie(flash.told(done.said))
    return response


class Submission(NamedTuple):
    """A form's token, and the path to which it was sent."""

    token: str
    address: str


async def taken(
    account: Account, typed: Fields, files: list[UploadFile], of: Submission, done: Done
) -> Done:
    """All of them or none; → what the first of twins came to."""
    if not tokens.is_good(of.token):
        raise Overtaken(STALE)
    if not files:
        raise Refused(_("请先选择照片。"), "photo")
    pairs, sizes = typed.pairs, []
    for each in files:
        data = await each.read()
        await each.seek(0)
        sizes.append(len(data))
        pairs = [*pairs, ("photo", sha256(data).hexdigest())]
    async with county_tx():
        first: Done | None = await first_of(*of, content_of(Fields(pairs), account.id))
        if first is not None:
            return first
        photos = await announced(account, typed, files, sizes)
        await remember(*of, done)
    try:
        for photo, each in zip(photos, files, strict=True):
            await uploads.keep_form_upload(photo, await each.read())
    except Exception:  # the store was away: it may come again under the same token
        async with county_tx():
            await forget(*of)
        raise
    return done


async def announced(
    account: Account, typed: Fields, files: list[UploadFile], sizes: list[int]
) -> list[Photo]:
    photos, wrong = [], []
    kind, number = typed.get("kind"), int(typed.get("id"))
    for each, size in zip(files, sizes, strict=True):
        try:
            photo = await uploads.announce(account, kind, number, size=size)
        except Refused as refusal:
            wrong += [
                Refused(NAMED, "photo", name=each.filename, why=line.text)
                for line in lines_of(refusal)
            ]
        else:
            photos.append(photo)
    refuse_all(wrong)
    return photos
