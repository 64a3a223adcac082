"""The worker's sign: what it alone looks at, for /healthz and the operator's page."""

import asyncio

from app.config import settings
from app.evidence.store.chosen import store
from app.jobs import pulse
from app.preflight.objects import NOBODY_S
from app.preflight.places import megabytes_left

SECONDS = 10.0  # for the store to answer
NOTHING = f"{NOBODY_S}/preflight/nothing"  # asked for, to see whether it answers


async def give_sign(_stop: asyncio.Event) -> None:
    async with asyncio.timeout(2 * SECONDS):
        await pulse.sign(await of_store(), of_disk())


async def of_store() -> str:
    try:
        async with asyncio.timeout(SECONDS):
            await store().exists(NOTHING)
    except Exception as error:  # noqa: BLE001  (whatever boto3 or the disk raises)
        return type(error).__name__
    return ""


def of_disk() -> int:
    """Megabytes."""
    try:
        return megabytes_left(settings.data)
    except OSError:
        return 0
