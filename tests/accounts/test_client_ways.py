"""Each way in which a client proves itself, whole sign-ins through it, and encrypted tokens."""

from base64 import b64decode
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from httpx import AsyncClient
from joserfc import jwe, jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from app.access.tables import ClientKey, Provider
from app.accounts.client_ways import in_basic
from app.accounts.rsa_keys import make_rsa_keys, opened
from app.accounts.signatures import header_of
from app.db import bound_to, county_tx
from app.tenancy.numbers import OPERATOR
from tests.accounts.hostile import CLIENT, SECRET, Hostile
from tests.accounts.test_oidc import right, sign_in, wrong
from tests.page import Page

pytestmark = pytest.mark.anyio

OFFERED = ["client_secret_basic", "none", "client_secret_jwt", "private_key_jwt"]


async def by_way(provider: int, hostile: Hostile, way: str, *offered: str) -> None:
    hostile.overrides["token_endpoint_auth_methods_supported"] = list(offered or OFFERED)
    secret = "" if way in {"none", "private_key_jwt"} else SECRET
    async with county_tx():
        await Provider.update({"way": way, "client_secret": secret}).where(Provider.id == provider)


def at_token(hostile: Hostile) -> tuple[dict[str, str], dict[str, str]]:
    return next((headers, form) for path, headers, form in hostile.sent[::-1] if path == "/token")


async def own_keys(client: AsyncClient) -> KeySet:
    await make_rsa_keys()  # as the worker does
    answer = await client.get("/jwks.json")
    assert answer.headers["content-type"].startswith("application/jwk-set+json")
    keys = answer.json()["keys"]
    both = [("EC", "enc"), ("EC", "sig"), ("RSA", "enc"), ("RSA", "sig")]
    assert sorted((each["kty"], each["use"]) for each in keys) == both
    assert all("d" not in each for each in keys)
    return KeySet.import_key_set(answer.json())


async def test_with_the_secret_as_before(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    assert (await sign_in(client, provider, hostile, right)).status_code == 303
    headers, form = at_token(hostile)
    assert b64decode(headers["authorization"].split()[1]).decode() == f"{CLIENT}:{SECRET}"
    assert "client_id" not in form


@pytest.mark.parametrize("offered", [["none"], ["client_secret_basic", "private_key_jwt"]])
async def test_a_public_client_has_the_verifier_alone(
    client: AsyncClient, provider: int, hostile: Hostile, offered: list[str]
) -> None:
    await by_way(provider, hostile, "none", *offered)
    assert (await sign_in(client, provider, hostile, right)).status_code == 303
    headers, form = at_token(hostile)
    assert "authorization" not in headers
    assert form["client_id"] == CLIENT
    assert form["code_verifier"]
    assert not {"client_secret", "client_assertion"} & form.keys()


async def test_signed_with_the_secret(client: AsyncClient, provider: int, hostile: Hostile) -> None:
    await by_way(provider, hostile, "client_secret_jwt")
    assert (await sign_in(client, provider, hostile, right)).status_code == 303
    _headers, form = at_token(hostile)
    assert "client_secret" not in form
    check_assertion(form, OctKey.import_key(SECRET), hostile)


async def test_signed_with_our_own_key_which_the_provider_reads(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    await by_way(provider, hostile, "private_key_jwt")
    assert (await sign_in(client, provider, hostile, right)).status_code == 303
    _headers, form = at_token(hostile)
    assert header_of(form["client_assertion"])["alg"] == "ES256"
    first = check_assertion(form, await own_keys(client), hostile)
    await sign_in(client, provider, hostile, right)
    again = check_assertion(at_token(hostile)[1], await own_keys(client), hostile)
    assert first["jti"] != again["jti"]


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ({"token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256"]}, "ES256"),
        ({"token_endpoint_auth_signing_alg_values_supported": ["RS256", "PS256"]}, "RS256"),
        ({"token_endpoint_auth_signing_alg_values_supported": ["PS256", "ES512"]}, "PS256"),
        ({"id_token_signing_alg_values_supported": ["RS256"]}, "RS256"),
    ],
)
async def test_signed_as_the_provider_reads_it(
    client: AsyncClient, provider: int, hostile: Hostile, said: dict[str, list[str]], by: str
) -> None:
    """30a: many providers take RS256 alone."""
    await by_way(provider, hostile, "private_key_jwt")
    hostile.overrides |= said
    await sign_in(client, provider, hostile, right)
    _headers, form = at_token(hostile)
    header = header_of(form["client_assertion"])
    assert header["alg"] == by
    keys = await own_keys(client)
    kind = {"E": "EC", "R": "RSA", "P": "RSA"}[by[0]]
    (used,) = (each for each in keys.keys if each.kid == header["kid"])
    assert (used.key_type, used.as_dict()["use"]) == (kind, "sig")
    check_assertion(form, keys, hostile)


async def test_a_provider_that_takes_none_of_our_signatures(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    await by_way(provider, hostile, "private_key_jwt")
    hostile.overrides["token_endpoint_auth_signing_alg_values_supported"] = ["ES512", "none"]
    answer = await sign_in(client, provider, hostile, right)
    assert answer.status_code == 400
    assert "身份服务不支持为它选定的客户端方式" in Page(answer).text
    assert hostile.asked["/token"] == 0


async def test_what_the_database_has_of_a_key_is_of_no_use_without_the_secret(
    client: AsyncClient, superuser: Any
) -> None:
    """Nor is one that was made under another: then there is another. Who reads makes none."""

    async def shown() -> list[dict[str, str]]:
        return list((await client.get("/jwks.json")).json()["keys"])

    await superuser.execute("DELETE FROM client_key")
    assert {each["kty"] for each in await shown()} == {"EC"}
    await make_rsa_keys()
    before = await shown()
    with bound_to(OPERATOR):
        async with county_tx():
            kept = await ClientKey.select().order_by(ClientKey.use)
            assert [each["use"] for each in kept] == ["enc", "sig"]
            for each in kept:
                assert each["sealed"].startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
            swapped = {"enc": kept[1]["sealed"], "sig": kept[0]["sealed"]}
            for use, sealed in swapped.items():
                await ClientKey.update({"sealed": sealed}).where(ClientKey.use == use)
    assert opened(kept[0]["sealed"], "enc") is not None
    assert opened(kept[0]["sealed"], "sig") is None
    assert await shown() == before[:2]
    await make_rsa_keys()
    anew = await shown()
    assert {each["kid"] for each in before[2:]}.isdisjoint(each["kid"] for each in anew)
    await make_rsa_keys()
    assert await shown() == anew


def check_assertion(form: dict[str, str], key: Any, hostile: Hostile) -> dict[str, Any]:
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert form["client_assertion_type"] == kind
    token = jwt.decode(
        form["client_assertion"], key, algorithms=["HS256", "ES256", "RS256", "PS256"]
    )
    claims: dict[str, Any] = token.claims
    assert (claims["iss"], claims["sub"]) == (CLIENT, CLIENT)
    assert claims["aud"] == f"{hostile.issuer}/token"
    assert claims["exp"] - claims["iat"] == 180  # a minute, and two for clocks
    return claims


async def test_a_way_that_is_not_offered_is_said_so(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    await by_way(provider, hostile, "private_key_jwt", "client_secret_basic")
    answer = await sign_in(client, provider, hostile, right)
    assert answer.status_code == 400
    assert "身份服务不支持为它选定的客户端方式" in Page(answer).text
    assert hostile.asked["/token"] == 0


async def test_where_requests_are_pushed_the_browser_brings_a_reference(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    hostile.overrides["pushed_authorization_request_endpoint"] = f"{hostile.issuer}/par"
    started = await client.get(f"/login/{provider}")
    asked = parse_qs(urlsplit(started.headers["location"]).query)
    assert asked == {"client_id": [CLIENT], "request_uri": ["urn:pushed:1"]}
    path, headers, form = hostile.sent[-1]
    assert path == "/par"
    assert headers["authorization"].startswith("Basic ")
    assert form["code_challenge_method"] == "S256"
    hostile.id_token = lambda: right(hostile, form["nonce"])
    back = urlencode({"code": "c", "state": form["state"]})
    assert (await client.get(f"/callback?{back}")).status_code == 303


async def test_a_refused_push_is_a_failed_sign_in(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    hostile.overrides["pushed_authorization_request_endpoint"] = f"{hostile.issuer}/par"
    for status, body in ((400, b'{"error": "invalid_client"}'), (201, b"[]"), (201, b"{}")):
        hostile.answers["/par"] = (status, {}, body)
        assert (await client.get(f"/login/{provider}")).status_code == 400


@pytest.mark.parametrize(
    ("algorithm", "stranger"),
    [
        ("ECDH-ES+A256KW", ECKey.generate_key("P-256")),
        ("RSA-OAEP-256", RSAKey.generate_key(2048)),
    ],
)
async def test_an_encrypted_token_is_opened_and_verified_as_any(
    client: AsyncClient, provider: int, hostile: Hostile, algorithm: str, stranger: Any
) -> None:
    keys = await own_keys(client)
    kind = "EC" if algorithm.startswith("E") else "RSA"
    (ours,) = (
        each for each in keys.keys if (each.key_type, each.as_dict()["use"]) == (kind, "enc")
    )

    def sealed(text: str, key: Any) -> str:
        header = {"alg": algorithm, "enc": "A256GCM"}
        return jwe.encrypt_compact(header, text.encode(), key, [*header.values()])

    def good(p: Hostile, nonce: str) -> str:
        return sealed(right(p, nonce), ours)

    assert (await sign_in(client, provider, hostile, good)).status_code == 303
    for bad in (
        lambda p, nonce: sealed(wrong(nonce="other")(p, nonce), ours),
        lambda p, nonce: sealed(p.unsigned(p.claims(nonce)), ours),
        lambda p, nonce: sealed(right(p, nonce), stranger),
        lambda _p, _nonce: "a.b.c.d.e",
    ):
        assert (await sign_in(client, provider, hostile, bad)).status_code == 400


async def test_each_county_has_keys_of_its_own(
    client: AsyncClient, other_county: int, outside: AsyncClient
) -> None:
    """But for RSA, where no secret makes the same key twice: those are all realms'."""
    await make_rsa_keys()
    own = (await client.get("/jwks.json")).json()
    assert own == (await client.get("/jwks.json")).json()
    others = (await outside.get(f"/c{other_county}/jwks.json")).json()
    shared = [each for each in own["keys"] if each in others["keys"]]
    assert [each["kty"] for each in own["keys"]] == ["EC", "EC", "RSA", "RSA"]
    assert [each["kty"] for each in shared] == ["RSA", "RSA"]


@pytest.mark.parametrize(
    ("typed", "sent"), [("a/b=", "a/b="), ("a+b", "a%2Bb"), ("50%41", "50%2541"), ("a:b", "a%3Ab")]
)
def test_what_would_be_read_otherwise_is_encoded(typed: str, sent: str) -> None:
    assert in_basic(typed) == sent
