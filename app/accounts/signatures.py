"""What a provider signed, and by which of its keys."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator
from typing import Any

from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    InvalidKeyCurveError,
    InvalidKeyIdError,
    KeyParameterError,
)
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.jwt import Token

from app.accounts.discovery import discovery

ASYMMETRIC = {
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    "Ed25519",
}  # fmt: skip
NOT_BY_THIS = (BadSignatureError, InvalidKeyCurveError, InvalidKeyIdError, KeyParameterError)


def signed_by(offered: Iterable[str]) -> JWSRegistry:
    """Never by none, never by a shared secret."""
    return JWSRegistry(algorithms=sorted(ASYMMETRIC & set(offered)), strict_check_header=False)


async def decoded(issuer: str, token: str, registry: JWSRegistry) -> Token:
    try:
        return proved(token, await discovery.keys(issuer), registry)
    except NOT_BY_THIS:  # the provider may have changed its keys, also under the same name
        keys = await discovery.keys(issuer, unknown=str(name_of_key(token))[:200])
        return proved(token, keys, registry)


def proved(token: str, keys: KeySet, registry: JWSRegistry) -> Token:
    """By any of the keys that may have signed it. Pure."""
    wrong: Exception = InvalidKeyIdError(str(name_of_key(token))[:200])
    for key in candidates(token, keys):
        try:
            return jwt.decode(token, key, registry=registry)
        except NOT_BY_THIS as not_by_this:
            wrong = not_by_this
    raise wrong


def candidates(token: str, keys: KeySet) -> Iterator[Any]:
    """A name may be lacking on either side, and in several keys of other kinds be the same one
    (RFC 7515 4.1.4, RFC 7517 4.5).
    """
    name = name_of_key(token)
    for key in keys.keys:
        unnamed = key.kid in {None, key.thumbprint()}  # which is what reading them names them by
        if name is None or unnamed or key.kid == name:
            yield key


def name_of_key(token: str) -> object:
    return header_of(token).get("kid")


def header_of(token: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(urlsafe_b64decode(token.partition(".")[0] + "=="))
    return found
