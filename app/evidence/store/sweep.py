"""Objects, photos and files are compared every hour. What came is taken up. What a row says is no
longer needed goes. What no row knows (orphaned) never goes for that alone: it is marked, waits for
days, and all deleting stops where the store knows newer objects than the database, as one does that
was restored from a copy; but for what was erased for a person. In another deployment's store
nothing is deleted at all (owner.py).
"""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypedDict

from app.bulk import batches
from app.dates import now
from app.db import county_tx, current_realm, execute, rows, value
from app.evidence import uploads
from app.evidence.sorts import Sort, keys_kept, keys_of
from app.evidence.store import owner
from app.evidence.store.chosen import store
from app.evidence.store.storage import Stored

log = logging.getLogger("app.worker")

TAKEN_UP_AFTER = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)
REMOVED_FOR_GOOD_AFTER = timedelta(days=30)
STRAY_FOR = timedelta(days=14)
CLOCKS_ERR = timedelta(hours=1)  # the store's against ours, at most
AT_ONCE = 500

SENT = " UNION ALL ".join(
    f"""
    SELECT '{sort}' AS sort, "id", "object", "state", "uploaded_at", "removed_at",
           "erased_on" FROM "{sort}"
    WHERE "{sort}"."county" = $1
"""  # noqa: S608
    for sort in Sort
)

# The last moment of which the database knows: its last look, or before the first the last photo or
# file.
KNOWN_UNTIL = """
    SELECT coalesce((SELECT "at" FROM "store_look" WHERE "store_look"."county" = $1),
                    greatest((SELECT max("uploaded_at") FROM "photo" WHERE "photo"."county" = $1),
                             (SELECT max("uploaded_at") FROM "file" WHERE "file"."county" = $1)))
"""

# The last look's own time, not the latest: one by a clock that was years ahead would let nothing be
# newer than the database any more.
LOOKED = """
    INSERT INTO "store_look" ("county", "at") VALUES ($1, $2)
    ON CONFLICT ("county") DO UPDATE SET "at" = excluded."at"
"""

MARKED = """
    INSERT INTO "stray" ("county", "key", "ahead", "found_at")
    SELECT $1, "key", "ahead", $4 FROM unnest($2::text[], $3::boolean[]) AS found ("key", "ahead")
    ON CONFLICT ("county", "key") DO NOTHING
"""

CLEARED = """
    DELETE FROM "stray" WHERE "stray"."county" = $1 AND NOT "key" = ANY($2::text[])
"""

STRAYS = """
    SELECT "key", "ahead", "found_at" FROM "stray" WHERE "stray"."county" = $1 ORDER BY "key"
"""

FORGOTTEN = {
    sort: f"""
    DELETE FROM "{sort}" WHERE "{sort}"."county" = $1 AND "id" = ANY($2::bigint[])
      AND "state" IN ('pending', 'refused') RETURNING "object"
"""  # noqa: S608
    for sort in Sort
}


class Row(TypedDict):
    sort: str
    id: int
    object: str
    state: str
    uploaded_at: datetime
    removed_at: datetime | None
    erased_on: date | None  # a person wished it: no waiting


class Mark(TypedDict):
    key: str
    ahead: bool
    found_at: datetime


class Compared(NamedTuple):
    """What store and database say of each other."""

    arrived: list[Row]  # the bytes are there, though no browser said so
    over: list[Row]  # never sent, or refused, and told for long enough
    lost: list[Row]  # shown, and its bytes are gone
    unneeded: list[Stored]  # its row says so
    unknown: list[Stored]  # no row says anything
    erased: set[str]  # keys of what was erased for a person's sake


def compared(sent: Iterable[Row], there: Iterable[Stored], at: datetime) -> Compared:
    """Pure."""
    objects = {each.key: each for each in there}
    known, needed = set(), set()
    found = Compared([], [], [], [], [], set())
    for each in sent:
        known |= keys_of(Sort(each["sort"]), each["object"])
        if each["erased_on"] is not None:
            found.erased.update(keys_of(Sort(each["sort"]), each["object"]))
        wanted = keys_needed(each, at)
        needed |= wanted
        age = at - each["uploaded_at"]
        if each["state"] == "pending" and not wanted.isdisjoint(objects):
            if age >= TAKEN_UP_AFTER and each["removed_at"] is None:
                found.arrived.append(each)
        elif each["state"] in {"pending", "refused"} and age >= FORGOTTEN_AFTER:
            found.over.append(each)
        elif is_shown(each) and not wanted <= objects.keys():
            found.lost.append(each)
    for key, stored in objects.items():
        if key not in known:
            found.unknown.append(stored)
        elif key in found.erased or (key not in needed and stored.at < at - FORGOTTEN_AFTER):
            found.unneeded.append(stored)
    return found


def is_shown(sent: Row) -> bool:
    return sent["state"] == "ready" and sent["removed_at"] is None


def keys_needed(sent: Row, at: datetime) -> set[str]:
    if sent["erased_on"] is not None:
        return set()
    if sent["removed_at"] is not None and at - sent["removed_at"] >= REMOVED_FOR_GOOD_AFTER:
        return set()
    sort, key = Sort(sent["sort"]), sent["object"]
    return {
        "pending": keys_of(sort, key),  # pictures too: of an intake that the database has forgotten
        "arrived": keys_of(sort, key),
        "ready": keys_kept(sort, key),
        "refused": set(),
    }[sent["state"]]


async def sweep() -> None:
    """Of the bound county."""
    county, at = current_realm.get() or 0, now()
    there = await store().keys(f"{county}/")  # before the rows, so that new ones have theirs
    async with county_tx():
        found = compared(await rows(SENT, of=Row), there, at)
        strays = await marked(found.unknown, at)
        await execute(LOOKED, at)
        for each in found.arrived:
            await uploads.arrived(Sort(each["sort"]), each["id"])
    ahead = [each["key"] for each in strays if each["ahead"]]
    unneeded = [each.key for each in found.unneeded]
    if not (await owner.standing()).ours:
        if unneeded:
            log.warning(ANOTHERS, county, len(unneeded))
        return
    await owner.delete([key for key in unneeded if key in found.erased])
    if ahead:
        log.error(STOPPED, county, len(ahead), ahead[0])
        return
    due = [each["key"] for each in strays if at - each["found_at"] >= STRAY_FOR]
    if due:
        log.warning(DELETED, county, len(due), STRAY_FOR.days, ", ".join(due[:10]))
    gone = await forgotten(found.over)
    await owner.delete([*gone, *due, *(key for key in unneeded if key not in found.erased)])
    await store().sweep(county, at - FORGOTTEN_AFTER)


async def forgotten(over: list[Row]) -> list[str]:
    """→ the keys of what is over. What has arrived meanwhile is not: row and bytes stay."""
    gone: list[str] = []
    async with county_tx():
        for sort in Sort:
            ids = [each["id"] for each in over if each["sort"] == sort]
            for part in batches(ids, AT_ONCE):
                for each in await rows(FORGOTTEN[sort], part):
                    gone += keys_of(sort, each["object"])
    return gone


ANOTHERS = "County %s: %s objects wait to be deleted: the store bears another deployment's mark."
STOPPED = (
    "County %s: the store has %s objects newer than the database (%s). But for what was erased for"
    " persons, nothing is deleted until `python -m app store reconcile` has been read."
)
FOUND = "County %s: %s objects in the store belong to no photo or file (%s). They stay for %s days."
DELETED = "County %s: %s objects that belonged to no photo or file for %s days are deleted: %s"


async def marked(unknown: list[Stored], at: datetime) -> list[Mark]:
    """What is known again, or gone, is no longer marked. Within the caller's transaction."""
    county, before = current_realm.get() or 0, await value(KNOWN_UNTIL)
    keys = [each.key for each in unknown]
    old = {each["key"] for each in await rows(STRAYS, of=Mark)}
    ahead = [before is None or each.at > before - CLOCKS_ERR for each in unknown]
    await execute(CLEARED, keys)
    await execute(MARKED, keys, ahead, at)
    if new := [key for key in keys if key not in old]:
        log.warning(FOUND, county, len(new), ", ".join(new[:3]), STRAY_FOR.days)
    return await rows(STRAYS, of=Mark)
