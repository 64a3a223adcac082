"""A county that shares with its province and prefecture, and the staff of both."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient, Response

from app.access.roles import Role
from app.access.sessions import cookie_name, open_session
from app.accounts.operators import name_person
from app.dates import now, today
from app.db import bound_to, county_tx, rows, tx, value
from app.processes.postgres import Server
from tests import given
from tests.conftest import Browser, browser
from tests.evidence import steps
from tests.regions.given_region import ACCOUNT, PROVIDER

TEXTS = {
    "matter": "村口路灯坏了三个月。",
    "talk": "三十个人坐下来谈了两次。",
    "result": "三盏路灯都修好了。",
}


async def share(county: int, region: int, item: str = "activity") -> None:
    with bound_to(county):
        async with county_tx():
            await tx().connection.execute(
                'INSERT INTO "share" ("county", "region", "item", "agreed_by")'
                " VALUES ($1, $2, $3, '张三')",
                county,
                region,
                item,
            )


async def leave(county: int, region: int) -> None:
    """As the page does: the last items are ended."""
    with bound_to(county):
        async with county_tx():
            await tx().connection.execute(
                'UPDATE "share" SET "ended_at" = now(), "ended_by" = \'张三\''
                ' WHERE "share"."county" = $1 AND "region" = $2 AND "ended_at" IS NULL',
                county,
                region,
            )


@dataclass
class Place:
    """A county with a closed topic, two photos of it, and those who act."""

    county: int
    office: Browser
    province: Browser
    prefecture: Browser
    topic: int
    photos: list[int]

    @property
    def title(self) -> str:
        """Its own, for counties of other tests lie under the same province."""
        return f"三盏路灯的协商（{self.county}）"

    @property
    def above(self) -> tuple[int, int]:
        return self.county // 10000, self.county // 100

    async def nominate(self, region: int | str | None = None, **form: Any) -> Response:
        to = self.above[0] if region is None else region
        data = {"topic": str(self.topic), "region": str(to)}
        return await self.office.post(
            "/cases/nominations", data=data | TEXTS | {"title": self.title} | form
        )

    async def nominated(self, region: int | None = None, **form: Any) -> int:
        """→ its id"""
        sent = await self.nominate(region, **form)
        assert sent.status_code == 303, sent.text
        return int(sent.headers["location"].rsplit("/", 1)[1])

    async def decide(self, who: AsyncClient, nomination: int, kind: str, **form: Any) -> Response:
        path = f"/cases/{self.county}/{nomination}/choice"
        return await who.post(path, data={"kind": kind} | form)

    async def published(self) -> int:
        """Nominated to the province, chosen, published. → the nomination"""
        nomination = await self.nominated(photo=[str(self.photos[0])])
        for kind in ("chosen", "published"):
            sent = await self.decide(self.province, nomination, kind)
            assert sent.status_code == 303, sent.text
        return nomination

    async def kept(self, sql: str) -> list[Any]:
        with bound_to(self.county):
            async with county_tx(readonly=True):
                return await rows(sql)


async def staff(stack: AsyncExitStack, region: int, name: str) -> Browser:
    """Signed in at the region's realm."""
    subject = f"sub-{name}-{region}"
    await name_person(region, PROVIDER, subject, name)
    client = await stack.enter_async_context(browser(f"/regions/{region}"))
    with bound_to(region):
        async with county_tx():
            token = await open_session(await value(ACCOUNT, subject))
    client.cookies.set(cookie_name(f"/regions/{region}"), token)
    return client


@pytest.fixture
async def place(county: int, server: Server, database: str) -> AsyncIterator[Place]:
    await given.divisions(server.url(database, "app_owner"))
    async with AsyncExitStack() as stack:
        office = await stack.enter_async_context(browser(f"/c{county}"))
        await given.signed_in(office, Role.OFFICE)
        for region in (county // 10000, county // 100):
            await share(county, region)
        station = await given.a_station()
        topic = await given.a_topic(
            station, stage="closed", closed_on=today(), published_at=now(), title="路灯坏了"
        )
        sitting = await steps.a_consultation(topic, station, title="路灯", state="filed")
        async with county_tx():
            photos = [
                await tx().connection.fetchval(
                    'INSERT INTO "photo" ("county", "consultation", "state", "object", "width",'
                    ' "height") VALUES ($1, $2, \'ready\', $3, 800, 600) RETURNING "id"',
                    county,
                    sitting,
                    f"{county}/photos/{name}",
                )
                for name in ("a", "b")
            ]
        province = await staff(stack, county // 10000, "林处长")
        prefecture = await staff(stack, county // 100, "何科长")
        yield Place(county, office, province, prefecture, topic, photos)
        await as_recounted(server.url(database), county)


async def as_recounted(superuser: str, county: int) -> None:
    """What regions' lists are read from, counted again in plain Python from what was done, whatever
    it was.
    """
    connection: Any = await asyncpg.connect(superuser)
    nominated, choices, published, kept, numbers = [
        await connection.fetch(f"SELECT * FROM {each}", county)  # noqa: S608
        for each in (
            "nomination WHERE county = $1 AND withdrawn_at IS NULL",
            "choice WHERE county = $1 ORDER BY id",
            "published_case WHERE county = $1 AND withdrawn_at IS NULL",
            "nominated WHERE county = $1",
            "nominated_count WHERE county = $1 AND n <> 0",
        )
    ]
    await connection.close()
    states: dict[tuple[int, int, int], str] = {}
    for each in nominated:
        for region in filter(None, (each["region"], each["passed_to"])):
            states[region, county, each["id"]] = "waiting"
    for each in choices:
        key = each["region"], county, each["nomination"]
        if key in states and each["kind"] != "passed_on":
            states[key] = "declined" if each["kind"] == "declined" else "chosen"
    for each in published:
        states[each["region"], county, each["nomination"]] = "published"
    assert {(e["region"], county, e["nomination"]): e["state"] for e in kept} == states
    counted = Counter((region, state) for (region, _county, _id), state in states.items())
    assert {(each["region"], each["state"]): each["n"] for each in numbers} == counted
