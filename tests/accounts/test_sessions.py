"""One row per signed-in browser: who gets in with it, where, and until when."""

import re
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from httpx import AsyncClient

from app.access import cookies, sessions
from app.access.roles import Role
from app.access.tables import AccountRow, Session
from app.charter import rules, store
from app.config import settings
from app.dates import now, today
from app.db import bound_to, county_tx, current_realm
from app.portal.overview.pages import wall as overview_wall
from app.regions.comparison.wall import wall as region_wall
from app.tenancy.numbers import OPERATOR
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page

pytestmark = pytest.mark.anyio


def name_of(county: int) -> str:
    return sessions.cookie_name(f"/c{county}")


async def test_signed_out(client: AsyncClient) -> None:
    assert (await client.get("/account")).status_code == 401


async def test_signed_in(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    response = await client.get("/account")
    assert response.status_code == 200
    assert Page(response).facts["职责"] == "政协办公室"


async def test_a_session_opens_its_own_county_only(
    client: AsyncClient, county: int, other_county: int
) -> None:
    await given.signed_in(client, Role.OFFICE)
    token = client.cookies[name_of(county)]
    async with browser(f"/c{other_county}") as elsewhere:
        elsewhere.cookies.set(name_of(other_county), token)
        elsewhere.cookies.set(name_of(county), token)
        assert (await elsewhere.get("/account")).status_code == 401
    async with browser("/operator") as operator:
        operator.cookies.set(sessions.cookie_name("/operator"), token)
        assert (await operator.get("/account")).status_code == 401


async def test_an_invented_token_is_nobody(client: AsyncClient, county: int) -> None:
    client.cookies.set(name_of(county), "chosen-by-somebody-else")
    assert (await client.get("/account")).status_code == 401


async def test_signing_out_ends_it_for_every_copy_of_the_cookie(
    client: AsyncClient, county: int
) -> None:
    await given.signed_in(client, Role.OFFICE)
    token = client.cookies[name_of(county)]
    response = await client.post("/logout")
    assert response.status_code == 303
    assert response.headers["location"].startswith(f"/c{county}/signed-out/")
    (gone,) = [
        each for each in response.headers.get_list("set-cookie") if each.startswith(name_of(county))
    ]
    assert SimpleCookie(gone)[name_of(county)]["max-age"] == "0"
    client.cookies.set(name_of(county), token)
    assert (await client.get("/account")).status_code == 401


async def test_signing_out_twice_is_done_once_and_said(client: Browser, county: int) -> None:
    await given.signed_in(client, Role.OFFICE)
    data = {"form_token": client.form_token()}
    for _ in range(2):  # nobody is signed in any more when the twin comes
        response = await client.post("/logout", data=data)
        assert response.status_code == 303
        assert response.headers["location"].startswith(f"/c{county}/signed-out/")
    assert "已退出登录" in Page(await client.get("/")).one("#done").text
    await given.signed_in(client, Role.OFFICE)
    forged = await client.post("/logout", data={"form_token": "forged"})
    assert forged.status_code == 409
    assert (await client.get("/account")).status_code == 200


async def test_other_devices_are_signed_out(client: Browser, county: int) -> None:
    me = await given.signed_in(client, Role.MEMBER)
    async with browser(f"/c{county}") as phone:
        await given.sign_in(phone, me)
        data = {"form_token": client.form_token()}
        for _ in range(2):
            response = await client.post("/account/sessions/end", data=data)
            assert response.headers["location"] == f"/c{county}/account"
        assert "其他设备都已退出" in (await client.get("/account")).text
        assert (await phone.get("/account")).status_code == 401


async def test_the_operators_other_devices(outside: Browser) -> None:
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
    response = await outside.post("/operator/account/sessions/end")
    assert response.headers["location"] == "/operator/account"
    told = await outside.post("/operator/account/sessions/end", data={"form_token": "forged"})
    assert told.status_code == 409
    assert 'action="/operator/logout"' in told.text  # its page, shown again


STAFF = (Role.TOWNSHIP, Role.COMMITTEE, Role.LEADERSHIP, Role.PARTY, Role.DEPARTMENT, Role.OFFICE)
HALF_AN_HOUR, A_DAY_S_WORK = timedelta(minutes=30), timedelta(hours=8)


@pytest.mark.parametrize(
    ("column", "limit", "roles"),
    [
        (Session.started_at, timedelta(hours=12), (Role.OFFICE,)),
        (Session.started_at, timedelta(hours=12), (Role.MEMBER,)),
        *((Session.seen_at, HALF_AN_HOUR, (role,)) for role in STAFF),
        (Session.seen_at, A_DAY_S_WORK, (Role.MEMBER,)),
        (Session.seen_at, A_DAY_S_WORK, (Role.CONVENER,)),
        (Session.seen_at, HALF_AN_HOUR, (Role.MEMBER, Role.TOWNSHIP)),
        (Session.seen_at, HALF_AN_HOUR, ()),
    ],
)
async def test_a_session_ends_by_itself(
    client: AsyncClient,
    owner_of_sessions: "Clock",
    column: object,
    limit: timedelta,
    roles: tuple[Role, ...],
) -> None:
    account = await given.signed_in(client, *roles)
    await owner_of_sessions.set_back(column, limit - timedelta(seconds=30), account)
    assert (await client.get("/account")).status_code == 200
    await owner_of_sessions.set_back(column, limit + timedelta(seconds=1), account)
    assert (await client.get("/account")).status_code == 401


async def test_the_county_s_rules_say_how_long(
    client: Browser, owner_of_sessions: "Clock", county: int
) -> None:
    account = await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        charter = store.read(given.CHARTER)
        charter.signing_in.office, charter.signing_in.hours = 60, 2
        assert rules.check(charter) == []
        await store.save(store.write(charter), author="办", note="久", effective_on=today())
    for column, limit in ((Session.seen_at, timedelta(hours=1)),
                          (Session.started_at, timedelta(hours=2))):  # fmt: skip
        await owner_of_sessions.set_back(column, limit - timedelta(seconds=30), account)
        assert (await client.get("/account")).status_code == 200
        async with browser(f"/c{county}") as other:
            await given.signed_in(other, Role.OFFICE)
            page = await other.get(f"/people/{account}")
            assert "最近使用" in Page(page).one("main").text
            await owner_of_sessions.set_back(column, limit + timedelta(seconds=1), account)
            page = await other.get(f"/people/{account}")
            assert "最近使用" not in Page(page).one("main").text
        assert (await client.get("/account")).status_code == 401
        await owner_of_sessions.set_back(column, timedelta(), account)


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        ("office", 4, "5 到 720 分钟"), ("office", 5, ""), ("member", 720, ""),
        ("member", 721, "5 到 720 分钟"), ("hours", 0, "1 到 12 小时"), ("hours", 1, ""),
        ("hours", 12, ""), ("hours", 13, "1 到 12 小时"),
    ],
)  # fmt: skip
def test_limits_that_no_rules_may_set(field: str, value: int, wrong: str) -> None:
    charter = store.read(given.CHARTER)
    setattr(charter.signing_in, field, value)
    assert [wrong in each.says() for each in rules.check(charter)] == ([True] if wrong else [])


async def test_use_is_noted_every_minute(client: AsyncClient, owner_of_sessions: "Clock") -> None:
    account = await given.signed_in(client, Role.OFFICE)
    for seconds, noted in ((50, False), (70, True)):
        before = await owner_of_sessions.set_back(
            Session.seen_at, timedelta(seconds=seconds), account
        )
        await client.get("/account")
        async with county_tx(readonly=True):
            row = await Session.select(Session.seen_at).where(Session.account == account).first()
        assert row
        assert (row["seen_at"] > before) is noted


async def test_a_wall_stays_open_without_being_a_use_of_anybody(
    client: AsyncClient, owner_of_sessions: "Clock"
) -> None:
    """What was opened in time is read again until the day's end, and opens nothing else."""
    account = await given.signed_in(client, Role.LEADERSHIP)
    set_back = owner_of_sessions.set_back
    used = await set_back(Session.seen_at, timedelta(minutes=29), account)
    await set_back(Session.started_at, timedelta(hours=1), account)
    assert (await client.get("/overview/wall")).status_code == 200
    async with county_tx(readonly=True):
        kept = await Session.select().where(Session.account == account).first()
    assert kept
    assert kept["seen_at"] == used
    assert now() - kept["wall_at"] < timedelta(minutes=1)
    await set_back(Session.seen_at, timedelta(minutes=31), account)
    pages = ["/overview/wall", "/overview", "/desk", "/account"]
    assert [(await client.get(each)).status_code for each in pages] == [200, 401, 401, 401]
    async with browser(f"/c{current_realm.get()}") as other:
        await given.signed_in(other, Role.OFFICE)
        assert "只有大屏还开着" in Page(await other.get(f"/people/{account}")).text
    await set_back(Session.wall_at, timedelta(minutes=31), account)
    assert (await client.get("/overview/wall")).status_code == 401
    await set_back(Session.wall_at, timedelta(minutes=1), account)
    await set_back(Session.started_at, timedelta(hours=12), account)
    assert (await client.get("/overview/wall")).status_code == 401


async def test_where_nobody_opened_a_wall_in_time_none_opens_afterwards(
    client: AsyncClient, owner_of_sessions: "Clock"
) -> None:
    account = await given.signed_in(client, Role.LEADERSHIP)
    await owner_of_sessions.set_back(Session.started_at, timedelta(hours=1), account)
    await owner_of_sessions.set_back(Session.seen_at, timedelta(minutes=31), account)
    assert (await client.get("/overview/wall")).status_code == 401


def test_each_page_that_reads_itself_again_says_so() -> None:
    """Else what nobody does would keep a session open."""
    again = {
        path
        for path in Path("templates").rglob("*.html")
        if re.search(
            r"""extends "wall.html"|trigger="[^"]*every|http-equiv="refresh""", path.read_text()
        )
    }
    again.discard(Path("templates/wall.html"))
    shown = {f"templates/{each}" for each in ("portal/overview/wall.html", "regions/wall.html")}
    assert {str(path) for path in again} == shown
    assert all(each.opt.get("wall") for each in (overview_wall, region_wall))


async def test_a_role_that_ended_and_an_account_that_was_disabled_count_at_once(
    client: AsyncClient,
) -> None:
    account = await given.signed_in(client, Role.OFFICE)
    assert (await client.get("/people")).status_code == 200
    async with county_tx():
        from app.access.tables import Appointment  # noqa: PLC0415

        await Appointment.update({Appointment.ended_at: now()}).where(
            Appointment.account == account
        )
    assert (await client.get("/people")).status_code == 403
    assert (await client.get("/account")).status_code == 200
    async with county_tx():
        await AccountRow.update({AccountRow.disabled_at: now()}).where(AccountRow.id == account)
    assert (await client.get("/account")).status_code == 401


async def test_ending_the_other_sessions_keeps_this_one(client: AsyncClient, county: int) -> None:
    account = await given.signed_in(client, Role.OFFICE)
    async with browser(f"/c{county}") as phone, browser(f"/c{county}") as stranger:
        await given.sign_in(phone, account)
        await given.signed_in(stranger, Role.OFFICE)
        assert len(Page(await client.get("/account")).all("main .list li")) == 2
        assert Page(await client.get("/account")).texts("main form button") == ["退出其他设备"]
        assert (await client.post("/account/sessions/end")).status_code == 303
        assert (await client.get("/account")).status_code == 200
        assert (await phone.get("/account")).status_code == 401
        assert (await stranger.get("/account")).status_code == 200


async def test_the_row_does_not_hold_the_token(client: AsyncClient, county: int) -> None:
    account = await given.signed_in(client, Role.OFFICE)
    token = client.cookies[name_of(county)]
    assert len(token) >= 43  # 256 bits
    with bound_to(county):
        async with county_tx(readonly=True):
            row = await Session.select().where(Session.account == account).first()
    assert row
    assert token not in str(row)


async def test_the_cookie(county: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace  # noqa: PLC0415

    secure = replace(settings, base_url="https://example.test")
    monkeypatch.setattr(cookies, "settings", secure)
    header = sessions.cookie(f"/c{county}", "t").to_encoded_header()[1].decode()
    assert header.startswith(f"__Host-session-c{county}=t;")
    for flag in ("HttpOnly", "Secure", "Path=/", "SameSite=lax", "Max-Age=129600"):
        assert flag in header
    assert "Domain" not in header


@pytest.mark.parametrize("text", ["", "aZ09-_.~", "two words", 'a"b;c'])
def test_a_cookie_is_read_as_it_was_made(text: str) -> None:
    """Also of letters that need quotes, which are written another way."""
    name, header = cookies.cookie("kept", text, seconds=60).to_encoded_header()
    found = SimpleCookie(header.decode("latin-1"))["kept"]
    assert name == b"set-cookie"
    assert found.value == text
    assert (found["path"], found["samesite"], found["httponly"]) == ("/", "lax", True)
    assert found["max-age"] == ("60" if text else "0")


class Clock:
    """`started_at` is not the program's to change, so the tables' owner does it."""

    def __init__(self, superuser: object) -> None:
        self.superuser = superuser

    async def set_back(self, column: object, by: timedelta, account: int) -> object:
        at = now() - by
        name = column._meta.name  # type: ignore[attr-defined]
        await self.superuser.execute(  # type: ignore[attr-defined]
            f"UPDATE session SET {name} = $1 WHERE account = $2",  # noqa: S608
            at,
            account,
        )
        return at


@pytest.fixture
async def owner_of_sessions(superuser: object) -> Clock:
    return Clock(superuser)
