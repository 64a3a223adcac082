"""Counts by quarters equal a recount by hand, whatever was filed, taken back, recorded late or
written by several at once; and only what changed is made anew.
"""

import asyncio
import random
from datetime import date, timedelta
from typing import Any

import pytest

from app import ledger
from app.dates import today
from app.db import county_tx, rows
from app.ledger import Entry, Kind
from app.ledger.counting import keep
from app.ledger.measures import FLOWS, ITEM_OF, SNAPSHOTS, STOCKS, quarter_of
from app.people.tables import Member
from app.regions.dictionary import DICTIONARY, MEASURES
from tests import given
from tests.ledger.recount import Counts, recounted

pytestmark = pytest.mark.anyio
BEGINS = date(2025, 2, 1)
KINDS = sorted({flow.kind for flow in FLOWS.values()})


async def counted(*, but: set[str] = frozenset()) -> Counts:  # type: ignore[assignment]
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "quarter", "measure", "n" FROM "county_count"'
            ' WHERE "county_count"."county" = $1'
        )
    return {
        (each["quarter"], each["measure"]): each["n"]
        for each in found
        if each["measure"] not in but
    }


async def exported() -> list[Any]:
    async with county_tx(readonly=True):
        return await rows('SELECT * FROM "ledger" WHERE "ledger"."county" = $1 ORDER BY "id"')


class Filing:
    """Somebody who files anything at all, as it comes."""

    def __init__(self, seed: int, station: int, topics: list[int]) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.station, self.topics = station, topics

    def entry(self) -> Entry:
        chance = self.chance
        topic = chance.choice([None, *self.topics, *self.topics])
        return Entry(
            kind=chance.choice(KINDS),
            station=self.station,
            happened_on=BEGINS + timedelta(days=chance.randrange(500)),
            topic=topic,
            quantity=chance.randint(1, 5),
            form=chance.choice(["meeting", "site", "hall", "talk"]),
            category=chance.choice(["hard", "focus"]),
            result=chance.choice(["solved", "not_solved"]),
        )

    async def file(self, times: int) -> None:
        for _ in range(times):
            async with county_tx():
                await ledger.post(*[self.entry() for _n in range(self.chance.randint(1, 6))])
                if self.chance.random() < 0.3:
                    kinds = [str(each) for each in self.chance.sample(KINDS, 3)]
                    await ledger.take_back(
                        *[Kind(each) for each in kinds],
                        topic=self.chance.choice(self.topics),
                        happened_on=BEGINS + timedelta(days=self.chance.randrange(500)),
                    )
            await asyncio.sleep(0)


@pytest.mark.parametrize("seed", range(4))
async def test_equal_a_recount_by_hand(county: int, seed: int) -> None:
    assert county
    station = await given.a_station()
    topics = [await given.a_topic(station) for _n in range(6)]
    road = (Kind.TOPIC_RAISED, Kind.TOPIC_ACCEPTED, Kind.CONSULTATION_FILED, Kind.TOPIC_SOLVED)
    async with county_tx():
        for number, topic in enumerate(topics):
            days = [BEGINS + timedelta(days=40 * number + 9 * step) for step in range(4)]
            about: dict[str, Any] = {"station": station, "topic": topic}
            steps = zip(road[: number + 1], days, strict=False)
            await ledger.post(*[Entry(kind=k, happened_on=day, **about) for k, day in steps])

    async def count_on() -> None:
        for _ in range(6):
            await keep()
            await asyncio.sleep(0.005)

    writers = [Filing(seed * 10 + n, station, topics) for n in range(3)]
    await asyncio.gather(*[each.file(12) for each in writers], count_on(), count_on())
    await keep()
    entries = await exported()
    seen = await counted(but={*STOCKS, *SNAPSHOTS})
    assert seen == recounted(entries)
    assert any(entry["reverses"] for entry in entries)
    assert sum(key[1] == "way_raised" for key in seen) > 0
    assert {key[1] for key in seen} >= {"days_accept", "sq_days_solve", "forms_used"}


async def test_an_earlier_day_that_is_recorded_later_moves_the_span_out_of_its_quarter(
    county: int,
) -> None:
    """Its first day of being accepted was in the third quarter; now it is in the second."""
    assert county
    station = await given.a_station()
    topic = await given.a_topic(station)
    for kind, day in (
        (Kind.TOPIC_RAISED, date(2025, 2, 10)),
        (Kind.TOPIC_ACCEPTED, date(2025, 8, 1)),
        (Kind.TOPIC_ACCEPTED, date(2025, 5, 1)),
    ):
        async with county_tx():
            await ledger.post(Entry(kind=kind, station=station, topic=topic, happened_on=day))
        await keep()
    seen = await counted()
    days = {quarter: n for (quarter, measure), n in seen.items() if measure == "days_accept"}
    assert days == {date(2025, 4, 1): 80}


async def test_what_stands_at_each_quarter_s_end(county: int) -> None:
    town, other = await given.a_station(), await given.a_station("惠通村议事室", "hall", "village")
    opened = {town: date(2025, 2, 1), other: date(2025, 8, 1)}
    for station, day in opened.items():
        async with county_tx():
            await ledger.post(Entry(kind=Kind.STATION_OPENED, station=station, happened_on=day))
    async with county_tx():
        await ledger.take_back(Kind.STATION_OPENED, station=other, happened_on=date(2026, 1, 5))
        await ledger.post(
            Entry(kind=Kind.STATION_STANDARD_MET, station=town, happened_on=date(2025, 5, 1))
        )
    await keep()
    seen = await counted()
    of = {key: seen.get((quarter_of(key[0]), key[1]), 0) for key in [
        (date(2025, 1, 1), "stations"), (date(2025, 4, 1), "stations_met"),
        (date(2025, 7, 1), "stations"), (date(2025, 7, 1), "stations_township"),
        (date(2026, 1, 1), "stations"), (date(2026, 1, 1), "stations_met"),
        (quarter_of(today()), "stations"), (date(2025, 1, 1), "stations_met"),
    ]}  # fmt: skip
    assert list(of.values()) == [1, 1, 2, 1, 1, 1, 1, 0]
    assert county


async def test_snapshots_are_of_the_day_and_past_ones_stay(county: int) -> None:
    assert county
    station = await given.a_station()
    async with county_tx():
        await given.a_member("王委员", station)
        await given.a_member("李委员")
        await Member.insert(Member(name="走了", sector="农业界", left_on=date(2020, 1, 1)))
        await ledger.post(Entry(kind=Kind.TOPIC_RAISED, station=station))
    await keep()
    now = quarter_of(today())
    seen = await counted()
    assert (seen[now, "members"], seen[now, "members_placed"]) == (2, 1)
    past = date(2025, 4, 1)
    async with county_tx():
        await rows(
            'INSERT INTO "county_count" ("county", "quarter", "item", "measure", "n")'
            " VALUES ($1, $2, 'members', 'members', 7)",
            past,
        )
        await ledger.post(Entry(kind=Kind.TOPIC_RAISED, station=station, happened_on=past))
    await keep()
    seen = await counted()
    assert (seen[past, "members"], seen[past, "raised"], seen[now, "members"]) == (7, 1, 2)


def test_every_measure_has_its_item_and_name() -> None:
    named = {each for each in ITEM_OF if not each.startswith("sq_")}
    assert named == set(MEASURES)
    assert {each for one in DICTIONARY for each in one.measures} <= set(ITEM_OF)
