"""Days and quarters are written in one way, wherever people read them: pages, papers, notices and
workbooks (11.28). Read from all that a full county shows.
"""

import re
from contextlib import AsyncExitStack

import pytest
from httpx import AsyncClient, Response

from app.access.roles import Role
from app.db import bound_to
from app.ledger.counting import keep
from app.processes.postgres import Server
from app.regions.dictionary import ITEMS
from app.regions.membership import placing
from app.tenancy.numbers import OPERATOR
from tests import given
from tests.conftest import Browser
from tests.isolation.test_odd_input import everybody
from tests.isolation.test_routes import a_full_county
from tests.page import said_on
from tests.regions.given_region import agreed, staff_of
from tests.sheets import words as words_of
from tests.walk import kind_of, linked, pages_of

pytestmark = pytest.mark.anyio

# As machines write them.
MACHINE = re.compile(
    r"(?<![\d〔【-])(20\d\d-\d\d?-\d\d?|20\d\d/\d\d?(/\d\d?)?|20\d\d\.\d\d?\.\d\d?"
    r"|20\d\d ?[Qq][1-4])"
)


def odd(text: str) -> set[str]:
    return {found[0] for found in MACHINE.finditer(text)}


def test_what_a_machine_would_write_is_known() -> None:
    for text in ("2026-03-25", "2026-3-5", "2025Q4", "2026/3/25", "2026.3.25"):
        assert odd(f"到{text}为止"), text
    for text in (
        "2026年3月25日 周三",
        "2026 年第 3 季度",
        "县委〔2026〕3号",
        "0573-8412345",
        "2026",
    ):
        assert not odd(text), text


def texts_of(content: bytes) -> set[str]:
    return set(re.findall(r"<t[^>]*>([^<]*)</t>", words_of(content)))


def odd_on(answer: Response) -> set[str]:
    """Written as a machine does, on a page or in a workbook."""
    kind = answer.headers.get("content-type", "")
    texts = set(said_on(answer.text)) if "html" in kind else set[str]()
    if "sheet" in kind:
        texts = texts_of(answer.content)
    return {each for text in texts for each in odd(text)}


async def test_no_page_paper_or_workbook_writes_a_day_as_a_machine(county: int) -> None:
    found: dict[str, set[str]] = {}
    books = 0
    async with AsyncExitStack() as stack:
        client, ids = await everybody(stack, county)
        async for path, page in pages_of(client, ids):
            books += "sheet" in page.headers.get("content-type", "")
            if wrong := odd_on(page):
                found[path] = wrong
    assert books > 3
    assert found == {}


async def walked(client: AsyncClient, realm: str, *begin: str) -> tuple[dict[str, set[str]], int]:
    """→ what is odd on which page, and how many kinds of pages there were."""
    found, kinds = dict[str, set[str]](), set[str]()
    async for address, answer in linked(client, realm, *begin):
        kinds.add(kind_of(address))
        if wrong := odd_on(answer):
            found[address] = wrong
    return found, len(kinds)


async def test_nor_does_a_region_or_what_it_refuses(
    people: dict[str, AsyncClient], county: int, server: Server, database: str
) -> None:
    await given.divisions(server.url(database, "app_owner"))
    await a_full_county(people)
    await keep()
    region = county // 10000
    await agreed(people["office"], region, *ITEMS)
    await placing.place(region)
    refused = (
        "/compare?from=2026Q3&to=2025Q1", "/compare?from=2010Q3&to=2026Q1", "/weights?to=2037Q1",
        "/audit?since=2026-05-05&until=2025-01-01", "/coverage?from=2026Q2&to=2026Q1",
    )  # fmt: skip
    begin = ("/compare", "/wall", "/cases", "/audit", "/audit.xlsx", "/account/data.xlsx")
    async with staff_of(region, f"days-{county}") as staff:
        found, kinds = await walked(staff, f"/regions/{region}", *begin, *refused)
    # An address that programs ask is shown as they write it.
    assert found == {f"/regions/{region}/keys": {"2025Q1", "2025Q4"}}
    assert kinds > 15


async def test_nor_do_sign_up_and_the_operator(
    outside: Browser, county: int, server: Server, database: str
) -> None:
    await given.divisions(server.url(database, "app_owner"))
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
    places = (
        "",
        "/audit",
        "/audit.xlsx",
        "/divisions",
        f"/counties/{county}",
        "/account/data.xlsx",
    )
    found, kinds = await walked(outside, "/operator", *places)
    assert found == {}
    assert kinds > 6
    for path in (
        "/",
        "/signup",
        "/signup?q=140825",
        "/operator/audit?since=2026-05-05&until=2025-01-01",
    ):
        assert odd_on(await outside.get(path)) == set(), path
