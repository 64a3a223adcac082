"""As of when the county's public files are, where it has any (app/publishing)."""

from datetime import datetime
from typing import TypedDict

from app.config import settings
from app.db import row

STATE = """
    SELECT "at", "failed", "failed_at", coalesce("rendered", 0) AS rendered,
        (SELECT count(*) FROM "publish_mark" WHERE "publish_mark"."county" = $1) AS waiting
    FROM (SELECT) AS its LEFT JOIN "published" ON "published"."county" = $1
"""


class Published(TypedDict):
    """`at`: None, if never; `failed`: why the last run broke off, if nothing went well since;
    `rendered`: how many pages were looked at, while all are made anew.
    """

    at: datetime | None
    failed: str | None
    failed_at: datetime | None
    waiting: int
    rendered: int


async def published() -> Published | None:
    """None: nothing is published by this deployment."""
    return await row(STATE, of=Published) if settings.publish_to else None
