"""A realm's own keys: it proves itself with one at its provider, which encrypts with the other.
What providers read of them is at /<county>/jwks.json.

Those of P-256 follow from SECRET and the realm's number, so they are there before the county is,
and nothing secret lies in the database. For providers that know RSA alone the program has such keys
too (rsa_keys.py).
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
from joserfc.jwk import ECKey, KeySet, RSAKey

from app.accounts.rsa_keys import rsa_keys
from app.config import settings

# Of P-256 (SEC 2, 2.4.2).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# What may be signed by it is said; by what it may be encrypted is the provider's to choose.
USES: dict[str, dict[str, Any]] = {"sig": {"alg": "ES256"}, "enc": {}}
SIGNING = ("ES256", "RS256", "PS256")


@cache
def key(realm: int, use: str) -> ECKey:
    private = ec.derive_private_key(number_of(realm, use) % (ORDER - 1) + 1, ec.SECP256R1())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    about: Any = {"use": use} | USES[use]
    made = ECKey.import_key(pem, about)
    made.ensure_kid()
    return made


def number_of(realm: int, use: str) -> int:
    """Twice as long as the order, so that no number is likelier than another."""
    purpose = f"OpenID Connect, {use}, {realm}".encode()
    return int.from_bytes(hmac.digest(settings.secret.encode(), purpose, "sha512"))


def signing(metadata: dict[str, Any]) -> list[str]:
    """By which algorithms this provider may have us sign, of those that we know. One that does not
    say so is taken to read what it writes itself.
    """
    read = (
        metadata.get("token_endpoint_auth_signing_alg_values_supported")
        or metadata.get("id_token_signing_alg_values_supported")
        or ["RS256"]
    )
    return [each for each in SIGNING if each in read]


async def key_for(realm: int, use: str, algorithm: str) -> ECKey | RSAKey:
    """The one that fits: `algorithm` is what the provider signs or encrypts by. Raises ValueError:
    there is none yet.
    """
    own = key(realm, use) if algorithm.startswith("E") else (await rsa_keys()).get(use)
    if own is None:
        raise ValueError("the worker has made no RSA keys yet")
    return own


async def published(realm: int) -> dict[str, Any]:
    """A JWK set (RFC 7517), without what is secret. Who takes the first that fits gets P-256."""
    keys: list[Any] = [key(realm, use) for use in USES]
    keys += (await rsa_keys()).values()
    return dict(KeySet(keys).as_dict(private=False))
