"""/healthz: is the database there, and its schema the program's? For whoever watches over it."""

from threading import Event

from litestar import Response, Router, get

from app.db import county_tx, tx, value
from app.migrate import SchemaError, check

matched = Event()  # the schema was found to be ours: asked until then, not for each look


@get("/")
async def health() -> Response[dict[str, str]]:
    async with county_tx(readonly=True):
        try:
            if not matched.is_set():
                await check(tx().connection)
                matched.set()
        except SchemaError as error:
            return Response({"status": "schema", "text": str(error)}, status_code=503)
        await value("SELECT $1::int")
    return Response({"status": "ok"})


router = Router("/healthz", route_handlers=[health])
