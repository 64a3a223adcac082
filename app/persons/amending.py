"""The one way to what is written once: within a transaction that says so. Triggers refuse all else
(app/migrations/0018_persons.sql).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.db import tx


@asynccontextmanager
async def amending() -> AsyncIterator[None]:
    await tx().connection.execute("SET LOCAL app.amending = 'on'")
    yield  # after an error it ends with the transaction
    await tx().connection.execute("SET LOCAL app.amending = 'off'")
