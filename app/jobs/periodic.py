"""What is done again and again: the ledger every minute, the sweeping every hour."""

import asyncio


async def keep_house(stop: asyncio.Event) -> None:
    await stop.wait()
