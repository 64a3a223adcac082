"""Photos of a form that was refused, shown to the browser that sent them and to no other. Its page
carries a secret that stands in no address (photos.py); these addresses hold a mark instead, which
is worth nothing without that browser's cookie, and end when the matter is sent.
"""

from asyncio import sleep
from collections.abc import Sequence
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.db import county_tx
from app.evidence import enclosing
from app.evidence.enclosing import Held
from app.evidence.pages import drawn
from app.evidence.rules import SIZES
from app.evidence.store import blob
from app.web.forms.tokens import is_mark_of, mark_of
from app.web.rate_limit import spends

# The page comes before the worker has taken in what came with its form, and without scripts nobody
# asks a second time: so the picture waits a little for it.
LOOKS, APART = 20, 0.3  # so many times, seconds apart


def shown_back(photos: Sequence[Held]) -> list[dict[str, Any]]:
    """With each one's mark; what was refused has no picture."""
    return [
        {**each, "mark": "" if each["refusal"] else mark_of(f"photo {each['id']}")}
        for each in photos
    ]


@get("/raise/photos/{photo_id:int}/{mark:str}", guards=[spends("repeat")])
async def small(photo_id: FromPath[int], mark: FromPath[str]) -> Response[bytes]:
    if not is_mark_of(f"photo {photo_id}", mark):
        raise NotFoundException
    found = await taken_in(photo_id)
    if found is None or found["state"] != "ready":
        raise NotFoundException
    return await drawn(found["object"], SIZES[-1], blob.SAFE)


async def taken_in(photo: int) -> Held | None:
    for _n in range(LOOKS):
        async with county_tx(readonly=True):
            found = await enclosing.not_sent_yet(photo)
        if found is None or found["state"] != "arrived":
            return found
        await sleep(APART)
    return None


handlers = [small]
