"""A realm's RSA keys (RFC 8017), encrypted among its rows: made when they are first asked for,
which may be before there is such a county.
"""

import asyncio
import hmac
from collections.abc import Mapping
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

BITS = 2048
ALGORITHMS = {"sig": {}, "enc": {"alg": "RSA-OAEP-256"}}  # signs by RS256 and by PS256
SEALED = 'SELECT "use", "sealed" FROM "client_key" WHERE "client_key"."county" = $1'
# Two who ask first at once both get the one that was there first. One that was sealed under another
# SECRET is nobody's any more: it makes way.
KEEP = """
    INSERT INTO "client_key" ("county", "use", "sealed") VALUES ($1, $2, $3)
    ON CONFLICT ("county", "use") DO UPDATE SET "sealed" = $3, "made_at" = now()
    WHERE "client_key"."sealed" = $4
"""


async def rsa_keys(realm: int) -> dict[str, RSAKey]:
    """By their use."""
    with bound_to(realm):
        async with county_tx(readonly=True):
            kept = await kept_ones()
        found = all_opened(kept, realm)
        if found.keys() < ALGORITHMS.keys():
            made = {use: await asyncio.to_thread(sealed, realm, use) for use in ALGORITHMS}
            async with county_tx():
                for use in ALGORITHMS.keys() - found.keys():  # two at most
                    await execute(KEEP, use, made[use], kept.get(use))
                kept = await kept_ones()
            found = all_opened(kept, realm)
    return {use: found[use] for use in ALGORITHMS}


async def kept_ones() -> dict[str, str]:
    return {each["use"]: each["sealed"] for each in await rows(SEALED)}


def all_opened(kept: Mapping[str, str], realm: int) -> dict[str, RSAKey]:
    tried = {use: opened(text, realm, use) for use, text in kept.items()}
    return {use: key for use, key in tried.items() if key is not None}


def sealed(realm: int, use: str) -> str:
    made = rsa.generate_private_key(65537, BITS)
    encryption = BestAvailableEncryption(password(realm, use))
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()


def opened(text: str, realm: int, use: str) -> RSAKey | None:
    about: Any = {"use": use} | ALGORITHMS[use]
    try:
        found = RSAKey.import_key(text, about, password=password(realm, use))
    except ValueError:
        return None
    found.ensure_kid()
    return found


def password(realm: int, use: str) -> bytes:
    purpose = f"OpenID Connect, RSA, {use}, {realm}".encode()
    return hmac.digest(settings.secret.encode(), purpose, "sha256").hex().encode()
