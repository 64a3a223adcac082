"""From the national list to a county at work, as an office and the operator go through it."""

import gzip
import re
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.access.cookies import cookie_key
from app.access.sealed import seal
from app.accounts.client_ways import Client
from app.charter import presets
from app.counties.trial import NAME, WORKED, proof_of
from app.db import bound_to
from app.tenancy.numbers import OPERATOR
from tests.conftest import Browser, browser
from tests.counties.conftest import NAMED
from tests.page import Page
from tests.quotas import spent

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("named")]


def form(code: str, slug: str, **other: object) -> dict[str, object]:
    whole: dict[str, object] = {
        "code": code, "slug": slug, "preset": "xinjiang", "admin_name": "王五",
        "admin_subject": f"sub-{slug}", "contact": "0573-84000000",
        "issuer": NAMED["issuer"], "client_id": "shangliang",
        "client_secret": f"geheim-{slug}",
    }  # fmt: skip
    return whole | other


async def ticks(client: AsyncClient, code: str) -> list[str]:
    page = (await client.get(f"/signup/{code}")).text
    return Page(page).typed("p")


async def asked(client: AsyncClient, code: str, slug: str, **other: object) -> Response:
    ticked = other.pop("p", None) or await ticks(client, code)
    worked(client, form(code, slug, **other))
    return await client.post("/signup", data=form(code, slug, p=ticked, **other))


def worked(client: AsyncClient, typed: dict[str, object]) -> None:
    """As if the provider had been tried in this browser (test_trial.py)."""
    issuer, name, secret = (str(typed[key]) for key in ("issuer", "client_id", "client_secret"))
    way = str(typed.get("way", ""))
    proof = proof_of(Client(0, issuer, name, secret, way, int(f"{typed['code']}")))
    client.cookies.set(cookie_key(NAME), seal(WORKED, proof, seconds=60))


async def number_of(superuser: Any, slug: str) -> int:
    return int(await superuser.fetchval("SELECT id FROM signup WHERE slug = $1", slug))


async def test_a_county_finds_itself(outside: AsyncClient) -> None:
    for words in ("平湖", "phs", "pinghu", "330482", "３３０４８２"):
        page = (await outside.get("/signup", params={"q": words})).text
        assert 'href="/signup/330482"' in page
    for words in ("没有的县", "\0%", "'--"):
        page = (await outside.get("/signup", params={"q": words})).text
        assert Page(page).one("#found .empty").text.startswith("没有找到")
        assert Page(page).all('#found a[href^="/signup/"]') == []
    assert (await outside.get("/", params={"q": "\0"})).status_code == 200


async def test_the_operator_adds_a_county_and_renames_another(
    operator: AsyncClient, superuser: Any
) -> None:
    address = "/operator/divisions"
    refused = await operator.post(address, data={"code": "33049", "name": "新"})
    assert refused.status_code == 422
    assert Page(refused.text).typed("code") == ["33049"]
    try:
        added = await operator.post(address, data={"code": "３３０４９５", "name": "新立县"})
        assert added.status_code == 303
        page = Page((await operator.get(address)).text)
        assert "新立县" in page.one(".list li strong").text
        found = (await operator.get("/signup", params={"q": "xinli"})).text
        assert 'href="/signup/330495"' in found
        await operator.post(address, data={"code": "330495", "name": "新立区"})
        assert "新立区" in (await operator.get("/signup", params={"q": "xinliqu"})).text
    finally:
        await superuser.execute("DELETE FROM division WHERE code = '330495'")


async def test_all_who_wait_are_listed_and_counted(operator: AsyncClient, superuser: Any) -> None:
    """One more than a page: the figure says all, and the page leads on to the eldest."""
    there = await superuser.fetchval("SELECT count(*) FROM signup WHERE state = 'waiting'")
    await superuser.execute(
        "INSERT INTO signup (county, reference, code, slug, preset, unchecked, admin_name,"
        " admin_subject, contact, issuer, client_id, client_secret)"
        " SELECT 1, 'many-' || n, 900000 + n, 'many-' || n, 'xinjiang', '{}', '王', 'w', '1',"
        " 'https://id.example.cn', 'x', 'x' FROM generate_series(1, 51) AS n"
    )
    try:
        page = Page((await operator.get("/operator")).text)
        assert page.one("#waiting")["value"] == f"{there + 51}"
        assert len(page.all('a[href^="/operator/signups/"]')) >= 50
        onward = page.one('a[href*="waiting_before"]')["href"]
        assert 'href="/operator/signups/' in (await operator.get(onward)).text
    finally:
        await superuser.execute("DELETE FROM signup WHERE reference LIKE 'many-%'")


async def test_its_own_places_are_there_and_oddities_are_not_ticked(
    outside: AsyncClient, superuser: Any
) -> None:
    page = (await outside.get("/signup/140825")).text
    listed = {each["value"] for each in Page(page).all("[name=p]")}
    codes = await superuser.fetch("SELECT code FROM division WHERE code ~ '^140825.'")
    assert listed == {each["code"][6:] for each in codes}
    assert 'value="xinjiang"' in page
    assert page.count('type="radio"') == 5
    assert 'value="xinjiang"' in page.split('name="slug"')[1][:200]


async def test_the_largest_county_stays_light(outside: AsyncClient) -> None:
    page = (await outside.get("/signup/310115")).content
    assert page.count(b'name="p"') > 1500
    assert len(gzip.compress(page, 4)) < 60_000


@pytest.mark.parametrize("code", ["999999", "130171", "33042", "330421001", "abc"])
async def test_a_bad_code_is_refused_in_words(outside: AsyncClient, code: str) -> None:
    for response in (
        await outside.get(f"/signup/{code}"),
        await outside.post("/signup", data=form(code, "nowhere", p=["001"])),
    ):
        assert response.status_code == 422
        assert "全国名录里没有" in response.text


async def test_what_was_typed_is_kept(outside: AsyncClient, superuser: Any) -> None:
    some = (await ticks(outside, "330481"))[3:9]
    response = await asked(
        outside, "330481", "signup", admin_name="", contact='赵<"六">', p=some, preset="wudu"
    )
    assert response.status_code == 422
    page = response.text
    assert Page(page).wrong.keys() == {"slug", "admin_name"}
    assert "平台保留的网址" in Page(page).wrong["slug"]
    assert "首位管理员的姓名" in Page(page).wrong["admin_name"]
    assert set(Page(page).typed("p")) == set(some)
    assert Page(page).typed("preset") == ["wudu"]
    assert Page(page).typed("contact") == ['赵<"六">']
    assert "geheim" not in page  # the secret comes back sealed …
    assert "已经收好" in Page(page).one("main").text
    kept = Page(page).hidden("kept")
    again = form("330481", "haining", p=some, client_secret="", kept=kept, preset="")
    page = (await outside.post("/signup", data=again)).text
    assert Page(page).wrong.keys() == {"preset"}
    again |= {"preset": "wudu", "kept": Page(page).hidden("kept")}
    response = await outside.post("/signup", data=again)  # … and need not be typed again
    assert response.status_code == 303
    row = await superuser.fetchrow("SELECT * FROM signup WHERE slug = 'haining'")
    assert row["client_secret"] == "geheim-signup"  # noqa: S105
    assert not {f"330481{tick}" for tick in some} & set(row["unchecked"])


async def test_what_is_told_where_there_is_no_form_any_more_is_no_secret(
    outside: AsyncClient,
) -> None:
    response = await outside.post("/signup", data=form("999999", "nowhere", p=["001"]))
    assert "王五" in response.text
    assert "geheim" not in response.text
    assert "<li>001</li>" not in response.text


async def test_a_large_county_can_ask_and_nobody_sends_more(outside: AsyncClient) -> None:
    many = [f"{n:06}" for n in range(2900)]
    response = await outside.post("/signup", data=form("310115", "x", p=many))
    assert Page(response).wrong.keys() >= {"slug", "p"}
    many = [f"{n:06}" for n in range(3000)]
    assert (await outside.post("/signup", data=form("310115", "pudong", p=many))).status_code == 400


async def test_from_the_list_to_a_county_at_work(  # noqa: PLR0915  # one way, told through
    outside: Browser, operator: Browser, superuser: Any
) -> None:
    ticked = await ticks(outside, "140825")
    dropped = next(tick for tick in ticked if len(tick) == 6)
    data = form("140825", "xinjiang-test", p=[tick for tick in ticked if tick != dropped])
    data["form_token"] = outside.form_token()
    worked(outside, data)
    response = await outside.post("/signup", data=data)
    assert response.status_code == 303
    done = response.headers["location"]
    page = (await outside.get(done)).text
    assert "等运营方审核" in Page(page).one("[role=status]").text
    assert "王五" not in page
    assert "0573" not in page
    again = await outside.post("/signup", data=data)
    assert again.headers["location"] == done  # the same form a second time
    other = await outside.post("/signup", data=data | {"contact": "别人"})
    assert other.status_code == 409
    assert "内容与这次不同" in Page(other).notice

    number = await number_of(superuser, "xinjiang-test")
    page = (await operator.get(f"/operator/signups/{number}")).text
    assert "王五" in page
    assert "geheim" not in page
    assert (await browser("").get("/xinjiang-test/stations")).status_code == 404
    twin = {"decision": "approve", "form_token": operator.form_token()}
    for _n in range(2):
        response = await operator.post(f"/operator/signups/{number}/decision", data=twin)
        assert response.status_code == 303
        assert response.headers["location"] == f"/operator/signups/{number}"
    assert "这个县已经开通" in (await operator.get(f"/operator/signups/{number}")).text
    assert "已经通过" in Page(await outside.get(done)).one("[role=status]").text
    assert "新绛县" in (await outside.get("/", params={"q": "新绛"})).text
    shown = Page(await outside.get("/signup/140825"))
    assert "新绛县已经开通，不能再次申请。" in shown.refusals
    late = await outside.post("/signup", data=form("140825", "other", p=ticked))
    assert late.status_code == 422
    assert Page(late).refusals[:1] == ["新绛县已经开通，不能再次申请。"]

    county = 140825
    stations = await superuser.fetch("SELECT * FROM station WHERE county = $1", county)
    assert len(stations) == len(ticked) - 1 + 1  # one was ticked off, the county's own came along
    assert f"{county}{dropped}" not in {each["division"] for each in stations}
    by_id = {each["id"]: each for each in stations}
    for each in stations:
        above = by_id[each["parent"]]["lineage"] if each["parent"] else []
        assert each["lineage"] == [*above, each["id"]]
    assert {len(each["lineage"]) for each in stations} == {1, 2, 3}
    opened = await superuser.fetchval(
        "SELECT count(*) FROM ledger WHERE county = $1 AND kind = 'station.opened'", county
    )
    assert opened == len(stations)
    account = await superuser.fetchrow(
        "SELECT subject, role, issuer, client_secret FROM account"
        " JOIN appointment ON appointment.account = account.id"
        " JOIN provider ON provider.id = account.provider WHERE account.county = $1",
        county,
    )
    assert list(account) == [
        "sub-xinjiang-test",
        "office",
        NAMED["issuer"],
        "geheim-xinjiang-test",
    ]
    page = (await browser("").get("/xinjiang-test/stations")).text
    assert "有事好商量协商议事厅" in page

    response = await operator.post(
        f"/operator/signups/{number}/decision", data={"decision": "refuse", "reason": "查无此人"}
    )
    assert response.status_code == 409
    assert "已经处理过" in Page(response).notice
    assert "查无此人" in Page(response).notice


async def test_a_sign_up_blocks_nobody_until_its_contact_is_confirmed(
    outside: AsyncClient, operator: AsyncClient, superuser: Any
) -> None:
    ticked = await ticks(outside, "140826")
    for slug in ("jiangxian", "jiangxian-b", "jiangxian"):
        worked(outside, form("140826", slug))
        sent = await outside.post("/signup", data=form("140826", slug, p=ticked))
        assert sent.status_code == 303
    find = "SELECT id FROM signup WHERE code = 140826 ORDER BY id"
    first, second, third = [each["id"] for each in await superuser.fetch(find)]
    there = f"/operator/signups/{second}"
    assert "联系人已核实" in Page(await operator.get(there)).texts("main form button")
    assert (await operator.post(f"{there}/confirmation")).status_code == 303
    assert "联系人已核实" not in Page(await operator.get(there)).texts("main form button")
    fourth = await outside.post("/signup", data=form("140826", "jiangxian-c", p=ticked))
    assert fourth.status_code == 422
    assert Page(fourth).refusals[:1] == ["绛县已经有一份申请，联系人已经核实，正在等运营方审核。"]
    for other in (first, third):
        refused = await operator.post(f"/operator/signups/{other}/confirmation")
        assert refused.status_code == 422
        assert "已有另一份核实过的申请" in Page(refused).notice
    ticked = await ticks(outside, "330424")
    taken = await outside.post("/signup", data=form("330424", "jiangxian-b", p=ticked))
    assert "已经有县在用或在申请" in taken.text
    worked(outside, form("330424", "jiangxian"))
    free = await outside.post("/signup", data=form("330424", "jiangxian", p=ticked))
    assert free.status_code == 303
    data = {"decision": "refuse", "reason": "重复"}
    for each in (first, second, third):
        assert (await operator.post(f"/operator/signups/{each}/decision", data=data)).is_redirect
    late = await operator.post(f"{there}/confirmation")
    assert late.status_code == 409


@pytest.mark.parametrize("wrong", ["/", "/realms/none", "-"])
async def test_an_issuer_that_does_not_answer_is_told_at_once(
    outside: AsyncClient, wrong: str
) -> None:
    """Among all that is wrong. A slash more is another issuer: nobody could ever sign in there."""
    issuer = NAMED["issuer"] + wrong if wrong != "-" else "https://no-such-host.invalid"
    sent = await asked(outside, "330482", "pinghu-x", issuer=issuer, contact="")
    assert sent.status_code == 422
    assert [each.partition("，")[0] for each in Page(sent).refusals] == [
        "请填写联系方式", "在这个地址找不到身份服务"
    ]  # fmt: skip


async def test_landing_lists_fifty_and_the_next(
    outside: AsyncClient, county: int, superuser: Any
) -> None:
    assert f"/c{county}/" in (await outside.get("/", params={"q": f"c{county}"})).text
    await superuser.execute(
        "INSERT INTO county (id, slug, name, opened_at)"
        " SELECT 980000 + n, 'bulk-' || n, '批量县' || n, now() FROM generate_series(1, 60) AS n"
    )
    page = (await outside.get("/", params={"q": "批量县"})).text
    assert page.count("批量县") >= 50
    assert "bulk-51/" not in page
    older = re.findall(r"after=(\d+)", page)[0]
    rest = (await outside.get("/", params={"q": "批量县", "after": older})).text
    assert rest.count('class="title"') == 10


async def test_one_address_does_not_take_all_counties(outside: AsyncClient) -> None:
    """Sixty an hour: of these 58 are written down as if they had been made."""
    outside.headers["x-forwarded-for"] = "203.0.113.7"
    with bound_to(OPERATOR):
        await spent("signup", "203.0.113.7", 58)
    assert (await asked(outside, "140822", "wanrong")).status_code == 303
    assert (await asked(outside, "330482", "pinghu")).status_code == 303
    one_more = await asked(outside, "330482", "pinghu-b")
    assert one_more.status_code == 429
    assert "操作太频繁" in one_more.text
    outside.headers["x-forwarded-for"] = "203.0.113.8"
    assert (await asked(outside, "330482", "pinghu-b")).status_code == 303


async def test_a_county_opens_in_its_own_words(
    outside: AsyncClient, operator: AsyncClient, superuser: Any
) -> None:
    """Names are asked; what is left empty is as the preset has it, which is kept as taken."""
    page = Page(await outside.get("/signup/330424"))
    assert page.one("[name=station]")["value"] == ""
    own = {
        "platform": "有话来说",
        "station": "民情驿站",
        "member": "驻站委员",
        "at_village": "小板凳",
    }
    long = await asked(outside, "330424", "haiyan-own", preset="wudu", **own | {"topic": "长" * 21})
    assert long.status_code == 422
    assert Page(long).refusals == ["这一项太长，最多 20 个字。"]
    assert Page(long).typed("platform") == ["有话来说"]
    assert (await asked(outside, "330424", "haiyan-own", preset="wudu", **own)).status_code == 303
    there = f"/operator/signups/{await number_of(superuser, 'haiyan-own')}"
    assert "民情驿站" in Page(await operator.get(there)).texts("dd")
    sent = await operator.post(f"{there}/decision", data={"decision": "approve"})
    assert sent.status_code == 303, sent.text
    names = await superuser.fetch("SELECT kind, name FROM station WHERE county = 330424")
    ends = {
        "town": "民情驿站",
        "street": "民情驿站",
        "village-room": "小板凳",
        "community-room": "小板凳",
    }
    assert {each["kind"] for each in names} == set(ends)
    assert all(each["name"].endswith(ends[each["kind"]]) for each in names)
    home = await browser("").get("/haiyan-own/")
    assert "有话来说" in home.text
    assert "政协委员工作站" not in (await browser("").get("/haiyan-own/stations")).text
    document = await superuser.fetchval("SELECT document FROM preset_taken WHERE county = 330424")
    assert document == presets.document("wudu")
