"""Which counties have something to catch up, as a table of the queue's schema notes it: that one
has no row policies, and of thousands of counties few have a row there.
"""

from typing import Any, Literal

from app.db import DB

Noted = Literal["due", "unpieced", "unjudged"]


async def counties_in(table: Noted) -> list[int]:
    """Outside of any county's transaction."""
    pool: Any = DB.pool
    found = await pool.fetch(f"SELECT DISTINCT county FROM jobs.{table}")  # noqa: S608  (our names)
    return [each["county"] for each in found]
