"""Sealed values travel through a browser encrypted and signed, and expire."""

import hmac
import json
import time
from functools import cache
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from app.config import settings

HEADER = {"alg": "dir", "enc": "A256GCM"}


@cache
def key(purpose: str) -> OctKey:
    """One for each purpose, so that what was sealed for one is refused by another."""
    return OctKey.import_key(hmac.digest(settings.secret.encode(), purpose.encode(), "sha256"))


def seal(purpose: str, values: dict[str, Any], *, seconds: int) -> str:
    body = json.dumps({**values, "until": time.time() + seconds})
    return jwe.encrypt_compact(HEADER, body.encode(), key(purpose))


def unseal(purpose: str, text: str) -> dict[str, Any] | None:
    """None: forged, changed, for another purpose, or too old."""
    try:
        found = jwe.decrypt_compact(text, key(purpose), algorithms=["dir", "A256GCM"])
    except (JoseError, ValueError):
        return None
    values: dict[str, Any] = json.loads(found.plaintext or b"{}")
    return values if values.pop("until", 0) > time.time() else None
