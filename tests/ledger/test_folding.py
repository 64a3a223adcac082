"""Counts that are kept, and the tail: at every instant a plain recount of all entries, whatever was
posted, taken back, sealed or folded by then, and in which batches.
"""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app import ledger
from app.access.roles import Account, Grant, Role
from app.charter.sheets import Indicator, Sheet
from app.dates import CHINA, now
from app.db import bound_to, county_tx, execute, rows, value
from app.ledger import Entry, Kind
from app.ledger.counting import keep, keep_anew
from app.ledger.figures import BY, counts
from app.ledger.folding import begin_anew, fold_anew_some, fold_some
from app.ledger.internal import INTERNAL, PERSONS
from app.ledger.measures import SNAPSHOTS, STOCKS
from app.ledger.quarters import count_quarters
from app.ledger.sealing import alone, seal
from app.numbers.figures import FIGURES, PARTS, figures, headline
from app.numbers.records import records
from app.scoring.counts.counting import facts_of
from app.scoring.periods import period_of
from app.scoring.points.methods import Facts
from app.stations.queries import figures_of
from app.topics.tables import Topic
from app.web.forms.fields import place_in
from tests import given
from tests.ledger.recount import BY_MONTHS, figured, not_public, public, recounted, tallied

pytestmark = pytest.mark.anyio

BEGINS, TODAY = date(2024, 11, 1), date(2026, 6, 1)
EXPORTED = 'SELECT * FROM "ledger" WHERE "ledger"."county" = $1 ORDER BY "id"'
FOLDED = """
    SELECT "ledger".* FROM "ledger"
    JOIN "seal" ON "seal"."county" = $1 AND "seal"."entry" = "ledger"."id"
    WHERE "ledger"."county" = $1 AND "seal"."position" <= coalesce(
        (SELECT "position" FROM "folded" WHERE "folded"."county" = $1), 0)
"""
SEALED = 'SELECT count(*) FROM "seal" WHERE "seal"."county" = $1'
TOLD = 'SELECT * FROM "county_count" WHERE "county_count"."county" = $1'
KEPT = """
    SELECT "by", "kind", "part", "since", "n", "entries" FROM "figure"
    WHERE "figure"."county" = $1 AND "by" <> 'measure'
"""
KEPT_INTERNAL = 'SELECT "topic" FROM "internal_topic" WHERE "internal_topic"."county" = $1'
NOT_PUBLIC = """
    SELECT "id" FROM "topic" WHERE "topic"."county" = $1 AND "published_at" IS NULL
"""
KINDS = (
    Kind.TOPIC_RAISED, Kind.TOPIC_ACCEPTED, Kind.CONSULTATION_FILED, Kind.OUTCOME_ADOPTED,
    Kind.TOPIC_SOLVED, Kind.RATING_GIVEN, Kind.ATTENDANCE_MEMBER, Kind.ATTENDANCE_CITIZEN,
    Kind.COMMITMENT_MADE, Kind.COMMITMENT_DONE, Kind.STATION_OPENED, Kind.PHOTO_ADDED,
)  # fmt: skip
SHEET = Sheet(
    "s",
    "表",
    "station",
    "year",
    indicators=[Indicator("a", "甲", 10, "per", counts="consultation.filed", points=1)],
)


class County:
    """Where anything at all is posted, as it comes."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311

    async def begun(self) -> "County":
        self.stations = [
            await given.a_station(),
            await given.a_station("惠通村议事室", "hall", "village"),
        ]
        self.topics = [await given.a_topic(self.stations[0]) for _n in range(5)]
        self.departments: dict[int, int] = {}  # by commitment
        async with county_tx():
            for place, topic in enumerate(self.topics):
                department = await given.a_department(("水利局", "交通局")[place % 2])
                made = await given.a_commitment(topic, department, date(2026, 1, 1))
                self.departments[made] = department
            self.members = [await given.a_member(name) for name in ("王委员", "李委员")]
        await keep()
        return self

    def entry(self) -> Entry:
        dice, kind = self.dice, self.dice.choice(KINDS)
        day = BEGINS + timedelta(days=dice.randrange(570))
        recorded = day + timedelta(days=dice.choice([0, 0, 3, 40, 90]))
        return Entry(
            kind=kind,
            station=dice.choice(self.stations),
            happened_on=day,
            recorded_at=datetime(recorded.year, recorded.month, recorded.day, 9, tzinfo=CHINA),
            topic=dice.choice([None, *self.topics, *self.topics]),
            commitment=dice.choice([None, *self.departments]),
            member=dice.choice([None, *self.members]),
            quantity=dice.choice([1, 1, 2, 5]),
            form=dice.choice(["meeting", "site", "talk"]),
            category=dice.choice(["hard", "focus"]),
            result=dice.choice(["solved", "not_solved"]),
            role=dice.choice(["1/1", "1/2"]),
        )

    async def post(self) -> None:
        async with county_tx():
            await ledger.post(*[self.entry() for _n in range(self.dice.randint(1, 9))])
            if self.dice.random() < 0.5:
                await ledger.take_back(
                    *self.dice.sample(KINDS, 4),
                    topic=self.dice.choice(self.topics),
                    happened_on=BEGINS + timedelta(days=self.dice.randrange(570)),
                )

    async def turn(self) -> None:
        """Some become public, or are so no longer."""
        async with county_tx():
            for topic in self.dice.sample(self.topics, 2):
                at = self.dice.choice([None, now()])
                await Topic.update({Topic.published_at: at}).where(Topic.id == topic)

    async def fold(self) -> None:
        async with county_tx():
            assert await alone()
            await fold_some(self.dice.randint(1, 13))
            await count_quarters(TODAY)
            await fold_anew_some(self.dice.randint(20, 60))

    async def begin_anew(self) -> None:
        async with county_tx():
            assert await alone()
            await begin_anew()

    async def step(self) -> None:
        doings = [self.post] * 6 + [self.turn] * 3 + [seal] * 3 + [self.fold] * 8
        doings.append(self.begin_anew)
        await self.dice.choice(doings)()

    async def check(self) -> None:
        async with county_tx(readonly=True):
            entries, folded = await rows(EXPORTED), await rows(FOLDED)
            await self.check_what_is_read(entries)
            as_kept = {each["topic"] for each in await rows(KEPT_INTERNAL)}
            tally, kept = await rows(BY_MONTHS), await rows(KEPT)
            sealed, told = await value(SEALED), await rows(TOLD)
        months = {tuple(each)[:9]: tuple(each)[9:] for each in tally}
        assert months == tallied(folded, self.departments)
        found = there({tuple(each)[:4]: tuple(each)[4:] for each in kept})
        assert found == figured(folded) | not_public(folded, as_kept)
        if sealed == len(folded):
            others = {*STOCKS, *SNAPSHOTS}
            assert {
                (each["quarter"], each["measure"]): each["n"]
                for each in told
                if each["measure"] not in others
            } == recounted(folded)

    async def check_what_is_read(self, entries: list[Any]) -> None:
        internal = {each["id"] for each in await rows(NOT_PUBLIC)}
        found = await counts([*BY, *INTERNAL], list(Kind))
        hand = figured(entries) | not_public(entries, internal)
        read = {tuple(each.values())[:4]: (each["n"], each["entries"]) for each in found}
        assert there(read) == hand
        told = await counts([""], list(PERSONS), public=True)
        assert {(each["kind"], each["since"]): each["n"] for each in told if each["n"]} == public(
            entries, internal
        )
        front: Counter[str] = Counter()
        for each in entries:
            front[each["kind"]] += each["quantity"]
        shown = await headline(stranger=True)
        assert shown["stations"] == front["station.opened"]
        assert shown["consultations"] == front["consultation.filed"]
        for station in self.stations:
            own = await figures_of(station)
            n = sum(
                each["quantity"]
                for each in entries
                if each["station"] == station and each["kind"] == "topic.solved"
            )
            assert own["solved"] == n
        period = period_of("year", date(2025, 5, 1), 1)
        (facts,) = await facts_of(SHEET, [period], 1)
        months = tallied(entries, self.departments)
        for station in self.stations:
            n = sum(
                own[0]
                for (whose, month, subject, _known, kind, *_words), own in months.items()
                if (whose, subject, kind) == ("station", station, "consultation.filed")
                and month.year == 2025
            )
            assert sum(facts.get(str(station), Facts()).counts.values()) == n


def there(found: dict[tuple[Any, ...], tuple[int, int]]) -> dict[tuple[Any, ...], tuple[int, int]]:
    """Of what is not public a count that came to nothing stays as 0."""
    return {
        key: own for key, own in found.items() if own != (0, 0) or not key[0].startswith("internal")
    }


@pytest.mark.parametrize("seed", range(5))
async def test_at_every_instant_a_plain_recount(county: int, seed: int) -> None:
    assert county
    own = await County(seed).begun()
    for _n in range(45):
        await own.step()
        await own.check()
    await keep()
    await own.check()
    await keep_anew()
    await own.check()


IDS = [*FIGURES, *(f"{beginning}{part}" for beginning, part in [
    ("stations-", "village"), ("stations-kind-", "town"), ("consultations-level-", "township"),
    ("consultations-form-", "site"), ("consultations-conclusion-", "solved"),
])]  # fmt: skip


def test_each_way_of_narrowing_is_tried() -> None:
    assert all(any(name.startswith(each) for name in IDS if name not in FIGURES) for each in PARTS)
    assert {by for _kind, by in PARTS.values()} <= BY.keys()


@pytest.mark.parametrize("folded", [0, 40, 69])
async def test_each_figure_is_the_sum_of_its_list(county: int, folded: int) -> None:
    """Of any year or all, page after page, wherever the counts stand just then."""
    assert county
    own = await County(99).begun()
    for n in range(70):
        await own.post()
        if n == folded:
            await keep()
    await seal()
    account = Account(0, "office", (Grant(Role.OFFICE),))
    for year in (None, 2024, 2025, 2026):
        async with county_tx(readonly=True):
            found = await figures(year)
            for name in IDS:
                before, quantities = None, []
                while True:
                    page = await records(name, year, before, account)
                    assert page is not None
                    quantities += [each["quantity"] for each in page["entries"]]
                    if page["next"] is None:
                        break
                    before = place_in(page["next"])
                assert (page["quantity"], page["count"]) == (sum(quantities), len(quantities))
                assert found[name] == page["quantity"], name


async def test_a_region_has_nothing_to_count(county: int, superuser: Any) -> None:
    """Its log is sealed by the same job; to look for the townships of all its counties each time
    took a minute.
    """
    assert county
    with bound_to(51):
        async with county_tx():
            await execute("INSERT INTO jobs.due (county) VALUES ($1)")
        await keep()
    for table in ("township_count", "county_count", "county_series"):
        assert await superuser.fetchval(f"SELECT count(*) FROM {table} WHERE county = 51") == 0  # noqa: S608
    assert await superuser.fetchval("SELECT count(*) FROM jobs.due WHERE county = 51") == 0
