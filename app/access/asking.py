"""Who asks, and from where: of the request that is under way. Jobs and commands have none."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class Asking(NamedTuple):
    account: int | None
    name: str
    address: str


NOBODY = Asking(None, "", "")
asking: ContextVar[Asking] = ContextVar("asking", default=NOBODY)


@contextmanager
def without_account() -> Iterator[None]:
    """For what is written in another realm: whoever asks has no account there."""
    mine = asking.set(asking.get()._replace(account=None))
    try:
        yield
    finally:
        asking.reset(mine)
