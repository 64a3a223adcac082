"""The walk whose filings the bench measures leads to filed sittings."""

from collections.abc import Mapping

import pytest
from httpx import AsyncClient

from app.db import county_tx, rows
from tests import given
from tests.bench.filing import prepared

pytestmark = pytest.mark.anyio


async def test_what_is_prepared_only_needs_to_be_filed(people: Mapping[str, AsyncClient]) -> None:
    (walk,) = await prepared(people, await given.a_station(), 1)
    assert await states() == ["planned"]
    await walk.filed()
    assert await states() == ["filed"]


async def states() -> list[str]:
    async with county_tx(readonly=True):
        found = await rows('SELECT "state" FROM "consultation" WHERE "consultation"."county" = $1')
    return [each["state"] for each in found]
