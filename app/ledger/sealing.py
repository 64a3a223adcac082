"""Sealing into the hash chain, apart from posting, so that writers never wait for one another; and
verifying (`ledger verify`)."""

from dataclasses import dataclass
from typing import Any

from app.bulk import moved
from app.db import bound_to, bulk_limits, county_tx, execute, row, rows, tx
from app.ledger.rules import BEGINNING, SEALED, first_bad, link
from app.tenancy.tables import County

BATCH = 2000

HEAD = """
    SELECT "position", "hash" FROM "seal"
    WHERE "seal"."county" = $1 ORDER BY "position" DESC LIMIT 1
"""

# A trigger notes each entry as it is posted. Ids are only the order within a batch: they hang on a
# clock, and clocks err.
UNSEALED = f"""
    SELECT {", ".join(f'"ledger"."{name}"' for name in SEALED)} FROM "unsealed"
    JOIN "ledger" ON "ledger"."county" = $1 AND "ledger"."id" = "unsealed"."entry"
    WHERE "unsealed"."county" = $1 ORDER BY "unsealed"."entry" LIMIT {BATCH}
"""  # noqa: S608

NO_LONGER = """
    DELETE FROM "unsealed" WHERE "unsealed"."county" = $1 AND "entry" = ANY($2::bigint[])
"""

SEAL = """
    INSERT INTO "seal" ("county", "position", "entry", "hash") VALUES ($1, $2, $3, $4)
"""

LINKS = f"""
    SELECT "position", "hash", "entry", {", ".join(f'"ledger"."{name}"' for name in SEALED)}
    FROM "seal" LEFT JOIN "ledger" ON "ledger"."county" = $1 AND "ledger"."id" = "seal"."entry"
    WHERE "seal"."county" = $1 AND "position" > $2 ORDER BY "position" LIMIT {BATCH}
"""  # noqa: S608

FORGOTTEN = """
    SELECT "id" FROM "ledger" WHERE "ledger"."county" = $1
      AND NOT EXISTS (SELECT FROM "seal"
                      WHERE "seal"."county" = $1 AND "seal"."entry" = "ledger"."id")
      AND NOT EXISTS (SELECT FROM "unsealed"
                      WHERE "unsealed"."county" = $1 AND "unsealed"."entry" = "ledger"."id")
    ORDER BY "id" LIMIT 1
"""

ONE_KEEPER = "SELECT pg_try_advisory_xact_lock(20091, $1)"


async def alone() -> bool:
    """Within a transaction: nobody else seals or recounts this county until it ends."""
    bound = tx()
    return bool(await bound.connection.fetchval(ONE_KEEPER, bound.county))


async def seal_some() -> bool:
    """Within a transaction, `alone`. Seals a batch of what waits. → was it full?"""
    head = await row(HEAD)
    position, last = (head["position"], head["hash"]) if head else (0, BEGINNING)
    entries = await rows(UNSEALED)
    links = []
    for place, entry in enumerate(entries, start=position + 1):
        last = link(last, entry)
        links.append((tx().county, place, entry["id"], last))
    await tx().connection.executemany(SEAL, links)
    await execute(NO_LONGER, [each["id"] for each in entries])
    moved(len(links))
    return len(links) == BATCH


async def seal() -> None:
    """Everything that is committed and not sealed yet, of the county that is bound."""
    full = True
    while full:
        async with county_tx():
            full = await alone() and await seal_some()


@dataclass(frozen=True)
class Bad:
    """The first place where ledger and chain disagree. `position` None: it neither is sealed nor
    waits for it.
    """

    slug: str
    entry: int
    position: int | None


async def verify(county: int, slug: str = "") -> Bad | None:
    """Reads the whole ledger of the county against its chain."""
    with bound_to(county), bulk_limits():
        async with county_tx(readonly=True):
            bad = await checked(slug)
        return bad  # noqa: RET504  (mypy: the transaction might swallow the error)


async def checked(slug: str) -> Bad | None:
    position, previous = 0, BEGINNING
    while links := await rows(LINKS, position):
        if bad := first_bad(position, previous, links):
            return Bad(slug, bad["entry"], bad["position"])
        position, previous = links[-1]["position"], links[-1]["hash"]
    forgotten: Any = await row(FORGOTTEN)
    return Bad(slug, forgotten["id"], None) if forgotten else None


async def verify_all(slug: str | None = None) -> list[Bad]:
    """Of every county, or of one: where its chain breaks. Empty: all of them hold.

    Raises LookupError where no county has that slug.
    """
    found = County.select(County.id, County.slug).order_by(County.id)
    counties = await (found.where(County.slug == slug) if slug else found)
    if slug and not counties:
        raise LookupError(f"There is no county {slug!r}.")
    bad = [await verify(each["id"], each["slug"]) for each in counties]
    return [each for each in bad if each]
