"""Without a station's code: the nearest, by the phone's place; else town by town."""

from dataclasses import dataclass

from litestar.response import Template

from app.refusal import Refused
from app.stations.places import UNKNOWN, place_in
from app.stations.placing import ASKS, near
from app.web.frame import anybody, change
from app.web.requests import AnyRequest, is_htmx


@dataclass
class NearForm:
    latitude: str = ""
    longitude: str = ""


@change("/raise/near", anybody, page="/raise", repeats=True)
async def find(request: AnyRequest, form: NearForm) -> Template:
    """The place stands in no address, and nothing of it is kept."""
    here = place_in(form.latitude, form.longitude)
    if here is None:
        raise Refused(UNKNOWN)
    context = {"near": await near(here)}
    template = "topics/_near.html" if is_htmx(request) else "topics/near.html"
    return Template(template, context=context, headers=ASKS)


handlers = [find]
