"""Photos enclosed to a matter while it is written: a script sends each by itself, straight to the
store; without scripts they come with the form, and stay if it is refused.
"""

from dataclasses import dataclass
from typing import Any

from litestar import Response, post
from litestar.connection import ASGIConnection
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, URLEncodedBody

from app.db import county_tx
from app.evidence import enclosing
from app.evidence.enclosing import Held
from app.evidence.sorts import Sort
from app.evidence.uploads import arrive, link_for
from app.i18n import _, translated
from app.refusal import Refused
from app.web.forms.fields import number_in
from app.web.forms.tokens import from_our_page
from app.web.forms.validation import LARGEST as SMALL
from app.web.forms.validation import Fields
from app.web.rate_limit import spend, spends
from app.web.requests import AnyRequest

HEADER = "x-held"  # the page's secret: in no address, and in no log
LARGEST = 96 * 2**20  # bytes: nine photos as most phones take them
NAMED = _("%(name)s：%(why)s")
Answer = Response[dict[str, Any]]
OFTEN = [from_our_page, spends("repeat")]


@dataclass
class Announcement:
    size: int
    again: int | None = None  # what was announced for it before


async def sparing(connection: ASGIConnection[Any, Any, Any, Any], _route: BaseRouteHandler) -> None:
    """Before a byte is read: a form without photos is as small as any, and of those with photos an
    address has so many.
    """
    request = AnyRequest(connection.scope)
    if request.content_type[0] == RequestEncodingType.MULTI_PART:
        await spend(request, "enclose")
    elif "content-length" not in request.headers or length_of(request) > SMALL:
        raise RequestEntityTooLarge


def length_of(request: AnyRequest) -> int:
    return number_in(request.headers.get("content-length", ""))


async def photos_kept(request: AnyRequest, typed: Fields) -> list[Refused]:
    """The photos of a form in parts. What is kept stays, whatever else is wrong with the form."""
    form, wrong = await request.form(), []
    for each in form.getall("photo", []):
        if not isinstance(each, UploadFile) or not each.filename:
            continue
        try:
            await enclosing.keep(typed.get("held"), await each.read())
        except Refused as refusal:
            why = translated(refusal.text, **refusal.values)
            wrong.append(Refused(NAMED, "photo", name=each.filename, why=why))
    return wrong


@post("/raise/photos", status_code=200, guards=[from_our_page, spends("enclose")])
async def announce(request: AnyRequest, data: URLEncodedBody[Announcement]) -> Answer:
    """→ the link by which the browser sends it to the store, for the next ten minutes."""
    async with county_tx():
        place = await enclosing.announce(secret_of(request), data.size, data.again)
    return Response({"id": str(place.id), "upload": link_for(place, data.size)._asdict()})


@post("/raise/photos/{photo_id:int}/arrival", status_code=200, guards=OFTEN)
async def arrival(request: AnyRequest, photo_id: FromPath[int]) -> Answer:
    found = await mine(request, photo_id)
    if found["state"] == "pending":
        await arrive(Sort.PHOTO, photo_id, found["object"])
        found = await mine(request, photo_id)
    return told(found)


@post("/raise/photos/{photo_id:int}/state", status_code=200, guards=OFTEN)
async def state(request: AnyRequest, photo_id: FromPath[int]) -> Answer:
    return told(await mine(request, photo_id))


@post("/raise/photos/{photo_id:int}/removal", status_code=200, guards=OFTEN)
async def removal(request: AnyRequest, photo_id: FromPath[int]) -> Answer:
    await mine(request, photo_id)
    async with county_tx():
        await enclosing.take_out(secret_of(request), [photo_id])
    return Response({"state": "removed"})


def secret_of(request: AnyRequest) -> str:
    return request.headers.get(HEADER, "")


async def mine(request: AnyRequest, photo_id: int) -> Held:
    async with county_tx(readonly=True):
        found = await enclosing.one(secret_of(request), photo_id)
    if found is None:
        raise NotFoundException
    return found


def told(found: Held) -> Answer:
    text = translated(found["refusal"]) if found["refusal"] else ""
    return Response({"state": found["state"], "text": text})


handlers = [announce, arrival, state, removal]
