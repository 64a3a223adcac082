"""Where the folder store is sent photos: /blob/… is outside of all counties, for a signature says
it all.
"""

from litestar import Response, Router, put
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath

from app.evidence.store.chosen import store
from app.evidence.store.directory import Directory, Rejected
from app.web.requests import AnyRequest

# What comes from here is looked at as a picture or not at all.
SAFE = {
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-cache",
}


def directory() -> Directory:
    found = store()
    if not isinstance(found, Directory):
        raise NotFoundException  # browsers go to S3
    return found


@put("/{key:path}", status_code=201, request_max_body_size=64 * 2**20)
async def receive(key: FromPath[str], request: AnyRequest) -> Response[bytes]:
    """Limited by what the link allows, which is less."""
    try:
        await directory().receive(
            key.lstrip("/"),
            request.query_params,
            request.headers.get("content-type", ""),
            request.headers.get("content-length", ""),
            request.stream(),
        )
    except (Rejected, ValueError) as error:
        raise refusal(error) from None
    return Response(b"")


def refusal(error: Rejected | ValueError) -> HTTPException:
    if isinstance(error, Rejected):
        return HTTPException(status_code=error.status, detail=str(error))
    return HTTPException(status_code=403, detail="No such key.")


router = Router("/blob", route_handlers=[receive])
