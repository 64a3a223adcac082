"""Walks every route: as a stranger, as each role, as another county's people with ids from here."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.access.roles import MAY, Act, Role
from app.dates import now
from app.db import county_tx, current_realm, row, tx
from app.drafting import drafts
from app.main import in_regions, inside, outside
from app.regions.api.pages import api
from tests import given
from tests.conftest import WALKERS, browser, signed_in_as_all
from tests.isolation.routes import FORM, Route, ids_of, routes
from tests.walk import Walk

pytestmark = pytest.mark.anyio

TABLE = Path(__file__).parent / "routes.txt"
CANARY = "金丝雀"
INSIDE = list(routes(inside))
WITH_IDS = [each for each in INSIDE if "_id}" in each.path]
ELSEWHERE = {"/callback"}  # answers a provider, not a person


def test_the_route_table_is_the_one_that_was_read() -> None:
    """A new route is added to routes.txt by hand, by somebody who thought of who may use it."""
    apps = {"inside": inside, "regions": in_regions, "programs": api, "outside": outside}
    now = [f"{where} {each}" for where, app in apps.items() for each in routes(app)]
    assert now == TABLE.read_text().splitlines()


async def a_full_county(people: dict[str, AsyncClient]) -> dict[str, str]:
    """Everything there can be, with the canary in every text. → ids for the routes"""
    station = await given.a_station(f"{CANARY}村议事点", kind="village", level="village")
    topic = await given.a_topic(
        station,
        title=f"{CANARY}路灯坏了",
        story=f"{CANARY}三个月",
        raiser_name="赵金雀",
        follow_code="CANARY234",
    )
    given.follows(people["citizen"], "CANARY234")
    walk = Walk(topic, people, given.charter())
    await walk.to_the_end()
    async with county_tx():
        await tx().connection.execute(
            'INSERT INTO "circle" ("county", "topic", "grp", "name")'
            " SELECT $1, $2, 'citizen', $3",
            tx().county,
            topic,
            f"{CANARY}代表",
        )
        await given.an_assessment(station, text=CANARY)
        await given.a_check(station, text=CANARY, state="verified", verified_by=f"{CANARY}李")
        await given.a_nomination(topic, text=CANARY)
        await given.a_kept_form(text=CANARY)
        await given.an_unsaved_record(text=CANARY)
        await given.a_file("topic", topic, name=f"{CANARY}批复.pdf", published_at=now())
        gone = {"removed_at": now(), "removed_reason": f"{CANARY}传错了"}
        await given.a_file("topic", topic, published_at=now(), **gone)
        await given.a_wish(topic, text=CANARY)
        await drafts.begin(drafts.from_charter(given.charter()), f"{CANARY}草稿", "张三")
    async with county_tx(readonly=True):
        return await ids_of(INSIDE)


def is_page(answer: Response) -> bool:
    """What a browser shows, and does not only keep."""
    kind = answer.headers["content-type"]
    return not kind.startswith(("text/csv", "application/jsonl"))


async def asked(client: AsyncClient, route: Route, ids: dict[str, str], base: str = "") -> Response:
    path = base + route.path.format(**ids)
    if route.method == "GET":
        return await client.get(path)
    return await client.request(route.method, path, data=FORM)


async def everything_kept(county: int, superuser: Any) -> list[Any]:
    """All rows of a county, as text: to see that nothing changed. Its sessions may be seen, and
    what was tried is counted.
    """
    kept = await rows_kept(county, superuser, "session", "quota", "submission")
    assert len({name for name, _row in kept}) > 20  # it is a full county
    return kept


async def rows_kept(county: int, superuser: Any, *but: str) -> list[Any]:
    """Table by table, each row as text."""
    tables = await superuser.fetch(
        "SELECT table_name AS name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'county'"
        " AND table_name <> ALL($1::text[])",
        but,
    )
    each = [
        f"SELECT '{name}' AS name, t::text AS kept FROM \"{name}\" AS t WHERE county = $1"  # noqa: S608
        for (name,) in tables
    ]
    return list(await superuser.fetch(" UNION ALL ".join(each) + " ORDER BY 1, 2", county))


async def test_another_county_s_people_reach_nothing(
    people: dict[str, AsyncClient], county: int, other_county: int, superuser: Any
) -> None:
    """Each role there, signed in, with ids from here: not found, nothing told, nothing changed."""
    ids = await a_full_county(people)
    before = await everything_kept(county, superuser)
    current_realm.set(other_county)
    wrong = []
    async with AsyncExitStack() as stack:
        theirs = await signed_in_as_all(stack, other_county)
        for who, client in theirs.items():
            for route in WITH_IDS:
                response = await asked(client, route, ids)
                told = CANARY in response.text or "13800005678" in response.text
                if response.status_code not in {401, 403, 404} or told:
                    wrong.append(f"{who}: {route}: {response.status_code}, told: {told}")
    assert wrong == []
    assert await everything_kept(county, superuser) == before


async def test_another_county_s_session_is_nobody_here(
    people: dict[str, AsyncClient], county: int, other_county: int
) -> None:
    current_realm.set(other_county)
    async with browser(f"/c{county}") as client:
        await given.signed_in(client, Role.OFFICE)
        theirs = client.cookies[f"session-c{other_county}"]
        client.cookies.set(f"session-c{county}", theirs)
        assert (await client.get("/desk")).status_code == 401
    assert (await people["office"].get("/desk")).status_code == 200


@pytest.mark.parametrize("who", ["citizen", *WALKERS])
async def test_each_role_gets_as_far_as_the_matrix_says(
    people: dict[str, AsyncClient], who: str, client: AsyncClient, county: int, superuser: Any
) -> None:
    """401 for strangers, 403 for the wrong role, and no route that fails, whoever asks; and what
    is only read changes nothing.
    """
    ids = await a_full_county(people)
    asking = client if who == "citizen" else people[who]
    wrong: list[str] = []
    before = await everything_kept(county, superuser)
    for route in filter(only_reads, INSIDE):
        wrong += await beyond_the_matrix(asking, who, route, ids)
    assert await everything_kept(county, superuser) == before
    for route in INSIDE:
        if not only_reads(route):
            wrong += await beyond_the_matrix(asking, who, route, ids)
    assert wrong == []


def only_reads(route: Route) -> bool:
    """Who takes a workbook along is noted, and who looks at what is kept of one person: of those
    the log's own tests speak (tests/audit/). A realm's keys are made when they are first asked for
    (tests/accounts/test_client_ways.py).
    """
    noted = route.path.endswith((".xlsx", "/jwks.json")) or route.path == "/wishes/{wish_id}"
    return route.method == "GET" and not noted


async def beyond_the_matrix(
    asking: AsyncClient, who: str, route: Route, ids: dict[str, str]
) -> list[str]:
    if route.path in ELSEWHERE or route.path == "/logout" or route.path.endswith("/end"):
        return []
    response = await asked(asking, route, ids)
    status = response.status_code
    if route.path == "/login/{provider_id}":  # the provider is nowhere
        assert (status, response.headers["retry-after"]) == (503, "5")
        return []
    if status >= 500 or not expected(route, who, status):
        return [f"{route}: {status}"]
    return []


def expected(route: Route, who: str, status: int) -> bool:
    if route.act == "-":
        return True
    if who == "citizen":
        return status == 401
    if route.act != "signed_in" and who not in MAY[Act(route.act)]:
        return status == 403
    return status != 401  # 403: not this record, as somebody else's upload


async def test_strangers_never_read_personal_data(
    people: dict[str, AsyncClient], client: AsyncClient
) -> None:
    ids = await a_full_county(people)
    for route in INSIDE:
        if route.method == "GET" and route.path not in ELSEWHERE:
            text = (await asked(client, route, ids)).text
            assert "赵金雀" not in text, route
            assert "13800005678" not in text, route
            assert "CANARY234" not in text, route


@pytest.mark.parametrize("number", ["0", "-1", "9223372036854775808", "abc", "a%00b", "1'--"])
async def test_odd_ids_are_not_found(people: dict[str, AsyncClient], number: str) -> None:
    for route in WITH_IDS:
        names = dict.fromkeys(("topic_id", "station_id", "consultation_id"), number)
        ids = dict.fromkeys([part[1:-1] for part in route.path.split("/") if "{" in part], number)
        response = await asked(people["office"], route, ids | names | {"kind": "topic"})
        assert response.status_code in {400, 403, 404, 422}, (route, response.status_code)


async def test_what_people_write_stays_text(
    people: dict[str, AsyncClient], client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every text there is, on every page, for whoever reads it."""
    attack = "'\"><img src=x onerror=alert(1)>{{71*73}}"
    monkeypatch.setattr("tests.isolation.test_routes.CANARY", attack)
    ids = await a_full_county(people)
    shown = 0
    for route in INSIDE:
        if route.method == "GET" and route.path not in ELSEWHERE:
            for asking in (client, people["office"], people["citizen"]):
                answer = await asked(asking, route, ids)
                text = answer.text
                assert "<img src=x" not in text or not is_page(answer), route
                assert "alert(1)&gt;5183" not in text, route
                shown += "&lt;img src=x onerror" in text
    assert shown > 10


async def test_reading_writes_nothing(
    people: dict[str, AsyncClient], county: int, superuser: Any
) -> None:
    """Whoever follows a matter by its code; of all others the matrix's test speaks."""
    ids = await a_full_county(people)
    before = await everything_kept(county, superuser)
    for route in filter(only_reads, INSIDE):
        await asked(people["citizen"], route, ids)
    assert await everything_kept(county, superuser) == before


async def test_other_sites_change_nothing(people: dict[str, AsyncClient]) -> None:
    ids = await a_full_county(people)
    people["office"].headers["sec-fetch-site"] = "cross-site"
    for route in INSIDE:
        if route.method != "GET":
            assert (await asked(people["office"], route, ids)).status_code == 403, route
    async with county_tx(readonly=True):
        assert await row('SELECT 1 FROM "topic" WHERE "topic"."county" = $1')


async def test_every_answer_carries_the_headers(client: AsyncClient) -> None:
    for path in ("/", "/topics", "/nothing", "/desk", "/topics/1", "http://test/nowhere/"):
        headers = (await client.get(path)).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "no-store" in headers["cache-control"]
