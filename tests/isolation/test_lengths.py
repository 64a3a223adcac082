"""How long a text may be is the same in the page and in the program, counted in code points."""

import re
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from app.main import in_regions, inside, outside
from app.text.limits import LONGEST, OTHERS, longest
from tests import given
from tests.isolation.routes import FORM, handlers, route_of
from tests.isolation.test_odd_input import everybody, fields_of
from tests.page import Page
from tests.walk import pages_of

pytestmark = pytest.mark.anyio

RARE = "𠮷"  # one letter, two of UTF-16
NO_TEXT = {
    "hidden", "radio", "checkbox", "file", "date", "number", "time", "month", "submit",
}  # fmt: skip
TOO_LONG = re.compile(r"(?:最多|不超过|4 到) (\d+)(?: 个字|(?!\d))")
TAG = re.compile(r"<(?:input|textarea)\b(?:[^>{]|\{\{.*?\}\}|\{%.*?%\})*>")
KIND = re.compile(r'\btype="(\w+)"')
# Names that a template makes: of a score's items, and the rules' editor.
EDITOR = {"_inputs.html", "_import.html"}


def test_every_text_field_says_how_long_it_may_be() -> None:
    found = []
    for file in Path("templates").rglob("*.html"):
        for tag in TAG.findall(file.read_text()):
            kind = KIND.search(tag)
            numeric = "inputmode=" in tag and 'inputmode="tel"' not in tag
            if file.name in EDITOR or (kind and kind[1] in NO_TEXT) or numeric:
                continue
            if "at_most(" not in tag:
                found.append(f"{file}: {tag[:80]}")
    assert found == [], found


def limits_on(page: Page) -> set[tuple[str, str, int]]:
    """(where a form goes, a field's name, what the field says)."""
    found = set()
    for form in page.all("form[method=post]"):
        for each in form.all("[data-most]"):
            most = int(each["data-most"])
            assert each["maxlength"] == str(2 * most)  # room for rare characters
            found.add((form["action"], each["name"], most))
    return found


def posts() -> list[tuple[str, Any, bool]]:
    own = {path for _method, path, _handler in handlers(outside)}
    every = handlers(inside) + handlers(outside)
    return [(path, handler, path in own) for method, path, handler in every if method == "POST"]


def test_what_is_named_in_the_limits_is_a_route_and_a_field_of_it() -> None:
    paths = {path for app in (inside, in_regions, outside) for _m, path, _h in handlers(app)}
    assert {path for path in LONGEST if not path.startswith("/demo-idp")} <= paths
    for path, handler, _own in posts():
        if known := set(fields_of(path, handler)):
            asked = {field for field in LONGEST.get(path, {}) if field and not field.endswith(".")}
            more = {"admin_name", "admin_subject", "client_id", "client_secret", "slug"}
            frame = handler.opt.get("frame")  # a page that is one form sends all of it
            asked -= set(LONGEST[path]) if frame and (frame.one or frame.carries) else set()
            assert asked <= known | (more if path == "/signup" else set()), path


PATHS = [path for path, _handler, _own in posts()]


async def test_pages_say_what_the_program_holds(county: int) -> None:
    found: set[tuple[str, str, int]] = set()
    async with AsyncExitStack() as stack:
        client, ids = await everybody(stack, county)
        async for _path, page in pages_of(client, ids):
            if "html" in page.headers.get("content-type", ""):
                said = limits_on(Page(page))
                found |= {(route_of(a, f"/c{county}", PATHS), name, most) for a, name, most in said}
    assert len({(path, name) for path, name, _most in found}) >= 20
    assert {
        (path, name, most, longest(path, name))
        for path, name, most in found
        if most != longest(path, name)
    } == set()


# Of whoever raised it, or whose score it is: for others there is nothing.
NOT_THEIRS = {
    "/topics/{topic_id}/rating", "/topics/{topic_id}/rating/withdrawal",
    "/topics/{topic_id}/withdrawal",
    "/assessments/{assessment_id}/appeals/{subject}",
}  # fmt: skip
# They choose a record: where there is none, the page is not there, however long they are.
CHOOSE = {"topic", "start", "sheet"}
# What is wrong with those is said in other words, however long they are.
SAID_OTHERWISE = {"phone", "slug", "issuer", "kept"}


def measured(path: str, handler: Any) -> list[str]:
    """The fields of a route whose length is to be tried."""
    if path.startswith(("/operator", "/signup")) or path.endswith(("/end", "/logout")):
        return []
    if path in NOT_THEIRS:
        return []
    named = [name for name in LONGEST.get(path, {}) if name and not name.endswith(".")]
    more = [
        name for name in fields_of(path, handler) if name not in {"once", "photo", *CHOOSE, *named}
    ]
    return [name for name in named + more if longest(path, name) <= 20_000]


async def test_the_longest_is_taken_and_one_letter_more_is_refused(county: int) -> None:
    """Wherever the handler is, whatever else is wrong: what is too long is said, of each field."""
    found = []
    async with AsyncExitStack() as stack:
        client, ids = await everybody(stack, county)
        given.follows(client, "CANARY234")
        for path, handler, out in posts():
            address = ("http://test" if out else "") + path.format(**{"signup_id": "1", **ids})
            form = {each: FORM.get(each, "1") for each in fields_of(path, handler)}
            form |= {"once": "", "code": "140825", "topic": ids["topic_id"], "start": "blank"}
            limits = {name: longest(path, name) for name in measured(path, handler)}
            texts = {name: most for name, most in limits.items() if name in LONGEST.get(path, {})}
            for each, more in (
                *((each, more) for each in together(limits) for more in (1, 0)),
                *((each, 0) for each in together(texts)),
            ):
                long = {name: RARE * (most + more) for name, most in each.items()}
                answer = await client.post(address, data=form | long)
                said = too_long_in(answer.text)
                if said != Counter(each.values() if more else ()):
                    found.append(f"{path} {each} + {more}: {answer.status_code}, {said}")
    assert found == [], found


def together(limits: dict[str, int]) -> list[dict[str, int]]:
    """As many fields at a time as the whole of a form may be long."""
    found: list[dict[str, int]] = []
    for name, most in limits.items():
        if not found or sum(found[-1].values()) + most > 20_000:
            found.append({})
        found[-1][name] = most
    return found


def too_long_in(page: str) -> Counter[int]:
    """The numbers of letters that its summary says a field may have, at most."""
    lines = Page(page).texts("#notice li") if page else []
    return Counter(int(most) for line in lines for most in TOO_LONG.findall(line))


def test_what_is_not_named_is_short() -> None:
    assert longest("/topics/{topic_id}/review", "decision") == OTHERS == 300
    assert longest("/nowhere", "text") == 300
    assert longest("/assessments/{assessment_id}/marks/{subject}", "why.place") == 1000
    assert longest("/charter/drafts/{draft_id}/{part}", "names.platform") == 20_000
