"""A consultation as tests begin it: planned for a topic's circle, and recorded."""

from typing import Any

from app.access.roles import Role
from app.dates import today
from app.db import county_tx, rows
from tests import given
from tests.conftest import Browser

HTMX = {"hx-request": "true"}


PLAN = {
    "title": "路灯怎么装",
    "manner": "site",
    "place": "村口",
    "held_on": str(today()),
    "begins": "14:30",
    "agenda": "看现场\n商量",
}


MINUTES = "钱小三说太黑，大家同意装灯。"


KEPT = PLAN | {"minutes": MINUTES}  # the record as it stands on the screen


async def all_of(table: str) -> list[Any]:
    async with county_tx(readonly=True):
        return await rows(
            f'SELECT * FROM "{table}" WHERE "{table}"."county" = $1 ORDER BY "id"'  # noqa: S608
        )


async def a_circle(client: Browser, topic: int, member: int, department: int) -> None:
    for person in (
        {"grp": "convener", "name": "赵书记"},
        {"grp": "member", "member": str(member)},
        {"grp": "citizen", "name": "钱小三"},
        {"grp": "x", "department": str(department), "name": "孙科长"},
    ):
        sent = await client.post(f"/topics/{topic}/circle", data=person)
        assert sent.status_code == 303, sent.text


class Place:
    """A topic at the agenda with its circle, a convener signed in, and a first round planned."""

    station: int
    topic: int
    member: int
    member_account: int
    consultation: int
    people: dict[str, int]


async def a_place(client: Browser) -> Place:
    place = Place()
    place.station = await given.a_station()
    place.topic = await given.a_topic(place.station, ring="介绍情况")
    place.member_account = await given.an_account(Role.MEMBER)
    async with county_tx():
        place.member = await given.a_member(
            station=place.station, account=place.member_account, name="李委员"
        )
        department = await given.a_department("住建局")
    await given.signed_in(client, Role.CONVENER, station=place.station)
    await a_circle(client, place.topic, place.member, department)
    place.consultation = await a_round(client, place.topic)
    place.people = {each["name"]: each["id"] for each in await all_of("participant")}
    return place


async def a_round(client: Browser, topic: int) -> int:
    sent = await client.post(f"/topics/{topic}/consultations", data=PLAN)
    assert sent.status_code == 303, sent.text
    return int(sent.headers["location"].rpartition("/")[2])


async def recorded(client: Browser, number: int) -> None:
    people = [each for each in await all_of("participant") if each["consultation"] == number]
    came = [str(each["id"]) for each in people if each["name"] != "孙科长"]
    sent = await client.post(f"/consultations/{number}/attendance", data={"came": came})
    assert sent.status_code == 303
    sent = await client.post(
        f"/consultations/{number}/record",
        data=KEPT | {"version": "0"},
    )
    assert sent.status_code == 303
