"""Bulkheads: each county has its share, and its own row."""

import asyncio

import pytest

from app.shares import Crowded, Shares

pytestmark = pytest.mark.anyio
STORMY, QUIET = 330421, 330482


async def settled() -> None:
    for _turn in range(3):
        await asyncio.sleep(0)


async def test_a_neighbour_enters_at_once_while_one_has_its_share() -> None:
    shares = Shares(2, waiting=3)
    order: list[int] = []

    async def enters(number: int) -> None:
        await shares.enter(STORMY)
        order.append(number)

    storm = [asyncio.create_task(enters(number)) for number in range(5)]
    await settled()
    assert order == [0, 1]
    await shares.enter(QUIET)  # waits for nobody
    with pytest.raises(Crowded):
        await shares.enter(STORMY)
    storm[2].cancel()  # gave up
    await settled()
    shares.leave(STORMY)
    await settled()
    assert order == [0, 1, 3]
    for _each in range(3):
        shares.leave(STORMY)
        await settled()
    assert order == [0, 1, 3, 4]
    assert (shares.taken, shares.rows) == ({QUIET: 1}, {})


async def test_a_turn_that_comes_while_one_gives_up_goes_on_to_the_next() -> None:
    shares = Shares(1, waiting=3)
    await shares.enter(STORMY)
    gives_up = asyncio.create_task(shares.enter(STORMY))
    after = asyncio.create_task(shares.enter(STORMY))
    await settled()
    shares.leave(STORMY)
    gives_up.cancel()
    await settled()
    assert gives_up.cancelled()
    assert after.done()
    shares.leave(STORMY)
    assert shares.taken == {}
