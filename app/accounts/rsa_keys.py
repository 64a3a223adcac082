"""The program's RSA keys (RFC 8017), for providers that know no others: the same for all realms,
encrypted among the operator's rows. The worker makes them; whoever reads a page makes none.
"""

import asyncio
import hmac
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from joserfc.jwk import RSAKey

from app.config import settings
from app.db import bound_to, county_tx, execute, rows
from app.tenancy.numbers import OPERATOR

BITS = 2048
USES = ("sig", "enc")  # signs by RS256 and by PS256, opens what is encrypted by any RSA-OAEP
SEALED = 'SELECT "use", "sealed" FROM "client_key" WHERE "client_key"."county" = $1'
# Of two who make them at once both keep the one that was there first. One that was sealed under
# another SECRET is nobody's any more: it makes way.
KEEP = """
    INSERT INTO "client_key" ("county", "use", "sealed") VALUES ($1, $2, $3)
    ON CONFLICT ("county", "use") DO UPDATE SET "sealed" = $3, "made_at" = now()
    WHERE "client_key"."sealed" = $4
"""


async def rsa_keys() -> dict[str, RSAKey]:
    """By their use; none: the worker has not come to it yet."""
    kept = await kept_ones()
    return {use: key for use in USES if (key := opened(kept.get(use, ""), use)) is not None}


async def make_rsa_keys() -> None:
    """Once for all; again only if SECRET is another."""
    kept, known = await kept_ones(), await rsa_keys()
    made = {use: await asyncio.to_thread(sealed, use) for use in set(USES) - known.keys()}
    with bound_to(OPERATOR):
        async with county_tx():
            for use, text in made.items():  # two at most
                await execute(KEEP, use, text, kept.get(use))


async def kept_ones() -> dict[str, str]:
    with bound_to(OPERATOR):
        async with county_tx(readonly=True):
            return {each["use"]: each["sealed"] for each in await rows(SEALED)}


def sealed(use: str) -> str:
    made = rsa.generate_private_key(65537, BITS)
    encryption = BestAvailableEncryption(password(use))
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()


@lru_cache(4)
def opened(text: str, use: str) -> RSAKey | None:
    about: Any = {"use": use}
    try:
        found = RSAKey.import_key(text, about, password=password(use))
    except ValueError:
        return None
    found.ensure_kid()
    return found


def password(use: str) -> bytes:
    purpose = f"OpenID Connect, RSA, {use}".encode()
    return hmac.digest(settings.secret.encode(), purpose, "sha256").hex().encode()
