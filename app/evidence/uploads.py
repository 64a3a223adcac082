"""A photo or a file until it is taken in: announced, and sent by the browser itself. Who may do
that, and who takes it away again.
"""

from secrets import token_hex
from typing import Any, NamedTuple

from litestar.exceptions import NotFoundException, PermissionDeniedException

from app.access.hands import Hand
from app.access.roles import KEEPERS, Account, Role
from app.db import county_in_tx, county_tx, execute, rows, value
from app.evidence.hands import hand_of
from app.evidence.rights import Rights, rights
from app.evidence.rules import CONTENT_TYPE, check_reason
from app.evidence.sent import Sent, sent_and_subject, subject
from app.evidence.sorts import Sort
from app.evidence.store.chosen import store
from app.evidence.store.storage import Link
from app.evidence.subjects import Found, Subject
from app.jobs import enqueue
from app.ledger import take_back
from app.refusal import Refused, refuse_all

LINK_LASTS = 600  # seconds, for a slow phone and 40 MB

# Of one sort and kind each, since names of tables and columns cannot be parameters.
EACH = [(sort, kind) for sort in Sort for kind in sort.about.subjects]

# What was only announced takes nobody's place.
THERE = {
    (sort, kind): f"""
    SELECT count(*) FROM "{sort}" WHERE "{sort}"."county" = $1 AND "{kind}" = $2
      AND "state" IN ('arrived', 'ready') AND "removed_at" IS NULL
"""  # noqa: S608
    for sort, kind in EACH
}

# One's own that may still arrive: whoever tries again has the same place.
OWN = {
    (sort, kind): f"""
    SELECT "object" FROM "{sort}" WHERE "{sort}"."county" = $1 AND "id" = $2 AND "{kind}" = $3
      AND "account" = $4 AND "state" = 'pending' AND "removed_at" IS NULL
"""  # noqa: S608
    for sort, kind in EACH
}

# `object` is empty where it has arrived already.
BEFORE = {
    sort: f"""
    SELECT "id", CASE WHEN "state" = 'pending' THEN "object" ELSE '' END AS object FROM "{sort}"
    WHERE "{sort}"."county" = $1 AND "id" = ANY($2::bigint[]) ORDER BY array_position($2, "id")
"""  # noqa: S608
    for sort in Sort
}

# Of one subject one arrives after the other, so that they can be counted.
ONE_BY_ONE = "SELECT pg_advisory_xact_lock($1, hashtext($2))"

# Nothing is added to evidence behind the back of whoever has decided on it.
ARRIVED = {
    Sort.PHOTO: """
    UPDATE "photo" SET "state" = 'arrived'
    WHERE "photo"."county" = $1 AND "id" = $2 AND "state" = 'pending'
      AND ("standard_check" IS NULL OR EXISTS (
          SELECT FROM "standard_check" WHERE "standard_check"."county" = $1
            AND "standard_check"."id" = "photo"."standard_check" AND "state" = 'shown' FOR SHARE))
    RETURNING true
""",
    Sort.FILE: """
    UPDATE "file" SET "state" = 'arrived'
    WHERE "file"."county" = $1 AND "id" = $2 AND "state" = 'pending' RETURNING true
""",
}

REMOVED = {
    sort: f"""
    UPDATE "{sort}" SET "removed_at" = now(), "removed_reason" = $3, "removed_as" = $4
    WHERE "{sort}"."county" = $1 AND "id" = $2 AND "removed_at" IS NULL RETURNING "state"
"""  # noqa: S608
    for sort in Sort
}

NO_ROOM = {
    sort: f"""
    UPDATE "{sort}" SET "state" = 'refused', "refusal" = $3
    WHERE "{sort}"."county" = $1 AND "id" = $2 AND "state" = 'pending'
"""  # noqa: S608
    for sort in Sort
}


class Announced(NamedTuple):
    """`object`: its key in the store."""

    id: int
    object: str


def is_seen(account: Account | None, sent: Sent, held: Rights) -> bool:
    """What is internal: by whoever reads what is, and by whoever sent it."""
    if sent["state"] != "ready" or sent["removed_at"] is not None or not held.sees:
        return False
    own = account is not None and account.id == sent["account"]
    return not sent["internal"] or own or held.inside


async def may_change(account: Account | None, sent: Sent, of: Found) -> bool:
    """Whoever keeps it, where they see what it is of."""
    if account is None:
        return False
    held = await rights(account, of["kind"], of["id"])
    return held.sees and keeps(account, sent["account"], of, held)


def keeps(account: Account, sender: int | None, of: Found, held: Rights) -> bool:
    """Whoever sent it and those who keep the station's records; a person's own is not theirs."""
    if of["kind"].about.personal:
        return held.adds
    return account.id == sender or bool(account.at(KEEPERS, of["lineage"]))


async def announce(
    account: Account,
    sort: Sort,
    kind: str,
    subject_id: int,
    *,
    size: int,
    again: int | None = None,
    name: str = "",
) -> Announced:
    """A row for what is about to be sent; `again`: the one that was made for it before; `name`:
    a file's. Within the caller's transaction.
    """
    of = await subject(sort, kind, subject_id)
    held = await rights(account, of["kind"], subject_id) if of else Rights()
    if of is None or not held.sees:
        raise NotFoundException
    if not held.adds:
        raise PermissionDeniedException(sort.about.says.not_yours)
    if not of["open"]:
        raise Refused(sort.about.says.not_open, sort.about.field)
    there = await value(THERE[sort, of["kind"]], subject_id)
    check_announced(sort, size, there, room_for(sort, of["kind"]))
    if again and (key := await value(OWN[sort, of["kind"]], again, subject_id, account.id)):
        return Announced(again, key)
    return await a_place(sort, of["kind"], subject_id, account=account.id, name=name)


async def a_place(
    sort: Sort, kind: Subject, subject_id: int, *, account: int | None = None, name: str = ""
) -> Announced:
    """Whoever asks has looked whether there may be one. Within the caller's transaction."""
    values: dict[Any, Any] = {
        "account": account,
        "object": f"{county_in_tx()}{sort.about.path}/{token_hex(16)}",
        str(kind): subject_id,
        **({"name": name} if name else {}),
    }
    row = sort.about.table(**values)
    await sort.about.table.insert(row)
    return Announced(row.id, row.object)  # type: ignore[attr-defined]


async def announced_before(sort: Sort, ids: list[int]) -> list[Announced]:
    """In their order. Within the caller's transaction."""
    return [Announced(*each) for each in await rows(BEFORE[sort], ids)]


def most_of(sort: Sort, kind: Subject) -> int:
    return sort.about.most if kind.about.most is None else kind.about.most


def room_for(sort: Sort, kind: Subject) -> int:
    """So many with those on their way: a person's own is replaced by the next once that is taken in
    (jobs.py), and stands until then.
    """
    return most_of(sort, kind) + kind.about.personal


def check_announced(sort: Sort, size: int, there: int, most: int | None = None) -> None:
    """Before a byte is sent. `there`: as many does the subject have already."""
    says, refusals = sort.about.says, []
    most = sort.about.most if most is None else most
    if size > sort.about.largest:
        refusals.append(Refused(says.too_large, sort.about.field))
    if size <= 0:
        refusals.append(Refused(says.empty, sort.about.field))
    if there >= most:
        refusals.append(Refused(says.full, sort.about.field, most=most))
    refuse_all(refusals)


def link_for(announced: Announced, size: int) -> Link:
    return store().upload_url(announced.object, size, CONTENT_TYPE, LINK_LASTS)


async def arrive(sort: Sort, sent: int, key: str) -> None:
    """The browser says that all was sent; the store knows. Said twice, it is as said once."""
    size = await store().size(key)
    if size is None:
        raise Refused(sort.about.says.not_there, sort.about.field)
    if size > sort.about.largest:  # its link allowed no such thing
        raise Refused(sort.about.says.too_large, sort.about.field)
    async with county_tx():
        await arrived(sort, sent)


async def arrived(sort: Sort, sent: int) -> None:
    """Within the caller's transaction."""
    found = await sent_and_subject(sort, sent)
    if found is None:
        return
    of = found[1]
    await one_by_one(sort, of)
    if await value(THERE[sort, of["kind"]], of["id"]) >= room_for(sort, of["kind"]):
        await execute(NO_ROOM[sort], sent, sort.about.says.full_meanwhile)
    elif await value(ARRIVED[sort], sent):
        await enqueue(sort.about.intake, **{str(sort): sent})


async def one_by_one(sort: Sort, of: Found) -> None:
    await execute(ONE_BY_ONE, f"{sort} of {of['kind']} {of['id']}")


async def keep_form_upload(sort: Sort, announced: Announced, data: bytes) -> None:
    """For browsers without JavaScript: the bytes came through us."""
    await store().put_new(announced.object, data, CONTENT_TYPE)
    await arrive(sort, announced.id, announced.object)


async def remove(sort: Sort, sent: Sent, of: Found, account: Account, reason: str) -> None:
    """At once for everybody; its bytes go with the sweep. What is kept is taken away by the office
    alone. Of that and of files the reason stands in its place. Within the caller's transaction.
    """
    kept = await check_kept(account, sort, of)
    wanted = kept or sort is Sort.FILE
    hand = hand_of(account, of, await rights(account, of["kind"], of["id"]))
    why = check_reason(reason) if wanted else ""
    await withdraw(sort, sent, of, account.id, reason=why, hand=hand)


async def check_kept(account: Account, sort: Sort, of: Found) -> bool:
    """What is kept is taken away, and made internal, by the office alone. → whether it is kept, and
    stays so within the caller's transaction.
    """
    now = await subject(sort, of["kind"], of["id"], lock=True)
    kept = now is not None and now["kept"]
    if kept and not may_withdraw(account, of):
        raise Refused(sort.about.says.kept, sort.about.field)
    return kept


def may_withdraw(account: Account | None, of: Found) -> bool:
    return account is not None and bool(account.at({Role.OFFICE}, of["lineage"]))


async def withdraw(
    sort: Sort,
    sent: Sent,
    of: Found,
    actor: int | None,
    *,
    reason: str = "",
    hand: Hand = Hand.OFFICE,
) -> None:
    """Whatever the rules say of it. Within the caller's transaction."""
    if await value(REMOVED[sort], sent["id"], reason, str(hand)) == "ready":
        await take_back(
            sort.about.added,
            station=of["station"],
            attributes={str(sort): sent["id"]},
            reason=reason,
            actor=actor,
        )
