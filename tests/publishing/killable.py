"""A publisher that a test kills: it reads lines `county nth`, and for each says how its run ended:
a process of its own, which the kernel ends as it is about to do the nth thing that can be seen from
outside (a file begun, named, removed; a request to a store). 0: it comes to its end. The product
knows nothing of it: Python tells of these things (sys.audit). A program by itself, not a part of
tests/: to import that sets the settings of the tests.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import uvloop

from app.config import settings
from app.db import bound_to
from app.publishing.places import place
from app.publishing.rendering import rendering_pool
from app.publishing.turns import Turns

WRITES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "http.client.send"}


def killed_at(nth: int, within: str) -> Callable[[str, tuple[Any, ...]], None]:
    done = 0

    def seen(event: str, args: tuple[Any, ...]) -> None:
        nonlocal done
        opened = event == "open" and isinstance(args[1], str) and "w" in args[1]
        if not opened and event not in WRITES:
            return
        if event != "http.client.send" and not os.fspath(args[0]).startswith(within):
            return
        done += 1
        if done == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return seen


def publish(county: int, nth: int) -> None:
    async def run() -> None:
        turns = Turns(place(settings.publish_to), figures_after=timedelta())
        async with rendering_pool():
            with bound_to(county):
                while await turns.publish_some():
                    pass

    if nth:
        sys.addaudithook(killed_at(nth, settings.publish_to))
    uvloop.run(run())


def main() -> None:
    for line in sys.stdin:
        county, nth = map(int, line.split())
        if (child := os.fork()) == 0:
            status = 1
            try:
                publish(county, nth)
                status = 0
            finally:
                os._exit(status)
        _child, ended = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(ended)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
