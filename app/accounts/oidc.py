"""OpenID Connect: code + PKCE, and our own verification by joserfc.

Authlib's ready client takes the allowed algorithms from the provider (`none` too), ignores the
answer's `iss`, and does not bind a login to the realm it began in.
"""

import asyncio
import hmac
import json
import re
import time
from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any, NamedTuple

import httpx2
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwe import JWERegistry
from joserfc.jwt import JWTClaimsRegistry

from app.accounts import client_keys
from app.accounts.client_ways import Client, asked_with_proof, pushed
from app.accounts.discovery import LoginFailed, discovery
from app.accounts.outgoing import SECONDS, OutgoingRefused, check_address, options
from app.accounts.signatures import ASYMMETRIC, decoded, header_of, signed_by
from app.i18n import _
from app.text import normalise

ENCRYPTION = [
    "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW", "RSA-OAEP", "RSA-OAEP-256",
    "A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512",
]  # fmt: skip
# Some say in an encrypted token's head who made it for whom (RFC 7519, 5.3).
ENCRYPTED = JWERegistry(algorithms=ENCRYPTION, strict_check_header=False)
MINUTES = 10
GREETING = 1.0  # seconds, for the name by which one is greeted
LEEWAY = 120  # clocks of offices' machines; both ways

LOST = _("这次登录不是在这个浏览器里开始的，或者已经用过了。请再登录一次。")
LATE = _("登录开始了十分钟以上还没有完成，为了安全已经作废。请再登录一次。")
BUSY = _("身份服务自己出了错，请稍后再试。")
UNFIT = _("身份服务没有接受本平台的登录请求。请把这件事告诉%(office)s。")
SAID = {  # by a provider, instead of a code (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6)
    "access_denied": _("登录没有完成：您在身份服务那里取消了，或者那里不同意您登录。"),
    "login_required": _("身份服务要您先在那里登录。请再试一次。"),
    "interaction_required": _("身份服务要您先在那里登录。请再试一次。"),
    "consent_required": _("身份服务要您先在那里同意。请再试一次。"),
    "server_error": BUSY,
    "temporarily_unavailable": BUSY,
}


class Identity(NamedTuple):
    subject: str
    name: str


async def begin(client: Client, realm: str, callback: str) -> tuple[str, dict[str, Any]]:
    """→ where to send the browser, and what it must bring back."""
    metadata = await discovery.metadata(client.issuer)
    saved = {
        "state": token_urlsafe(32),
        "nonce": token_urlsafe(32),
        "verifier": token_urlsafe(48),
        "provider": client.id,
        "issuer": client.issuer,
        "realm": realm,
        "begun": time.time(),
    }
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": callback,
        "scope": "openid profile",
        "state": saved["state"],
        "nonce": saved["nonce"],
        "code_challenge": create_s256_code_challenge(saved["verifier"]),
        "code_challenge_method": "S256",
    }
    try:
        async with asyncio.timeout(SECONDS), httpx2.AsyncClient(**options()) as session:
            pushing = await pushed(session, client, metadata, asked)
    except (OutgoingRefused, httpx2.HTTPError, ValueError, TimeoutError) as wrong:
        raise LoginFailed(f"pushed request: {type(wrong).__name__}", BUSY) from wrong
    address = httpx2.URL(metadata["authorization_endpoint"])
    return str(address.copy_merge_params(pushing or asked)), saved


async def way_out(client: Client, home: str) -> str | None:
    """Where one signs out at the provider too (RP-Initiated Logout 1.0), and comes back `home`. It
    asks whether that is meant, as it is told by no token who asks. None: it offers no such way.
    """
    address = (await discovery.metadata(client.issuer)).get("end_session_endpoint")
    try:
        check_address(address)
    except OutgoingRefused:
        return None
    asked = {"client_id": client.client_id, "post_logout_redirect_uri": home}
    return str(httpx2.URL(str(address)).copy_merge_params(asked))


def check_state(saved: dict[str, Any] | None, answer: Mapping[str, str], realm: str) -> None:
    """The answer belongs to a login that this browser began in this realm."""
    if saved is None:
        raise LoginFailed("no login was begun here", LOST)
    if not hmac.compare_digest(saved["state"].encode(), answer.get("state", "").encode()):
        raise LoginFailed("state does not match", LOST)
    if saved["realm"] != realm:
        raise LoginFailed("begun in another realm", LOST)
    if time.time() - saved["begun"] > MINUTES * 60:
        raise LoginFailed("too late", LATE)


async def finish(
    client: Client, saved: dict[str, Any], answer: Mapping[str, str], callback: str
) -> Identity:
    metadata = await discovery.metadata(client.issuer)
    sent_iss = answer.get("iss")
    must_send = metadata.get("authorization_response_iss_parameter_supported") is True
    if (must_send or sent_iss is not None) and sent_iss != client.issuer:
        raise LoginFailed("answer of another issuer (RFC 9207)")
    if "error" in answer or not answer.get("code"):
        error = answer.get("error", "no code")
        raise LoginFailed(
            f"the provider refused: {plain(error)}: {plain(answer.get('error_description'))}",
            SAID.get(error, UNFIT),
        )
    try:
        async with asyncio.timeout(SECONDS), httpx2.AsyncClient(**options()) as session:
            token = await token_for(
                session,
                client,
                metadata,
                {
                    "grant_type": "authorization_code",
                    "code": answer["code"],
                    "code_verifier": saved["verifier"],
                    "redirect_uri": callback,
                },
            )
            claims = await verify(client, metadata, token.get("id_token"), saved["nonce"])
            name = claims.get("name") or await asked_name(
                session, client, metadata, token, claims["sub"]
            )
    except (
        OutgoingRefused, httpx2.HTTPError, ValueError, TypeError, AttributeError, TimeoutError,
    ) as wrong:  # fmt: skip
        raise LoginFailed(f"token endpoint: {type(wrong).__name__}", BUSY) from wrong
    return Identity(claims["sub"], normalise(str(name or claims["sub"])).strip()[:60])


def plain(text: object) -> str:
    """What a provider, or whoever speaks for it, said: short enough for a line of the log, and
    without what would name a person.
    """
    words = re.sub(r"[^ -~]", "?", str(text or "-")[:200])
    return re.sub(r"\S*@\S*|\d[\d -]{5,}\d", "*", words)[:80]


async def token_for(
    session: Any, client: Client, metadata: dict[str, Any], asked: dict[str, str]
) -> dict[str, Any]:
    answer = await asked_with_proof(session, client, metadata, metadata["token_endpoint"], asked)
    if answer.status_code >= 500:
        answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise TypeError("no object")
    if "error" in found:
        said = f"{plain(found['error'])}: {plain(found.get('error_description'))}"
        raise LoginFailed(f"token endpoint: {said}", UNFIT)
    answer.raise_for_status()
    return found


async def asked_name(
    session: Any, client: Client, metadata: dict[str, Any], token: dict[str, Any], subject: str
) -> str | None:
    """Providers may keep the name for the userinfo endpoint. It only greets: no harm if not, nor if
    what stands there cannot be had or read.
    """
    try:
        check_address(address := metadata.get("userinfo_endpoint"))
        bearer = {"authorization": f"Bearer {token.get('access_token')}"}
        async with asyncio.timeout(GREETING):
            response = await session.get(address, headers=bearer)
            known = await told(client, metadata, response) if response.status_code == 200 else {}
        if known.get("sub") == subject:
            return known.get("name") or known.get("preferred_username")
    except (
        OutgoingRefused, httpx2.HTTPError, JoseError, LoginFailed, ValueError, TypeError,
        AttributeError, TimeoutError,
    ):  # fmt: skip
        pass
    return None


async def told(client: Client, metadata: dict[str, Any], response: Any) -> dict[str, Any]:
    """What the userinfo endpoint says: as it is, or signed, or encrypted (OpenID Connect Core
    5.3.2), as the client is registered there.
    """
    if "application/jwt" not in response.headers.get("content-type", ""):
        return dict(response.json())
    text = await opened(client.realm, response.text)
    if text.count(".") != 2:
        return dict(json.loads(text))
    offered = metadata.get("userinfo_signing_alg_values_supported") or ASYMMETRIC
    return dict((await decoded(client.issuer, text, signed_by(offered))).claims)


async def verify(
    client: Client, metadata: dict[str, Any], id_token: object, nonce: str
) -> dict[str, Any]:
    """Every check of OpenID Connect Core 3.1.3.7; → the claims."""
    if not isinstance(id_token, str):
        raise LoginFailed("no id_token")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    expected = JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": client.issuer},
        aud={"essential": True, "value": client.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        signed = await opened(client.realm, id_token)
        token = await decoded(client.issuer, signed, signed_by(offered))
        expected.validate(token.claims)
    except (JoseError, ValueError, TypeError) as wrong:
        raise LoginFailed(f"id_token: {type(wrong).__name__}") from wrong
    claims: dict[str, Any] = token.claims
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != client.client_id:
        raise LoginFailed("id_token: azp")
    if not isinstance(claims["nonce"], str) or not 0 < len(claims["sub"]) <= 255:
        raise LoginFailed("id_token: nonce or sub")
    if normalise(claims["sub"]) != claims["sub"]:  # the office could not type it
        raise LoginFailed("id_token: nonce or sub")
    return claims


async def opened(realm: int, id_token: str) -> str:
    """Of one that was encrypted for us (RFC 7516) the signed one inside."""
    if id_token.count(".") != 4:
        return id_token
    own = await client_keys.key_for(realm, "enc", str(header_of(id_token).get("alg")))
    found = jwe.decrypt_compact(id_token, own, registry=ENCRYPTED)
    return (found.plaintext or b"").decode()
