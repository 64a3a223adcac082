"""Photos as pages show them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NotRequired, TypedDict

from app.access.roles import Account
from app.db import rows
from app.evidence.rules import SIZES, mark_of, shown_size
from app.evidence.sorts import Sort
from app.evidence.subjects import Subject
from app.evidence.tables import INTERNAL_PHOTO, IS_READY
from app.veiling.queries import as_read
from app.veiling.rules import as_told

SMALL = 320
WORDS = "caption", "note"

# One statement per kind: column names cannot be parameters.
OF = {
    kind: f"""
    SELECT "id", "{kind}" AS of, {kind.about.topic.format(sent="photo")} AS topic, "caption",
           "width", "height", "uploaded_at",
           coalesce(nullif("sha256", ''), "object") AS mark, {INTERNAL_PHOTO} AS internal,
           (SELECT "text" FROM "photo_note" WHERE "photo_note"."county" = $1
            AND "photo_note"."photo" = "photo"."id" ORDER BY "photo_note"."id" DESC LIMIT 1) AS note
    FROM "photo"
    WHERE "photo"."county" = $1 AND "{kind}" = ANY($2::bigint[])
      AND {IS_READY} AND ($3 OR NOT {INTERNAL_PHOTO})
    ORDER BY "id"
"""  # noqa: S608
    for kind in Sort.PHOTO.about.subjects
}


class Shown(TypedDict):
    """`of`: the subject; `topic`: its matter; `note`: what corrects the caption. `width`, `height`:
    at which `gallery` draws it. `mark`, `mark_large`: of the addresses at which strangers may keep
    it, small and large, or empty.
    """

    id: int
    of: int
    topic: int | None
    caption: str
    width: int
    height: int
    uploaded_at: datetime
    mark: str
    mark_large: NotRequired[str]
    internal: bool
    note: str | None


SENDERS = {
    kind: " UNION ".join(
        f"""
    SELECT "account" FROM "{sort}"
    WHERE "{sort}"."county" = $1 AND "{kind}" = $2 AND "removed_at" IS NULL
"""  # noqa: S608
        for sort in Sort
        if kind in sort.about.subjects
    )
    for kind in Subject
}


async def senders(kind: Subject, subject: int) -> list[int]:
    """The accounts whose photos and files of it are there. Within the caller's transaction."""
    return [each["account"] for each in await rows(SENDERS[kind], subject)]


async def photos_of(
    account: Account | None,
    kind: str,
    ids: list[int],
    *,
    public: bool | None = None,
    inside: bool = False,
) -> dict[int, list[Shown]]:
    """What `gallery` draws, by subject, as `account` reads it; ready ones only. Within the caller's
    transaction. Whether the reader may see the subject is for the caller to know; `public`,
    whether strangers may, or as where no account reads; and `inside`, whether the reader sees
    what is internal.
    """
    if not ids:
        return {}
    found = await rows(OF[Subject(kind)], ids, inside, of=Shown)
    of_all = account is None if public is None else public
    return drawn(await as_read(account, found, *WORDS), public=of_all)


async def photos_of_topic(
    kind: str, ids: list[int], hidden: Mapping[str, str] | None, *, public: bool
) -> dict[int, list[Shown]]:
    """As `photos_of`, of subjects of one matter. `hidden`: from the reader, as hidden_of finds."""
    if not ids:
        return {}
    found = await rows(OF[Subject(kind)], ids, False, of=Shown)
    return drawn(as_told(found, hidden, *WORDS), public=public)


def drawn(photos: Iterable[Shown], *, public: bool) -> dict[int, list[Shown]]:
    """By subject."""
    found: dict[int, list[Shown]] = {}
    for each in photos:
        each["width"], each["height"] = shown_size(each["width"], each["height"], SMALL)
        content = each["mark"] if public and not each["internal"] else ""
        each["mark"], each["mark_large"] = mark_of(content, SMALL), mark_of(content, SIZES[0])
        found.setdefault(each["of"], []).append(each)
    return found


NOTES = """
    SELECT "text", "at" FROM "photo_note" WHERE "photo_note"."county" = $1 AND "photo" = $2
    ORDER BY "id"
"""


class Note(TypedDict):
    text: str
    at: datetime


async def notes_of(photo: int) -> list[Note]:
    return await rows(NOTES, photo, of=Note)
