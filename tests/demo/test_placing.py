"""Every station of the demo stands somewhere, so that one can look for what is near."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.demo.county import demos
from app.demo.placing import places_of
from app.stations.places import Place, metres
from tests.demo.conftest import CODES, SLUGS
from tests.page import Page

pytestmark = pytest.mark.anyio
SEAT = Place(30.83, 120.926)


def test_a_town_lies_together() -> None:
    towns = ["330421101", "330421102", "330421103"]
    stations = [(n * 3 + m, f"{town}{n:03}") for n in range(5) for m, town in enumerate(towns)]
    found = places_of(SEAT, 14, towns, stations)
    assert len(set(found.values())) == 15
    for number, place in found.items():
        mine = [metres(place, found[each]) for each in found if each % 3 == number % 3]
        others = [metres(place, found[each]) for each in found if each % 3 != number % 3]
        assert max(mine) < min(others)
        assert metres(place, SEAT) < 14_000


def test_what_is_in_no_town_stands_at_the_seat() -> None:
    assert places_of(SEAT, 14, ["330421101"], [(7, "330421")]) == {7: SEAT}


@pytest.mark.parametrize("slug", SLUGS)
async def test_every_station_stands_in_its_town(seen: Any, slug: str) -> None:
    demo = demos()[slug]
    assert demo.seat is not None
    found = await seen.fetch(
        "SELECT latitude, longitude, left(division, 9) AS town FROM station WHERE county = $1",
        CODES[slug],
    )
    assert found
    assert None not in {each["latitude"] for each in found}
    placed = [(Place(each["latitude"], each["longitude"]), each["town"]) for each in found]
    for here, town in placed:
        assert metres(here, Place(*demo.seat)) < demo.reach * 1250
        if len(town) == 9:
            mine = [metres(here, at) for at, of in placed if of == town]
            others = [metres(here, at) for at, of in placed if of != town and len(of) == 9]
            assert max(mine) < min(others)


async def test_what_was_solved_near_the_seat_is_found(visitor: AsyncClient) -> None:
    assert Page(await visitor.get("/jiashan/near")).all("[data-place]")
    here = {"latitude": "30.83", "longitude": "120.926"}
    found = Page(await visitor.post("/jiashan/near", data=here))
    assert found.all("#near a")
    assert found.all("#topics a.title")


@pytest.mark.parametrize("slug", SLUGS)
async def test_no_address_names_its_county_twice(seen: Any, slug: str) -> None:
    found = await seen.fetch("SELECT address FROM station WHERE county = $1", CODES[slug])
    name = demos()[slug].name
    assert [each["address"] for each in found if each["address"].count(name) > 1] == []
