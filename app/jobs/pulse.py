"""The worker's heartbeat: how the parts are that nobody asks while a page is made. One row."""

from datetime import datetime, timedelta
from typing import Any, TypedDict

from app.dates import now
from app.db import DB

EVERY = 15.0  # seconds between two signs
SILENT = timedelta(seconds=90)  # then the worker is taken for gone

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
READ = "SELECT at, queued, held, oldest_at, store, bearer, disk_mb, sealed_at FROM jobs.pulse"


class Pulse(TypedDict):
    at: datetime
    queued: int
    held: int
    oldest_at: datetime | None
    store: str  # '' where it answers, else what it said
    bearer: str | None  # '' where its mark is ours; None: not known
    disk_mb: int
    sealed_at: datetime | None


async def sign(store: str, bearer: str | None, disk_mb: int) -> None:
    pool: Any = DB.pool
    await pool.execute(SIGN, store, bearer, disk_mb)


async def sealed() -> None:
    pool: Any = DB.pool
    await pool.execute(SEALED)


async def read(connection: Any) -> Pulse | None:
    """None: no worker has ever been there."""
    found = await connection.fetchrow(READ)
    asked: Any = Pulse
    return asked(found) if found else None


def is_silent(pulse: Pulse | None, at: datetime | None = None) -> bool:
    """Pure, but for the clock."""
    return pulse is None or (at or now()) - pulse["at"] > SILENT
