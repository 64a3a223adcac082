"""Who took part in an activity and has no office: their names stand with the activity alone. Within
the caller's transaction; what changes anything, while `amending`.
"""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from app.db import execute, row
from app.veiling.calling import called
from app.veiling.rules import VEILED, renamed, struck

ONE = """
    SELECT "title", "note", "reason", "guests", "happened_on" FROM "activity"
    WHERE "activity"."county" = $1 AND "id" = $2
"""
WRITE = """
    UPDATE "activity" SET "title" = $3, "note" = $4, "reason" = $5, "guests" = $6::text[]
    WHERE "activity"."county" = $1 AND "id" = $2
"""


class Told(TypedDict):
    """All that an activity tells of its guests."""

    title: str
    note: str
    reason: str
    guests: list[str]
    happened_on: date


async def told(activity: int, *, lock: bool = False) -> Told:
    found = await row(f"{ONE} FOR UPDATE" if lock else ONE, activity, of=Told)
    if found is None:
        raise LookupError("No such activity.")
    return found


async def named(activity: int) -> list[str]:
    """Those who have a name yet, each once, in the order of the record."""
    found = await row(ONE, activity, of=Told)
    return [each for each in dict.fromkeys(found["guests"] if found else ()) if each != VEILED]


async def erase(activity: int, name: str, also: Iterable[str]) -> None:
    """`also`: further stretches of what was written about it."""
    found, gone = await told(activity, lock=True), called(name) | {*also}
    title, note, reason = (struck(found[each], gone) for each in ("title", "note", "reason"))
    await write(activity, title, note, reason, instead(found["guests"], name, VEILED))


async def rename(activity: int, was: str, now: str) -> None:
    found = await told(activity, lock=True)
    title, note, reason = (renamed(found[each], {was: now}) for each in ("title", "note", "reason"))
    await write(activity, title, note, reason, instead(found["guests"], was, now))


async def write(activity: int, *texts: object) -> None:
    await execute(WRITE, activity, *texts)


def instead(names: list[str], was: str, now: str) -> list[str]:
    """Pure. The same person may have been written down twice."""
    return [now if each == was else each for each in names]
