"""Where a record counted, also one that came late, was taken back, or is of an activity."""

from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient
from msgspec import structs

from app.access.roles import Role
from app.charter import store
from app.charter.model import ActivityKind
from app.charter.sheets import Indicator, Scoring, Sheet
from app.dates import now, today
from app.db import county_tx, current_realm, row
from app.ledger import Entry, Kind
from app.outcomes.tables import Commitment
from app.people.tables import Member
from app.scoring import where_counted
from app.scoring.periods import period_of
from tests import given
from tests.page import Page
from tests.scoring.test_life import Case, take_back_one
from tests.scoring.test_pages import DAY, filed, post, scored

FILED = Indicator("filed", "协商", 100, "per", counts="consultation.filed", points=10)
SHEET = Sheet("s", "表", "station", "quarter", indicators=[FILED], closing_days=10)
Q1, Q2, Q3 = (period_of("quarter", date(2026, month, 1), 1) for month in (1, 4, 7))
NOTHING: frozenset[tuple[str, date]] = frozenset()


def entry(recorded: date, **more: Any) -> dict[str, Any]:
    """Of the 20th of March."""
    return {
        "id": 1,
        "kind": "consultation.filed",
        "result": "",
        "form": "",
        "category": "",
        "n": 1,
        "counts_on": date(2026, 3, 20),
        "happened_on": date(2026, 3, 20),
        "known_on": recorded,
        "reverses": None,
        "whose": "station",
        "own": "7",
        "own_name": "甲站",
        **more,
    }


@pytest.mark.parametrize(
    ("late", "recorded", "expected"),
    [
        ("never", date(2026, 4, 10), (Q1, "")),
        ("never", date(2026, 4, 11), (Q1, where_counted.LATE)),
        ("penalty", date(2026, 4, 11), (Q1, "")),
        ("next", date(2026, 4, 10), (Q1, "")),
        ("next", date(2026, 4, 11), (Q2, "")),
        ("next", date(2026, 7, 10), (Q2, "")),
        ("next", date(2026, 7, 11), (Q3, "")),
    ],
)
def test_what_came_late(late: str, recorded: date, expected: Any) -> None:
    """As counting.py counts them: test_counting.py has the same four days."""
    one = structs.replace(SHEET, late=late)
    ((place, own),) = where_counted.places(Scoring(sheets=[one]), [entry(recorded)], {}, NOTHING)
    assert (place.period, place.state, len(own)) == (*expected, 1)
    assert place.counts == (place.state == "")


def test_what_the_snapshot_lacks_counts_nowhere() -> None:
    one = structs.replace(SHEET, closing_days=None)
    published = frozenset({("s", Q1.begins)})
    ((place, _own),) = where_counted.places(
        Scoring(sheets=[one]), [entry(date(2026, 8, 1))], {}, published
    )
    assert place.state == where_counted.MISSED


def test_what_takes_back_what_a_snapshot_holds() -> None:
    """The entry where it was kept, by the rules of then; its reversal when it was taken back."""
    old = structs.replace(SHEET, name="旧表")
    kept = {(1, "s"): [where_counted.Kept(old, Q1)]}
    back = entry(date(2026, 3, 20), id=2, n=-1, reverses=1, happened_on=date(2026, 8, 1))
    entries, published = [entry(date(2026, 3, 20)), back], frozenset({("s", Q1.begins)})
    found = where_counted.places(Scoring(sheets=[SHEET]), entries, kept, published)
    assert [(place.sheet.name, place.period, place.state) for place, _own in found] == [
        ("旧表", Q1, where_counted.KEPT),
        ("表", Q3, ""),
    ]


pytestmark = pytest.mark.anyio


async def test_a_locked_record_says_where_it_was_kept(client: AsyncClient) -> None:
    """And its reversal where it counts now; on the locked page it is marked."""
    case = await Case().begun(client)
    topic = await given.a_topic(case.station)
    await post(filed(case.station, topic=topic))
    await case.locked()
    await take_back_one(case.station)
    opened = await client.get(f"/scores/quarter/{case.station}/filed?on=2026-05-06")
    assert opened.text.count("后来冲销，记在以后的一期") == 1
    assert 'id="counted" value="3"' in opened.text
    page = (await client.get(f"/counted/topic/{topic}")).text
    assert "已随公示存档" in page
    assert "2026 年第 2 季度" in page
    await post(filed(case.station, topic=topic))  # of a day whose quarter is published
    page = (await client.get(f"/counted/topic/{topic}")).text
    assert "公示以后才登记，不计" in page
    await post(filed(case.station, topic=topic, on=today()))  # of a quarter that runs still
    page = (await client.get(f"/counted/topic/{topic}")).text
    links = Page(page).all("main a[href*='/scores/']")
    await given.signed_in(client, Role.MEMBER)
    page = (await client.get(f"/counted/topic/{topic}")).text
    leading = Page(page).all("main a[href*='/scores/']")
    assert 0 < len(leading) < len(links)
    for each in leading:
        assert (await client.get(each["href"].removeprefix(f"/c{current_realm.get()}"))).is_success


async def test_commitments_and_activities_too(client: AsyncClient) -> None:
    station = await given.a_station("甲站")
    topic = await given.a_topic(station)
    async with county_tx():
        department = await given.a_department("水务局")
        owed = Commitment(topic=topic, department=department, task="修渠", due_on=DAY)
        await Commitment.insert(owed)
    account = await given.an_account(Role.MEMBER, name="王一")
    async with county_tx():
        await Member.insert(Member(name="王一", sector="农业", account=account))
    made = Indicator("made", "定下", 100, "per", counts="commitment.made", points=7)
    case = Indicator("case", "案例", 100, "per", counts="activity.done", form="case", points=7)
    charter = structs.replace(
        given.charter(),
        activities=[ActivityKind("case", "案例")],
        scoring=Scoring(
            sheets=[
                structs.replace(SHEET, subject="department", indicators=[made]),
                structs.replace(SHEET, key="m", name="委员表", subject="member", indicators=[case]),
            ]
        ),
    )
    async with county_tx():
        await store.save(store.write(charter), author="李", note="", effective_on=date(2021, 1, 1))
    await post(
        Entry(
            kind=Kind.COMMITMENT_MADE,
            station=station,
            topic=topic,
            commitment=owed.id,
            happened_on=DAY,
        )
    )
    await given.sign_in(client, account)
    form = {
        "kind": "case",
        "title": "一件案例",
        "happened_on": str(today()),
        "station": station,
        "members": "王一",
        "quantity": "1",
    }
    await client.post("/activities", data=form)
    async with county_tx(readonly=True):
        activity = (await row('SELECT "id" FROM "activity" WHERE "activity"."county" = $1'))["id"]
    await given.signed_in(client, Role.OFFICE)
    await client.post(f"/activities/{activity}/verification", data={"accepted": "true"})
    page = (await client.get(f"/counted/activity/{activity}")).text
    assert "委员表 · 案例" in page
    assert f"/counted/activity/{activity}" in (await client.get(f"/activities/{activity}")).text
    page = (await client.get(f"/counted/commitment/{owed.id}")).text
    assert "表 · 定下" in page
    assert "水务局" in page
    await client.post(f"/activities/{activity}/withdrawal", data={"reason": "重复登记"})
    assert "计 0" in (await client.get(f"/counted/activity/{activity}")).text
    other = await given.an_account(Role.MEMBER, name="李二")
    await given.sign_in(client, other)
    assert (await client.get(f"/counted/activity/{activity}")).status_code == 404
    await given.sign_in(client, account)
    assert (await client.get(f"/counted/activity/{activity}")).status_code == 200


async def test_a_village_s_convener_does_not_speak_for_the_township(client: AsyncClient) -> None:
    """Own are the stations under one's own; the township's sheet is its office's."""
    station = await given.a_station("甲站")
    towns = structs.replace(SHEET, key="towns", subject="township")
    await scored(SHEET, towns)
    await post(filed(station))
    for role, status in ((Role.TOWNSHIP, 200), (Role.CONVENER, 403)):
        await given.signed_in(client, role, station=station)
        async with county_tx(readonly=True):
            found = await row(
                'SELECT left("division", 9) AS code FROM "station"'
                ' WHERE "station"."county" = $1 AND "id" = $2',
                station,
            )
        answer = await client.get(f"/scores/towns/{found['code']}?on={DAY}")
        assert answer.status_code in (status, 404 if status == 200 else status)
        assert (await client.get(f"/scores/s/{station}?on={DAY}")).status_code == 200


async def test_whom_it_is_closed_to_no_page_leads_there(client: AsyncClient, county: int) -> None:
    """A clerk of another station reads the published matter, and is shown no way to a 404."""
    here, other = [await given.a_station(name) for name in ("甲站", "乙站")]
    topic = await given.a_topic(here, published_at=now())
    there = await given.an_account(Role.TOWNSHIP, station=other, name="乙站经办")
    clerk = await given.an_account(Role.TOWNSHIP, station=here, name="甲站经办")
    link = f"/c{county}/counted/topic/{topic}"
    for account, shown, status in ((there, [], 404), (clerk, [link], 200)):
        await given.sign_in(client, account)
        page = Page(await client.get(f"/topics/{topic}"))
        assert [each["href"] for each in page.all("a[href*='/counted/']")] == shown
        assert (await client.get(f"/counted/topic/{topic}")).status_code == status
