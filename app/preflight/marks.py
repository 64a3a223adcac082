"""Whose is the store? A copy of the database may look into it, and then deletes nothing there."""

import asyncio

import asyncpg

from app.evidence.store import owner
from app.evidence.store.storage import Store
from app.preflight.findings import Finding, fine, held

PART = "mark"
SECONDS = 10.0
BORN_BY = (
    "bears the mark of {bearer}: nothing is deleted there by this deployment, and what is to be"
    " deleted waits. If that one is no more, `python -m app store take-over` takes its place."
)


async def of_mark(store: Store, url: str) -> list[Finding]:
    """Nothing, where the database or the store is away: of that others tell."""
    try:
        async with asyncio.timeout(SECONDS):
            connection = await asyncpg.connect(url)
            try:
                we = await owner.ourselves(connection)
            finally:
                connection.terminate()
            bearer = await owner.bearer_of(store)
    except Exception:  # noqa: BLE001  (whatever either raises)
        return []
    if bearer is None:
        return fine(PART, "the store bears none; the jobs worker marks it as this deployment's")
    if bearer == we:
        return fine(PART, "the store is this deployment's")
    return held(PART, f"the store {BORN_BY.format(bearer=bearer)}")
