"""30a: what the certified provider from npm does that canaille and our own do not."""

import base64
import json
from typing import Any

import pytest
from httpx import AsyncClient
from joserfc import jwe, jwt
from joserfc.jwe import JWERegistry
from joserfc.jwk import ECKey, KeySet, OctKey

from app.access.tables import AccountRow
from app.accounts import client_ways, discovery
from app.accounts.client_keys import SIGNING
from app.accounts.client_ways import SECRETLY, unproved
from app.accounts.oidc import ENCRYPTION
from app.accounts.signatures import header_of
from app.db import county_tx
from tests.accounts.hostile import SECRET, Hostile
from tests.accounts.test_client_ways import at_token, by_way, own_keys
from tests.accounts.test_oidc import right, sign_in, wrong

pytestmark = pytest.mark.anyio

KEYS = [each for each in ENCRYPTION if "CBC" not in each and "GCM" not in each]
CONTENTS = [each for each in ENCRYPTION if each not in KEYS]


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    client_ways.taken.clear()


async def sealed(client: AsyncClient, text: str, by: str, content: str = "A128CBC-HS256") -> str:
    """With a head that says for whom, as that one writes."""
    kind = "EC" if by.startswith("E") else "RSA"
    (ours,) = (
        each
        for each in (await own_keys(client)).keys
        if (each.key_type, each.as_dict()["use"]) == (kind, "enc")
    )
    header = {"alg": by, "enc": content, "cty": "JWT", "iss": "https://id", "aud": "app"}
    registry = JWERegistry(algorithms=[by, content], strict_check_header=False)
    return jwe.encrypt_compact(header | {"kid": ours.kid}, text.encode(), ours, registry=registry)


@pytest.mark.parametrize(
    ("by", "content"),
    [*((each, "A128CBC-HS256") for each in KEYS), *(("ECDH-ES+A256KW", e) for e in CONTENTS)],
)
async def test_whatever_encrypts_a_token_by_our_keys_is_opened(
    client: AsyncClient, provider: int, hostile: Hostile, by: str, content: str
) -> None:
    async def answered(make: Any) -> int:
        started = await client.get(f"/login/{provider}")
        asked = dict(
            each.split("=") for each in started.headers["location"].split("?")[1].split("&")
        )
        token = await sealed(client, make(hostile, asked["nonce"]), by, content)
        hostile.id_token = lambda: token
        return (await client.get(f"/callback?code=c&state={asked['state']}")).status_code

    assert await answered(right) == 303
    assert await answered(wrong(nonce="other")) == 400


async def test_what_we_publish_leaves_the_encryption_to_the_provider(client: AsyncClient) -> None:
    """A key that names one is passed over where the client is registered for another."""
    for each in (await own_keys(client)).keys:
        said = each.as_dict().get("alg")
        assert said is None or (each.as_dict()["use"], said) == ("sig", "ES256")
    assert {"RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW"} <= set(KEYS)


@pytest.mark.parametrize(
    ("way", "all_of_them"), [("private_key_jwt", SIGNING), ("client_secret_jwt", SECRETLY)]
)
async def test_the_signature_that_we_are_registered_for_is_found_and_known(
    client: AsyncClient,
    provider: int,
    hostile: Hostile,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
    all_of_them: tuple[str, ...],
) -> None:
    """It offers several, and takes one of them from us: which one nobody tells us."""
    await own_keys(client)
    await by_way(provider, hostile, way)
    hostile.overrides["token_endpoint_auth_signing_alg_values_supported"] = list(all_of_them)
    plainly = hostile.answer
    last = all_of_them[-1]

    def answer(path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if path == "/token" and written() != last:
            return 401, {}, b'{"error": "invalid_client"}'
        return plainly(path, body)

    def written() -> str:
        return str(header_of(at_token(hostile)[1]["client_assertion"])["alg"])

    monkeypatch.setattr(hostile, "answer", answer)
    for times in (len(all_of_them), 1):
        before = len(hostile.sent)
        assert (await sign_in(client, provider, hostile, right)).status_code == 303
        sent = [form for path, _headers, form in hostile.sent[before:] if path == "/token"]
        assert len(sent) == times
        assert len({each["code"] for each in sent}) == 1
    assert written() == last


async def test_a_secret_signs_by_what_is_offered(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    await by_way(provider, hostile, "client_secret_jwt")
    hostile.overrides["token_endpoint_auth_signing_alg_values_supported"] = ["RS256", "HS512"]
    assert (await sign_in(client, provider, hostile, right)).status_code == 303
    assertion = at_token(hostile)[1]["client_assertion"]
    assert header_of(assertion)["alg"] == "HS512"
    jwt.decode(assertion, OctKey.import_key(SECRET), algorithms=["HS512"])


@pytest.mark.parametrize(
    ("status", "body", "refused"),
    [
        (401, b'{"error": "invalid_client"}', True),
        (400, b'{"error": "invalid_client"}', True),
        (400, b'{"error": "invalid_grant"}', False),
        (200, b'{"error": "invalid_client"}', False),
        (401, b"[]", False),
        (401, b"no", False),
    ],
)
def test_when_it_is_who_we_are_that_is_not_believed(
    status: int, body: bytes, refused: bool
) -> None:
    class Answer:
        status_code = status

        def json(self) -> Any:
            return json.loads(body)

    assert unproved(Answer()) is refused


async def name_after(client: AsyncClient, provider: int, hostile: Hostile, subject: str) -> str:
    def make(found: Hostile, nonce: str) -> str:
        return found.signed(found.claims(nonce, name=None, sub=subject))

    hostile.overrides["userinfo_endpoint"] = f"{hostile.issuer}/userinfo"
    assert (await sign_in(client, provider, hostile, make)).status_code == 303
    async with county_tx(readonly=True):
        found = (
            await AccountRow.select(AccountRow.name).where(AccountRow.subject == subject).first()
        )
    return str(found and found["name"])


JWT = {"content-type": "application/jwt; charset=utf-8"}


async def test_a_name_that_is_signed_or_encrypted_is_read(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    for subject, encrypted in (("li", False), ("wang", True)):
        text = hostile.signed({"sub": subject, "name": f"某{subject}"})
        if encrypted:
            text = await sealed(client, text, "ECDH-ES+A256KW")
        hostile.answers["/userinfo"] = (200, JWT, text.encode())
        assert await name_after(client, provider, hostile, subject) == f"某{subject}"


async def test_a_name_that_cannot_be_had_keeps_nobody_out(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    stranger = ECKey.generate_key("P-256", auto_kid=True)
    forged = jwt.encode(
        {"alg": "ES256", "kid": stranger.kid}, {"sub": "a2", "name": "冒"}, stranger
    )
    unsigned = hostile.unsigned({"sub": "a3", "name": "冒"})
    other = base64.b64encode(b'{"sub": "somebody"}')
    answers = [
        (200, {}, b"<html>"),
        (200, JWT, b"a.b.c.d.e"),
        (200, JWT, forged.encode()),
        (200, JWT, unsigned.encode()),
        (200, JWT, other),
        (200, {}, b"[]"),
        (200, {}, b'{"sub": "somebody", "name": "somebody"}'),
        (302, {"location": "https://elsewhere.invalid"}, b""),
        (500, {}, b""),
    ]
    for place, each in enumerate(answers):
        hostile.answers["/userinfo"] = each
        assert await name_after(client, provider, hostile, f"a{place}") == f"a{place}"


async def test_an_address_that_is_gone_has_the_provider_asked_anew(
    client: AsyncClient, provider: int, hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It pushes requests no more, or takes codes elsewhere: the next try knows."""
    at = [0.0]
    monkeypatch.setattr(discovery, "clock", lambda: at[0])
    hostile.overrides["pushed_authorization_request_endpoint"] = f"{hostile.issuer}/par"
    assert (await client.get(f"/login/{provider}")).status_code == 303
    del hostile.overrides["pushed_authorization_request_endpoint"]
    hostile.answers["/par"] = (404, {}, b"")
    at[0] = 61.0
    assert (await client.get(f"/login/{provider}")).status_code == 400
    assert (await sign_in(client, provider, hostile, right)).status_code == 303


async def test_keys_that_moved_to_another_address_are_found_at_once(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    assert (await sign_in(client, provider, hostile, right)).status_code == 303
    hostile.overrides["jwks_uri"] = f"{hostile.issuer}/moved"
    hostile.keys = [ECKey.generate_key("P-256", auto_kid=True)]
    moved = KeySet(hostile.keys).as_dict(private=False)
    hostile.answers["/moved"] = (200, {}, json.dumps(moved).encode())
    hostile.answers["/jwks"] = (404, {}, b"")
    assert (await sign_in(client, provider, hostile, right)).status_code == 303
