"""All checks, in the order in which they make sense to read."""

import asyncio
import sys
import time
from collections.abc import Callable
from threading import Event, Thread

from app.config import Settings
from app.evidence.store.chosen import store
from app.preflight.database import connections, of_database
from app.preflight.files import of_files
from app.preflight.findings import Finding, Verdict, refuse
from app.preflight.marks import of_mark
from app.preflight.objects import of_store
from app.preflight.places import of_data, of_port, of_running
from app.preflight.published import of_published
from app.preflight.settings import of_settings
from app.processes.postgres import StartError

AGAIN = 2.0  # seconds between two looks at what was away


async def look(settings: Settings, *, running: bool = False) -> list[Finding]:
    """`running`: the program may be up already, so that its port may be taken by itself."""
    found = [*of_settings(settings), *of_files(settings)]
    if any(each.verdict is Verdict.WRONG for each in found):
        return found  # the rest would speak of what nobody meant
    of_place = of_running if running else of_port
    return [
        *found,
        *of_place(settings.host, settings.port),
        *of_data(settings.data),
        *await of_database(settings.database_url, connections(settings)),
        *await of_store(store(), settings.base_url),
        *await of_mark(store(), settings.database_url),
        *await of_published(settings),
    ]


def wait_until_good(settings: Settings) -> None:
    """For the worker and commands, which do nothing without the database. StartError: it, or the
    settings, are wrong.
    """
    refuse([*of_settings(settings), *of_files(settings)])
    said = False
    while True:
        found = asyncio.run(of_database(settings.database_url, connections(settings)))
        refuse(found)
        lines = [str(each) for each in found if each.verdict is Verdict.AWAY]
        if not lines:
            return
        if not said:
            sys.stderr.write("\n".join([*lines, ""]))
        said = True
        time.sleep(1)


async def of_what_is_away(settings: Settings, parts: set[str]) -> list[Finding]:
    found = []
    if "database" in parts:
        found += await of_database(settings.database_url, connections(settings))
    if "store" in parts:
        found += await of_store(store(), settings.base_url)
    if "published" in parts:
        found += await of_published(settings)
    return found


class Awaited:
    """What was away at the start is looked at again until it is there. What `with` gives is asked
    now and then: it raises StartError once something came that is wrong.
    """

    def __init__(
        self, settings: Settings, found: list[Finding], say: Callable[[str], None]
    ) -> None:
        self.settings, self.say = settings, say
        self.parts = {each.part for each in found if each.verdict is Verdict.AWAY}
        self.stop, self.wrong = Event(), ""
        self.thread = Thread(target=self.run, daemon=True)

    def __enter__(self) -> Callable[[], None]:
        self.thread.start()
        return self.answer

    def __exit__(self, *_error: object) -> None:
        self.stop.set()

    def answer(self) -> None:
        if self.wrong:
            raise StartError(self.wrong)

    def run(self) -> None:
        while self.parts and not self.wrong and not self.stop.wait(AGAIN):
            found = asyncio.run(of_what_is_away(self.settings, self.parts))
            try:
                refuse(found)
            except StartError as error:
                self.wrong = str(error)
            for each in found:
                if each.verdict is Verdict.FINE:
                    self.say(str(each))
            self.parts = {each.part for each in found if each.verdict is Verdict.AWAY}
