"""What is drawn once of the same says what it would say if it were drawn anew."""

import re
from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient
from jinja2 import UndefinedError

from app import i18n
from app.access.roles import Role
from app.config import ROOT
from app.db import county_tx
from app.ledger import Entry, Kind, post
from app.main import inside
from app.numbers import pages as numbers
from app.web import templates
from app.web.compiled import shown
from app.web.forms import tokens
from app.web.kept.drawn import Drawn
from tests import given
from tests.conftest import Browser
from tests.english import reads
from tests.isolation.routes import routes
from tests.isolation.test_routes import a_full_county

pytestmark = pytest.mark.anyio

FOLDER = ROOT / "templates"
ROWS = re.compile(r"drawn_rows\('([^']+)'")
IMPORTED = re.compile(r'from "([^"]+)" import')
TOKEN = re.compile('<input type="hidden" name="form_token" value="([^"]+)">')
AROUND = re.compile(r'<a class="skip".*?</header>|<footer.*?</footer>', re.DOTALL)


def test_drawn_once_of_the_same_and_anew_of_anything_else() -> None:
    drawn, asked = Drawn(2), []
    charter = object()

    def of(values: str, realm: str = "/a", about: object = charter) -> str:
        def draw() -> str:
            asked.append(values)
            return f"<b>{values} {realm}</b>"

        return drawn.of({"realm_path": realm, "charter": about}, values, draw)

    assert (of("1"), of("1"), asked) == ("<b>1 /a</b>", "<b>1 /a</b>", ["1"])
    assert of("1", "/b") == "<b>1 /b</b>"
    assert of("1") == "<b>1 /a</b>"
    assert len(asked) == 2
    of("1", about=object())
    assert len(asked) == 3
    token = i18n.language.set("en")
    of("1")
    i18n.language.reset(token)
    assert len(asked) == 4
    of("2"), of("3"), of("2")
    assert len(drawn.known) == 2
    asked.clear()
    of("2"), of("3"), of("1")
    assert asked == ["1"]


def test_rows_are_drawn_once_of_the_same_columns_and_know_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(templates, "lists", Drawn(9))
    row = {
        "id": 7, "title": "修<路>", "stage": "raised", "ring_name": "初审", "light": None,
        "station_name": "村站", "category_name": "民生", "raised_on": date(2026, 3, 25), "round": 1,
        "taken_down": False,
    }  # fmt: skip
    columns = tuple(each for each in row if each != "round")

    def drawn(differs: Any, seen: tuple[str, ...] = columns) -> str:
        return templates.drawn_rows("topics/_rows.html", [row | differs], seen)

    before = shown.set({"realm_path": "/a", "charter": None})
    try:
        assert "/a/topics/7" in (first := drawn({}))
        assert "修&lt;路&gt;" in first
        assert (drawn({"round": 2}), len(templates.lists.known)) == (first, 1)
        for differs in ({"title": "修桥"}, {"stage": "closed"}, {"raised_on": date(2026, 3, 26)}):
            assert drawn(differs) != first
        assert len(templates.lists.known) == 4
        with pytest.raises(UndefinedError):
            drawn({}, columns[:-1])
    finally:
        shown.reset(before)


OF_THE_READER = {
    "head", "i_may", "is_here", "large", "me", "menu_ways", "office", "suspended", "what_was_done",
}  # fmt: skip


def test_rows_that_are_drawn_once_ask_nothing_of_the_reader() -> None:
    sources = {each: each.read_text("utf-8") for each in FOLDER.rglob("*.html")}
    named = {name for text in sources.values() for name in ROWS.findall(text)}
    assert named == {"consultations/_rows.html", "topics/_rows.html"}
    for name in sorted(named):
        texts = [text := sources[FOLDER / name]]
        texts += [sources[FOLDER / each] for each in IMPORTED.findall(text)]
        asked = {word for each in texts for word in re.findall(r"\w+", each)}
        assert not asked & OF_THE_READER, name


async def test_a_form_of_what_is_drawn_once_has_another_token_each_time() -> None:
    tokens.browser.set(mine := tokens.of_cookie("mine"))
    drawn, scope = Drawn(2), {"realm_path": "/a", "charter": None}

    def two_forms() -> str:
        return f"<p>{tokens.hidden_field()}</p><p>{tokens.hidden_field()}</p>"

    shown = [drawn.of(scope, "1", two_forms), drawn.of(scope, "1", two_forms)]
    assert mine.shown
    found = TOKEN.findall("".join(shown))
    assert len(set(found)) == 4
    assert all(map(tokens.is_good, found))
    assert [TOKEN.sub("", each) for each in shown] == ["<p></p><p></p>"] * 2
    tokens.browser.set(theirs := tokens.of_cookie("theirs"))
    found = TOKEN.findall(drawn.of(scope, "1", two_forms))
    assert theirs.shown
    assert len(found) == 2
    assert all(map(tokens.is_good, found))
    assert TOKEN.fullmatch(tokens.hidden_field())


async def test_every_page_has_its_own_head_and_foot(people: dict[str, AsyncClient]) -> None:
    """Of the pages before it some was kept, which must be the same as what it draws itself."""
    ids = await a_full_county(people)
    compared = 0
    for role in ("citizen", Role.OFFICE):
        for language in ("zh", "en"):
            reads(people[role], language)
            for route in routes(inside):
                if route.method != "GET":
                    continue
                address = route.path.format(**ids)
                kept = AROUND.findall((await people[role].get(address)).text)
                templates.around.known.clear()
                anew = AROUND.findall((await people[role].get(address)).text)
                assert without_tokens(kept) == without_tokens(anew), (role, language, address)
                compared += len(kept) == 2
    assert compared > 200


async def test_a_head_is_of_whoever_reads_the_page(people: dict[str, AsyncClient]) -> None:
    """One after the other, what was drawn for the one before is there."""
    kept = {role: await head_for(people[role]) for role in people}
    for role, client in people.items():
        templates.around.known.clear()
        assert kept[role] == await head_for(client), role
    names = {role: re.findall('class="who"[^>]*>([^<]*)<', head) for role, head in kept.items()}
    assert len(kept[Role.OFFICE]) > len(kept["citizen"])
    assert len(names[Role.OFFICE]) == 1
    assert names["citizen"] == []
    assert len({*kept.values()}) > 2


async def head_for(client: AsyncClient) -> str:
    return without_tokens(AROUND.findall((await client.get("/topics")).text))[0]


def without_tokens(parts: list[str]) -> list[str]:
    return [re.sub(r'name="form_token" value="[^"]*"', "", each) for each in parts]


async def test_numbers_are_those_of_the_moment_and_of_the_reader(client: Browser) -> None:
    station = await given.a_station()

    async def shown() -> str:
        page = (await client.get("/numbers")).text
        numbers.drawn.known.clear()
        assert main(page) == main((await client.get("/numbers")).text)
        return main(page)

    first = await shown()
    assert await shown() == first
    async with county_tx():
        await post(Entry(kind=Kind.TOPIC_RAISED, station=station))
    second = await shown()
    assert 'id="topics-raised" value="1"' in second
    assert 'id="topics-raised" value="0"' in first
    assert "每 5 个一档" in second
    await given.signed_in(client, Role.OFFICE)
    assert "每 5 个一档" not in await shown()


def main(page: str) -> str:
    return page.split("<main", 1)[1].split("</main>", maxsplit=1)[0]
