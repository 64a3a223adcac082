"""Charters in the database: numbered versions, parsed once per version and kept in memory."""

from datetime import date

import msgspec

from app.charter.model import Charter
from app.charter.tables import CharterVersion
from app.dates import today
from app.db import county_in_tx, row, value

parsed: dict[tuple[int, int], Charter] = {}  # versions never change, so they are never stale
KEPT = 4000


def read(document: str) -> Charter:
    """TOML → Charter. msgspec.ValidationError names the path of what does not fit."""
    return msgspec.toml.decode(document, type=Charter)


async def in_force() -> tuple[int | None, Charter | None]:
    """Today's version: (its id, the charter). One small query, so that all workers see a new
    version at once. (None, None): the county has none, as in the midst of sign-up.
    """
    found = await row(
        'SELECT "id" FROM "charter" WHERE "charter"."county" = $1 AND "effective_on" <= $2'
        ' ORDER BY "number" DESC LIMIT 1',
        today(),
    )
    return (found["id"], await version(found["id"])) if found else (None, None)


async def version(number: int) -> Charter:
    """The charter a topic runs under. `number` is the version's id."""
    key = county_in_tx(), number
    if key not in parsed:
        document = await value(
            'SELECT "document" FROM "charter" WHERE "charter"."county" = $1 AND "id" = $2', number
        )
        if len(parsed) >= KEPT:
            parsed.clear()
        parsed[key] = read(document)
    return parsed[key]


async def save(document: str, *, author: str, note: str, effective_on: date) -> int:
    """A new version; the caller has checked it (rules.check). → its id."""
    last = await value('SELECT max("number") FROM "charter" WHERE "charter"."county" = $1')
    saved = CharterVersion(
        number=(last or 0) + 1,
        effective_on=effective_on,
        author=author,
        note=note,
        document=document,
    )
    await CharterVersion.insert(saved)
    return int(saved.id)
