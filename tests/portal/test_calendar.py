"""The calendar: what is planned and done, by days, as far as one sees it elsewhere; and what a
station announces to all.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.activities.tables import ActivityMember
from app.consultations.tables import Consultation, Participant
from app.dates import CHINA, today
from app.db import county_tx, execute
from app.topics.tables import Topic
from tests import given
from tests.conftest import statements
from tests.page import Page

pytestmark = pytest.mark.anyio


async def a_sitting(topic: int, station: int, title: str, on: date, **more: Any) -> int:
    async with county_tx():
        made = Consultation(
            topic=topic, station=station, round=more.pop("round", 1), title=title, form="meeting",
            place="村委会", held_on=on, begins="09:30", **more,
        )  # fmt: skip
        await Consultation.insert(made)
    return int(made.id)


@pytest.fixture
async def sittings(county: int) -> dict[str, int]:
    assert county
    town, other = await given.a_station(), await given.a_station("泽掌镇议事点")
    public = await given.a_topic(town, ring="商前调研")
    inside = await given.a_topic(other, published_at=None)
    on = today()
    ids = {"town": town, "other": other, "public": public, "inside": inside}
    ids["one"] = await a_sitting(public, town, "修路灯的会", on)
    ids["two"] = await a_sitting(inside, other, "没公开的会", on, round=1)
    await a_sitting(public, town, "取消的会", on, round=2, state="cancelled")
    await a_sitting(public, town, "开过的会", on - timedelta(days=1), round=3, state="filed")
    await a_sitting(public, town, "很久以后的会", on + timedelta(days=200), round=4)
    return ids


async def titles(client: AsyncClient, query: str = "") -> list[str]:
    page = Page(await client.get(f"/calendar?view=week&{query}"))
    return [each.text.removeprefix("09:30 ") for each in page.all(".calendar-day a")]


async def test_who_sees_which(people: dict[str, AsyncClient], sittings: dict[str, int]) -> None:
    """As in the list of sittings. 开过的会 may lie in the week before."""
    seen = {}
    for who, client in people.items():
        if who == "citizen":
            assert (await client.get("/calendar")).status_code == 401
            continue
        seen[who] = {*await titles(client)} - {"开过的会"}
    both = {"修路灯的会", "没公开的会"}
    assert seen == dict.fromkeys(seen, both) | {"department": set()}
    assert sittings


async def test_days_and_stations(client: AsyncClient, sittings: dict[str, int]) -> None:
    await given.signed_in(client, Role.OFFICE)
    bare = await client.get("/calendar")
    assert bare.headers["location"].endswith("/calendar?view=month#today")
    page = Page(await client.get("/calendar?view=month"))
    assert len(page.all(".day-today")) == 1
    found = page.one(".day-today").texts("li a")
    assert found == ["09:30 修路灯的会", "09:30 没公开的会"]
    assert await titles(client, f"station={sittings['other']}") == ["没公开的会"]
    later = today() + timedelta(days=200)
    assert await titles(client, f"day={later}") == ["很久以后的会"]
    assert (await client.get("/calendar?day=2026-02-30")).status_code == 404
    assert (await client.get("/calendar?day=0001-01-01")).status_code == 404
    assert (await client.get("/calendar?day=2999-12-31")).status_code == 200
    empty = Page(await client.get("/calendar?day=2999-12-31"))
    assert empty.one("main .empty").text == "这些天没有安排。"


async def test_mine(client: AsyncClient, sittings: dict[str, int]) -> None:
    """Where one is invited; what one reported or took part in."""
    account = await given.signed_in(client, Role.MEMBER)
    theirs = await given.an_account(Role.CONVENER)
    assert await titles(client, "mine=yes") == []
    async with county_tx():
        member = await given.a_member("王委员", account=account)
        await Participant.insert(
            Participant(consultation=sittings["one"], grp="member", name="王", member=member)
        )
        activity = await given.an_activity(
            sittings["town"], theirs, title="走访", happened_on=today()
        )
    assert await titles(client, "mine=yes") == ["修路灯的会"]
    assert "走访" not in await titles(client)
    async with county_tx():
        await ActivityMember.insert(
            ActivityMember(None, False, activity=activity, place=1, member=member)
        )
    assert await titles(client, "mine=yes") == ["修路灯的会", "走访"]


async def test_whoever_keeps_a_place_has_its_sittings(
    client: AsyncClient, sittings: dict[str, int]
) -> None:
    await given.signed_in(client, Role.TOWNSHIP, station=sittings["other"])
    assert await titles(client, "mine=yes") == ["没公开的会"]


async def announced(client: AsyncClient, station: int) -> list[str]:
    page = Page(await client.get(f"/stations/{station}"))
    return [each.text for each in page.all("#announced .title")]


async def test_a_station_announces_what_is_public(
    client: AsyncClient, sittings: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    morning = datetime.combine(today(), time(8), CHINA)
    monkeypatch.setattr("app.dates.now", lambda: morning)
    town, other = sittings["town"], sittings["other"]
    assert await announced(client, town) == ["修路灯的会", "很久以后的会"]
    assert await announced(client, other) == []
    async with county_tx():
        await Topic.update({Topic.published_at: None}).where(Topic.id == sittings["public"])
    assert await announced(client, town) == []
    async with county_tx():
        await execute('UPDATE "topic" SET "published_at" = now() WHERE "topic"."county" = $1')
        await execute(
            'UPDATE "consultation" SET "held_on" = $2 WHERE "consultation"."county" = $1'
            ' AND "id" = $3',
            today() - timedelta(days=1),
            sittings["one"],
        )
    assert await announced(client, town) == ["很久以后的会"]
    assert await announced(client, other) == ["没公开的会"]
    page = Page(await client.get(f"/stations/{other}"))
    assert "09:30" in page.one("#announced .meta strong").text
    assert page.one("#announced p a")["href"].startswith(
        f"/c{sittings_county(page)}/raise?station="
    )


async def test_a_sitting_of_today_is_announced_until_its_hour_and_awaited_after_it(
    client: AsyncClient, sittings: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with county_tx():
        await execute(
            'UPDATE "consultation" SET "held_on" = $2 WHERE "consultation"."county" = $1'
            ' AND "id" = $3',
            today(),
            sittings["one"],
        )
    await given.signed_in(client, Role.OFFICE)
    for hour, tag in ((time(9, 29), "已安排"), (time(9, 30), "待归档")):
        moment = datetime.combine(today(), hour, CHINA)
        monkeypatch.setattr("app.dates.now", lambda moment=moment: moment)
        page = Page(await client.get(f"/stations/{sittings['town']}"))
        there = [each.text for each in page.all("#announced .title")]
        assert ("修路灯的会" in there) is (tag == "已安排")
        assert page.texts("#awaited .title") == (["修路灯的会"] if tag == "待归档" else [])
        timeline = Page(await client.get(f"/topics/{sittings['public']}"))
        assert tag in timeline.one(".timeline").text
    async with county_tx():
        await execute(
            'UPDATE "consultation" SET "state" = \'cancelled\''
            ' WHERE "consultation"."county" = $1 AND "id" = $2',
            sittings["one"],
        )
    assert not Page(await client.get(f"/stations/{sittings['town']}")).all("#awaited")


def sittings_county(page: Page) -> str:
    return page.one("#announced .title")["href"].split("/")[1].removeprefix("c")


async def test_more_sittings_are_no_more_statements(
    client: AsyncClient, sittings: dict[str, int]
) -> None:
    await given.signed_in(client, Role.OFFICE)

    async def sent() -> int:
        statements.clear()
        assert (await client.get("/calendar?view=month")).status_code == 200
        return len(statements)

    await sent()
    few = await sent()
    for n in range(10):
        topic = await given.a_topic(sittings["town"])
        await a_sitting(topic, sittings["town"], f"第{n}场", today())
    assert await sent() == few
