"""Scheduled work: every few seconds a sign is given; every minute the ledgers that grew are sealed
and counted; every hour old rows are removed, and what fell due is posted.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from app.access.sessions import ABSOLUTE, KNOWN_AFTER
from app.bulk import complain
from app.cases.counting import count_chosen
from app.dates import now
from app.db import DB, bound_to, county_tx, tx
from app.divisions.search import regions
from app.evidence.sweep import sweep
from app.jobs import pulse
from app.ledger.counting import keep_some
from app.outcomes import due as commitments_due
from app.persons.retention import expire
from app.regions.comparison.cache import KEPT_FOR as VIEWS_KEPT_FOR
from app.regions.comparison.cache import asked_lately, renew
from app.regions.membership.placing import place_due
from app.tenancy.realms import NATION, OPERATOR
from app.tenancy.tables import County
from app.topics import references
from app.web.expired_forms import KEPT_FOR
from app.worker.signing import give_sign

log = logging.getLogger("app.worker")

MINUTE, HOUR = 60, 3600

PRUNED = {
    'DELETE FROM "kept_form" WHERE "kept_form"."county" = $1 AND "at" < $2': KEPT_FOR,
    'DELETE FROM "submission" WHERE "submission"."county" = $1 AND "at" < $2': timedelta(days=2),
    'DELETE FROM "kept_view" WHERE "kept_view"."county" = $1 AND "asked_at" < $2': VIEWS_KEPT_FOR,
    'DELETE FROM "quota" WHERE "quota"."county" = $1 AND "since" < $2': timedelta(hours=3),
    'DELETE FROM "session" WHERE "session"."county" = $1 AND "started_at" < $2': ABSOLUTE
    + KNOWN_AFTER,
}

# Of thousands of counties few are at work in any minute: the others are not even asked.
DUE = "SELECT DISTINCT county FROM jobs.due"
OLD_LOG = "DELETE FROM jobs.pgqueuer_log WHERE created < now() - interval '7 days'"


async def keep_house(stop: asyncio.Event) -> None:
    """At once, since the program may have been away for long, then again and again."""
    async with asyncio.TaskGroup() as group:
        group.create_task(every(pulse.EVERY, stop, give_sign))
        group.create_task(every(MINUTE, stop, keep_ledgers))
        group.create_task(every(MINUTE // 3, stop, renew_views))
        group.create_task(every(2 * MINUTE, stop, place_regions))
        group.create_task(every(HOUR, stop, sweep_all))


async def every(
    seconds: float, stop: asyncio.Event, part: Callable[[asyncio.Event], Awaitable[None]]
) -> None:
    while not stop.is_set():
        try:
            await part(stop)
        except Exception as error:  # noqa: BLE001  (whatever it was)
            complain(log, f"{part.__name__} failed", error)
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
    return await keep_some(count_chosen)


async def renew_views(stop: asyncio.Event) -> None:
    """Usual views of the regions that were asked for lately."""
    await for_each(await asked_lately(), renew, stop)


async def place_regions(stop: asyncio.Event) -> None:
    """Where counties stand in the regions whose counts were made anew."""
    if not stop.is_set():
        await place_due()


async def sweep_all(stop: asyncio.Event) -> None:
    counties = [each["id"] for each in await County.select(County.id)]
    await for_each([OPERATOR, NATION, *await regions(), *counties], prune, stop)
    await for_each([OPERATOR, NATION, *await regions(), *counties], expire, stop)
    await for_each(counties, sweep, stop)
    await for_each(counties, commitments_due.fall_due_all, stop)
    await for_each(counties, references.fall_due_all, stop)
    pool: Any = DB.pool
    await pool.execute(OLD_LOG)


async def due() -> list[int]:
    pool: Any = DB.pool
    return [each["county"] for each in await pool.fetch(DUE)]


async def for_each(
    counties: list[int], part: Callable[[], Awaitable[object]], stop: asyncio.Event
) -> list[int]:
    """One after the other; a county that fails leaves the others theirs. → those of which `part`
    says that there is more.
    """
    more = []
    for county in counties:
        if stop.is_set():
            break
        try:
            with bound_to(county):
                if await part():
                    more.append(county)
        except Exception as error:  # noqa: BLE001  (whatever it was)
            complain(log, f"{part.__name__} failed in county {county}", error)
    return more


async def prune() -> None:
    async with county_tx():
        for statement, age in PRUNED.items():
            await tx().connection.execute(statement, tx().county, now() - age)
