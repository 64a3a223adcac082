"""No list is cut without a word: whatever ends a statement early is declared here with what the
reader is told, and lists that ended silently are filled beyond where they did.
"""

import re
from pathlib import Path

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.access.sessions import open_session
from app.access.tables import Provider
from app.db import county_tx
from tests import given
from tests.page import Page

pytestmark = pytest.mark.anyio

APP = Path(__file__).parents[1] / "app"
FOUND = re.compile(r"\bLIMIT (\{[A-Z_]+(?: \+ 1)?\}|\{most:d\}|\$\d|:\w+|\d+)")
ONE = {"1", "2"}  # the last or only one; of two it is said that they are several
# One row more than a page is asked for, and the page leads on.
PAGED = {"51", "501", "{PAGE + 1}", "{ROWS}"}
# Each says how many rows it is given; what the page does with them:
GIVEN = {
    "audit/searching.py": "a page leads on; an export that would be cut is refused",
    "workflow/reaching.py": "name and number together are few people's",
    "counties/signups.py": "a page leads on",
    "demo/cases.py": "no list that anybody reads",
    "divisions/amending.py": "a page leads on",
    "ledger/folding.py": "work in batches",
    "jobs/turns.py": "work in batches",
    "publishing/marks.py": "work in batches",
    "divisions/search.py": "says that there are more, and to type more letters",
    "people/members.py": "a page leads on",
    "people/queries.py": "a page leads on",
    "stations/renaming.py": "says that these are the first, and lists the rest after them",
    "persons/wishes.py": "a page leads on; on the desk the figure leads to all",
    "people/choosing.py": "who chooses is told that there are more",
    "stations/choosing.py": "who chooses is told that there are more",
    "workflow/choosing.py": "who chooses is told that there are more",
    "scoring/order.py": "where more changed, all are scored; no list",
    "portal/desk/queries.py": "topics by pages, of others all or the first",
}
OTHERS = {
    ("drafting/drafts.py", "11"): "says that they are the latest",
    ("evidence/restoring.py", "61"): "says that they are the latest",
    ("evidence/sent.py", "61"): "says that they are the latest",
    ("charter/store.py", "50"): "of the rules' versions; older names are not thought of",
    ("consultations/known.py", "12"): "the latest sittings; others are asked by name",
    ("consultations/known.py", "1000"): "of these sittings' people; others are asked by name",
    ("consultations/known.py", "60"): "the members placed nearest; others are asked by name",
    ("stations/queries.py", "{MOST_PLANNED + 1}"): "says that these are the first",
    ("stations/queries.py", "10"): "the latest; the figures above lead to all",
    ("portal/pages.py", "6"): "the latest; the figure leads to all",
    ("outcomes/due.py", "1000"): "work in batches",
    ("topics/references.py", "1000"): "work in batches",
    ("regions/comparison/cache.py", "50"): "work in batches; no list that anybody reads",
    ("ledger/internal.py", "$2"): "work in batches",
    ("ledger/sealing.py", "{BATCH}"): "work in batches",
    ("persons/retention.py", "{BATCH}"): "work in batches",
    ("topics/briefing/others.py", "30"): "the last that were said; a sitting's page has all",
    ("topics/briefing/similar.py", "300"): "the newest of a township; which of them are alike",
    ("topics/unjudged.py", "{BATCH}"): "work in batches",
    ("regions/counting.py", "$2"): "work in batches",
    ("jobs/turns.py", "{HEAD}"): "the head of a queue",
    ("pieces/filling.py", "500"): "work in batches",
    ("pieces/queries.py", "500"): "whoever searches asks for the next ones",
    ("pieces/queries.py", "200"): "tells rare pieces from others, no list",
    ("pieces/queries.py", "4"): "which pieces are looked up; the expression looks at all",
    ("drafting/preview/breaking.py", "{MOST}"): "says how many there are",
    ("portal/desk/due.py", "{STEPS}"): "somebody's last; where they were before is not asked",
    ("portal/nobodys.py", "{BATCH}"): "work in batches",
    (
        "portal/desk/held.py",
        "{OLDEST}",
    ): "beyond the oldest; when these are taken others are looked at",
    ("portal/unheld.py", "{OLDEST}"): "says that it looks at the oldest",
    ("portal/under_way.py", "{MOST + 1}"): "a figure is told as 500+ beyond",
    ("portal/unheld.py", "{MOST + 1}"): "a figure is told as 500+ beyond",
    ("portal/overview/queries.py", "{MOST + 1}"): "a figure is told as 500+ beyond",
    ("portal/calendar/queries.py", "{MOST + 1}"): "says that there are more, and to choose a place",
    ("portal/overview/queries.py", "{WHO}"): "says that there are others",
}


def test_what_ends_early_is_declared() -> None:
    ends = {
        (file.relative_to(APP).as_posix(), limit)
        for file in APP.rglob("*.py")
        for limit in FOUND.findall(file.read_text(encoding="utf-8"))
    }
    assert len(ends) > 30
    undeclared = {
        (file, limit)
        for file, limit in ends
        if limit not in ONE | PAGED and (file, limit) not in OTHERS
        if not ((limit[0] in "$:" or limit == "{most:d}") and file in GIVEN)
    }
    assert undeclared == set()
    assert OTHERS.keys() <= ends
    assert {file for file in GIVEN if not any(file == each for each, _limit in ends)} == set()


# What the program leaves out of a list that it read, by the name of how many.
SLICED = re.compile(r"[\w\])]\[: ?((?:MOST|FIRST|SHOWN|OFFERED|NEAR|SOME|AT_ONCE)\w*)\]")
SLICES = {
    ("public/week.py", "MOST"): "says that there are more, and where",
    ("consultations/known.py", "MOST"): "others are asked by name",
    ("portal/calendar/queries.py", "MOST"): "says that there are more, and to choose a place",
    ("stations/queries.py", "MOST_PLANNED"): "says that these are the first",
    ("stations/renaming.py", "AT_ONCE"): "says that these are the first",
    ("stations/places.py", "MOST"): "the nearest; others are looked for by name",
    ("web/forms/begun.py", "MOST"): "bytes",
    ("evidence/decoding/containers.py", "NEAR"): "bytes",
    ("choosing/rules.py", "MOST_CUT"): "a text",
    ("workflow/followed/following.py", "MOST"): "the one that is let go is shown once more",
    ("workflow/raising/pages.py", "OFFERED"): "says that these are the first",
    (
        "workflow/raising/joining.py",
        "NEAR",
    ): "what may be the same; the matter can be raised anyway",
    ("workflow/choosing.py", "SHOWN"): "who chooses is told that there are more",
    ("regions/api/pages.py", "MOST_TOWNSHIPS"): "the answer says how to go on",
    ("regions/comparison/wall.py", "FIRST"): "the first of a ranking, as the wall says",
    ("drafting/draft_pages.py", "MOST_DROPPED"): "says that they are the latest",
    ("drafting/draft_pages.py", "MOST_SHOWN"): "says how many there are",
    ("drafting/forms/fields.py", "SOME"): "ends in how many there are",
}


def test_what_the_program_leaves_out_is_declared() -> None:
    found = {
        (file.relative_to(APP).as_posix(), most)
        for file in APP.rglob("*.py")
        for most in SLICED.findall(file.read_text(encoding="utf-8"))
    }
    assert found == SLICES.keys()


# What a template leaves out of a list that it was given; of texts it shows the beginning.
CUT = re.compile(r"([\w.'\[\]]+)\[:\s*(\w+)\s*\]")
TEXTS = {"code", "text", "name", "sealed['hash']"}
LEFT_OUT = {
    ("accounts/account.html", "sessions"): "says that they are the latest",
    ("people/account.html", "sessions"): "says that they are the latest",
    ("charter/draft.html", "problems"): "says that these are the first",
    ("charter/look_breaking.html", "wrong_lines"): "says that these are the first",
    ("charter/_moves.html", "each.moves"): "says how many there are",
    ("scoring/_tried.html", "ahead"): "the rest is folded below, and says how many",
    ("consultations/_circle.html", "group['known']"): "others are unfolded",
    ("counties/signup.html", "words"): "the others follow",
    ("topics/_known.html", "known.said"): "the others are unfolded",
    ("stations/_standards.html", "each['photos']"): "a link leads to all",
    ("stations/_announced.html", "sittings"): "the others are folded below, and says how many",
    ("regions/coverage.html", "empty"): "others are unfolded",
    ("evidence/_withdrawn.html", "withdrawn"): "says that they are the latest",
    ("evidence/_withdrawn.html", "removed"): "says that they are the latest",
    ("portal/search.html", "found"): "each kind leads to all of its own",
    ("portal/overview/_holders.html", "who"): "says how many others there are",
    ("topics/receipt.html", "secret"): "in threes, all of it",
    ("topics/_dropped.html", "dropped"): "in threes, all of it",
}
# Statements that Piccolo builds, by the number that ends them.
BUILT = re.compile(r"\.limit\(([^()]*)\)")
BUILT_ENDS = {("access/sessions.py", "MOST_LISTED + 1"): "says that they are the latest"}


def test_what_a_template_leaves_out_is_declared() -> None:
    templates = APP.parent / "templates"
    found = {
        (file.relative_to(templates).as_posix(), what)
        for file in templates.rglob("*.html")
        for what, _most in CUT.findall(file.read_text(encoding="utf-8"))
        if what not in TEXTS
    }
    assert found == LEFT_OUT.keys()


def test_what_ends_a_built_statement_is_declared() -> None:
    found = {
        (file.relative_to(APP).as_posix(), most)
        for file in APP.rglob("*.py")
        for most in BUILT.findall(file.read_text(encoding="utf-8"))
    }
    assert found == BUILT_ENDS.keys()


async def test_each_way_to_sign_in_is_offered(client: AsyncClient) -> None:
    async with county_tx():
        for number in range(25):
            name, issuer = f"第{number}处", f"https://id{number}.example"
            one = Provider(name=name, issuer=issuer, client_id="a", client_secret="b")  # noqa: S106
            await Provider.insert(one)
    page = Page(await client.get("/login"))
    assert len(page.all("main a[href*='/login/']")) == 25


@pytest.mark.parametrize(("n", "says"), [(50, 0), (51, 1)])
async def test_of_one_s_devices_it_is_said_that_there_are_more(
    client: AsyncClient, n: int, says: int
) -> None:
    me = await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        for _one in range(n - 1):
            await open_session(me)
    for path in ("/account", f"/people/{me}"):
        page = Page(await client.get(path))
        assert page.one("main").text.count("只列出最近的 50 处登录。") == says
        assert len([each for each in page.all("main .list li") if "最近使用" in each.text]) == 50


async def test_where_to_raise_a_matter_says_that_there_are_more(client: AsyncClient) -> None:
    for number in range(60):
        await given.a_station(f"安家{number}村")
    page = Page((await client.get("/raise")).text)
    assert (len(page.all(".list .title")), len(page.all("main .pager a"))) == (50, 1)
    onward = page.one("main .pager a")["href"]
    page = Page((await client.get(f"http://test{onward}")).text)
    assert (len(page.all(".list .title")), len(page.all("main .pager a"))) == (10, 0)
    page = Page((await client.get("/raise", params={"q": "安家"})).text)
    assert (len(page.all(".list .title")), len(page.all("#more"))) == (60, 0)
    await given.a_station("安家60村")
    await given.a_station("赵家村")
    page = Page((await client.get("/raise", params={"q": "安家"})).text)
    assert (len(page.all(".list .title")), len(page.all("#more"))) == (60, 1)
    page = Page((await client.get("/raise", params={"q": "赵家"})).text)
    assert [each.text for each in page.all(".list .title")] == ["赵家村"]


async def test_all_of_a_station_s_members_are_there(client: AsyncClient) -> None:
    station = await given.a_station()
    async with county_tx():
        for number in range(205):
            await given.a_member(f"王{number}", station=station)
    page = Page((await client.get(f"/stations/{station}")).text)
    assert len(page.all(".people li")) == 205


async def test_all_departments_are_listed(client: AsyncClient) -> None:
    """Choosing one of many: tests/choosing/."""
    async with county_tx():
        for number in range(505):
            await given.a_department(f"{number}局")
    await given.signed_in(client, Role.OFFICE)
    page = Page((await client.get("/people/departments")).text)
    assert len(page.all(".list li")) == 505
