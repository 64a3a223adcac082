"""The heartbeat of the worker, and of the publisher where there is one: how the parts are that
nobody asks while a page is made. One row.
"""

from datetime import datetime, timedelta
from typing import Any, TypedDict

from app.dates import now
from app.db import DB

EVERY = 15.0  # seconds between two signs
SILENT = timedelta(seconds=90)  # then whose sign it is is taken for gone
SILENTLY = "silent"

SIGN = """
    INSERT INTO jobs.pulse (at, queued, held, oldest_at, store, bearer, disk_mb)
    SELECT now(), count(*) FILTER (WHERE status = 'queued'),
           count(*) FILTER (WHERE status = 'failed'),
           min(created) FILTER (WHERE status = 'queued' AND execute_after <= now()), $1, $2, $3
    FROM jobs.pgqueuer
    ON CONFLICT (one) DO UPDATE SET at = excluded.at, queued = excluded.queued,
        held = excluded.held, oldest_at = excluded.oldest_at, store = excluded.store,
        bearer = excluded.bearer, disk_mb = excluded.disk_mb
"""
SEALED = "UPDATE jobs.pulse SET sealed_at = now()"
OF_PUBLISHER = "UPDATE jobs.pulse SET publisher_at = now(), publisher = $1"
PUBLISHED = "UPDATE jobs.pulse SET published_at = now()"
READ = """
    SELECT at, queued, held, oldest_at, store, bearer, disk_mb, sealed_at, publisher_at, publisher,
           published_at
    FROM jobs.pulse
"""


class Pulse(TypedDict):
    at: datetime
    queued: int
    held: int
    oldest_at: datetime | None
    store: str  # '' where it answers, else what it said
    bearer: str | None  # '' where its mark is ours; None: not known
    disk_mb: int
    sealed_at: datetime | None
    publisher_at: datetime | None
    publisher: str  # '' where all went well, else at what it broke off
    published_at: datetime | None


async def sign(store: str, bearer: str | None, disk_mb: int) -> None:
    pool: Any = DB.pool
    await pool.execute(SIGN, store, bearer, disk_mb)


async def sealed() -> None:
    pool: Any = DB.pool
    await pool.execute(SEALED)


async def of_publisher(failing: str) -> None:
    """Once the worker has been there; before, there is no row."""
    pool: Any = DB.pool
    await pool.execute(OF_PUBLISHER, failing)


async def published() -> None:
    pool: Any = DB.pool
    await pool.execute(PUBLISHED)


async def read(connection: Any) -> Pulse | None:
    """None: no worker has ever been there."""
    found = await connection.fetchrow(READ)
    asked: Any = Pulse
    return asked(found) if found else None


def is_silent(pulse: Pulse | None, at: datetime | None = None) -> bool:
    """Pure, but for the clock."""
    return pulse is None or is_over(pulse["at"], at)


def is_over(sign: datetime | None, at: datetime | None = None) -> bool:
    return sign is None or (at or now()) - sign > SILENT


def publisher_of(pulse: Pulse, at: datetime | None = None) -> str:
    """`ok`, `silent`, or at what it broke off. Pure, but for the clock."""
    return SILENTLY if is_over(pulse["publisher_at"], at) else pulse["publisher"] or "ok"
