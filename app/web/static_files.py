"""Files of static/, from memory, compressed once. Their address changes when they do."""

import gzip
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from litestar import Response, Router, get
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


class Static(NamedTuple):
    body: bytes
    zipped: bytes
    kind: str
    version: str


@cache
def files() -> dict[str, Static]:
    return {
        path.relative_to(FOLDER).as_posix(): Static(
            body := path.read_bytes(),
            gzip.compress(body, 9, mtime=0),
            TYPES[path.suffix],
            sha256(body).hexdigest()[:12],
        )
        for path in FOLDER.rglob("*")
        if path.suffix in TYPES
    }


def static(name: str) -> str:
    """The address of a file, for templates."""
    return f"/static/{name}?v={files()[name].version}"


@get("/{name:path}")
async def serve(name: FromPath[str], request: AnyRequest) -> Response[bytes]:
    found = files().get(name.lstrip("/"))
    if found is None:
        raise NotFoundException
    zipped = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    if zipped:
        headers["content-encoding"] = "gzip"
    return Response(found.zipped if zipped else found.body, media_type=found.kind, headers=headers)


router = Router("/static", route_handlers=[serve])
