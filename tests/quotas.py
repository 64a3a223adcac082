"""What was spent of a quota before a test begins."""

from datetime import UTC, datetime

from app.dates import now
from app.db import county_tx, execute
from app.web.rate_limit import QUOTAS, secret_of

HERE = "127.0.0.1"  # where the tests' browsers stand


async def spent(what: str, who: str, times: int) -> None:
    """`who`: an address, `account 7` or `county`. In this very span of time."""
    at = now().timestamp()
    since = datetime.fromtimestamp(at - at % QUOTAS[what].seconds, UTC)
    known = who if who.startswith(("account ", "county")) else secret_of(who)
    async with county_tx():
        await execute(
            'INSERT INTO "quota" ("county", "what", "who", "since", "spent")'
            ' VALUES ($1, $2, $3, $4, $5) ON CONFLICT ("county", "what", "who", "since")'
            ' DO UPDATE SET "spent" = $5',
            what,
            known,
            since,
            times,
        )
