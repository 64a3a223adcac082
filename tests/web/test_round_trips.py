"""What a page asks the database besides its own statements: to begin, who asks, to end. Each is a
round trip, as one statement is.
"""

import re

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import county_tx, numbered, rows
from app.main import inside
from app.web.who_asks import AT_AN_OFFICE, SOMEBODY, STRANGER
from tests.conftest import Browser, statements
from tests.isolation.routes import routes
from tests.isolation.test_routes import a_full_county

pytestmark = pytest.mark.anyio

FRAME = re.compile(r"(BEGIN|COMMIT|ROLLBACK|SET|RESET)\b")
FIRST = [numbered(each)[0] for each in (STRANGER, SOMEBODY, AT_AN_OFFICE)]
ONE = [["BEGIN", "who asks", "COMMIT"], ["BEGIN", "who asks", "ROLLBACK"]]
# They write, too: what is taken out or seen is noted, who signs in gets a session, what costs much
# is counted; or they ask a provider; or show keys that are all realms'.
ALSO_WRITE = {
    "/callback", "/login/{provider_id}", "/people/providers/{provider_id}/trial",
    "/account/data.xlsx", "/audit.xlsx", "/scores/{sheet}/export.xlsx",
    "/scores/{sheet}/{subject}/export.xlsx", "/wishes/{wish_id}/file.xlsx", "/jwks.json",
    "/wishes/{wish_id}", "/follow/data.xlsx", "/charter/versions/{charter_id}/export",
    "/raise/photos/{photo_id}/{mark}", "/stations/{station_id}/poster",
    "/stations/{station_id}/qr.svg", "/signed-out/{provider_id}",
    "/data/{file}", "/feed.atom", "/find/{file}", "/sitemap.xml", "/sitemap/{file}",
    "/stations/{station_id}/feed.atom", "/topics/{topic_id}/feed.atom",
    "/topics/{topic_id}/card/{file}",
}  # fmt: skip


def besides(sent: list[str]) -> list[str]:
    """In the order in which they were sent."""
    return [
        found[1] if (found := FRAME.match(each)) else "who asks"
        for each in sent
        if FRAME.match(each) or each in FIRST
    ]


async def test_a_page_is_one_transaction(people: dict[str, AsyncClient]) -> None:
    ids = await a_full_county(people)
    wrong, found = [], 0
    for role in ("citizen", Role.OFFICE, Role.MEMBER):
        for route in routes(inside):
            if route.method != "GET" or route.path in ALSO_WRITE:
                continue
            address = route.path.format(**ids)
            await people[role].get(address)  # a charter that was not read yet is read once
            statements.clear()
            answer = await people[role].get(address)
            found += answer.status_code == 200
            if besides(statements) not in ONE:
                wrong.append((role, route.path, answer.status_code, besides(statements)))
    assert wrong == []
    assert found > 140


async def test_what_a_list_costs(client: Browser) -> None:
    await client.get("/topics")
    statements.clear()
    assert (await client.get("/topics")).status_code == 200
    assert besides(statements) == ONE[0]


async def test_what_a_form_costs(client: Browser) -> None:
    """Who asks; how often; and with the end of that the form's own transaction begins."""
    await client.get("/follow")
    statements.clear()
    assert (await client.post("/follow", data={"code": "ABC234DEF"})).status_code == 422
    counted = next(each for each in statements if each.startswith("COMMIT;"))
    own = statements[: statements.index(counted) + 1]
    assert besides(own) == ["BEGIN", "who asks", "COMMIT", "BEGIN", "COMMIT"]
    assert re.match(r"COMMIT; BEGIN READ WRITE; SET LOCAL app.county = '\d+'$", counted)
    assert besides(statements[len(own) :])[0] == "ROLLBACK"  # it was no code


async def test_no_statement_starts_processes(county: int) -> None:  # noqa: ARG001
    """Where PostgreSQL would start them for any that may have some."""
    async with county_tx(readonly=True) as bound:
        await bound.connection.execute("SET LOCAL debug_parallel_query = on")
        read = 'EXPLAIN SELECT count(*) FROM "topic" WHERE "topic"."county" = $1'
        plan = [each[0] for each in await rows(read)]
    assert plan
    assert [each for each in plan if "Gather" in each] == []
