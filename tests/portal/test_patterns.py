"""The patterns of pages: each is shown on a page of its own, by the very macro that pages use."""

from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport
from jinja2 import nodes

from app.access.roles import Role
from app.main import application, in_regions, outside
from app.portal import patterns
from app.portal.patterns import PATTERNS
from app.regions.api.pages import api
from app.tenancy.middleware import TenantFromPath
from app.text.arriving import NormalisedAddress
from app.web.head import HeadAsGet
from app.web.security_headers import SecurityHeaders
from app.web.templates import GLOBALS, engine
from tests import given
from tests.conftest import Browser
from tests.page import Page, refused

FOLDER = Path("templates")
SHOWN = "portal/patterns.html"
ISSUE = [  # what later pages are built from
    "head", "page-head", "task", "list", "record", "form", "errors", "confirmation", "timeline",
    "table", "figure", "light", "empty", "photos", "files", "picker", "ticks", "day", "progress",
    "document", "print",
]  # fmt: skip


def made_of(template: str) -> set[tuple[str, str]]:
    """Macros that are called there, with the template that they are from; '' for what is included
    or extended whole.
    """
    tree = engine.environments["zh"].parse((FOLDER / template).read_text("utf-8"))
    known = {
        alias: (made.template.value, name)  # type: ignore[attr-defined]
        for made in tree.find_all(nodes.FromImport)
        for each in made.names
        for name, alias in [each if isinstance(each, tuple) else (each, each)]
    }
    known |= {"lit": ("_light.html", "lit")} if "lit" in GLOBALS else {}
    called = {
        each.node.name for each in tree.find_all(nodes.Call) if isinstance(each.node, nodes.Name)
    }
    parts: list[Any] = [*tree.find_all(nodes.Include), *tree.find_all(nodes.Extends)]
    whole = {(each.template.value, "") for each in parts if isinstance(each.template, nodes.Const)}
    return {known[each] for each in called if each in known} | whole


def test_all_that_the_pages_are_made_of_is_there() -> None:
    assert [each.key for each in PATTERNS] == ISSUE


def test_it_shows_what_pages_use_and_no_copy() -> None:
    """The part that names what is to be mended comes with a refusal, not with the page."""
    here = made_of(SHOWN)
    lacking = [each.key for each in PATTERNS if (each.template, each.macro) not in here]
    assert lacking == ["errors"]


def test_every_pattern_is_used_by_a_page() -> None:
    names = [str(each.relative_to(FOLDER)) for each in FOLDER.rglob("*.html")]
    pages = [each for each in names if not each.startswith("patterns/") and each != SHOWN]
    assert len(pages) > 150
    used = {found for each in pages for found in made_of(each)}
    assert [each.key for each in PATTERNS if (each.template, each.macro) not in used] == []


@pytest.fixture(scope="module")
def demo_app() -> Any:
    """The application as the demo has it: the page's router belongs to no other here."""
    mine = application([patterns.router], owns_pool=False)
    inner = NormalisedAddress(TenantFromPath(mine, in_regions, outside, api))
    return SecurityHeaders(HeadAsGet(inner))


@pytest.fixture
async def visitor(county: int, demo_app: Any) -> Any:
    transport = ASGITransport(app=demo_app)
    headers = {"accept-encoding": "identity"}
    async with Browser(
        transport=transport, base_url=f"http://test/c{county}", headers=headers
    ) as one:
        yield one


@pytest.mark.anyio
async def test_the_page_shows_each_with_something_in_it(visitor: Browser) -> None:
    station = await given.a_station()
    await given.a_topic(station)
    page = Page(await visitor.get("/_patterns"))
    sections = {each["id"]: each for each in page.all("section.pattern")}
    assert list(sections) == ISSUE
    assert len(page.one("#photos").all(".empty")) == 1  # no sitting has any here
    for key in {*ISSUE} - {"head", "page-head", "errors"}:
        assert len(sections[key].all("*")) > 3, key


@pytest.mark.anyio
async def test_its_form_is_refused_as_all_forms_are(visitor: Browser) -> None:
    sent = await visitor.post("/_patterns", data={"title": "", "due_on": ""})
    assert refused(sent) == ["请写一句话说清是什么事。", "请选解决了还是没有解决。"]
    sent = await visitor.post("/_patterns", data={"title": "路灯", "solved": "true"})
    assert sent.status_code == 303


@pytest.mark.anyio
async def test_it_is_nowhere_but_in_the_demo(client: Browser) -> None:
    assert (await client.get("/_patterns")).status_code == 404
    await given.signed_in(client, Role.OFFICE)
    assert (await client.get("/_patterns")).status_code == 404
