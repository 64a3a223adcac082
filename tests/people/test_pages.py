import re
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.access.tables import AccountRow, Appointment, Provider
from app.audit import Noted
from app.dates import now
from app.db import bound_to, county_tx, rows
from app.people.tables import Department, Member
from tests import given
from tests.audit.test_audit import noted
from tests.conftest import Browser, browser
from tests.page import Page

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(client: Browser) -> Browser:
    await given.signed_in(client, Role.OFFICE)
    return client


async def the_provider() -> int:
    async with county_tx(readonly=True):
        found = await Provider.select(Provider.id).first()
    assert found
    return int(found["id"])


async def form(**changed: Any) -> dict[str, Any]:
    start = {"provider": await the_provider(), "subject": "li", "name": "李四", "role": "member"}
    return {**start, **changed}


async def appointments(account: int) -> list[dict[str, Any]]:
    async with county_tx(readonly=True):
        found = await Appointment.select().where(Appointment.account == account)
    return list(found)


PAGES = ["/people", "/people/members", "/people/departments"]


@pytest.mark.parametrize("page", PAGES)
async def test_signed_out(client: AsyncClient, county: int, page: str) -> None:
    answer = await client.get(page)
    assert answer.status_code == 401
    assert f'href="/c{county}/login?back=/c{county}{page}"' in answer.text
    assert (await client.post("/people", data={})).status_code == 401


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICE}))
async def test_others_may_not(client: AsyncClient, role: Role) -> None:
    await given.signed_in(client, role)
    assert {(await client.get(page)).status_code for page in PAGES} == {403}
    assert (await client.post("/people", data={"subject": "x"})).status_code == 403


@pytest.mark.parametrize("page", PAGES)
async def test_the_office_may(office: AsyncClient, page: str) -> None:
    assert (await office.get(page)).status_code == 200


async def test_another_countys_people(office: AsyncClient, other_county: int) -> None:
    with bound_to(other_county):
        account = await given.an_account(Role.OFFICE, name="别县的人")
        async with county_tx():
            member = await given.a_member("别县委员")
    assert "别县的人" not in (await office.get("/people")).text
    assert "别县委员" not in (await office.get("/people/members")).text
    for path in (f"/people/{account}", f"/people/members/{member}"):
        assert (await office.get(path)).status_code == 404
    for path in ("appointments", "disable", "enable", "sessions/end", "sessions/1/end"):
        answer = await office.post(f"/people/{account}/{path}", data={"role": "member"})
        assert answer.status_code == 404, path
    answer = await office.post(f"/people/members/{member}", data={"name": "王", "sector": "农"})
    assert answer.status_code == 404


async def test_adding_an_account_once(office: Browser, county: int) -> None:
    station = await given.a_station("龙兴镇议事点")
    data = await form(role="township", station=station, form_token=office.form_token())
    answer = await office.post("/people", data=data)
    assert answer.status_code == 303
    again = await office.post("/people", data=data)
    assert again.headers["location"] == answer.headers["location"]
    other = await office.post("/people", data={**data, "name": "李五"})
    assert other.status_code == 409
    assert "内容与这次不同" in Page(other).notice
    assert Page(other).typed("name") == ["李五"]
    async with county_tx(readonly=True):
        account = await AccountRow.select().where(AccountRow.subject == "li").first()
    assert account
    assert answer.headers["location"] == f"/c{county}/people/{account['id']}"
    assert [each["role"] for each in await appointments(account["id"])] == ["township"]
    assert "账号已添加" in (await office.get(f"/people/{account['id']}")).text
    page = (await office.get("/people?q=李")).text
    assert "李四" in page
    assert "龙兴镇议事点" in page
    assert "张三" not in re.sub(r"(?s)<header.*?</header>", "", page)  # only who was asked for


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"subject": "s" * 256}, "最多 255 个字"),
        ({"role": "operator"}, "请选一个职责"),
        ({"role": "township"}, "须限定在一处"),
        ({"role": "department"}, "请选单位"),
        ({"role": "member", "station": "1"}, "已经不在了"),
        ({"role": "department", "department": "1"}, "已经不在了"),
        ({"provider": "1"}, "请选登录方式"),
        ({"provider": "9" * 30}, "请选登录方式"),
    ],
)
async def test_what_is_refused_leaves_nothing(
    office: AsyncClient, changed: dict[str, str], words: str
) -> None:
    answer = await office.post("/people", data=await form(**changed))
    assert answer.status_code == 422
    assert words in answer.text
    async with county_tx(readonly=True):
        assert await AccountRow.count() == 1
        assert await Appointment.count() == 1


async def test_all_that_is_wrong_stands_beside_its_field_with_what_was_typed(
    office: AsyncClient,
) -> None:
    station = await given.a_station()
    bad = await form(provider="1", name=" ", role="leadership", station=station)
    answer = await office.post("/people", data=bad)
    assert answer.status_code == 422
    told = Page(answer).wrong
    assert "请填姓名" in told["name"]
    assert "不限定在一处" in told["station"]
    assert "请选登录方式" in Page(answer).notice  # of one provider only it is no choice
    assert Page(answer).typed("subject") == ["li"]
    assert Page(answer).typed("role") == ["leadership"]
    assert Page(answer).typed("q") == ["", ""]  # the list's search is another form


async def test_a_station_of_another_county(office: AsyncClient, other_county: int) -> None:
    with bound_to(other_county):
        station = await given.a_station()
    answer = await office.post("/people", data=await form(role="convener", station=station))
    assert answer.status_code == 422


async def test_whoever_signed_in_before_is_found_by_subject(office: AsyncClient) -> None:
    account = await given.an_account(name="李四")
    async with county_tx(readonly=True):
        known = await AccountRow.select().where(AccountRow.id == account).first()
    assert known
    await office.post("/people", data=await form(subject=known["subject"]))
    assert [each["role"] for each in await appointments(account)] == ["member"]


async def test_a_role_is_given_and_ended(office: AsyncClient, county: int) -> None:
    account = await given.an_account(name="李四")
    path = f"/people/{account}/appointments"
    assert (await office.post(path, data={"role": "committee"})).status_code == 303
    assert "已经有这个职责" in (await office.post(path, data={"role": "committee"})).text
    async with browser(f"/c{county}") as li:
        await given.sign_in(li, account)
        assert "专门委员会" in Page(await li.get("/account")).facts["职责"]
        held = (await appointments(account))[0]
        assert (await office.post(f"{path}/{held['id']}/end")).status_code == 303
        assert "职责" not in Page(await li.get("/account")).facts
    ended = (await appointments(account))[0]["ended_at"]
    assert ended
    await office.post(f"{path}/{held['id']}/end")
    assert (await appointments(account))[0]["ended_at"] == ended  # history does not move
    stranger = await given.an_account()
    assert (
        await office.post(f"/people/{stranger}/appointments/{held['id']}/end")
    ).status_code == 404


async def test_the_last_office_account_stays(client: AsyncClient) -> None:
    me = await given.signed_in(client, Role.OFFICE)
    held = (await appointments(me))[0]
    for path in (f"/people/{me}/appointments/{held['id']}/end", f"/people/{me}/disable"):
        answer = await client.post(path)
        assert answer.status_code == 422
        assert "至少要留一个能登录的管理账号" in answer.text
    await given.an_account(Role.OFFICE)
    assert (await client.post(f"/people/{me}/appointments/{held['id']}/end")).status_code == 303
    assert (await client.get("/people")).status_code == 403


async def test_an_office_that_cannot_sign_in_is_not_the_one_that_stays(client: AsyncClient) -> None:
    """Its provider was ended: whoever is left would be nobody."""
    me = await given.signed_in(client, Role.OFFICE)
    gone = await given.another_provider(enabled=False)
    await given.an_account(Role.OFFICE, provider=gone)
    answer = await client.post(f"/people/{me}/disable")
    assert answer.status_code == 422
    assert "至少要留一个能登录的管理账号" in answer.text


async def test_a_member_who_leaves_acts_as_one_no_more(office: AsyncClient, county: int) -> None:
    """Their other roles stay, and the log says so."""
    account = await given.an_account(Role.MEMBER, Role.CONVENER)
    async with county_tx():
        member = await given.a_member(account=account)
    async with browser(f"/c{county}") as li:
        await given.sign_in(li, account)
        page = Page(await office.get(f"/people/members/{member}"))
        form = {"version": page.typed("version")[0], "name": "王委员", "sector": "农业界"}
        form |= {"account": str(account), "left": "true"}
        sent = await office.post(f"/people/members/{member}", data=form)
        assert sent.status_code == 303
        held = {each["role"]: each["ended_at"] is None for each in await appointments(account)}
        assert held == {"member": False, "convener": True}
        assert (await li.get("/desk")).status_code == 200
    log = Page(await office.get("/audit?act=role_ended")).texts("#audit tbody tr")
    assert len(log) == 1


async def test_a_disabled_account_is_out_at_once(office: AsyncClient, county: int) -> None:
    account = await given.an_account(Role.MEMBER)
    async with browser(f"/c{county}") as li:
        await given.sign_in(li, account)
        assert (await li.get("/account")).status_code == 200
        assert (await office.post(f"/people/{account}/disable")).status_code == 303
        assert (await li.get("/account")).status_code == 401
        assert (await office.post(f"/people/{account}/enable")).status_code == 303
        assert (await li.get("/account")).status_code == 401  # the old session stays ended


async def test_the_office_ends_sessions(office: AsyncClient, county: int) -> None:
    account = await given.an_account(Role.MEMBER)
    async with browser(f"/c{county}") as phone, browser(f"/c{county}") as desk:
        await given.sign_in(phone, account)
        await given.sign_in(desk, account)
        async with county_tx(readonly=True):
            ids = [
                each["id"]
                for each in await rows(
                    'SELECT "id" FROM "session" WHERE "session"."county" = $1 AND "account" = $2'
                    ' ORDER BY "id"',
                    account,
                )
            ]
        await office.post(f"/people/{account}/sessions/{ids[0]}/end")
        assert (await phone.get("/account")).status_code == 401
        assert (await desk.get("/account")).status_code == 200
        await office.post(f"/people/{account}/sessions/end")
        assert (await desk.get("/account")).status_code == 401
    assert (await office.get("/people")).status_code == 200


async def test_a_member_is_added_and_changed(office: Browser) -> None:
    station = await given.a_station("龙兴镇议事点")
    account = await given.an_account(Role.MEMBER)
    async with county_tx(readonly=True):
        known = await AccountRow.select().where(AccountRow.id == account).first()
    assert known
    data = {
        "name": "王委员", "sector": "农业界", "phone": "13812345678", "station": station,
        "mode": "fixed", "subject": known["subject"],
    }  # fmt: skip
    token = office.form_token()
    for _ in range(2):
        sent = await office.post("/people/members", data={**data, "form_token": token})
        assert sent.status_code == 303
    async with county_tx(readonly=True):
        member = (await Member.select())[0]
        assert await Member.count() == 1
    assert (member["account"], member["station"]) == (account, station)
    for page in ("/people/members", f"/people/members/{member['id']}"):
        text = (await office.get(page)).text
        assert "138****5678" in text
        assert "13812345678" not in text
    path = f"/people/members/{member['id']}"
    version = Page(await office.get(path)).hidden("version")
    changed = {**data, "phone": "", "standing": "true", "left": "true", "name": "王主席"}
    changed["version"] = version
    assert (await office.post(path, data=changed)).status_code == 303
    async with county_tx(readonly=True):
        after = (await Member.select())[0]
    assert (after["phone"], after["name"], after["standing"]) == ("13812345678", "王主席", True)
    assert after["left_on"]
    told = await office.post(path, data={**changed, "no_phone": "true", "name": "王老"})
    assert told.status_code == 409  # it was changed since
    assert Page(told).typed("name") == ["王老"]
    assert "现在是：王主席" in told.text
    changed["version"] = Page(told).hidden("version")
    await office.post(path, data={**changed, "no_phone": "true"})
    async with county_tx(readonly=True):
        assert (await Member.select())[0]["phone"] == ""


async def test_who_left_by_mistake_is_a_member_again(office: Browser) -> None:
    """With the role that ended with it; not with one that was ended before."""
    account = await given.an_account(Role.MEMBER, Role.CONVENER)
    async with county_tx():
        member = await given.a_member(account=account)
        ended: Any = {Appointment.ended_at: now() - timedelta(days=2)}
        await Appointment.update(ended).where(Appointment.role == str(Role.CONVENER))
        known = await AccountRow.select().where(AccountRow.id == account).first()
    assert known
    path = f"/people/members/{member}"
    form = {"name": "王委员", "sector": "农业界", "mode": "fixed", "subject": known["subject"]}
    for left, held in (({"left": "true"}, []), ({}, ["member"]), ({}, ["member"])):
        version = Page(await office.get(path)).hidden("version")
        sent = await office.post(path, data={**form, **left, "version": version})
        assert sent.status_code == 303, sent.text
        async with county_tx(readonly=True):
            found = await Appointment.select(Appointment.role).where(
                (Appointment.account == account) & Appointment.ended_at.is_null()
            )
        assert [each["role"] for each in found] == held
    given_ = await noted(Noted.ROLE_GIVEN)
    assert [each["about"] for each in given_] == [f"/people/{account}"]


async def test_an_account_is_one_members_only(office: AsyncClient) -> None:
    account = await given.an_account(Role.MEMBER)
    async with county_tx():
        await given.a_member(account=account)
        known = await AccountRow.select().where(AccountRow.id == account).first()
    assert known
    data = {"name": "李委员", "sector": "工商界", "subject": known["subject"]}
    answer = await office.post("/people/members", data=data)
    assert answer.status_code == 422
    assert "已属于另一位委员" in Page(answer).wrong["subject"]
    several = {**data, "name": "", "phone": "x"}
    assert Page(await office.post("/people/members", data=several)).wrong.keys() == {
        "name",
        "phone",
        "subject",
    }
    answer = await office.post("/people/members", data={**data, "subject": "nobody"})
    assert "没有叫「nobody」的" in answer.text


async def test_departments(office: Browser) -> None:
    token = office.form_token()
    for _ in range(2):
        data = {"name": "水利局", "form_token": token}
        answer = await office.post("/people/departments", data=data)
        assert answer.status_code == 303
    answer = await office.post("/people/departments", data={"name": "水利局"})
    assert answer.status_code == 422
    assert "已经有这个名称" in Page(answer).wrong["name"]
    assert Page(answer).typed("name") == ["水利局"]
    async with county_tx(readonly=True):
        assert await Department.count() == 1
    assert "水利局" in (await office.get("/people/departments")).text


async def test_long_lists_come_in_pages(office: AsyncClient) -> None:
    provider = await the_provider()
    names = [f"居民{number:03}" for number in range(55)]
    async with county_tx():
        await AccountRow.insert(
            *(AccountRow(provider=provider, subject=name, name=name) for name in names)
        )
    page = (await office.get("/people", params={"q": "居民"})).text
    shown = set(re.findall(r"居民\d{3}</a>", page))
    assert len(shown) == 50
    older = re.search(r"before=(\d+)", page)
    assert older
    page = (await office.get("/people", params={"q": "居民", "before": older[1]})).text
    rest = set(re.findall(r"居民\d{3}</a>", page))
    assert len(rest) == 5
    assert not shown & rest


@pytest.mark.parametrize("q", ["%", "_", "\\", "'", "\x00", "居" * 200])
async def test_what_is_searched_for_is_text(office: AsyncClient, q: str) -> None:
    answer = await office.get("/people", params={"q": q})
    assert answer.status_code == 200
    assert (await office.get("/people?before=" + "9" * 18)).status_code == 200
    assert (await office.get("/people?before=" + "9" * 30)).status_code < 500
