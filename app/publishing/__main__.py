"""The publisher beside the server: `python -m app.publishing` keeps what is published as it is. A
process of its own: it renders what the web workers do, and nothing waits for it.
"""

import asyncio
import signal
import sys

from app.config import settings
from app.db import bulk_limits, connection_pool
from app.preflight import wait_until_good
from app.processes.parent_death import die_with_parent
from app.processes.postgres import StartError
from app.publishing.places import place
from app.publishing.running import AT_ONCE, publish_static, writer
from app.publishing.turns import publish_some
from app.worker.log_once import log_once
from app.worker.periodic import counties, every, for_each

PAUSE = 5.0  # seconds between two looks, while there is nothing


async def publish_due(stop: asyncio.Event) -> None:
    """By turns, some of each, so that nobody waits behind a county in which much changed."""
    turn = await counties()
    while turn and not stop.is_set():
        turn = await for_each(turn, publish_some, stop)


async def run() -> None:
    """What static files there are may be others with each release. A database that goes away is one
    more failure (`every`): connections are made anew.
    """
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    fresh = False

    async def publish_all_due(stop: asyncio.Event) -> None:
        nonlocal fresh
        if not await writer.is_us():
            return  # the command is at work, or another machine's publisher
        if not fresh:
            await publish_static(place(settings.publish_to))
            fresh = True
        await publish_due(stop)

    async with connection_pool(max_size=AT_ONCE + 1, max_inactive_connection_lifetime=300):
        with bulk_limits():
            await every(PAUSE, stop, publish_all_due)


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
