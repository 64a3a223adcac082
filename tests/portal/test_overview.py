"""The leaders' overview: who sees it, and that each figure is what its list holds, after each kind
of change, counted already or not.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app import ledger
from app.access.roles import Role
from app.dates import today
from app.db import county_tx, execute
from app.ledger import Entry, Kind
from app.ledger.counting import keep
from app.ledger.folding import begin_anew
from app.portal import under_way
from app.portal.overview import rules
from tests import given
from tests.conftest import statements
from tests.page import Element, Page

pytestmark = pytest.mark.anyio

LONG_AGO = today() - timedelta(days=60)
LEADERS = [Role.OFFICE, Role.LEADERSHIP, Role.PARTY]
ROWS = {
    "/overview/": "main ul.list > li",
    "/desk/county": ".task",
    "/commitments": "main .list > li",
}


async def test_who_sees_it(people: dict[str, AsyncClient]) -> None:
    for path in ("/overview", "/overview/wall", "/overview/holders", "/overview/solved/2026Q1"):
        seen = {who: (await client.get(path)).status_code for who, client in people.items()}
        expected = {who: 200 if who in set(map(str, LEADERS)) else 403 for who in people}
        assert seen == expected | {"citizen": 401}, path


async def test_what_is_no_list_is_not_there(client: AsyncClient) -> None:
    await given.signed_in(client, Role.PARTY)
    for path in ("solved/2099Q1", "solved/1", "nonsense/2026Q1", "stages/closed", "stages/x"):
        assert (await client.get(f"/overview/{path}")).status_code == 404, path


def quantity(entry: Element) -> int:
    """Of an entry on a list: one, if nothing else is said."""
    tags = [each.text for each in entry.all(".tag")]
    return int(re.sub(r"[^\d−-]", "", tags[0]).replace("−", "-")) if tags else 1


async def behind(client: AsyncClient, address: str) -> int:
    """What the list adds up to: of ratings how many they are, of other records how much, else how
    many rows it has.
    """
    path = "/" + "/".join(address.partition("?")[0].split("/")[2:])
    rows: list[Element] = []
    said = set()
    while address:
        page = Page(await client.get(f"http://test{address}"))
        selector = next(found for start, found in ROWS.items() if path.startswith(start))
        rows += page.all(selector)
        said |= {int(each["value"]) for each in page.all("#quantity")}
        address = next((each["href"] for each in page.all(".pager a")), "")
    found = len(rows)
    if re.fullmatch(r"/overview/[a-z-]+/\d{4}Q\d", path) and "quiet" not in path:
        amounts = [quantity(each) for each in rows]
        rated = "ratings" in path or "unsolved" in path
        found = sum((n > 0) - (n < 0) if rated else n for n in amounts)
    assert said <= {found}, path
    return found


async def all_figures(client: AsyncClient, path: str = "/overview") -> dict[str, int]:
    """By address, each compared with what lies behind it."""
    found = {}
    for link in Page(await client.get(path)).all("main a[href]"):
        for data in link.all("data"):
            found[link["href"]] = int(data["value"])
    assert found == {address: await behind(client, address) for address in found}
    return found


def told(found: dict[str, int], end: str) -> int:
    (n,) = [n for address, n in found.items() if address.endswith(end)]
    return n


@pytest.fixture
async def matters(county: int) -> dict[str, int]:
    assert county
    town, other = await given.a_station(), await given.a_station("泽掌镇议事点")
    clerk = await given.an_account(Role.TOWNSHIP, station=town, name="王经办")
    async with county_tx():
        department = await given.a_department("民政局")
    raised = await given.a_topic(town, title="刚提出的事")
    late = await given.a_topic(town, title="逾期的事", ring_since=LONG_AGO)
    alone = await given.a_topic(other, title="没人办的事", ring_since=LONG_AGO)
    async with county_tx():
        promise = await given.a_commitment(raised, department, LONG_AGO)
    return {
        "town": town, "other": other, "clerk": clerk, "department": department, "raised": raised,
        "late": late, "alone": alone, "promise": promise,
    }  # fmt: skip


def posted(matters: dict[str, int]) -> list[Entry]:
    last = rules.both(today())[1]
    common: dict[str, Any] = {"station": matters["town"], "topic": matters["raised"]}
    rated: dict[str, Any] = {"kind": Kind.RATING_GIVEN, **common}
    return [
        *(Entry(kind=flow.kind, **common) for flow in rules.FLOWS.values() if not flow.result),
        Entry(kind=Kind.TOPIC_RAISED, happened_on=last, **common | {"station": matters["other"]}),
        Entry(quantity=4, result="solved", **rated),
        Entry(quantity=1, result="not_solved", **rated),
    ]


async def test_figures_are_their_lists_after_each_change(
    client: AsyncClient, matters: dict[str, int]
) -> None:
    await given.signed_in(client, Role.LEADERSHIP)
    this, last = rules.both(today())
    assert this != last
    found = await all_figures(client)
    assert told(found, "/overview/stages/screening") == 3
    assert told(found, "/desk/county?shown=late") == 2
    assert told(found, f"shown=late&department={matters['department']}") == 1
    assert told(found, f"roles=township&station={matters['town']}") == 1
    quiet = {address: n for address, n in found.items() if "/quiet/" in address}
    assert list(quiet.values()) == [2, 2]
    async with county_tx():
        await ledger.post(*posted(matters))
    found = await all_figures(client)  # as entries
    now = next(address for address in quiet).split("/")[-1]
    expected = dict.fromkeys(rules.FLOWS, 1) | {"ratings": 3}
    assert {name: told(found, f"/overview/{name}/{now}") for name in rules.FLOWS} == expected
    assert [found[address] for address in quiet] == [1, 1]
    await keep()
    assert await all_figures(client) == found  # as counts
    async with county_tx():
        await ledger.take_back(Kind.RATING_GIVEN, topic=matters["raised"])
        await ledger.take_back(Kind.TOPIC_RAISED, topic=matters["raised"])
    found = await all_figures(client)
    assert (
        told(found, f"/overview/raised/{now}") == -1
    )  # also that of the last quarter goes back today
    assert told(found, f"/overview/ratings/{now}") == 0
    await keep()
    assert await all_figures(client) == found
    async with county_tx():
        await execute(
            'UPDATE "topic" SET "stage" = \'closed\', "held_by" = \'{}\''
            ' WHERE "topic"."county" = $1 AND "id" = $2',
            matters["late"],
        )
        await execute(
            'UPDATE "commitment" SET "done_on" = $2 WHERE "commitment"."county" = $1', today()
        )
        await execute(
            'UPDATE "station" SET "closed_on" = $2 WHERE "station"."county" = $1 AND "id" = $3',
            today(),
            matters["other"],
        )
    found = await all_figures(client)
    assert told(found, "/desk/county?shown=late") == 1
    assert not [address for address in found if "department=" in address]


async def test_the_wall_has_the_same_figures_and_no_names(
    client: AsyncClient, matters: dict[str, int]
) -> None:
    await given.signed_in(client, Role.LEADERSHIP)
    async with county_tx():
        await ledger.post(*posted(matters))
    sheet, wall = await all_figures(client), await all_figures(client, "/overview/wall")
    assert wall.items() <= sheet.items()
    page = Page(await client.get("/overview/wall"))
    assert "王经办" not in page.text
    assert "王经办" in Page(await client.get("/overview")).text
    assert page.one("noscript meta")["content"] == "60"
    assert page.one("#wall")["data-hx-trigger"] == "every 60s"


async def test_whom_to_call(client: AsyncClient, matters: dict[str, int]) -> None:
    await given.signed_in(client, Role.OFFICE)
    clerk, department = matters["clerk"], matters["department"]
    assert (await client.post(f"/people/{clerk}/phone", data={"phone": "12"})).status_code == 422
    sent = await client.post(f"/people/{clerk}/phone", data={"phone": "0359-8021234"})
    assert sent.status_code == 303
    path = f"/people/departments/{department}/phone"
    assert (await client.post(path, data={"phone": "8029999"})).status_code == 303
    assert (await client.post("/people/departments/1/phone", data={})).status_code == 404
    for there in (path, f"/people/{clerk}/phone"):  # somebody was first
        sent = await client.post(there, data={"phone": "8020000"})
        assert sent.status_code == 409
    await given.an_account(Role.DEPARTMENT, department=department, name="赵承办")
    page = Page(await client.get("/overview"))
    lines = page.texts(".holders > li")
    assert len(lines) == 3
    (town,) = [each for each in lines if "乡镇（街道）经办" in each]
    assert "王经办 0359-8021234" in town
    (owing,) = [each for each in lines if "民政局" in each]
    assert "8029999" in owing
    assert "赵承办" in owing
    (nobody,) = [each for each in lines if "政协办公室" in each]
    assert "张三" in nobody  # who looks
    assert page.one("a[href='tel:0359-8021234']").text == "0359-8021234"


async def test_while_it_is_counted_anew_it_says_so(client: AsyncClient) -> None:
    await given.signed_in(client, Role.LEADERSHIP)
    assert not Page(await client.get("/overview")).all("main .notice")
    async with county_tx():
        await begin_anew()
    assert len(Page(await client.get("/overview")).all("main .notice")) == 1


async def test_more_records_are_no_more_statements(
    client: AsyncClient, matters: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    await given.signed_in(client, Role.LEADERSHIP)

    async def sent() -> int:
        statements.clear()
        assert (await client.get("/overview")).status_code == 200
        return len(statements)

    await sent()  # whatever is remembered from the first time
    few = await sent()
    for n in range(12):
        town = await given.a_station(f"第{n}站")
        await given.an_account(Role.TOWNSHIP, station=town)
        topic = await given.a_topic(town, ring_since=LONG_AGO)
        async with county_tx():
            await given.a_commitment(topic, await given.a_department(f"{n}局"), LONG_AGO)
    assert await sent() == few
    assert matters
    page = Page(await client.get("/overview"))
    assert len(page.all(".holders > li")) == 16
    whole = Page(await client.get("/overview/holders"))
    assert len(whole.all(".holders > li")) == 27
    assert whole.all("main .notice") == []
    assert sum(int(each.text) for each in whole.all(".two > div:first-child data")) == 14
    for most, cut in ((13, True), (14, False)):
        monkeypatch.setattr("app.portal.overview.pages.MOST", most)
        said = Page(await client.get("/overview/holders")).texts("main .notice")
        assert len(said) == cut, most
    assert under_way.told(500) == "500"
    assert under_way.told(501) == "500+"
