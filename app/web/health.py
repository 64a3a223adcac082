"""/healthz: is the database there? For whoever watches over the server."""

from litestar import Response, Router, get

from app.db import county_tx, value


@get("/")
async def health() -> Response[dict[str, str]]:
    async with county_tx(readonly=True):
        await value("SELECT $1::int")
    return Response({"status": "ok"})


router = Router("/healthz", route_handlers=[health])
