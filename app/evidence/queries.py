"""Photos as pages show them, and what a photo belongs to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from app.access.roles import Account
from app.db import row, rows
from app.evidence.rules import shown_size
from app.evidence.subjects import Found, Selected, Subject
from app.evidence.tables import IS_READY
from app.i18n import translated
from app.veiling.queries import as_read

SMALL = 320
LARGEST_ID = 2**63 - 1  # a larger number in an address is no id, and PostgreSQL would stumble

# One statement per kind: column names cannot be parameters.
OF = {
    kind: f"""
    SELECT "id", "{kind}" AS of, {kind.about.topic} AS topic, "caption", "width", "height",
           "uploaded_at",
           (SELECT "text" FROM "photo_note" WHERE "photo_note"."county" = $1
            AND "photo_note"."photo" = "photo"."id" ORDER BY "photo_note"."id" DESC LIMIT 1) AS note
    FROM "photo"
    WHERE "photo"."county" = $1 AND "{kind}" = ANY($2::bigint[])
      AND {IS_READY}
    ORDER BY "id"
"""  # noqa: S608
    for kind in Subject
}

COLUMNS = ", ".join(f'"{each}"' for each in Subject)
ONE = f"""
    SELECT "photo"."id", {COLUMNS}, "caption", "state", "refusal", "object", "sha256",
           "width", "height", "taken_at", "taken_zone_known", "latitude", "longitude",
           "account", "uploaded_at", "removed_at",
           (SELECT "account"."name" FROM "account"
            WHERE "account"."county" = $1 AND "account"."id" = "photo"."account") AS person
    FROM "photo" WHERE "photo"."county" = $1 AND "photo"."id" = $2
"""  # noqa: S608  # names of columns


class Shown(TypedDict):
    """`of`: the subject; `topic`: its matter; `note`: what corrects the caption. `width`, `height`:
    at which `gallery` draws it.
    """

    id: int
    of: int
    topic: int | None
    caption: str
    width: int
    height: int
    uploaded_at: datetime
    note: str | None


async def photos_of(account: Account | None, kind: str, ids: list[int]) -> dict[int, list[Shown]]:
    """What `gallery` draws, by subject, as `account` reads it; ready ones only. Within the caller's
    transaction. Whether the reader may see the subject is for the caller to know.
    """
    found: dict[int, list[Shown]] = {}
    if not ids:
        return found
    for each in await as_read(
        account, await rows(OF[Subject(kind)], ids, of=Shown), "caption", "note"
    ):
        each["width"], each["height"] = shown_size(each["width"], each["height"], SMALL)
        found.setdefault(each["of"], []).append(each)
    return found


async def subject(kind: str, subject_id: int, *, lock: bool = False) -> Found | None:
    """What photos can belong to. `lock`: nobody files it or decides on it meanwhile."""
    if kind not in set(Subject) or not 0 < subject_id <= LARGEST_ID:
        return None
    sql = Subject(kind).about.select + (f' FOR SHARE OF "{kind}"' if lock else "")
    found = await row(sql, subject_id, of=Selected)
    return {**found, "kind": Subject(kind)} if found else None


class LoadedPhoto(TypedDict):
    """A column for each kind of Subject, one of them filled; `person`: who sent it."""

    id: int
    topic: int | None
    consultation: int | None
    commitment: int | None
    station: int | None
    activity: int | None
    mark: int | None
    standard_check: int | None
    caption: str
    state: str
    refusal: str
    object: str
    sha256: str
    width: int
    height: int
    taken_at: datetime | None
    taken_zone_known: bool
    latitude: float | None
    longitude: float | None
    account: int | None
    uploaded_at: datetime
    removed_at: datetime | None
    person: str | None


async def photo_and_subject(photo_id: int) -> tuple[LoadedPhoto, Found] | None:
    found = await row(ONE, photo_id, of=LoadedPhoto) if 0 < photo_id <= LARGEST_ID else None
    if found is None:
        return None
    columns: Mapping[str, Any] = found
    kind = next(each for each in Subject if columns[each] is not None)
    of = await subject(kind, columns[kind])
    return (found, of) if of else None


UNFINISHED = {
    kind: f"""
    SELECT "id", "state", "refusal", "uploaded_at" FROM "photo"
    WHERE "photo"."county" = $1 AND "{kind}" = $2 AND "account" = $3
      AND "state" IN ('arrived', 'refused') AND "removed_at" IS NULL
    ORDER BY "id" DESC
"""  # noqa: S608
    for kind in Subject
}


class Unfinished(TypedDict):
    id: int
    state: str
    refusal: str
    uploaded_at: datetime


async def unfinished(of: Found, account: int) -> list[Unfinished]:
    """One's own that are not shown: still in work, or refused within the last day."""
    found = await rows(UNFINISHED[of["kind"]], of["id"], account, of=Unfinished)
    return [{**each, "refusal": translated(each["refusal"])} for each in found]


NOTES = """
    SELECT "text", "at" FROM "photo_note" WHERE "photo_note"."county" = $1 AND "photo" = $2
    ORDER BY "id" LIMIT 100
"""
WITHDRAWN = {
    kind: f"""
    SELECT {kind.about.topic} AS topic, "removed_reason" AS reason, "removed_at" AS at FROM "photo"
    WHERE "photo"."county" = $1 AND "{kind}" = $2 AND "removed_reason" <> ''
    ORDER BY "removed_at" DESC LIMIT 60
"""  # noqa: S608
    for kind in Subject
}


class Note(TypedDict):
    text: str
    at: datetime


class Withdrawn(TypedDict):
    topic: int | None
    reason: str
    at: datetime


async def notes_of(photo: int) -> list[Note]:
    return await rows(NOTES, photo, of=Note)


async def withdrawn(account: Account | None, of: Found) -> list[Withdrawn]:
    """What was kept and was taken away all the same, with the office's reason."""
    found = await rows(WITHDRAWN[of["kind"]], of["id"], of=Withdrawn)
    return [
        {**each, "reason": translated(each["reason"])}
        for each in await as_read(account, found, "reason")
    ]
