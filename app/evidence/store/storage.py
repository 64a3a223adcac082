"""Where photos and files lie: one interface for an S3 service (s3.py) and a folder of our own
(directory.py).

Bytes go from browsers straight to the store, by links that are signed for one key, size, type and
a few minutes. They come back through us, who ask each time whether they may be seen. A key begins
with its county; nothing in it comes from a person.
"""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import NamedTuple, Protocol

NOBODY_S = 999_999  # a key begins with a county: this one's the national list does not have
PIECE = 2**18  # bytes, of what goes out piece by piece
KEY = re.compile(r"[1-9][0-9]{0,9}(?:/[a-z0-9][a-z0-9_-]{0,79}){1,4}(?:\.[a-z0-9]{1,8})?")


class Missing(LookupError):
    """There is nothing under this key."""


class StoreAway(ConnectionError):
    """It does not answer, or refuses us; later it may not. Pages say 503. Its text: a code."""


class Link(NamedTuple):
    """What a browser is told so that it can send one object itself."""

    method: str
    url: str
    headers: dict[str, str]


class Stored(NamedTuple):
    key: str
    size: int
    at: datetime


class Store(Protocol):
    async def prepare(self) -> None:
        """Makes the bucket or folder. Needed once; again does no harm."""

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        """Takes the place of what was there, so that a job may run twice."""

    async def put_new(self, key: str, data: bytes, content_type: str) -> bool:
        """False: there is something with this key, and it stays as it is."""

    async def get(self, key: str) -> bytes:
        """Raises Missing."""

    async def pieces(self, key: str) -> AsyncIterator[bytes]:
        """The same, without holding all of it. Raises Missing before the first."""

    async def size(self, key: str) -> int | None:
        """None: not there."""

    async def exists(self, key: str) -> bool: ...

    async def delete(self, key: str) -> None:
        """Not there: nothing happens. Asked by owner.py alone, which knows whether we may."""

    async def keys(self, prefix: str) -> list[Stored]:
        """All of a county's, for the sweep: `prefix` is "<county>/" or longer."""

    async def clock(self) -> datetime | None:
        """Also of one that refuses us. None: it has none of its own, or does not say."""

    async def sweep(self, county: int, before: datetime) -> None:
        """Removes what broken-off uploads left in the store itself."""

    def upload_url(self, key: str, size: int, content_type: str, seconds: int = 600) -> Link:
        """Good for one upload of exactly this size and type; a key that is taken stays as it is."""


def checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise ValueError(key)
    return key
