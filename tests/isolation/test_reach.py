"""Every page is reached by its links: from the home page, and from each role's desk."""

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import bound_to, county_tx
from app.processes.postgres import Server
from app.tenancy.numbers import OPERATOR
from tests import given
from tests.conftest import WALKERS, Browser
from tests.isolation.routes import Route, parameters
from tests.isolation.test_routes import INSIDE, a_full_county, asked, expected
from tests.page import Element, Page, as_asked
from tests.regions.given_region import staff_of

pytestmark = pytest.mark.anyio

MOST = 400  # pages looked at; one of each kind with its own words is enough
# What no link leads to, and what does instead.
OTHERWISE = {
    "/invitation": "whoever is invited is given its address with the code",
    "/callback": "the provider",
    "/away": "whoever serves the files while the program is away",
    "/jwks.json": "the provider, which checks our signature by it",
    "/kept/{kept_id}": "signing in again after a form",
    "/photos/{photo_id}/state": "the script that has sent a photo",
    "/photos/of/{kind}/{subject_id}": "the script of a gallery",
    "/files/{file_id}/state": "the script that has sent a file",
    "/files/of/{kind}/{subject_id}": "the form without a script",
    "/{rest}": "an address that does not exist",
    "/topics/{topic_id}/consultations/new": "a plan that was refused; else on the topic's page",
    "/overview/late": "whose something overdue is; tests/portal/test_overview.py follows its link",
    "/follow/codes": "something is asked of the raiser; tests/isolation/test_one_form.py",
    "/charter/news": "a preset that has news; tests/charter/test_news.py follows its link",
}
# What tells a form that somebody was first; of attendance, who is left alone.
SAW = {"version", "seen", "made_against", "was"}
FILLED = "textarea, input:not([type]), input[type=text], input[type=number], input[type=date]"
FILLED += ", input[checked], option[selected]"
ANEW = {
    "/cases/nominations": "a new one, of what the matter says",
    "/charter/versions": "a new version, from a day that is proposed",
    "/charter/drafts/{id}/signing": "likewise; whoever signs sees what differs",
    "/scores/quarter/what-if": "nothing is kept",
}
# Asked by fields, where there is more than a list shows: tests/choosing/test_forms.py.
FIELDS = "/choose/"
# A feed is found by whoever reads feeds, in the head of its page.
FEEDS = "link[rel=alternate][type*=atom]"
LINKS = "a[href], img[src], form[method=get][action], [data-hx-get], [data-choose], iframe[src]"
LINKS += f", {FEEDS}"
FROM = ("href", "src", "action", "data-hx-get", "data-choose")


def pattern(route: Route) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(route.path.rstrip("/") or "/")))


def links_of(text: str, base: str) -> list[str]:
    return links_on(Page(text), base)


def links_on(page: Page, base: str) -> list[str]:
    found = []
    for each in page.all(LINKS):
        address = next(value for name in FROM if (value := each.get(name)))
        parts = urlsplit(address)
        if parts.path.startswith(base) and not parts.netloc:
            inside, query = as_asked(address)
            inside = inside.removeprefix(base) or "/"
            found.append(inside + (f"?{query}" if query else ""))
    return found


def overwriting(page: Page, base: str) -> Iterator[str]:
    """Where those forms are sent that hold what is there already, and do not say what they saw."""
    for form in page.all("form[method=post]"):
        # of fields alike each has its own: was.12
        hidden = {each.get("name").partition(".")[0] for each in form.all("input[type=hidden]")}
        if not hidden & SAW and any(has_value(each) for each in form.all(FILLED)):
            yield re.sub(r"\d{4,}", "{id}", form["action"].removeprefix(base))


def has_value(field: Element) -> bool:
    return field.tag == "option" or field.has("checked") or bool(field.value.strip())


async def reached(client: AsyncClient, base: str, starts: list[str], forms: set[str]) -> set[str]:
    """The routes behind all links, link by link; of each route and query's names three pages.
    `forms`: takes up what overwrites.
    """
    patterns = {route: pattern(route) for route in INSIDE if route.method == "GET"}
    seen, kinds, queue = set(starts), dict[tuple[str, str], int](), deque(starts)
    while queue and len(seen) < 5000:
        path = queue.popleft()
        at = urlsplit(path)
        fixed = [r for r, form in patterns.items() if form.fullmatch(at.path.rstrip("/") or "/")]
        route = min(fixed, key=lambda r: len(parameters(r.path)), default=None)
        if route is None:
            continue
        kind = (route.path, re.sub(r"=[^&]*", "", at.query))
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > 4 or len(kinds) > MOST:
            continue
        answer = await client.get(path)
        if answer.status_code != 200 or "html" not in answer.headers.get("content-type", ""):
            continue
        page = Page(answer)
        forms.update(overwriting(page, base))
        for each in links_on(page, base):
            if each not in seen:
                seen.add(each)
                queue.append(each)
    return {path for path, _query in kinds}


async def test_each_reaches_every_page_that_they_may_see(
    people: dict[str, AsyncClient], county: int
) -> None:
    """In one county, since reading writes nothing."""
    ids = await a_full_county(people)
    async with county_tx():
        await given.a_member(station=int(ids["station_id"]))
    forms: set[str] = set()
    lost = []
    for who in ("citizen", *WALKERS):
        starts = ["/"] if who == "citizen" else ["/", "/desk"]
        found = await reached(people[who], f"/c{county}", starts, forms)
        for route in INSIDE:
            if route.method != "GET" or route.path in OTHERWISE or route.path in found:
                continue
            if route.path.startswith(FIELDS) or not expected(route, who, 200):
                continue
            if (await asked(people[who], route, ids)).status_code == 200:
                lost.append(f"{who}: {route.path}")
    assert lost == []
    assert forms <= ANEW.keys()


@pytest.mark.parametrize("role", [Role.OFFICE, Role.TOWNSHIP, Role.DEPARTMENT])
async def test_overdue_commitments_are_a_click_from_the_desk(
    people: dict[str, AsyncClient], role: Role, county: int
) -> None:
    desk = await people[str(role)].get("/desk")
    assert "/commitments?shown=late" in links_of(desk.text, f"/c{county}")


async def test_a_pending_appeal_is_on_the_office_s_desk(people: dict[str, AsyncClient]) -> None:
    ids = await a_full_county(people)
    page = Page(await people["office"].get("/desk"))
    link = page.one('[aria-labelledby="appeals-title"] a.title')
    assert link["href"].endswith(f"/answers/{ids['appeal_id']}")
    assert (await people["office"].get(f"http://test{link['href']}")).status_code == 200
    assert (
        Page(await people["township"].get("/desk")).all('[aria-labelledby="appeals-title"]') == []
    )


async def leading_nowhere(client: AsyncClient, base: str, start: str) -> tuple[list[str], int]:
    """Links on the pages of an office, from this one on; and how many pages were looked at."""
    seen, kinds, lost, queue = {start}, dict[str, int](), list[str](), deque([start])
    while queue:
        path = queue.popleft()
        kind = re.sub(r"[0-9]+|=[^&]*", "", path)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > 4:
            continue
        answer = await client.get(f"http://test{base}{path}")
        if answer.status_code >= 404:
            lost.append(f"{path}: {answer.status_code}")
        if answer.status_code != 200 or "html" not in answer.headers.get("content-type", ""):
            continue
        links = dict.fromkeys(links_of(answer.text, base))  # a page may name one twice
        fresh = [each for each in links if each not in seen]
        queue += fresh
        seen |= {*fresh}
    return lost, sum(kinds.values())


async def test_no_link_of_a_region_leads_nowhere(
    county: int, server: Server, database: str
) -> None:
    """Of its own people, who have no pages there, its log speaks too."""
    await given.divisions(server.url(database, "app_owner"))
    region = county // 10000
    async with staff_of(region, f"sub-{county}") as client:
        assert (await client.post("/account/sessions/end")).status_code == 303
        lost, looked_at = await leading_nowhere(client, f"/regions/{region}", "/compare")
    assert lost == ["/: 404"]  # no province of the list has this test's number
    assert looked_at > 20


async def test_no_link_of_the_operator_leads_nowhere(outside: Browser) -> None:
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
    assert (await outside.post("/operator/account/sessions/end")).status_code == 303
    lost, looked_at = await leading_nowhere(outside, "/operator", "")
    assert lost == []
    assert looked_at > 10
