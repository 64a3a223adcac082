"""Where stations are, and which is the nearest."""

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import county_tx, execute, row
from app.refusal import Refused
from app.stations import places
from app.stations.places import Place
from tests import given
from tests.conftest import Browser
from tests.page import Page

pytestmark = pytest.mark.anyio

HERE = Place(30.1234, 104.6512)
POLICY = "camera=(self), geolocation=(self), microphone=()"


def test_metres() -> None:
    assert places.metres(HERE, HERE) == 0
    # a degree of latitude is 111.2 km, one of longitude at 60 degrees half of it
    assert places.metres(Place(30, 104), Place(31, 104)) == pytest.approx(111_195, abs=1)
    assert places.metres(Place(60, 104), Place(60, 105)) == pytest.approx(55_597, abs=5)


def test_the_five_nearest_and_none_that_is_elsewhere() -> None:
    far = [(n, Place(30.1234 + n / 100, 104.6512)) for n in (7, 1, 3, 2, 5, 4, 6)]
    found = places.nearest(HERE, [*far, (99, Place(31, 104.6512))])
    assert [each for each, _far in found] == [1, 2, 3, 4, 5]
    assert found[0][1] == 1112
    edge = [(50, Place(30.1234 + 0.4496, 104.6512)), (51, Place(30.1234 + 0.4498, 104.6512))]
    assert [each for each, _far in places.nearest(HERE, edge)] == [50]  # 50 km


@pytest.mark.parametrize(
    ("latitude", "longitude", "good"),
    [
        ("30.1234", "104.6512", True),
        ("3", "73", True),
        ("54", "136", True),
        ("2.9", "104", False),
        ("54.1", "104", False),
        ("30", "72.9", False),
        ("30", "136.1", False),
        ("nan", "104", False),
        ("30", "inf", False),
        ("", "", False),
        ("北纬三十度", "104", False),
    ],
)
def test_what_is_a_place(latitude: str, longitude: str, *, good: bool) -> None:
    assert (places.place_in(latitude, longitude) is not None) == good


@pytest.mark.parametrize(
    ("accuracy", "said"),
    [("200", ""), ("201", "误差 201 米"), ("", "没有取得位置"), ("-1", "没有取得位置"),
     ("nan", "没有取得位置")],
)  # fmt: skip
def test_a_station_s_place_is_exact(accuracy: str, said: str) -> None:
    if not said:
        assert places.check_place("30.1234", "104.6512", accuracy) == HERE
        return
    with pytest.raises(Refused) as refused:
        places.check_place("30.1234", "104.6512", accuracy)
    assert said in refused.value.text % refused.value.values


@pytest.mark.parametrize(
    ("metres", "told"),
    [(0, ("10", "m")), (94, ("90", "m")), (999, ("1000", "m")), (1000, ("1.0", "km")),
     (12_345, ("12.3", "km"))],
)  # fmt: skip
def test_distances_as_people_say_them(metres: int, told: tuple[str, str]) -> None:
    assert places.told(metres) == told


async def placed(station: int, latitude: float, longitude: float) -> None:
    async with county_tx():
        await execute(
            'UPDATE "station" SET "latitude" = $3, "longitude" = $4, "placed_on" = now()'
            ' WHERE "station"."county" = $1 AND "id" = $2',
            station,
            latitude,
            longitude,
        )


FORM = {"latitude": "30.1234", "longitude": "104.6512", "accuracy": "12"}


@pytest.mark.parametrize(
    ("role", "elsewhere", "status"),
    [
        (Role.CONVENER, False, 303),
        (Role.TOWNSHIP, False, 303),
        (Role.OFFICE, False, 303),
        (Role.CONVENER, True, 403),
        (Role.COMMITTEE, False, 403),
        (Role.MEMBER, False, 403),
        (None, False, 401),
    ],
)
async def test_its_keeper_says_where_it_is(
    client: Browser, role: Role | None, *, elsewhere: bool, status: int
) -> None:
    station = await given.a_station()
    if role:
        await given.signed_in(
            client, role, station=await given.a_station("别处") if elsewhere else None
        )
    page = await client.get(f"/stations/{station}")
    offered = bool(Page(page).all("#place"))
    assert offered == (status == 303) == (page.headers["permissions-policy"] == POLICY)
    assert (await client.post(f"/stations/{station}/place", data=FORM)).status_code == status
    async with county_tx(readonly=True):
        found = await row(
            'SELECT "latitude", "longitude", "placed_on" IS NOT NULL AS placed FROM "station"'
            ' WHERE "station"."county" = $1 AND "id" = $2',
            station,
        )
    assert tuple(found) == ((30.1234, 104.6512, True) if status == 303 else (None, None, False))


async def test_a_rough_place_is_not_taken(client: Browser) -> None:
    station = await given.a_station()
    await given.signed_in(client, Role.CONVENER)
    for odd in ({"accuracy": "500"}, {"latitude": "0"}, {"longitude": "x"}):
        sent = await client.post(f"/stations/{station}/place", data=FORM | odd)
        assert sent.status_code == 422


async def test_the_nearest_are_shown(client: AsyncClient) -> None:
    page = await client.get("/raise")
    assert Page(page).all("[data-place]") == []  # nobody has said where one is
    near, far, closed = [await given.a_station(f"{name}站") for name in "甲乙丙"]
    await given.a_station("丁站")
    await placed(near, 30.1244, 104.6512)
    await placed(far, 30.2234, 104.6512)
    await placed(closed, 30.1234, 104.6512)
    async with county_tx():
        await execute(
            'UPDATE "station" SET "closed_on" = now() WHERE "station"."county" = $1 AND "id" = $2',
            closed,
        )
    page = await client.get("/raise")
    assert (len(Page(page).all("[data-place]")), page.headers["permissions-policy"]) == (1, POLICY)
    form = {"latitude": "30.1234", "longitude": "104.6512"}
    found = Page(await client.post("/raise/near", data=form, headers={"hx-request": "true"}))
    assert found.texts("li a") == ["甲站", "乙站"]
    assert found.texts("li .meta") == ["约 110 米", "约 11.1 公里"]
    plain = await client.post("/raise/near", data=form)
    assert Page(plain).texts("#near li a") == ["甲站", "乙站"]
    none = await client.post("/raise/near", data={"latitude": "45", "longitude": "90"})
    assert Page(none).all("#near .empty")
    assert (await client.post("/raise/near", data={})).status_code == 422


async def test_no_other_page_asks_for_the_place(client: AsyncClient) -> None:
    station = await given.a_station()
    async with county_tx(readonly=True):
        found = await row('SELECT "code" FROM "station" WHERE "station"."county" = $1')
    asks = (await client.get(f"/raise?station={found['code']}")).headers["permissions-policy"]
    assert asks == POLICY
    for path in ("/", "/topics", f"/stations/{station}", "/follow", "/raise/joined"):
        policy = (await client.get(path)).headers["permissions-policy"]
        assert "geolocation=()" in policy, path


async def test_town_by_town_and_in_a_town_its_villages(client: AsyncClient) -> None:
    town = await given.a_station()
    parent = {"id": town, "lineage": [town]}
    await given.a_station("石桥镇工作站")
    await given.a_station("河湾村议事点", kind="village", level="village", parent=parent)
    page = Page(await client.get("/raise"))
    links = {each.text: each["href"] for each in page.all("#level a")}
    assert list(links) == ["龙兴镇工作站", "石桥镇工作站"]
    assert links["龙兴镇工作站"].endswith(f"/raise?under={town}")
    assert "?station=" in links["石桥镇工作站"]
    below = Page(await client.get("/raise", params={"under": town}))
    assert below.texts("#level a") == ["河湾村议事点"]
    assert below.texts("main a.button") == ["就在龙兴镇工作站提出"]
    assert (await client.get("/raise", params={"under": 7})).status_code == 404
