"""The object store: is it there, does it keep and give back, and may browsers send to it?"""

import asyncio
import secrets
from collections.abc import Awaitable
from email.utils import parsedate_to_datetime
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from app.evidence.store.storage import NOBODY_S, Store, StoreAway
from app.preflight.clocks import of_clock
from app.preflight.findings import Finding, away, fine, wrong

PART = "store"
SECONDS = 10.0


async def of_store(store: Store, origin: str) -> list[Finding]:
    """Makes the bucket or folder where that may be. Writes an object, reads and deletes it."""
    return await in_time(tried(store, origin), PART, "photos wait for it")


async def in_time(trial: Awaitable[list[Finding]], part: str, waits: str) -> list[Finding]:
    """`waits`: what, where the store is away."""
    try:
        async with asyncio.timeout(SECONDS):
            return await trial
    except TimeoutError:
        return away(part, f"answers nothing within {SECONDS:.0f} s; {waits}")
    except Exception as error:  # noqa: BLE001  (whatever boto3 or the disk raises)
        return judged(error, part, waits)


async def tried(store: Store, origin: str) -> list[Finding]:
    await store.prepare()
    if found := await kept_and_deleted(store, PART):
        return found
    link = store.upload_url(key_of_a_trial(), 16, "image/jpeg")
    found = await asyncio.to_thread(of_sending, link.url, origin) if "://" in link.url else []
    return found or fine(PART, "keeps, gives back and deletes; browsers may send to it")


async def kept_and_deleted(store: Store, part: str) -> list[Finding]:
    """It gives back what was put, and then no more."""
    key, sent = key_of_a_trial(), secrets.token_bytes(16)
    await store.put(key, sent, "application/octet-stream")
    try:
        got = await store.get(key)
    finally:
        await store.delete(key)
    if got != sent:
        return wrong(part, "gives back other bytes than were put into it.")
    if await store.exists(key):
        return wrong(part, "keeps what was deleted.")
    return []


def key_of_a_trial() -> str:
    return f"{NOBODY_S}/preflight/{secrets.token_hex(8)}"


def of_sending(url: str, origin: str) -> list[Finding]:
    """As a browser asks before it sends (a preflight by CORS). Its clock decides how long a signed
    link is good.
    """
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "content-type,if-none-match",
    }
    request = Request(url, method="OPTIONS", headers=headers)  # noqa: S310  (the store's own)
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            said = answer.headers
    except HTTPError as error:
        said = error.headers
    found = of_clock(parsedate_to_datetime(said["date"]), PART) if said["date"] else []
    if said["access-control-allow-origin"] not in {"*", origin}:
        text = f"lets no browser send photos from {origin}: see its CORS rules."
        found += wrong(PART, text)
    return found


REFUSALS = frozenset({
    "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidBucketName",
    "AllAccessDisabled", "RequestTimeTooSkewed", "AuthorizationHeaderMalformed", "PermissionError",
    "ParamValidationError",  # of boto3, before it asks: no bucket may be called so
    "NoSuchBucket",  # that of photos is made, where it may be; another is its owner's to make
})  # fmt: skip


def judged(error: Exception, part: str, waits: str) -> list[Finding]:
    """A refusal does not mend by itself; whatever else a store says may be over in a moment."""
    code = str(error) if isinstance(error, StoreAway) else type(error).__name__
    if code in REFUSALS:
        return wrong(part, f"refuses us: {code}")
    return away(part, f"cannot be used now ({code}); {waits}")
