"""The worker's sign: what it alone looks at, for /healthz and the operator's page."""

import asyncio
import logging

from app.config import settings
from app.evidence.store import owner
from app.jobs import pulse
from app.preflight.marks import BORN_BY
from app.preflight.places import megabytes_left

log = logging.getLogger("app.worker")

SECONDS = 10.0  # for the store to answer
told: set[str] = set()  # in the log, once each


async def give_sign(_stop: asyncio.Event) -> None:
    async with asyncio.timeout(2 * SECONDS):
        await pulse.sign(*await of_store(), of_disk())


async def of_store() -> tuple[str, str | None]:
    """What it said, if it does not answer; whose mark it bears. Asking for the mark shows both."""
    try:
        async with asyncio.timeout(SECONDS):
            bearer = (await owner.standing()).told
    except Exception as error:  # noqa: BLE001  (whatever boto3 or the disk raises)
        return type(error).__name__, None
    if bearer and bearer not in told:
        log.error("The store %s", BORN_BY.format(bearer=bearer))
    told.clear()
    told.add(bearer)
    return "", bearer


def of_disk() -> int:
    """Megabytes."""
    try:
        return megabytes_left(settings.data)
    except OSError:
        return 0
