"""A realm's own keys: it proves itself with one at its provider, which encrypts with the other.

They follow from SECRET and the realm's number, so they are there before the county is, and nothing
secret lies in the database. What providers read of them is at /<county>/jwks.json.
"""

import hmac
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from joserfc.jwk import ECKey, KeySet

from app.config import settings

# Of P-256 (SEC 2, 2.4.2).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
USES = {"sig": "ES256", "enc": "ECDH-ES+A256KW"}


@cache
def key(realm: int, use: str) -> ECKey:
    purpose = f"OpenID Connect, {use}, {realm}".encode()
    # Twice as long as the order, so that no number is likelier than another.
    number = int.from_bytes(hmac.digest(settings.secret.encode(), purpose, "sha512"))
    private = ec.derive_private_key(number % (ORDER - 1) + 1, ec.SECP256R1())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    made = ECKey.import_key(pem, {"use": use, "alg": USES[use]})
    made.ensure_kid()
    return made


def published(realm: int) -> dict[str, Any]:
    """A JWK set (RFC 7517), without what is secret."""
    return dict(KeySet([key(realm, use) for use in USES]).as_dict(private=False))
