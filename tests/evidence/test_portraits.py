"""Faces of members at their station: as the county allows; put there by them or the office."""

from typing import Any

import pytest

from app.access.roles import Role
from app.charter import store
from app.dates import today
from app.db import county_tx, execute
from app.people.tables import Member
from app.persons.erasing import erase_members
from tests import given
from tests.conftest import Browser
from tests.evidence import steps
from tests.page import Page

pytestmark = pytest.mark.anyio


async def placed(station: int | None, account: int | None = None) -> int:
    async with county_tx():
        return await given.a_member("王委员", station=station, account=account)


async def announces(client: Browser, member: int) -> int:
    return int((await steps.announced(client, "member", member, 100)).status_code)


async def test_a_member_puts_their_own_face_there(client: Browser, stranger: Browser) -> None:
    station = await given.a_station()
    me = await given.signed_in(client, Role.MEMBER, station=station)
    member, other = await placed(station, me), await placed(station)
    page = Page(await stranger.get(f"/stations/{station}"))
    assert page.texts(".people .face") == ["王", "王"]
    assert page.all(f".people a[href$='/members/{member}']")
    assert Page(await client.get(f"/members/{member}")).all("form[action$='/photos/form']")
    assert not Page(await client.get(f"/members/{other}")).all("form[action$='/photos/form']")
    assert await announces(client, other) == 403
    photo = await steps.shown(client, "member", member)
    page = Page(await stranger.get(f"/stations/{station}"))
    (face,) = page.all(".people img.face")
    assert f"/photos/{photo}/320/" in face["src"]
    assert await announces(client, member) == 422  # one stands; it is taken down first
    assert (await client.post(f"/photos/{photo}/removal")).is_redirect
    assert Page(await stranger.get(f"/stations/{station}")).all(".people img.face") == []
    assert await announces(client, member) == 200


@pytest.mark.parametrize(
    ("change", "office"),
    [
        ('UPDATE "member" SET "left_on" = now() WHERE "member"."county" = $1', 200),
        ('UPDATE "member" SET "station" = NULL WHERE "member"."county" = $1', 200),
        ('UPDATE "station" SET "closed_on" = now() WHERE "station"."county" = $1', 200),
    ],
)
async def test_whoever_is_nowhere_is_not_shown(
    client: Browser, stranger: Browser, change: str, office: int
) -> None:
    station = await given.a_station()
    sender = await given.signed_in(client, Role.OFFICE)
    member = await placed(station)
    (photo,) = await steps.ready_photos("member", member, sender)
    paths = [f"/members/{member}", f"/photos/{photo}", f"/photos/of/member/{member}"]
    assert {(await stranger.get(each)).status_code for each in paths} == {200}
    async with county_tx():
        await execute(change)
    assert {(await stranger.get(each)).status_code for each in paths} == {404}
    assert {(await client.get(each)).status_code for each in paths} == {office}


async def test_rules_without_faces_show_none(client: Browser, stranger: Browser) -> None:
    charter = given.charter()
    charter.publicity.faces = False
    station = await given.a_station()
    sender = await given.signed_in(client, Role.OFFICE)
    member = await placed(station)
    (photo,) = await steps.ready_photos("member", member, sender)
    async with county_tx():
        await store.save(store.write(charter), author="李", note="不公开", effective_on=today())
    page = Page(await stranger.get(f"/stations/{station}"))
    assert (len(page.all(".people li")), page.all(".face")) == (1, [])
    for each in (client, stranger):
        for path in (f"/members/{member}", f"/photos/{photo}"):
            assert (await each.get(path)).status_code == 404
    assert await announces(client, member) == 404


async def test_a_face_goes_with_the_name(client: Browser) -> None:
    station = await given.a_station()
    sender = await given.signed_in(client, Role.OFFICE)
    member = await placed(station)
    (photo,) = await steps.ready_photos("member", member, sender)
    async with county_tx():
        await erase_members([member])
    assert (await client.get(f"/photos/{photo}")).status_code == 404
    async with county_tx(readonly=True):
        found: Any = await Member.select(Member.name).where(Member.id == member)
    assert found[0]["name"] != "王委员"
