"""A realm's RSA keys (RFC 8017), encrypted among its rows: made when they are first asked for,
which may be before there is such a county.
"""

import asyncio
import hmac
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from joserfc.jwk import RSAKey

from app.config import settings
from app.db import bound_to, county_tx, execute, value

BITS = 2048
ALGORITHMS = {"sig": {}, "enc": {"alg": "RSA-OAEP-256"}}  # signs by RS256 and by PS256
SEALED = 'SELECT "sealed" FROM "client_key" WHERE "client_key"."county" = $1 AND "use" = $2'
# Two who ask first at once both get the one that was there first. One that was sealed under another
# SECRET is nobody's any more: it makes way.
KEEP = """
    INSERT INTO "client_key" ("county", "use", "sealed") VALUES ($1, $2, $3)
    ON CONFLICT ("county", "use") DO UPDATE SET "sealed" = $3, "made_at" = now()
    WHERE "client_key"."sealed" = $4
"""


async def rsa_key(realm: int, use: str) -> RSAKey:
    with bound_to(realm):
        async with county_tx(readonly=True):
            kept = await value(SEALED, use)
        if (known := opened(kept, realm, use)) is not None:
            return known
        made = await asyncio.to_thread(sealed, realm, use)
        async with county_tx():
            await execute(KEEP, use, made, kept)
            made = await value(SEALED, use)
    found = opened(made, realm, use)
    if found is None:
        raise RuntimeError("a key was kept that does not open")
    return found


def sealed(realm: int, use: str) -> str:
    made = rsa.generate_private_key(65537, BITS)
    encryption = BestAvailableEncryption(password(realm, use))
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()


def opened(text: str | None, realm: int, use: str) -> RSAKey | None:
    if text is None:
        return None
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
