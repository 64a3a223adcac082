"""The publisher beside the server: `python -m app.publishing` keeps what is published as it is. A
process of its own: it renders what the web workers do, and nothing waits for it.
"""

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from time import monotonic

import uvloop

from app.config import settings
from app.dates import today
from app.db import current_realm
from app.jobs import pulse
from app.preflight import wait_until_good
from app.processes.parent_death import die_with_parent
from app.processes.postgres import StartError
from app.publishing.marked import ALL, Marked, noted
from app.publishing.places import place
from app.publishing.rendering import CONNECTIONS, rendering_pool
from app.publishing.running import publish_static, writer
from app.publishing.turns import FIGURES_AFTER, Turns
from app.worker.log_once import log_once
from app.worker.periodic import counties, every, for_each

PAUSE = 5.0  # seconds between two looks, while there is nothing


class Sign:
    """What is not well at the moment, and at what it broke off; each until it went well."""

    def __init__(self) -> None:
        self.failing: dict[str, str] = {}

    @contextmanager
    def about(self, what: str) -> Iterator[None]:
        try:
            yield
        except BaseException as error:  # one that took too long is cancelled
            self.failing[what] = type(error).__name__
            raise
        self.failing.pop(what, None)

    async def give(self, _stop: asyncio.Event) -> None:
        await pulse.of_publisher(next(iter(self.failing.values()), ""))


class Publisher:
    """`day`: on which all counties were looked at; None: they are to be."""

    def __init__(self) -> None:
        self.turns = Turns(place(settings.publish_to))
        self.marked = Marked(FIGURES_AFTER.total_seconds() + 1)
        self.day: date | None = None
        self.sign = Sign()

    async def publish_due(self, stop: asyncio.Event) -> None:
        """What static files there are may be others with each release. A database that goes away is
        one more failure (`every`): connections are made anew.
        """
        with self.sign.about("all"):
            if not await writer.is_us():
                self.day = None  # the command is at work, or another machine's publisher
                return
            if self.day is None:
                await publish_static(self.turns.where)
            self.marked.add(self.turns.failed)
            self.turns.failed.clear()
            while not stop.is_set() and await self.look(stop):
                pass
        if not self.sign.failing:
            await pulse.published()

    async def publish_county(self) -> bool:
        with self.sign.about(f"county {current_realm.get()}"):
            return await self.turns.publish_some()

    async def look(self, stop: asyncio.Event) -> bool:
        """One county that has something, then some more of what one is making anew as a whole."""
        found, day = await noted(), today()
        self.marked.note((each for each in found if each["county"] != ALL), monotonic())
        if day != self.day or any(each["county"] == ALL for each in found):
            self.marked.add(await counties())
            self.day = day
        county = self.marked.next(monotonic())
        if county is not None:
            self.marked.add(await for_each([county], self.publish_county, stop))
        whole = self.turns.next_whole()
        if whole is not None and not self.marked.first:
            more = await for_each([whole], self.publish_county, stop)
            if self.turns.next_whole() != whole:
                self.marked.add(more)
        return county is not None or whole is not None


async def run() -> None:
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    publisher = Publisher()
    async with rendering_pool(CONNECTIONS), asyncio.TaskGroup() as group:
        group.create_task(every(pulse.EVERY, stop, publisher.sign.give))
        group.create_task(every(PAUSE, stop, publisher.publish_due))


def main() -> None:
    die_with_parent()
    log_once()
    try:
        wait_until_good(settings)
    except StartError as error:
        sys.exit(str(error))
    uvloop.run(run())


if __name__ == "__main__":
    main()
