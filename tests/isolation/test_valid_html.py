"""Every page of every route, for each role, is HTML that a validator accepts; also with what was
wrong said in it. And each form of it can be sent without scripts.
"""

import re

import pytest
from httpx import AsyncClient, Response

from app.main import outside as outside_app
from tests.conftest import WALKERS
from tests.isolation.routes import parameters, routes
from tests.isolation.test_routes import ELSEWHERE, INSIDE, a_full_county, asked, only_reads
from tests.sendable import unsendable
from tests.valid import complaints, described

pytestmark = pytest.mark.anyio

OUTSIDE = [each for each in routes(outside_app) if each.method == "GET"]
BY_THEMSELVES = {"/static", "/blob", "/demo-idp", "/healthz"}  # no pages


def wrong(what: object, response: Response) -> list[str]:
    if "text/html" not in response.headers.get("content-type", ""):
        return []
    found = [*complaints(response.text), *unsendable(response.text)]
    return [f"{what} ({response.status_code}): {each}" for each in found]


@pytest.mark.parametrize("who", ["citizen", *WALKERS])
async def test_every_page_of_a_county(people: dict[str, AsyncClient], who: str) -> None:
    """As it is read, and as a form that was refused comes back: empty it never is accepted."""
    ids = await a_full_county(people)
    client, found, pages = people[who], [], 0
    for route in filter(only_reads, INSIDE):
        if route.path not in ELSEWHERE and route.path != "/login/{provider_id}":
            response = await asked(client, route, ids)
            found += wrong(route, response)
            pages += response.status_code == 200
    for route in INSIDE:
        if route.method == "POST" and not route.path.endswith(("/end", "/logout")):
            found += wrong(
                route, await client.post(route.path.format(**ids), data={"version": "0"})
            )
    assert found == []
    assert pages > 20


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_every_page_of_no_county(outside: AsyncClient, language: str) -> None:
    outside.cookies.set("lang", language)
    found = []
    for route in OUTSIDE:
        if not parameters(route.path) and route.path not in BY_THEMSELVES:
            found += wrong(route, await outside.get(route.path))
    assert found == []


async def test_every_public_page_says_what_it_is(
    people: dict[str, AsyncClient], client: AsyncClient
) -> None:
    """For whoever finds it by a search; no two routes say the same."""
    ids = await a_full_county(people)
    said: dict[str, str] = {}
    lacking = []
    for route in INSIDE:
        if route.method != "GET" or route.act != "-" or route.path in ELSEWHERE:
            continue
        response = await asked(client, route, ids)
        if response.status_code != 200 or "text/html" not in response.headers["content-type"]:
            continue
        if "<html" not in response.text[:2000]:
            continue  # a part of a page
        if not described(response.text):
            lacking.append(route.path)
        found = re.search(r'<meta name="description" content="([^"]*)"', response.text)
        said[route.path] = found[1] if found else ""
    assert lacking == []
    assert len(said) > 15
    same = [path for path, text in said.items() if text == said["/"] and path != "/"]
    assert same == []
