"""The form of photos and of files without JavaScript: they come through us, to the same intake.

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
from app.evidence.decoding.contents import check_name
from app.evidence.sorts import Sort
from app.i18n import _
from app.refusal import Overtaken, Refused, refuse_all
from app.web import flash
from app.web.flash import sentence
from app.web.forms import tokens
from app.web.forms.fields import id_in
from app.web.forms.idempotency import Done, content_of, first_of, forget, remember
from app.web.forms.refused import lines_of, shown_again
from app.web.forms.validation import Fields
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, to, user_of

LARGEST = 128 * 2**20  # bytes: three photos of the largest size, two files
STALE = _("这一页打开太久，或是在别的浏览器里打开的。请重新选择，再传一次。")
NAMED = _("%(name)s：%(why)s")


@post(
    "/form",
    status_code=200,
    media_type=MediaType.HTML,
    guards=[may(Act.UPLOAD), spends("upload")],
    request_max_body_size=LARGEST,
)
async def send_photos(request: AnyRequest) -> Any:
    return await sent(request, Sort.PHOTO)


@post(
    "/form",
    status_code=200,
    media_type=MediaType.HTML,
    guards=[may(Act.UPLOAD), spends("upload")],
    request_max_body_size=LARGEST,
)
async def send_files(request: AnyRequest) -> Any:
    return await sent(request, Sort.FILE)


async def sent(request: AnyRequest, sort: Sort) -> Any:
    filled = await request.form()
    typed = Fields([(name, str(filled.get(name, ""))) for name in ("kind", "id")])
    number = id_in(typed.get("id"))
    if number is None:
        raise NotFoundException
    page = f"{sort.about.path}/of/{quote(typed.get('kind'), safe='')}/{number}"
    address, token = request.url.path, str(filled.get(tokens.FIELD, ""))
    uploaded = [
        each for each in filled.getall(sort.about.field, []) if isinstance(each, UploadFile)
    ]
    files = [each for each in uploaded if each.filename]
    try:
        done = Done(page, sentence(sort.about.says.received))
        done = await taken(user_of(request), typed, files, Submission(token, address, sort), done)
    except Refused as refusal:
        return await shown_again(request, page, address, typed, refusal, unsaid=set())
    response = to(request, done.to)
    response.set_cookie(flash.told(done.said))
    return response


class Submission(NamedTuple):
    """A form's token, the path to which it was sent, and what comes with it."""

    token: str
    address: str
    sort: Sort


async def taken(
    account: Account, typed: Fields, files: list[UploadFile], of: Submission, done: Done
) -> Done:
    """All of them or none; → what the first of twins came to. One that was broken off, by whatever,
    goes on with its rows: it is done when all have arrived, not before.
    """
    sort, twin = of.sort, of[:2]
    if not tokens.is_good(of.token):
        raise Overtaken(STALE)
    if not files:
        raise Refused(sort.about.says.none_chosen, sort.about.field)
    pairs, sizes = typed.pairs, []
    for each in files:
        data = await each.read()
        await each.seek(0)
        sizes.append(len(data))
        pairs = [*pairs, (sort.about.field, sha256(data).hexdigest())]
    async with county_tx():
        first: Done | None = await first_of(*twin, content_of(Fields(pairs), account.id))
        if first is not None and first.to:
            return first
        if first is None:
            rows = await announced(account, sort, typed, files, sizes)
            await remember(*twin, Done("", kept=" ".join(str(each.id) for each in rows)))
        else:
            rows = await uploads.announced_before(sort, [int(each) for each in first.kept.split()])
            if len(rows) < len(files):  # after a day what never came is forgotten
                raise Overtaken(STALE)
    try:
        for row, each in zip(rows, files, strict=True):
            if row.object:
                await uploads.keep_form_upload(sort, row, await each.read())
    except Refused:  # mended, it may come under the same token
        async with county_tx():
            await forget(*twin)
        raise
    async with county_tx():
        await remember(*twin, done)
    return done


async def announced(
    account: Account, sort: Sort, typed: Fields, files: list[UploadFile], sizes: list[int]
) -> list[uploads.Announced]:
    rows, wrong = [], []
    kind, number = typed.get("kind"), int(typed.get("id"))
    for each, size in zip(files, sizes, strict=True):
        try:
            called = check_name(each.filename) if sort is Sort.FILE else ""
            row = await uploads.announce(account, sort, kind, number, size=size, name=called)
        except Refused as refusal:
            wrong += [
                Refused(NAMED, sort.about.field, name=each.filename, why=line.text)
                for line in lines_of(refusal)
            ]
        else:
            rows.append(row)
    refuse_all(wrong)
    return rows
