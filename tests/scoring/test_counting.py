"""What counts when: late records, reversals, whose they are; and plain Python finds the same."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from msgspec import structs

from app.access.roles import Role
from app.charter.sheets import Indicator, Sheet
from app.db import county_tx, rows, value
from app.ledger import Entry, Kind
from app.ledger.counting import keep
from app.outcomes.tables import Commitment
from app.people.tables import Member
from app.scoring.counts import counting
from app.scoring.counts.facts import facts_now
from app.scoring.counts.records import behind
from app.scoring.periods import before, next_after, period_of
from app.scoring.points.methods import Facts, Measure, measure
from app.scoring.rules import wanted
from tests import given
from tests.conftest import statements
from tests.page import Page
from tests.scoring.test_pages import DAY, filed, post, scored

pytestmark = pytest.mark.anyio

FILED = Indicator("filed", "协商", 100, "per", counts="consultation.filed", points=10)
PLAIN = Sheet("s", "表", "station", "quarter", indicators=[FILED])
Q1, Q2, Q3 = (period_of("quarter", date(2026, month, 1), 1) for month in (1, 4, 7))
SUMMED = Measure("consultation.filed")

INSERT = """
    INSERT INTO "ledger" ("county", "kind", "happened_on", "recorded_at", "station", "quantity",
        "reverses", "category", "form", "result", "role", "member")
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING "id"
"""


async def entry(station: int, happened: date, recorded: date, **more: Any) -> int:
    """As it is posted on another day than today. → its id. Within a county_tx."""
    at = datetime(recorded.year, recorded.month, recorded.day, 4, tzinfo=UTC)  # noon in China
    kind = str(more.get("kind", Kind.CONSULTATION_FILED))
    words = [more.get(name, "") for name in ("category", "form", "result", "role")]
    one = more.get("quantity", 1), more.get("reverses")
    found = await value(INSERT, kind, happened, at, station, *one, *words, more.get("member"))
    return int(found)


async def counts(sheet: Sheet, station: int) -> list[tuple[int, int]]:
    """(counted, of it late) in the first three quarters."""
    async with county_tx(readonly=True):
        found, _back = await facts_now(sheet, [Q1, Q2, Q3], 1)
    return [
        (own.of(SUMMED), own.late) for own in (each.get(str(station), Facts()) for each in found)
    ]


@pytest.mark.parametrize("cold", [False, True], ids=["from entries", "from counts"])
@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        ({}, [(4, 0), (0, 0), (0, 0)]),
        ({"closing_days": 10}, [(2, 0), (0, 0), (0, 0)]),
        ({"closing_days": 10, "late": "next"}, [(2, 0), (1, 0), (1, 0)]),
        ({"closing_days": 10, "late": "penalty", "late_points": 1.0}, [(4, 2), (0, 0), (0, 0)]),
    ],
    ids=["no closing date", "not at all", "next", "penalty"],
)
async def test_what_is_recorded_late(
    client: AsyncClient, closing: dict[str, Any], expected: list[Any], cold: bool
) -> None:
    """Four of March: at once, on the last day, a day later, and after the next one had closed."""
    assert client
    station = await given.a_station()
    happened = date(2026, 3, 20)
    days = [happened, date(2026, 4, 10), date(2026, 4, 11), date(2026, 7, 11)]
    async with county_tx():
        for each in days:
            await entry(station, happened, each)
    if cold:
        await keep()
    sheet = structs.replace(PLAIN, **closing)
    assert await counts(sheet, station) == expected
    assert await coming_along(sheet, station) == [n for n, _late in expected[1:]]


async def coming_along(sheet: Sheet, station: int) -> list[int]:
    """How many of the records that the second and the third quarter open are of earlier ones."""
    async with county_tx(readonly=True):
        opened = [
            await behind(sheet, str(station), measure(FILED), counting.bounds(sheet, each, 1), None)
            for each in (Q2, Q3)
        ]
    return [sum(each["earlier"] for each in found) for found in opened]


@pytest.mark.parametrize("cold", [False, True], ids=["from entries", "from counts"])
async def test_what_is_late_costs_by_the_record(client: AsyncClient, cold: bool) -> None:
    """Each once, however many citizens it tells of and however many indicators count it; what was
    taken back is late no more.
    """
    assert client
    station = await given.a_station()
    citizens = Indicator("came", "群众", 1, "per", counts="attendance.citizen", points=1)
    meetings = Indicator("meet", "会", 1, "per", counts="consultation.filed", form="m", points=1)
    sites = Indicator("site", "现场", 1, "per", counts="consultation.filed", form="s", points=1)
    graded = Indicator(
        "case", "级", 1, "grade", counts="activity.done", options={"市": 1.0, "省": 2.0}
    )
    indicators = [FILED, meetings, sites, citizens, graded]
    sheet = structs.replace(
        PLAIN, indicators=indicators, closing_days=10, late="penalty", late_points=0.5
    )
    happened, late = date(2026, 3, 20), date(2026, 5, 1)
    async with county_tx():
        await entry(station, happened, late, kind=Kind.ATTENDANCE_CITIZEN, quantity=30)
        for form in ("m", "s", "s"):
            await entry(station, happened, late, form=form)
        for level in ("市", "省"):
            await entry(station, happened, late, kind=Kind.ACTIVITY_DONE, result=level)
        await entry(station, happened, late, kind=Kind.TOPIC_RAISED)  # nothing counts it
        gone = await entry(station, happened, late, form="m")
        await entry(station, late, late, form="m", quantity=-1, reverses=gone)
    if cold:
        await keep()
    async with county_tx(readonly=True):
        (facts,), _back = await facts_now(sheet, [Q1], 1)
    assert facts[str(station)].late == 6
    assert facts[str(station)].of(Measure("attendance.citizen")) == 30


async def test_a_reversal_vanishes_from_where_it_counted(client: AsyncClient) -> None:
    assert client
    station = await given.a_station()
    async with county_tx():
        first = await entry(station, date(2026, 3, 20), date(2026, 3, 20))
        await entry(station, date(2026, 3, 21), date(2026, 3, 21))
        later = date(2026, 5, 1)
        await entry(station, later, later, quantity=-1, reverses=first)
    assert await counts(PLAIN, station) == [(1, 0), (0, 0), (0, 0)]
    await keep()
    assert await counts(PLAIN, station) == [(1, 0), (0, 0), (0, 0)]


KINDS = (Kind.CONSULTATION_FILED, Kind.RATING_GIVEN, Kind.COMMITMENT_MADE, Kind.COMMITMENT_DONE)
BROAD = Sheet(
    "b",
    "表",
    "station",
    "quarter",
    indicators=[
        FILED,
        Indicator("meetings", "会议", 1, "per", counts="consultation.filed", form="m", points=1),
        Indicator("hard", "难点", 1, "per", counts="consultation.filed", category="h", points=1),
        Indicator(
            "rated", "评价", 1, "ratio", counts="rating.given", result="y", over="rating.given"
        ),
        Indicator("done", "办结", 1, "ratio", counts="commitment.done", over="commitment.made"),
        Indicator("both", "合办", 1, "shared", counts="commitment.made", points=1, share="equal"),
    ],
    closing_days=5,
)


def by_hand(exported: list[Any], sheet: Sheet, end: str) -> Counter[Any]:
    """Of the second quarter, entry by entry, from the exported rows of the ledger alone."""
    found: Counter[Any] = Counter()
    known = {each["id"]: each for each in exported}
    for each in exported:
        base = known[each["reverses"]] if each["reverses"] else each
        recorded = (base["recorded_at"] + timedelta(hours=8)).date()
        own = Q2.begins <= base["happened_on"] <= Q2.ends
        closes = Q2.ends + timedelta(days=sheet.closing_days or 10**5)
        late_before = Q2.begins - timedelta(days=1) + timedelta(days=sheet.closing_days or 0)
        in_time = own and recorded <= closes
        came_along = (
            sheet.late == "next"
            and base["happened_on"] < Q2.begins
            and late_before < recorded <= closes
        )
        if each[end] is None or not (in_time or came_along):
            continue
        n = each["quantity"]
        if each["kind"] == Kind.RATING_GIVEN:
            n = 1 if n > 0 else -1
        for asked in wanted(sheet):
            narrowed = zip(("result", "form", "category"), asked[1:4], strict=True)
            if asked.kind == each["kind"] and all(not w or w == each[c] for c, w in narrowed):
                found[each[end], asked] += n
    return found


@pytest.mark.parametrize("seed", range(6))
async def test_counted_by_hand_it_is_the_same(client: AsyncClient, seed: int) -> None:
    """Random entries, late ones and reversals among them; some counted, some not yet."""
    assert client
    dice = random.Random(seed)  # noqa: S311
    stations = [await given.a_station(f"{n}站") for n in range(3)]
    async with county_tx():
        members = [Member(name=f"{n}委", sector="农业") for n in range(3)]
        await Member.insert(*members)
        posted: list[tuple[int, dict[str, Any], int]] = []
        for _n in range(150):
            happened = date(2026, 2, 1) + timedelta(days=dice.randrange(160))
            recorded = happened + timedelta(days=dice.choice([0, 0, 0, 3, 12, 40, 120]))
            words = {
                "kind": dice.choice(KINDS),
                "form": dice.choice(["m", "s"]),
                "category": dice.choice(["h", "e"]),
                "result": dice.choice(["y", "n"]),
                "role": dice.choice(["1/2", "2/2"]),
                "member": dice.choice([None, *(each.id for each in members)]),
            }
            station, quantity = dice.choice(stations), dice.choice([1, 1, 2, 5])
            one = await entry(station, happened, recorded, quantity=quantity, **words)
            posted.append((one, {**words, "quantity": -quantity}, station))
    await keep()
    async with county_tx():
        for one, words, station in dice.sample(posted, 20):
            day = date(2026, 5, 1) + timedelta(days=dice.randrange(100))
            await entry(station, day, day, reverses=one, **words)
    for subject, end in (("station", "station"), ("member", "member")):
        for late in ("never", "next"):
            sheet = structs.replace(BROAD, subject=subject, late=late)
            async with county_tx(readonly=True):
                (facts,) = await counting.facts_of(sheet, [Q2], 1)
                exported = await rows('SELECT * FROM "ledger" WHERE "ledger"."county" = $1')
            hand = {
                (str(own), asked): n
                for (own, asked), n in by_hand(exported, sheet, end).items()
                if n
            }
            counted = {
                (own, asked): n
                for own, found in facts.items()
                for asked, n in found.counts.items()
                if n
            }
            assert counted == hand
            assert hand
            for found in facts.values():
                for asked, apart in found.parts.items():
                    assert sum(apart.values()) == found.counts[asked]


async def test_the_order_of_records_does_not_matter(client: AsyncClient) -> None:
    assert client
    station = await given.a_station()
    days = [date(2026, 3, 20), date(2026, 4, 2), date(2026, 5, 3)]
    other = await given.a_station("乙站")
    async with county_tx():
        for each in days:
            await entry(station, each, each)
        for each in reversed(days):
            await entry(other, each, each)
    assert await counts(PLAIN, station) == await counts(PLAIN, other)


async def test_departments_sectors_and_the_county_are_subjects(client: AsyncClient) -> None:
    """A department's are the entries of what it owes, wherever that lies."""
    station = await given.a_station()
    topic = await given.a_topic(station)
    async with county_tx():
        department = await given.a_department("水务局")
        await given.a_department("别的局")
        owed = Commitment(topic=topic, department=department, task="修渠", due_on=DAY)
        await Commitment.insert(owed)
        member = Member(name="王一", sector="农业")
        await Member.insert(member)
    made, done = Kind.COMMITMENT_MADE, Kind.COMMITMENT_DONE
    await post(
        Entry(kind=made, station=station, happened_on=DAY, commitment=owed.id),
        Entry(kind=done, station=station, happened_on=DAY, commitment=owed.id),
        Entry(kind=Kind.ATTENDANCE_MEMBER, station=station, happened_on=DAY, member=member.id),
        filed(station),
    )
    ratio = Indicator("done", "办结", 100, "ratio", counts=str(done), over=str(made))
    came = Indicator("came", "参加", 100, "per", counts="attendance.member", points=7)
    of = {
        "department": structs.replace(PLAIN, key="d", subject="department", indicators=[ratio]),
        "sector": structs.replace(PLAIN, key="x", subject="sector", indicators=[came]),
        "county": structs.replace(PLAIN, key="c", subject="county"),
    }
    await scored(*of.values())
    await given.signed_in(client, Role.OFFICE)
    departments = (await client.get(f"/scores/d?on={DAY}")).text
    assert departments.index("水务局") < departments.index("别的局")
    assert 'value="100.0"' in departments
    assert 'value="7.0"' in (await client.get(f"/scores/x/农业?on={DAY}")).text
    assert 'value="10.0"' in (await client.get(f"/scores/c/county?on={DAY}")).text
    await given.signed_in(client, Role.DEPARTMENT, department=department)
    assert (await client.get(f"/scores/d/{department}?on={DAY}")).status_code == 200
    assert (await client.get(f"/scores/d?on={DAY}")).status_code == 403
    # the reverse: where the records of the topic and of the commitment counted
    await post(filed(station, topic=topic))
    await given.signed_in(client, Role.OFFICE)
    page = (await client.get(f"/counted/topic/{topic}")).text
    assert f"/scores/c/county/filed/-/on/{Q2.begins}" in page
    assert (await client.get("/counted/topic/1")).status_code == 404
    assert (await client.get(f"/counted/nothing/{topic}")).status_code == 404


async def test_a_year_may_begin_in_december() -> None:
    year = period_of("year", date(2026, 5, 1), 12)
    assert (year.begins, year.ends) == (date(2025, 12, 1), date(2026, 11, 30))
    assert next_after(before(year, 12), 12) == year


async def test_a_member_s_year(client: AsyncClient) -> None:
    """For the member and the office; with what they did, and each number to its record."""
    station = await given.a_station()
    account = await given.an_account(Role.MEMBER, name="王一")
    async with county_tx():
        one, other = (
            Member(name="王一", sector="农业", account=account),
            Member(name="李", sector="农"),
        )
        await Member.insert(one)
        await Member.insert(other)
    topic = await given.a_topic(station, title="路灯坏了")
    came = Entry(
        kind=Kind.ATTENDANCE_MEMBER, station=station, happened_on=DAY, member=one.id, topic=topic
    )
    await post(came)
    await given.sign_in(client, account)
    page = (await client.get(f"/records/{one.id}?year=2026")).text
    assert "路灯坏了" in Page(page).one("main").texts("a")
    assert "参加（人次）" in page
    assert "2026.5: 1" in page
    assert "路灯坏了" not in (await client.get(f"/records/{one.id}?year=2025")).text
    assert (await client.get(f"/records/{other.id}")).status_code == 403
    await given.signed_in(client, Role.OFFICE)
    assert (await client.get(f"/records/{other.id}?year=x")).status_code == 404
    assert (await client.get("/records/1")).status_code == 404


async def test_of_one_township_its_stations_are_read_once_and_count_as_among_all(
    county: int, superuser: Any
) -> None:
    """Those next to it by their codes are not: what begins with another nine digits."""
    town, beside = f"{county}101", f"{county}102"
    sheet = structs.replace(PLAIN, key="t", subject="township")
    places = [town, f"{town}001", f"{town}999", beside, f"{county}100999", f"{county}"]
    for number, division in enumerate(places, start=1):
        station = await given.a_station(f"{number}号")
        await superuser.execute("UPDATE station SET division = $2 WHERE id = $1", station, division)
        async with county_tx():
            for _time in range(number):
                await entry(station, DAY, DAY)
    async with county_tx(readonly=True):
        (every,), _back = await facts_now(sheet, [Q2], 1)
        statements.clear()
        (one,), _back = await facts_now(sheet, [Q2], 1, only=[town])
        read = [each.count('FROM "station"') for each in statements if "tally" in each]
        (both,), _back = await facts_now(sheet, [Q2], 1, only=[town, beside])
    assert {each: facts.of(SUMMED) for each, facts in one.items()} == {town: 1 + 2 + 3}
    assert {each: facts.of(SUMMED) for each, facts in both.items()} == {town: 6, beside: 4}
    assert every[town] == one[town]
    assert read == [1]
