"""In which order subjects stand, kept and with what changed since: it is what all of them, scored
in plain Python, make of it; and what is kept is nothing under other rules.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from httpx import AsyncClient
from msgspec import structs

from app.access.roles import Role
from app.charter.sheets import Excluded, Indicator, Mix, Sheet
from app.dates import today
from app.db import county_tx, execute, rows
from app.ledger import Entry, Kind
from app.ledger.counting import keep, keep_anew
from app.people.tables import Member
from app.scoring import headings, order_keeping, results
from app.scoring.assessment import settling
from app.scoring.order import FEW, kept, order_at, order_of, part_at, part_of
from app.scoring.order_rules import Stood, changed, in_order, in_units, whole
from app.scoring.tables import Assessment, Mark, Unscored
from app.stations.tables import Station
from tests import given
from tests.page import Page
from tests.scoring.test_pages import filed, post, scored

pytestmark = pytest.mark.anyio

FILED = Indicator("filed", "协商", 100, "per", counts="consultation.filed", points=10)
MANUAL = Indicator("given", "评定", 20, "manual")
MEMBERS = Indicator("there", "出席", 100, "per", counts="attendance.member", points=3)
QUARTER = Sheet("quarter", "季度表", "station", "quarter", indicators=[FILED, MANUAL])
YEAR = Sheet("year", "年度表", "station", "year", mix=Mix("quarter", 1.0))
COUNTY = Sheet("county", "全县表", "county", "quarter", indicators=[FILED])
PEOPLE = Sheet("people", "委员表", "member", "quarter", indicators=[MEMBERS], decimals=2)
SECTORS = Sheet("sectors", "界别表", "sector", "quarter", indicators=[MEMBERS])
SHEETS = (QUARTER, YEAR, COUNTY, PEOPLE, SECTORS)


async def kept_all() -> None:
    while await order_keeping.keep_some():
        pass


async def same(sheets: Sequence[Sheet] = SHEETS, *, known: bool = True) -> None:
    """What pages ask is what comes out when all are scored. `known`: from what is kept."""
    async with county_tx(readonly=True):
        for sheet in sheets:
            head = await headings.heading(sheet.key, today())
            there = await kept(head.rules, head.period)
            assert (there is not None) is known, sheet.key
            found = await order_of(head.rules, head.period)
            all_of = (await results.live(head.rules, head.period)).scores
            assert [(each.subject, each.total) for each in found.stood] == [
                (each.subject, in_units(each.total, sheet.decimals)) for each in all_of
            ]
            for first in (0, 1, len(all_of)):  # a page of it, with all totals beside it
                assert await part_at(head, first, 2) == (await order_at(head)).part(first, 2)
            these = [each.subject for each in all_of[::2]]
            part = await part_of(head.rules, head.period, these=these)
            assert (part is not None) == (there is not None and not there["changed"])
            if part is not None:
                assert part.ranks_of(these) == found.ranks_of(these)
                assert [each.subject for each in part.stood] == these
            assert found.ranks_of({each.subject for each in all_of}) == {
                each.subject: each.rank for each in all_of if each.rank
            }


async def a_county_at_work() -> tuple[list[int], list[int]]:
    """→ stations, members"""
    stations = [await given.a_station(f"{n}站") for n in range(4)]
    async with county_tx():
        members = [await given.a_member(f"委员{n}") for n in range(3)]
        await Member.update({Member.sector: "工商"}).where(Member.id == members[2])
    excluded = [Excluded("2站", str(stations[2]))]
    await scored(structs.replace(QUARTER, excluded=excluded), *SHEETS[1:])
    await post(
        *(filed(stations[n % 4], on=today()) for n in range(7)),
        *(attended(stations[0], each, n) for n, each in enumerate(members, start=1)),
    )
    await keep()
    await kept_all()
    return stations, members


def attended(station: int, member: int, n: int = 1) -> Entry:
    return Entry(
        kind=Kind.ATTENDANCE_MEMBER, station=station, member=member, quantity=n,
        happened_on=today(),
    )  # fmt: skip


async def test_after_each_change_it_is_what_all_make(client: AsyncClient) -> None:
    """Entries that wait and that are counted; a mark; who moves to another sector, leaves, comes,
    closes: each is seen at once, and once more when the worker has been there.
    """
    assert client
    stations, members = await a_county_at_work()
    await same()

    async def marked() -> None:
        head = await headings.heading("quarter", today())
        one = Assessment(
            sheet="quarter",
            charter=head.rules.version,
            begins=head.period.begins,
            ends=head.period.ends,
            opened_by="办",
        )
        await Assessment.insert(one)
        about: dict[str, Any] = {"assessment": one.id, "subject": str(stations[1])}
        await Mark.insert(Mark(indicator="given", verified=Decimal(17), **about))

    async def moved() -> None:
        await Member.update({Member.sector: "工商"}).where(Member.id == members[0])

    async def left() -> None:
        await Member.update({Member.left_on: date(2020, 1, 1)}).where(Member.id == members[1])

    async def closed() -> None:
        await Station.update({Station.closed_on: date(2020, 1, 1)}).where(Station.id == stations[0])

    async def posted() -> None:
        return None

    async def renamed() -> None:
        await Station.update({Station.name: "新名"}).where(Station.id == stations[1])

    for step in (renamed, moved, left, closed, marked):
        known = step is not marked  # an assessment that was opened makes void all that is kept
        await post(*(filed(stations[3], on=today()) for _n in range(2)))
        await post(attended(stations[1], members[2], 2))
        async with county_tx():
            await step()
        await same(known=known)  # not yet counted, or marked
        await keep()
        await same(known=known)  # counted, and marked by that
        await kept_all()
        await same()
        async with county_tx(readonly=True):
            assert await rows('SELECT "id" FROM "unscored" WHERE "unscored"."county" = $1') == []


async def test_a_change_without_its_mark_would_be_seen(client: AsyncClient) -> None:
    """The kept order is what is read: without the mark that a change leaves, the old stands."""
    assert client
    _stations, members = await a_county_at_work()
    async with county_tx():
        await Member.update({Member.left_on: date(2020, 1, 1)}).where(Member.id == members[0])
    await same()
    async with county_tx():
        await execute('DELETE FROM "unscored" WHERE "unscored"."county" = $1')
        head = await headings.heading("people", today())
        stood = (await order_of(head.rules, head.period)).stood
    assert str(members[0]) in {each.subject for each in stood}


async def test_what_is_kept_is_nothing_under_other_rules(client: AsyncClient) -> None:
    """At once, before the worker has been there; likewise while all is counted anew, and where more
    changed than is worth scoring one by one.
    """
    assert client
    stations, _members = await a_county_at_work()
    dear = structs.replace(QUARTER, indicators=[structs.replace(FILED, points=30), MANUAL])
    await scored(dear, *SHEETS[1:], on=date(2022, 1, 1))
    await same(known=False)
    await kept_all()
    await same()
    await keep_anew()
    await same(known=False)
    await kept_all()
    await same()
    async with county_tx():
        for n in range(FEW + 1):
            await Unscored.insert(Unscored(kind="station", subject=str(stations[0] + n)))
    await same([QUARTER], known=False)


async def test_pages_say_places_among_all(client: AsyncClient) -> None:
    """0站, 1站 and 3站 have two, two and one; 2站 is not ranked. Two more lift 3站 from third to
    first place, on its own page and in the ranking, before anything is counted.
    """
    stations, _members = await a_county_at_work()
    await given.signed_in(client, Role.OFFICE)
    page = Page((await client.get(f"/scores/quarter/{stations[3]}")).text)
    assert "第 3 名" in page.text
    await post(*(filed(stations[3], on=today()) for _n in range(2)))
    assert "第 1 名" in Page((await client.get(f"/scores/quarter/{stations[3]}")).text).text
    ranking = (await client.get("/scores/quarter")).text
    order = [ranking.index(f">{n}站</a>") for n in (3, 0, 1, 2)]
    assert order == sorted(order)


async def test_what_if_under_the_same_rules_is_told_from_the_kept_order(
    client: AsyncClient,
) -> None:
    """Row for row what all of them, scored anew, say."""
    await a_county_at_work()
    await given.signed_in(client, Role.OFFICE)
    for key in ("quarter", "year", "people"):
        path = f"/scores/{key}/what-if"
        kept_one = Page((await client.get(path)).text)
        changed_points = Page((await client.post(path, data={"bonus_cap": "7"})).text)
        assert kept_one.rows == changed_points.rows
        assert len(kept_one.rows) > 1
    async with county_tx():
        await execute('DELETE FROM "kept_order" WHERE "kept_order"."county" = $1')
    assert Page((await client.get(path)).text).rows == kept_one.rows


async def test_whose_totals_are_the_same_stand_by_pinyin(client: AsyncClient) -> None:
    """On the spot, as it is kept, on a page of it, and as it was settled; they share one place. A
    new name stands elsewhere.
    """
    stations = {name: await given.a_station(f"{name}站") for name in ("王", "李", "陈", "周")}
    await scored(QUARTER)
    await post(filed(stations["周"], on=today()))
    await keep()

    async def names() -> list[str]:
        called = {str(station): name for name, station in stations.items()}
        async with county_tx(readonly=True):
            head = await headings.heading("quarter", today())
            order = await order_at(head)
            assert await part_at(head, 1, 2) == order.part(1, 2)
            assert [*order.ranks_of({*called}).values()] == [1, 2, 2, 2]
            return [called[each.subject] for each in order.stood]

    assert await names() == ["周", "陈", "李", "王"]
    await kept_all()
    assert await names() == ["周", "陈", "李", "王"]
    await given.signed_in(client, Role.OFFICE)
    ranking = Page(await client.get("/scores/quarter"))
    assert [each.text for each in ranking.all("tbody a") if "站" in each.text] == [
        "周站", "陈站", "李站", "王站",
    ]  # fmt: skip
    async with county_tx():
        await Station.update({Station.name: "阿王站"}).where(Station.id == stations["王"])
    assert await names() == ["周", "王", "陈", "李"]
    await client.post("/assessments", data={"sheet": "quarter", "on": str(today())})
    async with county_tx():
        head = await headings.heading("quarter", today())
        await settling.keep(await results.counted(head))
        noticed: dict[Any, Any] = {Assessment.stage: "notice"}
        await Assessment.update(noticed).where(Assessment.sheet == "quarter")
    async with county_tx(readonly=True):
        assert (await headings.heading("quarter", today())).settled
    assert await names() == ["周", "王", "陈", "李"]


def test_of_some_who_changed() -> None:
    """Ties share a place and stand by their keys; who is gone stands nowhere."""
    first = [
        Stood("b", 1, True, by="一"),
        Stood("a", 1, True, by="二"),
        Stood("c", 1, True, by="一"),
    ]
    assert [each.subject for each in in_order(1, first).stood] == ["b", "c", "a"]
    order = in_order(1, [Stood("a", 30, True), Stood("b", 20, True), Stood("c", 20, True)])
    anew = whole(1, [Stood("c", 30, True), Stood("d", 99, False)])
    found = changed(order, {"b", "c", "d"}, anew)
    assert [each.subject for each in found.stood] == ["a", "c", "d"]
    assert found.ranks_of({"a", "c", "d"}) == {"a": 1, "c": 1}
    assert found.all.top == Decimal("3.0")
