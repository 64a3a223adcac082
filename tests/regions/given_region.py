"""A county at work under a region, and the region's staff at their desk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

from httpx import AsyncClient

from app.access.roles import Role
from app.access.sessions import cookie_name, open_session
from app.accounts.operators import name_person
from app.dates import today
from app.db import bound_to, county_tx, execute, value
from app.ledger import Entry, Kind, post
from app.ledger.counting import keep
from app.ledger.measures import ITEM_OF, quarter_of
from app.ledger.series import write_series
from app.regions.dictionary import ITEMS
from app.regions.membership.sharing import AGREE
from tests import given
from tests.conftest import Browser, browser

DAY = date(2026, 5, 6)
QUARTER = date(2026, 4, 1)  # of that day
PROVIDER = {
    "name": "省政协",
    "issuer": "https://id.province.example",
    "client_id": "shangliang",
    "client_secret": "s",
}
COUNTED = """
    INSERT INTO "county_count" ("county", "quarter", "item", "measure", "n")
    VALUES ($1, $2, $3, $4, $5)
"""
ACCOUNT = 'SELECT "id" FROM "account" WHERE "account"."county" = $1 AND "subject" = $2'


@asynccontextmanager
async def staff_of(region: int, subject: str = "sub-of-lin") -> AsyncIterator[Browser]:
    """Signed in as staff of the region."""
    await name_person(region, PROVIDER, subject, "林处长")
    async with browser(f"/regions/{region}") as client:
        with bound_to(region):
            async with county_tx():
                token = await open_session(await value(ACCOUNT, subject))
        client.cookies.set(cookie_name(f"/regions/{region}"), token)
        yield client


async def a_county_at_work(client: AsyncClient, consultations: int = 7) -> int:
    """Counted; and its office is signed in. → a station"""
    station = await given.a_station()
    opened = Entry(kind=Kind.STATION_OPENED, station=station, happened_on=date(2025, 1, 1))
    filed = [
        Entry(kind=Kind.CONSULTATION_FILED, station=station, happened_on=DAY, form="site")
        for _n in range(consultations)
    ]
    raised = Entry(kind=Kind.TOPIC_RAISED, station=station, happened_on=DAY)
    rated = Entry(
        kind=Kind.RATING_GIVEN, station=station, quantity=5, result="solved", happened_on=DAY
    )
    async with county_tx():
        await post(opened, *filed, raised, *[rated] * 6)
    await keep()
    await given.signed_in(client, Role.OFFICE)
    return station


async def agreed(client: AsyncClient, region: int, *items: str) -> None:
    form: dict[str, Any] = {
        "region": str(region), "item": list(items), "version": await version_of(client, region)
    }  # fmt: skip
    answer = await client.post("/sharing", data=form)
    assert answer.status_code == 303, answer.text


async def version_of(client: AsyncClient, region: int) -> str:
    """As the page's form for this region has it."""
    page = (await client.get("/sharing")).text
    part = page.split(f'name="region" value="{region}"')[1]
    return part.split('name="version" value="')[1].split('"')[0]


async def neighbours(*numbers: int) -> None:
    """Counties with nothing but their counts: of consultations and ratings as many as the last two
    digits of their numbers say.
    """
    for number in numbers:
        with bound_to(number):
            async with county_tx():
                await given.a_county(number)
                for measure, n in counts_of(number).items():
                    await execute(COUNTED, QUARTER, ITEM_OF[measure], measure, n)
                await write_series(quarter_of(today()))


def counts_of(number: int) -> dict[str, int]:
    return {"consultations": 3 * number % 100, "ratings": 100, "ratings_solved": number % 100}


async def all_agree(region: int, *counties: int) -> None:
    """To everything, without a page of theirs."""
    for county in counties:
        with bound_to(county):
            async with county_tx():
                await execute(AGREE, region, list(ITEMS), "李")
