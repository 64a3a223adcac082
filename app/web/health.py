"""/healthz: is the database there, and its schema the program's? For whoever watches over it. These
two alone decide; the other parts stand beside them, as the worker found them last.
"""

from threading import Event
from typing import Any

from litestar import Response, Router, get

from app.dates import now
from app.db import county_tx, tx
from app.jobs import pulse
from app.migrate import SchemaError, check

matched = Event()  # the schema was found to be ours: asked until then, not for each look


@get("/")
async def health() -> Response[dict[str, Any]]:
    async with county_tx(readonly=True):
        try:
            if not matched.is_set():
                await check(tx().connection)
                matched.set()
        except SchemaError as error:
            return Response({"status": "schema", "text": str(error)}, status_code=503)
        found = await pulse.read(tx().connection)
    return Response({"status": "ok", "parts": parts_of(found)})


def parts_of(found: pulse.Pulse | None) -> dict[str, Any]:
    """Seconds since, and null for never."""
    if found is None:
        return {"worker": "silent"}

    def since(then: Any) -> int | None:
        return None if then is None else max(0, int((now() - then).total_seconds()))

    return {
        "worker": "silent" if pulse.is_silent(found) else "ok",
        "worker_seconds": since(found["at"]),
        "queued": found["queued"],
        "oldest_seconds": since(found["oldest_at"]),
        "held": found["held"],
        "sealed_seconds": since(found["sealed_at"]),
        "store": found["store"] or "ok",
        "disk_mb": found["disk_mb"],
    }


router = Router("/healthz", route_handlers=[health])
