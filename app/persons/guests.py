"""Who took part in an activity and has no office: their names stand with the activity alone. Within
the caller's transaction; what changes anything, while `amending`.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import TypedDict

from app.db import execute, row, rows
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


MANY = """
    SELECT "id", "title", "note", "reason", "guests", "happened_on" FROM "activity"
    WHERE "activity"."county" = $1 AND "id" = ANY($2::bigint[])
"""
NOBODY = f"""
    UPDATE "activity" SET "title" = left_of.title, "note" = left_of.note,
        "reason" = left_of.reason,
        "guests" = array_fill('{VEILED}'::text, ARRAY[cardinality("guests")])
    FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[])
        AS left_of (id, title, note, reason)
    WHERE "activity"."county" = $1 AND "activity"."id" = left_of.id
"""  # noqa: S608


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


async def erase_all(activities: Collection[int]) -> None:
    """All guests of these, however many they are."""
    found = await rows(MANY, list(activities))
    gone = {each["id"]: set[str]().union(*map(called, each["guests"])) for each in found}
    texts = [
        [struck(each[name], gone[each["id"]]) for each in found]
        for name in ("title", "note", "reason")
    ]
    await execute(NOBODY, [each["id"] for each in found], *texts)


async def rename(activity: int, was: str, now: str) -> None:
    found = await told(activity, lock=True)
    title, note, reason = (renamed(found[each], {was: now}) for each in ("title", "note", "reason"))
    await write(activity, title, note, reason, instead(found["guests"], was, now))


async def write(activity: int, *texts: object) -> None:
    await execute(WRITE, activity, *texts)


def instead(names: list[str], was: str, now: str) -> list[str]:
    """Pure. The same person may have been written down twice."""
    return [now if each == was else each for each in names]
