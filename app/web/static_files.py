"""Files of static/, from memory, compressed once. Their address changes when they do. A first visit
costs a phone far away a request for each: what every page needs is one.
"""

import gzip
import re
from functools import cache
from hashlib import sha256
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import quote

from litestar import Response, Router, get
from litestar.datastructures import CacheControlHeader
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.config import ROOT
from app.web.requests import AnyRequest

FOLDER = ROOT / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}
UNREAD = re.compile(rb"/\*.*?\*/|^[ \n]+", re.DOTALL | re.MULTILINE)
# The first one's `use strict` holds for all of them.
JOINED = {"page.js": ("app.js", "typed.js", "htmx-2.0.11.min.js")}


class Static(NamedTuple):
    body: bytes
    zipped: bytes
    kind: str
    version: str


def light(body: bytes, kind: str) -> bytes:
    """Pure. A sheet without what only its authors read."""
    return UNREAD.sub(b"", body) if kind == ".css" else body


@cache
def files() -> dict[str, Static]:
    found = {
        path.relative_to(FOLDER).as_posix(): light(path.read_bytes(), path.suffix)
        for path in FOLDER.rglob("*")
        if path.suffix in TYPES
    }
    found |= {name: b"\n;\n".join(found[each] for each in parts) for name, parts in JOINED.items()}
    return {
        name: Static(
            body,
            gzip.compress(body, 9, mtime=0),
            TYPES[PurePath(name).suffix],
            sha256(body).hexdigest()[:12],
        )
        for name, body in found.items()
    }


@cache
def static(name: str) -> str:
    """The address of a file, for templates."""
    return f"/static/{name}?v={files()[name].version}"


@cache
def as_data(name: str) -> str:
    """A small picture, in the page itself."""
    found = files()[name]
    return f"data:{found.kind},{quote(found.body.decode(), safe='=:/')}"


@get("/{name:path}")
async def serve(name: FromPath[str], request: AnyRequest) -> Response[bytes]:
    found = files().get(name.lstrip("/"))
    if found is None:
        raise NotFoundException
    zipped = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    if zipped:
        headers["content-encoding"] = "gzip"
    kind = found.kind.partition(";")[0]  # the framework says the encoding of what is text
    return Response(found.zipped if zipped else found.body, media_type=kind, headers=headers)


@get("/favicon.ico", cache_control=CacheControlHeader(public=True, max_age=86_400))
async def icon() -> Response[bytes]:
    """Asked for beside whatever is no page of ours: pages name their icon themselves."""
    found = files()["mark.svg"]
    return Response(found.body, media_type=found.kind)


router = Router("/", route_handlers=[Router("/static", route_handlers=[serve]), icon])
