"""The publisher beside the server: `python -m app.publishing` keeps what is published as it is. A
process of its own: it renders what the web workers do, and nothing waits for it.
"""

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from app.config import settings
from app.db import bulk_limits, connection_pool, current_realm
from app.jobs import pulse
from app.preflight import wait_until_good
from app.processes.parent_death import die_with_parent
from app.processes.postgres import StartError
from app.publishing.places import place
from app.publishing.running import AT_ONCE, publish_static, writer
from app.publishing.turns import publish_some
from app.worker.log_once import log_once
from app.worker.periodic import counties, every, for_each

CONNECTIONS = AT_ONCE + 1 + 1  # what renders, what looks, and its sign
PAUSE = 5.0  # seconds between two looks, while there is nothing


class Sign:
    """What is not well at the moment, and at what it broke off; each until it went well."""

    def __init__(self) -> None:
        self.failing: dict[str, str] = {}

    @contextmanager
    def about(self, what: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self.failing[what] = type(error).__name__
            raise
        self.failing.pop(what, None)

    async def give(self, _stop: asyncio.Event) -> None:
        await pulse.of_publisher(next(iter(self.failing.values()), ""))


async def publish_due(stop: asyncio.Event, sign: Sign) -> None:
    """By turns, some of each, so that nobody waits behind a county in which much changed."""

    async def publish_county() -> bool:
        with sign.about(f"county {current_realm.get()}"):
            return await publish_some()

    turn = await counties()
    while turn and not stop.is_set():
        turn = await for_each(turn, publish_county, stop)


async def run() -> None:
    """What static files there are may be others with each release. A database that goes away is one
    more failure (`every`): connections are made anew.
    """
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    fresh, sign = False, Sign()

    async def publish_all_due(stop: asyncio.Event) -> None:
        nonlocal fresh
        with sign.about("all"):
            if not await writer.is_us():
                return  # the command is at work, or another machine's publisher
            if not fresh:
                await publish_static(place(settings.publish_to))
                fresh = True
            await publish_due(stop, sign)
        if not sign.failing:
            await pulse.published()

    async with connection_pool(max_size=CONNECTIONS, max_inactive_connection_lifetime=300):
        with bulk_limits():
            async with asyncio.TaskGroup() as group:
                group.create_task(every(pulse.EVERY, stop, sign.give))
                group.create_task(every(PAUSE, stop, publish_all_due))


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
