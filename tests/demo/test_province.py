"""A simulated province: the same for a seed, its counts those of its ledger, its pages whole."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from app.charter import presets
from app.charter.model import Charter
from app.charter.stages import ENDED, Stage
from app.db import DB, bound_to, bulk_limits, county_tx, leave_as_it_is, rows, value
from app.demo.province import build, chosen, slugs_of
from app.demo.province.nature import FEWEST, ITEMS, MOST, Lot
from app.ledger.counting import keep
from app.ledger.measures import FLOWS, SNAPSHOTS, SPANS, quarter_of
from app.ledger.sealing import verify_all
from app.migrate import create
from app.processes.postgres import Server
from app.tenancy.tables import County
from app.topics import rules
from app.topics.rules import Move
from tests import given
from tests.conftest import browser, listen, statements
from tests.isolation.statements import not_held

pytestmark = pytest.mark.anyio

DAY = date(2026, 5, 20)
REGION, JIAXING, HERE_BEFORE = 33, 3304, 330424
LEDGER = """
    SELECT "id", "kind", "happened_on", "topic", "result", "form", "quantity", "reverses"
    FROM "ledger" WHERE "ledger"."county" = $1 ORDER BY "id"
"""
COUNTS = """
    SELECT "quarter", "item", "measure", "n" FROM "county_count"
    WHERE "county_count"."county" = $1 ORDER BY "quarter", "measure"
"""
Counts = dict[int, list[tuple[Any, ...]]]


async def counts() -> Counts:
    return {each["id"]: await read(each["id"], COUNTS) for each in await County.select()}


async def read(county: int, sql: str) -> list[tuple[Any, ...]]:
    with bound_to(county):
        async with county_tx(readonly=True):
            return [tuple(each) for each in await rows(sql)]
    raise AssertionError


@pytest.fixture(scope="module")
async def pools(server: Server, anyio_backend: str) -> AsyncIterator[Any]:  # noqa: ARG001
    """Opens the pool of a database of its own: these counties are real, and others' tests too."""
    before = DB.pool

    async def opened(name: str) -> None:
        if DB.pool is not before:
            await DB.close_connection_pool()
        DB.pool = None
        await create(name, server)
        await given.divisions(server.url(name, "app_owner"))
        dsn = server.url(name, "app_rw")
        options = {"min_size": 1, "max_size": 3, "reset": leave_as_it_is, "init": listen}
        await DB.start_connection_pool(dsn=dsn, **options)

    yield opened
    if DB.pool is not before:
        await DB.close_connection_pool()
    DB.pool = before


async def made(**options: Any) -> list[str]:
    given_: dict[str, Any] = {"density": 0.08, "today": DAY, "progress": lambda _line: None}
    with bulk_limits():
        return await build(REGION, **(given_ | options))


@pytest.fixture(scope="module")
async def other(pools: Any) -> Counts:
    """Built elsewhere: one after the other, broken off in between, another county there before."""
    await pools("province_other")
    with bound_to(HERE_BEFORE):
        async with county_tx():
            await given.a_county(HERE_BEFORE)
    assert len(await made(counties=2, at_once=1)) in {1, 2}
    await made(at_once=1)
    return await counts()


@pytest.fixture(scope="module")
async def built(pools: Any, other: Counts) -> Counts:  # noqa: ARG001
    await pools("province")
    statements.clear()
    assert len(await made()) == 5
    assert not_held(statements) == []
    return await counts()


async def test_the_same_seed_makes_the_same_counts(built: Counts, other: Counts) -> None:
    assert other.pop(HERE_BEFORE) == []
    assert {county: built[county] for county in other} == other
    assert len({str(each) for each in built.values()}) == len(built) == 5


async def test_what_is_there_stays_as_it_is(built: Counts) -> None:
    assert await made(seed=2) == []
    assert await counts() == built


async def test_counts_are_those_of_the_ledger(built: Counts) -> None:
    for county, kept in built.items():
        entries = await read(county, LEDGER)
        wanted: dict[tuple[date, str], int] = defaultdict(int)
        first: dict[tuple[int, str], date] = {}
        for _id, kind, day, topic, result, form, quantity, _reverses in entries:
            for name, flow in FLOWS.items():
                fits = flow.result in {"", result} and (not flow.forms or form in flow.forms)
                if kind == flow.kind and fits:
                    sign = 1 if quantity > 0 else -1
                    wanted[quarter_of(day), name] += sign if flow.each else quantity
            if topic and quantity > 0:
                first[topic, kind] = min(day, first.get((topic, kind), day))
        for (topic, kind), day in first.items():
            for name, (one, end) in SPANS.items():
                if kind == end and (topic, one) in first:
                    wanted[quarter_of(day), name] += (day - first[topic, one]).days
        names = {*FLOWS, *SPANS}
        found = {(day, name): n for day, _item, name, n in kept if name in names}
        assert found == {key: n for key, n in wanted.items() if n}
        assert found, county


async def test_ids_grow_with_the_days(built: Counts) -> None:
    for county in built:
        days = [each[2] for each in await read(county, LEDGER)]
        assert days == sorted(days)
        assert days[-1] <= DAY
        sat = await read(
            county,
            'SELECT "held_on" FROM "consultation" WHERE "consultation"."county" = $1 ORDER BY "id"',
        )
        assert sat == sorted(sat)


async def test_what_was_reopened_is_taken_back(built: Counts) -> None:
    reversals = reopened = 0
    for county in built:
        entries = await read(county, LEDGER)
        posted = {each[0]: each for each in entries}
        for each in entries:
            reopened += each[1] == "topic.reopened"
            if each[7]:
                reversals += 1
                of = posted[each[7]]
                assert (each[1], each[3], each[6]) == (of[1], of[3], -of[6])
    assert reversals == reopened > 0


async def test_topics_stand_where_their_charter_lets_them(built: Counts) -> None:
    for county in built:
        charter = await charter_of(county)
        sql = (
            'SELECT "stage", "ring", "held_by" FROM "topic" WHERE "topic"."county" = $1'
            " AND \"stage\" <> 'referred'"
        )
        for stage, ring, held_by in await read(county, sql):
            now = Move(Stage(stage), ring)
            assert held_by == rules.holders(charter.rings, now)
            if stage == Stage.CLOSED:
                assert ring == len(charter.rings) - len(charter.flow.reference) - 1
            elif stage not in ENDED and stage != Stage.ANSWERED:
                assert stage == rules.stage_at(charter.rings, ring)


async def charter_of(county: int) -> Charter:
    """Which preset: told by its words."""
    ((document,),) = await read(
        county, 'SELECT "document" FROM "charter" WHERE "charter"."county" = $1'
    )
    return next(
        charter for slug, charter in presets.presets().items() if presets.document(slug) == document
    )


async def test_every_county_has_words_of_its_own(built: Counts) -> None:
    charters = [await charter_of(county) for county in built]
    assert len({each.names.platform for each in charters}) == 5


async def test_the_chain_holds(built: Counts) -> None:
    for county in built:
        with bound_to(county):
            await keep()
            async with county_tx(readonly=True):
                sealed = await value('SELECT count(*) FROM "seal" WHERE "seal"."county" = $1')
        assert sealed == len(await read(county, LEDGER))
    assert await verify_all() == []


PAGES = ["/", "/numbers", "/numbers/consultations", "/numbers/solved", "/stations", "/topics"]
OPENED = {
    "topics": 'SELECT DISTINCT ON ("stage") "id" FROM "topic" WHERE "topic"."county" = $1'
    ' AND "published_at" IS NOT NULL ORDER BY "stage"',
    "consultations": 'SELECT min("consultation"."id") FROM "consultation" JOIN "topic" ON'
    ' "topic"."county" = $1 AND "topic"."id" = "topic" WHERE "consultation"."county" = $1'
    ' AND "published_at" IS NOT NULL'
    ' GROUP BY "conclusion"',
    "stations": 'SELECT min("id") FROM "station" WHERE "station"."county" = $1 GROUP BY "kind"',
}


async def test_pages_show_it(built: Counts) -> None:
    for county in await County.select():
        assert county["id"] in built
        async with browser(f"/{county['slug']}") as visitor:
            paths = [*PAGES, "/consultations"]
            for feature, sql in OPENED.items():
                paths += [f"/{feature}/{each[0]}" for each in await read(county["id"], sql)]
            for path in paths:
                page = await visitor.get(path)
                assert page.status_code == 200, path
            closed = next(path for path in paths if path.startswith("/topics/"))
            assert len(re.findall("<li", (await visitor.get(closed)).text)) > 5


async def test_it_shares_with_those_above(built: Counts) -> None:
    for county in built:
        found = await read(
            county, 'SELECT "region", "item" FROM "share" WHERE "share"."county" = $1'
        )
        assert sorted(found) == sorted((r, item) for r in (REGION, JIAXING) for item in ITEMS)
        last = {name: n for day, _item, name, n in built[county] if day == date(2026, 4, 1)}
        assert set(SNAPSHOTS) - set(last) <= {"people"}
        assert 0 < last["members_placed"] <= last["members"]
        assert {day for day, _item, name, _n in built[county] if name == "members"} > {
            date(2023, 7, 1), date(2024, 1, 1)
        }  # fmt: skip


# What the whole of Sichuan is like, without building it.

SICHUAN = [
    {"code": f"51{n:04}", "name": f"第{n}县", "romanised": f"di{'abcdefgh'[n % 8]}{n % 180}"}
    for n in range(100, 283)
]


def test_counties_differ_as_the_seeds_do() -> None:
    wanted = chosen(SICHUAN, {}, None, 1, 1.0, 3, DAY)
    sizes = [each.figures.consultations or 0 for each in wanted if each.lot is not Lot.FEW]
    assert len(wanted) == len([each for each in SICHUAN if each["code"][4] != "7"])
    assert min(sizes) >= FEWEST
    assert max(sizes) <= MOST
    assert 380 < sum(sizes) / len(sizes) < 520
    lots = [each.lot for each in wanted]
    assert 1 <= lots.count(Lot.SILENT) <= 2
    assert 4 <= lots.count(Lot.FEW) <= 6
    assert 2 <= lots.count(Lot.KEEPS) <= 3
    assert {each.preset for each in wanted} == set(presets.slugs())


def test_a_few_are_some_of_all() -> None:
    every = chosen(SICHUAN, {}, None, 1, 1.0, 3, DAY)
    assert chosen(SICHUAN, {}, 7, 1, 1.0, 3, DAY) == every[:7]
    near = chosen(SICHUAN, {}, 7, 1, 1.0, 3, DAY, 5102)
    assert [each.code // 100 for each in near] == [5102] * 7
    assert all(each in every for each in near)
    assert chosen(SICHUAN, {}, None, 2, 1.0, 3, DAY) != every


def test_no_two_have_one_address() -> None:
    listed = [
        {"code": "511102", "romanised": "shizhong"},
        {"code": "511002", "romanised": "shizhong"},
        {"code": "512002", "romanised": "yanjiang"},
        {"code": "510999", "romanised": "portal"},
        {"code": "510998", "romanised": "wu"},
        {"code": "510997", "romanised": "wudu"},
        {"code": "510996", "romanised": "there"},
    ]
    there = {510996: "elsewhere"}
    assert slugs_of(listed, there) == {
        "511102": "shizhong",
        "511002": "shizhong-511002",
        "512002": "yanjiang",
        "510999": "portal-510999",
        "510998": "wu-510998",
        "510997": "wudu-510997",
        "510996": "elsewhere",
    }
