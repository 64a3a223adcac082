"""Bulk work: set-up, imports, jobs. In batches, so that no statement is ever long; each batch moves
the progress that whoever began the work looks at. Its limits: `bulk_tx()` (app/db.py).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

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
