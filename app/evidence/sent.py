"""What was sent, and what it belongs to: rows of photos and files, as far as both are alike."""

from datetime import datetime
from typing import TypedDict

from app.access.roles import Account
from app.db import LARGEST_ID, row, rows
from app.evidence.rights import Rights
from app.evidence.sorts import Sort
from app.evidence.subjects import Found, Selected, Subject
from app.evidence.tables import INTERNAL_FILE, INTERNAL_PHOTO
from app.i18n import translated
from app.veiling.queries import as_read


async def subject(sort: Sort, kind: str, subject_id: int, *, lock: bool = False) -> Found | None:
    """What photos or files can belong to. `lock`: nobody files it or decides on it meanwhile."""
    if kind not in set(sort.about.subjects) or not 0 < subject_id <= LARGEST_ID:
        return None
    about = Subject(kind).about
    sql = about.select + (f" FOR SHARE OF {about.locks or kind}" if lock else "")
    found = await row(sql, subject_id, of=Selected)
    return {**found, "kind": Subject(kind)} if found else None


class Sent(TypedDict):
    """What a photo and a file have in common. `kind`, `of`: what it belongs to; `internal`: for
    those alone who read what is; `person`: who sent it.
    """

    id: int
    kind: str
    of: int
    internal: bool
    state: str
    refusal: str
    object: str
    account: int | None
    person: str | None
    uploaded_at: datetime
    removed_at: datetime | None
    removed_as: str


class LoadedPhoto(Sent):
    caption: str
    sha256: str
    width: int
    height: int
    taken_at: datetime | None
    taken_zone_known: bool
    latitude: float | None
    longitude: float | None


class LoadedFile(Sent):
    name: str
    type: str
    size: int
    published_at: datetime | None
    retracted_as: str


INTERNAL = {Sort.PHOTO: INTERNAL_PHOTO, Sort.FILE: INTERNAL_FILE}


def loading(sort: Sort, *columns: str) -> str:
    kinds = [str(kind) for kind in sort.about.subjects]
    cases = " ".join(f"""WHEN "{kind}" IS NOT NULL THEN '{kind}'""" for kind in kinds)
    one_of = ", ".join(f'"{kind}"' for kind in kinds)
    own = ", ".join(f'"{column}"' for column in columns)
    return f"""
    SELECT "{sort}"."id", CASE {cases} END AS kind, coalesce({one_of}) AS of,
           {INTERNAL[sort]} AS internal, "state", "refusal", "object", "account", "uploaded_at",
           "removed_at", "removed_as", {own},
           (SELECT "account"."name" FROM "account"
            WHERE "account"."county" = $1 AND "account"."id" = "{sort}"."account") AS person
    FROM "{sort}" WHERE "{sort}"."county" = $1 AND "{sort}"."id" = $2
"""  # noqa: S608  # names of columns


PHOTO = loading(
    Sort.PHOTO,
    "caption", "sha256", "width", "height", "taken_at", "taken_zone_known", "latitude", "longitude",
)  # fmt: skip
FILE = loading(Sort.FILE, "name", "type", "size", "published_at", "retracted_as")


async def photo_and_subject(photo: int) -> tuple[LoadedPhoto, Found] | None:
    found = await row(PHOTO, photo, of=LoadedPhoto) if 0 < photo <= LARGEST_ID else None
    of = await subject(Sort.PHOTO, found["kind"], found["of"]) if found else None
    return (found, of) if found and of else None


async def file_and_subject(file: int) -> tuple[LoadedFile, Found] | None:
    found = await row(FILE, file, of=LoadedFile) if 0 < file <= LARGEST_ID else None
    of = await subject(Sort.FILE, found["kind"], found["of"]) if found else None
    return (found, of) if found and of else None


async def sent_and_subject(sort: Sort, sent: int) -> tuple[Sent, Found] | None:
    return await (photo_and_subject if sort is Sort.PHOTO else file_and_subject)(sent)


NAMES = {Sort.PHOTO: "''", Sort.FILE: '"name"'}
UNFINISHED = {
    (sort, kind): f"""
    SELECT "id", {NAMES[sort]} AS name, "state", "refusal", "uploaded_at" FROM "{sort}"
    WHERE "{sort}"."county" = $1 AND "{kind}" = $2 AND "account" = $3
      AND "state" IN ('arrived', 'refused') AND "removed_at" IS NULL
    ORDER BY "id" DESC
"""  # noqa: S608
    for sort in Sort
    for kind in sort.about.subjects
}


class Unfinished(TypedDict):
    """`name`: of a file."""

    id: int
    name: str
    state: str
    refusal: str
    uploaded_at: datetime


async def unfinished(sort: Sort, of: Found, account: int) -> list[Unfinished]:
    """One's own that are not shown: still in work, or refused within the last day."""
    found = await rows(UNFINISHED[sort, of["kind"]], of["id"], account, of=Unfinished)
    return [{**each, "refusal": translated(each["refusal"])} for each in found]


# A photo that was kept, and a file: its reason stands where it stood. Of what was internal, for
# those who read what is.
WITHDRAWN = {
    (sort, kind): f"""
    SELECT {kind.about.topic.format(sent=sort)} AS topic, "removed_reason" AS reason,
           "removed_at" AS at
    FROM "{sort}" WHERE "{sort}"."county" = $1 AND "{kind}" = $2 AND "removed_reason" <> ''
      AND ($3 OR NOT {INTERNAL[sort]})
    ORDER BY "removed_at" DESC LIMIT 61
"""  # noqa: S608
    for sort in Sort
    for kind in sort.about.subjects
}


class Withdrawn(TypedDict):
    topic: int | None
    reason: str
    at: datetime


async def withdrawn(
    account: Account | None, sort: Sort, of: Found, held: Rights
) -> list[Withdrawn]:
    """What was taken away after it had stood there, with the reason."""
    found = await rows(WITHDRAWN[sort, of["kind"]], of["id"], held.inside, of=Withdrawn)
    return [
        {**each, "reason": translated(each["reason"])}
        for each in await as_read(account, found, "reason")
    ]
