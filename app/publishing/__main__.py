"""The publisher beside the server: `python -m app.publishing` keeps what is published as it is. A
process of its own: it renders what the web workers do, and nothing waits for it.
"""

import asyncio
import signal
import sys
from functools import partial

from app.config import settings
from app.db import bulk_limits, connection_pool
from app.preflight import wait_until_good
from app.processes.parent_death import die_with_parent
from app.processes.postgres import StartError
from app.publishing.places import place
from app.publishing.running import AT_ONCE, publish_static
from app.publishing.turns import publish_some
from app.worker.main import lasting, log_once
from app.worker.periodic import counties, every, for_each

PAUSE = 5.0  # seconds between two looks, while there is nothing


async def publish_statics(stop: asyncio.Event) -> None:
    """Once for each start: with a release they may be others."""
    if not stop.is_set():
        await publish_static(place(settings.publish_to))


async def publish_due(stop: asyncio.Event) -> None:
    """By turns, some of each, so that nobody waits behind a county in which much changed."""
    turn = await counties()
    while turn and not stop.is_set():
        turn = await for_each(turn, publish_some, stop)


async def work(stop: asyncio.Event) -> None:
    await publish_statics(stop)
    await every(PAUSE, stop, publish_due)


async def run() -> None:
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with connection_pool(max_size=AT_ONCE + 1, max_inactive_connection_lifetime=300):
        with bulk_limits():
            await lasting(stop, partial(work, stop))


def main() -> None:
    die_with_parent()
    log_once()
    try:
        wait_until_good(settings)
    except StartError as error:
        sys.exit(str(error))
    asyncio.run(run())


if __name__ == "__main__":
    main()
