"""What happens to photos and files besides the pages. Pillow is needed here only, and so is its
memory.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, NamedTuple

from app.access.hands import Hand, may_undo
from app.access.sessions import account_of
from app.db import county_tx, execute, row, rows, value
from app.evidence.decoding import contents, pictures
from app.evidence.decoding.sandbox import workshop
from app.evidence.entries import of_sent
from app.evidence.hands import hand_of
from app.evidence.rights import rights
from app.evidence.rules import (
    FILES_TOO_LARGE,
    MOST_BYTES,
    SENT_TWICE,
    TAKEN_DOWN_ABOVE,
    rendition,
)
from app.evidence.sent import Sent, file_and_subject, sent_and_subject, subject
from app.evidence.sorts import Sort
from app.evidence.store import owner
from app.evidence.store.chosen import store
from app.evidence.store.erased import erase_bytes
from app.evidence.store.storage import Missing
from app.evidence.subjects import Found
from app.evidence.tables import is_ready
from app.evidence.uploads import EACH, LINK_LASTS, one_by_one
from app.jobs import job
from app.ledger import post
from app.refusal import Refused

READY = {
    Sort.PHOTO: """
    UPDATE "photo" SET "state" = 'ready', "sha256" = :sha256, "width" = :width, "height" = :height,
        "taken_at" = :taken_at, "taken_zone_known" = :zone_known,
        "latitude" = :latitude, "longitude" = :longitude
    WHERE "photo"."county" = $1 AND "id" = :sent AND "state" = 'arrived'
      AND "removed_at" IS NULL RETURNING true
""",
    Sort.FILE: """
    UPDATE "file" SET "state" = 'ready', "sha256" = :sha256, "size" = :size, "type" = :type,
        "name" = :name
    WHERE "file"."county" = $1 AND "id" = :sent AND "state" = 'arrived'
      AND "removed_at" IS NULL RETURNING true
""",
}

REFUSED = {
    sort: f"""
    UPDATE "{sort}" SET "state" = 'refused', "refusal" = $3
    WHERE "{sort}"."county" = $1 AND "id" = $2 AND "state" = 'arrived'
"""  # noqa: S608
    for sort in Sort
}

REPLACED = {
    (sort, kind): f"""
    UPDATE "{sort}" SET "removed_at" = now(), "removed_as" = $4
    WHERE "{sort}"."county" = $1 AND "{kind}" = $2 AND "id" <> $3 AND {is_ready(sort)}
"""  # noqa: S608
    for sort, kind in EACH
    if kind.about.personal
}

# How many of these types are there, and how much all files take.
TAKEN = {
    kind: f"""
    SELECT count(*) FILTER (WHERE "type" = ANY($3::text[])), coalesce(sum("size"), 0)::bigint
    FROM "file" WHERE "file"."county" = $1 AND "{kind}" = $2 AND {is_ready("file")}
"""  # noqa: S608
    for kind in Sort.FILE.about.subjects
}

# Whoever closed the page after it was sent, and sent the same again, has it already when the sweep
# takes up the first.
SENT_AGAIN = {
    (sort, kind): f"""
    SELECT EXISTS (SELECT FROM "{sort}" AS "old" JOIN "{sort}" ON "{sort}"."county" = $1
          AND "{sort}"."id" > "old"."id" AND "{sort}"."{kind}" = "old"."{kind}"
          AND "{sort}"."account" = "old"."account" AND "{sort}"."sha256" = $3
          AND {is_ready(sort)}
        WHERE "old"."county" = $1 AND "old"."id" = $2
          AND "old"."uploaded_at" < now() - make_interval(secs => {LINK_LASTS}))
"""  # noqa: S608
    for sort, kind in EACH
}

# The very same, taken down there or erased: not where nobody noted in whose right, nor by the
# rules, which show it again themselves, nor what a stranger took out before it was sent.
TAKEN_DOWN = {
    (sort, kind): f"""
    SELECT "removed_as", "erased_on" IS NOT NULL AS erased FROM "{sort}"
    WHERE "{sort}"."county" = $1 AND "{kind}" = $2 AND "sha256" = $3
      AND "removed_at" IS NOT NULL
      AND ("erased_on" IS NOT NULL OR "removed_as" NOT IN ('', '{Hand.RULES}'))
"""  # noqa: S608
    for sort, kind in EACH
    if not kind.about.by_strangers
}


class Taken(NamedTuple):
    """What was made of it: what the row says of it, and what lies in the store beside it."""

    columns: dict[str, Any]
    renditions: dict[int, bytes]


@job("photo.intake")
async def take_in(photo: int) -> None:
    await taken_in(Sort.PHOTO, photo, pictured)


@job("file.intake")
async def take_in_file(file: int) -> None:
    await taken_in(Sort.FILE, file, recognised)


async def pictured(_photo: int, data: bytes) -> Taken:
    made = await workshop().run(pictures.take_in, data, broken=Sort.PHOTO.about.says.broken)
    noted = {name: each for name, each in made.noted._asdict().items() if name != "orientation"}
    columns = {"sha256": made.sha256, "width": made.width, "height": made.height, **noted}
    return Taken(columns, made.renditions)


async def recognised(file: int, data: bytes) -> Taken:
    found = await workshop().run(contents.recognised, data, broken=Sort.FILE.about.says.broken)
    async with county_tx(readonly=True):
        known = await file_and_subject(file)
    name = contents.named(known[0]["name"] if known else "", found.type)
    columns = {"sha256": found.sha256, "size": found.size, "type": str(found.type), "name": name}
    return Taken(columns, {})


async def taken_in(sort: Sort, sent: int, work: Callable[[int, bytes], Awaitable[Taken]]) -> None:
    """Twice is as once: renditions that are there stay, and only one run turns the row."""
    async with county_tx(readonly=True):
        found = await sent_and_subject(sort, sent)
    if found is None:
        return
    loaded, of = found
    if loaded["state"] == "ready":  # a run before this one had no time to
        await forget_original(sort, loaded)
    if loaded["state"] != "arrived" or loaded["removed_at"] is not None:
        return
    async with county_tx(readonly=True):
        why = await unwanted(sort, loaded, of)
    if why:
        await refuse(sort, loaded, why)
        return
    try:
        made = await work(sent, await as_it_lies(sort, loaded["object"]))
    except Missing:
        await refuse(sort, loaded, sort.about.says.not_there)
        return
    except Refused as refusal:
        await refuse(sort, loaded, refusal.text)
        return
    for size, data in made.renditions.items():
        # Of a run before, or of the deployment whose database ours was copied from: it stays.
        await store().put_new(rendition(loaded["object"], size), data, "image/webp")
    async with county_tx():
        now = await subject(sort, of["kind"], of["id"], lock=True)
        why = sort.about.says.not_open
        if now is None or (
            why := await unwanted(sort, loaded, now)
            or await sent_again(sort, now, sent, made)
            or await taken_down(sort, now, loaded, made)
            or await full(sort, now, made)
        ):
            await execute(REFUSED[sort], sent, why)
            return  # its bytes go with the sweep
        if await value(READY[sort], sent=sent, **(made.columns | unplaced(of))):
            await post(*of_sent(sort, sent, of, actor=loaded["account"]))
            await replace(sort, sent, of, loaded["account"])
    await forget_original(sort, loaded)
    await erase_bytes(str(sort), str(sent))  # where it was erased meanwhile


async def replace(sort: Sort, sent: int, of: Found, account: int | None) -> None:
    """The one before goes in the right of whoever sent the next, as if they had taken it down."""
    sender = await account_of(account) if of["kind"].about.personal else None
    if sender is not None:
        hand = hand_of(sender, of, await rights(sender, of["kind"], of["id"]))
        await execute(REPLACED[sort, of["kind"]], of["id"], sent, str(hand))


def unplaced(of: Found) -> dict[str, None]:
    """Where a photo of the work was taken is evidence, and told those who keep the station; where a
    person had their own taken is nobody's business.
    """
    return {"latitude": None, "longitude": None} if of["kind"].about.personal else {}


async def as_it_lies(sort: Sort, key: str) -> bytes:
    """What was sent. A database that was restored has forgotten that it was taken in: then the
    largest of its pictures takes its place. Raises Missing.
    """
    for each in (key, *(rendition(key, size) for size in sort.about.sizes)):
        with suppress(Missing):
            return await store().get(each)
    raise Missing(key)


async def forget_original(sort: Sort, loaded: Sent) -> None:
    """A photo's has the camera's notes in it; a file is kept as it came."""
    if sort.about.sizes:
        await owner.delete([loaded["object"]])


async def unwanted(sort: Sort, loaded: Sent, of: Found) -> str:
    """Why it may not be added any more, by its sender's rights and by what it is of; empty: it may.
    Within the caller's transaction.
    """
    if not of["open"]:
        return sort.about.says.not_open
    if of["kind"].about.by_strangers:
        return ""
    sender = await account_of(loaded["account"])
    if not (await rights(sender, of["kind"], of["id"])).adds:
        return sort.about.says.not_yours
    return ""


async def sent_again(sort: Sort, of: Found, sent: int, made: Taken) -> str:
    """Within the caller's transaction, one after the other."""
    await one_by_one(sort, of)
    there = await value(SENT_AGAIN[sort, of["kind"]], sent, made.columns["sha256"])
    return SENT_TWICE if there else ""


async def taken_down(sort: Sort, of: Found, loaded: Sent, made: Taken) -> str:
    """What somebody above its sender took down comes back by putting it back, not by sending it
    anew. Within the caller's transaction.
    """
    if of["kind"].about.by_strangers:
        return ""
    before = await rows(TAKEN_DOWN[sort, of["kind"]], of["id"], made.columns["sha256"])
    sender = await account_of(loaded["account"]) if before else None
    if sender is None:
        return TAKEN_DOWN_ABOVE if before else ""
    mine = hand_of(sender, of, await rights(sender, of["kind"], of["id"]))
    personal = of["kind"].about.personal
    done = [str(Hand.OFFICE) if each["erased"] else each["removed_as"] for each in before]
    return "" if all(may_undo(mine, each, personal=personal) for each in done) else TAKEN_DOWN_ABOVE


async def full(sort: Sort, of: Found, made: Taken) -> str:
    """Why there is no room for one of this kind; photos were counted when they arrived. Within the
    caller's transaction, one after the other.
    """
    if sort is not Sort.FILE:
        return ""
    family = contents.Type(made.columns["type"]).about.family
    types = [str(each) for each in contents.Type if each.about.family == family]
    many, size = await row(TAKEN[of["kind"]], of["id"], types)
    if many >= contents.FAMILIES[family].most:
        return contents.TOO_MANY[family]
    return FILES_TOO_LARGE if size + made.columns["size"] > MOST_BYTES else ""


async def refuse(sort: Sort, loaded: Sent, text: str) -> None:
    await owner.delete([loaded["object"]])
    async with county_tx():
        await execute(REFUSED[sort], loaded["id"], text)
