"""Without a station's code: the nearest, by the phone's place; else town by town."""

from litestar.response import Template

from app.stations.placing import ASKS, HereForm, near
from app.web.frame import anybody, change
from app.web.requests import AnyRequest, is_htmx


@change("/raise/near", anybody, page="/raise", repeats=True)
async def find(request: AnyRequest, form: HereForm) -> Template:
    """The place stands in no address, and nothing of it is kept."""
    context = {"near": await near(form.place())}
    template = "topics/_near.html" if is_htmx(request) else "topics/near.html"
    return Template(template, context=context, headers=ASKS)


handlers = [find]
