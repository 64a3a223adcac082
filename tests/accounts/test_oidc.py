"""What our own verification refuses, through the whole sign-in, from a provider that lies."""

import asyncio
import gzip
import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from httpx import AsyncClient, Response
from joserfc.jwk import ECKey

from app.access.tables import Provider
from app.accounts import discovery as discovery_module
from app.accounts import outgoing
from app.accounts.demo_idp import s256
from app.accounts.discovery import Discovery, LoginFailed
from app.config import settings
from app.db import county_tx
from app.web import deadline
from tests.accounts.hostile import CLIENT, SECRET, Hostile
from tests.page import Page

pytestmark = pytest.mark.anyio

METADATA = "/.well-known/openid-configuration"
Make = Callable[[Hostile, str], str]


async def sign_in(
    client: AsyncClient, provider: int, hostile: Hostile, make: Make, query: str = ""
) -> Response:
    """From the button to the callback's answer; `make` writes the id_token."""
    started = await client.get(f"/login/{provider}?{query}")
    assert started.status_code == 303
    asked = {
        key: value[0]
        for key, value in parse_qs(urlsplit(started.headers["location"]).query).items()
    }
    hostile.id_token = lambda: make(hostile, asked["nonce"])
    answer = await client.get(f"/callback?{urlencode({'code': 'c', 'state': asked['state']})}")
    if hostile.verifiers:
        assert s256(hostile.verifiers[-1]) == asked["code_challenge"]
    return answer


def right(provider: Hostile, nonce: str) -> str:
    return provider.signed(provider.claims(nonce))


def wrong(**changed: Any) -> Make:
    return lambda provider, nonce: provider.signed(provider.claims(nonce, **changed))


ACCEPTED: dict[str, Make] = {
    "as it should be": right,
    "several audiences, and we are the party": wrong(aud=[CLIENT, "other"], azp=CLIENT),
    "a clock nearly two minutes ahead": lambda p, nonce: p.signed(
        p.claims(nonce, iat=int(time.time()) + 110, nbf=int(time.time()) + 110)
    ),
    "a clock nearly two minutes behind": lambda p, nonce: p.signed(
        p.claims(nonce, iat=int(time.time()) - 410, exp=int(time.time()) - 110)
    ),
}
STRANGE: dict[str, Any] = {
    "SM2": {"kty": "EC", "crv": "SM2", "x": "AAAA", "y": "AAAA", "kid": "gm", "use": "sig"},
    "sm2p256v1": {"kty": "EC", "crv": "sm2p256v1", "x": "AAAA", "y": "AAAA", "kid": "gm"},
    "of a kind to come": {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA", "kid": "pq"},
    "another use": {"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA", "use": "tls"},
    "no kind": {"kid": "x"},
    "no key": "x",
}
REFUSED: dict[str, Make] = {
    "another key under the same name": lambda p, nonce: p.signed(
        p.claims(nonce), ECKey.generate_key("P-256", {"kid": p.key.kid})
    ),
    "an unknown key": lambda p, nonce: p.signed(
        p.claims(nonce), ECKey.generate_key("P-256", auto_kid=True)
    ),
    "nonce wrong": wrong(nonce="other"),
    "nonce absent": wrong(nonce=None),
    "nonce a list": lambda p, nonce: p.signed(p.claims(nonce, nonce=[nonce])),
    "for somebody else": wrong(aud="other"),
    "several audiences, no party": wrong(aud=[CLIENT, "other"]),
    "another party": wrong(azp="other"),
    "no audience": wrong(aud=None),
    "another issuer": wrong(iss="https://evil.example"),
    "no issuer": wrong(iss=None),
    "expired": wrong(exp=int(time.time()) - 3600),
    "no end": wrong(exp=None),
    "more than two minutes ahead": lambda p, nonce: p.signed(
        p.claims(nonce, iat=int(time.time()) + 140)
    ),
    "over for more than two minutes": lambda p, nonce: p.signed(
        p.claims(nonce, exp=int(time.time()) - 140)
    ),
    "from the future": wrong(iat=int(time.time()) + 36000),
    "no subject": wrong(sub=None),
    "empty subject": wrong(sub=""),
    "subject a number": wrong(sub=7),
    "subject too long": wrong(sub="s" * 300),
    "unsigned": lambda p, nonce: p.unsigned(p.claims(nonce)),
    "signed with the client's secret": lambda p, nonce: p.with_secret(p.claims(nonce)),
    "an algorithm that is not offered": lambda p, nonce: p.with_rsa(p.claims(nonce)),
    "signature cut off": lambda p, nonce: right(p, nonce).rpartition(".")[0] + ".",
    "garbage": lambda _p, _nonce: "a.b.c",
    "nothing": lambda _p, _nonce: "",
}  # fmt: skip


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
async def test_keys_that_nobody_here_can_read_keep_nobody_out(
    client: AsyncClient, provider: int, hostile: Hostile, strange: Any
) -> None:
    keys = {"keys": [strange, hostile.key.as_dict(private=False)]}
    hostile.answers["/jwks"] = (200, {}, json.dumps(keys).encode())
    assert (await sign_in(client, provider, hostile, right)).status_code == 303


async def test_of_keys_that_nobody_here_can_read_nothing_is_proved(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    hostile.answers["/jwks"] = (200, {}, json.dumps({"keys": [*STRANGE.values()]}).encode())
    assert (await sign_in(client, provider, hostile, right)).status_code in {400, 503}


@pytest.mark.parametrize("make", ACCEPTED.values(), ids=ACCEPTED)
async def test_accepted(client: AsyncClient, provider: int, hostile: Hostile, make: Make) -> None:
    answer = await sign_in(client, provider, hostile, make)
    assert answer.status_code == 303
    assert (await client.get("/account")).status_code == 200


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
async def test_refused(
    client: AsyncClient,
    provider: int,
    hostile: Hostile,
    make: Make,
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = await sign_in(client, provider, hostile, make)
    assert answer.status_code == 400
    assert Page(answer).title == "没有登录成功"
    assert not any("session" in each for each in answer.headers.get_list("set-cookie"))
    assert hostile.asked["/token"] == 1
    assert re.search(r"Sign-in refused \(\w+\): (no )?id_token", caplog.text)
    ours = "\n".join(each.getMessage() for each in caplog.records if each.name == "app")
    for secret in (SECRET, hostile.verifiers[-1], hostile.id_token() or "-" * 99):
        assert secret not in ours


async def test_keys_that_were_changed_are_fetched_once_at_once(
    client: AsyncClient, provider: int, hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    for asked in (1, 2, 3):
        assert (await sign_in(client, provider, hostile, right)).status_code == 303
        assert hostile.asked["/jwks"] == asked
        hostile.keys = [ECKey.generate_key("P-256", auto_kid=True)]
    assert (await sign_in(client, provider, hostile, right)).status_code == 303

    stray = ECKey.generate_key("P-256", auto_kid=True)

    def unlisted(provider: Hostile, nonce: str) -> str:
        return provider.signed(provider.claims(nonce), stray)

    for _ in range(3):
        assert (await sign_in(client, provider, hostile, unlisted)).status_code == 400
    assert hostile.asked["/jwks"] == 5  # not again for the same key within a minute
    hostile.keys.append(stray)
    assert (await sign_in(client, provider, hostile, unlisted)).status_code == 400
    later = time.monotonic() + 61
    monkeypatch.setattr(discovery_module, "clock", lambda: later)
    assert (await sign_in(client, provider, hostile, unlisted)).status_code == 303
    assert hostile.asked["/jwks"] == 6


@pytest.mark.parametrize("slashes", ["/", "/realms/county/", "/realms/county", "/a//"])
async def test_an_issuer_is_its_own_byte_for_byte(
    client: AsyncClient, hostile: Hostile, slashes: str
) -> None:
    """With a slash at its end it was stored without, so that nobody could ever sign in."""
    plain = hostile.issuer
    hostile.issuer = plain + slashes
    hostile.overrides = {
        each: f"{plain}/{each.partition('_')[0]}"
        for each in ("token_endpoint", "authorization_endpoint")
    } | {"jwks_uri": f"{plain}/jwks"}
    row = Provider(name="认证", issuer=hostile.issuer, client_id=CLIENT, client_secret=SECRET)
    async with county_tx():
        await Provider.insert(row)
    assert (await sign_in(client, int(row.id), hostile, right)).status_code == 303
    other = slashes.rstrip("/") if slashes.endswith("/") else slashes + "/"
    with pytest.raises(LoginFailed):
        await Discovery().metadata(plain + other)


async def test_what_is_known_is_kept_while_the_provider_is_away(
    client: AsyncClient, provider: int, hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        assert (await sign_in(client, provider, hostile, right)).status_code == 303
    assert (hostile.asked[METADATA], hostile.asked["/jwks"]) == (1, 1)
    later = time.monotonic() + 3601
    monkeypatch.setattr(discovery_module, "clock", lambda: later)
    hostile.answers = {METADATA: (503, {}, b""), "/jwks": (503, {}, b"")}
    for _ in range(3):
        assert (await sign_in(client, provider, hostile, right)).status_code == 303
    assert (hostile.asked[METADATA], hostile.asked["/jwks"]) == (2, 2)


async def test_many_at_once_ask_once(hostile: Hostile) -> None:
    fresh = Discovery()
    await asyncio.gather(*(fresh.keys(hostile.issuer) for _ in range(20)))
    assert (hostile.asked[METADATA], hostile.asked["/jwks"]) == (1, 1)


async def test_a_provider_that_is_away_is_not_waited_for_by_everybody(hostile: Hostile) -> None:
    fresh = Discovery()
    hostile.answers = {METADATA: (503, {}, b"")}
    all_of_them = (fresh.metadata(hostile.issuer) for _ in range(20))
    answers = await asyncio.gather(*all_of_them, return_exceptions=True)
    assert all(isinstance(each, LoginFailed) for each in answers)
    assert hostile.asked[METADATA] == 1


JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "answer",
    [
        (302, {"location": "/elsewhere"}, b""),
        (404, {}, b""),
        (200, JSON, b"{"),
        (200, JSON, b"[]"),
        (200, JSON, b"null"),
        (200, JSON, b"{}"),
        (200, JSON, b" " * (outgoing.LONGEST + 1)),
        (200, {**JSON, "content-encoding": "gzip"}, gzip.compress(b" " * 10**7)),
    ],
)
async def test_metadata_that_is_none(
    hostile: Hostile, answer: tuple[int, dict[str, str], bytes]
) -> None:
    hostile.answers = {METADATA: answer, "/elsewhere": (200, JSON, b"{}")}
    with pytest.raises(LoginFailed):
        await Discovery().metadata(hostile.issuer)
    assert hostile.asked["/elsewhere"] == 0


@pytest.mark.parametrize(
    "overrides",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": None},
        {"jwks_uri": "http://127.0.0.1:1/jwks"},
        {"jwks_uri": "file:///etc/passwd"},
        {"token_endpoint": "http://evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": ["x"]},
    ],
)
async def test_metadata_that_leads_astray(hostile: Hostile, overrides: dict[str, Any]) -> None:
    hostile.overrides = overrides
    with pytest.raises(LoginFailed):
        await Discovery().metadata(hostile.issuer)


@pytest.mark.parametrize(
    "address",
    [
        "https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
        "https://10.0.0.1/", "https://192.168.1.1/", "https://169.254.169.254/", "https://0.0.0.0/",
        "https://100.64.0.1/", "https://224.0.0.1/", "https://[fd00::1]/", "https://2130706433/",
        "http://example.com/", "ftp://example.com/", "https://a:b@example.com/", "https:///x", "x",
    ],
)  # fmt: skip
async def test_addresses_that_are_never_asked(address: str) -> None:
    with pytest.raises(outgoing.OutgoingRefused):
        await outgoing.fetched(address)


async def test_the_operator_may_vouch_for_a_private_address(
    hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await outgoing.fetched(hostile.issuer + METADATA))["issuer"] == hostile.issuer
    for listed in (frozenset[str](), frozenset({"127.0.0.1"}), frozenset({"http://127.0.0.1:1"})):
        monkeypatch.setattr(outgoing, "settings", replace(settings, private_issuers=listed))
        with pytest.raises(outgoing.OutgoingRefused):  # a host alone does not vouch for plain http
            await outgoing.fetched(hostile.issuer + METADATA)
    assert hostile.asked[METADATA] == 1


async def test_who_waited_while_it_hung_does_not_wait_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the first one's question took."""
    at = [0.0]
    monkeypatch.setattr(discovery_module, "clock", lambda: at[0])
    asked: list[str] = []

    async def hangs() -> None:
        asked.append("asked")
        await asyncio.sleep(0)
        at[0] += discovery_module.BREATH + 1
        raise TimeoutError

    fresh = Discovery()
    both = (fresh.get("metadata", "https://id.example", hangs) for _ in range(2))
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert [getattr(each, "shown", None) for each in answers] == [discovery_module.AWAY] * 2
    assert asked == ["asked"]


def test_a_provider_that_hangs_is_told_of_before_the_request_s_end() -> None:
    """What it says of itself, and the question itself: both within one request."""
    assert 2 * outgoing.SECONDS < deadline.LONGEST
