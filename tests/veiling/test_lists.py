"""Names of a whole list's matters are gathered once, whatever the planner expects of the county."""

import json
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from app.access.roles import MAY, Account, Act, Grant, Role
from app.access.visibility import handles_all, reader
from app.consultations.rounds import newest
from app.consultations.tables import Consultation
from app.dates import today
from app.db import county_tx, execute, rows, tx, value
from app.veiling.queries import HIDDEN, as_read, hidden_in
from tests import given
from tests.conftest import Browser
from tests.page import Page
from tests.plans import nodes

pytestmark = pytest.mark.anyio

CIRCLE = """
    INSERT INTO "circle" ("county", "topic", "grp", "name")
    SELECT $1, topic, 'residents', '张' || n FROM unnest($2::bigint[]) AS topic,
        generate_series(1, 3) AS n
"""


@pytest.mark.usefixtures("county")
async def test_names_of_a_list_are_read_once() -> None:
    """Twenty matters of three names each: no join but the worst one is left to the planner."""
    station = await given.a_station()
    topics = [await given.a_topic(station, story=f"路灯{n}") for n in range(20)]
    texts = dict.fromkeys(topics, "张三、李四，路灯坏了")
    async with county_tx():
        await execute(CIRCLE, topics)
        hidden = await hidden_in(None, texts)
        off = [f"SET LOCAL enable_{each} = off" for each in ("hashjoin", "mergejoin", "material")]
        await tx().connection.execute("; ".join(off))
        asked: dict[str, Any] = {"topics": topics, "texts": list(texts.values()), **reader(None)}
        plan = await value(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {HIDDEN}", **asked)
    assert {*hidden} == {*topics}
    assert {"张1", "张2", "张3"} <= {*hidden[topics[0]]}
    names = [node for node in nodes(json.loads(plan)[0]["Plan"]) if is_of(node, "circle")]
    assert [node["Actual Loops"] for node in names] == [1]


def is_of(node: dict[str, Any], table: str) -> bool:
    return node.get("Relation Name") == table


@pytest.mark.usefixtures("county")
async def test_whoever_handles_all_need_not_be_asked_about() -> None:
    """What the database says of each role, everywhere and at one station alone."""
    here, there = await given.a_station(), await given.a_station()
    topics = [await given.a_topic(each, raiser_name="王小芳") for each in (here, there)]
    all_of_it = set()
    async with county_tx(readonly=True):
        for role, station in product(Role, (None, here)):
            account = Account(7, "某某", (Grant(role, station),))
            asked: dict[str, Any] = {"topics": topics, "texts": [None, None], **reader(account)}
            veiled = {each["topic"] for each in await rows(HIDDEN, **asked)}
            assert handles_all(account) == (veiled == set()), (role, station)
            assert {*await hidden_in(account, dict.fromkeys(topics))} == veiled
            all_of_it |= {role} if handles_all(account) else set()
    assert all_of_it == MAY[Act.SEE]
    assert Role.DEPARTMENT not in all_of_it
    assert not handles_all(None)


@pytest.mark.usefixtures("county")
async def test_a_number_in_one_text_of_a_page_is_veiled_there() -> None:
    """And a name in another; what holds neither is as it was."""
    station = await given.a_station()
    first, last = [await given.a_topic(station, raiser_name="王小芳") for _ in range(2)]
    page: list[dict[str, Any]] = [
        {"topic": first, "title": "王小芳说路灯坏了", "words": ["王小芳", "好"]},
        {"topic": last, "title": "路灯坏了", "words": []},
        {"topic": None, "title": "路灯又坏了", "words": ["修"]},
    ]
    numbered = [*page, {"topic": None, "title": "找1381234", "words": ["问13912345678"]}]
    async with county_tx(readonly=True):
        assert await as_read(None, page, "title", "words") == [
            {"topic": first, "title": "王**说路灯坏了", "words": ["王**", "好"]}, *page[1:],
        ]  # fmt: skip
        assert (await as_read(None, numbered, "title", "words"))[1:] == [
            *page[1:], {"topic": None, "title": "找1381234", "words": ["问139****5678"]},
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "minutes", "shown"),
    [
        ("村口，打1391234", "5678找人", "村口，打▇▇"),
        ("村口，打1391234", "再说", "村口，打1391234"),
        ("村口，打139", f"{'转' * 4}12345678找人", "村口，打▇▇"),
        ("1391234在村口商量这件事情", "5678找人", "1391234在村口商量这件事情"),
        ("村口", "5678找人", "村口"),
    ],
)
async def test_a_list_of_sittings_tells_no_half_of_a_number(
    client: Browser, place: str, minutes: str, shown: str
) -> None:
    """Which goes on in what the list does not show."""
    station = await given.a_station()
    topic = await given.a_topic(station, ring="商前调研")
    async with county_tx():
        sat = Consultation(
            topic=topic, station=station, round=1, title="修灯", form="meeting", place=place,
            held_on=today(), minutes=minutes, state="filed",
        )  # fmt: skip
        await Consultation.insert(sat)
    async with county_tx(readonly=True):
        (listed,) = (await newest(None))["consultations"]
    assert listed["place"] == shown
    found = Page(await client.get("/search?q=修灯"))
    assert [each.text for each in found.all("#consultations .meta span")][1:] == [shown]


async def sittings_called(
    title: str, topic: int, station: int, day: date, *, number: int = 1, many: int = 1
) -> None:
    async with county_tx():
        await Consultation.insert(*(
            Consultation(
                topic=topic, station=station, round=n, title=title, form="meeting", place="村口",
                held_on=day, state="filed",
            )
            for n in range(number, number + many)
        ))  # fmt: skip


async def test_what_is_veiled_hides_nothing_older_of_a_search(client: Browser) -> None:
    """Sixty of a name that is not told stand before one of a bridge that is called so; of five
    hundred and more the next page says where it goes on.
    """
    station = await given.a_station()
    theirs = await given.a_topic(station, ring="商前调研", raiser_name="王小芳")
    bridge = await given.a_topic(station, ring="商前调研")
    await sittings_called("王小芳家的路灯", theirs, station, today(), many=60)
    await sittings_called("王小芳桥怎么修", bridge, station, today() - timedelta(days=9))
    page = Page(await client.get("/consultations?q=王小芳"))
    assert [each.text for each in page.all("#consultations-list .title")] == ["王小芳桥怎么修"]
    await sittings_called("王小芳家的水沟", theirs, station, today(), number=61, many=400)
    page = Page(await client.get("/consultations?q=王小芳"))
    assert page.all("#consultations-list .title") == []
    assert page.one(".empty").text == "这一段里没有找到，更早的还没有看。"
    older = page.one(".pager a")["href"].partition("/consultations")[2]
    page = Page(await client.get(f"/consultations{older}"))
    assert [each.text for each in page.all("#consultations-list .title")] == ["王小芳桥怎么修"]
