"""Walks every route that changes something: it stands in the frame (app/web/frame.py), says who may,
and its form stands on the page that the frame shows again, with a token in it.
"""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from httpx import Response
from litestar import Litestar
from litestar.routes import HTTPRoute

from app.access.roles import Act, Role
from app.config import ROOT
from app.db import county_tx, value
from app.main import in_regions, inside, outside
from app.regions.api.pages import api
from app.web.forms import Fields
from tests import given
from tests.conftest import Browser, browser
from tests.isolation.routes import FORM, ids_of, routes
from tests.page import Page
from tests.walk import Walk

pytestmark = pytest.mark.anyio

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
APPS = {"inside": inside, "regions": in_regions, "programs": api, "outside": outside}
# Outside of the frame, and why.
UNFRAMED = {
    "POST /photos": "a script announces photos; the form's token comes as a header",
    "POST /photos/{photo_id}/arrival": "a script says that one has arrived; the same",
    "POST /photos/form": "files, without scripts; asks for the form's token itself",
    "PUT /blob/{key}": "the signed link is the permission",
    "POST /view": "how one likes to read, in cookies of this browser; nobody else's page gains",
    "POST /operator/view": "the same",
    "POST /demo-idp/authorize": "the demo's provider",
    "POST /demo-idp/token": "a program's, with its own secret",
}


def changing(app: Litestar) -> dict[str, Any]:
    """`POST /raise` → its handler."""
    return {
        f"{method} {route.path_format}": handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods & CHANGING
    }


def framed(app: Litestar) -> dict[str, Any]:
    """`/raise` → its handler."""
    return {
        name.removeprefix("POST "): handler
        for name, handler in changing(app).items()
        if "frame" in handler.opt
    }


def test_whatever_changes_something_stands_in_the_frame() -> None:
    outside_of_it = {
        name
        for app in APPS.values()
        for name, handler in changing(app).items()
        if "frame" not in handler.opt
    }
    assert outside_of_it - set(UNFRAMED) == set()
    assert {each for each in set(UNFRAMED) - outside_of_it if "demo-idp" not in each} == set()


def test_every_form_says_who_may_send_it() -> None:
    for app in APPS.values():
        for path, handler in framed(app).items():
            first, *guards = handler.resolve_guards()
            names = [each.__name__ for each in guards]
            acts = [each for each in guards if isinstance(getattr(each, "act", None), Act)]
            assert first.__name__ == "keep_for_later", path
            assert acts or {"anybody", "signed_in"} & {*names}, (path, names)


def test_every_form_is_small_or_only_for_the_signed_in() -> None:
    """A form of many fields costs much: a stranger's is small, whatever it is."""
    large = {
        path
        for app in APPS.values()
        for path, handler in framed(app).items()
        if handler.opt["frame"].most > 200
        and "anybody" in [each.__name__ for each in handler.resolve_guards()]
    }
    assert large == {"/signup"}  # a tick for each place of a county: a thousand and more


def test_every_form_s_page_is_a_page() -> None:
    for app in APPS.values():
        pages = [each.path for each in routes(app) if each.method == "GET"]
        for path, handler in framed(app).items():
            page = handler.opt["frame"].page
            if callable(page):
                continue
            assert re.sub(r"\?.*", "", page) in pages, (path, page)
            asked = {each for each in re.findall(r"{(\w+)}", page.partition("?")[0])}
            assert asked <= {*re.findall(r"{(\w+)}", path)}, (path, page)


FORMS = re.compile(r"<form\b.*?</form>", re.DOTALL | re.IGNORECASE)
POSTED = re.compile(r"""^<form\b[^>]*method=["']?post""", re.IGNORECASE | re.DOTALL)


def test_every_form_of_a_template_has_a_token() -> None:
    without, found = [], 0
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for form in FORMS.findall(path.read_text()):
            if POSTED.match(form):
                found += 1
                if "{{ form_token() }}" not in form:
                    without.append(f"{path.relative_to(ROOT / 'templates')}: {form[:80]}")
    assert found > 60
    assert [each for each in without if "/view'" not in each] == []
    assert len(without) == 1


class Looking(Browser):
    """A browser whose every form is looked for on its page before it is sent; and is sent empty
    first, which changes nothing.
    """

    def looks(self, paths: dict[str, Any], found: set[str]) -> None:
        self.paths = {
            re.compile(re.sub(r"{\w+}", r"([^/]+)", path)): (path, handler)
            for path, handler in paths.items()
        }
        self.found = found

    async def post(self, url: Any, **options: Any) -> Response:
        for pattern, (path, handler) in self.paths.items():
            if match := pattern.fullmatch(str(url)):
                names = re.findall(r"{(\w+)}", path)
                await self.look(path, handler, dict(zip(names, match.groups(), strict=True)), options)
                break
        return await super().post(url, **options)

    async def look(
        self, path: str, handler: Any, parameters: dict[str, Any], options: dict[str, Any]
    ) -> None:
        frame = handler.opt["frame"]
        typed = Fields([(key, str(text)) for key, text in (options.get("data") or {}).items()])
        page = await self.get(frame.page_of(parameters, typed))
        assert page.status_code == 200, (path, page.status_code)
        address = f"{self.base_url.path.rstrip('/')}{path.format(**parameters)}"
        assert address in forms_of(page), f"{page.url} has no form for {path}: {forms_of(page)}"
        self.found.add(path)
        required = is_dataclass(frame.form) and [
            each.name
            for each in fields(frame.form)
            if each.default is MISSING and each.default_factory is MISSING
        ]
        if required:
            empty = await super().post(path.format(**parameters))
            assert empty.status_code in {409, 422}, (path, empty.status_code, empty.text[-800:])


def forms_of(page: Response) -> set[str]:
    """Where its forms are sent. Each has a token."""
    found = set()
    for form in Page(page).all("form"):
        if form.get("method") == "post" and not form["action"].endswith("/view"):
            assert form.all("input[name=form_token]"), (page.url, form["action"])
            addresses = [form["action"], *(each["formaction"] for each in form.all("[formaction]"))]
            found |= {urlsplit(each).path for each in addresses}
    return found


@pytest.fixture
async def found(county: int) -> AsyncIterator[set[str]]:
    """Where forms were found by the way."""
    yield set()


async def test_a_matter_s_forms_stand_where_they_are_sent_from(county: int) -> None:
    found: set[str] = set()
    paths = framed(inside)
    async with AsyncExitStack() as stack:
        people: dict[str, Any] = {}
        for name in ["citizen", *given_roles()]:
            people[name] = await stack.enter_async_context(looking(f"/c{county}"))
            people[name].looks(paths, found)
            if name != "citizen":
                await given.signed_in(people[name], Role(name))
        station = await given.a_station("村议事点", kind="village", level="village")
        topic = await given.a_topic(station, follow_code="ABC234DEF")
        given.follows(people["citizen"], "ABC234DEF")
        await Walk(topic, people, given.charter()).to_the_end()
    assert found == set()


def given_roles() -> list[str]:
    return [str(role) for role in Role if role not in {Role.REGION, Role.OPERATOR}]


def looking(base: str) -> Looking:
    from httpx import ASGITransport

    from app.main import app

    return Looking(transport=ASGITransport(app=app), base_url=f"http://test{base}")
