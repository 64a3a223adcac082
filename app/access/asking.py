"""Who asks, and from where: of the request that is under way. Jobs and commands have none."""

from contextvars import ContextVar
from typing import NamedTuple


class Asking(NamedTuple):
    account: int | None
    name: str
    address: str


NOBODY = Asking(None, "", "")
asking: ContextVar[Asking] = ContextVar("asking", default=NOBODY)
