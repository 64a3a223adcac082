"""Periods beside each other: by the rules of their time; what is settled and taken back since."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from httpx import AsyncClient
from msgspec import structs

from app.access.roles import Role
from app.charter import store
from app.charter.sheets import Excluded, Indicator, Mix, Scoring, Sheet
from app.dates import today
from app.db import county_tx, current_realm, rows
from app.scoring import order_keeping, results
from app.scoring.assessment import settling
from app.scoring.assessment.rules import Stage
from app.scoring.counts import snapshot
from app.scoring.counts.facts import facts_now
from app.scoring.periods import before, period_of
from app.scoring.points.methods import Facts, Measure
from app.scoring.tables import Assessment
from tests import given
from tests.page import Page
from tests.scoring.test_counting import entry
from tests.scoring.test_pages import MEMBERS, filed, post, scored

pytestmark = pytest.mark.anyio

FILED = Indicator("filed", "协商", 100, "per", counts="consultation.filed", points=10)
QUARTER = Sheet("quarter", "季度表", "station", "quarter", indicators=[FILED])
YEAR = Sheet("year", "年度表", "station", "year", mix=Mix("quarter", 1.0))
Q1, Q2 = (period_of("quarter", date(2025, month, 1), 1) for month in (1, 4))


async def test_a_year_averages_each_quarter_by_its_own_rules(client: AsyncClient) -> None:
    """Two at 10 each in the first quarter; from April on 30 each: 20, 30, 0 and 0 make 12.5. The
    trend of the second shows 20 for the first, as the first quarter's page does.
    """
    station = await given.a_station("甲站")
    await scored(QUARTER, YEAR)
    dear = structs.replace(QUARTER, indicators=[structs.replace(FILED, points=30)])
    await scored(dear, YEAR, on=date(2025, 4, 1))
    days = (date(2025, 2, 3), date(2025, 3, 3), date(2025, 5, 6))
    await post(*(filed(station, on=day) for day in days))
    await given.signed_in(client, Role.OFFICE)
    page = (await client.get(f"/scores/year/{station}?on=2025-12-31")).text
    assert "平均分 12.5 × 1 + 本表 0 × 0 = 12.5" in page
    second = (await client.get(f"/scores/quarter/{station}?on=2025-05-06")).text
    assert "2025 年第 1 季度: 20.0" in second
    assert "2025 年第 2 季度: 30.0" in second


async def test_a_year_leaves_out_the_quarters_before_the_county_was_here(
    client: AsyncClient,
) -> None:
    """Two at 10 each in the third quarter, none in the fourth: 20 and 0 make 10, and not 5. What
    somebody settled counts, whatever is recorded.
    """
    station = await given.a_station("甲站")
    other = await given.a_station("乙站")
    await scored(QUARTER, YEAR)
    await given.signed_in(client, Role.OFFICE)
    one, ranking = f"/scores/year/{station}?on=2025-12-31", "/scores/year?on=2025-12-31"
    assert (await client.get(one)).status_code == 404
    await post(filed(station, on=date(2025, 7, 1)), filed(station, on=date(2025, 9, 30)))
    for _kept in range(2):
        sent = await client.get(one)
        assert Page(sent).one("#total")["value"] == "10.0"
        assert "平均分 10 × 1 + 本表 0 × 0 = 10" in sent.text
        totals = [each["value"] for each in Page(await client.get(ranking)).all("[value='10.0']")]
        assert totals == ["10.0"]
        while await order_keeping.keep_some():
            pass
    # A day earlier it is of the second quarter: everybody's average is of one more.
    await post(filed(other, on=date(2025, 6, 30)))
    assert Page(await client.get(one)).one("#total")["value"] == "6.7"
    async with county_tx():
        await settle("quarter", date(2025, 1, 1))
    assert Page(await client.get(one)).one("#total")["value"] == "5.0"


async def test_moves_are_between_ranks_that_were_given(client: AsyncClient) -> None:
    """Who is not ranked takes nobody's place, neither now nor before."""
    one, other = await given.a_station("甲站"), await given.a_station("乙站")
    outside = await given.a_station("丙站")
    await scored(structs.replace(QUARTER, excluded=[Excluded("丙站", str(outside))]))
    early, late = date(2025, 2, 3), date(2025, 5, 6)
    await post(*(filed(outside, on=early) for _n in range(5)))
    await post(filed(one, on=early), filed(one, on=early), filed(other, on=early))
    await post(filed(one, on=late), filed(other, on=late), filed(other, on=late))
    await given.signed_in(client, Role.OFFICE)
    page = (await client.get("/scores/quarter?on=2025-05-06")).text
    assert page.count("升 1 名") == 1
    assert page.count("降 1 名") == 1
    assert page.index("乙站") < page.index("甲站") < page.index("丙站")


async def test_half_years_years_and_terms_from_december_on(client: AsyncClient) -> None:
    """The fifth of December 2024 lies in the first half of the year 2025, and in the term that
    began in December 2021; the last of November before it in the year, and the half, before.
    """
    station = await given.a_station("甲站")
    sheets = [
        structs.replace(QUARTER, key=kind, name=kind, period=kind)
        for kind in ("quarter", "half", "year", "term")
    ]
    charter = structs.replace(given.charter(), scoring=Scoring(sheets=sheets, year_begins=12))
    async with county_tx():
        document = store.write(charter)
        await store.save(document, author="李", note="", effective_on=date(2021, 1, 1))
    await post(filed(station, on=date(2024, 12, 5)), filed(station, on=date(2024, 11, 30)))
    await given.signed_in(client, Role.OFFICE)
    expected = {"quarter": (1, 0), "half": (1, 0), "year": (1, 0), "term": (2, 2)}
    for kind, (december, march) in expected.items():
        page = (await client.get(f"/scores/{kind}/{station}?on=2024-12-31")).text
        assert f"{december} × 10，" in page
        later = "2025-06-15" if kind != "year" else "2025-12-15"
        assert f"{march} × 10，" in (await client.get(f"/scores/{kind}/{station}?on={later}")).text
    assert "2021–2026 届" in (await client.get(f"/scores/term/{station}?on=2024-12-31")).text
    assert "2025 年度" in (await client.get(f"/scores/year/{station}?on=2024-12-31")).text
    assert (
        "2024 年 12 月–2025 年 5 月"
        in (await client.get(f"/scores/half/{station}?on=2025-01-01")).text
    )


async def settle(key: str, begins: date) -> int:
    """Under public notice from now on."""
    found = await results.standing(key, begins)
    one = Assessment(
        sheet=key,
        charter=found.version,
        begins=found.period.begins,
        ends=found.period.ends,
        opened_by="办",
    )
    await Assessment.insert(one)
    await settling.keep(await results.of_assessment(await results.assessment_of(one.id)))
    await Assessment.update(
        {Assessment.stage: Stage.NOTICE, Assessment.notice_until: today()}
    ).where(Assessment.id == one.id)
    return int(one.id)


@pytest.mark.parametrize("seed", range(4))
async def test_counted_by_hand_over_two_periods_it_is_the_same(
    client: AsyncClient, seed: int
) -> None:
    """Random entries; some are taken back before the first period is settled, some after. Plain
    Python over the exported ledger finds what SQL finds for the second; the first stays, and can
    be counted again from the entries that it kept.
    """
    assert client
    dice = random.Random(seed)  # noqa: S311
    await scored(QUARTER)
    stations = [await given.a_station(f"{n}站") for n in range(3)]
    posted: list[tuple[int, int, date, int]] = []
    async with county_tx():
        for _n in range(40):
            happened = date(2025, 1, 1) + timedelta(days=dice.randrange(180))
            station, n = dice.choice(stations), dice.choice([1, 1, 2])
            posted.append(
                (await entry(station, happened, happened, quantity=n), *(station, happened, n))
            )
        gone = dice.sample(posted, 20)
        for one, station, happened, n in gone[:10]:  # within the first period's time, or at once
            day = max(happened, Q1.ends)
            await entry(station, day, day, quantity=-n, reverses=one)
    async with county_tx():
        settled = await settle("quarter", Q1.begins)
    async with county_tx():
        for one, station, happened, n in gone[10:]:
            day = max(happened, date(2025, 4, 2) + timedelta(days=dice.randrange(80)))
            await entry(station, day, day, quantity=-n, reverses=one)
    async with county_tx(readonly=True):
        (facts,), back = await facts_now(QUARTER, [Q2], 1)
        exported = await rows('SELECT * FROM "ledger" WHERE "ledger"."county" = $1')
        kept = await rows('SELECT "subject", "facts" FROM "settled" WHERE "settled"."county" = $1')
        entries = await rows(
            'SELECT "subject", "entry" FROM "settled_entry" WHERE "settled_entry"."county" = $1'
            ' AND "assessment" = $2',
            settled,
        )
    known = {each["id"]: each for each in exported}
    held = {each["entry"] for each in entries}
    by_hand: Counter[str] = Counter()
    for each in exported:
        base = known[each["reverses"]] if each["reverses"] else each
        own = Q2.begins <= base["happened_on"] <= Q2.ends
        since = (
            each["reverses"] in held
            and each["id"] not in held
            and Q2.begins <= each["happened_on"] <= Q2.ends
        )
        if own or since:
            by_hand[str(each["station"])] += each["quantity"]
    asked = Measure("consultation.filed")
    assert {subject: own.of(asked) for subject, own in facts.items()} == dict(by_hand)
    assert back or seed  # at least the first has some
    again: Counter[str] = Counter()
    for each in entries:
        again[each["subject"]] += known[each["entry"]]["quantity"]
    assert {each["subject"]: snapshot.read(each["facts"]).of(asked) for each in kept} == {
        str(station): again[str(station)] for station in stations
    }
    async with county_tx(readonly=True):
        assert (await results.standing("quarter", Q1.begins)).same


async def test_what_is_settled_is_read_back_as_it_was_written() -> None:
    facts = Facts(
        {Measure("a.b", "y"): -3},
        {Measure("a.b", split="role"): {"1/2": 2}},
        late=4,
        back={Measure("a.b"): -1},
    )
    assert snapshot.read(snapshot.written(facts)) == facts
    assert before(Q2, 1) == Q1


async def test_a_period_opened_under_older_rules_keeps_these(client: AsyncClient) -> None:
    station = await given.a_station("甲站")
    await scored(QUARTER)
    await post(filed(station, on=date(2025, 2, 3)))
    await given.signed_in(client, Role.OFFICE)
    await client.post("/assessments", data={"sheet": "quarter", "on": "2025-02-03"})
    dear = structs.replace(QUARTER, indicators=[structs.replace(FILED, points=30)])
    await scored(dear, on=date(2025, 1, 2))
    async with county_tx(readonly=True):
        now = await results.standing("quarter", date(2025, 5, 6))
        past = await results.earlier(now)
    first = next(each for period, each in past if period == Q1)
    assert first[str(station)].total == 10
    assert first[str(station)].rank == 1


async def test_a_sheet_that_came_within_a_period_belongs_to_it(client: AsyncClient) -> None:
    """Its ranking, and all that is linked from there, and it can be opened; the period before is
    not its own.
    """
    await given.a_station("甲站")
    await scored(QUARTER)
    fresh = structs.replace(QUARTER, key="fresh", name="新表", period="year")
    await scored(QUARTER, fresh, on=today())
    await given.signed_in(client, Role.OFFICE)
    first = Page(await client.get("/scores/fresh"))
    links = {each["href"] for each in first.all("main a") if "/scores/fresh" in each["href"]}
    assert len(links) >= 3  # the station's sheet, the workbook, what if
    base = f"/c{current_realm.get()}"
    for link in links:
        assert (await client.get(link.removeprefix(base))).status_code == 200, link
    begins = f"{today().year}-01-01"
    before = f"{today().year - 1}-01-01"
    assert not any(before in link for link in links)
    assert (await client.get(f"/scores/fresh?on={before}")).status_code == 404
    opened = await client.post("/assessments", data={"sheet": "fresh", "on": begins})
    assert opened.status_code == 303
    page = opened.headers["location"].removeprefix(base)
    assert (await client.get(page)).status_code == 200


async def test_of_a_sheet_that_was_dropped_the_version_that_knows_it_holds(
    client: AsyncClient,
) -> None:
    await given.a_station("甲站")
    fresh = structs.replace(QUARTER, key="fresh", name="旧表", period="year")
    await scored(QUARTER, fresh)
    await scored(QUARTER, on=today())
    await given.signed_in(client, Role.OFFICE)
    begins = f"{today().year}-01-01"
    opened = await client.post("/assessments", data={"sheet": "fresh", "on": begins})
    assert opened.status_code == 303
    page = opened.headers["location"].removeprefix(f"/c{current_realm.get()}")
    assert (await client.get(page)).status_code == 200


async def test_years_before_the_county_was_here_are_in_no_row(client: AsyncClient) -> None:
    """A member in the first year, below sixty: for the first time, and there is nothing to draw."""
    grades = [("称职", 60), ("不称职", 0)]
    await scored(structs.replace(MEMBERS, grades=grades, follows={"不称职": "约谈"}))
    async with county_tx():
        member = await given.a_member()
    await given.signed_in(client, Role.OFFICE)
    page = Page(await client.get(f"/scores/members/{member}"))
    assert page.one("main .notice").text == "不称职 · 约谈"
    assert page.all("main svg.trend, main figure") == []
    async with county_tx(readonly=True):
        assert await results.earlier(await results.standing("members", today())) == []


async def test_in_a_row_are_the_settled_periods(client: AsyncClient) -> None:
    """Of last year it was settled, of the year before nobody settled anything."""
    grades = [("称职", 60), ("不称职", 0)]
    await scored(structs.replace(MEMBERS, grades=grades, follows={"不称职": "约谈"}))
    async with county_tx():
        member = await given.a_member()
    await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        await settle("members", date(today().year - 1, 1, 1))
    page = Page(await client.get(f"/scores/members/{member}"))
    assert page.one("main .notice").text == "不称职 · 已核定的前 1 期也是 · 约谈"
