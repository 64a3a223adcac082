"""How we prove at a provider who we are (OpenID Connect Core 9, RFC 7523), and requests that are
pushed to it before the browser goes there (RFC 9126).
"""

import time
from base64 import b64encode
from collections.abc import Callable
from secrets import token_urlsafe
from typing import Any, NamedTuple
from urllib.parse import quote_plus, unquote_plus

from joserfc import jwt
from joserfc.jwk import OctKey

from app.accounts import client_keys
from app.accounts.discovery import LoginFailed, discovery
from app.accounts.outgoing import check_address
from app.i18n import _

BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Seconds: a minute, and two by which the provider's clock may be ahead of ours.
LASTS = 60 + 120
GONE = frozenset({404, 405, 410})  # the provider has no such address any more
NO_WAY = _("身份服务不支持为它选定的客户端方式。请把这件事告诉%(office)s。")
WAYS: dict[str, str] = {
    "": _("客户端密钥"),
    "none": _("公开客户端，没有密钥（只用 PKCE）"),
    "client_secret_jwt": _("用密钥签名（client_secret_jwt）"),
    "private_key_jwt": _("用本平台的私钥签名（private_key_jwt）"),
}


class Client(NamedTuple):
    """What a `provider` row says. `realm`: whose keys it proves itself with."""

    id: int
    issuer: str
    client_id: str
    client_secret: str
    way: str = ""
    realm: int = 0


class Proof(NamedTuple):
    """`headers` and `fields` of a request to the provider."""

    headers: dict[str, str]
    fields: dict[str, str]


def way_of(client: Client, metadata: dict[str, Any]) -> str:
    """Raises LoginFailed where the provider offers it not at all. Few that take public clients say
    so (Keycloak does not): these bring nothing that it could fail to read.
    """
    offered = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if client.way:
        if client.way not in {*offered, "none"}:
            raise LoginFailed(f"the provider does not offer {client.way}", NO_WAY)
        return client.way
    known = ("client_secret_basic", "client_secret_post", "client_secret_jwt")
    return next((way for way in known if way in offered), "client_secret_basic")


async def asked_with_proof(
    session: Any, client: Client, metadata: dict[str, Any], address: str, asked: dict[str, str]
) -> Any:
    """Its answer. A provider says which signatures it reads, and not for which of them a client is
    registered there: where one is refused the next is tried, and known from then on.
    """
    way = way_of(client, metadata)
    written = WRITTEN[way](metadata) if way in WRITTEN else [""]
    if not written:
        raise LoginFailed("the provider takes no signature that we write", NO_WAY)
    known = client.issuer, client.client_id, way
    written.sort(key=lambda algorithm: algorithm != taken.get(known))
    for algorithm in written:
        proved = await proof(client, way, algorithm, metadata["token_endpoint"])
        answer = await session.post(
            address,
            data=asked | proved.fields,
            headers={"accept": "application/json", **proved.headers},
        )
        if not unproved(answer):
            taken[known] = algorithm
            break
    if answer.status_code in GONE:
        discovery.doubt(client.issuer)
    return answer


def unproved(answer: Any) -> bool:
    """It is who we are that it does not believe (RFC 6749 5.2)."""
    try:
        return answer.status_code in {400, 401} and answer.json().get("error") == "invalid_client"
    except (ValueError, AttributeError):
        return False


def secretly(metadata: dict[str, Any]) -> list[str]:
    offered = metadata.get("token_endpoint_auth_signing_alg_values_supported") or SECRETLY[:1]
    return [each for each in SECRETLY if each in offered]


SECRETLY = ("HS256", "HS384", "HS512")
WRITTEN: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "client_secret_jwt": secretly,
    "private_key_jwt": client_keys.signing,
}
taken: dict[tuple[str, str, str], str] = {}  # the signature that was not refused


async def proof(client: Client, way: str, algorithm: str, audience: str) -> Proof:
    if way == "client_secret_basic":
        pair = f"{in_basic(client.client_id)}:{in_basic(client.client_secret)}"
        return Proof({"authorization": f"Basic {b64encode(pair.encode()).decode()}"}, {})
    fields = {"client_id": client.client_id}
    if way == "client_secret_post":
        fields["client_secret"] = client.client_secret
    if way == "client_secret_jwt":
        key = OctKey.import_key(client.client_secret.encode())
        fields |= assertion(client, audience, key, {"alg": algorithm})
    if way == "private_key_jwt":
        try:
            own = await client_keys.key_for(client.realm, "sig", algorithm)
        except ValueError as none:
            raise LoginFailed(str(none), NO_WAY) from none
        fields |= assertion(client, audience, own, {"alg": algorithm, "kid": str(own.kid)})
    return Proof({}, fields)


def in_basic(text: str) -> str:
    """RFC 6749 2.3.1 has it encoded as in a form; many providers do not decode it. So it is left
    as it is, where decoding changes nothing.
    """
    return text if unquote_plus(text) == text and ":" not in text else quote_plus(text)


def assertion(client: Client, audience: str, key: Any, header: dict[str, str]) -> dict[str, str]:
    now = int(time.time())
    claims = {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": audience,
        "jti": token_urlsafe(16),
        "iat": now,
        "exp": now + LASTS,
    }
    signed = jwt.encode(header, claims, key, algorithms=[header["alg"]])
    return {"client_assertion_type": BEARER, "client_assertion": signed}


async def pushed(
    session: Any, client: Client, metadata: dict[str, Any], asked: dict[str, str]
) -> dict[str, str] | None:
    """What the browser brings to the provider in the place of the request; None: it offers no
    such thing, and takes the request itself.
    """
    address = metadata.get("pushed_authorization_request_endpoint")
    if not address:
        return None
    check_address(address)
    answer = await asked_with_proof(session, client, metadata, address, asked)
    found = answer.json() if answer.status_code in {200, 201} else {}
    uri = found.get("request_uri") if isinstance(found, dict) else None
    if not isinstance(uri, str):
        raise LoginFailed(f"pushed request: {answer.status_code}", NO_WAY)
    return {"client_id": client.client_id, "request_uri": uri}
