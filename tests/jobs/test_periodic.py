import asyncio
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.dates import now
from app.db import current_realm
from app.evidence.store.chosen import store
from app.evidence.store.storage import StoreAway
from app.jobs.turns import AT_ONCE
from app.preflight import clocks
from app.preflight.database import OF_JOBS
from app.worker import periodic
from app.worker.clock import Duty, WrongClockError

pytestmark = pytest.mark.anyio

LEFT = """
    SELECT (SELECT array_agg(token ORDER BY token) FROM submission WHERE county = $1),
           (SELECT array_agg(what ORDER BY what) FROM quota WHERE county = $1),
           (SELECT array_agg(token_hash ORDER BY token_hash) FROM session WHERE county = $1)
"""


async def test_what_has_had_its_time_is_pruned_in_every_county(
    county: int, other_county: int, superuser: Any
) -> None:
    for number in (county, other_county):
        await superuser.execute(
            f"""
            INSERT INTO submission (county, token, led_to, at)
            VALUES ({number}, 'new', '', now() - interval '47 hours'),
                   ({number}, 'old', '', now() - interval '49 hours');
            INSERT INTO quota (county, what, who, since)
            VALUES ({number}, 'new', 'x', now() - interval '175 minutes'),
                   ({number}, 'old', 'x', now() - interval '185 minutes');
            INSERT INTO provider (county, id, name, issuer, client_id, client_secret)
            VALUES ({number}, 1, '', '', '', '');
            INSERT INTO account (county, id, provider, subject, name)
            VALUES ({number}, 1, 1, 's', '');
            INSERT INTO session (county, token_hash, account, started_at, seen_at)
            VALUES ({number}, 'new', 1, now() - interval '35 hours', now() - interval '31 hours'),
                   ({number}, 'old', 1, now() - interval '37 hours', now()),
                   ({number}, 'idle', 1, now() - interval '34 hours', now() - interval '33 hours')
            """  # noqa: S608
        )
    await periodic.prune_all(asyncio.Event())
    for number in (county, other_county):
        left = tuple(await superuser.fetchrow(LEFT, number))
        # How long one may be idle is each county's; nobody is signed in for more than 36 hours.
        assert left == (["new"], ["new"], ["idle", "new"])


# By the database's own clock.
NOT_BY_OURS = {"forget_log"}


@pytest.mark.parametrize("ahead", [timedelta(days=40), -timedelta(minutes=3)])
async def test_nothing_goes_by_a_clock_that_is_wrong(
    county: int, superuser: Any, monkeypatch: pytest.MonkeyPatch, ahead: timedelta
) -> None:
    """Whatever deletes what had its time, or posts that a day has passed, does it every hour."""
    await superuser.execute(
        "INSERT INTO submission (county, token, led_to, at)"
        " VALUES ($1, 'new', '', now() - interval '47 hours')",
        county,
    )
    wrong = now() + ahead
    monkeypatch.setattr(clocks, "now", lambda: wrong)
    hourly = [duty for duty, every in periodic.DUTIES.items() if every == periodic.HOUR]
    for duty in hourly:
        if duty.__name__ not in NOT_BY_OURS:
            with pytest.raises(WrongClockError, match="set both by one source"):
                await duty(asyncio.Event())
    assert len(hourly) == 6
    monkeypatch.setattr(clocks, "now", lambda: now() + timedelta(seconds=100))
    await periodic.prune_all(asyncio.Event())
    assert await superuser.fetchval("SELECT token FROM submission WHERE county = $1", county)


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("apart", "wrong"),
    [(timedelta(seconds=110), False), (timedelta(seconds=130), True), (None, False)],
)
async def test_nothing_goes_by_a_clock_that_is_not_the_stores(
    monkeypatch: pytest.MonkeyPatch, apart: timedelta | None, wrong: bool
) -> None:
    """Database and program on one machine agree when both are wrong. A store that is away (none
    said) stops nothing.
    """

    async def said() -> datetime:
        if apart is None:
            raise StoreAway("ConnectTimeout")
        return now() - apart

    monkeypatch.setattr(store(), "clock", said)
    with pytest.raises(WrongClockError) if wrong else nullcontext():
        await periodic.limits_pass(asyncio.Event())


async def test_a_county_that_fails_leaves_the_others_theirs() -> None:
    done: list[int | None] = []

    async def part() -> None:
        done.append(current_realm.get())
        if len(done) == 1:
            raise RuntimeError

    await periodic.for_each([100, 200], part, asyncio.Event())
    assert done == [100, 200]


def test_each_duty_has_a_connection_of_its_own() -> None:
    assert len(periodic.DUTIES) == 12
    assert periodic.CONNECTIONS == 12 + AT_ONCE
    assert periodic.CONNECTIONS + 1 <= OF_JOBS  # and the one that listens


async def test_a_duty_that_hangs_delays_no_other() -> None:
    stop, done = asyncio.Event(), []

    async def hangs(_stop: asyncio.Event) -> None:
        await asyncio.wait_for(asyncio.Event().wait(), 600)

    def noted(name: str) -> Duty:
        async def duty(_stop: asyncio.Event) -> None:
            done.append(name)
            if len(done) == 4:
                stop.set()

        return duty

    duties = {hangs: 0.0, noted("a"): 0.01, noted("b"): 0.01}
    house = asyncio.create_task(periodic.keep_house(stop, duties))
    await asyncio.wait_for(stop.wait(), 60)
    house.cancel()
    assert set(done) == {"a", "b"}


async def test_a_county_that_hangs_leaves_the_others_theirs() -> None:
    done: list[int | None] = []

    async def part() -> None:
        done.append(current_realm.get())
        if len(done) == 1:
            await asyncio.wait_for(asyncio.Event().wait(), 600)

    await periodic.for_each([100, 200], part, asyncio.Event(), 0.01)
    assert done == [100, 200]
