"""Bulk work: set-up, imports, jobs. In batches, so that no statement is ever long; each batch moves
the progress that whoever began the work looks at. Its limits: `bulk_limits()` (app/db).
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO, TypeVar

import asyncpg

T = TypeVar("T")
Watcher = Callable[[int], object]

watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(by: Watcher) -> Iterator[None]:
    """`by` hears of every batch that is done within: how much it was."""
    token = watcher.set(by)
    try:
        yield
    finally:
        watcher.reset(token)


def moved(by: int = 1) -> None:
    """So much more is done. Nobody watches: nothing happens."""
    if told := watcher.get():
        told(by)


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """At most `size` at a time. What was handed out is taken as done when the next is asked for."""
    for start in range(0, len(items), size):
        part = items[start : start + size]
        yield part
        moved(len(part))


class Meter:
    """What is being done, and how far it is: on one line of a terminal; elsewhere, as in a log, on
    lines of their own, and only while something moves.
    """

    def __init__(
        self, text: str, out: TextIO = sys.stderr, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.text, self.out, self.clock = text, out, clock
        self.began = self.said = clock()
        self.done = 0
        self.say("")

    def __call__(self, by: int) -> None:
        self.done += by
        if self.clock() - self.said >= 1:
            self.say(f"{self.done:,}")

    def note(self, line: str) -> None:
        """A line of its own in between."""
        self.out.write(f"\r\x1b[K{line}\n" if self.out.isatty() else f"{line}\n")
        self.say(f"{self.done:,}")

    def end(self, *, well: bool) -> None:
        self.say(f"{self.clock() - self.began:.1f} s" if well else "broke off")
        if self.out.isatty():
            self.out.write("\n")

    def say(self, how_far: str) -> None:
        self.said = self.clock()
        line = f"{self.text} ... {how_far}"
        self.out.write(f"\r\x1b[K{line}" if self.out.isatty() else f"{line.rstrip()}\n")
        self.out.flush()


@contextmanager
def step(text: str) -> Iterator[Meter]:
    """Named while it runs, with its progress."""
    meter, well = Meter(text), False
    try:
        with watched(meter):
            yield meter
        well = True
    finally:
        meter.end(well=well)


OWN_TABLES = """
    SELECT oid::regclass::text AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      AND relowner = current_user::regrole
    ORDER BY 1
"""


async def analyse(url_of_owner: str) -> None:
    """So that plans know what was brought in, without waiting for the server to notice. Tables'
    owners may do it, in all versions of PostgreSQL; the program's own role may not.
    """
    connection = await asyncpg.connect(url_of_owner)
    try:
        for each in await connection.fetch(OWN_TABLES):
            await connection.execute(f"ANALYZE {each['name']}")
            moved()
    finally:
        await connection.close()
