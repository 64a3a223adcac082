"""Topics from before `judged` was written: taken up by the worker, in batches, county by county."""

import asyncio
from typing import Any

import pytest

from app.access.roles import Role
from app.db import county_tx, rows
from app.topics import unjudged
from app.worker import periodic
from tests import given

pytestmark = pytest.mark.anyio
OLD = "UPDATE topic SET judged = '' WHERE county = $1"
AS_IT_IS = 'SELECT "id", "judged" FROM "topic" WHERE "topic"."county" = $1'


async def judged() -> dict[int, str]:
    async with county_tx(readonly=True):
        return {each["id"]: each["judged"] for each in await rows(AS_IT_IS)}


async def test_each_is_judged_as_its_own_ring_says(county: int, superuser: Any) -> None:
    station = await given.a_station()
    await given.an_account(Role.OFFICE)
    expected = {
        await given.a_topic(station): "words",  # screened
        await given.a_topic(station, ring="报党委审定"): "words",
        await given.a_topic(station, ring="采纳"): "words",
        await given.a_topic(station, ring="回头看"): "work",
        await given.a_topic(station, ring="商前调研"): "",
        await given.a_topic(station, stage="withdrawn"): "",
    }
    await superuser.execute(OLD, county)
    await superuser.execute("INSERT INTO jobs.unjudged (county) VALUES ($1)", county)
    assert set((await judged()).values()) == {""}
    assert county in await unjudged.due()
    await periodic.take_up(asyncio.Event())
    assert await judged() == expected
    assert county not in await unjudged.due()


async def test_a_batch_goes_on_where_the_last_one_ended(county: int, superuser: Any) -> None:
    station = await given.a_station()
    first, second = await given.a_topic(station), await given.a_topic(station)
    await superuser.execute(OLD, county)
    await superuser.execute("INSERT INTO jobs.unjudged VALUES ($1, $2)", county, first)
    assert await unjudged.judge_some() is False
    assert await judged() == {first: "", second: "words"}
