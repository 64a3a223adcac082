"""What was done near me: at the nearest stations, public alone; the place stands nowhere."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.dates import now
from app.db import county_tx, execute
from tests import given
from tests.page import Page

pytestmark = pytest.mark.anyio
PLACED = """
    UPDATE "station" SET "latitude" = $3, "longitude" = 104.6512, "placed_on" = now()
    WHERE "station"."county" = $1 AND "id" = $2
"""
POLICY = "camera=(self), geolocation=(self), microphone=()"
HERE = {"latitude": "30.1234", "longitude": "104.6512"}


async def at(name: str, north: float | None) -> int:
    station = await given.a_station(name)
    if north:
        async with county_tx():
            await execute(PLACED, station, north)
    return station


async def done(station: int, title: str, **more: Any) -> None:
    columns: dict[str, Any] = {"stage": "closed", "published_at": now(), **more}
    await given.a_topic(station, title=title, **columns)


async def test_what_is_near_is_shown(client: AsyncClient) -> None:
    far, near, nowhere = await at("乙站", 30.2), await at("甲站", 30.1244), await at("丙站", None)
    away = await at("丁站", 31.9)
    await done(near, "换了路灯")
    await done(far, "清了水渠")
    await done(near, "内部的事", published_at=None)
    await given.a_topic(near, title="还在办")
    await done(nowhere, "别处的事")
    await done(away, "远处的事")
    page = Page(await client.get("/near"))
    assert len(page.all("[data-place]")) == 1
    assert not page.all("#topics")
    answer = await client.post("/near", data=HERE)
    shown = Page(answer)
    assert shown.texts("#near a") == ["甲站", "乙站"]
    assert shown.texts("#topics a.title") == ["清了水渠", "换了路灯"]
    assert "30.1234" not in answer.text
    assert answer.headers["permissions-policy"] == POLICY


async def test_nothing_near_says_so(client: AsyncClient) -> None:
    page = Page(await client.get("/near"))
    assert (len(page.all("[data-place]")), len(page.all(".empty"))) == (0, 1)
    await at("甲站", 30.1244)
    none = Page(await client.post("/near", data=HERE | {"latitude": "45"}))
    assert (len(none.all(".empty")), len(none.all("#topics"))) == (1, 0)
    assert (await client.post("/near", data={"latitude": "x"})).status_code == 422
