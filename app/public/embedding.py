"""A county's figures and its newest matters, to be shown within its own site. Other pages are shown
within no other: these have no form, set no cookie, and lead out of the frame.
"""

from typing import Any

from litestar import get
from litestar.response import Template

from app.db import county_tx
from app.numbers.figures import headline
from app.topics.queries import newest
from app.web.security_headers import CSP

FRAMED = {
    "content-security-policy": CSP.replace("frame-ancestors 'none'", "frame-ancestors *"),
    "cache-control": "public, max-age=60",
}
MOST = 8


@get("/embed/figures")
async def figures() -> Template:
    """As strangers read them, whoever asks: on another site one asks without a session."""
    async with county_tx(readonly=True):
        found = await headline(stranger=True)
    return framed("figures", {"figures": found})


@get("/embed/topics")
async def topics() -> Template:
    async with county_tx(readonly=True):
        found = await newest(None, most=MOST)
    return framed("topics", {"topics": found["topics"]})


def framed(name: str, context: dict[str, Any]) -> Template:
    return Template(f"public/embed_{name}.html", context=context, headers=FRAMED)


NAMES = "figures", "topics"
handlers = [figures, topics]
