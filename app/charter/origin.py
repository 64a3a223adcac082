"""Which preset a county's rules began from, and the text of it that they last took up."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.charter import presets, store
from app.charter.naming import renamed
from app.charter.tables import PresetTaken
from app.db import row, value

# A draft takes it up when it is signed.
LAST = """
    SELECT "preset", "preset_taken"."document" FROM "preset_taken"
    LEFT JOIN "charter_draft" ON "charter_draft"."county" = $1
      AND "charter_draft"."id" = "preset_taken"."draft"
    JOIN "charter" ON "charter"."county" = $1
      AND "charter"."id" = coalesce("preset_taken"."charter", "charter_draft"."version")
    WHERE "preset_taken"."county" = $1 ORDER BY "number" DESC LIMIT 1
"""
OPEN = """
    SELECT "charter_draft"."id" FROM "preset_taken"
    JOIN "charter_draft" ON "charter_draft"."county" = $1
      AND "charter_draft"."id" = "preset_taken"."draft" AND "ended_at" IS NULL
    WHERE "preset_taken"."county" = $1 AND "preset_taken"."document" = $2
    ORDER BY "preset_taken"."id" DESC LIMIT 1
"""


class Taken(NamedTuple):
    preset: str
    document: str


async def open_from(
    preset: str,
    *,
    author: str,
    note: str,
    effective_on: date,
    own: Mapping[str, str] | None = None,
    published: str = "",
) -> int:
    """A county's first version: the preset as it stands, or in its `own` words. → its id.
    `published`: another county's rules, which are no preset; none: there is a preset.
    """
    document = published or presets.document(preset)
    named = worded(document, own) if own else document
    version = await store.save(named, author=author, note=note, effective_on=effective_on)
    if published:
        return version
    await PresetTaken.insert(PresetTaken(preset=preset, document=document, charter=version))
    return version


def worded(document: str, own: Mapping[str, str]) -> str:
    """RefusedAll: in these words it would be no charter."""
    named = store.write(renamed(store.read(document), own))
    store.checked(named)
    return named


async def take_up(preset: str, draft: int) -> None:
    """The draft holds what is new in it."""
    document = presets.document(preset)
    await PresetTaken.insert(PresetTaken(preset=preset, document=document, draft=draft))


async def last_taken() -> Taken | None:
    """None: its rules began from no preset."""
    found = await row(LAST)
    return Taken(found["preset"], found["document"]) if found else None


async def open_draft(preset: str) -> int | None:
    """One being written that takes up the preset as it stands now."""
    found: int | None = await value(OPEN, presets.document(preset))
    return found
