"""What the worker does with counties just filled, and scores before and after it."""

import asyncio

from app.bulk import step
from app.charter import store
from app.dates import today
from app.db import bound_to, bulk_limits, connection_pool, county_tx, rows
from app.ledger.sealing import verify_all
from app.scoring.counts.effective_rules import VERSIONS
from app.scoring.results import earlier, standing
from app.tenancy.tables import County
from app.worker import periodic

LEFT = 'SELECT FROM "unsealed" WHERE "unsealed"."county" = $1'


async def main() -> None:
    stop = asyncio.Event()
    async with connection_pool(min_size=1, max_size=2):
        counties = [each["id"] for each in await County.select(County.id).order_by(County.id)]
        with bulk_limits():
            with step("Scores, from the entries"):
                await scores(counties)
            with step("Recounts and seals"):
                for duty in periodic.DUTIES:
                    await duty(stop)
                await periodic.keep_ledgers(stop)  # what fell due in between was posted
            with step("Scores, from the counts"):
                await scores(counties)
            with step("Chains"):
                assert await verify_all() == []
        for county in counties:
            with bound_to(county):
                async with county_tx(readonly=True):
                    assert await rows(LEFT) == [], f"{county} has entries that were not counted."


async def scores(counties: list[int]) -> None:
    for county in counties:
        with bound_to(county):
            async with county_tx(readonly=True):
                charters = [await store.version(each["id"]) for each in await rows(VERSIONS)]
                for sheet in charters[-1].scoring.sheets:
                    await earlier(await standing(sheet.key, today()))


if __name__ == "__main__":
    asyncio.run(main())
