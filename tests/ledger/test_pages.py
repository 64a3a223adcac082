import re
from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient

from app import ledger
from app.access.roles import Role
from app.consultations.tables import Participant
from app.dates import now
from app.db import bound_to, county_tx
from app.ledger import Entry, Kind
from app.ledger.counting import keep
from app.ledger.few import stepped
from tests import given
from tests.evidence.steps import a_consultation
from tests.page import Page

pytestmark = pytest.mark.anyio

LAST, THIS = date(2025, 5, 6), date(2026, 3, 4)


async def post(*entries: Entry) -> None:
    async with county_tx():
        await ledger.post(*entries)


async def a_busy_county() -> int:
    """Two openings in the town, one in the village; 1,200 consultations and what came of them."""
    town = await given.a_station()
    village = await given.a_station("惠通村议事点", "village", "village")
    opened = [
        Entry(kind=Kind.STATION_OPENED, station=station, happened_on=LAST)
        for station in (town, town, village)
    ]
    filed = [
        Entry(
            kind=Kind.CONSULTATION_FILED,
            station=town if number % 3 else village,
            happened_on=LAST if number < 1000 else THIS,
            form="meeting" if number % 2 else "site",
            result="consensus",
        )
        for number in range(1200)
    ]
    more = {
        Kind.ATTENDANCE_CITIZEN: [30, 12],
        Kind.TOPIC_ACCEPTED: [1, 1, 1],
        Kind.TOPIC_ON_THEME: [1, 1],
        Kind.TOPIC_SOLVED: [1],
        Kind.COMMITMENT_DONE: [1, 1, 1, 1],
        Kind.COMMITMENT_DONE_ON_TIME: [1, 1, 1],
    }
    rest = [
        Entry(kind=kind, station=town, happened_on=THIS, quantity=quantity)
        for kind, quantities in more.items()
        for quantity in quantities
    ]
    await post(*opened, *filed, *rest)
    return town


async def test_an_empty_county_has_zeros(client: AsyncClient) -> None:
    response = await client.get("/numbers")
    assert response.status_code == 200
    assert set(Page(response).figures.values()) == {0}


async def test_the_figures_are_counted_from_the_ledger(client: AsyncClient) -> None:
    await a_busy_county()
    html = (await client.get("/numbers")).text
    expected = {
        "stations": 3,
        "stations-township": 2,
        "stations-village": 1,
        "stations-county": 0,
        "consultations": 1200,
        "consultations-form-meeting": 600,
        "consultations-level-village": 400,
        "consultations-conclusion-consensus": 1200,
        "citizens": 40,  # of 42: in steps of five
        "topics": 3,
        "topics-on-theme": 2,
        "solved": 1,
        "member-attendances": 0,
    }
    assert Page(html).figures.items() >= expected.items()
    assert "67%" in html
    assert "75%" in html


async def test_a_year_counts_alone_but_stations_stay(client: AsyncClient) -> None:
    await a_busy_county()
    shown = Page(await client.get("/numbers?year=2026")).figures
    assert (shown["consultations"], shown["stations"], shown["topics"]) == (200, 3, 3)
    shown = Page(await client.get("/numbers?year=2025")).figures
    assert (shown["consultations"], shown["stations"], shown["topics"]) == (1000, 3, 0)
    shown = Page(await client.get("/numbers?year=2024")).figures
    assert (shown["consultations"], shown["stations"]) == (0, 0)
    for path in ("/numbers?year=2999", "/numbers/stations?year=2999"):  # of which nobody knows
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("query", ["", "?year=2025", "?year=2026"])
async def test_every_figure_opens_into_records_that_add_up_to_it(
    client: AsyncClient, query: str
) -> None:
    station = await a_busy_county()
    async with county_tx():
        await ledger.take_back(Kind.TOPIC_SOLVED, station=station)
    html = (await client.get(f"/numbers{query}")).text
    for name, number in Page(html).figures.items():
        assert f"/numbers/{name}{query.replace('?year=', '/-/year/')}" in html
        opened = (await client.get(f"/numbers/{name}{query}")).text
        assert Page(opened).figures == {name: number}


async def test_records_come_in_pages_of_fifty(client: AsyncClient) -> None:
    await a_busy_county()
    address, seen = "/numbers/consultations?year=2026", 0
    while address:
        answer = await client.get(address)
        seen += answer.text.count('<p class="meta">')
        older = Page(answer).all(".pager a")
        address = f"http://test{older[0]['href']}" if older else ""
    assert seen == 200


async def test_a_reversal_is_shown_as_one(client: AsyncClient) -> None:
    station = await a_busy_county()
    async with county_tx():
        await ledger.take_back(Kind.TOPIC_SOLVED, station=station)
    html = (await client.get("/numbers/solved")).text
    assert Page(html).figures == {"solved": 0}
    assert html.count('<p class="meta">') == 2
    assert "冲销 -1" in html


async def test_what_is_sealed_is_said(client: AsyncClient) -> None:
    await post(Entry(kind=Kind.PHOTO_ADDED, station=await given.a_station()))
    assert "还没有封存过" in Page(await client.get("/numbers")).texts("section .faint")[-1]
    await keep()
    assert "已封存 1 条" in (await client.get("/numbers")).text


async def test_strangers_see_no_title_of_an_unpublished_topic(
    client: AsyncClient, superuser: Any, county: int
) -> None:
    station = await given.a_station()
    topic = await superuser.fetchval(
        "INSERT INTO topic (county, station, charter, title, story, category, origin, raiser_name,"
        " follow_code, raised_on, stage, ring, ring_since, held_by)"
        " SELECT $1, $2, id, '门口的路灯', '', 'hard', 'citizen', '李四', 'X', now(), 'screening',"
        " 1, now(), '{}' FROM charter WHERE county = $1 RETURNING id",
        county,
        station,
    )
    await post(Entry(kind=Kind.TOPIC_RAISED, station=station, topic=topic))
    html = (await client.get("/numbers/topics-raised")).text
    assert "门口的路灯" not in html
    assert f"/topics/{topic}" not in html
    await given.signed_in(client, Role.OFFICE)
    html = (await client.get("/numbers/topics-raised")).text
    assert "门口的路灯" in html
    assert f"/topics/{topic}" in html
    await superuser.execute("UPDATE topic SET published_at = now() WHERE id = $1", topic)
    client.cookies.clear()
    assert "门口的路灯" in (await client.get("/numbers/topics-raised")).text


async def test_another_county_is_not_counted(client: AsyncClient, other_county: int) -> None:
    with bound_to(other_county):
        await a_busy_county()
    assert set(Page(await client.get("/numbers")).figures.values()) == {0}
    opened = (await client.get("/numbers/consultations")).text
    assert Page(opened).figures == {"consultations": 0}
    assert '<p class="meta">' not in opened


@pytest.mark.parametrize("name", ["nothing", "consultation", "stations'--"])
async def test_an_unknown_figure(client: AsyncClient, name: str) -> None:
    response = await client.get(f"/numbers/{name}")
    assert response.status_code == 404


@pytest.mark.parametrize(
    "name", ["stations-x", "stations-kind-x", "consultations-form-x", "consultations-level-9",
             "consultations-conclusion-", "stations-x-y"],
)  # fmt: skip
async def test_a_figure_narrowed_to_what_there_never_was(client: AsyncClient, name: str) -> None:
    assert (await client.get(f"/numbers/{name}")).status_code == 404


async def test_a_figure_narrowed_to_a_word_of_before(client: AsyncClient) -> None:
    """What the charter dropped stays where it was counted, in other years too."""
    town = await given.a_station()
    filed = Entry(kind=Kind.CONSULTATION_FILED, station=town, happened_on=LAST, form="picnic")
    await post(filed)
    for path in (
        "/numbers/consultations-form-picnic",
        "/numbers/consultations-form-picnic?year=2026",
    ):
        assert (await client.get(path)).status_code == 200
    assert (await client.get("/numbers/consultations-form-meeting")).status_code == 200  # its own


async def came(town: int, *counts: tuple[date, int]) -> None:
    await post(
        *(
            Entry(kind=Kind.ATTENDANCE_CITIZEN, station=town, happened_on=day, quantity=n)
            for day, n in counts
        )
    )


async def test_few_persons_are_not_told_to_strangers_nor_by_difference(client: AsyncClient) -> None:
    """Three of last year: neither they nor, as all less them, the nine of this year."""
    town = await given.a_station()
    await came(town, (date(2024, 5, 6), 30), (LAST, 3), (THIS, 4), (THIS, 5))
    filed = Entry(kind=Kind.CONSULTATION_FILED, station=town, happened_on=LAST)
    await post(filed, filed)
    seen = []
    for year in ("", "?year=2024", "?year=2025", "?year=2026"):
        figures = Page(await client.get(f"/numbers{year}")).figures
        opened = Page(await client.get(f"/numbers/citizens{year}")).figures
        assert figures.get("citizens") == opened.get("citizens")
        seen.append(figures.get("citizens"))
    assert seen == [40, 30, None, None]
    assert Page(await client.get("/numbers?year=2025")).figures["consultations"] == 2  # matters
    tags = Page(await client.get("/numbers/citizens")).all("main .tag")
    assert tags == []  # nor how many came to each
    await given.signed_in(client, Role.TOWNSHIP, station=town)
    assert Page(await client.get("/numbers?year=2025")).figures["citizens"] == 3


async def test_the_front_page_tells_no_few_persons(client: AsyncClient) -> None:
    town = await given.a_station()
    one = Entry(kind=Kind.ATTENDANCE_MEMBER, station=town, happened_on=THIS)
    await post(one, one, one, one)
    assert Page(await client.get("/")).one("#member-attendances")["value"] == ""
    await post(one)
    assert Page(await client.get("/")).one("#member-attendances")["value"] == "5"


@pytest.mark.parametrize("year", ["abc", "20250", "1999", "-1"])
async def test_a_year_that_is_none_is_not_another_one(client: AsyncClient, year: str) -> None:
    for page in ("/numbers", "/numbers/consultations", "/consultations"):
        assert (await client.get(f"{page}?year={year}")).status_code == 404
        assert (await client.get(f"{page}?year=")).status_code == 200


PRESENT = re.compile(r"参加 (\d+) 人")


async def a_sitting(station: int, citizens: int, members: int = 0, **topic: Any) -> int:
    """Filed, and so many came. → its topic"""
    of = await given.a_topic(station, round=1, **topic)
    where: dict[str, Any] = {"station": station, "topic": of, "happened_on": THIS}
    filed = {"held_on": THIS, "state": "filed", "conclusion": "consensus"}
    sitting = await a_consultation(of, station, **filed)
    async with county_tx():
        for kind, n in ((Kind.ATTENDANCE_CITIZEN, citizens), (Kind.ATTENDANCE_MEMBER, members)):
            if n:
                await ledger.post(Entry(kind=kind, consultation=sitting, quantity=n, **where))
        for each in range(citizens + members):
            came = Participant(consultation=sitting, grp="citizen", name=f"王{each}")
            came.state = "present"
            await Participant.insert(came)
    return of


async def test_what_strangers_read_of_persons_is_made_of_public_pages_alone(
    client: AsyncClient, county: int
) -> None:
    """Day by day somebody adds up all public sittings, which say exactly how many came, and looks
    for the rest: a figure that they could not make themselves would tell who came elsewhere.
    """
    town = await given.a_station()
    known, published = 0, 0
    for n in (7, 1, 1, 2, 4, 3, 1):
        # in between three come to what is not public
        hidden = await a_sitting(town, 3, members=2, published_at=None)
        await a_sitting(town, n, published_at=now())
        known, published = known + n, published + 1
        if published == 4:
            await keep()
        for query in ("", f"?year={THIS.year}"):
            figure = Page(await client.get(f"/numbers{query}")).figures.get("citizens")
            records = Page(await client.get(f"/numbers/citizens{query}"))
            assert figure == records.figures.get("citizens") == stepped(known)
            sittings = [link["href"] for link in records.all("ul.list a.title")]
            assert len(sittings) == len(records.all("ul.list > li")) == published
            there = [(await client.get(f"http://test{each}")).text for each in sittings]
            assert sum(int(n) for text in there for n in PRESENT.findall(text)) == known
        assert Page(await client.get("/")).one("#member-attendances")["value"] == "0"
        assert (await client.get(f"/topics/{hidden}")).status_code == 404, county
    await given.signed_in(client, Role.DEPARTMENT)  # signed in, and sees no more of it
    assert Page(await client.get("/numbers")).figures["citizens"] == stepped(known)
    await given.signed_in(client, Role.OFFICE)
    assert Page(await client.get("/numbers")).figures["citizens"] == known + 3 * 7
