"""English is complete, fits its Chinese, and reaches the reader; no text goes round gettext."""

import ast
import html
import re
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from babel.messages.pofile import read_po
from httpx import AsyncClient
from jinja2 import nodes

from app.access.roles import Role
from app.charter.model import RingKind
from app.dates import in_words
from app.db import county_tx, value
from app.i18n import CATALOGUE, LANGUAGES, language, missing, translated
from app.web.templates import environment
from tests import given
from tests.conftest import browser
from tests.english import reads
from tests.sources import parsed
from tests.walk import Walk

CHINESE = re.compile("[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|%(?!\()")
TEMPLATES = sorted(Path("templates").rglob("*.html"))
MARKS = {"_", "gettext", "translated", "ngettext", "Refused"}
# Chinese that is data: names of places and of the operator, what stands before an extension, and
# what is said before a language is known, what an older document is given,
# and between names.
DATA = {
    "app/charter/upgrades.py",
    "app/choosing/rules.py",
    "app/accounts/demo_idp.py",
    "app/dates.py",
    "app/web/security_headers.py",
    "app/setup.py",
    "app/i18n.py",
    "app/text/__init__.py",
    "app/text/said.py",
    "app/text/sums.py",
    "app/text/alike.py",
    "app/text/digits.py",
    "app/text/mentions.py",
    "app/text/personal.py",
    "app/text/worded.py",
    "app/veiling/calling.py",
}


def texts() -> list[tuple[str, str]]:
    with CATALOGUE.open("rb") as file:
        return [(str(each.id), str(each.string)) for each in read_po(file, locale="en") if each.id]


def test_every_text_has_its_english() -> None:
    assert missing() == []


def places(text: str) -> set[str]:
    """%(topics)s are several of %(topic)s."""
    return {re.sub(r"s\)s$", ")s", each) for each in PLACEHOLDER.findall(text)}


def test_english_keeps_the_places_of_values() -> None:
    """A value too many would crash the page, one too few would keep something from the reader."""
    assert [chinese for chinese, english in texts() if places(chinese) != places(english)] == []


def test_english_is_english() -> None:
    assert [english for _chinese, english in texts() if CHINESE.search(english)] == []
    assert [english for _chinese, english in texts() if english != english.strip()] == []


def beside_gettext(template: str) -> Iterator[str]:
    tree = environment("zh").parse(template)
    for data in tree.find_all(nodes.TemplateData):
        if CHINESE.search(data.data):
            yield data.data.strip()
    marked = {
        id(argument)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in MARKS
        for argument in call.args
    }
    for text in tree.find_all(nodes.Const):
        if isinstance(text.value, str) and CHINESE.search(text.value) and id(text) not in marked:
            yield text.value


def test_text_beside_gettext_is_noticed() -> None:
    assert list(beside_gettext("提交<p>{{ '保存' }}{{ _('完成') }}</p>")) == ["提交<p>", "保存"]


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_no_template_text_goes_round_gettext(path: Path) -> None:
    assert list(beside_gettext(path.read_text())) == []


@cache
def unmarked(path: Path) -> list[str]:
    """Chinese strings that are neither marked nor docstrings."""
    tree = parsed(path)
    said = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKS:
            said |= {id(part) for argument in call.args for part in ast.walk(argument)}
    texts = (
        each.value if isinstance(each, ast.Constant) and id(each) not in said else None
        for each in ast.walk(tree)
    )
    return [text for text in texts if isinstance(text, str) and CHINESE.search(text)]


def test_code_marks_what_it_says() -> None:
    found = {
        f"{path}: {text}"
        for path in Path("app").rglob("*.py")
        if str(path) not in DATA | {"app/text/marking.py"}
        and path.parts[1] not in {"demo", "divisions"}
        for text in unmarked(path)
    }
    assert found == set()


def test_days_in_both_languages() -> None:
    assert in_words(date(2026, 3, 25)) == "2026年3月25日 周三"
    token = language.set("en")
    assert in_words(date(2026, 3, 25)) == "Wed 25 March 2026"
    assert translated("满意率未达 %(number)s%%。", number=80) == "Satisfaction is below 80%."
    language.reset(token)


def words_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from words_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from words_of(each)


@cache
def own_words() -> list[str]:
    """Of the county and of what tests write into records, the longest first."""
    recorded = {
        text for file in ("tests/given.py", "tests/walk.py") for text in unmarked(Path(file))
    }
    own = recorded.union(words_of(msgspec.to_builtins(given.charter())))
    return sorted(filter(CHINESE.search, own), key=len, reverse=True)


def chinese_left(page: str) -> list[str]:
    """What a page still says in Chinese that is neither a word of the county nor of a record."""
    # What says that it is Chinese is a name of a place: which ones there are depends on the county.
    text = re.sub(r' lang="zh-CN">[^<]*<', "><", html.unescape(page))
    text = text.replace(f">{LANGUAGES['zh']}<", "")
    for word in own_words():
        text = text.replace(word, "")
    text = re.sub("[\u4e00-\u9fff]\\*+", "", text)  # masked names
    return re.findall('[^<>"]*[\u4e00-\u9fff][^<>"]*', text)


async def in_english(client: AsyncClient, path: str) -> None:
    reads(client)
    page = await client.get(path)
    assert page.status_code == 200, path
    assert '<html lang="en"' in page.text
    assert chinese_left(page.text) == [], path


PUBLIC = (
    "/",
    "/charter",
    "/topics",
    "/consultations",
    "/stations",
    "/numbers",
    "/follow",
    "/raise",
    "/login",
)
OFFICE = (
    "/desk",
    "/people",
    "/people/members",
    "/people/departments",
    "/stations/new",
    "/commitments",
    "/account",
    "/charter/versions",
)


@pytest.mark.anyio
@pytest.mark.parametrize("path", [*PUBLIC, *OFFICE])
async def test_pages_of_a_county_in_english(client: AsyncClient, path: str) -> None:
    await given.a_topic(await given.a_station())
    if path in OFFICE:
        await given.signed_in(client, Role.OFFICE)
    assert chinese_left((await client.get(path)).text)
    await in_english(client, path)


@pytest.mark.anyio
async def test_the_forms_of_every_ring_in_english(client: AsyncClient) -> None:
    station = await given.a_station()
    await given.signed_in(client, *set(Role) - {Role.REGION, Role.OPERATOR})
    for ring in given.charter().rings:
        await in_english(client, f"/topics/{await given.a_topic(station, ring=ring.name)}")
    for path in ("", "/poster", "/edit"):
        await in_english(client, f"/stations/{station}{path}")


@pytest.mark.anyio
async def test_what_came_of_a_matter_in_english(county: int) -> None:
    topic = await given.a_topic(await given.a_station())
    async with AsyncExitStack() as stack:
        people = {}
        for role in set(Role) - {Role.REGION, Role.OPERATOR}:
            people[str(role)] = await stack.enter_async_context(browser(f"/c{county}"))
            await given.signed_in(people[role], role)
        stranger = await stack.enter_async_context(browser(f"/c{county}"))
        walk = Walk(topic, people, given.charter())
        await walk.until(RingKind.RATE)
        async with county_tx(readonly=True):
            sitting = await value(
                'SELECT "id" FROM "consultation" WHERE "consultation"."county" = $1 LIMIT 1'
            )
            commitment = await value(
                'SELECT "id" FROM "commitment" WHERE "commitment"."county" = $1 LIMIT 1'
            )
        for path in (f"/topics/{topic}", f"/consultations/{sitting}", "/numbers/topics"):
            await in_english(stranger, path)
            await in_english(people[Role.TOWNSHIP], path)
        await in_english(people[Role.OFFICE], f"/commitments/{commitment}")


@pytest.mark.anyio
async def test_refusals_in_english(client: AsyncClient) -> None:
    reads(client)
    page = await client.post("/follow", data={"code": "ABC234567"})
    assert "There is no such code; please check it and enter it again." in page.text
    nowhere = await client.get("/nothing")
    assert nowhere.status_code == 404
    assert chinese_left(nowhere.text) == []


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/", "/signup"])
async def test_pages_of_no_county_in_english(outside: AsyncClient, path: str) -> None:
    assert chinese_left((await outside.get(path)).text)
    outside.cookies.set("lang", "en")
    page = await outside.get(path)
    assert '<html lang="en"' in page.text
    assert chinese_left(page.text) == []
