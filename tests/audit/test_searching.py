"""The log is searched by what its page shows: names of acts, roles, states and fields."""

import re

import pytest

from app.access.roles import NAMES, Role
from app.audit import Noted, note
from app.audit.abouts import NUMBER, PAGES
from app.audit.kinds import FIELDS, VALUES
from app.audit.searching import shown_as
from app.db import county_tx
from app.i18n import translated
from app.text.search import search_pattern
from tests import given
from tests.conftest import Browser
from tests.page import Page
from tests.sheets import words as words_of

# One of each kind of page, numbered 7 or named so.
ABOUTS = [
    each.address.replace(r"\d{6}", "510000").replace(NUMBER, "7").replace("([^/]+)", "township")
    for each in PAGES.values()
]

pytestmark = pytest.mark.anyio


async def test_it_is_searched_by_what_its_page_shows(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        await note(Noted.ROLE_GIVEN, "/people/7", after={"role": "committee", "station": "河湾村"})
        await note(Noted.ACCOUNT, "/people/8", {"state": "enabled"}, {"state": "disabled"})
        await note(Noted.PROVIDER, "/people/providers", {"issuer": "a"}, {"issuer": "b"})
        await note(Noted.TAKEN_DOWN, "/photos/1", after={"reason": "重复"})
    for words, about in {
        "专门委员会": ["账号 7"],  # the name of a role,
        "授予职责": ["账号 7"],  # of an act,
        "已停用": ["账号 8"],  # of a state,
        "身份服务": ["登录方式"],  # of a field
        "河湾村": ["账号 7"],
        "召集人": [],
        "committee": ["账号 7"],
    }.items():
        page = Page((await client.get(f"/audit?q={words}")).text)
        assert [each[4] for each in page.rows if each[:1] != ["时间"]] == about, words
        sheet = await client.get(f"/audit.xlsx?q={words}")
        told = words_of(sheet.content)
        assert [each for each in ("账号 7", "账号 8") if each in told] == [
            each for each in about if each.startswith("账号") and each[-1].isdigit()
        ], words


async def test_every_word_of_the_page_is_found() -> None:
    for act in Noted:
        assert str(act) in shown_as(search_pattern(translated(act.about)))[0]
    for field, text in FIELDS.items():
        assert re.search(shown_as(search_pattern(translated(text)))[1], f'{{"{field}": 1}}')
    for key, text in [*NAMES.items(), *VALUES.items()]:
        assert re.search(shown_as(search_pattern(translated(text)))[1], f'{{"x": "{key}"}}')
    assert re.search(shown_as(search_pattern("没有的"))[1], '{"role": "office"}') is None


async def test_what_an_entry_is_about_is_found_by_the_words_it_shows(client: Browser) -> None:
    """Names that only its page looks up, and the page's own: the log itself has a number."""
    account = await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        await note(Noted.ACCOUNT, f"/people/{account}", after={"state": "enabled"})
        for about in ABOUTS:
            await note(Noted.PERSONAL_SEEN, about)
    page = Page((await client.get("/audit")).text)
    shown = {each[4] for each in page.rows if each[:1] != ["时间"]}
    assert len(shown) >= 33
    for words in shown:
        found = Page((await client.get("/audit", params={"q": words})).text)
        assert words in [each[4] for each in found.rows], words
