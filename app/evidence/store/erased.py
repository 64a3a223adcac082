"""Bytes of what was erased for a person go by a job of its own, right after the commit. It does not
ask whether the store knows newer objects: no row ever takes an erasure back. The sweep does again
what could not be done then.
"""

import logging
from typing import Any

from app.bulk import batches
from app.db import county_tx, current_realm, rows
from app.evidence.sorts import Sort, keys_of
from app.evidence.store import owner
from app.jobs import enqueue, job

log = logging.getLogger("app.worker")

AT_ONCE = 100  # of one job
ERASED = {
    sort: f"""
    SELECT "object" FROM "{sort}" WHERE "{sort}"."county" = $1 AND "id" = ANY($2::bigint[])
      AND "erased_on" IS NOT NULL
"""  # noqa: S608
    for sort in Sort
}
WAITS = "County %s: bytes of %s erased %ss wait: the store bears another deployment's mark."


async def mark_erased(sort: Sort, statement: str, *values: Any) -> None:
    """`statement` sets `erased_on` and returns the ids. Within the caller's transaction."""
    ids = [each["id"] for each in await rows(statement, *values)]
    for part in batches(ids, AT_ONCE):
        await enqueue("evidence.erase", sort=str(sort), ids=" ".join(map(str, part)))


@job("evidence.erase")
async def erase_bytes(sort: str, ids: str) -> None:
    asked = [int(each) for each in ids.split()]
    async with county_tx(readonly=True):
        found = await rows(ERASED[Sort(sort)], asked)
    keys = [key for each in found for key in sorted(keys_of(Sort(sort), each["object"]))]
    if not await owner.delete(keys):
        log.warning(WAITS, current_realm.get(), len(found), sort)
