"""Scheduled work: every few seconds a sign is given; every minute the ledgers that grew are sealed
and counted; every hour old rows are removed, and what fell due is posted, unless a clock is wrong.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from app.access.sessions import ABSOLUTE, KNOWN_AFTER
from app.accounts.rsa_keys import make_rsa_keys
from app.away import complaints
from app.cases.counting import count_chosen
from app.config import settings
from app.consultations.unsaved import KEPT_FOR as UNSAVED_FOR
from app.dates import now
from app.db import DB, bound_to, county_tx, tx
from app.divisions.search import regions
from app.evidence.enclosing import EMPTY, HELD_FOR, NEVER_SENT
from app.evidence.store.sweep import sweep
from app.jobs import pulse
from app.jobs.backlog import counties_in
from app.jobs.turns import AT_ONCE
from app.ledger.counting import keep_some
from app.outcomes import due as commitments_due
from app.outcomes import unrated
from app.people.unshown import settle_faces
from app.persons.retention import expire
from app.pieces import filling
from app.portal import nobodys
from app.regions import counting
from app.regions.comparison.cache import KEPT_FOR as VIEWS_KEPT_FOR
from app.regions.comparison.cache import asked_lately, renew
from app.regions.membership.placing import place_due
from app.scoring import order_keeping
from app.tenancy.numbers import NATION, OPERATOR
from app.tenancy.tables import County
from app.topics import references, unjudged
from app.web.forms.expired import KEPT_FOR
from app.worker.clock import Duty, by_the_clock
from app.worker.signing import give_sign

log = logging.getLogger("app.worker")

MINUTE, HOUR = 60, 3600
LONGEST = settings.bulk_seconds  # for one county, or for what is done for all at once

PRUNED = {
    'DELETE FROM "kept_form" WHERE "kept_form"."county" = $1 AND "at" < $2': KEPT_FOR,
    'DELETE FROM "unsaved_record" WHERE "unsaved_record"."county" = $1 AND "at" < $2': UNSAVED_FOR,
    'DELETE FROM "submission" WHERE "submission"."county" = $1 AND "at" < $2': timedelta(days=2),
    NEVER_SENT: HELD_FOR,
    EMPTY: HELD_FOR,
    'DELETE FROM "kept_view" WHERE "kept_view"."county" = $1 AND "asked_at" < $2': VIEWS_KEPT_FOR,
    # What the publisher never comes for.
    'DELETE FROM "publish_mark" WHERE "publish_mark"."county" = $1 AND "at" < $2': timedelta(
        days=3650 if settings.publish_to else 0
    ),
    'DELETE FROM "quota" WHERE "quota"."county" = $1 AND "since" < $2': timedelta(hours=3),
    'DELETE FROM "session" WHERE "session"."county" = $1 AND "started_at" < $2': ABSOLUTE
    + KNOWN_AFTER,
}

TAKEN_UP = {
    filling.due: filling.fill_some,
    unjudged.due: unjudged.judge_some,
    nobodys.due: nobodys.look_some,
}

MARKED = "DELETE FROM jobs.marked"
OLD_LOG = "DELETE FROM jobs.pgqueuer_log WHERE created < now() - interval '7 days'"


async def keep_house(stop: asyncio.Event, duties: Mapping[Duty, float] | None = None) -> None:
    """At once, since the program may have been away for long, then again and again. No duty waits
    for another: each is a task with a connection of its own (CONNECTIONS).
    """
    async with asyncio.TaskGroup() as group:
        for duty, seconds in (duties or DUTIES).items():
            group.create_task(every(seconds, stop, duty))


async def every(seconds: float, stop: asyncio.Event, duty: Duty) -> None:
    while not stop.is_set():
        try:
            await duty(stop)
        except Exception as error:  # noqa: BLE001  (whatever it was)
            complaints.failed(log, duty.__name__, error)
        else:
            complaints.went_well(log, duty.__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)


async def keep_ledgers(stop: asyncio.Event) -> None:
    """By turns, a little of each, so that nobody waits behind a county that has much to do."""
    finished: set[int] = set()
    while not stop.is_set():
        turn = [county for county in await due() if county not in finished]
        if not turn:
            await pulse.sealed()
            return
        finished |= {*turn} - {*await for_each(turn, keep_ledger, stop)}


async def keep_ledger() -> bool:
    return await keep_some(count_chosen) or await order_keeping.keep_some()


async def take_up(stop: asyncio.Event) -> None:
    """Keys for providers that know RSA alone, a second's work; texts from before there were pieces,
    topics from before it was written what their step judges, and what nobody may take where more
    waits than pages look at: a batch of each county, then of each the next.
    """
    async with asyncio.timeout(LONGEST):
        await make_rsa_keys()
    for old, some in TAKEN_UP.items():
        turn = await old()
        while turn and not stop.is_set():
            turn = await for_each(turn, some, stop)


async def renew_views(stop: asyncio.Event) -> None:
    """Usual views of the regions that were asked for lately."""
    await for_each(await asked_lately(), renew, stop)


async def count_regions(stop: asyncio.Event) -> None:
    """What counties counted, or share from now on, in their regions' counts."""
    turn = await counting.due()
    while turn and not stop.is_set():
        turn = await for_each(turn, counting.count_some, stop)


async def place_regions(stop: asyncio.Event) -> None:
    """Where counties stand in the regions whose counts were made anew."""
    if not stop.is_set():
        async with asyncio.timeout(LONGEST):
            await place_due()


@by_the_clock
async def prune_all(stop: asyncio.Event) -> None:
    await for_each([OPERATOR, NATION, *await regions(), *await counties()], prune, stop)


@by_the_clock
async def expire_all(stop: asyncio.Event) -> None:
    await for_each([OPERATOR, NATION, *await regions(), *await counties()], expire, stop)


@by_the_clock
async def sweep_stores(stop: asyncio.Event) -> None:
    for part in (settle_faces, sweep):
        await for_each(await counties(), part, stop)


@by_the_clock
async def commitments_fall_due(stop: asyncio.Event) -> None:
    await for_each(await counties(), commitments_due.fall_due_all, stop)


@by_the_clock
async def limits_pass(stop: asyncio.Event) -> None:
    """Of a reply that is owed, and of a rating that nobody gave."""
    for part in (references.fall_due_all, unrated.hand_over_all):
        await for_each(await counties(), part, stop)


async def forget_log(_stop: asyncio.Event) -> None:
    pool: Any = DB.pool
    async with asyncio.timeout(LONGEST):
        await pool.execute(OLD_LOG)
        if not settings.publish_to:
            await pool.execute(MARKED)


DUTIES: dict[Duty, float] = {
    give_sign: pulse.EVERY,
    keep_ledgers: MINUTE,
    count_regions: MINUTE // 6,
    renew_views: MINUTE // 3,
    take_up: MINUTE,
    place_regions: 2 * MINUTE,
    prune_all: HOUR,
    expire_all: HOUR,
    sweep_stores: HOUR,
    commitments_fall_due: HOUR,
    limits_pass: HOUR,
    forget_log: HOUR,
}
CONNECTIONS = len(DUTIES) + AT_ONCE


async def counties() -> list[int]:
    return [each["id"] for each in await County.select(County.id)]


async def due() -> list[int]:
    return await counties_in("due")


async def for_each(
    turn: list[int],
    part: Callable[[], Awaitable[object]],
    stop: asyncio.Event,
    longest: float = LONGEST,
) -> list[int]:
    """One after the other; a county that fails leaves the others theirs. → those of which `part`
    says that there is more.
    """
    more = []
    for county in turn:
        if stop.is_set():
            break
        what = f"{part.__name__} in county {county}"
        try:
            with bound_to(county):
                async with asyncio.timeout(longest):
                    if await part():
                        more.append(county)
        except Exception as error:  # noqa: BLE001  (whatever it was)
            complaints.failed(log, what, error)
        else:
            complaints.went_well(log, what)
    return more


async def prune() -> None:
    async with county_tx():
        for statement, age in PRUNED.items():
            await tx().connection.execute(statement, tx().county, now() - age)
