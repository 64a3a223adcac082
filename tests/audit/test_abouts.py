"""What an entry is about is read in words: of every address that is noted, by whoever reads it."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.access.roles import Role
from app.audit import Noted, abouts, note
from app.audit.abouts import PAGES, kind_of, known
from app.db import bound_to, county_tx, value
from app.evidence.sorts import Sort
from app.evidence.subjects import Subject
from app.tenancy.numbers import OPERATOR
from tests import given
from tests.audit.test_audit import SIGNUP
from tests.conftest import Browser
from tests.page import Page
from tests.sheets import words as words_of

pytestmark = pytest.mark.anyio

NOTED = {"note", "note_seen", "as_noted_file", "file_of"}


async def test_names_and_kinds_linked_in_the_page_and_in_the_file(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    account = await given.an_account(name="李四")
    topic = await given.a_topic(await given.a_station(), title="路灯不亮")
    async with county_tx():
        await note(Noted.ACCOUNT, f"/people/{account}")
        await note(Noted.NUMBER_SEEN, f"/topics/{topic}")
        await note(Noted.RULES, "/charter/versions")
        await note(Noted.ACCOUNT, "/people/12")
    page = Page(await client.get("/audit"))
    assert page.texts("#audit td:nth-child(5)") == [
        "账号 12",
        "各版规则",
        "议题「路灯不亮」",
        "账号「李四」",
    ]
    assert [each["href"].split("/", 2)[2] for each in page.all("#audit td:nth-child(5) a")] == [
        "people/12", "charter/versions", f"topics/{topic}", f"people/{account}",
    ]  # fmt: skip
    file = (await client.get("/audit.xlsx")).content
    words = words_of(file)
    assert "账号「李四」" in words
    assert "议题「路灯不亮」" in words
    assert not re.search(r"<t>/", words)


async def test_the_operator_reads_names_and_is_led_where_there_is_a_page(
    outside: Browser, county: int
) -> None:
    with bound_to(OPERATOR):
        me = await given.signed_in(outside, Role.OPERATOR)
        async with county_tx():
            signup = await value(SIGNUP.replace("'seen', 140825", "'read', 140825"))
            await note(Noted.SIGNUP_DECIDED, f"/signups/{signup}")
            await note(Noted.COUNTY, f"/counties/{county}")
            await note(Noted.SIGNED_IN, f"/people/{me}")
            await note(Noted.JOBS, "/operator")
    page = Page(await outside.get("/operator/audit"))
    told = page.texts("#audit td:nth-child(5)")
    assert told[0] == "平台运营"
    assert "账号「张三」" in told
    assert any(each.startswith("县（市、区）「") for each in told)
    assert any(each.startswith("开通申请「") for each in told)
    leads = [each["href"] for each in page.all("#audit td:nth-child(5) a")]
    assert f"/operator/counties/{county}" in leads
    assert "/operator/" in leads
    assert not any("/people" in each for each in leads)


async def test_another_countys_names_are_not_told(client: Browser, other_county: int) -> None:
    with bound_to(other_county):
        theirs = await given.an_account(name="别县人")
    await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        await note(Noted.ACCOUNT, f"/people/{theirs}")
    page = Page(await client.get("/audit"))
    assert page.texts("#audit td:nth-child(5)") == [f"账号 {theirs}"]


def addresses() -> set[str]:
    """Those that stand in the program as text, at their calls; what is filled in counts as 7."""
    found = set()
    for path in Path("app").rglob("*.py"):
        tree = ast.parse(path.read_text())
        constants = {
            target.id: each.value.value
            for each in tree.body
            if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
            for target in each.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name not in NOTED:
                continue
            for one in call.args[:2]:
                text = said(one, constants)
                if text.startswith("/"):
                    found.add(text)
    return found


def said(one: ast.expr, constants: Mapping[str, object]) -> str:
    match one:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return str(constants.get(name, ""))
        case ast.JoinedStr(values=values):
            return "".join(
                said(each.value, constants) or "7" if isinstance(each, ast.FormattedValue)
                else said(each, constants)
                for each in values
            )  # fmt: skip
    return ""


def test_every_address_that_is_noted_has_words() -> None:
    noted = addresses()
    assert {"/people/7", "/topics/7", "/operator", "/cases/nominations/7"} <= noted
    assert [each for each in sorted(noted) if not known(each)] == []
    pages = {each.about.page.format(id=7, topic=7) for each in Subject}
    pages |= {f"{each.about.path}/7" for each in Sort}
    assert [each for each in sorted(pages) if not known(each)] == []
    assert not known("/nowhere/7")


async def test_what_has_no_words_is_not_noted(county: int) -> None:
    assert county
    async with county_tx():
        with pytest.raises(TypeError, match="no words for"):
            await note(Noted.TAKEN_DOWN, "/nowhere/7")


async def test_every_kind_is_looked_up(county: int) -> None:
    """Each statement runs; a number that no row can have is only said."""
    assert county
    numbers = {each: f"{page.address}".replace(abouts.NUMBER, "7") for each, page in PAGES.items()}
    filled = [each.replace(r"\d{6}", "330421").replace("([^/]+)", "7") for each in numbers.values()]
    large = f"/people/{10**18 * 9 + 10**18 - 1}"
    async with county_tx(readonly=True):
        found = await abouts.told([*filled, large], given.charter())
    assert all(each.words for each in found.values())
    assert found[large].words.startswith("账号 99")
    assert {kind_of(each)[0] for each in filled} == set(PAGES)
