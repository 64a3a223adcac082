"""The demo's provider, from the outside: granian with two workers."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.access.sealed import seal, unseal
from app.access.tables import AccountRow, Appointment, Provider
from app.accounts.demo_idp import CODE, client_secret, demo_provider, people_of, s256
from app.config import settings
from app.db import bound_to, county_tx
from app.processes.postgres import Server
from app.serving import programs
from app.tenancy.numbers import OPERATOR
from app.tenancy.realms import known, realm_called
from tests import given
from tests.page import Page
from tests.ports import free_port
from tests.processes import LONG, running, until

pytestmark = pytest.mark.anyio

VERIFIER = "v" * 43


@pytest.fixture(scope="module")
def base(server: Server, database: str) -> Iterator[str]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "DATABASE_URL": server.url(database, "app_rw"),
        "BASE_URL": base,
        "PORT": str(port),
        "DEMO": "1",
        "WORKERS": "2",
    }
    command = programs(environment)[0].command
    with running(command, env=environment, stderr=subprocess.DEVNULL) as process:
        assert until(lambda: process.poll() is not None or answers(f"{base}/healthz"))
        assert process.poll() is None
        yield base


def answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
async def demo(base: str, county: int) -> str:
    """The county as the demo fills it. → its address"""
    station = await given.a_station("龙兴镇议事点")
    columns: dict[Any, Any] = {**demo_provider(), "issuer": f"{base}/demo-idp"}
    provider = Provider(columns)
    async with county_tx():
        await Provider.insert(provider)
        account = AccountRow(provider=provider.id, subject="wang", name="王主任")
        await AccountRow.insert(account)
        await Appointment.insert(
            Appointment(account=account.id, role=Role.TOWNSHIP, station=station)
        )
    return f"{base}/c{county}"


def fields(page: str) -> dict[str, str]:
    form = Page(page).all('form[action="/demo-idp/authorize"]')[0]
    return {each["name"]: each.value for each in form.all("input[type=hidden]")}


async def test_a_complete_sign_in_on_whichever_worker(demo: str, county: int) -> None:
    for _ in range(6):  # each time with new connections, so that both workers have a part in it
        async with AsyncClient(follow_redirects=True, timeout=LONG) as person:
            page = await person.get(f"{demo}/login", params={"back": f"/c{county}/stations"})
            assert page.url.path == "/demo-idp/authorize"
            (chosen,) = Page(page).all(".list li")
            assert chosen.one("button[value=wang]").text == "王主任"
            assert chosen.texts(".meta span") == ["乡镇（街道）经办", "龙兴镇议事点", "wang"]
            data = {**fields(page.text), "subject": "wang"}
            person.follow_redirects = False
            answer = await person.post(page.url.copy_with(query=None), data=data)
            assert answer.status_code == 303
            answer = await person.get(answer.headers["location"])
            assert answer.status_code == 303
            assert answer.headers["location"] == f"/c{county}/stations"
            assert "王主任" in (await person.get(f"{demo}/account")).text


async def test_somebody_new(demo: str) -> None:
    async with AsyncClient(follow_redirects=True, timeout=LONG) as person:
        page = await person.get(f"{demo}/login")
        data = {**fields(page.text), "subject": "newcomer"}
        page = await person.post(page.url.copy_with(query=None), data=data)
    assert page.url.path.endswith("/account")
    assert '<p class="code" id="subject">newcomer</p>' in page.text


async def test_a_choice_that_is_sent_twice_leads_to_the_same_code(demo: str) -> None:
    async with AsyncClient(follow_redirects=True) as person:
        page = await person.get(f"{demo}/login")
        here, person.follow_redirects = page.url.copy_with(query=None), False
        data = {**fields(page.text), "subject": "wang"}
        first, second = [await person.post(here, data=data) for _ in range(2)]
        assert first.status_code == 303
        assert first.headers["location"] == second.headers["location"]
        told = await person.post(here, data={**data, "subject": "li"})
        assert told.status_code == 409
        assert "location" not in told.headers
        nobody = await person.post(here, data=fields(told.text) | {"subject": " "})
        assert nobody.status_code == 422
        forged = {name: text for name, text in data.items() if name != "form_token"}
        assert (await person.post(here, data=forged)).status_code == 409


async def test_the_operators_realm(base: str, pool: None) -> None:  # noqa: ARG001
    columns: dict[Any, Any] = {**demo_provider(), "issuer": f"{base}/demo-idp"}
    provider = Provider(columns)
    with bound_to(OPERATOR):
        async with county_tx():
            await Provider.insert(provider)
    async with AsyncClient(follow_redirects=True, timeout=LONG) as person:
        page = await person.get(f"{base}/operator/login/{provider.id}")
        data = {**fields(page.text), "subject": f"somebody {provider.id}"}
        page = await person.post(page.url.copy_with(query=None), data=data)
        assert page.url.path == "/operator/account"
        assert data["subject"] in page.text
        page = await person.post(
            f"{base}/operator/logout", data={"form_token": Page(page).hidden("form_token")}
        )
        assert (await person.get(f"{base}/operator/account")).status_code == 401


def asked(demo: str, **changed: str) -> dict[str, str]:
    right = {
        "client_id": "shangliang",
        "redirect_uri": f"{demo}/callback",
        "response_type": "code",
        "scope": "openid profile",
        "state": "s",
        "nonce": "n",
        "code_challenge": s256(VERIFIER),
        "code_challenge_method": "S256",
    }
    return {**right, **changed}


async def a_code(base: str, demo: str) -> str:
    async with AsyncClient(timeout=LONG) as person:
        page = await person.get(f"{base}/demo-idp/authorize", params=asked(demo))
        data = {**fields(page.text), "subject": "wang"}
        answer = await person.post(f"{base}/demo-idp/authorize", data=data)
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["state"] == ["s"]
    assert query["iss"] == [f"{base}/demo-idp"]
    return query["code"][0]


async def exchange(base: str, demo: str, code: str, **changed: str) -> httpx.Response:
    right = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": f"{demo}/callback",
        "code_verifier": VERIFIER,
        "client_id": "shangliang",
        "client_secret": client_secret(),
    }
    async with AsyncClient(timeout=LONG) as own:
        return await own.post(f"{base}/demo-idp/token", data={**right, **changed})


async def test_a_code_is_good_once_on_all_workers(base: str, demo: str) -> None:
    code = await a_code(base, demo)
    found = await asyncio.gather(*(exchange(base, demo, code) for _ in range(8)))
    assert sorted(each.status_code for each in found) == [200] + [400] * 7
    token = next(each.json() for each in found if each.status_code == 200)
    assert token["id_token"].count(".") == 2
    assert (await exchange(base, demo, code)).json() == {"error": "invalid_grant"}


async def test_a_sign_up_is_tried_where_there_is_no_county_yet(base: str, demo: str) -> None:  # noqa: ARG001
    """Whoever signs up in the demo goes the way of everybody: to sign in first."""
    there = f"{base}/nobody-s-yet"
    answer = await exchange(base, there, await a_code(base, there))
    assert answer.json()["id_token"].count(".") == 2


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": "https://evil.example/callback"}, "invalid_grant"),
        ({"grant_type": "password"}, "invalid_grant"),
        ({"code": "abc"}, "invalid_grant"),
        ({"client_secret": "guess"}, "invalid_client"),
        ({"client_id": "other"}, "invalid_client"),
    ],
)
async def test_what_the_token_endpoint_refuses(
    base: str, demo: str, changed: dict[str, str], error: str
) -> None:
    code = await a_code(base, demo)
    assert (await exchange(base, demo, **{"code": code, **changed})).json() == {"error": error}
    assert (await exchange(base, demo, code)).status_code == 200  # a failed attempt uses nothing up


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": "{base}.evil.example/c1/callback"},
        {"redirect_uri": "{base}/nowhere/login"},
        {"redirect_uri": "{base}/static/callback"},
        {"redirect_uri": "{base}/signup"},
        {"redirect_uri": ""},
        {"client_id": "other"},
        {"response_type": "token"},
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"scope": "profile"},
    ],
)
async def test_what_the_authorization_endpoint_refuses(
    base: str, demo: str, changed: dict[str, str]
) -> None:
    changed = {name: value.format(base=base) for name, value in changed.items()}
    query = urlencode(asked(demo, **changed))
    async with AsyncClient(timeout=LONG) as person:
        answer = await person.get(f"{base}/demo-idp/authorize?{query}")
    assert answer.status_code == 400
    assert "location" not in answer.headers


async def test_it_is_not_there_without_demo_mode(outside: AsyncClient) -> None:
    assert not settings.demo
    for path in ("authorize", "token", "jwks", ".well-known/openid-configuration"):
        assert (await outside.get(f"/demo-idp/{path}")).status_code == 404


async def test_a_county_that_this_worker_has_not_met_is_found_within_a_form(county: int) -> None:
    known.clear()
    async with county_tx():
        assert await realm_called(f"/c{county}") == county
        assert await realm_called("/nobody-s") is None


async def test_only_its_own_accounts_are_shown(county: int) -> None:
    await given.an_account(Role.OFFICE)  # of another provider
    assert await people_of(county) == []


def test_what_is_sealed_comes_back_in_time_for_one_purpose_and_unchanged() -> None:
    values: dict[str, Any] = {"a": "一", "n": 7}
    sealed = seal(CODE, values, seconds=60)
    assert "一" not in sealed
    assert unseal(CODE, sealed) == values
    assert unseal("another purpose", sealed) is None
    assert unseal(CODE, seal(CODE, values, seconds=0)) is None
    middle = len(sealed) // 2
    changed = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]
    for wrong in (changed, "", "a.b.c.d.e", sealed[:-5], "é"):
        assert unseal(CODE, wrong) is None
