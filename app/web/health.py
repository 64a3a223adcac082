"""/healthz: is the database there, and its schema the program's? For whoever watches over it. These
two alone decide; the other parts stand beside them, as the worker found them last. It has its own
connection, and one look serves all who ask meanwhile: nobody's storm makes it wait.
"""

import asyncio
from contextlib import suppress
from threading import Event
from typing import Any

from litestar import Response, Router, get

from app.away import BACK_IN
from app.config import settings
from app.dates import now
from app.db import Own, is_away
from app.jobs import pulse
from app.migrate import SchemaError, check

SECONDS = 4.0  # for the database to answer

matched = Event()  # the schema was found to be ours: asked until then, not for each look
own = Own()
looks: dict[asyncio.AbstractEventLoop, asyncio.Task[pulse.Pulse | None]] = {}


@get("/")
async def health() -> Response[dict[str, Any]]:
    try:
        found = await look()
    except SchemaError as error:
        return Response({"status": "schema", "text": str(error)}, status_code=503)
    except Exception as error:
        if not is_away(error):
            raise
        said = {"status": "away", "text": type(error).__name__}
        return Response(said, status_code=503, headers={"retry-after": str(BACK_IN)})
    return Response({"status": "ok", "parts": parts_of(found)})


async def warmed() -> None:
    """Before the first request. A database that is away stops no start."""
    with suppress(Exception):
        await look()


async def look() -> pulse.Pulse | None:
    loop = asyncio.get_running_loop()
    if loop not in looks or looks[loop].done():
        looks[loop] = loop.create_task(own.asked(seen, SECONDS))
    return await asyncio.shield(looks[loop])


async def seen(connection: Any) -> pulse.Pulse | None:
    if not matched.is_set():
        await check(connection)
        matched.set()
    return await pulse.read(connection)


def parts_of(found: pulse.Pulse | None) -> dict[str, Any]:
    """Seconds since, and null for never."""
    if found is None:
        return {"worker": pulse.SILENTLY}

    def since(then: Any) -> int | None:
        return None if then is None else max(0, int((now() - then).total_seconds()))

    return {
        "worker": pulse.SILENTLY if pulse.is_silent(found) else "ok",
        "worker_seconds": since(found["at"]),
        "queued": found["queued"],
        "oldest_seconds": since(found["oldest_at"]),
        "held": found["held"],
        "sealed_seconds": since(found["sealed_at"]),
        "store": found["store"] or "ok",
        # Of the other deployment nothing is told here: anybody may ask.
        "deleting": {None: "unknown", "": "ok"}.get(found["bearer"], "held"),
        "disk_mb": found["disk_mb"],
        **(
            {
                "publisher": pulse.publisher_of(found),
                "published_seconds": since(found["published_at"]),
            }
            if settings.publish_to
            else {}
        ),
    }


router = Router("/healthz", route_handlers=[health])
