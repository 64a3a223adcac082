"""A photo until it is taken in: announced, and sent by the browser itself. Who may do that."""

from secrets import token_hex

from litestar.exceptions import NotFoundException, PermissionDeniedException

from app.access.roles import KEEPERS, Account, Role
from app.db import county_in_tx, county_tx, execute, value
from app.evidence import queries
from app.evidence.rights import Rights, rights
from app.evidence.rules import (
    CONTENT_TYPE,
    FULL_MEANWHILE,
    KEPT,
    LARGEST,
    MOST_PHOTOS,
    NOT_OPEN,
    NOT_THERE,
    NOT_YOURS,
    TOO_LARGE,
    check_announced,
    check_reason,
)
from app.evidence.storage import Link
from app.evidence.stores import store
from app.evidence.subjects import Found, Subject
from app.evidence.tables import Photo
from app.jobs import enqueue
from app.ledger import Kind as LedgerKind
from app.ledger import take_back
from app.refusal import Refused

LINK_LASTS = 600  # seconds, for a slow phone and 40 MB

# What was only announced takes nobody's place.
THERE = {
    kind: f"""
    SELECT count(*) FROM "photo" WHERE "photo"."county" = $1 AND "{kind}" = $2
      AND "state" IN ('arrived', 'ready') AND "removed_at" IS NULL
"""  # noqa: S608  (a column's name, of a few)
    for kind in Subject
}

# One's own that may still arrive: whoever tries again has the same place.
OWN = {
    kind: f"""
    SELECT "object" FROM "photo" WHERE "photo"."county" = $1 AND "id" = $2 AND "{kind}" = $3
      AND "account" = $4 AND "state" = 'pending' AND "removed_at" IS NULL
"""  # noqa: S608
    for kind in Subject
}

# Of one subject one arrives after the other, so that they can be counted.
ONE_BY_ONE = "SELECT pg_advisory_xact_lock($1, hashtext($2))"

# Nothing is added to evidence behind the back of whoever has decided on it.
ARRIVED = """
    UPDATE "photo" SET "state" = 'arrived'
    WHERE "photo"."county" = $1 AND "id" = $2 AND "state" = 'pending'
      AND ("standard_check" IS NULL OR EXISTS (
          SELECT FROM "standard_check" WHERE "standard_check"."county" = $1
            AND "standard_check"."id" = "photo"."standard_check" AND "state" = 'shown' FOR SHARE))
    RETURNING true
"""

REMOVED = """
    UPDATE "photo" SET "removed_at" = now(), "removed_reason" = $3
    WHERE "photo"."county" = $1 AND "id" = $2 AND "removed_at" IS NULL RETURNING "state"
"""

NO_ROOM = """
    UPDATE "photo" SET "state" = 'refused', "refusal" = $3
    WHERE "photo"."county" = $1 AND "id" = $2 AND "state" = 'pending'
"""


async def may_see(account: Account | None, photo: queries.LoadedPhoto, of: Found) -> bool:
    if photo["state"] != "ready" or photo["removed_at"] is not None:
        return False
    return (await rights(account, of["kind"], of["id"])).sees


async def may_change(account: Account | None, photo: queries.LoadedPhoto, of: Found) -> bool:
    """Whoever sent it and those who keep the station's records, where they see what it is of."""
    if account is None:
        return False
    if account.id != photo["account"] and not account.at(KEEPERS, of["lineage"]):
        return False
    return (await rights(account, of["kind"], of["id"])).sees


async def announce(
    account: Account,
    kind: str,
    subject_id: int,
    *,
    size: int,
    caption: str = "",
    again: int | None = None,
) -> Photo:
    """A row for a photo that is about to be sent; `again`: the one that was made for it before.
    Within the caller's transaction.
    """
    of = await queries.subject(kind, subject_id)
    held = await rights(account, of["kind"], subject_id) if of else Rights()
    if of is None or not held.sees:
        raise NotFoundException
    if not held.adds:
        raise PermissionDeniedException(NOT_YOURS)
    if not of["open"]:
        raise Refused(NOT_OPEN, "photo")
    check_announced(size, await value(THERE[of["kind"]], subject_id))
    if again and (key := await value(OWN[of["kind"]], again, subject_id, account.id)):
        return Photo(id=again, object=key)
    photo = Photo(
        account=account.id,
        caption=caption,
        object=f"{county_in_tx()}/photos/{token_hex(16)}",
    )
    setattr(photo, of["kind"], subject_id)
    await Photo.insert(photo)
    return photo


def link_for(photo: Photo, size: int) -> Link:
    return store().upload_url(photo.object, size, CONTENT_TYPE, LINK_LASTS)


async def arrive(photo_id: int, key: str) -> None:
    """The browser says that all was sent; the store knows. Said twice, it is as said once."""
    size = await store().size(key)
    if size is None:
        raise Refused(NOT_THERE, "photo")
    if size > LARGEST:  # its link allowed no such thing
        raise Refused(TOO_LARGE, "photo")
    async with county_tx():
        await arrived(photo_id)


async def arrived(photo_id: int) -> None:
    """Within the caller's transaction."""
    found = await queries.photo_and_subject(photo_id)
    if found is None:
        return
    of = found[1]
    await execute(ONE_BY_ONE, f"photos of {of['kind']} {of['id']}")
    if await value(THERE[of["kind"]], of["id"]) >= MOST_PHOTOS:
        await execute(NO_ROOM, photo_id, FULL_MEANWHILE)
    elif await value(ARRIVED, photo_id):
        await enqueue("photo.intake", photo=photo_id)


async def keep_form_upload(photo: Photo, data: bytes) -> None:
    """For browsers without JavaScript: the bytes came through us."""
    await store().put(photo.object, data, CONTENT_TYPE)
    await arrive(photo.id, photo.object)


async def remove(photo: queries.LoadedPhoto, of: Found, account: Account, reason: str) -> None:
    """At once for everybody; its bytes go with the sweep. What is kept is taken away by the office
    alone, and the reason stands in its place. Within the caller's transaction.
    """
    now = await queries.subject(of["kind"], of["id"], lock=True)
    if now is None or not now["kept"]:
        await withdraw(photo, of, account.id)
    elif not may_withdraw(account, of):
        raise Refused(KEPT, "photo")
    else:
        await withdraw(photo, of, account.id, check_reason(reason))


def may_withdraw(account: Account | None, of: Found) -> bool:
    return account is not None and bool(account.at({Role.OFFICE}, of["lineage"]))


async def withdraw(
    photo: queries.LoadedPhoto, of: Found, actor: int | None, reason: str = ""
) -> None:
    """Whatever the rules say of it. Within the caller's transaction."""
    if await value(REMOVED, photo["id"], reason) == "ready":
        await take_back(
            LedgerKind.PHOTO_ADDED,
            station=of["station"],
            attributes={"photo": photo["id"]},
            reason=reason,
            actor=actor,
        )
