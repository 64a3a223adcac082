"""`python -m app store reconcile`: what store and database say of each other, in both directions,
and on `--do` what can be done about it. Nothing is deleted here: what belongs to no photo and
no file begins to wait, and the sweep deletes it after its days.
"""

from collections.abc import AsyncIterator
from datetime import datetime

from app.dates import now
from app.db import bound_to, county_tx, execute, rows
from app.evidence import uploads
from app.evidence.sent import sent_and_subject
from app.evidence.sorts import Sort
from app.evidence.store.chosen import store
from app.evidence.store.storage import Stored
from app.evidence.store.sweep import (
    FORGOTTEN_AFTER,
    LOOKED,
    SENT,
    STRAY_FOR,
    Row,
    compared,
    is_shown,
    marked,
)
from app.tenancy.tables import County

TAKEN_IN = """
    UPDATE "stray" SET "ahead" = false, "found_at" = $2
    WHERE "stray"."county" = $1 AND "ahead"
"""


async def reconcile(*, do: bool) -> AsyncIterator[str]:
    """→ lines for whoever runs the deployment, and a last one: there was nothing."""
    some = False
    for each in await County.select(County.id, County.slug).order_by(County.id):
        with bound_to(each["id"]):
            for line in await one(each["id"], do=do):
                some = True
                yield f"{each['slug']}: {line}"
    if not some:
        yield "Store and database agree."
    elif not do:
        yield "Nothing was changed. With --do it is done."


async def one(county: int, *, do: bool) -> list[str]:
    at = now()
    there = await store().keys(f"{county}/")
    async with county_tx(readonly=not do):
        sent = await rows(SENT, of=Row)
        found = compared(sent, there, at)
        lost = [each for each in found.lost if at - each["uploaded_at"] >= FORGOTTEN_AFTER]
        another = lost and len(lost) == sum(map(is_shown, sent)) > 1
        if do:
            await marked(found.unknown, at)
            await execute(TAKEN_IN, at)
            await execute(LOOKED, at)
            for each in found.arrived:
                await uploads.arrived(Sort(each["sort"]), each["id"])
            for each in [] if another else lost:
                await take_away(each)
    return [
        *(taken_up(each, do=do) for each in found.arrived),
        *(missing(each, another=bool(another), do=do) for each in lost),
        *(unknown(each, at, do=do) for each in found.unknown),
    ]


async def take_away(lost: Row) -> None:
    sort = Sort(lost["sort"])
    loaded = await sent_and_subject(sort, lost["id"])
    if loaded:
        await uploads.withdraw(sort, *loaded, None, reason=sort.about.says.gone)


def taken_up(sent: Row, *, do: bool) -> str:
    then = "it is taken in now" if do else "it will be taken in"
    return f"{sent['sort']} {sent['id']} arrived and nobody said so; {then}."


def missing(sent: Row, *, another: bool, do: bool) -> str:
    then = "it is withdrawn" if do else "it would be withdrawn"
    if another:
        then = "as those of all others: is this the right store? It is left as it is"
    return f"{sent['sort']} {sent['id']} has lost its bytes; {then}."


def unknown(each: Stored, at: datetime, *, do: bool) -> str:
    since = f"{(at - each.at).days} days old"
    then = f"it is deleted in {STRAY_FOR.days} days" if do else "it stays"
    return f"{each.key} ({each.size} bytes, {since}) belongs to no photo or file; {then}."
