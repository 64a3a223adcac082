"""What is noted, who reads it, and that nobody changes it."""

import ast
import inspect
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from asyncpg.exceptions import RaiseError
from httpx import AsyncClient
from litestar.routes import HTTPRoute

from app.access.asking import Asking, asking
from app.access.roles import Act, Role
from app.accounts.operators import name_person
from app.audit import Noted, note
from app.audit.pages import asked, lines
from app.dates import in_words, today
from app.db import bound_to, county_tx, execute, row, rows, value
from app.ledger.counting import keep
from app.ledger.sealing import Bad, verify
from app.main import in_regions, inside, outside
from app.persons import retention
from app.tenancy.numbers import OPERATOR
from app.worker.periodic import PRUNED
from tests import given
from tests.conftest import Browser
from tests.isolation.routes import act_of
from tests.page import Page
from tests.sheets import words as words_of

pytestmark = pytest.mark.anyio

ALL = 'SELECT * FROM "audit" WHERE "audit"."county" = $1 ORDER BY "id"'


SIGNUP = """
    INSERT INTO "signup" ("county", "reference", "code", "slug", "preset", "unchecked",
        "admin_name", "admin_subject", "contact", "issuer", "client_id", "client_secret")
    VALUES ($1, 'seen', 140825, 'seen', 'shuozhou', '{}', '赵', 's', '13800001111', 'i', 'c', 's')
    RETURNING "id"
"""


async def noted(act: Noted | None = None) -> list[Any]:
    async with county_tx(readonly=True):
        found = await rows(ALL)
    return [each for each in found if act is None or each["act"] == act]


@pytest.fixture
async def office(client: Browser) -> int:
    return await given.signed_in(client, Role.OFFICE)


async def test_who_what_from_where_before_and_after(client: Browser, office: int) -> None:
    account = await given.an_account(name="李四")
    await client.post(f"/people/{account}/appointments", data={"role": "committee"})
    await client.post(f"/people/{account}/disable")
    given_, disabled = await noted()
    about = f"/people/{account}"
    assert (given_["act"], given_["actor"], given_["about"]) == ("role_given", office, about)
    assert (given_["person"], given_["address"]) == ("张三", "127.0.0.1")
    assert (given_["before"], lines(given_["after"])) == ("{}", ["职责: 专门委员会"])
    assert disabled["act"] == "account"
    both = [*lines(disabled["before"]), *lines(disabled["after"])]
    assert both == ["状态: 在用", "状态: 已停用"]


async def test_a_role_that_ends_is_noted_once(client: Browser, office: int) -> None:
    account = await given.an_account(Role.COMMITTEE)
    held = await given_role(account)
    for _ in range(2):
        await client.post(f"/people/{account}/appointments/{held}/end")
    (ended,) = await noted(Noted.ROLE_ENDED)
    assert (ended["actor"], lines(ended["before"])) == (office, ["职责: 专门委员会"])


async def given_role(account: int) -> int:
    sql = 'SELECT "id" FROM "appointment" WHERE "appointment"."county" = $1 AND "account" = $2'
    async with county_tx(readonly=True):
        return int((await row(sql, account))["id"])


async def test_what_is_refused_or_taken_back_is_not_noted(client: Browser, office: int) -> None:
    assert (await client.post(f"/people/{office}/disable")).status_code == 422
    assert await noted() == []


async def test_a_members_phone_stands_masked(client: Browser, office: int) -> None:
    form = {"name": "王五", "sector": "农业", "phone": "13812345678"}
    await client.post("/people/members", data=form)
    (added,) = await noted(Noted.MEMBER)
    assert added["actor"] == office
    assert "138****5678" in added["after"]
    assert "13812345678" not in added["after"]


async def test_an_export_is_noted_with_its_file(client: Browser, office: int) -> None:
    async with county_tx():
        await note(Noted.TAKEN_DOWN, "/photos/1", after={"reason": "=1+1"})
    answer = await client.get("/audit.xlsx")
    sheet = ZipFile(BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
    words = words_of(answer.content)
    told = re.findall("<t>(.*?)</t>", words)
    assert told[1:8] == ["时间", "谁", "从哪里", "做了什么", "关于", "之前", "之后"]
    assert told[-3:] == ["撤下", "照片 1", "理由: =1+1"]
    assert "<f>" not in sheet
    (export,) = await noted(Noted.EXPORTED)
    assert (export["actor"], export["about"]) == (office, "/audit")
    assert f"{in_words(today())}.xlsx" in export["after"]


def test_every_workbook_goes_out_through_the_log() -> None:
    sent = {str(path) for path in Path("app").rglob("*.py") if "as_file(" in path.read_text()}
    assert sent == {"app/workbooks.py", "app/audit/exporting.py"}


# What changes accounts, roles, rules, keys or sharing, but not these: why.
NOT_NOTED = {
    "POST /people/providers": "tried first; noted when it takes the other's place",
    "POST /people/departments": "a department is nobody's right",
    "POST /people/{account_id}/phone": "a number of the office, and no right",
    "POST /people/departments/{department_id}/phone": "a number of the office, and no right",
    "POST /desk/first-day": "a list of what to do next",
    "POST /desk/first-day/back": "a list of what to do next",
    "POST /charter/drafts": "a draft is no rule",
    "POST /charter/drafts/{draft_id}/dropping": "a draft is no rule",
    "POST /charter/drafts/{draft_id}/taking-up": "a draft is no rule",
    "POST /charter/drafts/{draft_id}/sheets": "a draft is no rule",
    "POST /charter/drafts/{draft_id}/undoing": "a draft is no rule",
    "POST /charter/drafts/{draft_id}/{part}": "a draft is no rule",
    "POST /charter/news": "makes a draft",
    "POST /scores/{sheet}/what-if": "a trial",
    "POST /scores/{sheet}/what-if/draft": "makes a draft",
    "POST /weights": "a region's own view of figures",
    "POST /weights/trial": "a trial",
}
THROUGH = {  # what calls `note` for them
    "POST /charter/drafts/{draft_id}/signing": "proposed(",
    "POST /charter/versions": "proposed(",
    "POST /people/{account_id}/appointments": "appoint(",
    "POST /people/{account_id}/invitation": "invitations.handed(",
    "POST /charter/versions/{charter_id}/restoration": "proposed(",
}
WATCHED = {str(each) for each in (Act.PEOPLE, Act.CHARTER, Act.SIGNUPS, Act.COMPARE)}


def watched() -> Iterator[tuple[str, str]]:
    for app in (inside, in_regions, outside):
        for route in app.routes:
            for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
                if (frame := handler.opt.get("frame")) and act_of(handler) in WATCHED:
                    yield f"POST {route.path_format}", inspect.getsource(frame.handler)


def test_whatever_changes_rights_or_rules_is_noted() -> None:
    found = dict(watched())
    assert found.keys() > NOT_NOTED.keys() | THROUGH.keys()
    silent = {
        name
        for name, text in found.items()
        if not re.search(r"\bnote\(", text) and THROUGH.get(name, "note(") not in text
    }
    assert silent == NOT_NOTED.keys()
    assert len(found) > 25


WRITES_ROLES = re.compile(r'Appointment\.(insert|update)\(|(INSERT INTO|UPDATE) "appointment"')


NOTES_ROLES = re.compile(r"Noted\.ROLE_|note_given\(")


def roles_written() -> Iterator[tuple[str, str]]:
    """Functions that write who holds which role, themselves or by a statement of their file."""
    for path in Path("app").rglob("*.py"):
        text = path.read_text("utf-8")
        made_up = {"demo", "preview"} & {*path.parts}
        if made_up or not WRITES_ROLES.search(text):
            continue
        tree = ast.parse(text)
        statements = {
            name.id
            for each in tree.body
            if isinstance(each, ast.Assign) and WRITES_ROLES.search(ast.unparse(each))
            for name in each.targets
            if isinstance(name, ast.Name)
        }
        for each in ast.walk(tree):
            if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            names = {one.id for one in ast.walk(each) if isinstance(one, ast.Name)}
            if names & statements or WRITES_ROLES.search(ast.unparse(each)):
                yield f"{path}:{each.name}", ast.unparse(each)


def test_whoever_writes_a_role_notes_it() -> None:
    found = dict(roles_written())
    assert [name for name, text in found.items() if not NOTES_ROLES.search(text)] == []
    assert len(found) >= 10


@pytest.mark.parametrize("change", ["UPDATE {} SET county = county", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["audit", "audit_seal"])
async def test_the_database_refuses_to_change_it(
    county: int, superuser: Any, change: str, table: str
) -> None:
    async with county_tx():
        await note(Noted.TAKEN_DOWN, "/photos/1")
    await keep()
    with pytest.raises(RaiseError, match=f"{table} is append-only"):
        await superuser.execute(f"{change.format(table)} WHERE county = $1", county)
    assert len(await noted()) == 1


async def test_it_is_sealed_as_the_ledger_is(county: int, superuser: Any) -> None:
    async with county_tx():
        await note(Noted.TAKEN_DOWN, "/photos/1")
        await note(Noted.TAKEN_DOWN, "/photos/2", after={"reason": "误传"})
    await keep()
    assert await verify(county) is None
    first, second = await noted()
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(
        'UPDATE "audit" SET "after" = \'{}\' WHERE county = $1 AND id = $2', county, second["id"]
    )
    assert await verify(county, "x") == Bad("x", second["id"], 2, "audit")
    await superuser.execute('DELETE FROM "audit_seal" WHERE county = $1', county)
    await superuser.execute("SET session_replication_role = origin")
    assert await verify(county, "x") == Bad("x", first["id"], None, "audit")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICE, Role.REGION, Role.OPERATOR}))
async def test_others_do_not_read_it(client: AsyncClient, role: Role) -> None:
    assert (await client.get("/audit")).status_code == 401
    await given.signed_in(client, role)
    assert {(await client.get(each)).status_code for each in ("/audit", "/audit.xlsx")} == {403}


@pytest.mark.usefixtures("office")
async def test_it_is_searched(client: Browser) -> None:
    token = asking.set(Asking(None, "赵六", "10.1.2.3"))
    async with county_tx():
        await note(Noted.TAKEN_DOWN, "/photos/1", after={"reason": "重复了"})
        await note(Noted.SESSIONS_ENDED, "/people/7")
    asking.reset(token)
    tomorrow, thousands = f"{today().replace(year=today().year + 1)}", "2020-01-01"
    for query, there in {
        "": 2,
        "q=赵六": 2,
        "q=10.1.2.3": 2,
        "q=重复": 1,
        "q=没有的": 0,
        "act=taken_down": 1,
        f"since={tomorrow}&until={tomorrow}": 0,
        f"until={thousands}": 0,
    }.items():
        page = Page((await client.get(f"/audit?{query}")).text)
        assert len(page.texts("#audit tbody tr")) == there, query
    # And not others.
    for odd in ("since=2026-13-45", "act=nonsense", "until=abc", "since=&until=0001-01-01"):
        for page_at in ("/audit", "/audit.xlsx"):
            assert (await client.get(f"{page_at}?{odd}")).status_code == 404, odd


@pytest.mark.usefixtures("office")
async def test_a_long_log_is_leafed_through(client: Browser) -> None:
    async with county_tx():
        for number in range(51):
            await note(Noted.SESSIONS_ENDED, f"/people/{number}")
    first = Page((await client.get("/audit?act=sessions_ended")).text)
    assert len(first.texts("#audit tbody tr")) == 50
    older = Page(
        (await client.get(first.one(".pager a")["href"].partition("/audit")[2] or "")).text
    )
    assert older.title


MANY = """
    INSERT INTO "audit" ("county", "act", "person", "address", "about", "before", "after", "at")
    SELECT $1, 'sessions_ended', 'x', '', '/people/7', '{}', '{}',
           clock_timestamp() - n * interval '1 second'
    FROM generate_series(1, $2::int) AS n
"""


@pytest.mark.usefixtures("office")
async def test_a_search_looks_through_a_thousand_at_a_time(client: Browser) -> None:
    async with county_tx():
        await execute(MANY, 999)
    page = Page(await client.get("/audit?q=重复"))
    assert page.texts("main .empty") == ["这段时间里没有这样的记录。"]
    old = MANY.replace("n * interval '1 second'", "interval '1 hour'")
    async with county_tx():
        await execute(MANY, 1)
        await execute(old.replace("/people/7", "/photos/重复"), 1)
    first = Page(await client.get("/audit?q=重复"))
    assert first.all("main .empty") == []
    assert len(first.texts("#audit tbody tr")) == 0
    assert "找过了 1000 条" in first.one("main [role=status]").text
    on = first.one(".pager a")["href"].partition("/audit")[2]
    found = Page((await client.get(f"/audit{on}")).text)
    assert [each[4] for each in found.rows if each[:1] != ["时间"]] == ["/photos/重复"]
    assert found.all(".pager a") == []


async def test_another_county_reads_its_own(
    client: Browser, office: int, other_county: int
) -> None:
    assert office
    with bound_to(other_county):
        async with county_tx():
            await note(Noted.TAKEN_DOWN, "/photos/77")
    assert "照片 77" not in (await client.get("/audit")).text


async def test_the_operators_own(outside: Browser) -> None:
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
        async with county_tx():
            await note(Noted.SIGNUP_DECIDED, "/signups/5", after={"decision": "approved"})
        await keep()
    page = (await outside.get("/operator/audit?act=signup_decided")).text
    assert 'href="/operator/signups/5"' in page
    assert "决定: 已通过" in page


async def test_who_looks_at_personal_data_is_noted(
    outside: Browser, client: Browser, county: int
) -> None:
    """A wish, with what names whoever has it; a sign-up, with its contact. A page that is not there
    was not seen.
    """
    me = await given.signed_in(client, Role.OFFICE)
    topic = await given.a_topic(await given.a_station())
    form = {"of": "topic", "number": str(topic), "kind": "erasure"}
    sent = await client.post("/wishes", data=form)
    wish = sent.headers["location"].removeprefix(f"/c{county}")
    for _twice in range(2):
        assert (await client.get(wish)).status_code == 200
    assert (await client.get("/wishes/1")).status_code == 404
    seen = await noted(Noted.PERSONAL_SEEN)
    assert [(each["actor"], each["about"]) for each in seen] == [(me, wish)] * 2
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
        async with county_tx():
            signup = await value(SIGNUP)
        page = await outside.get(f"/operator/signups/{signup}")
        assert "13800001111" in page.text
        found = await noted(Noted.PERSONAL_SEEN)
    assert f"/signups/{signup}" in {each["about"] for each in found}


async def test_no_job_ends_a_line_of_the_log(county: int) -> None:
    """The law asks for six months; nothing ever deletes: neither retention nor the hour's pruning,
    and the database lets nobody (above).
    """
    async with county_tx():
        await note(Noted.NUMBER_SEEN, "/topics/1")
    await retention.expire(today() + timedelta(days=200 * 366))
    assert [each["about"] for each in await noted(Noted.NUMBER_SEEN)] == ["/topics/1"], county
    assert not [each for each in PRUNED if "audit" in each]


async def test_what_the_operator_does_to_a_county(outside: Browser, county: int) -> None:
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
    there = f"/operator/counties/{county}"
    await outside.post(f"{there}/suspend", data={"reason": "欠费停用"})
    await outside.post(f"{there}/resume")
    with bound_to(OPERATOR):
        found = [
            each for each in await noted(Noted.COUNTY) if each["about"] == f"/counties/{county}"
        ]
    assert [(lines(each["before"]), lines(each["after"])) for each in found] == [
        (["状态: 在用"], ["理由: 欠费停用", "状态: 已暂停"]),
        (["理由: 欠费停用", "状态: 已暂停"], ["状态: 在用"]),
    ]


async def test_a_provider_is_noted_without_its_secret(pool: None) -> None:
    assert pool is None
    provider = {"name": "甲", "issuer": "https://a.example/", "client_id": "c"}
    for secret in ("first", "first", "second"):
        await name_person(51, {**provider, "client_secret": secret}, "s-of-51", "周")
    with bound_to(51):
        found = await noted(Noted.PROVIDER)
        roles = await noted(Noted.ROLE_GIVEN)
    assert [lines(each["after"])[-1] for each in found[-2:]] == ["密钥: ***"] * 2
    assert len(found) == 2
    assert len(roles) == 1
    assert not any("first" in str(each) or "second" in str(each) for each in map(dict, found))


async def test_what_has_no_words_is_refused(county: int) -> None:
    assert county
    async with county_tx():
        with pytest.raises(TypeError, match="no words for"):
            await note(Noted.TAKEN_DOWN, "", {"phone": "1"})
    assert all(each.about for each in Noted)
    assert (today() - asked("", "", "", "")["since"]).days > 180
