"""Whoever keeps copies of the files (a CDN) is told which of them changed: PUBLISH_PURGE."""

import asyncio
import logging
from collections.abc import Sequence

import httpx2

from app.away import complaints
from app.config import settings

log = logging.getLogger("app.publishing")

SECONDS = 10.0
MOST = 500  # paths at once
under_way: set[asyncio.Task[None]] = set()


def purge(paths: Sequence[str]) -> None:
    """Nobody waits for it; where it fails, copies grow old by themselves (`Cache-Control`)."""
    if settings.publish_purge and paths:
        task = asyncio.create_task(told(settings.publish_purge, paths))
        under_way.add(task)
        task.add_done_callback(under_way.discard)


async def told(address: str, paths: Sequence[str]) -> None:
    what = "PUBLISH_PURGE"
    try:
        async with asyncio.timeout(SECONDS), httpx2.AsyncClient() as client:
            for start in range(0, len(paths), MOST):
                answer = await client.post(
                    address, json={"paths": list(paths[start : start + MOST])}
                )
                answer.raise_for_status()
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError) as error:
        complaints.failed(log, what, ConnectionError(str(error) or type(error).__name__))
    else:
        complaints.went_well(log, what)
