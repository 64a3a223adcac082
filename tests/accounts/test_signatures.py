"""By which of a provider's keys a token is known, whatever names they have or lack."""

from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, KeyParameterError
from joserfc.jwk import ECKey, KeySet, RSAKey

from app.accounts.discovery import discovery
from app.accounts.signatures import ASYMMETRIC, decoded, proved, signed_by

pytestmark = pytest.mark.anyio

RSA = RSAKey.generate_key(2048)
ONE, OTHER = (ECKey.generate_key("P-256") for _ in range(2))
WIDE = ECKey.generate_key("P-384")
REGISTRY = signed_by(ASYMMETRIC)


def listed(key: Any, **more: str) -> dict[str, Any]:
    return {name: each for name, each in key.as_dict(private=False).items() if name != "kid"} | more


def keys(*given: dict[str, Any]) -> KeySet:
    return KeySet.import_key_set({"keys": [*given]})


def token(key: Any, alg: str, **head: str) -> str:
    return jwt.encode({"alg": alg, **head}, {"sub": "x"}, key, algorithms=[alg])


@pytest.mark.parametrize(
    ("there", "signed"),
    [
        (keys(listed(RSA, kid="a"), listed(ONE, kid="a")), token(ONE, "ES256", kid="a")),
        (keys(listed(OTHER, kid="a"), listed(ONE, kid="a")), token(ONE, "ES256", kid="a")),
        (keys(listed(OTHER), listed(ONE)), token(ONE, "ES256")),
        (keys(listed(RSA), listed(WIDE), listed(ONE)), token(ONE, "ES256")),
        (keys(listed(OTHER, kid="a"), listed(ONE, kid="b")), token(ONE, "ES256")),
        (keys(listed(RSA, kid="a", use="enc"), listed(ONE, kid="b")), token(ONE, "ES256")),
        (keys(listed(OTHER), listed(ONE)), token(ONE, "ES256", kid="a")),
    ],
)
def test_it_is_found_among_others(there: KeySet, signed: str) -> None:
    assert proved(signed, there, REGISTRY).claims == {"sub": "x"}


@pytest.mark.parametrize(
    ("there", "signed", "wrong"),
    [
        (keys(listed(OTHER), listed(RSA)), token(ONE, "ES256"), BadSignatureError),
        (keys(listed(ONE, kid="a")), token(ONE, "ES256", kid="b"), InvalidKeyIdError),
        (keys(listed(ONE, use="enc")), token(ONE, "ES256"), InvalidKeyIdError),
    ],
)
def test_by_no_other_is_it_proved(there: KeySet, signed: str, wrong: type[Exception]) -> None:
    with pytest.raises((wrong, KeyParameterError)):
        proved(signed, there, REGISTRY)


@pytest.mark.parametrize(
    ("before", "after", "alg"),
    [(RSA, ONE, "ES256"), (ONE, RSA, "RS256"), (ONE, WIDE, "ES384"), (ONE, OTHER, "ES256")],
)
@pytest.mark.parametrize("head", [{"kid": "a"}, {}])
async def test_keys_that_changed_under_the_same_name_are_fetched_at_once(
    before: Any, after: Any, alg: str, head: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str | None]()

    async def known(_issuer: str, *, unknown: str | None = None) -> KeySet:
        asked.append(unknown)
        return keys(listed(after if unknown else before, **head))

    monkeypatch.setattr(discovery, "keys", known)
    assert (await decoded("i", token(after, alg, **head), REGISTRY)).claims == {"sub": "x"}
    assert asked == [None, head.get("kid", "None")]
