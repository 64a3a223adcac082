"""Scores from the ledger: the same as counted by hand, each point opens, nobody else's are told."""

import random
from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from httpx import AsyncClient
from msgspec import structs

from app import ledger
from app.access.roles import Role
from app.charter import store
from app.charter.sheets import Indicator, Mix, Scoring, Sheet
from app.db import county_tx, current_realm, rows
from app.ledger import Entry, Kind
from app.scoring.counts import counting, effective_rules
from app.scoring.periods import period_of
from app.scoring.points.methods import Measure
from app.scoring.rules import wanted
from tests import given

pytestmark = pytest.mark.anyio

DAY = date(2026, 5, 6)
FILED = Indicator("filed", "协商", 60, "per", counts="consultation.filed", points=20)
SOLVED = Indicator(
    "solved", "满意", 40, "ratio", counts="rating.given", result="solved", over="rating.given"
)
QUARTER = Sheet("quarter", "季度表", "station", "quarter", indicators=[FILED, SOLVED])
YEAR = Sheet(
    "year", "年度表", "station", "year", indicators=[FILED, SOLVED], mix=Mix("quarter", 0.5)
)
TOWNS = structs.replace(QUARTER, key="towns", name="镇街表", subject="township")
MEMBERS = Sheet(
    "members",
    "委员表",
    "member",
    "year",
    indicators=[Indicator("came", "参加", 100, "per", counts="attendance.member", points=10)],
)


async def scored(*sheets: Sheet, on: date = date(2021, 1, 1)) -> None:
    charter = structs.replace(given.charter(), scoring=Scoring(sheets=list(sheets)))
    async with county_tx():
        await store.save(store.write(charter), author="李", note="考核", effective_on=on)


async def post(*entries: Entry) -> None:
    async with county_tx():
        await ledger.post(*entries)


def filed(station: int, *, on: date = DAY, **more: Any) -> Entry:
    return Entry(kind=Kind.CONSULTATION_FILED, station=station, happened_on=on, **more)


def rated(station: int, result: str) -> Entry:
    stars = 5 if result == "solved" else 1
    return Entry(
        kind=Kind.RATING_GIVEN, station=station, happened_on=DAY, result=result, quantity=stars
    )


async def two_stations() -> tuple[int, int]:
    """The first: 2 consultations and 3 of 4 solved = 70; the second: 1 consultation = 20."""
    await scored(QUARTER, YEAR, TOWNS, MEMBERS)
    one, other = await given.a_station("甲站"), await given.a_station("乙站")
    solved = [rated(one, result) for result in ("solved", "solved", "solved", "not_solved")]
    early = filed(one, on=date(2026, 3, 31))  # the quarter before
    await post(filed(one), filed(one), filed(other), early, *solved)
    return one, other


async def test_every_point_opens(client: AsyncClient) -> None:
    one, other = await two_stations()
    await given.signed_in(client, Role.OFFICE)
    assert "季度表" in (await client.get("/scores")).text
    ranking = (await client.get("/scores/quarter?on=2026-05-20")).text
    assert ranking.index("甲站") < ranking.index("乙站")
    assert 'value="70.0"' in ranking
    assert 'value="20.0"' in ranking
    sheet = (await client.get(f"/scores/quarter/{one}?on=2026-04-01")).text
    assert "2 × 20，最多 60 = 40" in sheet
    assert "3/4 × 40 = 30" in sheet
    records = (await client.get(f"/scores/quarter/{one}/solved?on=2026-05-06")).text
    assert 'id="counted" value="3"' in records
    over = (await client.get(f"/scores/quarter/{one}/solved?on=2026-05-06&of=over")).text
    assert 'id="counted" value="4"' in over
    assert over.count('<p class="meta">') == 4
    for missing in (f"none/{one}", "quarter/1", f"quarter/{one}/none"):
        assert (await client.get(f"/scores/{missing}?on=2026-05-06")).status_code == 404
    for path in ("quarter", f"quarter/{one}", f"quarter/{one}/solved", "quarter/export.xlsx"):
        for no_day in ("2026-13-45", "abc", "0001-01-01"):  # and not today's
            assert (await client.get(f"/scores/{path}?on={no_day}")).status_code == 404
    assert other


async def test_a_year_mixes_its_quarters(client: AsyncClient) -> None:
    """2026: quarters that began: 20, 70 and 0 for those after; own 3 × 20 + 30 = 90."""
    one, _other = await two_stations()
    await given.signed_in(client, Role.OFFICE)
    page = (await client.get(f"/scores/year/{one}?on=2026-05-06")).text
    begun = len([q for q in (1, 4, 7, 10) if date(2026, q, 1) <= date.today()])  # noqa: DTZ011
    average = Decimal(20 + 70) / begun
    total = (average / 2 + Decimal(90) / 2).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert f'id="total" value="{total}"' in page


async def test_a_township_is_all_its_stations(client: AsyncClient, owner: Any) -> None:
    one, _other = await two_stations()
    code = f"{current_realm.get()}100"
    await owner.execute(
        "INSERT INTO division (code, name, level, parent, path, initials, romanised)"
        " VALUES ($1, '河湾镇', 'township', $2, '河湾镇', '', '') ON CONFLICT DO NOTHING",
        code,
        code[:6],
    )
    await given.signed_in(client, Role.LEADERSHIP)
    page = (await client.get("/scores/towns?on=2026-05-06")).text
    assert "河湾镇" in page
    assert 'value="90.0"' in page  # 3 × 20 + 30
    opened = await client.get(f"/scores/towns/{code}/filed?on=2026-05-06")
    assert 'id="counted" value="3"' in opened.text
    assert one


async def test_what_is_taken_back_counts_no_more(client: AsyncClient) -> None:
    one, _other = await two_stations()
    await post(filed(one, quantity=-1))
    await given.signed_in(client, Role.OFFICE)
    assert "1 × 20，最多 60 = 20" in (await client.get(f"/scores/quarter/{one}?on={DAY}")).text


async def test_a_period_is_scored_by_the_rules_of_its_time(client: AsyncClient) -> None:
    one, _other = await two_stations()
    dear = structs.replace(QUARTER, indicators=[structs.replace(FILED, points=30), SOLVED])
    await scored(dear, on=date(2026, 8, 1))
    await given.signed_in(client, Role.OFFICE)
    assert "2 × 20" in (await client.get(f"/scores/quarter/{one}?on=2026-05-06")).text
    await post(filed(one, on=date(2026, 9, 1)))
    assert "1 × 30" in (await client.get(f"/scores/quarter/{one}?on=2026-09-06")).text


async def test_only_who_settles_them_sees_them(client: AsyncClient) -> None:
    await two_stations()
    assert (await client.get("/scores/quarter")).status_code == 401
    for role in (Role.TOWNSHIP, Role.MEMBER, Role.CONVENER):
        await given.signed_in(client, role)
        assert (await client.get("/scores/quarter")).status_code == 403


@pytest.mark.parametrize("seed", range(3))
async def test_counted_by_hand_it_is_the_same(client: AsyncClient, seed: int) -> None:
    """Random entries, some taken back: plain Python over the exported rows against the SQL."""
    assert client
    await scored(QUARTER)
    dice = random.Random(seed)  # noqa: S311
    stations = [await given.a_station(f"{n}站") for n in range(4)]
    kinds = (Kind.CONSULTATION_FILED, Kind.RATING_GIVEN, Kind.TOPIC_RAISED)
    await post(
        *(
            Entry(
                kind=dice.choice(kinds),
                station=dice.choice(stations),
                happened_on=date(2026, dice.randint(3, 8), dice.randint(1, 28)),
                result=dice.choice(["solved", "not_solved", ""]),
                form=dice.choice(["meeting", "site"]),
                quantity=dice.choice([1, 1, 1, 2, -1]),
            )
            for _n in range(200)
        )
    )
    period = period_of("quarter", DAY, 1)
    async with county_tx(readonly=True):
        (facts,) = await counting.facts_of(QUARTER, [period], 1)
        exported = await rows('SELECT * FROM "ledger" WHERE "ledger"."county" = $1')
    by_hand: Counter[tuple[str, Measure]] = Counter()
    for entry in exported:
        for measure in wanted(QUARTER):
            of_it = entry["kind"] == measure.kind and measure.result in ("", entry["result"])
            if of_it and period.begins <= entry["happened_on"] <= period.ends:
                # a rating's quantity is its stars: each is one, taken back or not
                rating = entry["kind"] == Kind.RATING_GIVEN
                sign = 1 if entry["quantity"] > 0 else -1
                by_hand[str(entry["station"]), measure] += sign if rating else entry["quantity"]
    assert by_hand
    counted = {
        (subject, measure): n for subject, own in facts.items() for measure, n in own.counts.items()
    }
    assert {key: n for key, n in counted.items() if n} == {k: n for k, n in by_hand.items() if n}


async def test_before_the_first_rules_the_first_hold(client: AsyncClient) -> None:
    one, _other = await two_stations()
    await given.signed_in(client, Role.OFFICE)
    assert (await client.get(f"/scores/quarter/{one}?on=2019-01-01")).status_code == 404
    async with county_tx(readonly=True):
        known = await rows(effective_rules.VERSIONS)
    versions = [
        effective_rules.version_of(known, day)
        for day in (date(2010, 1, 1), date(2020, 5, 1), date(2022, 1, 1))
    ]
    assert versions[0] == versions[1] != versions[2]
