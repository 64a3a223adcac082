"""What an address asks for and there is no such thing: not found, or an error in words, on every
page. All that there is, or another's figures, would be taken for what was asked.
"""

from collections import defaultdict
from contextlib import AsyncExitStack
from typing import Any

import pytest
from httpx import AsyncClient, Response
from litestar import Litestar

from app.access.roles import Role
from app.db import bound_to, current_realm
from app.main import in_regions, inside, outside
from app.processes.postgres import Server
from app.tenancy.numbers import OPERATOR
from tests import given
from tests.conftest import browser
from tests.isolation.routes import asked_for, handlers
from tests.isolation.test_odd_input import everybody
from tests.page import Page, said_on
from tests.regions.given_region import staff_of

pytestmark = pytest.mark.anyio

FREE = {
    "q",  # words that are searched for
    "back",  # elsewhere is no way back, and then there is none (tests/accounts/test_rules.py)
    "within",  # what a field of a form beside it holds, as far as it is filled in
    "kept",  # sealed by us
    "slug",  # a county that signs up chooses its own
}
BY_HAND = {  # from request.query_params
    "/compare": ["by", "show", "from", "to", "cohort", "size", "prefecture", "start"],
    "/charter/versions/{charter_id}/compare": ["with"],
}
BY_HAND["/compare.xlsx"] = BY_HAND["/counties/{county_id}"] = BY_HAND["/compare"]
NOBODY_TYPES = {"/callback", "/operator/callback", "/signup/callback"}  # a provider leads there
LARGE, BELOW = "９９９９９９９９９", "-1"
UNKNOWN = ("zzz", BELOW, LARGE, "2026-02-30")
MAY_STAND = {  # where a list goes on: behind its end there is nothing more of it
    "before": (LARGE, BELOW),
    "after": (LARGE, BELOW),
    "waiting_before": (LARGE, BELOW),
    "people_before": (LARGE, BELOW),
    "start": (LARGE,),
}


def is_said(response: Response) -> bool:
    """Not found, or refused in words; or beside the filter's own field."""
    if response.status_code in {404, 422}:
        return said_on(response.text) != set()
    is_page = response.headers["content-type"].startswith("text/html")
    return response.status_code == 200 and is_page and Page(response).all(".wrong") != []


async def taken_for_another(
    client: AsyncClient, app: Litestar, ids: dict[str, str], base: str = ""
) -> tuple[list[str], int]:
    """Also how many questions there were."""
    found, tried = [], 0
    for method, path, handler in handlers(app):
        if method != "GET" or path in NOBODY_TYPES or handler.fn.__name__ == "not_here":
            continue
        names = [*asked_for(path, handler), *BY_HAND.get(path, [])]
        if not names:
            continue
        address = base + path.format_map(defaultdict(lambda: "1", ids))
        if (await client.get(address)).status_code != 200:
            continue
        for name in names:
            for unknown in UNKNOWN if name not in FREE else ():
                if unknown in MAY_STAND.get(name, ()):
                    continue
                tried += 1
                response = await client.get(f"{address}?{name}={unknown}")
                if not is_said(response):
                    found.append(f"{path}?{name}={unknown}: {response.status_code}")
    return found, tried


async def test_a_county_s_pages_know_what_they_are_asked_for(county: int) -> None:
    async with AsyncExitStack() as stack:
        client, ids = await everybody(stack, county)
        found, tried = await taken_for_another(client, inside, ids)
    assert found == []
    assert tried > 80


async def test_a_region_s_pages_know_what_they_are_asked_for(
    county: int, server: Server, database: str
) -> None:
    await given.divisions(server.url(database, "app_owner"))
    async with staff_of(county // 10000, f"sub-{county}") as client:
        found, tried = await taken_for_another(client, in_regions, {})
    assert found == []
    assert tried > 50


async def test_pages_of_no_county_know_what_they_are_asked_for(pool: Any) -> None:  # noqa: ARG001
    with bound_to(OPERATOR):
        async with browser("") as client:
            await given.signed_in(client, Role.OPERATOR)
            found, tried = await taken_for_another(client, outside, {"code": "140825"})
    assert found == []
    assert tried > 8
    assert current_realm.get() != OPERATOR


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/topics", 200),
        ("/topics?shown=open", 200),
        ("/topics?shown=zzz", 404),
        ("/topics?category=zzz", 404),
        ("/topics?station=99999999", 404),
        ("/commitments?shown=late", 200),
        ("/commitments?shown=LATE", 404),
        ("/consultations?form=zzz", 404),
        ("/consultations?before=2026-03-25.1", 404),  # as such addresses once were
        ("/numbers?year=zzz", 404),
        ("/stations?under=zzz", 404),
    ],
)
async def test_what_strangers_ask_for(client: AsyncClient, path: str, status: int) -> None:
    assert (await client.get(path)).status_code == status


async def test_days_the_wrong_way_round_are_told(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    for path in ("/audit", "/audit.xlsx"):
        told = await client.get(f"{path}?since=2026-03-02&until=2026-03-01")
        assert told.status_code == 422
        assert "2026年3月2日" in " ".join(said_on(told.text))
        assert (await client.get(f"{path}?since=2026-03-01&until=2026-03-01")).status_code == 200


PAIRS = (("since", "until"), ("from", "to"))
WRONG_WAY = {"since": ("2026-03-02", "2026-03-01"), "from": ("2026Q1", "2025Q4")}
PLANNED = {"/consultations"}  # there are sittings of next year
BEYOND = {"year": "2999", "from": "2999Q1", "to": "2999Q1"}


async def periods_taken(client: AsyncClient, app: Litestar, ids: dict[str, str]) -> set[str]:
    """All pages that take two ends of a period refuse them reversed, and one that is to come."""
    found: set[str] = set()
    for method, path, handler in handlers(app):
        names = {*asked_for(path, handler), *BY_HAND.get(path, [])}
        address = path.format_map(defaultdict(lambda: "1", ids))
        if method != "GET" or (await client.get(address)).status_code != 200:
            continue
        for first, last in PAIRS:
            if {first, last} <= names:
                found.add(path)
                begins, ends = WRONG_WAY[first]
                told = await client.get(f"{address}?{first}={begins}&{last}={ends}")
                assert (told.status_code, bool(said_on(told.text))) == (422, True), path
                whole = await client.get(f"{address}?{first}={ends}&{last}={begins}")
                assert whole.status_code == 200, path
        for name in names & set(BEYOND) if path not in PLANNED else ():
            found.add(path)
            told = await client.get(f"{address}?{name}={BEYOND[name]}")
            assert told.status_code in {404, 422}, (path, name)
    return found


async def test_a_period_the_wrong_way_round_or_to_come_is_told(
    county: int, server: Server, database: str
) -> None:
    async with AsyncExitStack() as stack:
        client, ids = await everybody(stack, county)
        taken = await periods_taken(client, inside, ids)
    assert {"/audit", "/audit.xlsx", "/numbers", "/numbers/{name}"} <= taken
    await given.divisions(server.url(database, "app_owner"))
    async with staff_of(county // 10000, f"sub-{county}") as client:
        taken = await periods_taken(client, in_regions, {"county_id": str(county)})
    assert {"/compare", "/compare.xlsx", "/audit"} <= taken


async def test_a_number_narrowed_to_what_there_is_not_is_no_number(client: AsyncClient) -> None:
    """Of each figure on the page, and of each part that it is told in."""
    page = Page(await client.get("/numbers"))
    links = {each["href"] for each in page.all("a[href*='/numbers/']")}
    names = {each.rpartition("/")[2].partition("?")[0] for each in links}
    assert len(names) > 8
    for name in names:
        assert (await client.get(f"/numbers/{name}")).status_code == 200, name
        for more in ("-zzz", "-", "-form", "-form-zzz", "-level-zzz", "-kind-zzz", "%20", "-2026"):
            assert (await client.get(f"/numbers/{name}{more}")).status_code == 404, name + more


async def test_a_place_on_a_wall_that_is_gone_is_said(client: AsyncClient) -> None:
    page = Page(await client.get("/raise?station=NOSUCH"))
    assert page.all(".wrong") != []
    assert Page(await client.get("/raise")).all(".wrong") == []
