"""A clerk raises for somebody: at the window, from a paper slip, by telephone."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.access.roles import Role
from app.config import settings
from app.db import county_tx, current_realm, row
from app.persons import erasing
from app.persons.amending import amending
from app.workflow.raising.brought import check_brought
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page
from tests.topics.test_raising import MATTER, code_of
from tests.web.test_expired_forms import expire, kept_at

pytestmark = pytest.mark.anyio


@pytest.fixture
async def another(county: int) -> AsyncIterator[Browser]:
    async with browser(f"/c{county}") as client:
        assert isinstance(client, Browser)
        yield client


BROUGHT = MATTER | {"brought": "telephone", "slip": "2026-17", "name": "王大婶"}


@pytest.mark.parametrize(
    ("brought", "slip", "name", "keeps", "field"),
    [
        ("", "", "", False, None),
        ("", "", "", True, None),
        ("", "17", "李", True, "brought"),
        ("window", "", "李", True, None),
        ("window", "", "李", False, "brought"),
        ("fax", "", "李", True, "brought"),
        ("window", "", " ", True, "name"),
        ("telephone", "", "", True, "name"),
        ("paper", "17", "", True, None),
    ],
)
def test_what_a_clerk_says(
    brought: str, slip: str, name: str, *, keeps: bool, field: str | None
) -> None:
    found = [each.field for each in check_brought(brought, slip, name, keeps=keeps)]
    assert found == ([field] if field else [])


async def test_the_code_is_printed_and_the_matter_is_theirs(
    client: Browser, another: Browser
) -> None:
    station = await given.a_station()
    clerk = await given.signed_in(client, Role.TOWNSHIP, station=station)
    form = BROUGHT | {"station": await code_of(station)}
    (own,) = Page(await client.get("/raise")).all("#own a")  # theirs before all others
    page = Page(await client.get(f"http://test{own['href']}"))
    assert page.typed("station") == [form["station"]]
    assert [each["value"] for each in page.all("[name=brought]")] == [
        "window", "paper", "telephone", ""
    ]  # fmt: skip
    assert not page.one('form[action$="/raise"]').has("data-then")
    sent = await client.post("/raise", data=form)
    assert (sent.status_code, sent.headers["location"][-8:]) == (303, "/receipt")
    assert not any(each.startswith("followed") for each in sent.cookies)
    printed = Page(await client.get(f"http://test{sent.headers['location']}"))
    async with county_tx(readonly=True):
        found = await row('SELECT * FROM "topic" WHERE "topic"."county" = $1')
    assert printed.one(".receipt .code").text.replace(" ", "") == found["follow_code"]
    assert printed.texts("article p")[3] == "来电 · 单号 2026-17"
    follow = f"{settings.base_url}/c{current_realm.get()}/follow"
    assert printed.one("article .num").text == follow
    assert printed.one("article img")["alt"] == f"二维码，打开 {follow}"
    assert printed.all("main .onward a")[1]["href"].endswith(f"/raise?station={form['station']}")
    kept = {key: found[key] for key in ("origin", "raiser", "brought", "slip", "brought_by")}
    assert kept == {
        "origin": "citizen",
        "raiser": None,
        "brought": "telephone",
        "slip": "2026-17",
        "brought_by": clerk,
    }
    async with county_tx(readonly=True):
        posted = await row('SELECT "actor", "role" FROM "ledger" WHERE "ledger"."county" = $1')
    assert tuple(posted) == (clerk, "citizen")
    assert (
        "来电 · 单号 2026-17" in Page(await client.get(f"/topics/{found['id']}")).one("main").text
    )
    await given.signed_in(another, Role.OFFICE)
    assert (await another.get(f"/topics/{found['id']}/receipt")).status_code == 404


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.COMMITTEE])
async def test_others_raise_for_themselves(client: Browser, role: Role | None) -> None:
    station = await given.a_station()
    if role:
        await given.signed_in(client, role)
    code = await code_of(station)
    assert Page(await client.get("/raise")).all("#own") == []
    page = Page(await client.get("/raise", params={"station": code}))
    assert page.all("[name=brought]") == []
    sent = await client.post("/raise", data=BROUGHT | {"station": code})
    assert sent.status_code == (422 if role else 401)  # as of a clerk who signed out meanwhile


@pytest.mark.parametrize("parts", [False, True])
async def test_whoever_was_signed_out_meanwhile_finds_it_in_the_form_again(
    client: Browser, *, parts: bool
) -> None:
    """And the matter is nobody's until then: the form is for strangers too."""
    station = await given.a_station()
    clerk = await given.signed_in(client, Role.TOWNSHIP, station=station)
    form = BROUGHT | {"station": await code_of(station), "brought": "paper"}
    await expire()
    files: dict[str, Any] = {"files": {"other": ("", b"")}} if parts else {}
    kept = kept_at(await client.post("/raise", data=form, **files))
    async with county_tx(readonly=True):
        assert await row('SELECT FROM "topic" WHERE "topic"."county" = $1') is None
    await given.sign_in(client, clerk)
    page = Page(await client.get(f"http://test{kept}"))
    assert {name: page.typed(name) for name in form} == {
        name: [text] for name, text in form.items()
    }
    plain = await client.post("/raise", data=MATTER | {"station": form["station"]})
    assert plain.headers["location"].endswith("/follow")


async def test_at_another_s_station_nobody_raises_for_somebody(client: Browser) -> None:
    station = await given.a_station()
    await given.signed_in(client, Role.TOWNSHIP, station=await given.a_station("别处"))
    sent = await client.post("/raise", data=BROUGHT | {"station": await code_of(station)})
    assert sent.status_code == 422


async def test_the_slip_goes_with_the_name(client: Browser) -> None:
    station = await given.a_station()
    await given.signed_in(client, Role.TOWNSHIP)
    await client.post("/raise", data=BROUGHT | {"station": await code_of(station)})
    async with county_tx():
        topic = (await row('SELECT "id" FROM "topic" WHERE "topic"."county" = $1'))["id"]
        async with amending():
            await erasing.erase_raisers([topic])
    async with county_tx(readonly=True):
        found = await row(
            'SELECT "slip", "raiser_phone", "brought" FROM "topic" WHERE "topic"."county" = $1'
        )
    assert tuple(found) == ("", "", "telephone")
