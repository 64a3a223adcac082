"""Whatever is typed, sent or forged: an answer in words, never a failure, and never JSON."""

from contextlib import AsyncExitStack
from dataclasses import fields, is_dataclass
from typing import Any, get_args

import pytest
from httpx import AsyncClient, Response

from app.access.roles import SIGNED_IN
from app.main import inside, outside
from app.text.limits import LONGEST, longest
from app.web.forms.validation import Fields
from tests import given
from tests.conftest import browser, signed_in_as_all
from tests.isolation.routes import FORM, asked_for, handlers, hints
from tests.isolation.test_routes import a_full_county
from tests.page import Page

pytestmark = pytest.mark.anyio

# Encoded, as a browser or somebody with a socket would send them.
ODD = {
    "nul, and sql after it": "a%00'%20OR%201=1;--",
    "beyond all ids": "9" * 30,
    "beyond what int() reads": "9" * 5000,
    "half a character, and broken utf-8": "%ED%A0%80%FF%FE",
    "digits of elsewhere": "%D9%A1%C2%B2",
    "below zero": "-1",
    "long": "9" * 30_000,
    "a day that is none": "9999-12-31.%22",
    "beginning of time": "0001-01-01",
}
READ_BY_HAND = {  # from request.form()
    "/consultations/{consultation_id}/attendance": ["came", "was"],
    "/charter/drafts/{draft_id}/{part}": ["whole", "do", "seen", "tab", "names.slogan"],
    "/charter/drafts/{draft_id}/undoing": ["part"],
    "/charter/sharing": ["shared"],
    "/scores/{sheet}/what-if": ["on", "start", "marks.filed"],
    "/scores/{sheet}/what-if/draft": ["on", "marks.filed"],
    "/assessments/{assessment_id}/marks/{subject}": ["do", "mark.place", "why.place", "was.place"],
    "/photos/form": ["kind", "id", "once"],
    "/files/form": ["kind", "id", "once"],
    "/signup": ["code", "slug", "p", "kept", "preset", "issuer", "once", "contact"],
}
JSON = {"/photos", "/photos/{photo_id}/arrival", "/photos/{photo_id}/state", "/healthz"}
JSON |= {"/files", "/files/{file_id}/arrival", "/files/{file_id}/state"}


def fields_of(path: str, handler: Any) -> list[str]:
    """Of a form in the frame what its dataclass names; of one whose names are not known before
    what stands in READ_BY_HAND.
    """
    frame = handler.opt.get("frame")
    form = frame.form if frame else hints(handler).get("data")
    form = next((each for each in (form, *get_args(form)) if is_dataclass(each)), None)
    return [each.name for each in fields(form)] if form else READ_BY_HAND.get(path, [])


def wrong(path: str, response: Response) -> str:
    kind: str = response.headers.get("content-type", "")
    if response.status_code >= 500 and not (path.startswith("/login/") and is_told_away(response)):
        return str(response.status_code)
    if response.status_code != 405 and path not in JSON and "json" in kind and response.content:
        return kind
    return ""


def is_told_away(response: Response) -> bool:
    """The county's provider is nowhere: 503 in words, and when to come again."""
    return response.status_code == 503 and response.headers["retry-after"] == "5"


async def everybody(stack: AsyncExitStack, county: int) -> tuple[AsyncClient, dict[str, str]]:
    """A browser that may do everything, and a county where everything is."""
    people = await signed_in_as_all(stack, county)
    ids = await a_full_county(people)
    client = await stack.enter_async_context(browser(f"/c{county}"))
    await given.signed_in(client, *SIGNED_IN)
    return client, ids


def body(names: list[str], odd: str, value: str, version: str) -> bytes:
    sent = {name: FORM.get(name, "1") for name in names} | {"once": "", "version": version}
    rest = [f"{name}={text}" for name, text in sent.items() if name != odd]
    return "&".join([*rest, f"{odd}={value}"]).encode()


async def version_on(
    client: AsyncClient, handler: Any, ids: dict[str, str], known: dict[str, str]
) -> str:
    """Of what the form changes, from the page on which it stands. `known`: of each page, for as
    long as nothing was changed.
    """
    if "frame" not in handler.opt:
        return "0"
    address = handler.opt["frame"].page_of(ids, Fields([]))
    if address not in known:
        page = await client.get(address)
        known[address] = next(iter(Page(page).typed("version")), "0")
    return known[address]


URLENCODED = {"content-type": "application/x-www-form-urlencoded"}
BYTES = "half a character, and broken utf-8"  # read before there are fields: once for each form
AS_LONG = "beyond what int() reads"  # in a form's field it is what is long
IN_PROSE = {"nul, and sql after it", "long"}  # of which the rest are letters like any others


def tried(path: str, names: list[str], odd: str) -> list[str]:
    """The fields in which it is something else than in others, or than another odd one."""
    if odd == BYTES:
        return names[-1:]
    return [name for name in names if odd in IN_PROSE or not is_prose(path, name)]


def is_prose(path: str, name: str) -> bool:
    """No number, day, choice, phone or code."""
    return name in LONGEST.get(path, {}) and longest(path, name) >= 100


@pytest.mark.parametrize("odd", [each for each in ODD if each != AS_LONG])
async def test_whatever_stands_in_a_field(county: int, odd: str) -> None:
    """What every field may hold, tests/isolation/test_any_unicode.py tries too."""
    found, versions = [], dict[str, str]()
    async with AsyncExitStack() as stack:
        client, ids = await everybody(stack, county)
        out = {path for _method, path, _handler in handlers(outside)}
        for method, path, handler in handlers(inside) + handlers(outside):
            if method != "POST" or path.endswith(("/end", "/logout")):
                continue
            names = fields_of(path, handler)
            address = path.format(**{"signup_id": "1", **ids})
            for name in tried(path, names, odd):
                version = await version_on(client, handler, ids, versions)
                response = await client.post(
                    f"http://test{address}" if path in out else address,
                    content=body(names, name, ODD[odd], version),
                    headers=URLENCODED,
                )
                if response.status_code < 400:
                    versions.clear()
                if reason := wrong(path, response):
                    found.append(f"{path} {name}: {reason}")
    assert found == []


async def test_whatever_stands_in_an_address(county: int) -> None:
    """Reading changes nothing: one county is enough for all of it."""
    async with AsyncExitStack() as stack:
        client, ids = await everybody(stack, county)
        found = [each for odd in ODD.values() for each in await wrong_at(client, ids, odd)]
    assert found == []


async def wrong_at(client: AsyncClient, ids: dict[str, str], odd: str) -> list[str]:
    found = []
    out = [each for *_rest, each in handlers(outside)]
    for method, path, handler in handlers(inside) + handlers(outside):
        if method != "GET" or path == "/callback":
            continue
        words = {"signup_id": "1", "reference": "x", "provider_id": "1", **ids}
        start = "http://test" if handler in out else ""
        addresses = [f"{path.format(**words)}?{name}={odd}" for name in asked_for(path, handler)]
        addresses += [
            path.format(**words | {name: odd})
            for name in ("name", "kind", "code", "reference")
            if f"{{{name}}}" in path
        ]
        for address in addresses:
            response = await client.get(start + address)
            if reason := wrong(path, response):
                found.append(f"{address[:80]}: {reason}")
    for address in (f"/{odd}/", f"/{odd}/topics", "/callback", "/operator/callback"):
        query = f"?state={odd}&code={odd}" if "callback" in address else ""
        response = await client.get(f"http://test{address}{query}")
        if reason := wrong(address, response):
            found.append(f"{address[:80]}: {reason}")
    return found
