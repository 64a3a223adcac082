"""Where exactly: the phone's place, if whoever raises a matter taps for it; never for strangers."""

from datetime import date
from typing import Any

import pytest
from asyncpg.exceptions import CheckViolationError, RaiseError
from httpx import AsyncClient

from app.access.roles import Role
from app.db import county_tx, execute, row
from app.persons import erasing, exporting
from app.persons.amending import amending
from app.persons.retention import expire
from app.stations.places import TOWARD, Place, toward
from app.topics.tables import Topic
from tests import given
from tests.conftest import Browser
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

FORM = {
    "title": "路灯不亮",
    "story": "半个月了。",
    "latitude": "30.124400",
    "longitude": "104.651200",
}
FACT = "main .facts"


async def code_of(station: int) -> str:
    async with county_tx(readonly=True):
        found = await row(
            'SELECT "code" FROM "station" WHERE "station"."county" = $1 AND "id" = $2', station
        )
    return str(found["code"])


async def raised() -> Any:
    async with county_tx(readonly=True):
        return await row(
            'SELECT * FROM "topic" WHERE "topic"."county" = $1 ORDER BY "id" DESC LIMIT 1'
        )


async def sent(client: AsyncClient, station: int, **more: str) -> Any:
    form = FORM | {"station": await code_of(station), "accuracy": "12"} | more
    return await client.post("/raise", data=form)


async def place_of(station: int, latitude: float, longitude: float) -> None:
    async with county_tx():
        await execute(
            'UPDATE "station" SET "latitude" = $3, "longitude" = $4, "placed_on" = now()'
            ' WHERE "station"."county" = $1 AND "id" = $2',
            station, latitude, longitude,
        )  # fmt: skip


async def test_reviewers_read_it_from_the_nearest_station_strangers_never(
    client: Browser,
) -> None:
    """110 metres north of it."""
    station = await given.a_station("甲站")
    await place_of(station, 30.1234, 104.6512)
    assert (await sent(client, station)).status_code == 303
    topic = await raised()
    assert (topic["latitude"], topic["longitude"]) == (30.1244, 104.6512)
    async with county_tx():
        await Topic.update({Topic.published_at: topic["raised_on"]}).where(Topic.id == topic["id"])
    here = f"/topics/{topic['id']}"
    for role in (None, Role.LEADERSHIP, Role.MEMBER):
        if role:
            await given.signed_in(client, role)
        page = await client.get(here)
        assert "30.12" not in page.text
        assert "geo:" not in page.text
    await given.signed_in(client, Role.TOWNSHIP, station=station)
    read = Page(await client.get(here))
    assert "甲站往北约 110 米" in read.one(FACT).text
    assert {each["href"] for each in read.all("a[href^=geo]")} == {"geo:30.1244,104.6512"}


async def test_where_no_station_has_its_place_the_figures_alone(client: Browser) -> None:
    station = await given.a_station("甲站")
    await sent(client, station)
    await given.signed_in(client, Role.TOWNSHIP, station=station)
    page = Page(await client.get(f"/topics/{(await raised())['id']}"))
    assert "北纬 30.12440°，东经 104.65120°" in page.one(FACT).text
    assert "往" not in page.one(FACT).text


async def test_without_it_nothing_is_kept(client: AsyncClient) -> None:
    station = await given.a_station()
    none = {"latitude": "", "longitude": "", "accuracy": ""}
    assert (await sent(client, station, **none)).status_code == 303
    topic = await raised()
    assert (topic["latitude"], topic["longitude"]) == (None, None)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"accuracy": "201"}, "误差 201 米"),
        ({"latitude": "2.9"}, "没有取得位置"),
        ({"longitude": "x"}, "没有取得位置"),
        ({"latitude": ""}, "没有取得位置"),
        ({"accuracy": ""}, "没有取得位置"),
    ],
)
async def test_what_is_no_place_is_refused_in_words(
    client: AsyncClient, more: dict[str, str], said: str
) -> None:
    answer = await sent(client, await given.a_station(), **more)
    assert answer.status_code == 422
    assert any(said in each for each in refused(answer))
    assert Page(answer).typed("story") == ["半个月了。"]


async def test_200_metres_are_near_enough(client: AsyncClient) -> None:
    assert (await sent(client, await given.a_station(), accuracy="200")).status_code == 303


async def test_it_goes_with_the_name_and_is_in_ones_own_file(client: Browser) -> None:
    """And nobody changes it before."""
    await sent(client, await given.a_station(), name="李四")
    topic = await raised()
    with pytest.raises(RaiseError, match="written once"):
        async with county_tx():
            await Topic.update({Topic.latitude: 31.0}).where(Topic.id == topic["id"])
    with pytest.raises(CheckViolationError):
        async with county_tx(), amending():
            await Topic.update({Topic.latitude: None}).where(Topic.id == topic["id"])
    ((_what, told),) = exporting.phone_place(topic)
    assert told == "30.124400, 104.651200"
    async with county_tx(), amending():
        await erasing.erase_raisers([topic["id"]])
    gone = await raised()
    assert (gone["latitude"], gone["longitude"], gone["raiser_phone"]) == (None, None, "")


async def test_it_ends_with_the_rules_months(client: AsyncClient) -> None:
    """A year after the matter's end, also where no name was given."""
    await sent(client, await given.a_station())
    topic = await raised()
    ended = {Topic.stage: "closed", Topic.closed_on: date(2025, 3, 31), Topic.held_by: []}
    async with county_tx():
        await Topic.update(ended).where(Topic.id == topic["id"])  # type: ignore[arg-type]
    await expire(date(2026, 3, 31))
    assert (await raised())["latitude"] == 30.1244
    await expire(date(2026, 4, 1))
    assert (await raised())["latitude"] is None


async def test_it_is_asked_for_by_a_tap_alone(client: AsyncClient) -> None:
    station = await given.a_station()
    page = Page(await client.get(f"/raise?station={await code_of(station)}"))
    assert (
        len(page.all("#phone-place[hidden]")) == 1
    )  # until a script finds that the phone can tell
    assert len(page.all("#phone-place [data-place]")) == 1
    assert page.typed("latitude") == [""]


@pytest.mark.parametrize(
    ("north", "east", "direction"),
    [(1, 0, 0), (1, 1, 1), (0, 1, 2), (-1, 1, 3), (-1, 0, 4), (-1, -1, 5), (0, -1, 6), (1, -1, 7)],
)
def test_eight_directions(north: int, east: int, direction: int) -> None:
    one = Place(0.0, 100.0)
    assert toward(one, Place(north / 100, 100 + east / 100)) == TOWARD[direction]


def test_between_two_directions() -> None:
    """22 degrees are north still, 23 are north-east."""
    one = Place(0.0, 100.0)
    assert toward(one, Place(0.0100, 100.00404)) == "北"
    assert toward(one, Place(0.0100, 100.00424)) == "东北"


async def test_it_stands_in_no_page_of_whoever_raised_it(client: Browser) -> None:
    await sent(client, await given.a_station())
    page = await client.get("/follow")
    assert "路灯不亮" in page.text
    where = page.text.find("30.12")
    assert where == -1, page.text[where - 200 : where + 100]
