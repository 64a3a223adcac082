import asyncio
from typing import Any

import pytest

from app.db import current_realm
from app.worker import periodic

pytestmark = pytest.mark.anyio

LEFT = """
    SELECT (SELECT array_agg(token) FROM submission WHERE county = $1),
           (SELECT array_agg(what) FROM quota WHERE county = $1),
           (SELECT array_agg(token_hash) FROM session WHERE county = $1)
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
    await periodic.sweep_all(asyncio.Event())
    for number in (county, other_county):
        left = tuple(await superuser.fetchrow(LEFT, number))
        # How long one may be idle is each county's; nobody is signed in for more than 36 hours.
        assert left == (["new"], ["new"], ["new", "idle"])


async def test_a_county_that_fails_leaves_the_others_theirs() -> None:
    done: list[int | None] = []

    async def part() -> None:
        done.append(current_realm.get())
        if len(done) == 1:
            raise RuntimeError

    await periodic.for_each([100, 200], part, asyncio.Event())
    assert done == [100, 200]
