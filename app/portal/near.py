"""What was done near me, by the phone's place, when somebody taps for it."""

from typing import Any

from litestar import get
from litestar.response import Template

from app.db import county_tx
from app.stations.placing import ASKS, HereForm, any_placed, near
from app.topics.queries import newest
from app.web.frame import anybody, change
from app.web.requests import AnyRequest

SHOWN = 12
FIRST: dict[str, Any] = {"near": [], "topics": [], "older": None, "asked": False}


@get("/near")
async def looking() -> Template:
    async with county_tx(readonly=True):
        placed = await any_placed()
    return Template("portal/near.html", context={**FIRST, "placed": placed}, headers=ASKS)


@change("/near", anybody, page="/near", repeats=True)
async def found(_request: AnyRequest, form: HereForm) -> Template:
    """Of the nearest stations together, the newest first. The place stands in no address, and
    nothing of it is kept.
    """
    around = await near(form.place())
    done = await newest(None, shown="closed", at=[each["id"] for each in around], most=SHOWN)
    context = {"near": around, "topics": done["topics"], "asked": True, "placed": True}
    return Template("portal/near.html", context=context, headers=ASKS)


handlers = [looking, found]
